"""What a reader types is words to everybody else's browser, whatever it looks like."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Complaints
from tests.browser.thread import (
    CLEAN,
    call,
    comment,
    ids,
    open_story,
    own,
    post,
    send_anyway,
    sideways,
    visit,
)
from tests.running import Running

EVIL = "__pwned = true"
ATTEMPTS = [
    f"Here is <script>window.{EVIL}</script> for the editors.",
    f'A picture <img src=x onerror="window.{EVIL}"> of the talks.',
    f"See [the treaty](javascript:window.{EVIL}) in full.",
    f'"><svg onload="window.{EVIL}"> is how this begins.',
    f'See <a href="javascript:window.{EVIL}">the treaty</a> in full.',
    f"</textarea></template><script>window.{EVIL}</script> is how this begins.",
    f"[x]: data:text/html,<script>window.{EVIL}</script>\n\nAs [x] says, the talks go on.",
    f'<iframe srcdoc="<script>parent.{EVIL}</script>"></iframe> is how this begins.',
    "<style>* { display: none }</style> is how this begins.",
    "<form action=//evil.example><button>Sign in to read on</button></form> is what they said.",
    "{{ 7 * 7 }} ${7 * 7} {% raw %} is how templates look.",
]
AWKWARD = {
    "one long word": "It is called " + "Donaudampfschifffahrtsgesellschaft" * 6 + ", they say.",
    "a long address": "It is all at https://news.example/"
    + "archive-of-the-talks/" * 20
    + " to read.",
    "emoji": "Well said 👩🏽‍🚀🏳️‍🌈 and thank you for the report 👍🏿",
    "code": "It says:\n\n    if (treaty.holds && alliance.stands) { return peace.at(all, times) }",
}

# What the engine holds: the box asks first.
ASKED_TWICE = ("one long word", "a long address")


def unharmed(page: Page) -> None:
    assert page.evaluate("typeof window.__pwned") == "undefined"
    assert sideways(page) <= 0


def test_nothing_that_readers_wrote_runs(phone: Page, server: Running) -> None:
    story = open_story(server)
    sent = [publish(server, story.id, text) for text in ATTEMPTS]

    visit(phone, story.address)

    assert set(ids(phone)) == {identity for identity in sent if identity}
    assert len(ids(phone)) >= 5
    assert phone.locator(".comment-text :is(script, style, img, svg, iframe, form)").count() == 0
    assert phone.locator(".comment-text a:not([href^='http'])").count() == 0
    for link in phone.locator(".comment-text").get_by_text("treaty").all():
        link.click()
    unharmed(phone)


def publish(server: Running, story_id: str, text: str) -> str:
    """Post as it stands; a text that the engine holds back has an empty id."""
    made = call(
        server, "POST", f"/api/v1/stories/{story_id}/comments", {"text": text, "name": "Eve"}
    )
    return str(made["id"]) if made["state"] == "published" else ""


def test_a_name_is_only_a_name(desktop: Page, server: Running) -> None:
    name = "<img src=x onerror=__pwned=1>\"'"
    story = open_story(server)
    root = story.write(CLEAN, name=name)
    visit(desktop, story.address)
    article = desktop.locator(f"#c-{root}")

    expect(article.locator(".comment-author")).to_have_text(name)
    own(article, "button.more").click()
    own(article, "a.reply").click()

    expect(desktop.get_by_role("heading", name=f"Reply to {name}")).to_be_visible()
    unharmed(desktop)


def test_what_was_rejected_is_quoted_and_does_not_run(phone: Page, server: Running) -> None:
    visit(phone, open_story(server).address)
    text = f'Shut up, you worthless clown <img src=x onerror="window.{EVIL}">'

    post(phone, text)

    panel = phone.get_by_role("alert", name="Not published")
    # Marks may stand in it, with names that only screen readers are told.
    expect(panel.locator(".marked")).to_contain_text(f'src=x onerror="window.{EVIL}">')
    assert panel.locator("img").count() == 0
    unharmed(phone)


def test_what_comes_back_in_a_form_does_not_run(
    desktop: Page, server: Running, complaints: Complaints
) -> None:
    complaints.expect("status of 422")
    story = open_story(server)
    desktop.goto(f"/stories/{story.id}/reply?to={story.write(CLEAN)}")
    text = f"Shut up, you worthless clown </textarea><script>window.{EVIL}</script>"

    post(desktop, text)

    expect(desktop.get_by_role("heading", name="Not published")).to_be_visible()
    expect(desktop.get_by_label("Your comment")).to_have_value(text)
    unharmed(desktop)


@pytest.mark.parametrize("kind", AWKWARD)
def test_awkward_text_keeps_to_its_column(phone: Page, server: Running, kind: str) -> None:
    story = open_story(server)
    visit(phone, story.address)
    phone.set_viewport_size({"width": 320, "height": 640})

    post(phone, AWKWARD[kind], name="Donaudampfschifffahrtsgesellschaftskapitän")
    if kind in ASKED_TWICE:
        send_anyway(phone)

    shown = comment(phone, AWKWARD[kind][:12])
    expect(shown).to_be_visible()
    unharmed(phone)


def test_text_that_runs_against_its_script_is_refused_and_named(
    desktop: Page, server: Running, complaints: Complaints
) -> None:
    complaints.expect("status of 422")
    visit(desktop, open_story(server).address)

    post(desktop, "The treaty \u202eyaert eht\u202c is what the report means.")

    expect(desktop.locator("[data-problem]")).to_contain_text("invisible direction override")
    expect(desktop.locator("article.comment")).to_have_count(0)


def test_arabic_stands_on_the_right(page: Page, server: Running) -> None:
    text = "هذا خبر مهم عن المحادثات في جنيف"
    story = open_story(server)
    visit(page, story.address)

    post(page, text, name="ليلى")

    shown = comment(page, text).locator(".comment-text")
    assert shown.evaluate("each => getComputedStyle(each).direction") == "rtl"
    words = shown.evaluate(
        """each => {
            const range = document.createRange();
            range.selectNodeContents(each.querySelector("p"));
            const [words, whole] = [range.getBoundingClientRect(), each.getBoundingClientRect()];
            return { left: words.left - whole.left, right: whole.right - words.right };
        }"""
    )
    assert words["right"] < 20 < words["left"]
    expect(comment(page, text).locator(".comment-author")).to_have_text("ليلى")
