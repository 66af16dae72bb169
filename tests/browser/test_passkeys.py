"""A member makes a passkey and signs in with it, in a browser with an authenticator of its own."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.browser.thread import open_story
from tests.people.signing import SECRET, coral_token
from tests.running import Running, running

AUTHENTICATOR = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """A server that knows the publisher's readers and would send e-mails."""
    folder = tmp_path_factory.mktemp("passkeys")
    file = folder / "sign-on.toml"
    file.write_text(f'[[keys]]\nsecret = "{SECRET}"\n', encoding="utf-8")
    mail = ("--smtp", "smtp://127.0.0.1:9?tls=off", "--mail-from", "comments@news.example")
    with running(folder / "data", "--sign-on", str(file), *mail) as server:
        yield server


def test_a_passkey_is_made_used_and_removed(
    open_window: Callable[..., Page], site: Running, accessible: Callable[..., None]
) -> None:
    page = open_window("phone")
    # Passkeys belong to a name; an address has none.
    home = site.url.replace("127.0.0.1", "localhost")
    browser = page.context.new_cdp_session(page)
    browser.send("WebAuthn.enable")
    browser.send("WebAuthn.addVirtualAuthenticator", {"options": AUTHENTICATOR})
    user = {"id": "ada", "email": "ada@paper.example", "username": "Ada Ridley"}
    token = coral_token(user=user, exp=int(time.time()) + 3600)
    page.context.request.post(f"{home}/sign-on", form={"token": token, "to": "/me"})

    page.goto(f"{home}/me")
    page.get_by_label("What you call it").fill("My phone")
    page.get_by_role("button", name="Make a passkey").click()
    expect(page.get_by_text("My phone", exact=True)).to_be_visible()
    accessible(page)
    page.get_by_role("button", name="Make a passkey").click()
    expect(page.get_by_role("alert")).to_contain_text("has a passkey for you here already")

    page.get_by_role("button", name="Sign out everywhere").click()
    story = open_story(site)
    page.goto(f"{home}/sign-in?story={story.id}")
    accessible(page)
    page.get_by_role("button", name="Sign in with a passkey").click()
    page.wait_for_url(f"**/stories/{story.id}*")
    page.goto(f"{home}/me")
    expect(page.get_by_text("last used on")).to_be_visible()

    page.get_by_role("button", name="Remove the passkey “My phone”").click()
    expect(page.get_by_text("My phone", exact=True)).to_have_count(0)
