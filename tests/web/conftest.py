"""Hand the web's tests a newsroom, one for each file of tests."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from belowline.moderation import Moderator
from tests.mail_sink import Sink, mail_sink
from tests.web.newsroom import HOST, Newsroom, open_newsroom


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


@pytest.fixture
def sink() -> Iterator[Sink]:
    """Lend a mail server."""
    with mail_sink() as server:
        yield server


@pytest.fixture
async def mailing(engine: Moderator, tmp_path: Path, sink: Sink) -> AsyncIterator[Newsroom]:
    """Lend a newsroom that sends e-mails."""
    url = f"http://{HOST}"
    async with open_newsroom(tmp_path, moderator=engine, mail=sink.settings, url=url) as room:
        yield room
