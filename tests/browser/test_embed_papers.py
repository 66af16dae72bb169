"""The thread on papers of every kind: strict, loud, dark, from right to left, far away."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import quote

import pytest
from playwright.sync_api import Browser, Page, Response, expect

from tests.browser.conftest import FLAGS, PATIENCE_MS, Complaints
from tests.browser.newspaper import Newspaper, newspaper
from tests.browser.papers import NIGHT, RIGHT_TO_LEFT, STATIC, THEME
from tests.browser.thread import CLEAN, comment, open_story, own, post, sideways, visit
from tests.polling import until
from tests.running import Running

# Script and style, gzipped, as they go over the wire before a reader does anything.
BUDGET = 12_000

# WebPageTest's "3G Slow": 400 kbit/s, 400 ms to each answer.
SLOW = {"offline": False, "latency": 400, "downloadThroughput": 50_000, "uploadThroughput": 50_000}
SOON = 1_500

FIRST_COMMENT = """
const look = () => {
    const thread = document.querySelector('below-line')?.shadowRoot;
    const comment = thread?.querySelector('.comment-text');
    if (comment?.getBoundingClientRect().height) told(performance.now());
    else requestAnimationFrame(look);
};
let told;
window.seenAfter = new Promise((tell) => (told = tell));
requestAnimationFrame(look);
"""


@pytest.fixture(scope="module")
def paper(server: Running) -> Iterator[Newspaper]:
    with newspaper(server, address="127.0.0.1", name="localhost") as paper:
        yield paper


def colour_of(page: Page, selector: str, property: str = "color") -> str:
    found: str = page.locator(selector).first.evaluate(
        "(element, property) => getComputedStyle(element)[property]", property
    )
    return found


@pytest.mark.parametrize(
    "layout",
    [STATIC, THEME, NIGHT, RIGHT_TO_LEFT],
    ids=["plain", "theme", "night", "right-to-left"],
)
def test_a_reader_reads_and_writes_on_any_paper(
    page: Page, paper: Newspaper, server: Running, layout: str
) -> None:
    address = paper.print(layout=layout)
    open_story(server, url=address).write(CLEAN)
    visit(page, address)

    post(page, "The bridge has been closed before.")

    expect(comment(page, CLEAN)).to_be_visible()
    expect(comment(page, "closed before")).to_be_focused()
    assert sideways(page) <= 0


def test_the_first_view_is_light(desktop: Page, paper: Newspaper, server: Running) -> None:
    address = paper.print()
    story = open_story(server, url=address)
    for number in range(20):
        story.write(f"Remark number {number} on the bridge.")
    loaded: list[Response] = []
    desktop.on("response", lambda answer: loaded.append(answer))

    visit(desktop, address)
    desktop.wait_for_load_state("load")

    weights = {
        answer.url.removeprefix(server.url): int(answer.headers["content-length"])
        for answer in loaded
        if answer.request.resource_type in ("script", "stylesheet")
        or answer.url.endswith((".js", ".css"))
    }
    assert len(weights) > 3
    assert sum(weights.values()) <= BUDGET, weights
    # In whatever the browser takes best: brotli here.
    assert all(answer.headers.get("content-encoding") == "br" for answer in loaded[1:3])
    places = {answer.url.partition("/articles/")[0].split("/")[2] for answer in loaded}
    assert places == {url.split("/")[2] for url in (server.url, paper.origin)}
    assert desktop.context.cookies() == []


def test_the_first_comment_is_there_soon_on_a_slow_line(
    phone: Page, desktop: Page, paper: Newspaper, server: Running
) -> None:
    address = f"{paper.origin}/slow"
    story = open_story(server, url=address)
    for number in range(20):
        story.write(f"Remark number {number}: the bridge was closed before, and for longer.")
    # What the checklist gives to paste, in a browser that shares no cache with the reader's.
    desktop.goto(f"{server.url}/install?url={quote(address, safe='')}")
    ahead = desktop.get_by_text('<link rel="preload"').inner_text()
    paper.lay(address, ahead + paper.embed(address, eager=""))
    phone.add_init_script(FIRST_COMMENT)
    wire = phone.context.new_cdp_session(phone)
    wire.send("Network.enable")
    wire.send("Network.emulateNetworkConditions", SLOW)

    phone.goto(address)

    after = phone.evaluate("window.seenAfter")
    assert after < SOON, f"{after:.0f} ms"


def test_a_thread_far_below_waits_until_it_is_near(
    desktop: Page, paper: Newspaper, server: Running
) -> None:
    tall = STATIC.replace("[[embed]]", "<pre>" + "\n" * 400 + "</pre>[[embed]]")
    address = paper.print(layout=tall)
    open_story(server, url=address).write(CLEAN)
    asked: list[str] = []
    desktop.on("request", lambda request: asked.append(request.url))
    desktop.goto(address)
    desktop.evaluate("customElements.whenDefined('below-line').then(() => true)")
    assert not any("/below?" in url for url in asked)

    desktop.mouse.wheel(0, 20_000)

    expect(comment(desktop, CLEAN)).to_be_visible()


def test_a_link_to_a_comment_does_not_wait(
    desktop: Page, paper: Newspaper, server: Running
) -> None:
    tall = STATIC.replace("[[embed]]", "<pre>" + "\n" * 400 + "</pre>[[embed]]")
    address = paper.print(layout=tall)
    identity = open_story(server, url=address).write(CLEAN)

    visit(desktop, f"{address}#c-{identity}")

    expect(comment(desktop, CLEAN)).to_be_in_viewport()
    expect(comment(desktop, CLEAN)).to_be_focused()


def test_a_thread_is_dark_where_the_paper_is(
    open_window: Callable[..., Page], paper: Newspaper, server: Running
) -> None:
    address = paper.print(layout=NIGHT)
    open_story(server, url=address).write(CLEAN)
    page = open_window(colours="dark")
    visit(page, address)
    by_day = colour_of(page, ".comment-text")

    page.evaluate("document.documentElement.classList.add('night')")

    expect(page.locator(".comment-text").first).not_to_have_css("color", by_day)
    assert by_day == "rgb(28, 26, 23)"


def test_a_thread_wears_what_the_paper_gives_it(
    desktop: Page, paper: Newspaper, server: Running
) -> None:
    address = paper.print(layout=NIGHT)
    open_story(server, url=address).write(CLEAN)

    visit(desktop, address)

    assert colour_of(desktop, ".comment-author") == "rgb(1, 2, 3)"
    shown = colour_of(desktop, ".policy-line a", "textDecorationColor")
    assert shown == "rgb(10, 200, 90)"


def test_a_theme_that_reaches_for_everything_reaches_nothing_here(
    desktop: Page, paper: Newspaper, server: Running
) -> None:
    address = paper.print(layout=THEME)
    identity = open_story(server, url=address).write(CLEAN)

    visit(desktop, address)

    expect(comment(desktop, CLEAN)).to_be_visible()
    assert colour_of(desktop, ".comment-text") == "rgb(28, 26, 23)"
    foot = own(desktop.locator(f"#c-{identity}"), ".like button")
    assert foot.evaluate("button => getComputedStyle(button).backgroundColor") == "rgba(0, 0, 0, 0)"


def test_from_right_to_left_the_menu_is_on_the_left(
    desktop: Page, paper: Newspaper, server: Running
) -> None:
    address = paper.print(layout=RIGHT_TO_LEFT)
    identity = open_story(server, url=address).write(CLEAN)

    visit(desktop, address)

    foot = desktop.locator(f"#c-{identity}")
    more, reply = own(foot, ".more").bounding_box(), own(foot, ".reply").bounding_box()
    assert more
    assert reply
    assert more["x"] < reply["x"]


def test_the_first_click_is_not_lost_while_its_means_are_on_their_way(
    phone: Page, paper: Newspaper, server: Running
) -> None:
    address = paper.print()
    identity = open_story(server, url=address).write(CLEAN)
    visit(phone, address)
    article = phone.locator(f"#c-{identity}")

    # Without the pointer coming near first, as by a finger or by voice.
    own(article, ".like button").evaluate("button => button.click()")
    expect(own(article, ".like button")).to_have_text("Like 1")
    # Found and pressed in one go: the news of the like may bring the comment in anew at any time.
    phone.evaluate(
        "id => document.querySelector('below-line').shadowRoot.getElementById(id)"
        ".querySelector('button.more').click()",
        f"c-{identity}",
    )

    expect(article.get_by_role("menuitem", name="Spam")).to_be_focused()


def test_what_was_begun_is_there_again(desktop: Page, paper: Newspaper) -> None:
    address = paper.print()
    visit(desktop, address)
    desktop.get_by_label("Your comment").fill("I was about to say that")
    kept = "Object.keys(localStorage).some(key => key.includes('draft'))"
    until(lambda: desktop.evaluate(kept), "the draft is kept", 10)

    visit(desktop, address)

    expect(desktop.get_by_label("Your comment")).to_have_value("I was about to say that")


def test_who_blocks_cookies_and_storage_still_reads_and_writes(
    browser: Browser, paper: Newspaper, server: Running, complaints: Complaints, tmp_path: Path
) -> None:
    address = paper.print()
    open_story(server, url=address).write(CLEAN)
    # Chromium's settings "block third-party cookies" and "don't let sites keep anything".
    settings = {
        "profile": {
            "block_third_party_cookies": True,
            "cookie_controls_mode": 1,
            "default_content_setting_values": {"cookies": 2},
        }
    }
    (tmp_path / "Default").mkdir()
    (tmp_path / "Default" / "Preferences").write_text(json.dumps(settings), encoding="utf-8")
    context = browser.browser_type.launch_persistent_context(
        tmp_path, executable_path=shutil.which("chromium"), args=FLAGS
    )
    try:
        context.set_default_timeout(PATIENCE_MS)
        page = context.new_page()
        complaints.listen(page)
        visit(page, address)
        refused = "() => { try { return !localStorage } catch { return true } }"
        assert page.evaluate(refused)

        post(page, "The bridge has been closed before.")

        mine = comment(page, "closed before")
        expect(mine).to_be_focused()
        expect(mine.get_by_role("link", name="Withdraw")).to_be_visible()
    finally:
        context.close()
    assert not complaints.unexpected
