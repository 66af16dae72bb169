"""What an author's own words hold is measured, not how many there are."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from belowline.conversation.substance import MOST, substance

ARGUED = (
    "I have taken that bus for twelve years. The timetable was changed in March because two "
    "drivers retired, although the town had promised to train three. If the council paid for the "
    "training, the line would run every 20 minutes again. Has anybody asked them what it costs?"
)


def test_a_paragraph_with_reasons_stands_before_an_exclamation() -> None:
    assert substance(ARGUED) > 1.3
    assert 0.2 > substance("So true!") > substance("😀") == 0


@given(st.text())
def test_substance_lies_between_nothing_and_its_most(text: str) -> None:
    assert 0 <= substance(text) <= MOST


@given(st.integers(2, 50))
def test_saying_the_same_again_adds_nothing(times: int) -> None:
    assert substance(" ".join([ARGUED] * times)) == pytest.approx(substance(ARGUED))


def test_quoting_somebody_else_is_not_saying_something() -> None:
    quoted = "\n".join(f"> {line}" for line in ARGUED.split(". "))

    assert substance(quoted) == 0
    assert substance(f"{quoted}\n\nIndeed.") == substance("Indeed.")


@pytest.mark.parametrize(
    "more",
    [
        " That is because the figures were wrong.",
        " It was 240,000 in 2019.",
        " Why has nobody told the readers?",
        " My mother lived there.",
    ],
)
def test_a_reason_a_figure_a_question_and_experience_each_add_something(more: str) -> None:
    plain = "The town has closed the old bridge over the river and will build another one there."
    padded = f"{plain} That has been known here for ages."

    assert substance(plain + more) > substance(padded)


def test_shouting_takes_away_what_is_said() -> None:
    assert substance(ARGUED.upper()) < 0.3 * substance(ARGUED)


@pytest.mark.parametrize(
    "text",
    [
        "La línea cambió en 2019 porque faltaban conductores, aunque el ayuntamiento prometió más.",
        "La ligne a changé en 2019 parce que deux conducteurs manquaient, malgré les promesses.",
        "Der Fahrplan wurde 2019 geändert, weil Fahrer fehlten, obwohl die Stadt mehr versprach.",
        "تغير الجدول في 2019 لأن السائقين قليلون، رغم أن المدينة وعدت بالمزيد هذا العام",
        "2019年に時刻表が変わったのは運転手が足りなかったからです。市は約束を守っていません。",
    ],
)
def test_other_languages_have_substance_too(text: str) -> None:
    assert substance(text) > 0.3


@pytest.mark.parametrize("text", ["a" * 10_000, "> " * 5_000, "`" * 10_000, "?!" * 5_000])
def test_odd_texts_are_measured_at_once(text: str) -> None:
    assert substance(text) < 0.1
