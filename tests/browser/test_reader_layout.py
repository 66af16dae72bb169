"""Pages fit their windows, lines can be followed, and fingers and keys find their way."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.thread import CLEAN, demo_story, open_story, own, sideways, visit
from tests.running import Running

# WCAG 2.2, 2.5.8; under a finger what Apple and Google ask for.
SMALLEST_TARGET = 24
SMALLEST_UNDER_A_FINGER = 44

CONTROLS = (
    ".comment-foot > a, .comment-foot button, .sorts a, .composer :is(button, input, textarea), "
    ".more-comments a, .more-replies a, .own-tools > *, .colophon a"
)


# For each paragraph that is one run of text: its letters without the last line, by its lines.
LETTERS_IN_A_LINE = """paragraphs => paragraphs.flatMap(({ firstChild, childNodes }) => {
    if (childNodes.length > 1 || firstChild.nodeType !== Node.TEXT_NODE) return [];
    const range = document.createRange();
    const top = at => {
        range.setStart(firstChild, at);
        range.setEnd(firstChild, at + 1);
        return range.getBoundingClientRect().top;
    };
    const tops = Array.from({ length: firstChild.length }, (_, at) => top(at));
    const lines = new Set(tops).size;
    return lines > 1 ? [tops.filter(each => each !== tops.at(-1)).length / (lines - 1)] : [];
})"""


@pytest.mark.parametrize("width", [320, 390, 768, 1280])
def test_no_page_is_wider_than_its_window(desktop: Page, server: Running, width: int) -> None:
    desktop.set_viewport_size({"width": width, "height": 800})
    story = demo_story(server, "Kremlin")
    identity = open_story(server).write(CLEAN)
    pages = [
        *("/", story.address, "/policy", "/schema", f"/comments/{identity}"),
        *(f"/comments/{identity}/report", f"/comments/{identity}/notice"),
    ]

    too_wide = {}
    for page in pages:
        desktop.goto(page)
        too_wide[page] = sideways(desktop)

    assert {page: by for page, by in too_wide.items() if by > 0} == {}


@pytest.mark.parametrize("text", [".story-body > p", ".thread > li > article > .comment-text > p"])
@pytest.mark.parametrize("width", [768, 1280, 1920])
def test_a_line_has_as_many_letters_as_an_eye_can_follow(
    desktop: Page, server: Running, text: str, width: int
) -> None:
    desktop.set_viewport_size({"width": width, "height": 900})
    visit(desktop, demo_story(server, "Kremlin").address)

    lengths: list[float] = desktop.locator(text).evaluate_all(LETTERS_IN_A_LINE)

    assert lengths
    assert 45 <= sum(lengths) / len(lengths) <= 80


def small(page: Page, smallest: int) -> list[dict[str, Any]]:
    """The visible controls of a page that are smaller than this."""
    found: list[dict[str, Any]] = page.locator(CONTROLS).evaluate_all(
        """(controls, smallest) => controls.flatMap(each => {
            const { width, height } = each.getBoundingClientRect();
            if (!each.checkVisibility() || (width >= smallest && height >= smallest)) return [];
            return [{ what: each.outerHTML.slice(0, 80), width, height }];
        })""",
        smallest,
    )
    return found


def test_every_control_is_large_enough_to_hit(page: Page, server: Running) -> None:
    visit(page, demo_story(server, "Kremlin").address)
    own(page.locator("article.comment").first, "a.reply").click()

    assert small(page, SMALLEST_TARGET) == []


def test_under_a_finger_the_menu_button_is_larger(phone: Page, server: Running) -> None:
    visit(phone, demo_story(server, "Kremlin").address)

    sizes = phone.locator("button.more").evaluate_all(
        "buttons => buttons.map(each => each.getBoundingClientRect()).map(r => [r.width, r.height])"
    )

    assert sizes
    assert min(min(size) for size in sizes) >= SMALLEST_UNDER_A_FINGER


def test_menu_entries_are_large_enough_for_a_finger(phone: Page, server: Running) -> None:
    story = open_story(server)
    article = phone.locator(f"#c-{story.write(CLEAN)}")
    visit(phone, story.address)
    own(article, "button.more").click()

    for item in article.get_by_role("menuitem").all():
        found = item.bounding_box()
        assert found
        assert found["height"] >= SMALLEST_UNDER_A_FINGER


def test_the_way_of_the_tab_key_is_seen_at_every_step(desktop: Page, server: Running) -> None:
    story = open_story(server)
    story.write(CLEAN, name="Ada Ridley")
    visit(desktop, story.address)
    desktop.get_by_role("link", name="Read the house policy").focus()

    way: list[str] = []
    while len(way) < 20 and "More about this comment by Ada Ridley" not in way:
        desktop.keyboard.press("Tab")
        name, outline = desktop.evaluate(
            """() => {
                const at = document.activeElement;
                const { outlineStyle, outlineWidth } = getComputedStyle(at);
                const name = at.getAttribute("aria-label") || at.labels?.[0]?.textContent
                    || at.textContent;
                return [name.trim(), outlineStyle === "none" ? 0 : parseFloat(outlineWidth)];
            }"""
        )
        assert outline >= 2, f"Nothing shows that the focus is at {name}"
        way.append(name)

    assert way[0] == "Your comment"
    assert way[3:] == [
        *("Post comment", "Preview", "Newest", "Oldest", "Best", "Find", way[9]),
        *("Reply to Ada Ridley", "Like", "More about this comment by Ada Ridley"),
    ]


def test_a_comment_that_was_just_posted_stands_out(
    open_window: Callable[..., Page], server: Running
) -> None:
    for colours in ("light", "dark"):
        page = open_window("phone", colours=colours)
        identity = open_story(server).write(CLEAN)
        visit(page, f"/comments/{identity}#c-{identity}")

        text = page.locator(f"#c-{identity} > .comment-text")
        expect(text).not_to_have_css(
            "background-color",
            page.locator("body").evaluate("each => getComputedStyle(each).backgroundColor"),
        )


def test_enlarged_text_needs_no_sideways_reading(desktop: Page, server: Running) -> None:
    # 1280 pixels at 400 percent are 320 (WCAG 1.4.10); and text alone at 200 percent (1.4.4).
    desktop.set_viewport_size({"width": 640, "height": 800})
    visit(desktop, demo_story(server, "Kremlin").address)

    desktop.evaluate("document.documentElement.style.setProperty('font-size', '200%')")

    assert sideways(desktop) <= 0
