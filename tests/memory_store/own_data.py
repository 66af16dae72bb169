"""Keep wishes to be erased in a dict, gather what is known of a reader, and forget."""

import hashlib
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from belowline.conversation.comment import Comment, State
from belowline.conversation.own_data import OwnData
from belowline.desk.audit import erasure_note
from belowline.kernel.events import EventKind
from belowline.kernel.ids import ReaderId, SiteId
from belowline.people.erasure import FORMER_READER, Erasure
from belowline.people.reader import Reader, Role
from belowline.people.sessions import Session
from tests.memory_store.tables import OnTables, key_of


class MemoryErasures(OnTables):
    """See `belowline.people.erasure.ErasureStore`."""

    async def ask_erasure(self, erasure: Erasure) -> Erasure:
        """Keep the wish, unless there is one already."""
        return self._tables.erasures.setdefault((erasure.site_id, erasure.reader_id), erasure)

    async def cancel_erasure(self, site_id: SiteId, reader_id: ReaderId) -> bool:
        """Forget the wish."""
        return self._tables.erasures.pop((site_id, reader_id), None) is not None

    async def erasure(self, site_id: SiteId, reader_id: ReaderId) -> Erasure | None:
        """Return the wish."""
        return self._tables.erasures.get((site_id, reader_id))

    async def due_erasures(
        self, site_id: SiteId, now: datetime, *, limit: int
    ) -> Sequence[Erasure]:
        """Return wishes whose day has come."""
        due = [
            each
            for each in self._tables.erasures.values()
            if each.site_id == site_id and each.due_at <= now
        ]
        return sorted(due, key=lambda each: (each.due_at, each.reader_id))[:limit]

    async def erase(self, erasure: Erasure, *, words_too: bool, at: datetime) -> bool:
        """Erase the reader."""
        key = erasure.site_id, erasure.reader_id
        wish = self._tables.erasures.get(key)
        if wish is None or wish.due_at > at:
            return False
        del self._tables.erasures[key]
        mine = [each for each in self._of(key[0]) if each.author.reader_id == key[1]]
        self._write(erasure_note(wish, comments=len(mine), words_too=words_too, at=at))
        for comment in mine:
            self._nameless(comment, words_too=words_too, at=at)
        self._forget(*key)
        return True

    def _nameless(self, comment: Comment, *, words_too: bool, at: datetime) -> None:
        author = replace(comment.author, name=FORMER_READER, role=Role.GUEST, badges=())
        bare = replace(comment, author=author)
        self._tables.comments[key_of(comment)] = bare
        if words_too and comment.state is not State.WITHDRAWN:
            key = key_of(comment)
            self._tables.revisions[key] = [
                replace(each, text="", html="") for each in self._tables.revisions[key]
            ]
            self._tables.trails = [each for each in self._tables.trails if each.key != key]
            blank = replace(
                bare,
                state=State.WITHDRAWN,
                text="",
                html="",
                pending=None,
                attention=None,
                attention_since=None,
            )
            self._put(blank, at)
        elif comment.state is State.PUBLISHED:
            story_key = comment.site_id, comment.story_id
            story = self._tables.stories[story_key]
            self._tables.stories[story_key] = replace(story, version=story.version + 1)
            self._tell(bare, EventKind.CHANGED, at)

    def _forget(self, site_id: SiteId, reader_id: ReaderId) -> None:
        tables = self._tables
        tables.readers.pop((site_id, reader_id), None)
        for held in (tables.sessions, tables.links):
            for place in [
                p for p, each in held.items() if (p[0], each.reader_id) == (site_id, reader_id)
            ]:
                del held[place]
        tables.sanctions = {
            place: each
            for place, each in tables.sanctions.items()
            if (each.site_id, each.reader_id) != (site_id, reader_id)
        }
        tables.passkeys = {
            place: each
            for place, each in tables.passkeys.items()
            if (each.site_id, each.reader_id) != (site_id, reader_id)
        }
        tables.follows = {
            place: at for place, at in tables.follows.items() if place[:2] != (site_id, reader_id)
        }
        tables.digests.pop((site_id, reader_id), None)
        tables.languages.pop((site_id, reader_id), None)
        tables.email_changes = [
            each
            for each in tables.email_changes
            if (each.site_id, each.reader_id) != (site_id, reader_id)
        ]
        tables.accounts = {
            place: each
            for place, each in tables.accounts.items()
            if (place[0], each[1]) != (site_id, reader_id)
        }
        for of_comment in tables.reports.values():
            report = of_comment.get(reader_id)
            if report is not None and report.site_id == site_id:
                of_comment[reader_id] = replace(report, note=None, contact=None, address="")
        tables.appeals = [
            replace(each, text="")
            if (each.site_id, each.reader_id) == (site_id, reader_id)
            else each
            for each in tables.appeals
        ]


class MemoryOwnData(OnTables):
    """See `belowline.conversation.own_data.OwnDataStore` and `people.sessions.SessionStore`."""

    async def own_data(self, site_id: SiteId, reader_id: ReaderId) -> OwnData:
        """Return everything that is kept about the reader."""
        mine = [each for each in self._of(site_id) if each.author.reader_id == reader_id]
        mine.sort(key=lambda each: each.comment_id)
        return OwnData(
            comments=[self._comment(each) for each in mine],
            revisions=[
                {
                    "comment_id": comment.comment_id,
                    "number": each.number,
                    "text": each.text,
                    "created_at": each.created_at,
                }
                for comment in mine
                for each in self._tables.revisions[key_of(comment)]
            ],
            rulings=self._rulings(mine),
            reports=self._reports(site_id, reader_id),
            likes=[
                {"comment_id": key[1]}
                for key, readers in sorted(self._tables.likes.items())
                if key[0] == site_id and reader_id in readers
            ],
            appeals=[
                {
                    name: getattr(each, name)
                    for name in ("comment_id", "text", "outcome", "created_at")
                }
                for each in self._tables.appeals
                if (each.site_id, each.reader_id) == (site_id, reader_id)
            ],
            sanctions=self._sanctions(site_id, reader_id),
            accounts=[
                {"provider": account.provider, "issued_at": account.issued_at}
                for account, owner in self._tables.accounts.values()
                if (account.site_id, owner) == (site_id, reader_id)
            ],
            sessions=[
                {"expires_at": each.expires_at}
                for place, each in self._tables.sessions.items()
                if (place[0], each.reader_id) == (site_id, reader_id)
            ],
            passkeys=[
                {"name": each.name, "created_at": each.created_at, "used_at": each.used_at}
                for each in self._tables.passkeys.values()
                if (each.site_id, each.reader_id) == (site_id, reader_id)
            ],
            follows=[
                {"story": self._tables.stories[site_id, story_id].url, "created_at": at}
                for (site, reader, story_id), at in self._tables.follows.items()
                if (site, reader) == (site_id, reader_id)
            ],
            languages=[
                {"language": each.language, "is_chosen": each.is_chosen}
                for each in self._tables.languages.values()
                if (each.site_id, each.reader_id) == (site_id, reader_id)
            ],
        )

    def _sanctions(self, site_id: SiteId, reader_id: ReaderId) -> list[dict[str, Any]]:
        return [
            {
                "measure": each.measure,
                "reason": each.reason,
                "until": each.until,
                "created_at": each.created_at,
                "undone_at": each.undone_at,
                "appeal": each.complaint.text if each.complaint else None,
                "granted": each.complaint.granted if each.complaint else None,
                "reply": each.complaint.reply if each.complaint else None,
            }
            for each in self._tables.sanctions.values()
            if (each.site_id, each.reader_id) == (site_id, reader_id)
        ]

    def _rulings(self, mine: list[Comment]) -> list[dict[str, Any]]:
        return [
            {
                name: getattr(each, name)
                for name in (
                    "comment_id",
                    "revision",
                    "verdict",
                    "source",
                    "clause",
                    "scores",
                    "policy_version",
                    "engine_version",
                    "created_at",
                )
            }
            for comment in mine
            for each in self._tables.rulings[key_of(comment)]
        ]

    def _comment(self, comment: Comment) -> dict[str, Any]:
        return {
            "id": comment.comment_id,
            "story": self._tables.stories[comment.site_id, comment.story_id].url,
            "parent_id": comment.parent_id,
            "name": comment.author.name,
            "badges": list(comment.author.badges) or None,
            "state": comment.state,
            "text": comment.text,
            "created_at": comment.created_at,
            "edited_at": comment.edited_at,
            "likes": comment.likes,
        }

    def _reports(self, site_id: SiteId, reader_id: ReaderId) -> list[dict[str, Any]]:
        found = [
            of_comment[reader_id]
            for key, of_comment in self._tables.reports.items()
            if key[0] == site_id and reader_id in of_comment
        ]
        return [
            {
                "comment_id": each.comment_id,
                "reason": each.reason,
                "note": each.note,
                "contact": each.contact,
                "network_hash": each.address,
                "outcome": each.outcome,
                "created_at": each.created_at,
            }
            for each in sorted(found, key=lambda each: each.created_at)
        ]

    async def sessions_of(
        self, site_id: SiteId, reader_id: ReaderId, now: datetime
    ) -> Sequence[Session]:
        """Return the sessions that have not expired."""
        found = [
            Session(place[1], each.expires_at)
            for place, each in self._tables.sessions.items()
            if (place[0], each.reader_id) == (site_id, reader_id) and each.expires_at > now
        ]
        return sorted(found, key=lambda each: (-each.expires_at.timestamp(), each.digest))

    async def providers_of(self, site_id: SiteId, reader_id: ReaderId) -> frozenset[str]:
        """Return whose accounts the reader signs in with."""
        data = await self.own_data(site_id, reader_id)
        return frozenset(each["provider"] for each in data.accounts)

    async def end_sessions(self, site_id: SiteId, reader_id: ReaderId) -> None:
        """End all sessions of a reader."""
        self._tables.sessions = {
            place: each
            for place, each in self._tables.sessions.items()
            if (place[0], each.reader_id) != (site_id, reader_id)
        }


class MemoryRetention(OnTables):
    """See `belowline.people.retention.RetentionStore`."""

    async def forget_addresses(self, site_id: SiteId, *, before: datetime) -> int:
        """Empty the hashes of networks."""
        count = 0
        for of_comment in self._tables.reports.values():
            for reader_id, each in of_comment.items():
                if each.site_id == site_id and each.created_at < before and each.address:
                    of_comment[reader_id] = replace(each, address="")
                    count += 1
        for place, notice in enumerate(self._tables.notices):
            if notice.site_id == site_id and notice.created_at < before and notice.address:
                self._tables.notices[place] = replace(notice, address="")
                count += 1
        return count

    async def hash_emails(self, site_id: SiteId, *, before: datetime) -> int:
        """Hash guests' e-mails, drop those of reports and notices."""
        count = 0
        for of_comment in self._tables.reports.values():
            for reader_id, each in of_comment.items():
                if (
                    each.site_id == site_id
                    and each.created_at < before
                    and each.contact is not None
                ):
                    of_comment[reader_id] = replace(each, contact=None)
                    count += 1
        for place, notice in enumerate(self._tables.notices):
            if (
                notice.site_id == site_id
                and notice.created_at < before
                and notice.email is not None
            ):
                self._tables.notices[place] = replace(notice, email=None)
                count += 1
        for reader in self._gone_guests(site_id, before):
            if reader.email is not None:
                key = (site_id, reader.reader_id)
                digest = hashlib.sha256(reader.email.strip().casefold().encode()).hexdigest()
                self._tables.hashed_emails[key] = digest
                self._tables.readers[key] = replace(reader, email=None)
                count += 1
        return count

    async def drop_emails(self, site_id: SiteId, *, before: datetime) -> int:
        """Drop the hashes of guests' e-mails."""
        gone = [
            (site_id, each.reader_id)
            for each in self._gone_guests(site_id, before)
            if (site_id, each.reader_id) in self._tables.hashed_emails
        ]
        for key in gone:
            del self._tables.hashed_emails[key]
        return len(gone)

    def _gone_guests(self, site_id: SiteId, before: datetime) -> list[Reader]:
        wrote = {each.author.reader_id for each in self._of(site_id) if each.created_at >= before}
        return [
            each
            for each in self._tables.readers.values()
            if each.site_id == site_id
            and each.role is Role.GUEST
            and each.created_at < before
            and each.reader_id not in wrote
        ]
