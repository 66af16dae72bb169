"""Queue what is owed because of a sanction, in the transaction that makes it so.

Sanctions are no events of a comment, so nobody who follows those would hear of them.
"""

from datetime import datetime

from sqlalchemy import bindparam, select
from sqlalchemy.ext.asyncio import AsyncConnection

from belowline.kernel.ids import ReaderId, SiteId, new_id
from belowline.mail.mail import Mail, MailKind
from belowline.mail.timing import SETTLES
from belowline.store.mail_queue import queue_mail
from belowline.store.schema import readers
from belowline.store.tables.mail import mail_cursors

# Somebody with an address, at a site that has begun to send e-mails.
_CAN_BE_TOLD = (
    select(readers.c.reader_id)
    .join(mail_cursors, mail_cursors.c.site_id == readers.c.site_id)
    .where(
        readers.c.site_id == bindparam("site_id"),
        readers.c.reader_id == bindparam("reader_id"),
        readers.c.email.is_not(None),
    )
)


async def owe_mail(
    connection: AsyncConnection,
    kind: MailKind,
    site_id: SiteId,
    subject: str,
    reader_id: ReaderId,
    at: datetime,
) -> None:
    """Queue an e-mail about what was done at that time, due once it can't be undone any more."""
    key = {"site_id": site_id, "reader_id": reader_id}
    if (await connection.execute(_CAN_BE_TOLD, key)).first() is None:
        return
    mail = Mail(
        site_id=site_id,
        mail_id=new_id(),
        kind=kind,
        subject=subject,
        comment_id=None,
        reader_id=reader_id,
        created_at=at,
        due_at=at + SETTLES,
    )
    await queue_mail(connection, mail)
