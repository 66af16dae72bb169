"""Say what would become of a text, without keeping anything."""

from dataclasses import dataclass

from belowline.conversation.blocks import with_blocks
from belowline.conversation.judging import Judge
from belowline.conversation.post import PostStore
from belowline.conversation.traces import SiteKnowledge, traces_of
from belowline.conversation.words import check_text
from belowline.kernel.errors import NotFound
from belowline.kernel.ids import CommentId, ReaderId, SiteId, StoryId
from belowline.moderation import Ruling


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """The use case: the warning before a comment is sent. `domains` are the site's own.

    What others wrote is left out: nobody should find out by asking whether a text like theirs was
    posted already.
    """

    store: PostStore
    judge: Judge
    domains: tuple[str, ...] = ()

    async def __call__(
        self,
        site_id: SiteId,
        text: str,
        *,
        story_id: StoryId | None = None,
        parent_id: CommentId | None = None,
        reader_id: ReaderId | None = None,
    ) -> Ruling:
        """Return the engine's ruling on the text in its place; nothing is stored or counted."""
        text = check_text(text)
        story = parent = ""
        if story_id is not None:
            found = await self.store.story(site_id, story_id)
            if found is None:
                raise NotFound("There is no such story here.")
            story = found.words
        if parent_id is not None:
            comment = await self.store.comment(site_id, parent_id)
            # What is not public must not be probed through the engine's answers.
            parent = comment.text if comment and comment.shown else ""
        published = 0
        if reader_id is not None:
            record = await self.store.author_record(site_id, reader_id, recent=0)
            published = record.published
        known = SiteKnowledge(store=self.store, site_id=site_id, domains=self.domains)
        facts = await known.of_links(traces_of(text))
        return await self.judge(
            text,
            story=story,
            parent=parent,
            author_published=published,
            site=await with_blocks(self.store, site_id, text, facts),
        )
