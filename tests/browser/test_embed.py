"""A publisher pastes two lines, and the conversation stands in the publisher's own page."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.conftest import Complaints
from tests.browser.newspaper import Newspaper, newspaper
from tests.browser.thread import (
    BREACHES,
    CLEAN,
    call,
    comment,
    open_story,
    own,
    post,
    sideways,
    visit,
)
from tests.running import Running


@pytest.fixture(scope="module")
def paper(server: Running) -> Iterator[Newspaper]:
    """The publisher's own site, one of the domains that the comment server knows."""
    with newspaper(server, address="127.0.0.1", name="localhost") as paper:
        yield paper


@pytest.fixture(scope="module")
def stranger(server: Running) -> Iterator[Newspaper]:
    """Somebody else's site, which pastes the same two lines."""
    with newspaper(server, address="127.0.0.2", name="127.0.0.2") as paper:
        yield paper


def test_the_thread_stands_in_a_shadow_root(phone: Page, paper: Newspaper, server: Running) -> None:
    address = paper.print()
    open_story(server, url=address).write(CLEAN)

    visit(phone, address)

    expect(comment(phone, CLEAN)).to_be_visible()
    expect(phone.get_by_role("heading", name="Comments")).to_be_visible()
    inside = "document.querySelector('below-line').shadowRoot.querySelectorAll('article').length"
    assert phone.evaluate(inside) == 1
    assert phone.evaluate("document.querySelectorAll('article').length") == 0
    assert sideways(phone) <= 0


def test_a_story_begins_with_its_first_visit(
    desktop: Page, paper: Newspaper, server: Running
) -> None:
    address = paper.print(headline="Harbour bridge closes for a year")

    visit(desktop, address)

    expect(desktop.get_by_text("Nobody has commented yet.")).to_be_visible()
    known = call(server, "GET", f"/api/v1/stories?url={address}")["items"]
    assert [story["headline"] for story in known] == ["Harbour bridge closes for a year"]


def test_a_comment_is_ones_own_without_any_cookie(desktop: Page, paper: Newspaper) -> None:
    address = paper.print()
    visit(desktop, address)

    post(desktop, CLEAN, name="Ben Okoro")

    mine = comment(desktop, CLEAN)
    expect(mine).to_be_focused()
    expect(mine.get_by_role("link", name="Edit")).to_be_visible()
    assert desktop.context.cookies() == []
    visit(desktop, address)
    mine.get_by_role("link", name="Edit").click()
    mine.locator("form[data-edits] textarea").fill("The bridge has been closed before, in 1998.")
    mine.get_by_role("button", name="Save").click()
    expect(comment(desktop, "closed before, in 1998")).to_be_focused()


def test_a_breach_is_explained_on_the_publishers_page(
    desktop: Page, paper: Newspaper, server: Running
) -> None:
    visit(desktop, paper.print())

    post(desktop, BREACHES["profanity"])

    panel = desktop.get_by_role("alert", name="Not published")
    expect(panel).to_be_focused()
    clause = panel.locator(".finding-clause").first
    expect(clause).to_have_attribute("href", f"{server.url}/policy#clause-profanity")


def test_replies_likes_and_reports_work_there(
    page: Page, paper: Newspaper, server: Running
) -> None:
    address = paper.print()
    identity = open_story(server, url=address).write(CLEAN, name="Ada Ridley")
    visit(page, address)
    article = page.locator(f"#c-{identity}")

    own(article, ".like button").click()
    expect(own(article, ".like button")).to_have_text("Like 1")
    own(article, "a.reply").click()
    reply = article.locator("form.reply-composer")
    reply.get_by_label("Your comment").fill("The ferry will be full, then.")
    reply.get_by_label("Name").fill("Ben Okoro")
    reply.get_by_role("button", name="Post reply").click()
    expect(comment(page, "The ferry will be full, then.")).to_be_focused()
    own(article, "button.more").click()
    article.get_by_role("menuitem", name="Spam").first.click()

    expect(article.locator(":scope > .folded")).to_contain_text("Reported as spam.")
    expect(article.get_by_role("button", name="Undo")).to_be_focused()


def test_what_others_write_is_announced_there(
    desktop: Page, paper: Newspaper, server: Running
) -> None:
    address = paper.print()
    story = open_story(server, url=address)
    with desktop.expect_response("**/stories/*/live*"):
        visit(desktop, address)

    story.write(CLEAN)
    desktop.get_by_role("button", name="1 new comment").click()

    expect(comment(desktop, CLEAN)).to_be_visible()


def test_more_comments_come_from_the_server_and_not_from_the_paper(
    desktop: Page, paper: Newspaper, server: Running
) -> None:
    address = paper.print()
    story = open_story(server, url=address)
    for number in range(45):
        story.write(f"Remark number {number} on the bridge.")
    visit(desktop, address)
    more = desktop.get_by_role("link", name="More comments")

    more.click()
    expect(desktop.locator("article.comment")).to_have_count(40)
    more.click()

    expect(desktop.locator("article.comment")).to_have_count(45)
    assert desktop.url == address


def test_a_link_in_the_thread_leads_to_the_server(
    desktop: Page, paper: Newspaper, server: Running
) -> None:
    address = paper.print()
    identity = open_story(server, url=address).write(CLEAN)
    visit(desktop, address)

    time = desktop.locator(f"#c-{identity} .comment-time")

    expect(time).to_have_attribute("href", f"{server.url}/comments/{identity}")


def test_the_order_is_chosen_without_leaving_the_paper(
    desktop: Page, paper: Newspaper, server: Running
) -> None:
    address = paper.print()
    story = open_story(server, url=address)
    first, second = story.write(CLEAN), story.write("The bridge has been closed before.")
    visit(desktop, address)

    desktop.get_by_role("link", name="Oldest").click()

    expect(desktop.locator("article.comment").first).to_have_id(f"c-{first}")
    expect(desktop.locator("article.comment").last).to_have_id(f"c-{second}")
    expect(desktop.get_by_role("link", name="Oldest")).to_be_focused()
    assert desktop.url == address


def test_the_count_is_filled_in(desktop: Page, paper: Newspaper, server: Running) -> None:
    told, silent = (f"{paper.origin}/articles/{each}" for each in ("told", "silent"))
    story = open_story(server, url=told)
    story.write(CLEAN)
    story.write("The bridge has been closed before.")
    front = f"{paper.origin}/front"
    paper.lay(
        front,
        f'<a href="{told}" data-belowline-count="{told}">Comments</a>'
        f'<a href="{silent}" data-belowline-count>Comments</a>'
        f'<script type="module" src="{server.url}/count.js"></script>',
    )

    desktop.route("**/api/v1/counts?*", much_talked_of)
    desktop.goto(front)

    expect(desktop.locator("a").first).to_have_text("1,002")
    expect(desktop.locator("a").last).to_have_text("0")


def much_talked_of(route: Route) -> None:
    """Let the first story have a thousand comments more than were written for it."""
    answer = route.fetch()
    counts = answer.json()
    counts["items"][0]["comment_count"] += 1000
    route.fulfill(response=answer, json=counts)


@pytest.mark.parametrize("colours", ["light", "dark"])
def test_the_embed_has_no_barriers(
    open_window: Callable[..., Page],
    accessible: Callable[..., None],
    paper: Newspaper,
    server: Running,
    complaints: Complaints,
    colours: str,
) -> None:
    complaints.expect("inline style")  # axe's own, refused
    address = paper.print()
    identity = open_story(server, url=address).write(CLEAN)
    page = open_window("phone", colours=colours)
    visit(page, address)
    own(page.locator(f"#c-{identity}"), "button.more").click()
    expect(page.get_by_role("menu")).to_be_visible()

    accessible(page, "below-line")


def test_a_strangers_page_gets_a_note_and_no_words_of_our_readers(
    desktop: Page,
    stranger: Newspaper,
    paper: Newspaper,
    server: Running,
    complaints: Complaints,
) -> None:
    complaints.expect("CORS policy|ERR_FAILED")
    address = paper.print()
    open_story(server, url=address).write(CLEAN)
    copied = f"{stranger.origin}/copied"
    stranger.lay(copied, stranger.embed(address))

    desktop.goto(copied)

    expect(desktop.locator("below-line p")).to_have_text(
        "The comments can’t be reached at the moment."
    )
    heard = f"fetch('{server.url}/api/v1/stories?url={address}').then(() => true, () => false)"
    assert desktop.evaluate(heard) is False
