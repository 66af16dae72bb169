"""The publisher's public keys are fetched from an address, kept, and asked for anew with care."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from belowline.kernel.errors import Refused
from belowline.moderation import Moderator
from belowline.web.fetching import LARGEST_DOCUMENT
from belowline.web.published_keys import PublishedKeys
from tests.people.signing import ADA, key_set
from tests.web.newsroom import open_newsroom

pytestmark = pytest.mark.anyio

FIRST, SECOND = Ed25519PrivateKey.generate(), Ed25519PrivateKey.generate()


@dataclass
class Publisher:
    """A publisher's server that shows a document, and counts who asks."""

    address: str = ""
    body: bytes = b""
    status: int = 200
    asked: int = 0
    seconds: float = field(default=0.0)

    def show(self, **keys: Ed25519PrivateKey) -> None:
        self.body, self.status = json.dumps(key_set(**keys)).encode(), 200

    def now(self) -> float:
        return self.seconds


@pytest.fixture
def publisher() -> Iterator[Publisher]:
    shown = Publisher()

    class Answer(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            shown.asked += 1
            self.send_response(shown.status)
            self.send_header("Location", "/elsewhere")
            self.end_headers()
            self.wfile.write(shown.body)

        def log_message(self, *_: object) -> None:
            """Say nothing: the tests' own output is enough."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Answer) as serving:
        shown.address = f"http://127.0.0.1:{serving.server_port}/jwks.json"
        shown.show(one=FIRST)
        thread = threading.Thread(target=serving.serve_forever, daemon=True)
        thread.start()
        yield shown
        serving.shutdown()
        thread.join()


async def kids(keys: PublishedKeys, *, fresh: bool = False) -> list[str | None]:
    return [each.kid for each in await keys.keys(fresh=fresh)]


async def test_keys_are_asked_for_once_and_again_when_they_are_old(publisher: Publisher) -> None:
    keys = PublishedKeys(address=publisher.address, now=publisher.now)

    assert [await kids(keys) for _ in range(3)] == [["one"]] * 3
    assert publisher.asked == 1
    publisher.show(two=SECOND)
    publisher.seconds = 600
    assert await kids(keys) == ["two"]
    assert publisher.asked == 2


async def test_an_unknown_key_has_them_asked_for_once_a_minute(publisher: Publisher) -> None:
    keys = PublishedKeys(address=publisher.address, now=publisher.now)
    await keys.keys()
    publisher.show(one=FIRST, two=SECOND)

    for _ in range(100):
        assert await kids(keys, fresh=True) == ["one"]
    assert publisher.asked == 1
    publisher.seconds = 60
    assert await kids(keys, fresh=True) == ["one", "two"]


@pytest.mark.parametrize(
    ("status", "body"),
    [
        (500, b""),
        (302, b""),
        (200, b"<html>"),
        (200, b"[]"),
        (200, b'{"keys": []}'),
        (200, b"[" * 100_000),
        (200, b" " * (LARGEST_DOCUMENT + 1)),
    ],
    ids=range(7),
)
async def test_while_they_cannot_be_had_the_last_ones_hold(
    publisher: Publisher, status: int, body: bytes
) -> None:
    keys = PublishedKeys(address=publisher.address, now=publisher.now)
    await keys.keys()
    publisher.status, publisher.body, publisher.seconds = status, body, 10_000

    assert await kids(keys) == ["one"]
    assert publisher.asked == 2


async def test_a_token_signed_with_a_published_key_is_taken(
    engine: Moderator, tmp_path: Path, publisher: Publisher
) -> None:
    file = tmp_path / "sign-on.toml"
    file.write_text(f'jwks_url = "{publisher.address}"\n', encoding="utf-8")
    async with open_newsroom(tmp_path, moderator=engine, sign_on=file) as room:
        answers = []
        for key, kid in ((FIRST, "one"), (SECOND, "one"), (SECOND, "two")):
            token = jwt.encode({"user": ADA}, key, "EdDSA", headers={"kid": kid})
            reader = room.reader(authorization=f"Bearer {token}")
            answers.append(await reader.get(f"/api/v1/stories/{room.rent.story_id}/me"))

    assert [each.status_code for each in answers] == [200, 401, 401]


@pytest.mark.parametrize(
    "text",
    [
        'jwks_url = "http://news.example/keys"',
        'keys = [{secret = "short"}]',
        'keys = [{kid = "a"}]',
        'keys = [{public_key = "x"}]',
        'roles = {ADMIN = "guest"}',
        'roles = {ADMIN = "emperor"}',
        "unknown = 1",
        "not toml",
    ],
    ids=range(8),
)
async def test_a_server_does_not_start_with_settings_that_are_wrong(
    engine: Moderator, tmp_path: Path, text: str
) -> None:
    file = tmp_path / "sign-on.toml"
    file.write_text(text, encoding="utf-8")

    with pytest.raises(Refused) as refused:
        async with open_newsroom(tmp_path, moderator=engine, sign_on=file):
            pass

    assert str(file) in refused.value.detail
