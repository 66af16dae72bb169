"""Lend the tests of live news a newsroom, a story and a hub."""

import pytest

from belowline.live.hub import Hub
from belowline.stories.story import Story
from tests.contracts.newsroom import SITE, Newsroom
from tests.live.pages import NEVER, Outage


@pytest.fixture
def store() -> Outage:
    """Lend an empty store."""
    return Outage()


@pytest.fixture
def newsroom(store: Outage) -> Newsroom:
    """Lend somebody who acts on it."""
    return Newsroom(store)


@pytest.fixture
async def story(newsroom: Newsroom) -> Story:
    """Lend a story."""
    return await newsroom.story()


@pytest.fixture
def hub(store: Outage) -> Hub:
    """Lend a hub that beats never and looks only when told."""
    return Hub(
        store=store, site_id=SITE, on_event=lambda _: None, poll_seconds=NEVER, beat_seconds=NEVER
    )
