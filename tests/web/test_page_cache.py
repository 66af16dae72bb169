"""The public thread is the same bytes for everyone, made once for each change."""

from __future__ import annotations

import gzip

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from belowline.kernel.ids import SiteId, StoryId
from belowline.web.cache import FRESH_SECONDS, PageCache, make_page
from tests.web.newsroom import SITE, Newsroom

pytestmark = pytest.mark.anyio

HELD = "The mayor of this town is a complete moron."


async def page(newsroom: Newsroom, story: str, **headers: str) -> httpx.Response:
    return await newsroom.reader().get(f"/stories/{story}", headers=headers)


async def test_two_readers_get_the_same_bytes(newsroom: Newsroom) -> None:
    story = await newsroom.story("same")
    author, stranger = newsroom.reader(), newsroom.reader()
    await newsroom.post(author, "My words.", story, name="Aut Hor")
    desk = await newsroom.moderator("Same Bytes")
    path = f"/stories/{story.story_id}"

    answers = [await who.get(path) for who in (author, stranger, desk.browser, author)]

    assert len({answer.content for answer in answers}) == 1
    assert len({answer.headers["etag"] for answer in answers}) == 1
    assert "set-cookie" not in answers[0].headers
    assert answers[0].headers["cache-control"] == "public, no-cache"


async def test_who_has_the_page_is_told_so(newsroom: Newsroom) -> None:
    first = await page(newsroom, newsroom.war.story_id)
    tag = first.headers["etag"]

    for given_tag in (tag, tag.removeprefix("W/"), f'"other", {tag}'):
        again = await page(newsroom, newsroom.war.story_id, **{"if-none-match": given_tag})
        assert (again.status_code, again.content) == (304, b"")
        assert again.headers["etag"] == tag
        assert "content-security-policy" in again.headers
    other = await page(newsroom, newsroom.war.story_id, **{"if-none-match": '"other"'})
    assert other.status_code == 200


async def test_compressed_and_plain_pages_are_equal(newsroom: Newsroom) -> None:
    path = f"/stories/{newsroom.war.story_id}"
    for _ in range(2):
        plain = await newsroom.reader().get(path, headers={"accept-encoding": "identity"})
        async with newsroom.reader().stream(
            "GET", path, headers={"accept-encoding": "gzip"}
        ) as packed:
            raw = b"".join([chunk async for chunk in packed.aiter_raw()])

        assert "content-encoding" not in plain.headers
        assert packed.headers["content-encoding"] == "gzip"
        assert gzip.decompress(raw) == plain.content
        assert packed.headers["content-length"] == str(len(raw))
        assert plain.headers["vary"] == packed.headers["vary"] == "accept-encoding, origin"


async def test_the_page_changes_with_everything_that_is_public(newsroom: Newsroom) -> None:
    story = await newsroom.story("changes")
    author = newsroom.reader()
    desk = await newsroom.moderator("Chan Ges")
    tags = [(await page(newsroom, story.story_id)).headers["etag"]]

    async def changed() -> None:
        tag = (await page(newsroom, story.story_id)).headers["etag"]
        assert tag not in tags
        tags.append(tag)

    comment = await newsroom.post(author, "First words.", story)
    one = f"/api/v1/comments/{comment['id']}"
    await changed()
    await author.patch(one, json={"text": "Second words."})
    await changed()
    await newsroom.reader().post(f"{one}/like")
    await changed()
    other = await newsroom.post(author, "To be removed.", story, parent_id=comment["id"])
    await changed()
    await desk.rule(other["id"], "remove", clause="spam")
    await newsroom.post(author, "To be withdrawn.", story)
    await changed()
    await author.delete(one)
    await changed()
    await desk.browser.patch(f"/api/v1/stories/{story.story_id}", json={"open": False})
    await changed()


async def test_what_is_held_changes_nothing_and_is_never_shown(newsroom: Newsroom) -> None:
    story = await newsroom.story("held")
    author = newsroom.reader()
    before = await page(newsroom, story.story_id)

    await newsroom.post(author, HELD, story)
    await newsroom.post(author, "What the fuck is this shit.", story)

    after = await author.get(f"/stories/{story.story_id}")
    assert after.headers["etag"] == before.headers["etag"]
    assert "moron" not in after.text


async def test_reports_take_a_page_back(newsroom: Newsroom) -> None:
    story = await newsroom.story("reported")
    comment = await newsroom.post(newsroom.reader(), "Buy my wonderful book.", story)
    assert "wonderful" in (await page(newsroom, story.story_id)).text

    for _ in range(6):
        path = f"/api/v1/comments/{comment['id']}/reports"
        await newsroom.reader().post(path, json={"reason": "spam"})

    assert "wonderful" not in (await page(newsroom, story.story_id)).text


async def test_pages_in_another_order_change_too(newsroom: Newsroom) -> None:
    story = await newsroom.story("orders")
    for query in ("?sort=best", "?sort=oldest", "?sort=newest", "?fragment=1", "/below", "?x=1"):
        path = f"/stories/{story.story_id}{query}"
        before = await newsroom.reader().get(path)
        comment = await newsroom.post(newsroom.reader(), "A new argument.", story)
        after = await newsroom.reader().get(path)

        assert comment["id"] not in before.text, query
        assert comment["id"] in after.text, query


SITES = st.sampled_from(["main", "other"])
STORIES = st.sampled_from(["one", "two", "three"])
ADDRESSES = st.sampled_from([f"/{number}" for number in range(6)])
STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("put"), SITES, STORIES, ADDRESSES, st.text(max_size=400)),
        st.tuples(st.just("drop"), SITES, STORIES, ADDRESSES, st.just("")),
        st.tuples(st.just("get"), SITES, STORIES, ADDRESSES, st.just("")),
    ),
    max_size=60,
)


@given(STEPS)
def test_the_cache_never_outgrows_its_limit_nor_keeps_what_changed(
    steps: list[tuple[str, str, str, str, str]],
) -> None:
    cache = PageCache(limit=2_000)
    known: dict[str, tuple[tuple[str, str], str]] = {}
    for step, site, story, address, body in steps:
        site_id, story_id = SiteId(site), StoryId(story)
        if step == "put":
            made = cache.put(address, site_id, story_id, cache.generation(site_id, story_id), body)
            assert gzip.decompress(made.packed) == made.plain == body.encode()
            known[address] = ((site, story), body)
        elif step == "drop":
            cache.drop(site_id, story_id)
            known = {key: kept for key, kept in known.items() if kept[0] != (site, story)}
        found = [(key, kept) for key in known if (kept := cache.get(key))]
        assert sum(kept.size for _, kept in found) <= 2_000
        assert all(kept.plain.decode() == known[key][1] for key, kept in found)
        assert all(
            cache.get(f"/{number}") is None for number in range(6) if f"/{number}" not in known
        )


def test_a_page_begun_before_a_change_is_not_kept_after_it() -> None:
    cache, story = PageCache(), StoryId("story")
    begun = cache.generation(SITE, story)
    cache.drop(SITE, story)

    cache.put("/story", SITE, story, begun, "old")

    assert cache.get("/story") is None


def test_a_page_that_is_larger_than_the_cache_is_served_but_not_kept() -> None:
    cache, story = PageCache(limit=10), StoryId("story")

    made = cache.put("/story", SITE, story, 0, "x" * 100)

    assert made.plain == b"x" * 100
    assert cache.get("/story") is None


def test_a_page_grows_old_and_the_one_used_least_goes_first() -> None:
    now = 0.0
    size = make_page("/a" * 10, 0.0).size
    cache, story = PageCache(limit=2 * size, now=lambda: now), StoryId("story")
    for address in ("/a", "/b"):
        cache.put(address, SITE, story, 0, address * 10)
    cache.get("/a")

    cache.put("/c", SITE, story, 0, "/c" * 10)

    assert [cache.get(address) is not None for address in ("/a", "/b", "/c")] == [True, False, True]
    now = FRESH_SECONDS
    assert cache.get("/a")
    now += 0.1
    assert cache.get("/a") is None


def test_the_same_words_make_the_same_bytes() -> None:
    now = 0.0
    cache, story = PageCache(now=lambda: now), StoryId("story")
    first = cache.put("/a", SITE, story, 0, "words " * 50)
    now = 1_000_000.0
    second = cache.put("/a", SITE, story, 0, "words " * 50)

    assert (first.packed, first.etag) == (second.packed, second.etag)
