"""Lend a mail server."""

from collections.abc import Iterator

import pytest

from tests.mail_sink import Sink, mail_sink


@pytest.fixture
def sink() -> Iterator[Sink]:
    """Lend a mail server that takes everything."""
    with mail_sink() as server:
        yield server
