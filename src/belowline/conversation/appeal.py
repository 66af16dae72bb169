"""Appeal against a ruling."""

from dataclasses import dataclass

from belowline.conversation.comment import Appeal, State
from belowline.conversation.own import access_own
from belowline.conversation.ports import CommentStore
from belowline.conversation.words import check_note
from belowline.kernel.clock import Clock
from belowline.kernel.errors import Conflict, Refused
from belowline.kernel.ids import CommentId, NewId, ReaderId, SiteId


@dataclass(frozen=True, slots=True, kw_only=True)
class MakeAppeal:
    """The use case: the author of a rejected, held or removed comment asks for a person."""

    store: CommentStore
    clock: Clock
    new_id: NewId

    async def __call__(
        self, site_id: SiteId, comment_id: CommentId, reader_id: ReaderId | None, text: str
    ) -> Appeal:
        """Keep the appeal and put the comment on the desk.

        Raises Refused where nothing was taken from the author, Conflict `appealed` for a second
        appeal against the same ruling.
        """
        text = check_note(text, field="text")
        comment = await access_own(self.store, site_id, comment_id, reader_id)
        if comment.state not in (State.HELD, State.REJECTED, State.REMOVED):
            raise Refused("There is no ruling against this comment.", code="nothing-to-appeal")
        appeal = Appeal(
            site_id=site_id,
            appeal_id=self.new_id(),
            comment_id=comment_id,
            ruling_id=comment.ruling_id,
            reader_id=comment.author.reader_id,
            text=text,
            created_at=self.clock(),
        )
        if not await self.store.add_appeal(appeal):
            raise Conflict("You have appealed against this ruling already.", code="appealed")
        return appeal
