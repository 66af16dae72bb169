"""What every store promises about comments, their revisions and the rulings on them."""

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from belowline.conversation.comment import Attention, Source, State, Verdict
from belowline.conversation.ranking import best_score
from belowline.kernel.errors import Conflict, NotFound, Refused
from belowline.kernel.events import EventKind
from belowline.kernel.ids import CommentId
from belowline.moderation import Finding, Mode
from belowline.people.reader import Role
from tests.contracts.newsroom import OTHER_SITE, SITE, AnyStore, Newsroom

pytestmark = pytest.mark.anyio

# Whatever a reader can type: every character but NUL, which no use case lets in.
typed = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), min_size=1)


async def test_a_comment_comes_back_as_it_was_kept(store: AnyStore, newsroom: Newsroom) -> None:
    story = await newsroom.story()
    draft, ruling = newsroom.draft(story, text="Why?\r\n\t— “Rust” 🌉", html="<p>Why?</p>")

    kept = await store.add_comment(draft, ruling)

    assert kept == replace(draft, was_public=True, best=best_score(draft.text, {}, 0))
    assert await store.comment(SITE, draft.comment_id) == kept
    assert await store.comment(OTHER_SITE, draft.comment_id) is None
    assert await store.comment(SITE, CommentId("unknown")) is None


async def test_a_comment_is_kept_with_its_first_revision_its_ruling_and_an_event(
    store: AnyStore, newsroom: Newsroom
) -> None:
    story = await newsroom.story()
    draft, ruling = newsroom.draft(story)
    await store.add_comment(draft, ruling)

    (revision,) = await store.revisions(SITE, draft.comment_id)
    (event,) = await store.events_after(SITE, 0, limit=10)

    assert (revision.number, revision.text, revision.html) == (1, draft.text, draft.html)
    assert revision.created_at == draft.created_at
    assert await store.revision(SITE, draft.comment_id, 1) == revision
    assert await store.revision(SITE, draft.comment_id, 2) is None
    assert await store.rulings(SITE, draft.comment_id) in ((ruling,), [ruling])
    assert (event.kind, event.comment_id) == (EventKind.PUBLISHED, draft.comment_id)
    assert (event.site_id, event.story_id) == (SITE, story.story_id)


async def test_a_ruling_comes_back_with_every_finding(store: AnyStore, newsroom: Newsroom) -> None:
    story = await newsroom.story()
    draft, ruling = newsroom.draft(story, state=State.HELD)
    ruling = replace(
        ruling,
        source=Source.MODERATOR,
        by=newsroom.reader_id(),
        by_name="Mo “the rule” O'Brien",
        clause="violence",
        note="Läuft schon.",
        findings=(
            Finding("violence", 0.1 + 0.2, 0, 4, "threats", "It says “I will”…"),
            Finding("spam", 1.0, None, None, "model", "The whole text"),
        ),
        scores={"violence": 0.1 + 0.2, "spam": 1e-17, "ärger": 1.0},
        unchecked=("model", "length"),
    )
    await store.add_comment(draft, ruling)

    (kept,) = await store.rulings(SITE, draft.comment_id)

    assert kept == ruling


async def test_a_ruling_comes_back_with_what_rules_on_trial_saw(
    store: AnyStore, newsroom: Newsroom
) -> None:
    draft, ruling = newsroom.draft(await newsroom.story(), state=State.HELD)
    seen = Finding("spam", 0.5, 0, 4, "phrases", "No sofas.", "sofas", Mode.HOLD)
    ruling = replace(
        ruling,
        findings=(seen, replace(seen, mode=None, rule="")),
        shadows=(replace(seen, score=0.0, mode=Mode.SHADOW), replace(seen, mode=Mode.SHADOW)),
    )
    await store.add_comment(draft, ruling)

    (kept,) = await store.rulings(SITE, draft.comment_id)

    assert kept == ruling
    assert all(isinstance(each.mode, Mode) for each in kept.shadows)


async def test_the_counters_of_a_new_comment_start_at_nothing_whatever_it_claims(
    newsroom: Newsroom,
) -> None:
    story = await newsroom.story()

    kept = await newsroom.post(
        story, likes=9, replies=8, descendants=7, best=6, report_weight=5.0, shown=False
    )

    assert (kept.likes, kept.replies, kept.descendants) == (0, 0, 0)
    assert kept.best == best_score(kept.text, {}, 0)
    assert kept.shown
    assert kept.report_weight == 0
    assert await newsroom.now(kept) == kept


async def test_no_comment_is_kept_under_a_story_that_closed(
    store: AnyStore, newsroom: Newsroom
) -> None:
    story = await newsroom.story()
    await store.set_open(SITE, story.story_id, False)
    closed = await store.last_event(SITE)
    draft, ruling = newsroom.draft(story)

    with pytest.raises(Refused) as refusal:
        await store.add_comment(draft, ruling)

    assert refusal.value.code == "story-closed"
    assert await store.comment(SITE, draft.comment_id) is None
    assert await store.last_event(SITE) == closed


async def test_no_comment_is_kept_under_an_unknown_story(
    store: AnyStore, newsroom: Newsroom
) -> None:
    draft, ruling = newsroom.draft(newsroom.new_story())

    with pytest.raises(NotFound):
        await store.add_comment(draft, ruling)


@pytest.mark.parametrize("verdict", [Verdict.HOLD, Verdict.REJECT, Verdict.REMOVE])
async def test_no_reply_is_kept_to_a_comment_that_is_no_longer_public(
    store: AnyStore, newsroom: Newsroom, verdict: Verdict
) -> None:
    story = await newsroom.story()
    parent = await newsroom.post(story)
    await newsroom.rule(parent, verdict)
    draft, ruling = newsroom.draft(story, parent)

    with pytest.raises(Refused) as refusal:
        await store.add_comment(draft, ruling)

    assert refusal.value.code == "parent-gone"
    assert await store.comment(SITE, draft.comment_id) is None


async def test_no_reply_is_kept_to_a_withdrawn_or_unknown_comment(
    store: AnyStore, newsroom: Newsroom
) -> None:
    story = await newsroom.story()
    parent = await newsroom.post(story)
    await store.withdraw(parent)
    unknown = replace(parent, comment_id=CommentId("unknown"))

    for gone in (parent, unknown):
        with pytest.raises(Refused) as refusal:
            await newsroom.post(story, gone)
        assert refusal.value.code == "parent-gone"


async def test_several_comments_come_back_at_once_in_any_state(
    store: AnyStore, newsroom: Newsroom
) -> None:
    story = await newsroom.story()
    one = await newsroom.post(story)
    two = await newsroom.post(story, state=State.REJECTED)
    await newsroom.post(story)

    found = await store.comments(
        SITE, [two.comment_id, CommentId("unknown"), one.comment_id, one.comment_id]
    )

    assert sorted(found, key=lambda comment: comment.comment_id) == [one, two]
    assert not await store.comments(SITE, [])
    assert not await store.comments(OTHER_SITE, [one.comment_id])


async def test_an_edit_is_kept_beside_the_words_before_it(
    store: AnyStore, newsroom: Newsroom
) -> None:
    story = await newsroom.story()
    comment = await newsroom.post(story, text="Teh bridge")

    edited = await newsroom.edit(comment, "The bridge")

    assert (edited.text, edited.html, edited.revision) == ("The bridge", "<p>The bridge</p>", 2)
    assert edited.edited_at is not None
    assert await newsroom.now(comment) == edited
    revisions = await store.revisions(SITE, comment.comment_id)
    assert [revision.text for revision in revisions] == ["Teh bridge", "The bridge"]
    rulings = await store.rulings(SITE, comment.comment_id)
    assert [ruling.ruling_id for ruling in rulings] == [comment.ruling_id, edited.ruling_id]


async def test_an_edit_that_waits_leaves_the_public_words_alone(
    store: AnyStore, newsroom: Newsroom
) -> None:
    story = await newsroom.story()
    comment = await newsroom.post(story)
    version = (await newsroom.story_now(story)).version

    waiting = await newsroom.edit(
        comment,
        "Something worse",
        text=comment.text,
        html=comment.html,
        revision=1,
        pending=2,
        edited_at=None,
        attention=Attention.EDITED,
    )

    assert (waiting.text, waiting.pending) == (comment.text, 2)
    assert waiting.attention_since is not None
    assert (await newsroom.story_now(story)).version == version
    assert await newsroom.last_kind() is EventKind.KEPT
    revision = await store.revision(SITE, comment.comment_id, 2)
    assert revision is not None
    assert revision.text == "Something worse"


async def test_who_rules_on_what_was_ruled_on_meanwhile_is_told(
    store: AnyStore, newsroom: Newsroom
) -> None:
    story = await newsroom.story()
    comment = await newsroom.post(story)
    removed = await newsroom.rule(comment, Verdict.REMOVE)
    events = await store.last_event(SITE)

    with pytest.raises(Conflict) as ruling:
        await newsroom.rule(comment, Verdict.PUBLISH)
    with pytest.raises(Conflict) as edit:
        await newsroom.edit(comment, "Better words")

    assert {ruling.value.code, edit.value.code} == {"ruled-meanwhile"}
    assert await newsroom.now(comment) == removed
    assert len(await store.rulings(SITE, comment.comment_id)) == 2
    assert len(await store.revisions(SITE, comment.comment_id)) == 1
    assert await store.last_event(SITE) == events


async def test_an_unknown_comment_cannot_be_ruled_on(newsroom: Newsroom) -> None:
    story = await newsroom.story()
    draft, _ = newsroom.draft(story)

    with pytest.raises(NotFound):
        await newsroom.rule(draft, Verdict.PUBLISH)


async def test_a_ruling_never_brings_back_counters_it_saw_earlier(
    store: AnyStore, newsroom: Newsroom
) -> None:
    story = await newsroom.story()
    comment = await newsroom.post(story)
    await newsroom.post(story, comment)
    await store.like(SITE, comment.comment_id, newsroom.reader_id())

    ruled = await newsroom.rule(comment, Verdict.PUBLISH)

    assert (ruled.likes, ruled.replies, ruled.descendants) == (1, 1, 1)
    assert ruled.cleared
    assert await store.check_counters(SITE) == []


async def test_who_takes_a_comment_back_takes_its_words_back_everywhere(
    store: AnyStore, newsroom: Newsroom
) -> None:
    story = await newsroom.story()
    comment = await newsroom.post(story)
    comment = await newsroom.edit(
        comment, "A second thought", pending=2, attention=Attention.EDITED
    )

    withdrawn = await store.withdraw(comment)

    assert withdrawn.state is State.WITHDRAWN
    assert (withdrawn.text, withdrawn.html) == ("", "")
    assert (withdrawn.pending, withdrawn.attention, withdrawn.attention_since) == (None,) * 3
    assert await newsroom.now(comment) == withdrawn
    revisions = await store.revisions(SITE, comment.comment_id)
    assert {(revision.text, revision.html) for revision in revisions} == {("", "")}
    assert len(revisions) == 2
    assert len(await store.rulings(SITE, comment.comment_id)) == 2
    assert await newsroom.last_kind() is EventKind.HIDDEN


async def test_a_comment_is_taken_back_once(store: AnyStore, newsroom: Newsroom) -> None:
    story = await newsroom.story()
    comment = await newsroom.post(story)

    withdrawn = await store.withdraw(comment)
    events = await store.last_event(SITE)

    assert await store.withdraw(comment) == withdrawn
    assert await store.last_event(SITE) == events


async def test_words_taken_back_are_not_published_by_an_edit_that_was_under_way(
    newsroom: Newsroom,
) -> None:
    story = await newsroom.story()
    comment = await newsroom.post(story)
    withdrawn = await newsroom.store.withdraw(comment)

    with pytest.raises(Conflict) as edit:
        await newsroom.edit(comment, "Once more")
    with pytest.raises(Conflict) as ruling:
        await newsroom.rule(comment, Verdict.PUBLISH)

    assert {edit.value.code, ruling.value.code} == {"withdrawn-meanwhile"}
    assert await newsroom.now(comment) == withdrawn


async def test_an_authors_record_counts_what_was_published_and_remembers_recent_words(
    store: AnyStore, newsroom: Newsroom
) -> None:
    story, other = await newsroom.story(), await newsroom.story()
    first = await newsroom.post(story, text="one")
    author = first.author
    await newsroom.post(other, author=author, text="two", state=State.REJECTED)
    await newsroom.post(story, author=author, text="three", state=State.HELD)
    await store.withdraw(await newsroom.post(story, author=author, text="gone"))
    await newsroom.post(story, author=author, text="four")
    await newsroom.post(story, text="somebody else's")

    record = await store.author_record(SITE, author.reader_id, recent=3)

    assert record.published == 2
    assert record.recent == ("four", "three", "two")
    stranger = await store.author_record(SITE, newsroom.reader_id(), recent=3)
    assert (stranger.published, stranger.recent) == (0, ())


@settings(
    max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None
)
@given(text=typed)
async def test_words_come_back_letter_by_letter(
    store: AnyStore, newsroom: Newsroom, text: str
) -> None:
    story = await newsroom.story()
    comment = await newsroom.post(story, text=text, html=text)

    kept = await newsroom.now(comment)

    assert (kept.text, kept.html) == (text, text)


async def test_a_newcomer_is_kept_with_their_first_comment(
    store: AnyStore, newsroom: Newsroom
) -> None:
    story = await newsroom.story()
    newcomer = newsroom.new_reader(Role.GUEST, email="ada@example.org")
    draft, ruling = newsroom.draft(story)

    await store.add_comment(draft, ruling, newcomer=newcomer)

    assert await store.reader(SITE, newcomer.reader_id) == newcomer


async def test_a_newcomer_who_is_turned_away_leaves_nothing_behind(
    store: AnyStore, newsroom: Newsroom
) -> None:
    story = await newsroom.story(open=False)
    newcomer = newsroom.new_reader(Role.GUEST)
    draft, ruling = newsroom.draft(story)

    with pytest.raises(Refused):
        await store.add_comment(draft, ruling, newcomer=newcomer)

    assert await store.reader(SITE, newcomer.reader_id) is None


async def test_one_look_sees_what_is_there_and_what_comes_meanwhile(
    store: AnyStore, newsroom: Newsroom
) -> None:
    story = await newsroom.story()
    before = await newsroom.post(story)

    async with store.one_look():
        assert await store.comment(SITE, before.comment_id) == before
        async with store.one_look():
            assert await store.last_event(SITE) == 1
        after = await newsroom.post(story)
        assert await store.comment(SITE, after.comment_id) == after
        assert await store.reader(SITE, before.author.reader_id) is None

    assert await store.last_event(SITE) == 2
