"""A comment is judged before it is kept, and kept together with its ruling."""

from dataclasses import replace

import pytest

from belowline.conversation.comment import Attention, Source, State, Verdict
from belowline.conversation.post import RECENT_TEXTS, Draft
from belowline.kernel.errors import NotFound, Refused
from belowline.kernel.events import EventKind
from belowline.kernel.ids import CommentId, StoryId
from belowline.moderation import Facts, Pace, Repeats, SiteFacts
from belowline.people.reader import Role
from belowline.stories.story import Story
from tests.contracts.newsroom import SITE
from tests.conversation.room import BREAKS, CLEAN, DOUBTFUL, FORBIDDEN, Room, unknown_comment

pytestmark = pytest.mark.anyio


async def test_a_clean_comment_is_public_at_once(room: Room, story: Story) -> None:
    author = await room.newsroom.reader()

    ruled = await room.sent(story, "  *Fair* point.\r\n", by=author, name="Ada L.")

    comment = ruled.comment
    assert comment.state is State.PUBLISHED
    assert comment.shown
    assert (comment.text, comment.html) == ("*Fair* point.", "<p><em>Fair</em> point.</p>")
    assert (comment.author.reader_id, comment.author.name) == (author.reader_id, "Ada L.")
    assert (comment.parent_id, comment.root_id, comment.depth) == (None, comment.comment_id, 0)
    assert comment.created_at == room.now
    assert comment.attention is None
    assert await room.newsroom.now(comment) == comment
    assert (await room.newsroom.story_now(story)).comment_count == 1
    assert await room.newsroom.last_kind() is EventKind.PUBLISHED


async def test_a_ruling_is_kept_with_its_comment(room: Room, story: Story) -> None:
    ruled = await room.sent(story, FORBIDDEN)

    assert await room.store.rulings(story.site_id, ruled.comment.comment_id) == [ruled.ruling]
    assert ruled.ruling.ruling_id == ruled.comment.ruling_id
    assert (ruled.ruling.verdict, ruled.ruling.source) == (Verdict.REJECT, Source.ENGINE)
    assert ruled.ruling.policy_version == room.policy.version
    assert [finding.clause for finding in ruled.ruling.findings] == ["profanity"]


@pytest.mark.parametrize(
    ("text", "state", "attention"),
    [
        (DOUBTFUL, State.HELD, Attention.HELD),
        (BREAKS, State.HELD, Attention.UNCHECKED),
        (FORBIDDEN, State.REJECTED, None),
    ],
)
async def test_what_the_engine_does_not_publish_is_not_public_for_a_moment(
    room: Room, story: Story, text: str, state: State, attention: Attention | None
) -> None:
    comment = await room.posted(story, text)

    assert (comment.state, comment.attention, comment.shown) == (state, attention, False)
    assert (comment.attention_since is None) == (attention is None)
    assert (await room.newsroom.story_now(story)).comment_count == 0
    events = await room.store.events_after(SITE, 0, limit=10)
    assert [event.kind for event in events] == [EventKind.KEPT]


async def test_the_engine_knows_the_story_the_parent_and_the_author(
    room: Room, story: Story
) -> None:
    author = await room.newsroom.reader()
    parent = await room.posted(story, "Is the bridge safe?")
    await room.posted(story, "Hello.", by=author)
    await room.posted(story, FORBIDDEN, by=author)

    await room.posted(story, "It is.", by=author, parent=parent)

    assert room.detector.facts_of("It is.") == Facts(
        text="It is.",
        story=f"{story.headline}\n\n{story.standfirst}\n\n{story.body}",
        parent="Is the bridge safe?",
        author_published=1,
        recent=(FORBIDDEN, "Hello."),
        repeats=Repeats(),
        site=SiteFacts(pace=Pace(minute=2, ten_minutes=2, hour=2)),
    )


async def test_the_engine_sees_only_the_newest_of_what_an_author_said(
    room: Room, story: Story
) -> None:
    author = await room.newsroom.reader()
    texts = [f"Point {number}." for number in range(RECENT_TEXTS + 2)]
    for text in texts:
        await room.posted(story, text, by=author)

    await room.posted(story, "Another.", by=author)

    assert room.detector.facts_of("Another.").recent == tuple(texts[::-1][:RECENT_TEXTS])


async def test_the_words_of_others_are_not_held_against_an_author(room: Room, story: Story) -> None:
    await room.posted(story, "From somebody else.")

    await room.posted(story, "Mine.")

    facts = room.detector.facts_of("Mine.")
    assert (facts.author_published, facts.recent) == (0, ())


async def test_an_answer_stands_below_what_it_answers(room: Room, story: Story) -> None:
    root = await room.posted(story)
    child = await room.posted(story, parent=root)
    grandchild = await room.posted(story, parent=child)

    assert (child.parent_id, child.root_id, child.depth) == (root.comment_id, root.comment_id, 1)
    assert grandchild.parent_id == child.comment_id
    assert (grandchild.root_id, grandchild.depth) == (root.comment_id, 2)
    now = await room.newsroom.now(root)
    assert (now.replies, now.descendants) == (1, 2)


async def test_a_comment_shows_the_role_of_its_author(room: Room, story: Story) -> None:
    editor = await room.newsroom.reader(Role.EDITOR)

    assert (await room.posted(story, by=editor)).author.role is Role.EDITOR


async def test_a_comment_on_an_unknown_story_is_not_found(room: Room, story: Story) -> None:
    elsewhere = replace(story, story_id=StoryId(room.newsroom.id()))

    with pytest.raises(NotFound):
        await room.posted(elsewhere)


async def test_a_closed_story_takes_no_comment_and_says_so(room: Room, story: Story) -> None:
    await room.store.set_open(story.site_id, story.story_id, False)

    with pytest.raises(Refused, match="closed") as refused:
        await room.posted(story)
    assert refused.value.code == "story-closed"


@pytest.mark.parametrize("text", ["", "\0", "\u202e", "a" * 10_001])
async def test_words_that_cannot_be_taken_are_refused_before_the_engine_sees_them(
    room: Room, story: Story, text: str
) -> None:
    with pytest.raises(Refused) as refused:
        await room.posted(story, text)
    assert refused.value.field == "text"
    assert room.detector.heard == []


async def test_an_answer_to_nothing_is_refused(room: Room, story: Story) -> None:
    author = await room.newsroom.reader()
    for parent_id in (unknown_comment(), CommentId("x"), CommentId(""), CommentId("\0")):
        draft = Draft(
            site_id=story.site_id,
            story_id=story.story_id,
            author=author,
            name="Ada",
            text=CLEAN,
            parent_id=parent_id,
        )
        with pytest.raises(Refused) as refused:
            await room.post(draft)
        assert (refused.value.code, refused.value.field) == ("parent-elsewhere", "parent_id")


async def test_an_answer_to_a_comment_on_another_story_is_refused(room: Room, story: Story) -> None:
    elsewhere = await room.posted(await room.newsroom.story())

    with pytest.raises(Refused) as refused:
        await room.posted(story, parent=elsewhere)
    assert refused.value.code == "parent-elsewhere"


@pytest.mark.parametrize("text", [DOUBTFUL, FORBIDDEN])
async def test_nobody_answers_what_is_not_public(room: Room, story: Story, text: str) -> None:
    parent = await room.posted(story, text)

    with pytest.raises(Refused) as refused:
        await room.posted(story, parent=parent)
    assert (refused.value.code, refused.value.field) == ("parent-gone", "parent_id")


async def test_nobody_answers_what_was_withdrawn(room: Room, story: Story) -> None:
    parent = await room.posted(story)
    await room.withdraw(room.site_id, parent.comment_id, parent.author.reader_id)

    with pytest.raises(Refused) as refused:
        await room.posted(story, parent=parent)
    assert refused.value.code == "parent-gone"


async def test_the_policy_holds_for_names_too(room: Room, story: Story) -> None:
    with pytest.raises(Refused, match="names") as refused:
        await room.sent(story, CLEAN, name="forbidden name")
    assert (refused.value.code, refused.value.field) == ("name-not-allowed", "name")
    assert await room.store.last_event(SITE) == 0


@pytest.mark.parametrize("name", ["doubtful name", "name that breaks the engine"])
async def test_a_name_that_a_person_must_see_first_holds_a_clean_comment(
    room: Room, story: Story, name: str
) -> None:
    ruled = await room.sent(story, CLEAN, name=name)

    assert ruled.comment.state is State.HELD
    assert ruled.comment.attention is not None
    assert ruled.ruling.verdict is Verdict.HOLD


async def test_a_doubtful_name_does_not_soften_the_ruling_on_the_words(
    room: Room, story: Story
) -> None:
    ruled = await room.sent(story, FORBIDDEN, name="doubtful name")

    assert ruled.comment.state is State.REJECTED
