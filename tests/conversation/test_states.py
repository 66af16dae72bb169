"""Where a ruling takes a comment, and where an edit does."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from belowline.conversation.comment import (
    Attention,
    Comment,
    Revision,
    RulingRecord,
    Source,
    State,
    Verdict,
)
from belowline.conversation.states import (
    after_edit,
    after_ruling,
    attention_of,
    first_state,
    holder,
)
from belowline.kernel.errors import Conflict
from tests.contracts.newsroom import START, Newsroom
from tests.memory_store import MemoryStore

NEWSROOM = Newsroom(MemoryStore())
STORY = NEWSROOM.new_story()

ENGINE_VERDICTS = st.sampled_from([Verdict.PUBLISH, Verdict.HOLD, Verdict.REJECT])
PUBLIC_OR_HELD = st.sampled_from([State.PUBLISHED, State.HELD])


def a_comment(**facts: object) -> Comment:
    return replace(NEWSROOM.draft(STORY)[0], **facts)  # type: ignore[arg-type]


def comments(states: st.SearchStrategy[State]) -> st.SearchStrategy[Comment]:
    """Comments as they come in life: what is held waits at the desk, what is public once was."""
    return st.builds(
        lambda state, once, pending, attention, cleared: a_comment(
            state=state,
            was_public=once or state in (State.PUBLISHED, State.REMOVED),
            pending=2 if pending and state in (State.PUBLISHED, State.HELD) else None,
            attention=attention or (Attention.HELD if state is State.HELD or pending else None),
            attention_since=START,
            cleared=cleared and state is State.PUBLISHED,
        ),
        states,
        st.booleans(),
        st.booleans(),
        st.sampled_from([None, *Attention]),
        st.booleans(),
    )


ANY_COMMENT = comments(st.sampled_from([state for state in State if state is not State.WITHDRAWN]))


def a_revision(number: int) -> Revision:
    return Revision(
        number=number, text=f"Words {number}", html=f"<p>{number}</p>", created_at=START
    )


def judged(comment: Comment) -> Revision:
    if comment.pending is not None:
        return a_revision(comment.pending)
    return replace(a_revision(comment.revision), text=comment.text, html=comment.html)


def moderator(comment: Comment, verdict: Verdict) -> RulingRecord:
    return NEWSROOM.ruling(comment, verdict, Source.MODERATOR)


def engine(comment: Comment, verdict: Verdict, *unchecked: str) -> RulingRecord:
    return NEWSROOM.ruling(comment, verdict, revision=3, unchecked=unchecked)


@pytest.mark.parametrize(
    ("verdict", "state"),
    [
        (Verdict.PUBLISH, State.PUBLISHED),
        (Verdict.HOLD, State.HELD),
        (Verdict.REJECT, State.REJECTED),
        (Verdict.REMOVE, State.REJECTED),
    ],
)
def test_a_new_comment_goes_where_the_engine_sends_it(verdict: Verdict, state: State) -> None:
    assert first_state(verdict) is state


def test_the_desk_is_told_why_a_comment_waits() -> None:
    comment = a_comment()

    assert attention_of(engine(comment, Verdict.PUBLISH)) is None
    assert attention_of(engine(comment, Verdict.REJECT, "links")) is None
    assert attention_of(engine(comment, Verdict.HOLD)) is Attention.HELD
    assert attention_of(engine(comment, Verdict.HOLD, "links")) is Attention.UNCHECKED


@given(ANY_COMMENT, st.sampled_from(Verdict))
def test_a_person_decides_and_the_comment_is_public_only_where_they_said_so(
    comment: Comment, verdict: Verdict
) -> None:
    ruling = moderator(comment, verdict)

    after = after_ruling(comment, ruling, judged(comment))

    assert after.ruling_id == ruling.ruling_id
    if after.state is State.PUBLISHED and verdict is not Verdict.PUBLISH:
        # Only the edit was refused: what is public was public before, word for word.
        assert comment.state is State.PUBLISHED
        assert comment.pending is not None
        assert (after.text, after.revision) == (comment.text, comment.revision)
    assert after.cleared == (verdict is Verdict.PUBLISH) or after.state is State.PUBLISHED


@given(ANY_COMMENT, st.sampled_from(Verdict))
def test_after_a_persons_ruling_only_what_is_held_waits_at_the_desk(
    comment: Comment, verdict: Verdict
) -> None:
    after = after_ruling(comment, moderator(comment, verdict), judged(comment))

    assert (after.attention is not None) == (after.state is State.HELD)
    assert (after.attention_since is not None) == (after.state is State.HELD)


@given(ANY_COMMENT)
def test_an_approval_publishes_the_words_that_were_judged(comment: Comment) -> None:
    words = judged(comment)

    after = after_ruling(comment, moderator(comment, Verdict.PUBLISH), words)

    assert after.state is State.PUBLISHED
    assert after.cleared
    assert after.pending is None
    assert (after.text, after.html, after.revision) == (words.text, words.html, words.number)


@given(ANY_COMMENT, st.sampled_from([Verdict.REJECT, Verdict.REMOVE]))
def test_what_is_ruled_out_is_removed_if_it_ever_was_public_and_else_rejected(
    comment: Comment, verdict: Verdict
) -> None:
    after = after_ruling(comment, moderator(comment, verdict), judged(comment))

    if after.state is not State.PUBLISHED:
        assert after.state is (State.REMOVED if comment.was_public else State.REJECTED)
    assert after.pending is None


def test_a_refused_edit_leaves_the_public_text() -> None:
    comment = a_comment(pending=2, attention=Attention.EDITED, was_public=True)

    after = after_ruling(comment, moderator(comment, Verdict.REJECT), a_revision(2))

    assert (after.state, after.text, after.pending) == (State.PUBLISHED, comment.text, None)


def test_a_removal_takes_the_public_text_and_the_edit_that_waits() -> None:
    comment = a_comment(pending=2, attention=Attention.EDITED, was_public=True)

    after = after_ruling(comment, moderator(comment, Verdict.REMOVE), a_revision(2))

    assert (after.state, after.pending) == (State.REMOVED, None)


def test_a_refused_edit_of_a_comment_that_is_held_leaves_nothing_in_limbo() -> None:
    comment = a_comment(state=State.HELD, pending=2, attention=Attention.REPORTED, was_public=True)

    after = after_ruling(comment, moderator(comment, Verdict.REJECT), a_revision(2))

    assert (after.state, after.attention) == (State.REMOVED, None)


@given(st.sampled_from(Verdict))
def test_nobody_rules_on_what_its_author_has_withdrawn(verdict: Verdict) -> None:
    comment = a_comment(state=State.WITHDRAWN)

    with pytest.raises(Conflict) as conflict:
        after_ruling(comment, moderator(comment, verdict), judged(comment))
    assert conflict.value.code == "withdrawn"


@given(comments(PUBLIC_OR_HELD), st.sampled_from(Source))
def test_a_rejected_edit_changes_nothing_but_the_record(comment: Comment, by: Source) -> None:
    ruling = engine(comment, Verdict.REJECT)

    after = after_edit(comment, a_revision(3), ruling, held_by=by)

    assert after == replace(comment, ruling_id=ruling.ruling_id)


@given(comments(st.just(State.PUBLISHED)), st.sampled_from(Source), st.booleans())
def test_an_edit_that_is_held_leaves_the_public_text_and_waits(
    comment: Comment, by: Source, unchecked: bool
) -> None:
    ruling = engine(comment, Verdict.HOLD, *(["links"] if unchecked else []))

    after = after_edit(comment, a_revision(3), ruling, held_by=by)

    assert after.state is State.PUBLISHED
    assert (after.text, after.html, after.revision) == (
        comment.text,
        comment.html,
        comment.revision,
    )
    assert after.pending == 3
    assert after.attention is not None
    assert after.attention_since is not None


@given(comments(st.just(State.PUBLISHED)), st.sampled_from(Source))
def test_a_clean_edit_of_a_public_comment_becomes_its_text(comment: Comment, by: Source) -> None:
    after = after_edit(comment, a_revision(3), engine(comment, Verdict.PUBLISH), held_by=by)

    assert (after.state, after.text, after.revision) == (State.PUBLISHED, "Words 3", 3)
    assert after.edited_at == START
    assert after.pending is None
    assert not after.cleared


@given(comments(st.just(State.PUBLISHED)), ENGINE_VERDICTS)
def test_no_edit_takes_a_report_an_appeal_or_a_notice_off_the_desk(
    comment: Comment, verdict: Verdict
) -> None:
    after = after_edit(comment, a_revision(3), engine(comment, verdict), held_by=Source.ENGINE)

    if comment.attention in (Attention.REPORTED, Attention.APPEALED, Attention.ILLEGAL):
        assert after.attention is comment.attention
        assert after.attention_since == comment.attention_since


@given(comments(st.just(State.HELD)), st.sampled_from(Source), ENGINE_VERDICTS)
def test_an_edit_frees_only_what_the_engine_alone_held(
    comment: Comment, by: Source, verdict: Verdict
) -> None:
    after = after_edit(comment, a_revision(3), engine(comment, verdict), held_by=by)

    by_engine_alone = by is Source.ENGINE and not comment.was_public
    is_free = by_engine_alone and verdict is Verdict.PUBLISH
    assert after.state is (State.PUBLISHED if is_free else State.HELD)
    assert (after.attention is None) == is_free


@given(
    comments(st.just(State.HELD)),
    st.sampled_from(Source),
    st.sampled_from([Verdict.PUBLISH, Verdict.HOLD]),
)
def test_the_newest_words_of_a_held_comment_are_what_a_person_judges(
    comment: Comment, by: Source, verdict: Verdict
) -> None:
    after = after_edit(comment, a_revision(3), engine(comment, verdict), held_by=by)

    assert (after.text, after.revision, after.pending) == ("Words 3", 3, None)


def test_the_engine_holds_what_only_the_engine_ruled_on() -> None:
    comment = a_comment()
    by_engine = NEWSROOM.ruling(comment, Verdict.HOLD)
    by_readers = NEWSROOM.ruling(comment, Verdict.HOLD, Source.REPORTS)
    by_moderator = NEWSROOM.ruling(comment, Verdict.HOLD, Source.MODERATOR)

    assert holder([by_engine]) is Source.ENGINE
    assert holder([by_engine, by_readers]) is Source.REPORTS
    assert holder([by_engine, by_readers, by_moderator, by_engine]) is Source.MODERATOR
