"""One article of the publication, as the conversation needs to know it."""

from dataclasses import dataclass
from datetime import datetime

from belowline.kernel.ids import SiteId, StoryId


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """An article: its canonical URL, its words, and whether readers may still comment.

    `body` is plain text with blank lines between paragraphs, `## ` before a subhead and `> `
    before a pull quote; it may be empty where only the URL is known. `version` counts the public
    changes of the thread: whoever has rendered a version may keep it until the number moves.
    """

    site_id: SiteId
    story_id: StoryId
    url: str
    headline: str
    standfirst: str
    byline: str
    section: str
    published_at: datetime
    body: str
    open: bool
    comment_count: int
    version: int

    @property
    def words(self) -> str:
        """Return everything the engine should know of the story: headline, standfirst, body."""
        return "\n\n".join(part for part in (self.headline, self.standfirst, self.body) if part)
