"""The demo publication can be read, and hangs together."""

from datetime import timedelta

import pytest

from belowline.conversation.words import check_name, check_text
from belowline.demo.content import (
    DemoComment,
    DemoStory,
    read_comments,
    read_publication,
    read_stories,
)
from belowline.moderation import Action, Moderator

ACTIONS = {action.value for action in Action}


@pytest.fixture(scope="module")
def stories() -> list[DemoStory]:
    """Lend the stories."""
    return read_stories()


@pytest.fixture(scope="module")
def comments() -> list[DemoComment]:
    """Lend the comments."""
    return read_comments()


def test_the_publication_has_a_name_a_line_and_a_language() -> None:
    publication = read_publication()

    assert publication.name
    assert publication.tagline
    assert publication.language == "en"


def test_every_story_has_all_that_a_story_page_shows(stories: list[DemoStory]) -> None:
    assert stories
    for story in stories:
        for field in ("slug", "headline", "standfirst", "byline", "section", "body"):
            assert getattr(story, field).strip(), (story.slug, field)
        assert story.published_at.tzinfo is not None, story.slug


def test_stories_come_oldest_first_and_each_has_its_own_name(stories: list[DemoStory]) -> None:
    times = [story.published_at for story in stories]

    assert times == sorted(times)
    assert len({story.slug for story in stories}) == len(stories)


def test_most_stories_are_open_and_one_shows_how_a_closed_one_looks(
    stories: list[DemoStory],
) -> None:
    assert any(story.open for story in stories)
    assert not all(story.open for story in stories)


def test_every_comment_has_a_key_of_its_own(comments: list[DemoComment]) -> None:
    keys = [comment.key for comment in comments]

    assert comments
    assert len(set(keys)) == len(keys)


def test_every_comment_belongs_to_a_story(
    stories: list[DemoStory], comments: list[DemoComment]
) -> None:
    assert {comment.story for comment in comments} <= {story.slug for story in stories}


def test_an_answer_comes_after_what_it_answers_on_the_same_story(
    comments: list[DemoComment],
) -> None:
    by_key = {comment.key: comment for comment in comments}
    for comment in comments:
        if comment.reply_to is not None:
            above = by_key[comment.reply_to]
            assert above.story == comment.story, comment.key
            assert above.minutes_after < comment.minutes_after, comment.key
            assert above.expect == "publish", comment.key


def test_comments_come_in_the_order_in_which_they_were_written(
    comments: list[DemoComment],
) -> None:
    times = [(comment.story, timedelta(minutes=comment.minutes_after)) for comment in comments]

    assert times == sorted(times)
    assert min(comment.minutes_after for comment in comments) >= 0


def test_every_comment_could_have_been_sent_by_a_reader(comments: list[DemoComment]) -> None:
    for comment in comments:
        assert check_text(comment.text) == comment.text, comment.key
        assert check_name(comment.name) == comment.name, comment.key
        assert comment.likes >= 0


def test_a_comment_that_should_not_be_published_names_the_clause(
    comments: list[DemoComment],
) -> None:
    clauses = {clause.name for clause in Moderator(detectors=[]).policy.clauses}
    for comment in comments:
        assert comment.expect in ACTIONS, comment.key
        if comment.expect == Action.PUBLISH:
            assert comment.clause is None, comment.key
            continue
        assert comment.clause in clauses, comment.key


def test_the_demo_shows_every_clause_of_the_policy_at_work(comments: list[DemoComment]) -> None:
    clauses = {clause.name for clause in Moderator(detectors=[]).policy.clauses}

    assert {comment.clause for comment in comments if comment.clause} == clauses
