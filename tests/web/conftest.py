"""Hand the web's tests a newsroom, one for each file of tests."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from belowline.moderation import Moderator
from tests.web.newsroom import Newsroom, open_newsroom


@pytest.fixture(scope="session")
def engine() -> Moderator:
    """Lend the shipped engine; it keeps nothing between texts, so all may share it."""
    return Moderator()


@pytest.fixture(scope="module")
async def newsroom(
    engine: Moderator, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Newsroom]:
    """Lend a newsroom with a war story and a rent story."""
    async with open_newsroom(tmp_path_factory.mktemp("newsroom"), moderator=engine) as room:
        yield room
