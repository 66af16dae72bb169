"""Find what is told to those who spoke against a comment, and to those who were answered.

Nothing about who wrote what they reported, and none of its words: those may be what was wrong.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from belowline.conversation.comment import (
    ILLEGAL,
    Answer,
    Comment,
    Outcome,
    Report,
    State,
)
from belowline.conversation.in_force import InForce
from belowline.conversation.notice import IllegalNotice
from belowline.kernel.said import Said
from belowline.mail.compose import Facts, comment_of, headline_of, reader_of
from belowline.mail.links import Links
from belowline.mail.mail import Mail, MailKind
from belowline.mail.ports import TellingStore
from belowline.people.reader import Role

# An answer is a reason to come back; the rest of a long one is read in the thread.
_LONGEST_QUOTE = 600


@dataclass(frozen=True, slots=True, kw_only=True)
class VoicesWriter:
    """Reports, notices and replies; see `belowline.mail.compose.Writer`."""

    store: TellingStore
    in_force: InForce
    links: Links

    def of(self, kind: MailKind) -> Callable[[Mail], Awaitable[Facts | None]] | None:
        """Return what finds the facts of this kind, None where it is another's."""
        return {
            MailKind.REPORT_ANSWERED: self.report,
            MailKind.REPORT_REVERSED: self.reversed,
            MailKind.NOTICE_RECEIVED: self.received,
            MailKind.NOTICE_ANSWERED: self.answered,
            MailKind.REPLY: self.reply,
        }.get(kind)

    async def report(self, mail: Mail) -> Facts | None:
        """What came of a report."""
        found = await self._report(mail)
        if found is None or found[0].outcome is None:
            return None
        return await self._report_facts(mail, *found)

    async def reversed(self, mail: Mail) -> Facts | None:
        """That what a report took down is back."""
        found = await self._report(mail)
        if found is None or found[0].outcome is not Outcome.UPHELD:
            return None
        report, comment = found
        appeals = await self.store.appeals(comment.site_id, comment.comment_id)
        is_back = comment.state is State.PUBLISHED and any(
            each.answer is Answer.REVERSED and each.created_at > report.created_at
            for each in appeals
        )
        return await self._report_facts(mail, report, comment) if is_back else None

    async def _report(self, mail: Mail) -> tuple[Report, Comment] | None:
        comment = await comment_of(self.store, mail)
        if comment is None:
            return None
        reports = await self.store.reports(comment.site_id, comment.comment_id)
        report = next((each for each in reports if each.report_id == mail.subject), None)
        return (report, comment) if report else None

    async def _report_facts(self, mail: Mail, report: Report, comment: Comment) -> Facts | None:
        reporter = await reader_of(self.store, mail)
        email = reporter.email if reporter else None
        if email is None:
            return None
        return Facts(
            email,
            {
                "headline": await headline_of(self.store, comment),
                "reported": report.created_at.date(),
                "reason": self._reason(report.reason),
                "upheld": report.outcome is Outcome.UPHELD,
                "reports": self.links.page("/reports"),
            },
        )

    def _reason(self, reason: str) -> Said | str:
        if self.in_force.policy.has(reason):
            return Said(self.in_force.policy.clause(reason).title)
        return Said("breaks the law") if reason == ILLEGAL else reason

    async def received(self, mail: Mail) -> Facts | None:
        """The receipt of a notice."""
        return await self._notice(mail, is_answered=False)

    async def answered(self, mail: Mail) -> Facts | None:
        """The answer to a notice."""
        return await self._notice(mail, is_answered=True)

    async def _notice(self, mail: Mail, *, is_answered: bool) -> Facts | None:
        comment = await comment_of(self.store, mail)
        if comment is None:
            return None
        notices = await self.store.notices(comment.site_id, comment.comment_id)
        notice = next((each for each in notices if each.notice_id == mail.subject), None)
        if notice is None or notice.email is None:
            return None
        facts: dict[str, object] = {
            "reference": notice.reference,
            "headline": await headline_of(self.store, comment),
            "link": self.links.notice(notice.notice_id),
        }
        if is_answered:
            answer = await self._answer(notice)
            if answer is None:
                return None
            facts |= answer
        return Facts(notice.email, facts, language=notice.language)

    async def _answer(self, notice: IllegalNotice) -> dict[str, object] | None:
        rulings = await self.store.rulings(notice.site_id, notice.comment_id)
        ruling = next((each for each in rulings if each.ruling_id == notice.answered_by), None)
        if ruling is None:
            return None
        return {
            "verdict": ruling.verdict.value,
            "is_illegal": ruling.clause == ILLEGAL,
            "reply": ruling.reply or "",
        }

    async def reply(self, mail: Mail) -> Facts | None:
        """Somebody's answer to a member's comment, while it stands."""
        comment, reader = await comment_of(self.store, mail), await reader_of(self.store, mail)
        if comment is None or comment.state is not State.PUBLISHED:
            return None
        if reader is None or reader.email is None or reader.role is Role.GUEST:
            return None
        return Facts(
            reader.email,
            {
                "author": comment.author.name,
                "headline": await headline_of(self.store, comment),
                "words": excerpt(comment.text),
                "place": self.links.comment(comment.comment_id),
            },
        )


def excerpt(words: str) -> str:
    """Return the words, or the beginning of many."""
    if len(words) <= _LONGEST_QUOTE:
        return words
    return words[:_LONGEST_QUOTE].rsplit(maxsplit=1)[0] + " …"
