"""Lend every test of the conversation its own newsroom and story."""

from collections.abc import Iterator

import pytest

from belowline.stories.story import Story
from tests.conversation.room import Room


@pytest.fixture
def room() -> Iterator[Room]:
    """Lend use cases on an empty store."""
    made = Room()
    yield made
    made.close()


@pytest.fixture
async def story(room: Room) -> Story:
    """Lend a story that is open for comments."""
    return await room.newsroom.story()
