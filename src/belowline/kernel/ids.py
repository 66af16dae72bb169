"""Name the ids, and make new ones that sort by time."""

from collections.abc import Callable
from typing import NewType
from uuid import UUID

from uuid_utils import uuid7

SiteId = NewType("SiteId", str)
StoryId = NewType("StoryId", str)
CommentId = NewType("CommentId", str)
ReaderId = NewType("ReaderId", str)
RulingId = NewType("RulingId", str)

NewId = Callable[[], str]


def new_id() -> str:
    """Return a UUIDv7 (RFC 9562) in its 36-character form: sortable by time, made anywhere."""
    return str(uuid7())


def is_id(text: str) -> bool:
    """Say whether the text is a UUID in its canonical form, as all our ids are."""
    try:
        return str(UUID(text)) == text
    except ValueError:
        return False
