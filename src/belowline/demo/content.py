"""Read the demo publication's files: its name, its stories, what its readers wrote."""

import tomllib
from dataclasses import dataclass
from datetime import datetime
from importlib.resources import files

_CONTENT = files("belowline.demo") / "content"


@dataclass(frozen=True, slots=True, kw_only=True)
class Publication:
    """The demo publication's own words."""

    name: str
    tagline: str
    language: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoStory:
    """A story of the demo publication."""

    slug: str
    headline: str
    standfirst: str
    byline: str
    section: str
    published_at: datetime
    open: bool
    body: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoComment:
    """What a demo reader wrote. `expect` is what its writers think the engine should do."""

    key: str
    story: str
    reply_to: str | None
    name: str
    text: str
    minutes_after: int
    likes: int
    expect: str
    clause: str | None


def read_publication() -> Publication:
    """Return name, tagline and language."""
    fields = tomllib.loads((_CONTENT / "publication.toml").read_text("utf-8"))
    return Publication(name=fields["name"], tagline=fields["tagline"], language=fields["language"])


def read_stories() -> list[DemoStory]:
    """Return the stories, oldest first."""
    entries = (_CONTENT / "stories").iterdir()
    stories = [_story(each.read_text("utf-8")) for each in entries if each.name.endswith(".md")]
    return sorted(stories, key=lambda story: story.published_at)


def read_comments() -> list[DemoComment]:
    """Return the comments, for each story in the order in which they were written."""
    fields = tomllib.loads((_CONTENT / "comments.toml").read_text("utf-8"))
    comments = [
        DemoComment(
            key=entry["key"],
            story=entry["story"],
            reply_to=entry.get("reply_to"),
            name=entry["name"],
            text=entry["text"].strip(),
            minutes_after=entry["minutes_after"],
            likes=entry.get("likes", 0),
            expect=entry["expect"],
            clause=entry.get("clause"),
        )
        for entry in fields["comments"]
    ]
    return sorted(comments, key=lambda comment: (comment.story, comment.minutes_after))


def _story(text: str) -> DemoStory:
    _, front, body = text.split("+++\n", 2)
    fields = tomllib.loads(front)
    return DemoStory(
        slug=fields["slug"],
        headline=fields["headline"],
        standfirst=fields["standfirst"],
        byline=fields["byline"],
        section=fields["section"],
        published_at=_moment(fields["published_at"]),
        open=fields["open"],
        body=body.strip(),
    )


def _moment(value: datetime | str) -> datetime:
    """Take TOML's own date-times and quoted ones."""
    return datetime.fromisoformat(value) if isinstance(value, str) else value
