"""The engine answers in bounded time, and where it can't, the comment is held."""

import asyncio
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import pytest

from belowline.conversation.comment import Source, Verdict
from belowline.conversation.in_force import InForce
from belowline.conversation.judging import MOST_REMEMBERED, Judge, recorded
from belowline.conversation.known import known_of
from belowline.kernel.ids import CommentId, RulingId, SiteId
from belowline.moderation import (
    ENGINE_VERSION,
    Action,
    Facts,
    Finding,
    Moderator,
    Repeats,
    Ruling,
    SiteFacts,
    fingerprint,
)
from belowline.moderation.text import View
from tests.conversation.room import BREAKS, CLEAN, DOUBTFUL, FORBIDDEN, HANGS, Scripted

pytestmark = pytest.mark.anyio

# Long enough for any machine, short enough to wait for where a detector hangs.
PATIENT, IMPATIENT = 15.0, 0.05


class Unusable(Moderator):
    """An engine that is broken as a whole: it raises what no detector should."""

    def rule(self, text: str, **facts: object) -> Ruling:
        """Fail."""
        raise MemoryError(text)


class Wrong:
    """A detector that returns what is no finding."""

    name = "wrong"

    def find(self, facts: Facts, view: View) -> Iterable[Finding]:
        """Return nothing that can be walked through."""
        nothing: Iterable[Finding] = None  # type: ignore[assignment]
        return nothing


@pytest.fixture
def scripted() -> Iterator[Scripted]:
    """Lend a detector, and release it when the test has ended."""
    detector = Scripted()
    yield detector
    detector.released.set()


@pytest.fixture
def threads(scripted: Scripted) -> Iterator[ThreadPoolExecutor]:
    """Lend threads that end with the test."""
    pool = ThreadPoolExecutor(2)
    yield pool
    scripted.released.set()
    pool.shutdown()


def judge_with(threads: ThreadPoolExecutor, *detectors: Scripted | Wrong, seconds: float) -> Judge:
    return Judge(in_force=InForce(Moderator(detectors=detectors)), threads=threads, seconds=seconds)


@pytest.mark.parametrize(
    ("text", "action"),
    [(CLEAN, Action.PUBLISH), (DOUBTFUL, Action.HOLD), (FORBIDDEN, Action.REJECT)],
)
async def test_the_engine_is_believed_where_it_answers(
    threads: ThreadPoolExecutor, scripted: Scripted, text: str, action: Action
) -> None:
    ruling = await judge_with(threads, scripted, seconds=PATIENT)(text)

    assert ruling.action is action
    assert ruling.unchecked == ()


async def test_a_text_is_held_when_the_engine_takes_too_long(
    threads: ThreadPoolExecutor, scripted: Scripted
) -> None:
    ruling = await judge_with(threads, scripted, seconds=IMPATIENT)(HANGS)

    assert ruling.action is Action.HOLD
    assert ruling.unchecked == ("engine (took too long)",)
    assert ruling.engine_version == ENGINE_VERSION
    assert set(ruling.scores.values()) == {0.0}


async def test_others_are_judged_while_a_detector_hangs(
    threads: ThreadPoolExecutor, scripted: Scripted
) -> None:
    hanging = asyncio.create_task(judge_with(threads, scripted, seconds=IMPATIENT)(HANGS))

    ruling = await judge_with(threads, scripted, seconds=PATIENT)(CLEAN)

    assert ruling.action is Action.PUBLISH
    assert (await hanging).action is Action.HOLD


async def test_everything_is_held_when_all_threads_hang(
    threads: ThreadPoolExecutor, scripted: Scripted
) -> None:
    judge = judge_with(threads, scripted, seconds=IMPATIENT)

    rulings = await asyncio.gather(judge(HANGS), judge(HANGS), judge(CLEAN))

    assert [ruling.action for ruling in rulings] == [Action.HOLD] * 3


async def test_a_text_is_held_when_a_detector_fails(
    threads: ThreadPoolExecutor, scripted: Scripted
) -> None:
    ruling = await judge_with(threads, scripted, seconds=PATIENT)(BREAKS)

    assert ruling.action is Action.HOLD
    assert ruling.unchecked == ("scripted",)


async def test_a_text_is_held_when_a_detector_answers_nonsense(
    threads: ThreadPoolExecutor,
) -> None:
    ruling = await judge_with(threads, Wrong(), seconds=PATIENT)(CLEAN)

    assert (ruling.action, ruling.unchecked) == (Action.HOLD, ("wrong",))


async def test_a_text_is_held_when_the_whole_engine_fails(threads: ThreadPoolExecutor) -> None:
    judge = Judge(in_force=InForce(Unusable(detectors=[])), threads=threads, seconds=PATIENT)

    ruling = await judge(CLEAN)

    assert ruling.action is Action.HOLD
    assert ruling.unchecked == ("engine (failed)",)


@pytest.mark.parametrize(("text", "seconds"), [(CLEAN, PATIENT), (HANGS, IMPATIENT)])
async def test_what_was_known_is_told_with_the_ruling_even_where_the_engine_is_late(
    threads: ThreadPoolExecutor, scripted: Scripted, text: str, seconds: float
) -> None:
    told = f"{text}, and this is long enough to be compared with what else was said."
    site = SiteFacts(fingerprints=(fingerprint(told) or 0,), domains=("paper.example",))
    facts = Facts(told, author_published=3, recent=(told, told), site=site)

    ruling, known = await judge_with(threads, scripted, seconds=seconds).on(facts)

    assert (ruling.unchecked == ()) is (text is CLEAN)
    assert known == known_of(facts)
    assert known.repeats == Repeats(same=2, near=2, others=1)
    assert known.site.fingerprints == ()


async def test_a_text_is_held_when_there_are_no_threads_left(scripted: Scripted) -> None:
    closed = ThreadPoolExecutor(1)
    closed.shutdown()

    ruling = await judge_with(closed, scripted, seconds=PATIENT)(CLEAN)

    assert ruling.action is Action.HOLD


async def test_a_broken_detector_does_not_hide_what_the_others_found(
    threads: ThreadPoolExecutor, scripted: Scripted
) -> None:
    ruling = await judge_with(threads, scripted, Wrong(), seconds=PATIENT)(FORBIDDEN)

    assert ruling.action is Action.REJECT
    assert ruling.unchecked == ("wrong",)
    assert [finding.clause for finding in ruling.findings] == ["profanity"]


async def test_the_engine_is_told_everything_that_was_gathered(
    threads: ThreadPoolExecutor, scripted: Scripted
) -> None:
    judge = judge_with(threads, scripted, seconds=PATIENT)

    await judge(CLEAN, story="S", parent="P", author_published=3, recent=("R1", "R2"))

    assert scripted.heard == [Facts(CLEAN, "S", "P", 3, ("R1", "R2"))]


@pytest.mark.parametrize(
    ("text", "verdict"),
    [(CLEAN, Verdict.PUBLISH), (DOUBTFUL, Verdict.HOLD), (FORBIDDEN, Verdict.REJECT)],
)
def test_what_is_kept_of_a_ruling_is_all_of_it(
    scripted: Scripted, text: str, verdict: Verdict
) -> None:
    ruling = Moderator(detectors=[scripted]).rule(text)
    at = datetime(2026, 3, 1, tzinfo=UTC)

    kept = recorded(
        ruling,
        site_id=SiteId("s"),
        comment_id=CommentId("c"),
        ruling_id=RulingId("r"),
        revision=2,
        at=at,
    )

    assert kept.verdict is verdict
    assert (kept.source, kept.by, kept.by_name) == (Source.ENGINE, None, None)
    assert (kept.revision, kept.created_at) == (2, at)
    assert kept.findings == ruling.findings
    assert kept.scores == ruling.scores
    assert kept.policy_version == ruling.policy_version
    assert kept.engine_version == ruling.engine_version


async def test_a_name_is_ruled_on_once_by_each_engine(
    threads: ThreadPoolExecutor, scripted: Scripted
) -> None:
    judge = judge_with(threads, scripted, seconds=PATIENT)

    first = await judge.of_name("Ada")
    again = await judge.of_name("Ada")
    await judge.of_name("Eve")
    judge.in_force.take(Moderator(detectors=[scripted]))
    anew = await judge.of_name("Ada")

    assert first == again == anew == await judge("Ada", author_published=1)
    assert [facts.text for facts in scripted.heard] == ["Ada", "Eve", "Ada", "Ada"]


async def test_a_name_that_could_not_be_checked_is_asked_about_again(
    threads: ThreadPoolExecutor, scripted: Scripted
) -> None:
    judge = judge_with(threads, scripted, seconds=PATIENT)

    for _ in range(2):
        assert (await judge.of_name(BREAKS)).unchecked == ("scripted",)

    assert len(scripted.heard) == 2


async def test_of_names_the_latest_are_remembered(
    threads: ThreadPoolExecutor, scripted: Scripted
) -> None:
    judge = judge_with(threads, scripted, seconds=PATIENT)
    names = [f"Ada {number}" for number in range(MOST_REMEMBERED + 1)]
    for name in names:
        await judge.of_name(name)
    scripted.heard.clear()

    await judge.of_name(names[-1])
    assert scripted.heard == []
    await judge.of_name(names[0])
    assert [facts.text for facts in scripted.heard] == [names[0]]
