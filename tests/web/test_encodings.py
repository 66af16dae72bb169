"""A page is compressed once in each way, and a browser gets the one that it takes best."""

from __future__ import annotations

import asyncio
import gzip
import random
from collections.abc import Callable

import brotli
import pytest
import zstandard

from belowline.web.cache import make_page
from belowline.web.encodings import WORTH_A_THREAD, accepted, packed_each_way
from tests.web.newsroom import Newsroom

pytestmark = pytest.mark.anyio

UNPACK: dict[str, Callable[[bytes], bytes]] = {
    "br": brotli.decompress,
    "zstd": lambda packed: zstandard.ZstdDecompressor().decompress(packed),
    "gzip": gzip.decompress,
}
WORDS = ("the bridge", "a council", "was closed", "the figures", "will be published", "in March")
THREAD = "".join(f"<li>The figures of {number} should be published.</li>" for number in range(900))

# No two sentences alike: there is something to be found by who looks for longer.
LIVELY = "".join(
    f"<li>{chance.choice(WORDS)} {chance.choice(WORDS)} {chance.randrange(999)}</li>"
    for chance in [random.Random(7)]
    for _ in range(2_000)
)


@pytest.mark.parametrize(
    ("said", "encoding"),
    [
        ("", "plain"),
        ("identity", "plain"),
        ("deflate", "plain"),
        ("gzip", "gzip"),
        ("x-gzip", "gzip"),
        ("GZip", "gzip"),
        ("gzip, deflate, br, zstd", "br"),
        ("zstd, gzip", "zstd"),
        ("*", "br"),
        ("gzip;q=1.0, *;q=0.5", "gzip"),
        ("gzip;q=1.0, *;q=0", "gzip"),
        ("br;q=0, *", "zstd"),
        ("br;q=0.2, gzip;q=0.8", "gzip"),
        ("br ; q=0.9 , zstd;Q=0.95", "zstd"),
        ("gzip;q=0", "plain"),
        ("gzip;q=0.5, identity", "plain"),
        ("gzip;q=0.5, identity;q=0.5", "gzip"),
        ("identity;q=0", "plain"),
        ("br;q=much, gzip", "gzip"),
        ("brotli, gzippy", "plain"),
        (";;,,=;q", "plain"),
        ("gzip," + "x" * 5000, "gzip"),
    ],
)
def test_the_best_encoding_is_chosen_as_the_standard_has_it(said: str, encoding: str) -> None:
    assert accepted([(b"accept-encoding", said.encode())]) == encoding


def test_a_wish_may_come_in_several_lines_or_not_at_all() -> None:
    assert accepted([]) == "plain"
    assert accepted([(b"accept-encoding", b"gzip"), (b"accept-encoding", b"br")]) == "br"


@pytest.mark.parametrize("encoding", UNPACK)
def test_every_encoding_holds_the_same_and_the_same_words_give_the_same_bytes(
    encoding: str,
) -> None:
    plain = THREAD.encode()

    packed = packed_each_way(plain)[encoding]

    assert UNPACK[encoding](packed) == plain
    assert packed == packed_each_way(plain)[encoding]
    assert len(packed) < len(plain) / 5


@pytest.mark.parametrize("encoding", UNPACK)
async def test_a_large_page_is_the_same_page_when_it_is_compressed_aside(encoding: str) -> None:
    for body in (THREAD * 6, "short"):
        aside, here = make_page(body, 1.0), make_page(body, 1.0)
        await aside.ready(encoding)
        assert (encoding in aside.encoded) is (len(body) > WORTH_A_THREAD)
        assert aside.body(encoding) == here.body(encoding)
        assert UNPACK[encoding](here.body(encoding)) == body.encode()


@pytest.mark.parametrize("encoding", UNPACK)
async def test_a_page_that_lasts_becomes_smaller_and_stays_the_same(encoding: str) -> None:
    grown: list[int] = []
    page = make_page(LIVELY, 1.0)
    page.grown = grown.append
    first = page.body(encoding)

    for _ in range(2):
        page.pack_well(encoding)
        await asyncio.gather(*page._packing.values())

    assert len(page.body(encoding)) < len(first)
    assert UNPACK[encoding](page.body(encoding)) == page.plain
    assert len(page.plain) + sum(grown) == page.size
    assert len(grown) == 2


@pytest.mark.parametrize("encoding", UNPACK)
async def test_pages_and_scripts_come_as_they_are_asked_for(
    newsroom: Newsroom, encoding: str
) -> None:
    for path in (f"/stories/{newsroom.war.story_id}", "/embed.js"):
        plain = await newsroom.reader().get(path, headers={"accept-encoding": "identity"})
        # Once made, once out of the cache.
        for _ in range(2):
            asked = {"accept-encoding": f"{encoding}, deflate"}
            async with newsroom.reader().stream("GET", path, headers=asked) as answer:
                raw = b"".join([chunk async for chunk in answer.aiter_raw()])
            assert answer.headers["content-encoding"] == encoding
            assert "accept-encoding" in answer.headers["vary"]
            assert UNPACK[encoding](raw) == plain.content
            assert answer.headers["content-length"] == str(len(raw))
            assert answer.headers["etag"] == plain.headers["etag"]
