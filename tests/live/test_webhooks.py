"""A publisher's programs are told what happened: all of it, in order, signed, by one process."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from belowline.kernel.addresses import is_public
from belowline.kernel.errors import Refused
from belowline.live.outgoing import Undelivered, post
from belowline.live.signing import new_secret, secret_bytes, signed
from belowline.live.webhook_settings import parse_webhooks
from belowline.live.webhooks import WebhookSender
from belowline.moderation import Moderator
from tests.receiver import SECRET, Receiver, receiving
from tests.web.newsroom import SITE, Newsroom, open_newsroom

pytestmark = pytest.mark.anyio

GOOD = "The figures should be published before the vote, say I."
DOUBTFUL = "The mayor of this town is a complete moron."
BAD = "You are an idiot and a coward."


@pytest.fixture(scope="module")
def engine() -> Moderator:
    return Moderator()


@pytest.fixture
async def room(engine: Moderator, tmp_path: Path) -> AsyncIterator[Newsroom]:
    async with open_newsroom(tmp_path, moderator=engine) as newsroom:
        yield newsroom


@pytest.fixture
async def receiver() -> AsyncIterator[Receiver]:
    async with receiving() as found:
        yield found


class Process:
    """One process that tells the webhooks of a newsroom."""

    def __init__(self, room: Newsroom, receiver: Receiver, name: str = "one", **more: object):
        (self.hook,) = parse_webhooks(receiver.hook(**more))
        self.outcomes: list[str] = []
        self.sender = WebhookSender(
            store=room.belowline.store,
            hooks=(self.hook,),
            site_id=SITE,
            clock=room.clock,
            me=name,
            count=self.outcomes.append,
            answer_seconds=0.2,
        )

    async def tell(self) -> None:
        """Tell everything that is due."""
        while await self.sender.step(self.hook):
            pass


async def write(room: Newsroom, *texts: str) -> list[str]:
    """Post as somebody new each, a second after the one before; return the ids."""
    ids = []
    for text in texts:
        room.clock.advance(seconds=1)
        ids.append((await room.post(room.reader(), text))["id"])
    return ids


async def test_what_becomes_of_comments_is_told_in_order(
    room: Newsroom, receiver: Receiver
) -> None:
    process = Process(room, receiver)
    await process.tell()  # from here on
    good, doubtful, bad = await write(room, GOOD, DOUBTFUL, BAD)
    desk = await room.moderator("Mo Derator")
    room.clock.advance(seconds=1)
    await desk.rule(doubtful, "publish")
    room.clock.advance(seconds=1)
    await desk.rule(good, "remove", clause="spam")
    room.clock.advance(seconds=1)

    await process.tell()

    assert receiver.kinds == [
        "comment.published", "ruling.made",
        "comment.held", "ruling.made",
        "comment.rejected", "ruling.made",
        "comment.published", "ruling.made",
        "comment.removed", "ruling.made",
    ]  # fmt: skip
    about = [body["data"]["comment_id"] for body in receiver.bodies]
    assert about == [each for each in (good, doubtful, bad, doubtful, good) for _ in range(2)]
    last = receiver.bodies[-1]["data"]
    assert (last["verdict"], last["source"], last["clauses"]) == ("remove", "moderator", ["spam"])
    assert last["story_url"] == room.rent.url
    assert receiver.forged == 0
    assert len(set(receiver.ids)) == len(receiver.ids)


async def test_reports_withdrawals_and_appeals_are_told_without_words_or_names(
    room: Newsroom, receiver: Receiver
) -> None:
    process = Process(room, receiver, events=["report.made", "appeal.made", "comment.withdrawn"])
    await process.tell()
    author = room.reader()
    room.clock.advance(seconds=1)
    mine = await room.post(author, GOOD, name="Canary Name")
    room.clock.advance(seconds=1)
    body = {"reason": "spam", "note": "a canary note"}
    await room.reader().post(f"/api/v1/comments/{mine['id']}/reports", json=body)
    room.clock.advance(seconds=1)
    turned = await room.post(author, BAD)
    room.clock.advance(seconds=1)
    appeal = await author.post(f"/api/v1/comments/{turned['id']}/appeals", json={"text": "canary"})
    room.clock.advance(seconds=1)
    await author.delete(f"/api/v1/comments/{mine['id']}")

    await process.tell()

    assert appeal.status_code == 201
    assert receiver.kinds == ["report.made", "appeal.made", "comment.withdrawn"]
    assert receiver.bodies[0]["data"]["reason"] == "spam"
    assert "anary" not in str(receiver.bodies)


async def test_likes_and_edits_are_no_news(room: Newsroom, receiver: Receiver) -> None:
    (comment,) = await write(room, GOOD)
    process = Process(room, receiver, events=["comment.published"])
    await process.tell()
    await room.reader().post(f"/api/v1/comments/{comment}/like")

    await process.tell()

    assert receiver.kinds == []


async def test_what_fails_is_tried_again_later_and_nothing_overtakes_it(
    room: Newsroom, receiver: Receiver
) -> None:
    process = Process(room, receiver, events=["comment.published"])
    await process.tell()
    await write(room, GOOD, GOOD + " Twice.")
    receiver.answer = 503
    await process.tell()
    await process.tell()
    assert process.outcomes == ["failed"]

    receiver.answer = 204
    room.clock.advance(seconds=4)
    await process.tell()
    assert process.outcomes == ["failed"]
    room.clock.advance(seconds=2)
    await process.tell()

    assert process.outcomes == ["failed", "delivered", "delivered"]
    assert receiver.ids[0] == receiver.ids[1] != receiver.ids[2]


@pytest.mark.parametrize(("answer", "tries"), [(500, 7), (301, 7), (400, 3), (429, 7), (0, 7)])
async def test_one_message_that_never_gets_there_does_not_stop_the_others_for_ever(
    room: Newsroom, receiver: Receiver, answer: int, tries: int, caplog: pytest.LogCaptureFixture
) -> None:
    process = Process(room, receiver, events=["comment.published"])
    await process.tell()
    await write(room, GOOD)
    receiver.answer = answer
    for _ in range(tries):
        await process.tell()
        room.clock.advance(days=2)
    assert process.outcomes == ["failed"] * (tries - 1) + ["given up"]
    assert f"{receiver.ids[0]} is given up" in caplog.text

    receiver.answer = 200
    await write(room, GOOD + " Next.")
    await process.tell()

    assert process.outcomes[-1] == "delivered"


async def test_two_processes_do_not_send_twice(room: Newsroom, receiver: Receiver) -> None:
    one, two = Process(room, receiver), Process(room, receiver, "two")
    await one.tell()
    await write(room, GOOD, DOUBTFUL, BAD)

    await one.tell()
    await two.tell()

    assert len(receiver.ids) == len(set(receiver.ids)) == 6
    assert two.outcomes == []


async def test_another_process_goes_on_where_one_died(room: Newsroom, receiver: Receiver) -> None:
    one, two = Process(room, receiver), Process(room, receiver, "two")
    await one.tell()
    await write(room, GOOD, GOOD + " Twice.")
    receiver.answer = 500
    await one.tell()  # and never again
    receiver.answer = 200
    room.clock.advance(minutes=1)

    await two.tell()

    assert two.outcomes == ["delivered"] * 4
    assert receiver.ids[0] == receiver.ids[1]


async def test_a_webhook_is_told_again_what_happened_since(
    room: Newsroom, receiver: Receiver
) -> None:
    process = Process(room, receiver, events=["comment.published"])
    await process.tell()
    await write(room, GOOD)
    room.clock.advance(hours=2)
    await write(room, GOOD + " Twice.")
    await process.tell()
    now = room.clock()

    since = now - timedelta(hours=1)
    await room.belowline.store.rewind_line(SITE, "desk", since=since, now=now)
    await process.tell()

    assert len(receiver.ids) == 3
    assert receiver.ids[2] == receiver.ids[1]


async def test_a_private_address_is_refused_unless_allowed(receiver: Receiver) -> None:
    url = f"http://127.0.0.1:{receiver.port}/"
    for each in (url, url.replace("127.0.0.1", "localhost")):
        with pytest.raises(Undelivered, match="private network"):
            await post(each, {}, b"", may_be_private=False, seconds=5)
    assert receiver.came == []


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("93.184.215.14", True), ("2606:2800:21f:cb07:6820:80da:af6b:8b2c", True),
        ("127.0.0.1", False), ("10.1.2.3", False), ("169.254.169.254", False), ("0.0.0.0", False),
        ("100.64.0.1", False), ("192.168.1.1", False), ("224.0.0.1", False), ("::1", False),
        ("fe80::1", False), ("fd00::1", False), ("::ffff:10.0.0.1", False),
        ("64:ff9b::a00:1", False), ("2002:a00:1::", False), ("::", False),
    ],
)  # fmt: skip
def test_which_addresses_are_out_on_the_net(address: str, expected: bool) -> None:
    assert is_public(address) is expected


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"url": "http://hooks.example.com", "allow_private": False}, "https://"),
        ({"url": "ftp://hooks.example.com"}, "https://"),
        ({"url": "https://me:too@hooks.example.com"}, "not an address"),
        ({"url": "https://hooks.example.com/\r\nx: y"}, "not an address"),
        ({"secret": "whsec_c2hvcnQ="}, "belowline webhooks secret"),
        ({"secret": "hunter2"}, "belowline webhooks secret"),
        ({"events": ["comment.eaten"]}, "comment.eaten"),
        ({"name": "Über"}, "small letters"),
        ({"colour": "red"}, "colour"),
    ],
)
def test_a_file_that_is_wrong_is_refused_in_words(wrong: dict[str, object], says: str) -> None:
    with pytest.raises(Refused, match=says):
        parse_webhooks(Receiver(port=1).hook(**wrong))


def test_two_of_one_name_are_refused() -> None:
    with pytest.raises(Refused, match="same name"):
        parse_webhooks("\n".join([Receiver(port=1).hook()] * 2))


def test_the_signature_is_the_one_of_the_scheme() -> None:
    # From the scheme's own reference implementations.
    key = secret_bytes("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")
    headers = signed(key, "msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, b'{"test": 2432232314}')

    assert headers["webhook-signature"] == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="
    assert secret_bytes(new_secret()) != secret_bytes(SECRET)
