"""A licence plate is one where a vehicle is spoken of."""

from __future__ import annotations

import pytest

from tests.moderation.detectors.doxing import action, detectors


@pytest.mark.parametrize(
    "text",
    [
        "Reg is KX39 OWR. Seen it at the garage this morning.",
        "the reg is kx39 owr, mind",
        "Her Volvo's still in the park, WN37 ZBT.",
        "Drive past, it's the Opel with BRZ-HK 553.",
        "AA-123-AA, voilà la voiture de madame la juge",
        "Plate is 7ABC123, California, white Prius.",
        "MH 12 DE 1433, white Innova, follow it.",
        "55-DX-012, a green Peugeot.",
        "Licence plate M-AX 5550, grey BMW.",
    ],
)
def test_a_plate_near_a_vehicle_waits_for_a_person(text: str) -> None:
    assert "plates" in detectors(text)
    assert action(text) in {"hold", "reject"}


@pytest.mark.parametrize(
    "text",
    [
        "Flight BA 2490 left at 10.55 from gate B36.",
        "My Bosch GSB 18V-55 drill outlived the car.",
        "That's a 7-series BMW, E38, 740iL.",
        "The A1 and the M25 were closed, I drove 45 minutes more.",
        "In MAY 2016 I drove to work; in JUN 2018 I cycled.",
        "THE 2016 CAR TAX WAS HIGHER THAN THE 2018 ONE",
        "KX39 OWR",
    ],
)
def test_flights_models_roads_and_dates_are_left_alone(text: str) -> None:
    assert "plates" not in detectors(text)


def test_a_plate_that_the_story_gives_may_be_repeated() -> None:
    story = "Police seek a grey van with the plate KX39 OWR."

    assert action("I saw that van, KX39OWR, and rang them.", story=story) == "publish"
