"""Keep which e-mails are owed in dicts."""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime

from belowline.conversation.comment import Answer, Comment, Outcome, Source, State, Verdict
from belowline.conversation.mentions import mentioned_in
from belowline.kernel.ids import NewId, ReaderId, SiteId
from belowline.mail.mail import Mail, MailKind, MailState, Topic
from belowline.mail.timing import REPLY_STANDS, SETTLES, TOLD_WITHIN, statement_due
from belowline.people.reader import Role
from belowline.store.mail_due import Due
from belowline.store.mail_mentions import mention_subject
from tests.memory_store.tables import OnTables, key_of

_UNDER_WAY = (MailState.WAITING, MailState.SENDING)


class MemoryMail(OnTables):
    """See `belowline.mail.ports.MailStore`."""

    async def begin_mail(self, site_id: SiteId) -> None:
        """Remember from which event on people are told by e-mail."""
        self._tables.mail_cursors.setdefault(site_id, len(self._tables.events_of(site_id)))

    async def gather_mail(self, site_id: SiteId, *, now: datetime, new_id: NewId) -> bool:
        """Queue what the next events mean for people, and move on behind these events."""
        number = self._tables.mail_cursors.get(site_id)
        if number is None:
            return False
        found = self._tables.events_of(site_id)[number:]
        self._tables.mail_cursors[site_id] = number + len(found)
        for comment_id in {event.comment_id for event in found}:
            comment = self._kept(site_id, comment_id)
            for owed in _Owed(self, now - TOLD_WITHIN)(comment):
                await self.add_mail(
                    Mail(
                        site_id=site_id,
                        mail_id=new_id(),
                        kind=owed.kind,
                        subject=owed.subject,
                        comment_id=owed.comment_id,
                        reader_id=owed.reader_id,
                        created_at=now,
                        due_at=owed.due_at,
                    )
                )
        return bool(found)

    async def add_mail(self, mail: Mail) -> bool:
        """Queue one e-mail, unless there is one of this kind and subject."""
        known = {(each.site_id, each.kind, each.subject) for each in self._tables.mails.values()}
        if (mail.site_id, mail.kind, mail.subject) in known:
            return False
        self._tables.mails[mail.site_id, mail.mail_id] = mail
        return True

    async def claim_mail(
        self, site_id: SiteId, *, claim: str, now: datetime, until: datetime
    ) -> Mail | None:
        """Take the e-mail that has been due the longest."""
        due = sorted(
            (each.due_at, each.mail_id, each)
            for each in self._tables.mails.values()
            if each.site_id == site_id
            and each.state in _UNDER_WAY
            and each.due_at <= now
            and (each.claimed_until is None or each.claimed_until <= now)
        )
        for _, _, mail in due:
            if mail.state is MailState.SENDING:
                self._keep_mail(replace(mail, state=MailState.UNSURE, problem="cut off"))
                continue
            attempts = mail.attempts + 1
            return self._keep_mail(
                replace(mail, claim=claim, claimed_until=until, attempts=attempts)
            )
        return None

    async def hand_over(self, mail: Mail) -> bool:
        """Note that the server is about to take the e-mail."""
        kept = self._held_mail(mail)
        if kept is not None:
            self._keep_mail(replace(kept, state=MailState.SENDING))
        return kept is not None

    async def settle_mail(self, mail: Mail) -> None:
        """Keep how an e-mail ended, or when it is tried again."""
        if self._held_mail(mail) is not None:
            self._keep_mail(replace(mail, claim=None, claimed_until=None))

    async def drop_mail(self, mail: Mail) -> None:
        """Forget an e-mail that is owed no more."""
        if self._held_mail(mail) is not None:
            del self._tables.mails[mail.site_id, mail.mail_id]

    async def mails(
        self, site_id: SiteId, states: Sequence[MailState], *, limit: int
    ) -> Sequence[Mail]:
        """Return the e-mails in these states, oldest first."""
        found = [
            each
            for each in self._tables.mails.values()
            if each.site_id == site_id and each.state in states
        ]
        return sorted(found, key=lambda mail: mail.mail_id)[:limit]

    async def count_mail(self, site_id: SiteId) -> dict[MailState, int]:
        """Count the e-mails in each state."""
        mails = self._tables.mails.values()
        return dict(Counter(each.state for each in mails if each.site_id == site_id))

    async def retry_mail(self, site_id: SiteId, mail_id: str, *, now: datetime) -> bool:
        """Let one that is dead or unsure wait again."""
        mail = self._tables.mails.get((site_id, mail_id))
        if mail is None or mail.state not in (MailState.DEAD, MailState.UNSURE):
            return False
        waiting = replace(mail, state=MailState.WAITING, created_at=now, due_at=now)
        self._keep_mail(replace(waiting, attempts=0, ended_at=None))
        return True

    async def stopped(self, site_id: SiteId, person: str) -> frozenset[Topic]:
        """Return what a person wants no e-mail about."""
        return self._tables.mail_stops.get((site_id, person), frozenset())

    async def stop_mail(self, site_id: SiteId, person: str, topics: frozenset[Topic]) -> None:
        """Keep what a person wants no e-mail about."""
        self._tables.mail_stops[site_id, person] = topics

    def _held_mail(self, mail: Mail) -> Mail | None:
        kept = self._tables.mails.get((mail.site_id, mail.mail_id))
        return kept if kept and kept.claim == mail.claim else None

    def _keep_mail(self, mail: Mail) -> Mail:
        self._tables.mails[mail.site_id, mail.mail_id] = mail
        return mail


class _Owed:
    """Finds what may be owed because of what happened to a comment since then."""

    def __init__(self, store: OnTables, since: datetime) -> None:
        self.tables = store._tables
        self.since = since

    def __call__(self, comment: Comment) -> Iterator[Due]:
        """Yield all of it, whoever it goes to."""
        yield from self._rulings(comment)
        yield from self._appeals(comment)
        yield from self._reports(comment)
        yield from self._notices(comment)
        yield from self._replies(comment)
        yield from self._mentions(comment)

    def _has_address(self, site_id: SiteId, reader_id: ReaderId) -> bool:
        reader = self.tables.readers.get((site_id, reader_id))
        return reader is not None and reader.email is not None

    def _due(
        self, comment: Comment, reader_id: ReaderId | None
    ) -> Callable[[MailKind, str, datetime], Iterator[Due]]:
        def of(kind: MailKind, subject: str, at: datetime) -> Iterator[Due]:
            if reader_id is None or self._has_address(comment.site_id, reader_id):
                yield Due(kind, subject, comment.comment_id, reader_id, at)

        return of

    def _rulings(self, comment: Comment) -> Iterator[Due]:
        author = self._due(comment, comment.author.reader_id)
        for each in self.tables.rulings[key_of(comment)]:
            if each.verdict is not Verdict.PUBLISH and each.created_at > self.since:
                at = statement_due(
                    each.source, each.verdict, asks_edit=each.asks_edit, at=each.created_at
                )
                yield from author(MailKind.STATEMENT, each.ruling_id, at)

    def _appeals(self, comment: Comment) -> Iterator[Due]:
        rulings = {each.ruling_id: each for each in self.tables.rulings[key_of(comment)]}
        for each in self.tables.appeals:
            if (each.site_id, each.comment_id) != key_of(comment):
                continue
            author = self._due(comment, each.reader_id)
            if each.outcome is None and each.created_at > self.since:
                yield from author(MailKind.APPEAL_RECEIVED, each.appeal_id, each.created_at)
            if each.answered_at is None or each.answered_at <= self.since:
                continue
            at = each.answered_at + SETTLES
            yield from author(MailKind.APPEAL_DECIDED, each.appeal_id, at)
            if by := rulings[each.ruling_id].by:
                yield from self._due(comment, by)(MailKind.RULING_REVIEWED, each.appeal_id, at)
            if each.answer is Answer.REVERSED:
                for report in self.tables.reports.get(key_of(comment), {}).values():
                    if report.outcome is Outcome.UPHELD and report.created_at < each.created_at:
                        reporter = self._due(comment, report.reader_id)
                        yield from reporter(MailKind.REPORT_REVERSED, report.report_id, at)

    def _reports(self, comment: Comment) -> Iterator[Due]:
        ruling = self.tables.rulings[key_of(comment)][-1]
        if ruling.source is not Source.MODERATOR or ruling.created_at <= self.since:
            return
        for each in self.tables.reports.get(key_of(comment), {}).values():
            if each.outcome is not None:
                reporter, at = self._due(comment, each.reader_id), ruling.created_at + SETTLES
                yield from reporter(MailKind.REPORT_ANSWERED, each.report_id, at)

    def _notices(self, comment: Comment) -> Iterator[Due]:
        sender = self._due(comment, None)
        for each in self.tables.notices:
            if (each.site_id, each.comment_id) != key_of(comment) or each.email is None:
                continue
            if each.created_at > self.since:
                yield from sender(MailKind.NOTICE_RECEIVED, each.notice_id, each.created_at)
            if each.answered_at is not None and each.answered_at > self.since:
                at = each.answered_at + SETTLES
                yield from sender(MailKind.NOTICE_ANSWERED, each.notice_id, at)

    def _replies(self, comment: Comment) -> Iterator[Due]:
        if comment.parent_id is None or comment.state is not State.PUBLISHED:
            return
        parent = self.tables.comments[comment.site_id, comment.parent_id]
        answered = parent.author.reader_id
        reader = self.tables.readers.get((comment.site_id, answered))
        if reader is None or reader.role is Role.GUEST or answered == comment.author.reader_id:
            return
        if comment.created_at > self.since:
            at = comment.created_at + REPLY_STANDS
            yield from self._due(comment, answered)(MailKind.REPLY, comment.comment_id, at)

    def _mentions(self, comment: Comment) -> Iterator[Due]:
        if comment.state is not State.PUBLISHED or comment.created_at <= self.since:
            return
        meant = (
            self.tables.comments.get((comment.site_id, each)) for each in mentioned_in(comment.html)
        )
        for named in {each.author.reader_id for each in meant if each}:
            reader = self.tables.readers.get((comment.site_id, named))
            if reader and reader.role is not Role.GUEST and named != comment.author.reader_id:
                subject = mention_subject(comment.comment_id, named)
                at = comment.created_at + REPLY_STANDS
                yield from self._due(comment, named)(MailKind.MENTION, subject, at)
