"""Find who is mentioned in the latest comments and has an address to be told at."""

import hashlib
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import BindParameter, bindparam, select
from sqlalchemy.ext.asyncio import AsyncConnection

from belowline.conversation.mentions import mentioned_in
from belowline.kernel.ids import CommentId, ReaderId, SiteId
from belowline.mail.mail import MailKind
from belowline.mail.timing import REPLY_STANDS
from belowline.store.columns import ID_LENGTH, Moment
from belowline.store.mail_due import Due
from belowline.store.schema import IS_NO_GUEST, IS_PUBLISHED, comments, readers

_IDS: BindParameter[Any] = bindparam("comment_ids", expanding=True)
# Most comments mention nobody, and of those only the words would be read.
_MENTIONING = select(
    comments.c.comment_id, comments.c.author_id, comments.c.html, comments.c.created_at
).where(
    comments.c.site_id == bindparam("site_id"),
    comments.c.comment_id.in_(_IDS),
    comments.c.created_at > bindparam("since", type_=Moment),
    comments.c.html.contains('<a href="/comments/'),
    IS_PUBLISHED,
)
# Only members: nobody checked that a guest's address is theirs.
_AUTHORS = (
    select(comments.c.comment_id, readers.c.reader_id)
    .join(
        readers,
        (readers.c.site_id == comments.c.site_id) & (readers.c.reader_id == comments.c.author_id),
    )
    .where(
        comments.c.site_id == bindparam("site_id"),
        comments.c.comment_id.in_(_IDS),
        readers.c.email.is_not(None),
        IS_NO_GUEST,
    )
)


async def due_mentions(
    connection: AsyncConnection, site_id: SiteId, comment_ids: Sequence[CommentId], since: datetime
) -> list[Due]:
    """Return one e-mail for each member whom one of these comments mentions, once for each."""
    key = {"site_id": site_id, "comment_ids": comment_ids, "since": since}
    found = (await connection.execute(_MENTIONING, key)).all()
    meant = {row.comment_id: mentioned_in(row.html) for row in found}
    everywhere = {each for ids in meant.values() for each in ids}
    if not everywhere:
        return []
    named = {"site_id": site_id, "comment_ids": sorted(everywhere)}
    rows = await connection.execute(_AUTHORS, named)
    author_of = {row.comment_id: ReaderId(row.reader_id) for row in rows}
    return [
        Due(
            MailKind.MENTION,
            mention_subject(row.comment_id, reader_id),
            row.comment_id,
            reader_id,
            row.created_at + REPLY_STANDS,
        )
        for row in found
        for reader_id in {author_of[each] for each in meant[row.comment_id] if each in author_of}
        if reader_id != row.author_id
    ]


def mention_subject(comment_id: CommentId, reader_id: ReaderId) -> str:
    """Return what an e-mail about a mention is known by: one for each comment and reader."""
    return hashlib.sha256(f"{comment_id} {reader_id}".encode()).hexdigest()[:ID_LENGTH]
