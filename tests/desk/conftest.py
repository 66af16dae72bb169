"""Lend the tests of the desk a newsroom, a story and a moderator."""

import pytest

from belowline.people.reader import Reader, Role
from tests.conversation.conftest import room, story
from tests.conversation.room import Room

__all__ = ["room", "story"]


@pytest.fixture
async def moderator(room: Room) -> Reader:
    """Lend a moderator who has signed in."""
    return await room.newsroom.reader(Role.MODERATOR, name="Mo")
