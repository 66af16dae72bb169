"""The mail server is named in one address, whose password nobody else gets to see."""

import pytest

from belowline.kernel.errors import Refused
from belowline.mail.settings import Tls, parse_smtp, read_mail

SECRET = "p@ss:w/rd"
QUOTED = "p%40ss%3Aw%2Frd"


@pytest.mark.parametrize(
    ("address", "host", "port", "tls"),
    [
        ("smtp://mail.example", "mail.example", 587, Tls.STARTTLS),
        ("smtp://mail.example:25", "mail.example", 25, Tls.STARTTLS),
        ("smtps://mail.example", "mail.example", 465, Tls.IMPLICIT),
        ("smtp://relay.internal:25?tls=off", "relay.internal", 25, Tls.OFF),
        ("smtp://127.0.0.1:1025", "127.0.0.1", 1025, Tls.OFF),
        ("smtp://[::1]:1025", "::1", 1025, Tls.OFF),
        ("smtp://localhost:1025", "localhost", 1025, Tls.OFF),
    ],
)
def test_the_way_is_private_unless_it_stays_on_the_machine_or_somebody_says_so(
    address: str, host: str, port: int, tls: Tls
) -> None:
    server = parse_smtp(address)

    assert (server.host, server.port, server.tls) == (host, port, tls)


def test_user_and_password_may_hold_any_character_and_the_password_is_not_printed() -> None:
    server = parse_smtp(f"smtp://user%40news.example:{QUOTED}@mail.example")

    assert (server.user, server.password) == ("user@news.example", SECRET)
    assert SECRET not in repr(server)
    assert SECRET not in repr(read_mail(f"smtp://u:{QUOTED}@mail.example", "c@news.example"))


@pytest.mark.parametrize(
    "address",
    [
        "mail.example",
        "http://user:hunter2hunter2@mail.example",
        "smtp://user:hunter2hunter2@",
        "smtp://user:hunter2hunter2@mail.example:x",
        "smtp://user:hunter2hunter2@mail.example/box",
        "smtp://user:hunter2hunter2@mail.example?tls=maybe",
        "smtps://user:hunter2hunter2@mail.example?tls=off",
        "smtp://[user:hunter2hunter2@mail.example",
    ],
)
def test_an_address_that_is_none_is_refused_without_being_repeated(address: str) -> None:
    with pytest.raises(Refused) as refused:
        parse_smtp(address)

    assert "hunter2" not in refused.value.detail
    assert "smtp://user:password@host" in refused.value.detail


def test_without_a_mail_server_there_is_no_mail() -> None:
    assert read_mail("", "") is None
    assert read_mail("", "comments@news.example") is None


@pytest.mark.parametrize(
    "sender", ["", "news.example", "a@b, c@d", "a@b\nBcc: c@d", "ä@news.example"]
)
def test_mail_has_a_sender_that_can_stand_in_a_header(sender: str) -> None:
    with pytest.raises(Refused, match="--mail-from"):
        read_mail("smtp://mail.example", sender)
