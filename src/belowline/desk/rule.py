"""Rule on a comment as a moderator: a new ruling with who and when."""

from dataclasses import dataclass

from belowline.conversation.comment import (
    ILLEGAL,
    PAST_TENSE,
    Comment,
    RulingRecord,
    Source,
    Verdict,
)
from belowline.conversation.in_force import InForce
from belowline.conversation.states import after_ruling
from belowline.conversation.words import check_note
from belowline.desk.appeals import check_appeals
from belowline.desk.escalations import check_escalation
from belowline.desk.queue import DeskStore, judged_revision
from belowline.kernel.clock import Clock
from belowline.kernel.errors import Conflict, NotFound, Refused
from belowline.kernel.ids import CommentId, NewId, RulingId, SiteId, sorts_behind
from belowline.moderation import ENGINE_VERSION
from belowline.people.access import Right, require
from belowline.people.reader import Reader

# Hold the comment, and ask its author for better words.
ASK_EDIT = "ask"
# Not a ruling: it leaves the comment as it is, and an editor rules (see `escalate`).
ESCALATE = "escalate"
# Publish the comment, as one of the editors' picks or as none of them any more.
FEATURES = {"feature": True, "unfeature": False}


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What a moderator decided: a verdict, ASK_EDIT, or one of FEATURES.

    `seen` is the latest ruling on the moderator's screen.
    `note` is for the record, `message` for the author, `reply` for who sent a notice.
    """

    site_id: SiteId
    comment_id: CommentId
    verdict: str
    clause: str | None
    note: str
    seen: RulingId
    message: str = ""
    reply: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """The use case; call it with the moderator and the order."""

    store: DeskStore
    in_force: InForce
    clock: Clock
    new_id: NewId

    async def __call__(self, me: Reader | None, order: Order) -> tuple[Comment, RulingRecord]:
        """Keep the ruling; return the comment after it.

        Raises Conflict `ruled-meanwhile` with what the other moderator decided, Refused for an
        unknown verdict or clause, or where the author is owed a word, Forbidden
        `own-ruling` for who made the ruling that was appealed, `escalated` for a moderator where
        an editor is asked, NotFound for an unknown comment.
        """
        require(Right.MODERATE, me)
        assert me is not None
        verdict, clause, note, message = self.check(order)
        asks_edit = order.verdict == ASK_EDIT
        comment = await self.store.comment(order.site_id, order.comment_id)
        if comment is None:
            raise NotFound("There is no such comment.")
        if comment.ruling_id != order.seen:
            raise await self._meanwhile(comment)
        await check_escalation(self.store, order.site_id, order.comment_id, me)
        if verdict is not Verdict.HOLD:
            await check_appeals(self.store, comment, me, verdict, message)
        judged = await judged_revision(self.store, comment)
        before = (await self.store.rulings(order.site_id, order.comment_id))[-1]
        ruling = RulingRecord(
            site_id=order.site_id,
            ruling_id=RulingId(sorts_behind(self.new_id, before.ruling_id)),
            comment_id=comment.comment_id,
            revision=judged.number,
            verdict=verdict,
            source=Source.MODERATOR,
            by=me.reader_id,
            by_name=me.name,
            clause=clause,
            note=note or None,
            findings=(),
            scores={},
            unchecked=(),
            policy_version=self.in_force.policy.version,
            engine_version=ENGINE_VERSION,
            # Ids say which came first of two of one moment.
            created_at=max(self.clock(), before.created_at),
            message=message or None,
            asks_edit=asks_edit,
            reply=check_note(order.reply, field="reply") or None,
            features=FEATURES.get(order.verdict),
        )
        changed = after_ruling(comment, ruling, judged)
        try:
            kept = await self.store.add_ruling(changed, ruling, seen=order.seen)
        except Conflict as error:
            if error.code != "ruled-meanwhile":
                raise
            raise await self._meanwhile(comment) from None
        return kept, ruling

    def check(self, order: Order) -> tuple[Verdict, str | None, str, str]:
        """Return verdict, clause, note and message; raises Refused for what no comment can get."""
        verdict, clause = self._checked(order)
        message = _checked_message(order.message, clause, asks_edit=order.verdict == ASK_EDIT)
        return verdict, clause, check_note(order.note, field="note"), message

    def _checked(self, order: Order) -> tuple[Verdict, str | None]:
        if order.verdict == ASK_EDIT:
            return Verdict.HOLD, None
        if order.verdict in FEATURES:
            return Verdict.PUBLISH, None
        try:
            verdict = Verdict(order.verdict)
        except ValueError:
            raise Refused(
                "verdict must be ask, escalate, feature, unfeature, "
                "publish, hold, reject or remove.",
                code="unknown-verdict",
                field="verdict",
            ) from None
        if verdict in (Verdict.PUBLISH, Verdict.HOLD):
            return verdict, None
        names = [clause.name for clause in self.in_force.policy.clauses] + [ILLEGAL]
        if order.clause not in names:
            raise Refused(
                f"Name the clause that the comment breaks: {', '.join(names)}.",
                code="unknown-clause",
                field="clause",
            )
        return verdict, order.clause

    async def _meanwhile(self, comment: Comment) -> Conflict:
        """Say what happened since the moderator's screen was drawn."""
        rulings = await self.store.rulings(comment.site_id, comment.comment_id)
        last = rulings[-1]
        who = last.by_name or (
            "readers' reports" if last.source is Source.REPORTS else "the engine"
        )
        clause = f" ({last.clause})" if last.clause else ""
        return Conflict(
            f"Somebody was first: {PAST_TENSE[last.verdict]}{clause} by {who} "
            f"at {last.created_at:%H:%M} UTC. Look again before you rule.",
            code="ruled-meanwhile",
        )


def _checked_message(message: str, clause: str | None, *, asks_edit: bool) -> str:
    """Return the message to the author; raises Refused where the author is owed one."""
    message = check_note(message, field="message")
    wanted = ""
    if asks_edit:
        wanted = "Say in a message to the author what to change."
    elif clause == ILLEGAL:
        wanted = "Say in a message to the author which law the comment breaks, and why."
    if wanted and not message:
        raise Refused(wanted, code="message-missing", field="message")
    return message
