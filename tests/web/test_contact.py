"""Whoever is ruled on, or sends a notice, finds where the publication is reached."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from belowline.config import Site
from belowline.mail.message import Block, Letterhead, Message, html_text, plain_text
from belowline.moderation import Moderator
from tests.web.newsroom import HOST, SITE, Newsroom, open_newsroom

pytestmark = pytest.mark.anyio

REJECTED = "What the fuck is this."


async def test_policy_statements_notices_and_sanctions_say_whom_to_ask(
    engine: Moderator, tmp_path: Path
) -> None:
    site = Site(
        site_id=SITE,
        name="The Example",
        tagline="",
        language="en",
        domains=(HOST,),
        contact="desk@news.example",
    )
    async with open_newsroom(tmp_path, moderator=engine, site=site) as newsroom:
        reader = newsroom.reader()
        rejected = await newsroom.post(reader, REJECTED)
        public = await newsroom.post(reader, "I like the bridge.")

        for path in (
            "/policy",
            rejected["statement"],
            f"/comments/{public['id']}/notice",
            "/standing",
        ):
            page = await reader.get(path, follow_redirects=True)
            assert 'href="mailto:desk@news.example"' in page.text, path


async def test_nothing_is_said_where_nothing_is_known(newsroom: Newsroom) -> None:
    page = await newsroom.reader().get("/policy")

    assert "is reached at" not in page.text


def test_e_mails_say_it_too() -> None:
    head = Letterhead(
        site_name="The Example",
        sender="comments@news.example",
        language="en",
        contact="https://news.example/contact",
    )
    message = Message(
        to="ada@reader.example",
        subject="Your comment",
        blocks=[Block("text", "It waits.")],
        why="You wrote it.",
        stop="",
        choices="",
    )

    assert "Questions: https://news.example/contact" in plain_text(message, head)
    assert 'href="https://news.example/contact"' in html_text(message, head)
    assert "Questions" not in html_text(message, replace(head, contact=""))
