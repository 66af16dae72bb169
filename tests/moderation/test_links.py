"""Addresses are found however they are written, taken apart, and told from words."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from belowline.moderation import linked_hosts
from belowline.moderation.fold import fold
from belowline.moderation.links import hosts_named, links_of
from belowline.moderation.tables import confusables

PARTS = (
    *("http://", "https:/", "www.", "a", "evil.com", ".", "@", "[", "](", ")", "/", "?ref=", "dot"),
    *(" ", "\n", "xn--", "::1", "é", "\ud83d", "watch?v=abcdefghijk", "co.uk", "-", "%00", ":"),
)
typed = st.lists(st.sampled_from(PARTS), max_size=40).map("".join)


@pytest.mark.parametrize(
    ("text", "hosts"),
    [
        ("see https://www.a.example/b?c=d#e.", ["a.example"]),
        ("see HTTP://A.EXAMPLE:8080/b, or www.b.com", ["a.example", "b.com"]),
        ("a.example/b and c.co.uk", ["a.example", "c.co.uk"]),
        ("(https://a.example/b)", ["a.example"]),
        ("read [this](https://a.example/b)", ["a.example"]),
        ("[b.example](http://a.example)", ["a.example"]),
        ("http://b.example@a.example/c", ["a.example"]),
        ("https://a.example/@anna", ["a.example"]),
        ("http://[2001:db8::1]/x", ["[2001:db8::1"]),
        ("kids . com and kids[dot]com", ["kids.com", "kids.com"]),
        ("www.kids. com/watch", ["kids.com"]),
        ("/watch?v=dQw4w9WgXcQ", ["youtube.com"]),
        ("ａ.ｅｘａｍｐｌｅ", ["a.example"]),
        ("cheap-meds.shop", ["cheap-meds.shop"]),
        ("go.bet/now", ["go.bet"]),
    ],
)
def test_an_address_is_found_however_it_is_written(text: str, hosts: list[str]) -> None:
    folded = fold(text, confusables()).text

    assert [link.host for link in links_of(folded)] == hosts


@pytest.mark.parametrize(
    "text",
    [
        "We crossed the bridge.Live with it.",
        "The end.In the morning we left.it was cold",
        "He writes to ada@news.example every day.",
        "harry(dot)pike(at)mail(dot)example",
        "The budget. Net income fell. Com on.",
        "https://",
        "www.",
        "a.b.c 3.5 10.30 e.g. i.e.",
        "http://" + "a." * 300 + "com",
    ],
)
def test_what_is_no_address_is_left_alone(text: str) -> None:
    assert linked_hosts(text) == ()


@given(text=typed)
@settings(max_examples=500, deadline=None)
def test_any_text_has_links_that_stand_in_it(text: str) -> None:
    folded = fold(text, confusables()).text

    for link in links_of(folded):
        assert 0 <= link.start < link.end <= len(folded)
        assert link.host
        assert link.host == link.host.strip(".")
    assert len(linked_hosts(text)) <= 5
    assert all(hosts_named([text]))


def test_a_site_is_remembered_by_the_name_that_somebody_registered() -> None:
    text = (
        "https://a.b.one.co.uk/x http://www.one.co.uk https://anna.blogspot.com/ http://10.0.0.7/"
    )

    assert linked_hosts(text) == ("one.co.uk", "anna.blogspot.com", "10.0.0.7")


def test_no_more_than_a_few_hosts_of_a_comment_are_remembered() -> None:
    text = " ".join(f"https://a{number}.example" for number in range(50))

    assert len(linked_hosts(text)) == 5
    assert len(links_of(text)) == 40


def test_the_hosts_of_contacts_are_known() -> None:
    assert hosts_named(["desk@paper.example", "0161 555 0123", "https://www.shop.example/a"]) == {
        "paper.example",
        "shop.example",
    }
