"""Plant the demo newsroom: its stories, and its readers' comments through the real engine."""

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta

from uuid_utils import uuid7

from belowline.config import Settings
from belowline.conversation.comment import Comment, State
from belowline.conversation.post import Draft, Ruled
from belowline.conversation.report import Notice
from belowline.demo.content import DemoComment, DemoStory, read_comments, read_stories
from belowline.kernel.clock import utc_now
from belowline.kernel.errors import Conflict
from belowline.kernel.ids import StoryId
from belowline.main import Belowline, build
from belowline.people.reader import Reader, Role
from belowline.stories.story import Story

MODERATOR_EMAIL = "moderator@demo.example"
MODERATOR_NAME = "Demo moderator"

# Who likes what is of no account in a demo; one crowd likes everything that is liked.
_LIKERS = 24


@dataclass(slots=True)
class Hands:
    """The clock and the ids of the past: what is planted looks as old as it says it is."""

    now: datetime

    def clock(self) -> datetime:
        """Return the moment that is being planted."""
        return self.now

    def new_id(self) -> str:
        """Return an id of that moment, so that ids sort as the times do."""
        return str(uuid7(nanoseconds=round(self.now.timestamp() * 1000) * 1_000_000))


async def plant(settings: Settings, say: Callable[[str], None]) -> list[tuple[DemoComment, Ruled]]:
    """Plant the demo into an empty database; return each comment with its ruling.

    Does nothing and returns an empty list where there are stories already.
    """
    hands = Hands(now=read_stories()[0].published_at)
    belowline = await build(settings, clock=hands.clock, ids=hands.new_id)
    site_id = settings.site.site_id
    try:
        if await is_planted(belowline):
            return []
        say("Planting the demo newsroom …")
        stories = {
            story.slug: await _plant_story(belowline, hands, story) for story in read_stories()
        }
        likers = await _crowd(belowline)
        planted = await _plant_comments(belowline, hands, stories, likers)
        await _plant_reports(belowline, hands, likers, [ruled.comment for _, ruled in planted])
        for story in read_stories():
            if not story.open:
                await belowline.store.set_open(site_id, stories[story.slug].story_id, False)
        return planted
    finally:
        await belowline.close()


async def is_planted(belowline: Belowline) -> bool:
    """Say whether there are stories already."""
    return bool(await belowline.store.latest(belowline.settings.site.site_id, limit=1))


async def moderator_link(belowline: Belowline) -> str:
    """Return a one-time link for the demo's moderator, who is made where there is none."""
    site_id = belowline.settings.site.site_id
    sign_in = belowline.services.sign_in
    with suppress(Conflict):  # made at an earlier start
        await sign_in.add_staff(
            site_id, name=MODERATOR_NAME, email=MODERATOR_EMAIL, role=Role.MODERATOR
        )
    reader = await belowline.store.reader_by_email(site_id, MODERATOR_EMAIL)
    assert reader is not None
    return await sign_in.make_link(reader)


async def _plant_story(belowline: Belowline, hands: Hands, story: DemoStory) -> Story:
    hands.now = story.published_at
    story_id = StoryId(hands.new_id())
    return await belowline.store.add_story(
        Story(
            site_id=belowline.settings.site.site_id,
            story_id=story_id,
            url=f"{belowline.settings.address}/stories/{story_id}",
            headline=story.headline,
            standfirst=story.standfirst,
            byline=story.byline,
            section=story.section,
            published_at=story.published_at,
            body=story.body,
            open=True,
            comment_count=0,
            version=1,
        )
    )


async def _crowd(belowline: Belowline) -> list[Reader]:
    names = (f"Reader {number}" for number in range(1, _LIKERS + 1))
    return [await _guest(belowline, name) for name in names]


async def _guest(belowline: Belowline, name: str) -> Reader:
    return await belowline.services.guests.new(belowline.settings.site.site_id, name=name)


async def _plant_comments(
    belowline: Belowline, hands: Hands, stories: dict[str, Story], likers: Sequence[Reader]
) -> list[tuple[DemoComment, Ruled]]:
    authors: dict[str, Reader] = {}
    kept: dict[str, Comment] = {}
    planted = []
    for demo in read_comments():
        story = stories[demo.story]
        hands.now = story.published_at + timedelta(minutes=demo.minutes_after)
        if demo.name not in authors:
            authors[demo.name] = await _guest(belowline, demo.name)
        above = kept.get(demo.reply_to) if demo.reply_to else None
        if demo.reply_to and (above is None or above.state is not State.PUBLISHED):
            continue  # the engine did not publish what this answers
        ruled = await belowline.services.post(
            Draft(
                site_id=story.site_id,
                story_id=story.story_id,
                author=authors[demo.name],
                name=demo.name,
                text=demo.text,
                parent_id=above.comment_id if above else None,
            )
        )
        kept[demo.key] = ruled.comment
        planted.append((demo, ruled))
        if ruled.comment.state is State.PUBLISHED:
            for liker in likers[: demo.likes]:
                await belowline.store.like(story.site_id, ruled.comment.comment_id, liker.reader_id)
    return planted


async def _plant_reports(
    belowline: Belowline, hands: Hands, readers: Sequence[Reader], comments: Sequence[Comment]
) -> None:
    """Have two readers call one harmless comment spam, so that the desk has a report to dismiss."""
    reported = next((each for each in comments if each.state is State.PUBLISHED), None)
    if reported is None:
        return
    for minutes, reporter in enumerate(readers[:2], 1):
        hands.now = utc_now() - timedelta(minutes=10 * minutes)
        await belowline.services.make_report(
            Notice(
                site_id=reported.site_id,
                comment_id=reported.comment_id,
                reporter=reporter,
                reason="spam",
                address=reporter.reader_id,
            )
        )
