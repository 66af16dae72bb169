"""A place in the queue survives its way through an address."""

from datetime import UTC, datetime, timedelta

import pytest

from belowline.desk.ports import QueueCursor
from belowline.kernel.errors import BelowlineError
from belowline.kernel.ids import CommentId
from belowline.web.desk_place import queue_cursor, written_place

NOON = datetime(2026, 11, 3, 12, tzinfo=UTC)
COMMENT = CommentId("019a4a3c-2400-7000-8000-000000000001")


@pytest.mark.parametrize("microseconds", [0, 1, 499, 500, 999, 1_500, 999_999])
def test_a_place_comes_back_as_the_store_sorts_by_it(microseconds: int) -> None:
    since = NOON + timedelta(microseconds=microseconds)

    found = queue_cursor(written_place(QueueCursor(since, COMMENT)))

    # The store keeps whole milliseconds, and cuts the rest off.
    cut = since - timedelta(microseconds=since.microsecond % 1_000)
    assert found == QueueCursor(cut, COMMENT)


@pytest.mark.parametrize(
    "written", ["", "%", "ä", "MTIz", "LTEuMTIz", "OTk5OTk5OTk5OTk5OTk5OTk5OTkueA"]
)
def test_what_is_no_place_is_refused(written: str) -> None:
    with pytest.raises(BelowlineError, match="not a place"):
        queue_cursor(written)
