"""Many texts in one call: in order, each as if it were alone, and nobody kept waiting."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Sequence

import pytest

from belowline.kernel.errors import Overloaded
from belowline.moderation import Moderator, Policy, Ruling
from belowline.moderation.judge import Assessment
from belowline.web.compat.judges import Item, Judges, Pace
from tests.compat.newsdesk import CIVIL, INSULT, KEY, SCARCE_KEY, Json, ask
from tests.polling import until_async
from tests.running import Running

pytestmark = pytest.mark.anyio


def scored(server: Running, texts: Sequence[object], **more: object) -> Json:
    answer = ask(server, "/api/v1/score", {"texts": texts, **more})
    assert answer.status_code == 200, answer.text
    body: Json = answer.json()
    return body


async def test_each_text_has_its_answer_in_order(scoring: Running) -> None:
    texts = [{"id": n, "text": INSULT if n % 3 == 0 else CIVIL} for n in range(30)]

    body = scored(scoring, texts)

    assert [each["id"] for each in body["items"]] == list(range(30))
    assert [each["action"] != "publish" for each in body["items"]] == [
        n % 3 == 0 for n in range(30)
    ]
    assert body["policy_version"]
    assert body["engine_version"]


async def test_a_neighbour_changes_no_score(scoring: Running) -> None:
    (alone,) = scored(scoring, [CIVIL])["items"]
    among = scored(scoring, [INSULT, CIVIL, "A.", INSULT * 20])["items"][1]

    assert among == alone


async def test_a_text_stands_in_its_place(scoring: Running) -> None:
    text = "“We will burn their cities to the ground.” What a threat."
    story = "Moscow threatens. A deputy said: “We will burn their cities to the ground.”"

    alone, placed = scored(scoring, [text, {"text": text, "story": story}])["items"]

    assert placed["scores"]["violence"] < alone["scores"]["violence"]
    assert set(placed["probabilities"]) >= {"toxicity", "violence", "spam"}


async def test_a_community_chooses_the_policy(guarded: Running) -> None:
    body = {"texts": ["A glory hunter."], "community": "Coral:https://sports.example"}

    answer = ask(guarded, "/api/v1/score", body, params={"key": KEY})

    assert answer.json()["items"][0]["action"] == "reject"


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        ({"texts": ["a"] * 1_001}, 422, "too-many-texts"),
        ({"texts": "a"}, 400, "bad-request"),
        ({"texts": [5]}, 400, "bad-request"),
        ({"texts": [{"txt": "a"}]}, 400, "bad-request"),
        ({}, 400, "bad-request"),
        ([], 400, "bad-request"),
    ],
)
async def test_what_is_no_list_of_texts_is_refused(
    scoring: Running, body: object, status: int, code: str
) -> None:
    answer = ask(scoring, "/api/v1/score", body)

    assert (answer.status_code, answer.json()["code"]) == (status, code)


async def test_a_list_is_counted_against_the_quota(guarded: Running) -> None:
    params = {"key": SCARCE_KEY}
    ask(guarded, "/api/v1/score", {"texts": ["a"] * 3}, params=params)

    answer = ask(guarded, "/api/v1/score", {"texts": ["a"]}, params=params)

    assert (answer.status_code, answer.json()["code"]) == (429, "too-many")
    assert int(answer.headers["retry-after"]) > 0


class Slow:
    """An assessor that works until it is let go, and knows how many work at once."""

    def __init__(self, policy: Policy) -> None:
        self.policy = policy
        self.engine_version = "slow"
        self.go = threading.Event()
        self.working = 0
        self.order: list[str] = []
        self._lock = threading.Lock()

    def assess(self, text: str, *, story: str = "", parent: str = "") -> Assessment:
        """Wait for the test, then say nothing."""
        with self._lock:
            self.working += 1
            self.order.append(text)
        self.go.wait(30)
        with self._lock:
            self.working -= 1
        ruling = Moderator(self.policy, []).rule(text)
        assert isinstance(ruling, Ruling)
        return Assessment(ruling, {})

    overall = assess


@pytest.fixture
def slow() -> Slow:
    return Slow(Moderator().policy)


async def test_a_list_uses_every_thread(slow: Slow) -> None:
    judges = Judges(threads=3)
    working = asyncio.create_task(judges.assess_all(slow, [Item(text=str(n)) for n in range(9)]))

    async def all_three() -> bool:
        return slow.working == 3

    await until_async(all_three, "three threads at work")
    slow.go.set()
    assert len(await working) == 9
    judges.close()


async def test_a_single_text_passes_a_list(slow: Slow) -> None:
    judges = Judges(threads=1)
    working = asyncio.create_task(judges.assess_all(slow, [Item(text=str(n)) for n in range(9)]))

    async def begun() -> bool:
        return slow.working == 1

    await until_async(begun, "the list to begin")
    single = asyncio.create_task(judges.assess(slow, "single"))
    await asyncio.sleep(0)
    slow.go.set()
    await asyncio.gather(single, working)
    judges.close()

    assert slow.order.index("single") == 1


async def test_more_than_can_be_judged_in_time_is_refused_at_once(slow: Slow) -> None:
    judges = Judges(threads=1)
    waiting = [asyncio.create_task(judges.assess(slow, str(n))) for n in range(200)]
    await asyncio.sleep(0)

    with pytest.raises(Overloaded) as caught:
        await judges.assess(slow, "one more")

    assert caught.value.retry_after == 1
    slow.go.set()
    found = await asyncio.gather(*waiting, return_exceptions=True)
    refused = [each for each in found if isinstance(each, Overloaded)]
    assert 50 < len(refused) < 190
    assert len(refused) == sum(isinstance(each, Exception) for each in found)
    judges.close()


async def test_more_lists_than_can_wait_are_refused_at_once(slow: Slow) -> None:
    judges = Judges(threads=1)
    items = [Item(text="a")]
    waiting = [asyncio.create_task(judges.assess_all(slow, items)) for _ in range(8)]
    await asyncio.sleep(0)

    with pytest.raises(Overloaded):
        await judges.assess_all(slow, items)

    slow.go.set()
    await asyncio.gather(*waiting)
    judges.close()


def test_the_pace_is_what_it_is_while_all_threads_work() -> None:
    pace = Pace(0.01)

    for number in range(300):
        pace.finished(number * 0.04, is_busy=True)

    assert 0.035 < pace.seconds <= 0.04


def test_a_quiet_hour_is_no_slow_pace() -> None:
    pace = Pace(0.01)

    for hour in range(100):
        pace.finished(hour * 3600.0, is_busy=False)

    assert pace.seconds == 0.01
