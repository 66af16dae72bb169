"""Find what authors and moderators are told of rulings and of appeals against them."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

from belowline.conversation.comment import (
    ILLEGAL,
    Appeal,
    Comment,
    RulingRecord,
    Source,
    State,
    Verdict,
)
from belowline.conversation.in_force import InForce
from belowline.conversation.statement import Explain, Statement
from belowline.kernel.ids import RulingId
from belowline.kernel.said import Said
from belowline.mail.compose import Facts, comment_of, headline_of, reader_of
from belowline.mail.links import Links
from belowline.mail.mail import Mail, MailKind
from belowline.mail.ports import TellingStore
from belowline.mail.timing import TRIES_AGAIN
from belowline.people.reader import Role

# Whoever was turned away and tries again does so in the same thread, and soon.
_NEWEST = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class RedressWriter:
    """Statements of reasons and appeals; see `belowline.mail.compose.Writer`."""

    store: TellingStore
    explain: Explain
    in_force: InForce
    links: Links

    def of(self, kind: MailKind) -> Callable[[Mail], Awaitable[Facts | None]] | None:
        """Return what finds the facts of this kind, None where it is another's."""
        return {
            MailKind.STATEMENT: self.statement,
            MailKind.APPEAL_RECEIVED: self.received,
            MailKind.APPEAL_DECIDED: self.decided,
            MailKind.RULING_REVIEWED: self.reviewed,
        }.get(kind)

    async def statement(self, mail: Mail) -> Facts | None:
        """The reasons, while that ruling keeps the comment away."""
        comment, author = await comment_of(self.store, mail), await reader_of(self.store, mail)
        if comment is None or author is None or author.email is None:
            return None
        ruling = await self.explain.owed(comment)
        if ruling is None or ruling.ruling_id != mail.subject:
            return None
        if await self._tried_again(comment, ruling):
            return None
        statement = await self.explain.state(comment, ruling)
        # Nobody checked a guest's address: it must not carry words that somebody wants to send.
        words = "" if author.role is Role.GUEST else statement.words.text
        return Facts(author.email, self._statement_values(statement) | {"words": words})

    def _statement_values(self, statement: Statement) -> dict[str, object]:
        ruling = statement.ruling
        if ruling.verdict is Verdict.HOLD:
            outcome = "held"
        else:
            outcome = "removed" if statement.was_public else "rejected"
        return {
            "outcome": outcome,
            "headline": statement.story.headline,
            "written": statement.words.created_at.date(),
            "asks_edit": ruling.asks_edit,
            "message": ruling.message or "",
            "is_illegal": ruling.clause == ILLEGAL,
            "clauses": statement.clauses,
            "found": statement.found.value,
            "decided": ruling.source.value,
            "appeal_until": statement.appeal_until.date(),
            "link": self.links.statement(ruling.ruling_id),
        }

    async def _tried_again(self, comment: Comment, ruling: RulingRecord) -> bool:
        """Say whether the author, turned away on the page, wrote once more in the thread."""
        if ruling.source is not Source.ENGINE or comment.state is not State.REJECTED:
            return False
        own = await self.store.personal(
            comment.site_id, comment.story_id, comment.author.reader_id, limit=_NEWEST
        )
        until = comment.created_at + TRIES_AGAIN
        return any(comment.created_at < each.created_at <= until for each in own.comments)

    async def received(self, mail: Mail) -> Facts | None:
        """The receipt of an appeal that waits."""
        found = await self._appeal(mail)
        author = await reader_of(self.store, mail)
        if found is None or author is None or author.email is None:
            return None
        appeal, comment = found
        if appeal.outcome is not None:
            return None
        return Facts(
            author.email,
            {
                "headline": await headline_of(self.store, comment),
                "link": f"{self.links.statement(appeal.ruling_id)}#appeal",
            },
        )

    async def decided(self, mail: Mail) -> Facts | None:
        """What became of an appeal, for the author."""
        return await self._answer(mail)

    async def reviewed(self, mail: Mail) -> Facts | None:
        """What became of an appeal, for the moderator whose ruling it was against."""
        return await self._answer(mail)

    async def _answer(self, mail: Mail) -> Facts | None:
        found, reader = await self._appeal(mail), await reader_of(self.store, mail)
        if found is None or reader is None or reader.email is None:
            return None
        appeal, comment = found
        rulings = await self.store.rulings(comment.site_id, comment.comment_id)
        answer = _ruling(rulings, appeal.answered_by)
        appealed = _ruling(rulings, appeal.ruling_id)
        if appeal.answer is None or answer is None or appealed is None:
            return None
        clause, policy = answer.clause or "", self.in_force.policy
        return Facts(
            reader.email,
            {
                "answer": appeal.answer.value,
                "headline": await headline_of(self.store, comment),
                "clause": Said(policy.clause(clause).title) if policy.has(clause) else clause,
                "message": answer.message or "",
                "ruled": appealed.created_at.date(),
                "link": f"{self.links.statement(appeal.ruling_id)}#appeal",
                "place": self.links.comment(comment.comment_id),
                "desk": self.links.desk(comment.comment_id),
            },
        )

    async def _appeal(self, mail: Mail) -> tuple[Appeal, Comment] | None:
        comment = await comment_of(self.store, mail)
        if comment is None:
            return None
        appeals = await self.store.appeals(comment.site_id, comment.comment_id)
        appeal = next((each for each in appeals if each.appeal_id == mail.subject), None)
        return (appeal, comment) if appeal else None


def _ruling(rulings: Sequence[RulingRecord], ruling_id: RulingId | None) -> RulingRecord | None:
    return next((each for each in rulings if each.ruling_id == ruling_id), None)
