"""Ways in and out of the desk, each with a real command behind it."""

from __future__ import annotations

from collections.abc import Callable
from itertools import count
from typing import Any

import httpx
import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import SCREENS, Complaints
from tests.browser.newsdesk import CLEAN, HELD, Newsdesk

PASSWORD = "quarry lane in the rain"

_numbers = count(1)


@pytest.fixture(scope="module")
def address(newsdesk: Newsdesk) -> str:
    """The e-mail address of a moderator who has a password."""
    newsdesk.command("add", "pass@desk.example", "--name", "Pat Word", "--role", "moderator")
    newsdesk.command("password", "pass@desk.example", typed=f"{PASSWORD}\n")
    return "pass@desk.example"


def a_link(newsdesk: Newsdesk) -> str:
    return newsdesk.link("add", f"new{next(_numbers)}@desk.example", "--name", "Lin King")


@pytest.fixture
def window(newsdesk: Newsdesk, open_window: Callable[..., Page]) -> Callable[..., Page]:
    """Open windows at addresses of their own, since an address may try to sign in only so often."""

    def window(screen: str = "desktop", **kind: Any) -> Page:
        page = open_window(screen, **kind)
        page.set_extra_http_headers(newsdesk.elsewhere())
        return page

    return window


def sign_in(page: Page, address: str, password: str) -> None:
    page.get_by_label("E-mail").fill(address)
    page.get_by_label("Password").fill(password)
    page.get_by_role("button", name="Sign in").click()


@pytest.mark.parametrize("javascript", [True, False], ids=["scripts", "no scripts"])
def test_a_link_signs_in_once_and_then_explains_itself(
    newsdesk: Newsdesk, window: Callable[..., Page], complaints: Complaints, javascript: bool
) -> None:
    complaints.expect("status of 404")
    link = a_link(newsdesk)
    first = window("desktop", javascript=javascript)
    first.goto(link)
    first.reload()  # to look at it, as mail programs do, uses nothing up
    first.get_by_role("button", name="Sign in as Lin King (moderator)").click()
    expect(first).to_have_url(newsdesk.url)
    expect(first.locator(".me")).to_contain_text("Lin King, moderator")

    second = window("phone", javascript=javascript)
    second.goto(link)

    expect(second.locator("main")).to_contain_text("This link has been used or has expired")
    expect(second.locator("main")).to_contain_text("belowline user link")
    second.goto(newsdesk.url)
    expect(second.get_by_role("heading", name="Sign in to the desk")).to_be_visible()


def test_two_windows_with_one_link_let_one_in(
    newsdesk: Newsdesk, window: Callable[..., Page], complaints: Complaints
) -> None:
    complaints.expect("status of 404")
    link = a_link(newsdesk)
    first, second = window(), window()
    for page in (first, second):
        page.goto(link)

    for page in (first, second):
        page.get_by_role("button", name="Sign in as").click()

    expect(first).to_have_url(newsdesk.url)
    expect(second.locator("main")).to_contain_text("has been used")
    assert second.context.cookies() == []


@pytest.mark.parametrize("screen", SCREENS)
def test_who_signs_out_is_out_in_every_tab(
    newsdesk: Newsdesk, window: Callable[..., Page], screen: str
) -> None:
    page = window(screen)
    page.goto(a_link(newsdesk))
    page.get_by_role("button", name="Sign in as").click()
    page.wait_for_url(newsdesk.url)
    cookies = page.context.cookies()
    other = page.context.new_page()
    other.goto(newsdesk.url)

    page.get_by_role("button", name="Sign out").click()

    expect(page.get_by_role("heading", name="Sign in to the desk")).to_be_visible()
    other.reload()
    expect(other.get_by_role("heading", name="Sign in to the desk")).to_be_visible()
    # Nor does the session live on for somebody who kept its cookie.
    page.context.add_cookies(cookies)  # type: ignore[arg-type]
    page.goto(newsdesk.url)
    expect(page.get_by_role("heading", name="Sign in to the desk")).to_be_visible()


@pytest.mark.parametrize("screen", SCREENS)
def test_a_password_that_was_set_by_the_command_opens_the_desk(
    newsdesk: Newsdesk, address: str, window: Callable[..., Page], screen: str
) -> None:
    page = window(screen)
    page.goto(newsdesk.url)
    sign_in(page, address, PASSWORD)

    expect(page).to_have_url(newsdesk.url)
    expect(page.locator(".me")).to_contain_text("Pat Word, moderator")


def test_a_wrong_password_is_told_and_the_address_kept(
    newsdesk: Newsdesk, address: str, window: Callable[..., Page], complaints: Complaints
) -> None:
    complaints.expect("status of 422")
    plain_page = window("phone", javascript=False)
    plain_page.goto(newsdesk.url)
    sign_in(plain_page, address, "quarry lane in the sun")

    expect(plain_page.get_by_role("alert")).to_have_text("E-mail and password do not match.")
    expect(plain_page.get_by_label("E-mail")).to_have_value(address)
    expect(plain_page.get_by_label("Password")).to_have_value("")
    expect(plain_page.get_by_label("Password")).to_be_focused()
    assert plain_page.context.cookies() == []


@pytest.mark.parametrize("cookie", ["", "belowline_session=guessed", "reader"])
def test_nobody_else_gets_further_than_the_sign_in(newsdesk: Newsdesk, cookie: str) -> None:
    story = newsdesk.story()
    held = newsdesk.write(story, HELD)
    with newsdesk.reader() as stranger:
        if cookie == "reader":
            body = {"text": CLEAN, "name": "Ada Ridley"}
            assert stranger.post(f"/api/v1/stories/{story}/comments", json=body).is_success
        elif cookie:
            stranger.headers["cookie"] = cookie
        pages = [stranger.get(path) for path in ("/desk", f"/desk/comments/{held.id}")]
        order = {"verdict": "publish", "seen": "x", "token": "x"}
        refused = [
            stranger.post(f"/desk/comments/{held.id}/rule", data=order),
            stranger.get("/api/v1/desk/queue"),
            stranger.post(f"/api/v1/desk/comments/{held.id}/rulings", json=order),
        ]

    assert [where(page) for page in pages] == ["/desk/sign-in", "/desk/sign-in"]
    assert [answer.status_code for answer in refused] == [401, 401, 401]
    assert all(HELD not in answer.text for answer in (*pages, *refused))
    assert not held.is_public


def where(page: httpx.Response) -> str:
    return page.headers.get("location", "") if page.status_code == 303 else ""


@pytest.mark.parametrize("screen", SCREENS)
@pytest.mark.parametrize("colours", ["light", "dark"])
def test_the_doors_have_no_barriers(
    newsdesk: Newsdesk,
    address: str,
    window: Callable[..., Page],
    accessible: Callable[..., None],
    complaints: Complaints,
    screen: str,
    colours: str,
) -> None:
    complaints.expect("status of 422")
    page = window(screen, colours=colours)
    page.goto(newsdesk.link("link", address))
    accessible(page)

    page.goto(newsdesk.url)
    accessible(page)

    page.get_by_label("E-mail").fill(address)
    page.get_by_label("Password").fill("x")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_be_visible()
    accessible(page)
