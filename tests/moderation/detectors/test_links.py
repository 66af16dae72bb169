"""Links are judged by where they lead, by what the site knows and by the words beside them."""

from __future__ import annotations

import pytest

from belowline.moderation import (
    HostHistory,
    Moderator,
    Pace,
    Ruling,
    SiteFacts,
    parse_policy,
    shipped_policy_text,
)
from belowline.moderation.detectors import shipped_detectors

REGULAR = 50


@pytest.fixture(scope="module")
def rules() -> Moderator:
    """The rules alone: what the classifier makes of the words is not at issue here."""
    policy = parse_policy(shipped_policy_text())
    return Moderator(policy, shipped_detectors(policy))


def reasons(ruling: Ruling) -> list[str]:
    return [finding.reason for finding in ruling.findings]


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("I found it at https://bit.ly/3xyz for you all", "A shortened link hides"),
        ("We talk about it at https://discord.gg/abc123 every day", "A link leads away to where"),
        ("I think http://203.0.113.7/bank has the form you want", "leads to a bare number"),
        ("I think http://2130706433/bank has the form you want", "leads to a bare number"),
        ("The form is at https://bank.com@evil.example/log-in for all", "names one site and leads"),
        (
            "The form is at [bank.com](http://evil.example/a) for all",
            "says “bank.com” and leads to",
        ),
        ("The form is at https://раypal.com/login for all who ask", "written with look-alike"),
        (
            "The form is at https://xn--pypal-4ve.com/login for all who ask",
            "written with look-alike",
        ),
        (
            "The form is at https://bank.com.safe.example/login for all",
            "carries the name of another",
        ),
        ("The map is at https://maps.example/new/maps.apk and it works", "straight to a program"),
        (
            "I buy mine from https://kettle.example/top10?aff=7781 and you?",
            "pays whoever posted it",
        ),
        ("I buy mine from https://kettle.example/refer/anna and you?", "pays whoever posted it"),
        ("You can read all of it at kidsmedia . com if you like", "so that it can't be recognised"),
        (
            "You can read all of it at kidsmedia[dot]com if you like",
            "so that it can't be recognised",
        ),
        ("https://hot.example/7", "without a word"),
        ("Half price for all readers at https://kettle.example", "stands beside an offer"),
        ("Half price for all readers at https://kettle.xyz", "an ending that is mostly used"),
    ],
)
def test_a_link_that_misleads_or_sells_waits_for_a_person(
    rules: Moderator, text: str, reason: str
) -> None:
    ruling = rules.rule(text)

    assert ruling.action == "hold", ruling.findings
    assert any(reason in each for each in reasons(ruling)), reasons(ruling)


@pytest.mark.parametrize(
    "text",
    [
        "The minutes are at https://council.example/minutes.pdf, page 4.",
        "https://www.legislation.gov.uk/ukpga/1998/42",
        "https://en.wikipedia.org/wiki/Simony",
        "Source: https://survey.example/2026/tables",
        "You can get there by https://münchen.de/tram if you must.",
        "The court said so, see https://пример.рф/123 for the Russian text.",
        "[The Guardian](https://www.theguardian.com/uk) had it first.",
        "[bbc.co.uk](https://www.bbc.com/news/1) had it first.",
        "https://www.nytimes.com/2026/03/01/world/a.html?partner=rss&utm_source=x has the numbers.",
        "The first I read of it was at https://elsewhere.example/a?utm_source=facebook today.",
        "He says the “whatsapp messages” will be handed over. See https://inquiry.example/a",
        "I crossed the bridge.Live and let live.",
    ],
)
def test_a_link_as_evidence_is_published(rules: Moderator, text: str) -> None:
    ruling = rules.rule(text)

    assert ruling.action == "publish", ruling.findings


@pytest.mark.parametrize(
    "text",
    [
        "https://hot.example/7",
        "I buy mine from https://kettle.example/top10?aff=7781 and you?",
        "We talk about it at https://discord.gg/abc123 every day",
        "I found it at https://bit.ly/3xyz for you all",
    ],
)
def test_a_regular_may_link_more_freely(rules: Moderator, text: str) -> None:
    assert rules.rule(text, author_published=REGULAR).action == "publish"


@pytest.mark.parametrize(
    "text",
    [
        "The form is at [bank.com](http://evil.example/a) for all",
        "The form is at https://раypal.com/login for all who ask",
    ],
)
def test_nobody_may_mislead_others(rules: Moderator, text: str) -> None:
    assert rules.rule(text, author_published=REGULAR).action == "hold"


def test_five_harmless_comments_in_a_row_make_no_regular(rules: Moderator) -> None:
    text, pace = "https://hot.example/7", Pace(minute=0, ten_minutes=3, hour=5)

    assert rules.rule(text, author_published=5).action == "publish"
    assert rules.rule(text, author_published=5, site=SiteFacts(pace=pace)).action == "hold"


def test_a_link_in_answer_to_a_question_needs_no_words(rules: Moderator) -> None:
    answer = rules.rule("https://survey.example/2026", parent="Where are these numbers from?")

    assert answer.action == "publish"


def test_a_link_in_words_that_somebody_reports_is_published(rules: Moderator) -> None:
    text = "My neighbour was told “pay your customs at https://bit.ly/3xyz” and she did."

    assert rules.rule(text).action == "publish"


def known(published: int, spam: int = 0) -> SiteFacts:
    return SiteFacts(hosts={"kettle.example": HostHistory(published, spam)})


@pytest.mark.parametrize(
    ("site", "action"),
    [
        (known(0), "publish"),
        (known(9), "publish"),
        (known(0, 1), "hold"),
        (known(2, 3), "hold"),
        (known(9, 2), "publish"),
    ],
)
def test_a_host_is_judged_by_what_it_was_linked_for(
    rules: Moderator, site: SiteFacts, action: str
) -> None:
    text = "There is a longer article on it at https://shop.kettle.example/a for those who read."

    assert rules.rule(text, site=site).action == action


def test_an_offer_on_a_host_that_readers_trust_is_published(rules: Moderator) -> None:
    text = "Half price for all readers at https://kettle.example"

    assert rules.rule(text, site=known(3)).action == "publish"
    assert rules.rule(text, site=known(3, 1)).action == "hold"


def test_a_host_nobody_linked_to_is_mentioned_and_no_more(rules: Moderator) -> None:
    ruling = rules.rule("A longer article is at https://kettle.example/a for you.", site=known(0))

    assert "Nobody has linked to “kettle.example” here before." in reasons(ruling)
    assert ruling.action == "publish"


def test_many_links_to_hosts_that_readers_trust_are_not_many(rules: Moderator) -> None:
    text = "See " + " and ".join(f"https://kettle.example/{number}" for number in range(4))

    assert rules.rule(f"{text} on this.", site=known(0)).action == "hold"
    assert rules.rule(f"{text} on this.", site=known(5)).action == "publish"


def test_the_publishers_own_links_are_never_spam() -> None:
    text = shipped_policy_text().replace("contacts = []", 'contacts = ["desk@paper.example"]')
    policy = parse_policy(text)
    rules = Moderator(policy, shipped_detectors(policy))

    for link in ("https://paper.example", "https://shop.paper.example/a?aff=1 half price"):
        assert rules.rule(link).scores["spam"] == 0.0
    assert rules.rule("https://paper.example.evil.example/a").action == "hold"
    assert rules.rule("https://ours.example", site=SiteFacts(domains=("ours.example",))).action == (
        "publish"
    )


def test_the_storys_own_links_are_never_spam(rules: Moderator) -> None:
    story = "The tickets are sold at https://www.theatre.example/may for half price."

    assert rules.rule("https://theatre.example/june", story=story).scores["spam"] == 0.0
    assert rules.rule("https://theatre.example.evil.example", story=story).action == "hold"
    assert rules.rule("https://atre.example", story=story).action == "hold"
