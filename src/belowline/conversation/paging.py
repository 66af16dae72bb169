"""Page through a thread by key: how it is sorted, and where the last page ended."""

import base64
import binascii
from dataclasses import dataclass
from enum import StrEnum

from belowline.kernel.errors import Refused
from belowline.kernel.ids import is_id

# A phone shows about four comments at once: five screens, then the reader asks for more.
PAGE_SIZE = 20


class Sort(StrEnum):
    """The order of a thread."""

    NEWEST = "newest"
    OLDEST = "oldest"
    BEST = "best"


@dataclass(frozen=True, slots=True)
class Cursor:
    """The last comment already seen: its id, and its sort key under "best" (else 0)."""

    comment_id: str
    best: int = 0

    def encode(self) -> str:
        """Return the opaque form that goes into addresses."""
        return (
            base64.urlsafe_b64encode(f"{self.best}.{self.comment_id}".encode()).decode().rstrip("=")
        )


def parse_sort(text: str) -> Sort:
    """Read a sort order; raises Refused for an unknown one."""
    try:
        return Sort(text)
    except ValueError:
        raise Refused(
            "sort must be one of newest, oldest or best.", code="unknown-sort", field="sort"
        ) from None


def parse_cursor(text: str) -> Cursor:
    """Read what `Cursor.encode` wrote; raises Refused for anything else."""
    try:
        padded = text.encode("ascii") + b"=" * (-len(text) % 4)
        best, _, comment_id = (
            base64.b64decode(padded, altchars=b"-_", validate=True).decode("ascii").partition(".")
        )
        cursor = Cursor(comment_id, int(best))
    except (ValueError, binascii.Error):
        raise _bad_cursor() from None
    if not is_id(cursor.comment_id) or cursor.encode() != text or abs(cursor.best) >= 2**62:
        raise _bad_cursor()
    return cursor


def _bad_cursor() -> Refused:
    return Refused(
        "after must be a cursor taken from the next field of the page before.",
        code="bad-cursor",
        field="after",
    )
