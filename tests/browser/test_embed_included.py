"""A publisher's server puts the thread into the page's source, where it is read without scripts."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import jinja2
import pytest
from markupsafe import Markup
from playwright.sync_api import Page, expect

from tests.browser.thread import BREACHES, CLEAN, Story, box, comment, open_story, own, post
from tests.house.sources import ROOT
from tests.polling import until
from tests.running import Running, free_port

EXAMPLE = "https://example.com/2026/11/a-story"
DOCUMENT = (ROOT / "docs/include.md").read_text(encoding="utf-8")

PAGE = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>The Harbour Post</title></head>
<body><main><h1>Harbour bridge closes</h1><p>The mayor spoke.</p>
{inclusion}
<script type="module" src="{home}/embed.js"></script>
</main></body></html>
"""


def example(language: str, containing: str) -> str:
    """A block of code of the document, as it stands there."""
    found = re.findall(rf"```{language}\n(.*?)```", DOCUMENT, re.DOTALL)
    (one,) = [block for block in found if containing in block]
    return str(one)


def nginx() -> str:
    found = shutil.which("nginx") or shutil.which("/usr/sbin/nginx")
    assert found, "nginx is missing: scripts/system installs it, or apt-get install nginx"
    return found


def at_home(server: Running) -> str:
    return server.url.replace("127.0.0.1", "localhost")


@contextmanager
def printing(folder: Path, server: Running) -> Iterator[str]:
    """The paper's own nginx with the document's `location`, on a free port."""
    port = free_port()
    location = example("nginx", "proxy_pass").replace("127.0.0.1:8000", server.url[7:])
    # Named as the paper is, the server is on the same site, as comments.example.com is with
    # example.com: a reader's cookie goes with what the paper's page sends.
    location = location.replace("comments.example.com", at_home(server)[7:])
    location = location.replace("X-Forwarded-Proto https", "X-Forwarded-Proto http")
    (folder / "pages").mkdir()
    (folder / "nginx.conf").write_text(
        # As root it would read as somebody who may not look into this folder.
        f"{'user root; ' if os.getuid() == 0 else ''}"
        "daemon off; worker_processes 1; pid nginx.pid; error_log error.log;\n"
        "events { worker_connections 64; }\n"
        "http { access_log off; default_type text/html; charset utf-8;\n"
        + "".join(
            f"{kind}_temp_path {folder}/{kind};\n"
            for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
        )
        + f"server {{ listen 127.0.0.1:{port}; root {folder}/pages;\n"
        f"location = /favicon.ico {{ return 204; }}\n{location}\n}} }}\n",
        encoding="utf-8",
    )
    command = [nginx(), "-p", str(folder), "-c", str(folder / "nginx.conf"), "-e", "error.log"]
    process = subprocess.Popen(command)
    origin = f"http://localhost:{port}"
    try:
        until(lambda: answers(origin), origin, 15)
        yield origin
    finally:
        process.terminate()
        process.wait(15)


def answers(origin: str) -> bool:
    try:
        return httpx.get(origin, trust_env=False, timeout=2).status_code < 500
    except httpx.HTTPError:
        return False


@pytest.fixture(scope="module")
def paper(server: Running, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Path]]:
    folder = tmp_path_factory.mktemp("paper")
    with printing(folder, server) as origin:
        yield origin, folder / "pages"


def lay(paper: tuple[str, Path], server: Running, name: str) -> str:
    """Print a page with the document's lines for SSI; return its address."""
    origin, pages = paper
    address = f"{origin}/{name}.html"
    inclusion = example("html", "# include")
    inclusion = inclusion.replace(EXAMPLE, address).replace(quoted(EXAMPLE), quoted(address))
    (pages / f"{name}.html").write_text(PAGE.format(inclusion=inclusion, home=server.url), "utf-8")
    return address


def quoted(address: str) -> str:
    return address.replace(":", "%3A").replace("/", "%2F")


def story_with(server: Running, address: str, *texts: str) -> Story:
    story = open_story(server, url=address)
    for text in texts:
        story.write(text)
    return story


def test_the_comments_are_in_the_pages_source(paper: tuple[str, Path], server: Running) -> None:
    address = lay(paper, server, "source")
    story_with(server, address, CLEAN)

    source = httpx.get(address, trust_env=False).text

    assert CLEAN in source
    assert '<template shadowrootmode="open">' in source
    assert not re.search(r'(href|action)="[/?]', source)


def test_they_are_read_without_scripts(
    open_window: Callable[..., Page], paper: tuple[str, Path], server: Running
) -> None:
    address = lay(paper, server, "plain")
    story_with(server, address, CLEAN)
    page = open_window("phone", javascript=False)

    page.goto(address)

    expect(comment(page, CLEAN)).to_be_visible()
    assert page.locator(".comment-author").first.evaluate("e => getComputedStyle(e).fontWeight")
    expect(page.locator(".comment-foot").first).to_have_css("display", "flex")


def test_a_comment_is_sent_from_there_without_scripts(
    open_window: Callable[..., Page], paper: tuple[str, Path], server: Running
) -> None:
    address = lay(paper, server, "sends")
    story_with(server, address)
    page = open_window("desktop", javascript=False)
    page.goto(address)

    post(page, CLEAN)

    expect(comment(page, CLEAN)).to_be_visible()
    assert page.url.startswith(at_home(server))


def test_a_report_from_there_is_confirmed_on_our_page(
    open_window: Callable[..., Page], paper: tuple[str, Path], server: Running
) -> None:
    address = lay(paper, server, "reports")
    story_with(server, address, CLEAN)
    page = open_window("desktop", javascript=False)
    page.goto(address)
    own(comment(page, CLEAN), "button.more").click()

    comment(page, CLEAN).get_by_role("button", name="Spam").click()

    expect(page.get_by_role("radio", name="Spam")).to_be_checked()
    page.get_by_role("button", name="Send report").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Thank you")


def test_the_embed_takes_over_what_is_there(
    desktop: Page, paper: tuple[str, Path], server: Running
) -> None:
    address = lay(paper, server, "takes-over")
    story_with(server, address, CLEAN)
    asked: list[str] = []
    desktop.on("request", lambda request: asked.append(request.url))

    with desktop.expect_response("**/api/v1/stories/*/live*") as listened:
        desktop.goto(address)
    post(desktop, BREACHES["profanity"])

    expect(desktop.get_by_role("alert", name="Not published")).to_be_focused()
    assert not any("/below" in url for url in asked)
    # A stranger's browser knows that they are one.
    assert not any(url.endswith("/me") for url in asked[: asked.index(listened.value.url)])
    box(desktop).get_by_label("Your comment").fill("The bridge has been closed before.")
    box(desktop).get_by_role("button", name="Post comment").click()
    expect(comment(desktop, "closed before")).to_be_focused()
    assert desktop.url == address


def test_a_story_that_is_new_begins_with_the_embed(
    desktop: Page, paper: tuple[str, Path], server: Running
) -> None:
    address = lay(paper, server, "begins")

    desktop.goto(address)

    expect(desktop.get_by_text("Nobody has commented yet.")).to_be_visible()


def test_a_template_of_jinja_includes_it(
    open_window: Callable[..., Page], paper: tuple[str, Path], server: Running
) -> None:
    origin, pages = paper
    address = f"{origin}/jinja.html"
    story_with(server, address, CLEAN)
    code = example("python", "markupsafe").replace("https://comments.example.com", server.url)
    names: dict[str, Any] = {}
    exec(compile(code, "docs/include.md", "exec"), names)
    environment = jinja2.Environment(autoescape=True)
    environment.globals["belowline"] = names["belowline"]
    inclusion = example("jinja", "belowline(").replace("story.url", f"'{address}'")
    page = environment.from_string(inclusion).render()
    (pages / "jinja.html").write_text(PAGE.format(inclusion=page, home=server.url), "utf-8")
    reader = open_window("desktop", javascript=False)

    reader.goto(address)

    expect(comment(reader, CLEAN)).to_be_visible()
    assert names["belowline"]("https://elsewhere.example/") == Markup("")


def test_who_is_known_there_confirms_what_they_wrote(
    open_window: Callable[..., Page], paper: tuple[str, Path], server: Running
) -> None:
    address = lay(paper, server, "known")
    story_with(server, address)
    page = open_window("desktop", javascript=False)
    page.goto(address)
    post(page, CLEAN)
    expect(comment(page, CLEAN)).to_be_visible()
    page.goto(address)

    post(page, "The bridge has been closed before.")

    again = box(page).get_by_label("Your comment")
    expect(again).to_have_value("The bridge has been closed before.")
    expect(page.get_by_text("Press the button once more")).to_be_visible()
    box(page).get_by_role("button", name="Post comment").click()
    expect(comment(page, "closed before")).to_be_visible()
