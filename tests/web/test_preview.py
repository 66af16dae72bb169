"""A reader sees how a comment would look before it is sent, made by the same sanitiser."""

from __future__ import annotations

import re

import pytest

from tests.web.newsroom import HOST, Newsroom, token_in

pytestmark = pytest.mark.anyio

TEXT = "*Well said*, see [the report](https://example.com/r)."
HTML = (
    '<p><em>Well said</em>, see <a href="https://example.com/r" '
    'rel="ugc nofollow noopener noreferrer">the report</a>.</p>'
)


async def test_a_form_comes_back_with_the_preview_and_everything_in_it(newsroom: Newsroom) -> None:
    browser = newsroom.reader()
    before = len(await newsroom.listing(newsroom.rent))
    path = f"/stories/{newsroom.rent.story_id}/comments"

    page = await newsroom.send(browser, path, text=TEXT, name="Ada", ask="1", preview="1")

    assert page.status_code == 200
    assert HTML in page.text
    assert f"{TEXT}</textarea>" in page.text
    assert 'value="Ada"' in page.text
    assert len(await newsroom.listing(newsroom.rent)) == before
    sent = await newsroom.send(browser, path, token=token_in(page.text), text=TEXT, name="Ada")
    assert sent.status_code == 303


async def test_what_is_previewed_is_what_is_published(newsroom: Newsroom) -> None:
    named = await newsroom.post(newsroom.reader(), "The first word is mine.", name="Grace Named")
    browser, text = newsroom.reader(), "> A quote\n\n@Grace Named wrote `code` <script>x</script>"

    path = f"/stories/{newsroom.rent.story_id}/preview"
    preview = await browser.post(path, data={"text": text})
    comment = await newsroom.post(browser, text)

    assert f'<a href="/comments/{named["id"]}"' in preview.text
    assert comment["html"] in preview.text
    assert "<script" not in preview.text


@pytest.mark.parametrize(("text", "status"), [("", 422), (" \n", 422), ("x" * 10_001, 422)])
async def test_what_can_not_be_sent_has_no_preview(
    newsroom: Newsroom, text: str, status: int
) -> None:
    browser = newsroom.reader()

    alone = await browser.post(f"/stories/{newsroom.rent.story_id}/preview", data={"text": text})
    path = f"/stories/{newsroom.rent.story_id}/comments"
    page = await newsroom.send(browser, path, text=text, preview="1")

    assert (alone.status_code, page.status_code) == (status, status)
    assert 'role="alert"' in page.text


async def test_an_edit_is_previewed_too(newsroom: Newsroom) -> None:
    browser = newsroom.reader()
    comment = await newsroom.post(browser, "The words as they were at first.")
    path = f"/comments/{comment['id']}/edit"

    page = await newsroom.send(browser, path, text=TEXT, preview="1")

    assert page.status_code == 200
    assert HTML in page.text
    kept = (await browser.get(f"/api/v1/comments/{comment['id']}")).json()
    assert kept["text"] == "The words as they were at first."


async def test_another_sites_page_gets_no_preview(newsroom: Newsroom) -> None:
    stranger = newsroom.reader(origin="https://evil.example")
    path = f"/stories/{newsroom.rent.story_id}/preview"

    assert (await stranger.post(path, data={"text": TEXT})).status_code == 403
    publisher = newsroom.reader(origin=f"https://{HOST}")
    answer = await publisher.post(path, data={"text": TEXT})
    assert answer.headers["access-control-allow-origin"] == f"https://{HOST}"
    assert re.search(r'class="preview".*<em>Well said</em>', answer.text, re.DOTALL)
