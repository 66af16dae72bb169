"""Tell members once a day what is new in the stories they follow or wrote under, if they asked."""

import hashlib
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any, Protocol

from belowline.conversation.follow import (
    INTEREST_LASTS,
    MOST_QUOTED,
    MOST_STORIES,
    FollowStore,
    StoryNews,
)
from belowline.kernel.clock import Clock
from belowline.kernel.ids import NewId, ReaderId, SiteId
from belowline.mail.choices import Choices
from belowline.mail.compose import Facts, reader_of
from belowline.mail.links import Links
from belowline.mail.mail import Mail, MailKind, Topic
from belowline.mail.ports import TellingStore
from belowline.mail.voices import excerpt
from belowline.people.reader import Reader, Role

# In UTC: with breakfast in Europe, before midnight on the west coast of America.
HOUR = 6
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Digest:
    """That a member wants a digest: what the last one was about, and when the next is due.

    `subject` names the last one's e-mail, None before the first.
    """

    site_id: SiteId
    reader_id: ReaderId
    since: datetime
    until: datetime
    next_at: datetime
    subject: str | None = None


class DigestStore(FollowStore, Protocol):
    """Knows who wants a digest, and queues each once."""

    async def want_digest(self, digest: Digest) -> None:
        """Keep that a member wants one; where they do already, that one stands."""
        ...

    async def end_digest(self, site_id: SiteId, reader_id: ReaderId) -> None:
        """Forget it."""
        ...

    async def digest(self, site_id: SiteId, reader_id: ReaderId) -> Digest | None:
        """Return what a member wants, None where it is no digest."""
        ...

    async def issue_digest(self, site_id: SiteId, *, now: datetime, new_id: NewId) -> bool:
        """Queue the e-mail of one digest that is due, and move on behind it, in one transaction;
        say whether there was one.

        Each is queued once, by however many at once. It begins where the one before ended, or,
        where that one still waits, where that one began: the later takes its place.
        """
        ...


class DigestTellingStore(TellingStore, DigestStore, Protocol):
    """All that digests are made of."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Digests:
    """The use cases: want one, or none."""

    store: DigestStore
    choices: Choices
    clock: Clock

    async def wanted(self, reader: Reader) -> bool:
        """Say whether the reader gets a digest."""
        if await self.store.digest(reader.site_id, reader.reader_id) is None or not reader.email:
            return False
        return Topic.DIGEST not in await self.choices.stopped(self.choices.key_of(reader.email))

    async def want(self, reader: Reader) -> None:
        """Have one come each day from now on, if anything has happened."""
        now = self.clock()
        await self.store.want_digest(
            Digest(
                site_id=reader.site_id,
                reader_id=reader.reader_id,
                since=now,
                until=now,
                next_at=next_hour(now),
            )
        )
        if reader.email:
            key = self.choices.key_of(reader.email)
            stopped = await self.choices.stopped(key)
            if Topic.DIGEST in stopped:
                await self.choices.keep(key, stopped - {Topic.DIGEST})

    async def end(self, reader: Reader) -> None:
        """Have none come."""
        await self.store.end_digest(reader.site_id, reader.reader_id)


@dataclass(frozen=True, slots=True, kw_only=True)
class DigestWriter:
    """See `belowline.mail.compose.Writer`."""

    store: DigestTellingStore
    links: Links

    def of(self, kind: MailKind) -> Callable[[Mail], Awaitable[Facts | None]] | None:
        """Return what finds the facts of this kind, None where it is another's."""
        return self.digest if kind is MailKind.DIGEST else None

    async def digest(self, mail: Mail) -> Facts | None:
        """What is new, None where nothing is, or where a later digest tells of it."""
        reader = await reader_of(self.store, mail)
        if reader is None or reader.email is None or reader.role is Role.GUEST:
            return None
        digest = await self.store.digest(mail.site_id, reader.reader_id)
        if digest is None or digest.subject != mail.subject:
            return None
        news = await self.store.story_news(
            mail.site_id,
            reader.reader_id,
            since=digest.since,
            until=digest.until,
            wrote_since=digest.since - INTEREST_LASTS,
            stories=MOST_STORIES,
            quoted=MOST_QUOTED,
        )
        if not news:
            return None
        comments, answers = sum(each.comments for each in news), sum(each.answers for each in news)
        stories = [self._told(each) for each in news]
        return Facts(reader.email, {"comments": comments, "answers": answers, "stories": stories})

    def _told(self, news: StoryNews) -> dict[str, Any]:
        return {
            "headline": news.story.headline,
            "comments": news.comments,
            "answers": news.answers,
            "link": self.links.page(f"/stories/{news.story.story_id}#comments"),
            "quoted": [
                {"author": each.author.name, "words": excerpt(each.text)} for each in news.quoted
            ],
        }


def next_hour(now: datetime) -> datetime:
    """Return when the next digests are due."""
    today = datetime.combine(now.date(), time(HOUR, tzinfo=now.tzinfo))
    return today if now < today else today + _DAY


def digest_subject(reader_id: ReaderId, until: datetime) -> str:
    """Return what the e-mail of a digest is known by: one for each member and moment."""
    return hashlib.sha256(f"{reader_id} {until.isoformat()}".encode()).hexdigest()[:36]
