"""Rule on several comments at once: foresee what will happen, do it, take all of it back."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from belowline.conversation.comment import Comment, RulingRecord, State, Verdict
from belowline.desk.appeals import own_ruling
from belowline.desk.escalate import Escalate
from belowline.desk.gathering import Gathered
from belowline.desk.presence import Presence
from belowline.desk.queue import DeskStore
from belowline.desk.rule import ASK_EDIT, ESCALATE, FEATURES, Order, Rule
from belowline.desk.undo import Undo
from belowline.kernel.errors import BelowlineError, Refused
from belowline.kernel.ids import CommentId, RulingId, SiteId
from belowline.people.access import Right, may, require
from belowline.people.reader import Reader

# As many as are ruled on well within the ten seconds in which the first can be taken back.
MOST_TOGETHER = 100


@dataclass(frozen=True, slots=True)
class Chosen:
    """A comment with the latest ruling on the moderator's screen."""

    comment_id: CommentId
    seen: RulingId


@dataclass(frozen=True, slots=True, kw_only=True)
class Orders:
    """One decision about several comments, as in `rule.Order`; "reject" removes what was public."""

    site_id: SiteId
    chosen: Sequence[Chosen]
    verdict: str
    clause: str | None = None
    note: str = ""
    message: str = ""

    def order(self, one: Chosen, verdict: str) -> Order:
        """Return what is decided about one of them."""
        return Order(
            site_id=self.site_id,
            comment_id=one.comment_id,
            verdict=verdict,
            clause=self.clause,
            note=self.note,
            message=self.message,
            seen=one.seen,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Foreseen:
    """What will happen to one of the comments; `why_not` and its code where it is left out.

    `against` are the clauses that the engine or readers name. `becomes` says in words what it is
    then: published, rejected, removed …
    """

    one: Chosen
    comment: Comment | None
    text: str = ""
    verdict: str = ""
    becomes: str = ""
    reports: int = 0
    appeals: int = 0
    against: frozenset[str] = frozenset()
    code: str = ""
    why_not: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """What happened to one of them: `given` is what can be taken back, None where nothing did."""

    foreseen: Foreseen
    given: RulingId | None
    comment: Comment | None


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleTogether:
    """The use cases; each comment gets a ruling, a statement and an entry in the log of its own."""

    store: DeskStore
    rule: Rule
    escalate: Escalate
    undo: Undo
    presence: Presence

    async def foresee(self, me: Reader | None, orders: Orders) -> Sequence[Foreseen]:
        """Say what would happen to each, and change nothing.

        Raises Refused for what can't be done with any of them: nothing or too many chosen, an
        unknown verdict or clause, a missing message to the authors or note to the editors.
        """
        require(Right.MODERATE, me)
        assert me is not None
        self._check(orders)
        site_id = orders.site_id
        ids = [one.comment_id for one in orders.chosen]
        comments = await self.store.comments(site_id, ids)
        gathered = await self.store.gather(site_id, comments)
        taken = await self.presence.others(me, site_id)
        known = {each.comment_id: each for each in comments if each.comment_id in gathered}
        return [
            _foresee(me, orders, one, known[one.comment_id], gathered[one.comment_id], taken)
            if one.comment_id in known
            else Foreseen(one=one, comment=None, code="not-found", why_not="It is gone.")
            for one in orders.chosen
        ]

    async def __call__(self, me: Reader | None, orders: Orders) -> Sequence[Done]:
        """Do it, one after the other; what somebody was faster with is left out and told."""
        done = []
        for foreseen in await self.foresee(me, orders):
            done.append(await self._one(me, orders, foreseen))
        return done

    async def take_back(
        self, me: Reader | None, site_id: SiteId, given: Sequence[tuple[CommentId, RulingId]]
    ) -> Mapping[CommentId, Comment | BelowlineError]:
        """Take them all back; say of each how it stands, or why it stays."""
        require(Right.MODERATE, me)
        _check_number(len(given))
        told: dict[CommentId, Comment | BelowlineError] = {}
        for comment_id, ruling_id in given:
            try:
                told[comment_id] = await self.undo(me, site_id, comment_id, ruling_id)
            except BelowlineError as error:
                told[comment_id] = error
        return told

    async def _one(self, me: Reader | None, orders: Orders, foreseen: Foreseen) -> Done:
        if foreseen.code:
            return Done(foreseen=foreseen, given=None, comment=foreseen.comment)
        try:
            comment, given = await self._do(me, orders, foreseen)
        except BelowlineError as error:
            left_out = Foreseen(
                one=foreseen.one,
                comment=foreseen.comment,
                text=foreseen.text,
                code=error.code,
                why_not=error.detail,
            )
            return Done(foreseen=left_out, given=None, comment=foreseen.comment)
        return Done(foreseen=foreseen, given=given, comment=comment)

    async def _do(
        self, me: Reader | None, orders: Orders, foreseen: Foreseen
    ) -> tuple[Comment | None, RulingId]:
        one = foreseen.one
        if foreseen.verdict == ESCALATE:
            asked = await self.escalate(me, orders.site_id, one.comment_id, one.seen, orders.note)
            return foreseen.comment, RulingId(asked.escalation_id)
        comment, ruling = await self.rule(me, orders.order(one, foreseen.verdict))
        return comment, ruling.ruling_id

    def _check(self, orders: Orders) -> None:
        _check_number(len(orders.chosen))
        if orders.verdict == ESCALATE:
            self.escalate.check(orders.note)
        else:
            self.rule.check(orders.order(orders.chosen[0], orders.verdict))


def _check_number(chosen: int) -> None:
    if chosen == 0:
        raise Refused("Select at least one comment.", code="nothing-selected", field="items")
    if chosen > MOST_TOGETHER:
        raise Refused(
            f"Select at most {MOST_TOGETHER} comments at once.",
            code="too-many-selected",
            field="items",
        )


def _foresee(
    me: Reader,
    orders: Orders,
    one: Chosen,
    comment: Comment,
    about: Gathered,
    taken: Mapping[CommentId, str],
) -> Foreseen:
    verdict = _verdict_for(orders.verdict, comment)
    code, why_not = _why_not(me, orders, one, comment, about, taken)
    return Foreseen(
        one=one,
        comment=comment,
        text=about.judged.text,
        verdict=verdict,
        becomes="" if code else _becomes(verdict, comment),
        reports=sum(each.outcome is None for each in about.reports),
        appeals=sum(each.outcome is None for each in about.appeals),
        against=frozenset(
            [finding.clause for ruling in about.rulings for finding in ruling.findings]
            + [report.reason for report in about.reports]
        ),
        code=code,
        why_not=why_not,
    )


def _verdict_for(verdict: str, comment: Comment) -> str:
    """Return what is said of this one: what was public is removed, not rejected."""
    edit_waits = comment.state is State.PUBLISHED and comment.pending is not None
    if verdict == Verdict.REJECT and comment.was_public and not edit_waits:
        return Verdict.REMOVE
    return verdict


def _becomes(verdict: str, comment: Comment) -> str:
    if verdict == Verdict.REJECT and comment.state is State.PUBLISHED:
        return "edit refused"
    if verdict == Verdict.REMOVE and not comment.was_public:
        return "rejected"
    return {
        Verdict.PUBLISH: "published",
        Verdict.HOLD: "held",
        Verdict.REJECT: "rejected",
        Verdict.REMOVE: "removed",
        "feature": "published and featured",
        "unfeature": "published, no longer featured",
        ASK_EDIT: "asked for an edit",
        ESCALATE: "handed to the editors",
    }[verdict]


def _why_not(
    me: Reader,
    orders: Orders,
    one: Chosen,
    comment: Comment,
    about: Gathered,
    taken: Mapping[CommentId, str],
) -> tuple[str, str]:
    """Return why this one is left out as (code, sentence), both empty where it is not."""
    if comment.state is State.WITHDRAWN:
        return "withdrawn", "Its author has withdrawn it."
    if comment.ruling_id != one.seen:
        return "ruled-meanwhile", _ruled_by(about.rulings)
    if name := taken.get(comment.comment_id):
        return "taken", f"{name} has it open."
    asked = next((each for each in about.escalations if each.answered_by is None), None)
    if asked is not None and (orders.verdict == ESCALATE or not may(Right.OVERSEE, me)):
        return "escalated", f"{asked.by_name} handed it to the editors."
    if orders.verdict == ESCALATE:
        return ("", "") if comment.attention else ("not-waiting", "It waits for nobody.")
    return _about_appeals(me, orders, about)


def _about_appeals(me: Reader, orders: Orders, about: Gathered) -> tuple[str, str]:
    if orders.verdict in (ASK_EDIT, Verdict.HOLD):
        return "", ""
    if own_ruling(me, about.appeals, about.rulings) is not None:
        return "own-ruling", "Its author appeals against your own ruling: a colleague decides."
    appealed = any(each.outcome is None for each in about.appeals)
    publishes = orders.verdict == Verdict.PUBLISH or orders.verdict in FEATURES
    if appealed and not publishes and not orders.message:
        return "message-missing", "Its author appealed: they are owed a message that says why."
    return "", ""


def _ruled_by(rulings: Sequence[RulingRecord]) -> str:
    by = rulings[-1].by_name if rulings else None
    return f"{by or 'Somebody'} ruled on it, or it was edited, since you looked."
