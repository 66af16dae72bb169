"""An editor changes a threshold, sees what it would have changed, and the next comment obeys."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Complaints
from tests.browser.newsdesk import HELD, Moderator, Newsdesk

RULE = """extends = "no-tolerance"
[[phrases]]
name = "sofas"
clause = "spam"
phrases = ["sofa"]
mode = "shadow"
"""


@pytest.fixture(scope="module")
def editor(newsdesk: Newsdesk) -> Moderator:
    """An editor who is signed in, and has saved a rule on trial."""
    editor = newsdesk.moderator("Edith Or", "editor")
    body = {"text": RULE, "reason": "Sofas on trial.", "seen": 0}
    assert editor.client.post("/api/v1/desk/policy", json=body).status_code == 201
    return editor


@pytest.mark.parametrize("javascript", [True, False], ids=["scripts", "no scripts"])
def test_a_threshold_goes_from_the_form_to_the_next_comment(
    newsdesk: Newsdesk,
    editor: Moderator,
    open_window: Callable[..., Page],
    accessible: Callable[..., None],
    complaints: Complaints,
    javascript: bool,
) -> None:
    complaints.expect("status of 422")  # the form comes back with its mistakes
    story = newsdesk.story(by=editor, headline=f"Bridges {javascript}")
    newsdesk.write(story, HELD)
    window = open_window("desktop", javascript=javascript, who=editor.who)
    window.goto(f"{newsdesk.url}/policy")
    window.get_by_text("Clause: Discourteous behaviour").click()
    clause = window.locator("#clause-discourtesy")
    point = "0.02" if javascript else "0.03"

    clause.get_by_label("Is turned away from").fill("0,5")
    window.get_by_role("button", name="See what it would have changed").click()
    expect(window.get_by_role("heading", name="Nothing was saved")).to_be_visible()
    mended = window.locator("#clause-discourtesy").get_by_label("Is turned away from")
    expect(mended).to_have_value("0,5")
    expect(mended).to_have_attribute("aria-invalid", "true")

    mended.fill(point)
    window.locator("#clause-discourtesy").get_by_label("Waits for a moderator from").fill(point)
    window.get_by_role("button", name="See what it would have changed").click()
    expect(window.locator("#preview-title")).to_contain_text("would have been ruled on differently")
    accessible(window)
    window.get_by_label("Why do you change it?").fill("Politeness first.")
    window.get_by_role("button", name="Save and put in force").click()

    expect(window.get_by_role("status")).to_contain_text("is in force")
    expect(window.get_by_text("Politeness first.").first).to_be_visible()
    again = newsdesk.write(story, HELD)
    assert again.comment["state"] == "rejected"
