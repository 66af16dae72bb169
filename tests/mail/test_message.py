"""An e-mail says who it is from and why it comes, and nothing in it can be turned into a header."""

from dataclasses import replace
from datetime import UTC, datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default

import pytest
from hypothesis import given
from hypothesis import strategies as st

from belowline.mail.message import Block, Letterhead, Message, encoded, header_text

AT = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
HEAD = Letterhead(site_name="The Example", sender="comments@news.example", language="en")
PLAIN = Message(
    to="ada@reader.example",
    subject="Your comment was removed",
    blocks=[
        Block("text", "It was taken off the page."),
        Block("quote", "Be <kind>.\n\n.\nTwo lines."),
        Block("link", "Read the reasons", "https://news.example/statements/1"),
    ],
    why="You get this because you wrote.",
    stop="",
    choices="https://news.example/mail/key",
)


def read(message: Message, head: Letterhead = HEAD) -> EmailMessage:
    raw = encoded(message, head, mail_id="0190-id", at=AT)
    assert raw.endswith(b"\r\n")
    assert raw.isascii()
    assert b"\n" not in raw.replace(b"\r\n", b"")
    found = message_from_bytes(raw, policy=default)
    assert isinstance(found, EmailMessage)
    return found


def test_an_email_says_who_it_is_from_and_that_a_program_wrote_it() -> None:
    email = read(PLAIN)

    assert email["from"] == "The Example <comments@news.example>"
    assert email["to"] == "ada@reader.example"
    assert email["date"] == "Mon, 23 Nov 2026 12:00:00 +0000"
    assert email["message-id"] == "<0190-id@news.example>"
    assert email["auto-submitted"] == "auto-generated"
    assert email["content-language"] == "en"
    assert email["list-unsubscribe"] is None


def test_its_text_and_its_html_say_the_same() -> None:
    email = read(PLAIN)
    text, html = (email.get_body((kind,)) for kind in ("plain", "html"))

    assert text is not None
    assert html is not None
    for words in ("taken off the page", "Read the reasons", "https://news.example/statements/1"):
        assert words in text.get_content()
        assert words in html.get_content()
    assert "> Be <kind>.\r\n>\r\n> .\r\n> Two lines." in text.get_content()
    assert "Be &lt;kind&gt;." in html.get_content()
    assert 'lang="en" dir="ltr"' in html.get_content()


def test_what_may_be_stopped_has_the_headers_of_one_click() -> None:
    email = read(replace(PLAIN, stop="https://news.example/mail/key/stop/replies"))

    assert email["list-unsubscribe"] == "<https://news.example/mail/key/stop/replies>"
    assert email["list-unsubscribe-post"] == "List-Unsubscribe=One-Click"


def test_a_site_that_writes_from_right_to_left_sends_such_emails() -> None:
    html = read(PLAIN, replace(HEAD, language="ar")).get_body(("html",))

    assert html is not None
    assert 'lang="ar" dir="rtl"' in html.get_content()


@pytest.mark.parametrize("end", ["\r\n", "\n", "\r", "\u2028", "\x0b", "\x85", "\0"])
def test_a_line_end_in_a_headline_makes_no_header(end: str) -> None:
    words = f"War{end}Bcc: everybody@reader.example{end}{end}<p>Hello"

    email = read(replace(PLAIN, subject=words), replace(HEAD, site_name=words))

    assert email["bcc"] is None
    assert email["subject"] == "War Bcc: everybody@reader.example <p>Hello"


@given(st.text(max_size=400))
def test_any_words_fit_into_any_place(words: str) -> None:
    words = words.encode("utf-8", "ignore").decode()
    message = replace(
        PLAIN, subject=words, why=words, blocks=[Block("text", words), Block("quote", words)]
    )

    email = read(message, replace(HEAD, site_name=words))

    assert set(email.keys()) == set(read(PLAIN).keys())
    assert email["subject"] == header_text(words)


@pytest.mark.parametrize("address", ["a@b.example\nBcc: c@d.example", "a@b.example, c@d.example"])
def test_an_address_that_is_none_is_not_written_to(address: str) -> None:
    with pytest.raises(Exception, match=r".*"):
        encoded(replace(PLAIN, to=address), HEAD, mail_id="1", at=AT)
