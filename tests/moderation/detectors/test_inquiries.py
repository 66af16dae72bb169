"""Asking for and offering somebody's private details is told from asking for anything else."""

from __future__ import annotations

import pytest

from tests.moderation.detectors.doxing import action, detectors


@pytest.mark.parametrize(
    "text",
    [
        "Does anyone know where she lives?",
        "Anybody got a number for the bus driver?",
        "who has the address of that vet? asking nicely",
        "Who's got an address for Strand's parents?",
        "Find out where she lives.",
        "Can somebody dig up where the prosecutor's sons study?",
        "Does anyone recognise him? Name and workplace please.",
        "I don't want revenge, I'd simply like to have a talk with him. Address?",
        "Which school does her daughter go to?",
        "Drop her LinkedIn below so we can all write to HR.",
        "Looking for the home address of the trustee who signed. Will pay.",
        "I want streets and door numbers.",
        "Weiß jemand, wo der Richter wohnt?",
        "Quelqu'un a son adresse ?",
        "¿Alguien sabe dónde vive el árbitro?",
    ],
)
def test_asking_where_somebody_is_waits_for_a_person(text: str) -> None:
    assert "inquiries" in detectors(text)


@pytest.mark.parametrize(
    "text",
    [
        "DM me and I'll send you the dentist's home address and her car reg.",
        "I can get you his address by tonight.",
        "I have her new address and I will say it for a tenner.",
        "I can find anybody from a photo of their window. Twenty quid.",
        "I can pull anybody's real name and street from a gamertag, 20 bucks.",
        "who wants Stokes's new place? Drop a 👍",
        "I've forwarded her home contact to the group.",
        "Posting the whole list of donors with home addresses tonight at eight.",
    ],
)
def test_offering_it_waits_for_a_person(text: str) -> None:
    assert "inquiries" in detectors(text)


@pytest.mark.parametrize(
    "text",
    [
        "Does anyone know where the bus stops?",
        "Does anyone know where I can get the full report?",
        "Does anybody know which school the council wants to close?",
        "Who knows the name of the architect?",
        "What's the address for comments on the draft plan?",
        "Please nobody post the driver's name or address. He has kids.",
        "Asking where she lives is exactly the sort of thing that got the last MP killed.",
        "I don't know where he lives and I don't want to know.",
        "They published her phone number and she had to move house twice.",
        "I can get you the report, it's on the council's website.",
        "DM me if you want the recipe.",
        "Find out where your food comes from.",
        "We want names! Which ministers voted for it?",
        "Does anyone have the number of the inquiry's office?",
        "Who is she to lecture us about sacrifice?",
        "Prosecutors can find out where he lives.",
    ],
)
def test_asking_for_other_things_is_left_alone(text: str) -> None:
    assert action(text) == "publish"


def test_a_reader_who_quotes_the_question_to_refuse_is_published() -> None:
    parent = "Does anyone know where she lives?"

    assert action(
        "> Does anyone know where she lives?\n\nNo, and shame on you.", parent=parent
    ) == ("publish")


@pytest.mark.parametrize(
    ("parent", "text"),
    [
        ("I've uploaded her details to a drive, reply 'in' for the link.", "in"),
        ("I know where the old lorry driver is hiding.", "What's the address?"),
        ("The woman who ran over the boy lives in Fern Lane.", "Which number?"),
        (
            "Who was the patient? We've a right to know.",
            "I can look at the board and send it to you.",
        ),
    ],
)
def test_a_short_answer_is_read_with_what_it_answers(parent: str, text: str) -> None:
    assert action(text, parent=parent) == "hold"
    assert action(text) == "publish"
