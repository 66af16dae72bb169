"""Spam is known by what others wrote, by where it leads and by its speed; talk is left alone."""

from collections.abc import Iterator
from datetime import timedelta

import pytest

from belowline.conversation.comment import Comment, State, Verdict
from belowline.moderation import Action, Moderator, parse_policy, shipped_policy_text
from belowline.moderation.detectors import shipped_detectors
from belowline.people.reader import Reader
from belowline.stories.story import Story
from tests.conversation.room import Room

pytestmark = pytest.mark.anyio

HELD, PUBLISHED = State.HELD, State.PUBLISHED
# Nothing in it gives it away but that it comes again.
AD = (
    "I was sceptical as well until my neighbour showed me the roof tiles by Hillside & Sons. "
    "Ask for Dana, she explains every step, and find them on our page hillside-roofs.example"
)
# The same without a link.
CALL = AD.partition(", and find")[0] + ", we are @hillside_roofs."
ELSEWHERE = AD.replace("my neighbour", "a colleague").replace("roofs.example", "tiles.example/x")
CHAIN = (
    "Copy this to your own page if you still believe in decency, and see how many of the people "
    "you know are brave enough to do the same before the week is over."
)


@pytest.fixture
def room() -> Iterator[Room]:
    """Lend use cases with the real rules, without the classifier, on a site with a domain."""
    policy = parse_policy(shipped_policy_text())
    made = Room(Moderator(policy, shipped_detectors(policy)), domains=("news.example",))
    yield made
    made.close()


async def states(room: Room, *texts: str, by: Reader | None = None) -> list[State]:
    """Post each text under a story of its own, each by somebody new, and say where it went."""
    posted = [await room.posted(await room.newsroom.story(), text, by=by) for text in texts]
    return [comment.state for comment in posted]


async def test_the_same_advertisement_by_three_readers_under_three_stories_is_held_the_second_time(
    room: Room,
) -> None:
    assert await states(room, CALL, CALL, CALL) == [PUBLISHED, HELD, HELD]


async def test_an_advertisement_with_other_words_and_another_link_is_the_same(room: Room) -> None:
    first, second = await states(room, AD, ELSEWHERE)

    assert second is HELD
    assert first in (PUBLISHED, HELD)


async def test_an_advertisement_that_was_held_or_removed_is_remembered(room: Room) -> None:
    first = await room.posted(await room.newsroom.story(), CALL)
    await room.ruled(first, Verdict.REMOVE)

    assert await states(room, CALL) == [HELD]


async def test_an_advertisement_of_yesterday_is_forgotten(room: Room) -> None:
    await states(room, CALL)
    room.now += timedelta(hours=25)

    assert await states(room, CALL) == [PUBLISHED]


async def test_an_advertisement_cannot_come_in_by_an_edit(room: Room, story: Story) -> None:
    await states(room, CALL)
    comment = await room.posted(story, "A fair point.")

    edited = await room.edited(comment, CALL)

    assert (edited.text, edited.pending) == ("A fair point.", 2)


async def test_an_advertisement_that_came_in_by_an_edit_is_remembered(
    room: Room, story: Story
) -> None:
    await room.edited(await room.posted(story, "A fair point."), CALL)

    assert await states(room, CALL) == [HELD]


async def test_a_chain_letter_is_held_the_third_time(room: Room) -> None:
    assert await states(room, CHAIN, CHAIN, CHAIN) == [PUBLISHED, PUBLISHED, HELD]


@pytest.mark.parametrize(
    "text",
    [
        "Thank you for this report, it was high time somebody wrote it down.",
        "Thank you!",
        "WE WANT OUR LIBRARY BACK AND WE WANT IT NOW",
        "Our thoughts are with the families of the victims and their friends.",
        "The figures are here: https://www.theguardian.com/uk-news/bridge",
        "https://www.theguardian.com/uk-news/bridge",
    ],
)
async def test_what_many_readers_say_alike_is_published(room: Room, text: str) -> None:
    assert set(await states(room, *[text] * 8)) == {PUBLISHED}


async def test_many_readers_may_quote_the_same_sentence_of_a_story(room: Room) -> None:
    sentence = (
        "The council paid £40 a month to a company that sold discount cards to pensioners from "
        "an office above the market, and nobody asked why until the auditors came in March."
    )
    story = await room.newsroom.story(body=sentence)
    answers = [
        "So who signed?",
        "Above the market, of all places.",
        "March!",
        "Shameful, all of it.",
    ]

    posted = [await room.posted(story, f"> {sentence}\n\n{answer}") for answer in answers]

    assert {comment.state for comment in posted} == {PUBLISHED}


async def test_readers_may_link_to_the_same_article_with_their_own_words(room: Room) -> None:
    link = "https://elsewhere.example/2026/the-bridge"
    texts = [
        f"The engineers' report is quoted at length in {link} and it says the opposite.",
        f"I read {link} as well and I can't find a word about the northern pier in it.",
        f"Nobody has answered what {link} asks in its last paragraph: who checks the checkers?",
        f"As {link} reminds us, the bridge was never meant to carry lorries of that weight.",
    ]

    assert set(await states(room, *texts)) == {PUBLISHED}


async def test_an_author_who_mends_a_rejected_comment_is_not_taken_for_spam(
    room: Room, story: Story
) -> None:
    author = await room.newsroom.reader()
    text = (
        "The {} council sold the field in 2019, as https://elsewhere.example/field shows at length"
    )
    first = await room.posted(story, text.format("fucking"), by=author)

    second = await room.posted(story, text.format("whole"), by=author)

    assert first.state is not PUBLISHED
    assert second.state is PUBLISHED


async def test_many_comments_in_a_minute_are_held_with_a_reason(room: Room, story: Story) -> None:
    author = await room.newsroom.reader()
    texts = [f"Point {number} of my list about the bridge." for number in range(12)]
    sent = [await room.sent(story, text, by=author) for text in texts]

    assert [ruled.comment.state for ruled in sent[:9]] == [PUBLISHED] * 9
    last = sent[9]
    assert last.comment.state is HELD
    assert [finding.reason for finding in last.ruling.findings] == [
        "10 comments in one minute are faster than a conversation goes."
    ]


async def test_a_reader_in_a_lively_argument_is_not_too_fast(room: Room, story: Story) -> None:
    author = await room.newsroom.reader()
    posted = []
    for number in range(15):
        posted.append(await room.posted(story, f"Answer {number}, and no.", by=author))
        room.now += timedelta(seconds=50)

    assert {comment.state for comment in posted} == {PUBLISHED}


async def test_mending_a_comment_often_is_not_too_fast(room: Room, story: Story) -> None:
    comment = await room.posted(story, "One point.")
    for number in range(12):
        comment = await room.edited(comment, f"One point, mended {number} times.")

    assert comment.state is PUBLISHED


async def link_ruled(room: Room, verdict: Verdict, *, times: int = 2) -> None:
    """Have a moderator rule as spam, or publish, comments of readers that link to one host."""
    for number in range(times):
        comment = await room.posted(
            await room.newsroom.story(),
            f"Point {number}: https://deals.example/{number} says so too",
        )
        if verdict is Verdict.PUBLISH:
            await room.ruled(comment, verdict)
        else:
            await ruled_spam(room, comment)


async def ruled_spam(room: Room, comment: Comment) -> None:
    now = await room.newsroom.now(comment)
    await room.newsroom.rule(now, Verdict.REMOVE, clause="spam")


async def test_a_link_to_where_spam_led_before_is_held_whatever_the_words(
    room: Room, story: Story
) -> None:
    await link_ruled(room, Verdict.REMOVE)

    ruled = await room.sent(
        story, "I think the whole plan is set out at https://www.deals.example/b"
    )

    assert ruled.comment.state is HELD
    assert "“deals.example” was linked to in comments that were ruled spam." in [
        finding.reason for finding in ruled.ruling.findings
    ]


async def test_a_link_alone_to_where_readers_link_often_is_published(
    room: Room, story: Story
) -> None:
    assert (await room.posted(story, "https://deals.example/7")).state is HELD

    await link_ruled(room, Verdict.PUBLISH, times=3)

    assert (await room.posted(story, "https://deals.example/7")).state is PUBLISHED


@pytest.mark.parametrize(
    "text",
    [
        "https://news.example/2026/bridge",
        "https://www.news.example/shop?ref=anna",
        "The book on the bridge is half price at https://shop.news.example/bridge",
        "https://council.example/minutes.pdf",
    ],
)
async def test_links_to_the_publisher_and_those_of_the_story_are_never_spam(
    room: Room, text: str
) -> None:
    story = await room.newsroom.story(
        body="The minutes are at https://council.example/minutes.pdf."
    )

    posted = [await room.sent(story, text) for _ in range(5)]

    for ruled in posted:
        assert ruled.comment.state is PUBLISHED, ruled.ruling.findings
        assert ruled.ruling.scores["spam"] == 0.0


async def test_the_warning_before_sending_knows_the_publishers_links(
    room: Room, story: Story
) -> None:
    ours = await room.check(room.site_id, "https://news.example/2026/bridge")
    theirs = await room.check(room.site_id, "https://deals.example/7")

    assert (ours.action, theirs.action) == (Action.PUBLISH, Action.HOLD)


async def test_the_warning_before_sending_does_not_tell_what_others_wrote(
    room: Room, story: Story
) -> None:
    await states(room, CALL, CALL)

    assert (await room.check(room.site_id, CALL)).action is Action.PUBLISH
