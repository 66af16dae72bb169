"""Write a place in the desk's queue into an address, and read it from there."""

import base64
import binascii
from datetime import UTC, datetime
from urllib.parse import urlencode

from belowline.desk.filters import Filters
from belowline.desk.ports import QueueCursor
from belowline.kernel.errors import NotFound, Refused
from belowline.kernel.ids import is_id


def next_address(filters: Filters, cursor: QueueCursor | None) -> str | None:
    """Return where the page behind a place in the queue is, None for no place."""
    if cursor is None:
        return None
    return f"/desk?{urlencode(filters.query() | {'after': written_place(cursor)})}"


def written_place(cursor: QueueCursor) -> str:
    """Return a place as an address has it."""
    milliseconds = round(cursor.urgent_since.timestamp() * 1000)
    text = f"{milliseconds}.{cursor.comment_id}"
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def queue_cursor(text: str) -> QueueCursor:
    """Return a place in the queue; raises Refused for what is none."""
    try:
        padded = text.encode("ascii") + b"=" * (-len(text) % 4)
        since, _, comment_id = base64.urlsafe_b64decode(padded).decode("ascii").partition(".")
        moment = datetime.fromtimestamp(int(since) / 1000, UTC)
    except (ValueError, binascii.Error, OverflowError, OSError):
        raise Refused("after is not a place in the queue.", code="bad-cursor") from None
    if not is_id(comment_id):
        raise NotFound("after is not a place in the queue.")
    return QueueCursor(moment, comment_id)
