"""A page is fetched from the publisher's own public servers, and from nowhere else."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

import pytest

from belowline.fetch.guard import Guard
from belowline.fetch.page import MOST_BYTES, MOST_REDIRECTS, PageFetcher
from belowline.kernel.addresses import is_public
from belowline.stories.learn import NotFetched
from tests.fetch.servers import Answer, Server, html, known_as, redirect, saying, serving

pytestmark = pytest.mark.anyio

HERE = ("127.0.0.1",)
PAGE = b"<title>Harbour bridge closes</title>"


def fetcher(server: Server, *, seconds: float = 5.0, hosts: Sequence[str] = HERE) -> PageFetcher:
    """One that takes this machine for the public net, and this server for a web server."""
    guard = Guard(
        domains=("news.example",),
        resolve=known_as(
            news_example=hosts, www_news_example=HERE, inner_news_example=("10.0.0.1",)
        ),
        is_public=lambda ip: ip == "127.0.0.1",
        doors=frozenset((server.port,)),
    )
    return PageFetcher(guard=guard, seconds=seconds)


def address(server: Server, path: str = "/bridge", host: str = "news.example") -> str:
    return f"http://{host}:{server.port}{path}"


async def refusal(answer: Answer, *, seconds: float = 5.0) -> str:
    async with serving(answer) as server:
        with pytest.raises(NotFetched) as told:
            await fetcher(server, seconds=seconds).page(address(server))
    return str(told.value)


async def test_a_page_comes_with_where_it_was_and_its_policy() -> None:
    policy = b"Content-Security-Policy: script-src 'self'\r\n"
    async with serving(saying(html(PAGE, more=policy))) as server:
        page = await fetcher(server).page(address(server, "/bridge?page=2"))

    assert page.html == PAGE.decode()
    assert page.url.endswith("/bridge?page=2")
    assert page.policy == "script-src 'self'"
    assert server.asked[0].startswith(b"GET /bridge?page=2 HTTP/1.1\r\nHost: news.example:")
    assert b"Accept-Encoding: identity" in server.asked[0]


async def test_a_page_in_pieces_is_put_together() -> None:
    head = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nTransfer-Encoding: chunked\r\n\r\n"
    pieces = (b"7\r\n<title>\r\n", b"6;x=y\r\nBridge\r\n", b"0\r\n\r\n")
    async with serving(saying(head, *pieces)) as server:
        assert (await fetcher(server).page(address(server))).html == "<title>Bridge"


async def test_a_page_of_another_alphabet_is_read_as_it_says() -> None:
    body = "<title>Мост</title>".encode("cp1251")
    head = b"HTTP/1.0 200 OK\r\nContent-Type: text/html; charset=windows-1251\r\n\r\n"
    async with serving(saying(head + body)) as server:
        assert "Мост" in (await fetcher(server).page(address(server))).html


async def test_a_redirect_within_the_site_is_followed() -> None:
    async def answer(head: bytes, writer: asyncio.StreamWriter) -> None:
        there = address(server, "/new", "www.news.example")
        writer.write(html(PAGE) if b"GET /new" in head else redirect(there))

    async with serving(answer) as server:
        page = await fetcher(server).page(address(server))

    assert page.url == address(server, "/new", "www.news.example")


@pytest.mark.parametrize(
    ("to", "reason"),
    [
        ("http://169.254.169.254/latest/meta-data/", "not on one of the site's domains"),
        ("http://evil.example/", "not on one of the site's domains"),
        ("file:///etc/passwd", "not on one of the site's domains"),
        ("http://news.example:22/", "port 22 is no web server's"),
        ("http://user:secret@news.example/", "not on one of the site's domains"),
        ("http://inner.news.example:[port]/", "not on the public net"),
    ],
)
async def test_a_redirect_to_where_it_must_not_go_is_not_followed(to: str, reason: str) -> None:
    async def answer(_: bytes, writer: asyncio.StreamWriter) -> None:
        writer.write(redirect(to.replace("[port]", str(server.port))))

    async with serving(answer) as server:
        with pytest.raises(NotFetched, match=reason):
            await fetcher(server).page(address(server))

    assert len(server.asked) == 1


async def test_a_name_with_one_private_address_among_others_is_not_asked() -> None:
    async with serving(saying(html(PAGE))) as server:
        for hosts in (("127.0.0.1", "10.0.0.1"), ("10.0.0.1",), ()):
            with pytest.raises(NotFetched, match="not on the public net"):
                await fetcher(server, hosts=hosts).page(address(server))

    assert server.asked == []


@pytest.mark.parametrize(
    "ip",
    [
        *("127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "0.0.0.0"),
        *("100.64.0.1", "192.0.2.1", "198.18.0.1", "224.0.0.1", "255.255.255.255", "240.0.0.1"),
        *("::1", "::", "fe80::1", "fe80::1%eth0", "fc00::1", "fd00:ec2::254", "ff02::1"),
        *("::ffff:127.0.0.1", "::ffff:10.0.0.1", "64:ff9b::7f00:1", "64:ff9b::a9fe:a9fe"),
        *("2002:7f00:1::", "2001:db8::1"),
    ],
)
def test_an_address_of_a_house_or_a_machine_is_not_public(ip: str) -> None:
    assert not is_public(ip)


@pytest.mark.parametrize("ip", ["93.184.215.14", "2606:2800:21f:cb07:6820:80da:af6b:8b2c"])
def test_an_address_of_the_net_is_public(ip: str) -> None:
    assert is_public(ip)


async def test_a_redirect_without_end_is_given_up() -> None:
    assert await refusal(saying(redirect("/again"))) == (
        f"it was redirected more than {MOST_REDIRECTS} times"
    )


async def test_a_server_that_drips_is_given_up() -> None:
    async def drip(_: bytes, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n")
        while not writer.is_closing():
            writer.write(b"x")
            await writer.drain()
            await asyncio.Event().wait()

    assert "took longer than" in await refusal(drip, seconds=0.3)


async def test_a_server_that_says_nothing_is_given_up() -> None:
    async def silent(_: bytes, __: asyncio.StreamWriter) -> None:
        await asyncio.Event().wait()

    assert "took longer than" in await refusal(silent, seconds=0.3)


@pytest.mark.parametrize(
    "head",
    [
        b"Content-Length: 99999999999\r\n\r\n",
        b"\r\n",
        b"Transfer-Encoding: chunked\r\n\r\n7fffffff\r\n",
    ],
)
async def test_a_page_without_measure_is_not_read(head: bytes) -> None:
    begin = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n" + head
    told = await refusal(saying(begin, *[b"x" * 100_000] * (MOST_BYTES // 100_000 + 2)))

    assert told == f"it is larger than {MOST_BYTES:,} bytes"


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        (b"HTTP/1.1 200 OK\r\nContent-Type: application/pdf\r\n\r\n%PDF", "it is not HTML"),
        (html(b"x", more=b"Content-Encoding: gzip\r\n"), "it is not HTML"),
        (html(b"gone", status="404 Not Found"), "its server answers 404"),
        (html(b"tea", status="503 Busy"), "its server answers 503"),
        (b"SSH-2.0-OpenSSH_9.2\r\n\r\n", "its server can't be understood"),
        (b"HTTP/1.1 200 OK\r\n" + b"X: " + b"y" * 100_000, "its server can't be understood"),
        (
            b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n"
            b"Transfer-Encoding: chunked\r\n\r\n-5\r\n",
            "it is larger than",
        ),
        (b"", "its server can't be understood"),
    ],
)
async def test_what_is_no_page_is_not_taken_for_one(answer: bytes, reason: str) -> None:
    assert reason in await refusal(saying(answer))


async def test_nobody_at_home_is_said() -> None:
    async with serving(saying(b"")) as server:
        gone = server
    with pytest.raises(NotFetched, match="can't be understood"):
        await fetcher(gone).page(address(gone))
