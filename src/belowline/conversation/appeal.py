"""Appeal against a ruling."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from belowline.conversation.comment import Answer, Appeal, Comment, RulingRecord
from belowline.conversation.own import access_own
from belowline.conversation.statement import APPEAL_WINDOW, Explain, FactsStore
from belowline.conversation.words import check_note
from belowline.kernel.clock import Clock
from belowline.kernel.errors import Conflict, Refused
from belowline.kernel.ids import CommentId, NewId, ReaderId, SiteId
from belowline.kernel.said import Said

# Who was wrong five times in a month and never right takes the time of those who are (DSA
# article 23). They are warned before.
MOST_GROUNDLESS = 5
WARNED_FROM = 3
GROUNDLESS_WITHIN = timedelta(days=30)


@dataclass(frozen=True, slots=True, kw_only=True)
class MakeAppeal:
    """The use case: the author of a rejected, held or removed comment asks for a person."""

    store: FactsStore
    explain: Explain
    clock: Clock
    new_id: NewId

    async def __call__(
        self, site_id: SiteId, comment_id: CommentId, reader_id: ReaderId | None, text: str
    ) -> Appeal:
        """Keep the appeal and put the comment on the desk.

        Raises Refused where nothing was taken from the author, too late or after too many
        groundless ones; Conflict `appealed` for a second appeal against the same ruling.
        """
        text = check_note(text, field="text")
        comment = await access_own(self.store, site_id, comment_id, reader_id)
        ruling = await self.explain.taken_by(comment)
        if ruling is None:
            raise _nothing()
        return await self._against(comment, ruling, text)

    async def by_link(self, site_id: SiteId, token: str, text: str) -> Appeal:
        """The same for whoever holds the private link to the statement of reasons."""
        text = check_note(text, field="text")
        statement = await self.explain.by_link(site_id, token)
        if statement.stands is None or statement.stands.ruling_id != statement.ruling.ruling_id:
            raise _nothing()
        return await self._against(statement.comment, statement.ruling, text)

    async def groundless(self, site_id: SiteId, reader_id: ReaderId) -> "Groundless":
        """Return how often this author was wrong of late."""
        since = self.clock() - GROUNDLESS_WITHIN
        answers = await self.store.answers_since(site_id, reader_id, since)
        if any(answer is not Answer.STANDS for answer, _ in answers):
            return Groundless(())
        return Groundless(tuple(at for _, at in answers))

    async def _against(self, comment: Comment, ruling: RulingRecord, text: str) -> Appeal:
        now = self.clock()
        if now > (await self.explain.tell(ruling)).told_at + APPEAL_WINDOW:
            raise Refused("The six months for an appeal are over.", code="appeal-late")
        (await self.groundless(comment.site_id, comment.author.reader_id)).check()
        appeal = Appeal(
            site_id=comment.site_id,
            appeal_id=self.new_id(),
            comment_id=comment.comment_id,
            ruling_id=ruling.ruling_id,
            reader_id=comment.author.reader_id,
            text=text,
            created_at=now,
        )
        if not await self.store.add_appeal(appeal):
            raise Conflict("You have appealed against this ruling already.", code="appealed")
        return appeal


@dataclass(frozen=True, slots=True)
class Groundless:
    """When an author's latest appeals were found groundless; none, if any of them was not."""

    times: tuple[datetime, ...]

    @property
    def is_warned(self) -> bool:
        """Say whether the author should hear of the limit."""
        return len(self.times) >= WARNED_FROM

    @property
    def until(self) -> datetime | None:
        """Return until when no further appeal is taken, None where one is."""
        if len(self.times) < MOST_GROUNDLESS:
            return None
        return self.times[-MOST_GROUNDLESS] + GROUNDLESS_WITHIN

    @property
    def sentence(self) -> str:
        """Return why no appeal is taken and from when one is, empty where one is taken now."""
        return str(self.said) if self.said else ""

    @property
    def said(self) -> Said | None:
        """Return the same as it can be said in other languages."""
        if self.until is None:
            return None
        return Said(
            "Your last %(count)s appeals within a month changed nothing, so that "
            "moderators look at other readers' first. You can appeal again from %(day)s.",
            {"count": len(self.times), "day": self.until.date()},
        )

    def check(self) -> None:
        """Raises Refused for who has to wait."""
        if self.said is not None:
            raise Refused(self.said, code="appeals-limited")


def _nothing() -> Refused:
    return Refused("There is no ruling against this comment.", code="nothing-to-appeal")
