"""State to an author why a ruling took something away, and what they can do about it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Protocol

from belowline.conversation.answers import clauses_of
from belowline.conversation.comment import (
    ILLEGAL,
    Answer,
    Appeal,
    Comment,
    Report,
    Revision,
    RulingRecord,
    Source,
    State,
    Verdict,
)
from belowline.conversation.notice import IllegalNotice, NoticeStore
from belowline.conversation.policy_of_then import PolicyOfThen
from belowline.conversation.ports import CommentStore, PolicyStore
from belowline.conversation.states import holder
from belowline.kernel.clock import Clock
from belowline.kernel.errors import NotFound
from belowline.kernel.ids import CommentId, ReaderId, RulingId, SiteId
from belowline.moderation import Action, Clause, Finding, Policy
from belowline.people.signin import digest
from belowline.stories.ports import StoryStore
from belowline.stories.story import Story

# Until then a moderator is simply not there yet; a comment that was public loses at once.
HOLD_IS_LONG = timedelta(hours=24)

# Six months by any calendar, from the day on which the author was told (DSA article 20).
APPEAL_WINDOW = timedelta(days=184)


class Found(StrEnum):
    """What drew attention to the words."""

    MACHINE = "machine"
    READERS = "readers"
    NOTICE = "notice"  # a notice that they break the law
    PERSON = "person"


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """That an author was told of a ruling. `digest` is of the secret in the private link."""

    site_id: SiteId
    ruling_id: RulingId
    comment_id: CommentId
    digest: str
    told_at: datetime


class StatementStore(Protocol):
    """Keeps when authors were told of rulings, and what readers said of their comments."""

    async def tell(self, told: Told) -> Told:
        """Keep that the author was told, once for each ruling; return when it was first."""
        ...

    async def told(self, site_id: SiteId, digest: str) -> Told | None:
        """Return what a link is about, or None."""
        ...

    async def answers_since(
        self, site_id: SiteId, reader_id: ReaderId, since: datetime
    ) -> Sequence[tuple[Answer, datetime]]:
        """Return how this author's appeals were answered since then, oldest first."""
        ...

    async def reports(self, site_id: SiteId, comment_id: CommentId) -> Sequence[Report]:
        """Return the reports on a comment, oldest first."""
        ...

    async def appeals(self, site_id: SiteId, comment_id: CommentId) -> Sequence[Appeal]:
        """Return the appeals about a comment, oldest first."""
        ...


class FactsStore(StatementStore, NoticeStore, CommentStore, StoryStore, PolicyStore, Protocol):
    """All that a statement is made of."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """The reasons for one ruling, as its author is told them.

    `words` are what was ruled on; `findings` the machine's, as far as the ruling rests on them.
    `clauses` are those of `policy`, the version that was ruled by; where that can't be read any
    more, `is_todays` says that these are the clauses of now. `was_public` says whether readers
    could read the comment before; `stands` is the ruling that keeps it away now, None where nothing
    does. `answered` is the ruling that answered the appeal.
    """

    comment: Comment
    story: Story
    ruling: RulingRecord
    words: Revision
    findings: tuple[Finding, ...]
    clauses: tuple[Clause, ...]
    policy: Policy
    is_todays: bool
    found: Found
    token: str
    told_at: datetime
    appeal: Appeal | None
    answered: RulingRecord | None
    stands: RulingRecord | None
    was_public: bool

    @property
    def is_automatic(self) -> bool:
        """Say whether no person had a part in deciding."""
        return self.ruling.source is not Source.MODERATOR

    @property
    def appeal_until(self) -> datetime:
        """Return until when the author may appeal."""
        return self.told_at + APPEAL_WINDOW


@dataclass(frozen=True, slots=True, kw_only=True)
class Explain:
    """The use case. `secret_of` makes the token of a ruling's private link, always the same."""

    store: FactsStore
    policies: PolicyOfThen
    clock: Clock
    secret_of: Callable[[RulingId], str]

    async def of(self, comment: Comment) -> Statement | None:
        """Return what its author is told of the ruling that keeps the comment away, if one does.

        From now on they have been told.
        """
        ruling = await self.owed(comment)
        return await self.state(comment, ruling) if ruling else None

    async def link(
        self, comment: Comment, rulings: Sequence[RulingRecord] | None = None
    ) -> str | None:
        """Return the token of the link to that statement, None where nothing is owed.

        `rulings` are all on the comment, where the caller has just read them.
        """
        ruling = await self.owed(comment, rulings)
        if ruling is None:
            return None
        await self.tell(ruling)
        return self.secret_of(ruling.ruling_id)

    async def owed(
        self, comment: Comment, rulings: Sequence[RulingRecord] | None = None
    ) -> RulingRecord | None:
        """Return the ruling for which the comment's author is owed reasons, None for none."""
        if rulings is None:
            rulings = await self.store.rulings(comment.site_id, comment.comment_id)
        ruling = taking(comment, rulings)
        if ruling is None or not is_a_loss(comment, ruling, self.clock()):
            return None
        return ruling

    async def by_link(self, site_id: SiteId, token: str) -> Statement:
        """Return the statement behind a private link; raises NotFound."""
        told = await self.store.told(site_id, digest(token))
        comment = await self.store.comment(site_id, told.comment_id) if told else None
        if told is None or comment is None:
            raise NotFound("There is nothing behind this link. Check that it is complete.")
        rulings = await self.store.rulings(site_id, comment.comment_id)
        ruling = next((each for each in rulings if each.ruling_id == told.ruling_id), None)
        if ruling is None:  # It was taken back the moment the author was told.
            raise NotFound("There is nothing behind this link any more: the ruling was taken back.")
        return await self.state(comment, ruling)

    async def taken_by(self, comment: Comment) -> RulingRecord | None:
        """Return the ruling that keeps the comment from readers, None where it is theirs."""
        rulings = await self.store.rulings(comment.site_id, comment.comment_id)
        return taking(comment, rulings)

    async def tell(self, ruling: RulingRecord) -> Told:
        """Note that the author is told now, unless they were before."""
        return await self.store.tell(
            Told(
                site_id=ruling.site_id,
                ruling_id=ruling.ruling_id,
                comment_id=ruling.comment_id,
                digest=digest(self.secret_of(ruling.ruling_id)),
                told_at=self.clock(),
            )
        )

    async def state(
        self, comment: Comment, ruling: RulingRecord, *, tells: bool = True
    ) -> Statement:
        """Return the reasons for this ruling; `tells` the author, or only a moderator."""
        store, key = self.store, (comment.site_id, comment.comment_id)
        story = await store.story(comment.site_id, comment.story_id)
        words = await store.revision(*key, ruling.revision)
        if story is None or words is None:
            raise NotFound("The story of this comment is gone.")
        rulings = await store.rulings(*key)
        policy, is_todays = await self.policies(comment.site_id, ruling.policy_version)
        findings = findings_behind(ruling, rulings, policy)
        appeals = await store.appeals(*key)
        appeal = next((each for each in appeals if each.ruling_id == ruling.ruling_id), None)
        return Statement(
            comment=comment,
            story=story,
            ruling=ruling,
            words=words,
            findings=findings,
            clauses=_clauses(ruling, findings, policy),
            policy=policy,
            is_todays=is_todays,
            found=found_by(ruling, rulings, await store.reports(*key), await store.notices(*key)),
            token=self.secret_of(ruling.ruling_id),
            told_at=(await self.tell(ruling)).told_at if tells else self.clock(),
            appeal=appeal,
            answered=_answered(appeal, rulings),
            stands=taking(comment, rulings),
            was_public=_was_public(comment, ruling, rulings),
        )


def taking(comment: Comment, rulings: Sequence[RulingRecord]) -> RulingRecord | None:
    """Return the ruling that keeps a comment from readers, None where none does.

    A ruling on a later edit that changed nothing is not it.
    """
    if comment.state in (State.REJECTED, State.REMOVED):
        against = (Verdict.REJECT, Verdict.REMOVE)
        return next((each for each in reversed(rulings) if each.verdict in against), None)
    if comment.state is not State.HELD:
        return None
    holds = [each for each in reversed(rulings) if each.verdict is Verdict.HOLD]
    by = holder(rulings)
    return next((each for each in holds if each.source is by), holds[0] if holds else None)


def is_a_loss(comment: Comment, ruling: RulingRecord, now: datetime) -> bool:
    """Say whether the ruling takes so much that its author is owed reasons."""
    if ruling.verdict is not Verdict.HOLD or comment.was_public or ruling.asks_edit:
        return True
    return now - ruling.created_at >= HOLD_IS_LONG


def findings_behind(
    ruling: RulingRecord, rulings: Sequence[RulingRecord], policy: Policy
) -> tuple[Finding, ...]:
    """Return what the machine found that the ruling rests on: under a person's clause, theirs."""
    if ruling.source is Source.ENGINE:
        moved = tuple(
            each
            for each in ruling.findings
            if policy.has(each.clause) and policy.action(each) is not Action.PUBLISH
        )
        return moved or ruling.findings
    return tuple(
        finding
        for each in rulings
        if each.source is Source.ENGINE and each.revision == ruling.revision
        for finding in each.findings
        if finding.clause == ruling.clause
    )


def found_by(
    ruling: RulingRecord,
    rulings: Sequence[RulingRecord],
    reports: Sequence[Report],
    notices: Sequence[IllegalNotice],
) -> Found:
    """Say what drew attention to the words that the ruling is about."""
    if ruling.source is not Source.MODERATOR:
        return Found.MACHINE if ruling.source is Source.ENGINE else Found.READERS
    before = [each for each in reports if each.created_at <= ruling.created_at]
    noticed = any(each.created_at <= ruling.created_at for each in notices)
    if noticed or any(each.reason == ILLEGAL for each in before):
        return Found.NOTICE
    stopped = any(
        each.source is Source.ENGINE
        and each.revision == ruling.revision
        and each.verdict is not Verdict.PUBLISH
        for each in rulings
    )
    if stopped:
        return Found.MACHINE
    return Found.READERS if before else Found.PERSON


def _clauses(
    ruling: RulingRecord, findings: Sequence[Finding], policy: Policy
) -> tuple[Clause, ...]:
    names = clauses_of(ruling)
    if ruling.source is Source.ENGINE:
        moved = {finding.clause for finding in findings}
        names = tuple(name for name in names if name in moved)
    return tuple(policy.clause(name) for name in names if policy.has(name))


def _answered(appeal: Appeal | None, rulings: Sequence[RulingRecord]) -> RulingRecord | None:
    if appeal is None or appeal.answered_by is None:
        return None
    return next(each for each in rulings if each.ruling_id == appeal.answered_by)


def _was_public(comment: Comment, ruling: RulingRecord, rulings: Sequence[RulingRecord]) -> bool:
    """Say whether the ruling took away what readers could read: what came later doesn't count."""
    if comment.state in (State.REJECTED, State.REMOVED):
        return comment.state is State.REMOVED
    earlier = (each for each in rulings if each.created_at < ruling.created_at)
    return any(each.verdict is Verdict.PUBLISH for each in earlier)
