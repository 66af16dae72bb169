"""No page is served that lacks a change, nor for longer than a second one that lacks a like."""

from __future__ import annotations

from dataclasses import dataclass, field

import pytest
from hypothesis import given
from hypothesis import strategies as st

from belowline.kernel.ids import SiteId, StoryId
from belowline.web.cache import FRESH_SECONDS, PageCache
from belowline.web.generations import Generations
from belowline.web.liked import LIKES_SECONDS
from tests.polling import until_async
from tests.web.newsroom import SITE, Newsroom

pytestmark = pytest.mark.anyio

STORIES = [StoryId(name) for name in ("one", "two", "three", "four")]
ADDRESSES = ["/a", "/b"]


@dataclass
class World:
    """A cache that remembers few stories, and what has truly happened."""

    time: float = 0.0
    cache: PageCache = field(init=False)
    begun: list[tuple[str, StoryId, int, float]] = field(default_factory=list)
    changed: dict[StoryId, float] = field(default_factory=dict)
    liked: dict[StoryId, list[float]] = field(default_factory=dict)
    # When what lies under an address was begun, as the page itself says.
    pages: list[float] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.cache = PageCache(now=lambda: self.time, generations=Generations(most=2))

    def do(self, step: str, story: StoryId, address: str, number: float) -> None:
        """Do one step."""
        # Two things never happen in the same moment.
        self.time += 0.001
        if step == "begin":
            generation = self.cache.generation(SITE, story)
            self.begun.append((f"{address}/{story}", story, generation, self.time))
        elif step == "finish" and self.begun:
            at = int(number * len(self.begun)) % len(self.begun)
            place, of, generation, began = self.begun.pop(at)
            self.cache.put(place, SITE, of, generation, repr(began))
        elif step == "change":
            self.cache.drop(SITE, story)
            self.changed[story] = self.time
        elif step == "change all":
            self.cache.drop_all()
            self.changed = dict.fromkeys(STORIES, self.time)
        elif step == "like":
            self.cache.liked(SITE, story)
            self.liked.setdefault(story, []).append(self.time)
        elif step == "wait":
            self.time += number

    def look(self) -> None:
        """Look at every page that would be served, and at those kept for bad times."""
        for story in STORIES:
            for address in ADDRESSES:
                place = f"{address}/{story}"
                if (last := self.cache.last(place)) is not None:
                    assert float(last.plain) > self.changed.get(story, -1.0)
                if (page := self.cache.get(place)) is not None:
                    began = float(page.plain)
                    missing = [at for at in self.liked.get(story, []) if at > began]
                    assert all(self.time - at <= LIKES_SECONDS for at in missing)


STEPS = st.tuples(
    st.sampled_from(["begin", "finish", "finish", "change", "like", "like", "wait", "change all"]),
    st.sampled_from(STORIES),
    st.sampled_from(ADDRESSES),
    st.floats(0.0, 1.5),
)


@given(st.lists(STEPS, max_size=60))
def test_whatever_happens_no_page_lacks_a_change_nor_for_long_a_like(
    steps: list[tuple[str, StoryId, str, float]],
) -> None:
    world = World()
    for step in steps:
        world.do(*step)
        world.look()


@given(st.lists(st.tuples(st.sampled_from([0, 1, 2, 3, None]), st.booleans()), max_size=80))
def test_a_number_that_is_the_same_as_before_means_that_nothing_has_changed(
    steps: list[tuple[int | None, bool]],
) -> None:
    generations, topics = Generations(most=2), [(SITE, story) for story in STORIES]
    seen = {topic: {generations.of(topic)} for topic in topics}
    for which, looks in steps:
        if which is None:
            generations.move_all()
        else:
            generations.move(topics[which])
        moved = topics if which is None else [topics[which]]
        for topic in moved:
            assert generations.of(topic) not in seen[topic]
        for topic in topics if looks else moved:
            seen[topic].add(generations.of(topic))


def test_what_is_remembered_of_stories_is_bounded() -> None:
    time = 0.0
    cache = PageCache(now=lambda: time, generations=Generations(most=100))
    for number in range(1_000):
        cache.drop(SITE, StoryId(f"changed-{number}"))
        cache.liked(SITE, StoryId(f"liked-{number}"))
        cache.liked(SITE, StoryId(f"liked-{number}"))
        time += 0.1

    assert len(cache.generations._changed) <= 100
    assert len(cache._liked._until) <= 3 * LIKES_SECONDS / 0.1
    assert cache._liked._again <= set(cache._liked._until)


def test_a_page_of_a_story_that_nobody_remembers_is_kept_while_others_change() -> None:
    cache = PageCache(generations=Generations(most=2))
    for story in STORIES:
        cache.drop(SITE, story)
    begun = cache.generation(SITE, STORIES[0])
    cache.drop(SITE, STORIES[3])

    cache.put("/page", SITE, STORIES[0], begun, "words")

    assert cache.get("/page") is not None


def test_a_story_that_many_like_is_made_anew_about_once_a_second() -> None:
    time, made = 0.0, 0
    cache, story = PageCache(now=lambda: time), STORIES[0]
    for _ in range(200):
        time += 0.05
        cache.liked(SITE, story)
        if cache.get("/page") is None:
            cache.put("/page", SITE, story, cache.generation(SITE, story), f"{time}")
            made += 1

    assert 10 <= made <= 12


def test_the_first_like_shows_at_once_and_a_page_that_is_not_liked_stays() -> None:
    time = 0.0
    cache = PageCache(now=lambda: time)
    for story in STORIES[:2]:
        cache.put(f"/{story}", SITE, story, cache.generation(SITE, story), "words")

    cache.liked(SITE, STORIES[0])

    assert cache.get("/one") is None
    assert cache.last("/one") is not None
    time = FRESH_SECONDS
    assert cache.get("/two") is not None
    assert cache.generation(SiteId("other"), STORIES[0]) == 0


async def test_a_story_that_is_liked_again_and_again_is_rendered_once_and_then_shows_all_likes(
    newsroom: Newsroom,
) -> None:
    services = newsroom.belowline.services
    story = await newsroom.story("loved")
    comment = await newsroom.post(newsroom.reader(), "Words that everybody likes.", story)
    path, one = f"/stories/{story.story_id}", f"/api/v1/comments/{comment['id']}"
    before = services.operations.meters.rendered

    async with newsroom.reader() as browser:
        for _ in range(10):
            await newsroom.reader().post(f"{one}/like")
            await browser.get(path)
        assert services.operations.meters.rendered - before < 10

        async def shows_all() -> bool:
            return "> 10</span>" in (await browser.get(path)).text

        await until_async(shows_all, "all likes")
        # What is no like shows at once, also now.
        await newsroom.post(newsroom.reader(), "And these come at once.", story)
        assert "And these come at once." in (await browser.get(path)).text
