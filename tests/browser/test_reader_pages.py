"""A reader leafs through a long thread: nothing is lost and nothing comes twice."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from playwright.sync_api import Page, expect

from tests.browser.thread import Story, ids, open_story, status, visit
from tests.running import Running

ROOTS = 45
REPLIES = 30


@dataclass(frozen=True, slots=True)
class LongThread:
    """A thread that no page holds. `talked` is the root that many answered."""

    story: Story
    roots: list[str]
    talked: str
    replies: list[str]


@pytest.fixture(scope="module")
def long_thread(server: Running) -> LongThread:
    """45 comments; the newest but two has 30 replies, every third of them to a reply before."""
    story = open_story(server, headline="A story that everybody talks about")
    roots = [
        story.write(f"Remark number {number} on the story.", name=f"Reader {number}")
        for number in range(ROOTS)
    ]
    talked, replies = roots[-3], list[str]()
    for number in range(REPLIES):
        parent = replies[-1] if number % 3 else talked
        replies.append(story.write(f"Answer number {number} to that remark.", parent=parent))
    return LongThread(story, roots, talked, replies)


def test_more_comments_brings_the_rest_of_the_thread(page: Page, long_thread: LongThread) -> None:
    visit(page, long_thread.story.address)
    more = page.get_by_role("link", name="More comments")
    shown = page.locator("ol.thread > li")

    more.click()
    expect(shown).to_have_count(40)
    expect(status(page)).to_contain_text("20 more comments shown.")
    more.click()
    expect(shown).to_have_count(ROOTS)

    expect(more).to_have_count(0)
    roots = [each for each in ids(page) if each not in long_thread.replies]
    assert roots == long_thread.roots[::-1]


def test_the_first_of_the_comments_brought_has_the_focus(
    desktop: Page, long_thread: LongThread
) -> None:
    visit(desktop, long_thread.story.address)

    desktop.get_by_role("link", name="More comments").click()

    expect(desktop.locator(f"#c-{long_thread.roots[-21]}")).to_be_focused()


@pytest.mark.parametrize("on", ["story", "comment"])
def test_more_replies_brings_the_rest_of_a_branch(
    page: Page, long_thread: LongThread, on: str
) -> None:
    talked = long_thread.talked
    visit(page, long_thread.story.address if on == "story" else f"/comments/{talked}")
    branch = page.locator(f"#c-{talked}")
    more = page.locator("a[data-more-replies]")

    while more.count():
        before = branch.locator("article.comment").count()
        more.click()
        expect(branch.locator("article.comment").nth(before)).to_be_attached()

    found = [each for each in ids(page) if each in long_thread.replies]
    assert sorted(found) == sorted(long_thread.replies)


def test_replies_hang_under_what_they_answer(desktop: Page, long_thread: LongThread) -> None:
    visit(desktop, long_thread.story.address)
    more = desktop.locator("a[data-more-replies]")

    while more.count():
        before = desktop.locator("article.comment").count()
        more.click()
        expect(desktop.locator("article.comment").nth(before)).to_be_attached()

    wrong = desktop.locator("article.comment[data-parent]:not([data-parent=''])").evaluate_all(
        """articles => articles.filter(each => each.parentElement
            .closest('article.comment').dataset.id !== each.dataset.parent).length"""
    )
    assert wrong == 0


def test_without_scripts_the_links_lead_through_the_whole_thread(
    plain_page: Page, long_thread: LongThread
) -> None:
    plain_page.goto(long_thread.story.address)
    seen = roots_of(plain_page)
    more = plain_page.get_by_role("link", name="More comments")

    while more.count():
        more.click()
        plain_page.wait_for_load_state()
        expect(plain_page.get_by_role("link", name="To the first page of comments")).to_be_visible()
        assert not set(seen) & set(roots_of(plain_page))
        seen += roots_of(plain_page)

    assert seen == long_thread.roots[::-1]


def test_without_scripts_the_links_lead_through_the_whole_branch(
    plain_page: Page, long_thread: LongThread
) -> None:
    plain_page.goto(long_thread.story.address)
    seen = [each for each in ids(plain_page) if each in long_thread.replies]
    more = plain_page.locator("a[data-more-replies]")

    while more.count():
        address = more.get_attribute("href") or ""
        plain_page.goto(address)
        found = [each for each in ids(plain_page) if each in long_thread.replies]
        assert not set(seen) & set(found)
        seen += found

    assert sorted(seen) == sorted(long_thread.replies)


def roots_of(page: Page) -> list[str]:
    found: list[str] = page.locator("ol.thread > li > article").evaluate_all(
        "articles => articles.map(({ dataset }) => dataset.id)"
    )
    return found
