"""Ask axe-core whether people who use a page in another way than we do can use it too."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from playwright.sync_api import Page, Route

AXE = Path(__file__).resolve().parents[2] / "node_modules/axe-core/axe.min.js"

# WCAG 2.2 is cumulative, so all the earlier labels count; and what axe calls good practice.
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa", "best-practice"]

RUN = """([within, rules]) => axe.run(
    within ?? document,
    { runOnly: { type: 'tag', values: rules }, resultTypes: ['violations'] },
).then(({ violations }) => violations)"""


def assert_accessible(page: Page, within: str | None = None) -> None:
    """Fail with the rules that the page breaks and where; `within` is a CSS selector."""
    violations = find_violations(page, within)
    assert not violations, f"{page.url} has barriers:\n{readable(violations)}"


def find_violations(page: Page, within: str | None = None) -> list[dict[str, Any]]:
    """What axe-core finds. It looks at the page as it is now, menus open or shut."""
    if page.evaluate("matchMedia('(scripting: none)').matches"):
        return in_a_copy(page, within)
    # Chromium runs this as a debugger would, so the page's strict content policy stays in force.
    page.evaluate(AXE.read_text(encoding="utf-8"))
    found: list[dict[str, Any]] = page.evaluate(RUN, [within, RULES])
    return found


def in_a_copy(page: Page, within: str | None) -> list[dict[str, Any]]:
    """Where scripts are off axe cannot run either: look at the same markup in a page where they
    are on, but without its own scripts, and with what it shows those who have none."""
    markup = re.sub(r"<script\b.*?</script>|</?noscript>", "", page.content(), flags=re.DOTALL)

    def answer(route: Route) -> None:
        route.fulfill(body=markup, content_type="text/html; charset=utf-8")

    browser = page.context.browser
    assert browser
    dark = page.evaluate("matchMedia('(prefers-color-scheme: dark)').matches")
    context = browser.new_context(
        viewport=page.viewport_size, color_scheme="dark" if dark else "light"
    )
    try:
        copy = context.new_page()
        copy.route(page.url, answer)
        copy.goto(page.url)
        return find_violations(copy, within)
    finally:
        context.close()


def readable(violations: list[dict[str, Any]]) -> str:
    """One paragraph a rule: its name, what it asks, and each element that breaks it."""
    lines = []
    for violation in violations:
        lines.append(f"{violation['id']} ({violation['impact']}): {violation['help']}")
        for node in violation["nodes"]:
            lines.append(f"    {' '.join(map(str, node['target']))}")
            lines += [f"        {line}" for line in node.get("failureSummary", "").splitlines()[1:]]
    return "\n".join(lines)
