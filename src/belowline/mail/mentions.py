"""Find what is told to whoever is mentioned in a comment."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from belowline.conversation.comment import Comment, State
from belowline.conversation.mentions import mentioned_in
from belowline.kernel.ids import ReaderId
from belowline.mail.compose import Facts, comment_of, headline_of, reader_of
from belowline.mail.links import Links
from belowline.mail.mail import Mail, MailKind, Topic
from belowline.mail.ports import TellingStore
from belowline.mail.voices import excerpt
from belowline.people.reader import Role


@dataclass(frozen=True, slots=True, kw_only=True)
class MentionWriter:
    """See `belowline.mail.compose.Writer`."""

    store: TellingStore
    links: Links

    def of(self, kind: MailKind) -> Callable[[Mail], Awaitable[Facts | None]] | None:
        """Return what finds the facts of this kind, None where it is another's."""
        return self.mention if kind is MailKind.MENTION else None

    async def mention(self, mail: Mail) -> Facts | None:
        """A comment that names a member, while it stands and still does."""
        comment, reader = await comment_of(self.store, mail), await reader_of(self.store, mail)
        if comment is None or comment.state is not State.PUBLISHED:
            return None
        if reader is None or reader.email is None or reader.role is Role.GUEST:
            return None
        if not await self._names(comment, reader.reader_id):
            return None
        if await self._is_told_as_reply(comment, reader.reader_id, reader.email):
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

    async def _names(self, comment: Comment, reader_id: ReaderId) -> bool:
        meant = await self.store.comments(comment.site_id, mentioned_in(comment.html))
        return any(each.author.reader_id == reader_id for each in meant)

    async def _is_told_as_reply(self, comment: Comment, reader_id: ReaderId, email: str) -> bool:
        """Say whether another e-mail tells of the same comment: one is enough."""
        if comment.parent_id is None:
            return False
        parent = await self.store.comment(comment.site_id, comment.parent_id)
        if parent is None or parent.author.reader_id != reader_id:
            return False
        return Topic.REPLIES not in await self.store.stopped(
            comment.site_id, self.links.person(email)
        )
