"""Whatever happens to a comment, in whatever order, some things always hold."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress

from hypothesis import given, settings
from hypothesis import strategies as st

from belowline.conversation.comment import Comment, Source, State, Verdict
from belowline.kernel.errors import BelowlineError
from tests.conversation.room import BREAKS, CLEAN, DOUBTFUL, FORBIDDEN, Room

Step = Callable[[Room, Comment], Awaitable[object]]


def editing(text: str) -> Step:
    return lambda room, comment: room.edited(comment, text)


def ruling(verdict: Verdict) -> Step:
    return lambda room, comment: room.ruled(comment, verdict)


async def report(room: Room, comment: Comment) -> None:
    await room.reported(comment)


async def notify(room: Room, comment: Comment) -> None:
    await room.reported(comment, reason="illegal", note="Section 185.")


async def report_until_held(room: Room, comment: Comment) -> None:
    await room.held_by_readers(comment)


async def appeal(room: Room, comment: Comment) -> None:
    by = comment.author.reader_id
    await room.make_appeal(room.site_id, comment.comment_id, by, "Look again.")


async def withdraw(room: Room, comment: Comment) -> None:
    await room.withdraw(room.site_id, comment.comment_id, comment.author.reader_id)


STEPS: dict[str, Step] = {
    "edit cleanly": editing(CLEAN),
    "edit doubtfully": editing(DOUBTFUL),
    "edit badly": editing(FORBIDDEN),
    "edit while a detector is broken": editing(BREAKS),
    "report": report,
    "report until held": report_until_held,
    "notify": notify,
    "appeal": appeal,
    **{f"moderator says {verdict}": ruling(verdict) for verdict in Verdict},
    "withdraw": withdraw,
}
# Withdrawing ends it all, so it comes more rarely.
USUAL = st.sampled_from([name for name in STEPS if name != "withdraw"])
LIVES = st.lists(st.one_of(USUAL, USUAL, USUAL, st.sampled_from(list(STEPS))), max_size=10)


async def live(first: str, steps: list[str]) -> None:
    room = Room()
    try:
        comment = await room.posted(await room.newsroom.story(), first)
        history = [comment]
        await check(room, history)
        for name in steps:
            with suppress(BelowlineError):
                await STEPS[name](room, comment)
            history.append(await room.newsroom.now(comment))
            await check(room, history)
    finally:
        room.close()


async def check(room: Room, history: list[Comment]) -> None:
    now = history[-1]
    rulings = await room.store.rulings(now.site_id, now.comment_id)
    was_public = any(each.state is State.PUBLISHED for each in history)
    assert rulings[-1].ruling_id == now.ruling_id

    if now.state is State.PUBLISHED:
        on_its_words = [each for each in rulings if each.revision == now.revision]
        assert on_its_words[-1].verdict is Verdict.PUBLISH
        by_people = [each for each in rulings if each.source is not Source.ENGINE]
        public_since = [each for each in by_people if each.verdict is not Verdict.REJECT]
        assert not public_since or public_since[-1].verdict is Verdict.PUBLISH
    if now.state is State.HELD or now.pending is not None:
        assert now.attention is not None
    if now.pending is not None:
        assert now.pending > now.revision
    if now.state is State.REJECTED:
        assert not was_public
    if now.state is State.REMOVED:
        assert was_public
    if State.WITHDRAWN in [each.state for each in history]:
        assert now.state is State.WITHDRAWN
        assert (now.text, now.html, now.attention) == ("", "", None)
    else:
        words = await room.store.revision(now.site_id, now.comment_id, now.revision)
        assert words is not None
        assert (now.text, now.html) == (words.text, words.html)
    assert (now.attention is None) == (now.attention_since is None)


@settings(max_examples=150)
@given(st.sampled_from([CLEAN, DOUBTFUL, FORBIDDEN, BREAKS]), LIVES)
def test_whatever_happens_only_approved_words_are_public_and_nothing_is_forgotten(
    first: str, steps: list[str]
) -> None:
    asyncio.run(live(first, steps))


def test_two_clean_edits_do_not_free_what_a_moderator_held() -> None:
    asyncio.run(live(DOUBTFUL, ["moderator says hold", "edit cleanly", "edit cleanly"]))


def test_an_edit_that_waits_under_reports_does_not_leave_the_desk_unanswered() -> None:
    asyncio.run(live(CLEAN, ["edit doubtfully", "report until held", "moderator says reject"]))


def test_a_newer_edit_takes_the_place_of_one_that_waits() -> None:
    steps = ["edit doubtfully", "report until held", "edit cleanly", "moderator says publish"]
    asyncio.run(live(CLEAN, steps))
