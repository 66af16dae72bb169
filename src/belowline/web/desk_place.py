"""Write a place in the desk's queue into an address, and read it from there."""

import base64
import binascii
from datetime import UTC, datetime, timedelta
from urllib.parse import urlencode

from belowline.desk.filters import Filters
from belowline.desk.ports import QueueCursor
from belowline.kernel.errors import NotFound, Refused
from belowline.kernel.ids import is_id

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def next_address(filters: Filters, cursor: QueueCursor | None) -> str | None:
    """Return where the page behind a place in the queue is, None for no place."""
    if cursor is None:
        return None
    return f"/desk?{urlencode(filters.query() | {'after': written_place(cursor)})}"


def written_place(cursor: QueueCursor) -> str:
    """Return a place as an address has it."""
    # Cut, as the store cuts what it sorts by: rounded up, it would skip what stands at that place.
    milliseconds = (cursor.urgent_since - _EPOCH) // timedelta(milliseconds=1)
    text = f"{milliseconds}.{cursor.comment_id}"
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def queue_cursor(text: str) -> QueueCursor:
    """Return a place in the queue; raises Refused for what is none."""
    try:
        padded = text.encode("ascii") + b"=" * (-len(text) % 4)
        since, _, comment_id = base64.urlsafe_b64decode(padded).decode("ascii").partition(".")
        moment = _EPOCH + int(since) * timedelta(milliseconds=1)
    except (ValueError, binascii.Error, OverflowError):
        raise Refused("after is not a place in the queue.", code="bad-cursor") from None
    if not is_id(comment_id):
        raise NotFound("after is not a place in the queue.")
    return QueueCursor(moment, comment_id)
