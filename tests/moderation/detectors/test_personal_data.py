"""Phone numbers and mail addresses are found however they are written, and offices left alone."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.moderation.detectors.doxing import action, detectors, doxing, held

NUMBER = "07700900461"
GAPS = st.sampled_from([" ", "-", ".", "/", " - ", "  "])


@pytest.mark.parametrize(
    "text",
    [
        "020 7946 0339",
        "+49 176 04069 055",
        "(202) 555-0143",
        "someone@example.org",
        "jane [at] mail (dot) com",
        "k dot albright at provider dot com",
        "oh-seven-seven-double-oh nine-double-oh three-one-nine",
    ],
)
def test_a_bare_number_or_address_waits_for_a_person(text: str) -> None:
    assert action(text) == "hold"


@pytest.mark.parametrize(
    "text",
    [
        "Her number is 020 7946 0321.",
        "ring him on +44 7700 900123",
        "Ask Barb, she's on 555-0193.",
        "Dana Whitlock 555-0173. Light her up.",
        "her mail: jane dot doe (at) gmail (dot) com",
        "Phone her: 72 128 827",
        "h a r r y . p i k e @ quickmail . example, tell him yourself",
        "Her UPI is sangeeta.rao@okbank",
        "O7 7OO 9OO 321 is his number",
        "О7 7ОО 9ОО 321 is his number, in Cyrillic",
        "+1 (𝟺𝟷𝟻) 𝟻𝟻𝟻-𝟶𝟷𝟸𝟽 call her tonight",
        "２０２－５５５－０１６６ is his cell",
        "4.1.5.5.5.5.0.1.2.7 ring him",
    ],
)
def test_with_a_person_or_a_call_to_act_it_is_turned_away(text: str) -> None:
    assert action(text) == "reject"


@pytest.mark.parametrize(
    "text",
    [
        "Call 116 117 at night, the doctor on duty answers.",
        "Telefonseelsorge 0800 111 0 111, bitte ruft an.",
        "SOS Amitié : 09 72 39 40 50, jour et nuit.",
        "Teléfono de la Esperanza 717 003 717.",
        "Lifeline is 13 11 14 for our Australian friends.",
        "Call the embassy on 020 7229 6412 if you have family there.",
        "Call Senator Hale's office at 202-224-3121.",
        "The parish office is 01632 960 001, they take bookings.",
        "I wrote to complaints@ofcom.org.uk and got a form letter.",
        "ask the press office, press@council.example",
        "Case number 2019-004512-7781 is public record.",
        "The complaint was logged: number 740-0162.",
        "ISBN 0-306-40615-2, out of print but worth it.",
        "The score was 21-19, 18-21, 22-20.",
        "From 250-1200 people came, 1939-1945.",
        "Look at more at example dot com",
        "192.168.1.1 is where your router hides.",
        "Version 12.0.1.4 killed my battery.",
        "I follow @nasa for the pictures.",
        "My number one wish: two four six eight, more trains.",
    ],
)
def test_offices_helplines_and_other_numbers_are_left_alone(text: str) -> None:
    assert action(text) == "publish"


def test_somebodys_network_address_waits_for_a_person() -> None:
    assert action("His IP is 81.2.69.142, somebody pull the plug.") == "hold"
    assert action("He posts from 2a00:1450:4001:82a::200e") == "hold"


@settings(deadline=None, max_examples=60)
@given(st.lists(GAPS, min_size=3, max_size=3))
def test_a_number_of_the_story_may_be_repeated_in_any_spacing(gaps: list[str]) -> None:
    parts = ["07700", "900", "4", "61"]
    written = "".join(part + gap for part, gap in zip(parts, [*gaps, ""], strict=True))
    text = f"Ring them on {written}."

    assert action(text, story=f"Witnesses should call {NUMBER}.") == "publish"
    assert action(text) == "reject"


def test_the_publishers_own_contacts_may_be_given_out() -> None:
    own = doxing(("newsdesk@paper.example", "020 7946 0100"))

    assert own.rule("Write to newsdesk@paper.example or ring +44 20 7946 0100.").action == "publish"
    assert own.rule("Write to newsdesk@papers.example").action == "reject"


def test_a_private_number_behind_many_public_ones_is_still_found() -> None:
    text = "Samaritans 116 123. " * 60 + "His mobile is 07700 900461."

    assert detectors(text) == {"personal_data"}


def test_a_finding_spans_what_was_typed() -> None:
    text = "Ring him: ０7700 900 461!"

    [found] = held(text)

    assert text[found.start : found.end] == "０7700 900 461"


@settings(deadline=None)
@given(
    st.text(
        st.one_of(st.characters(), st.sampled_from("0123456789 +-().@/#:atdot\n")), max_size=200
    )
)
def test_no_text_breaks_the_detectors(text: str) -> None:
    ruling = doxing().rule(text, story=text[:50], parent=text[50:90])

    assert not ruling.unchecked
    for found in ruling.findings:
        if found.start is not None and found.end is not None:
            assert 0 <= found.start < found.end <= len(text)
