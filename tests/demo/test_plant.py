"""The demo newsroom is planted through the real engine, and looks as its writers meant it."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import TypeVar

import pytest

from belowline.config import Options, Settings, read_settings
from belowline.conversation.comment import Attention, State
from belowline.conversation.post import Ruled
from belowline.demo.content import DemoComment, read_comments, read_stories
from belowline.demo.plant import MODERATOR_EMAIL, moderator_link, plant
from belowline.kernel.clock import utc_now
from belowline.main import Belowline, build
from belowline.moderation import Action
from belowline.people.reader import Role

Planted = list[tuple[DemoComment, Ruled]]
Answer = TypeVar("Answer")


@dataclass(frozen=True)
class Demo:
    """What was planted, and where."""

    settings: Settings
    planted: Planted
    said: list[str]


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Demo:
    """Plant the demo once."""
    settings = read_settings(Options(data=str(tmp_path_factory.mktemp("demo"))), {})
    said: list[str] = []
    return Demo(settings, asyncio.run(plant(settings, said.append)), said)


def ask(demo: Demo, question: Callable[[Belowline], Awaitable[Answer]]) -> Answer:
    """Open the demo, ask, close it again."""

    async def asked() -> Answer:
        belowline = await build(demo.settings)
        try:
            return await question(belowline)
        finally:
            await belowline.close()

    return asyncio.run(asked())


def describe(comment: DemoComment, ruled: Ruled) -> str:
    found = [f"{each.clause} {each.score:.2f} {each.detector}" for each in ruled.ruling.findings]
    return (
        f"{comment.key}: expected {comment.expect} ({comment.clause}), "
        f"ruled {ruled.ruling.verdict.value} for {', '.join(found) or 'nothing'}"
    )


def test_the_engine_publishes_exactly_what_the_writers_would_publish(demo: Demo) -> None:
    """Whether a comment is held or rejected is a matter of degree; whether it is public is not."""
    wrong = [
        describe(comment, ruled)
        for comment, ruled in demo.planted
        if (comment.expect == Action.PUBLISH) != (ruled.comment.state is State.PUBLISHED)
    ]

    assert not wrong, "\n".join(wrong)


def test_the_engine_names_the_clause_that_the_writers_meant(demo: Demo) -> None:
    wrong = [
        describe(comment, ruled)
        for comment, ruled in demo.planted
        if comment.clause is not None
        and comment.clause not in {finding.clause for finding in ruled.ruling.findings}
    ]

    assert not wrong, "\n".join(wrong)


def test_every_detector_ran_on_every_comment(demo: Demo) -> None:
    assert [comment.key for comment, ruled in demo.planted if ruled.ruling.unchecked] == []


def test_every_comment_is_planted(demo: Demo) -> None:
    planted = {comment.key for comment, _ in demo.planted}

    assert [comment.key for comment in read_comments() if comment.key not in planted] == []
    assert len(demo.said) == 1


def test_what_is_planted_is_as_old_as_it_says(demo: Demo) -> None:
    published = {story.slug: story.published_at for story in read_stories()}
    for comment, ruled in demo.planted:
        at = published[comment.story] + timedelta(minutes=comment.minutes_after)
        assert ruled.comment.created_at == at
    ids = [ruled.comment.comment_id for _, ruled in demo.planted]
    times = [(ruled.comment.created_at, ruled.comment.comment_id) for _, ruled in demo.planted]
    assert sorted(ids) == [comment_id for _, comment_id in sorted(times)]


def test_the_stories_stand_in_the_newsroom_with_their_counts(demo: Demo) -> None:
    kept = ask(demo, lambda it: it.store.latest(it.settings.site.site_id, limit=100))

    assert [story.headline for story in kept] == [
        story.headline for story in reversed(read_stories())
    ]
    by_headline = {story.headline: story for story in kept}
    for story in read_stories():
        public = [
            ruled
            for comment, ruled in demo.planted
            if comment.story == story.slug and ruled.comment.state is State.PUBLISHED
        ]
        found = by_headline[story.headline]
        assert (found.open, found.comment_count) == (story.open, len(public))
        assert found.url == f"{demo.settings.address}/stories/{found.story_id}"


def test_the_counters_are_true(demo: Demo) -> None:
    wrong = ask(demo, lambda it: it.store.check_counters(it.settings.site.site_id))

    assert wrong == []


def test_readers_liked_what_the_writers_say_they_liked(demo: Demo) -> None:
    async def likes(it: Belowline) -> dict[str, int]:
        site_id = it.settings.site.site_id
        ids = [ruled.comment.comment_id for _, ruled in demo.planted]
        found = await it.store.comments(site_id, ids)
        return {comment.comment_id: comment.likes for comment in found}

    kept = ask(demo, likes)
    for comment, ruled in demo.planted:
        if ruled.comment.state is State.PUBLISHED:
            assert kept[ruled.comment.comment_id] == comment.likes, comment.key


def test_the_desk_has_held_comments_and_a_report_to_dismiss(demo: Demo) -> None:
    async def waiting(it: Belowline) -> set[Attention | None]:
        site_id = it.settings.site.site_id
        found = await it.store.queue(site_id, after=None, limit=100, now=utc_now())
        return {each.comment.attention for each in found}

    assert ask(demo, waiting) >= {Attention.REPORTED}


def test_a_second_start_plants_nothing(demo: Demo) -> None:
    assert asyncio.run(plant(demo.settings, demo.said.append)) == []
    assert len(demo.said) == 1


def test_the_demos_moderator_comes_in_by_a_new_link_at_each_start(demo: Demo) -> None:
    first, second = ask(demo, moderator_link), ask(demo, moderator_link)

    async def enter(it: Belowline) -> list[Role]:
        site_id = it.settings.site.site_id
        roles = []
        for link in (first, second):
            session = await it.services.sign_in.by_link(site_id, link)
            reader = await it.services.sign_in.reader(site_id, session)
            assert reader is not None
            assert reader.email == MODERATOR_EMAIL
            roles.append(reader.role)
        return roles

    assert ask(demo, enter) == [Role.MODERATOR, Role.MODERATOR]
