"""A publisher's reader is known in the publisher's page: no cookie, nothing stored, one name."""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable, Iterator
from typing import Any

import httpx
import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import FLAGS, PATIENCE_MS, Complaints
from tests.browser.newspaper import Newspaper, newspaper
from tests.browser.thread import CLEAN, box, comment, open_story, post, visit
from tests.people.signing import SECRET, coral_token
from tests.running import Running, running

USER = {"id": "ada", "email": "ada@paper.example", "username": "Ada Ridley"}
LATER = "The bridge has been closed before, in 1998."
ELSEWHERE = "Cyclists were promised a lane of their own."


def token(**claims: Any) -> str:
    """A token for Ada, good for an hour."""
    user = USER | {"badges": ["Subscriber"]}
    return coral_token(user=user, **({"exp": int(time.time()) + 3600} | claims))


@pytest.fixture(scope="module")
def signed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """A server that knows the publisher's secret."""
    folder = tmp_path_factory.mktemp("signed")
    file = folder / "sign-on.toml"
    file.write_text(f'[[keys]]\nsecret = "{SECRET}"\n', encoding="utf-8")
    with running(folder / "data", "--sign-on", str(file)) as server:
        yield server


@pytest.fixture(scope="module")
def paper(signed: Running) -> Iterator[Newspaper]:
    """The publisher's own site."""
    with newspaper(signed, address="127.0.0.1", name="localhost") as paper:
        yield paper


def article(paper: Newspaper, **attributes: str) -> str:
    """Print a story whose comments have these attributes; return its address."""
    address = paper.print()
    attributes = {name.replace("_", "-"): value for name, value in attributes.items()}
    paper.lay(address, paper.embed(address, **attributes))
    return address


def stored(page: Page) -> str:
    """Everything that the page keeps beyond itself."""
    found: str = page.evaluate("JSON.stringify([{...localStorage}, {...sessionStorage}])")
    return f"{found} {page.context.cookies()}"


def test_a_reader_writes_as_themselves_with_nothing_stored(page: Page, paper: Newspaper) -> None:
    signed_on = token()
    visit(page, article(paper, token=signed_on))
    expect(box(page).get_by_text("You are writing as Ada Ridley.")).to_be_visible()
    expect(box(page).get_by_label("Name")).to_have_count(0)

    post(page, CLEAN)

    mine = comment(page, CLEAN)
    expect(mine).to_be_focused()
    expect(mine.locator(".comment-author")).to_have_text("Ada Ridley")
    expect(mine.locator(".badge")).to_have_text("Subscriber")
    expect(mine.get_by_role("link", name="Edit")).to_be_visible()
    assert signed_on not in stored(page)
    assert page.context.cookies() == []
    visit(page, page.url)
    expect(mine.get_by_role("link", name="Edit")).to_be_visible()


@pytest.mark.parametrize("forms", ["", "'none'"], ids=["may-sign-on", "strict"])
def test_ones_own_page_opens_from_the_paper_however_strict_that_is(
    desktop: Page,
    paper: Newspaper,
    signed: Running,
    complaints: Complaints,
    forms: str,
) -> None:
    complaints.expect("form-action")
    paper.forms = forms
    visit(desktop, article(paper, token=token()))
    paper.forms = ""

    with desktop.expect_popup() as opened:
        box(desktop).get_by_role("link", name="Your page").click()

    own_page = opened.value
    own_page.wait_for_url(f"{signed.url}/me")
    known = "You write as Ada Ridley" if not forms else "Nothing is known about you"
    expect(own_page.get_by_text(known)).to_be_visible()
    assert desktop.url != own_page.url


@pytest.fixture
def private_page(browser: Browser) -> Iterator[Page]:
    """A page of a Chromium that gives third parties neither cookies nor storage."""
    blocking = browser.browser_type.launch(
        executable_path=shutil.which("chromium"),
        args=[*FLAGS, "--test-third-party-cookie-phaseout"],
    )
    page = blocking.new_page()
    page.set_default_timeout(PATIENCE_MS)
    yield page
    blocking.close()


def test_it_works_where_third_parties_are_blocked(private_page: Page, paper: Newspaper) -> None:
    address = article(paper, token=token())
    visit(private_page, address)
    expect(box(private_page).get_by_text("You are writing as Ada Ridley.")).to_be_visible()

    post(private_page, ELSEWHERE)

    mine = comment(private_page, ELSEWHERE)
    expect(mine.locator(".comment-author")).to_have_text("Ada Ridley")
    visit(private_page, address)
    expect(mine.get_by_role("link", name="Edit")).to_be_visible()
    assert private_page.context.cookies() == []


def test_a_cached_page_asks_its_own_site_who_reads(desktop: Page, paper: Newspaper) -> None:
    paper.asks_itself = True
    paper.pages["/comment-token"] = f"{token()}\n"

    visit(desktop, article(paper, token_url="/comment-token"))

    expect(box(desktop).get_by_text("You are writing as Ada Ridley.")).to_be_visible()


def test_an_expired_token_is_renewed_while_the_reader_writes(
    desktop: Page, paper: Newspaper, complaints: Complaints
) -> None:
    complaints.expect("status of 401")
    visit(desktop, article(paper, token=token(exp=1)))
    expect(box(desktop).get_by_label("Name")).to_be_visible()
    desktop.evaluate(
        "fresh => { document.querySelector('below-line').refreshToken = async () => fresh; }",
        token(),
    )

    post(desktop, CLEAN)

    expect(comment(desktop, CLEAN).locator(".comment-author")).to_have_text("Ada Ridley")


def test_words_are_kept_where_the_token_is_taken_no_more(
    desktop: Page, paper: Newspaper, signed: Running, complaints: Complaints
) -> None:
    complaints.expect("status of 401")
    revoked = token(jti="a-token-of-its-own")
    visit(desktop, article(paper, token=revoked))
    expect(box(desktop).get_by_text("You are writing as")).to_be_visible()
    httpx.post(
        f"{signed.url}/api/v1/sign-out",
        headers={"authorization": f"Bearer {revoked}"},
        trust_env=False,
    ).raise_for_status()

    post(desktop, CLEAN)

    expect(box(desktop).locator("[data-problem]")).to_contain_text("You are no longer signed in")
    expect(box(desktop).get_by_label("Your comment")).to_have_value(CLEAN)
    assert "it was revoked" in signed.said
    assert revoked not in signed.said


def test_who_signs_in_or_out_sees_the_thread_as_theirs(desktop: Page, paper: Newspaper) -> None:
    visit(desktop, article(paper))
    expect(box(desktop).get_by_label("Name")).to_be_visible()

    desktop.evaluate("t => document.querySelector('below-line').setAttribute('token', t)", token())
    expect(box(desktop).get_by_text("You are writing as Ada Ridley.")).to_be_visible()
    desktop.evaluate("document.querySelector('below-line').removeAttribute('token')")

    expect(box(desktop).get_by_label("Name")).to_be_visible()


def test_what_others_write_arrives_for_a_signed_on_reader(
    desktop: Page, paper: Newspaper, signed: Running
) -> None:
    address = article(paper, token=token())
    story = open_story(signed, url=address)
    with desktop.expect_response("**/live*"):
        visit(desktop, address)

    story.write(LATER)

    desktop.get_by_role("button", name="1 new comment").click()
    expect(comment(desktop, LATER)).to_be_visible()


@pytest.mark.parametrize("colours", ["light", "dark"])
def test_a_signed_on_readers_thread_has_no_barriers(
    open_window: Callable[..., Page],
    accessible: Callable[..., None],
    paper: Newspaper,
    complaints: Complaints,
    colours: str,
) -> None:
    complaints.expect("inline style")  # axe's own, refused
    page = open_window("phone", colours=colours)
    visit(page, article(paper, token=token()))
    expect(box(page).get_by_text("You are writing as")).to_be_visible()
    words = {"light": "The ferry will be full, then.", "dark": "Who pays for a new bridge?"}
    post(page, words[colours])
    expect(comment(page, words[colours])).to_be_visible()

    accessible(page, "below-line")


def test_staff_come_to_the_desk_from_the_publishers_page(
    desktop: Page, paper: Newspaper, signed: Running
) -> None:
    mod = coral_token(
        user={"id": "mo", "email": "mo@paper.example", "username": "Mo Deane", "role": "MODERATOR"}
    )
    address = f"{paper.origin}/desk-door"
    paper.lay(
        address,
        f'<form method="post" action="{signed.url}/sign-on"><input type="hidden" name="token" '
        f'value="{mod}"><button>To the desk</button></form>',
    )
    desktop.goto(address)

    desktop.get_by_role("button", name="To the desk").click()

    desktop.wait_for_url(f"{signed.url}/desk")
    desktop.reload()
    expect(desktop).to_have_url(f"{signed.url}/desk")
