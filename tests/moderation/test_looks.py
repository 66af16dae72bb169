"""Names that look alike have one look, and others have not."""

import pytest

from belowline.moderation.looks import look_of, plain_of

ADA = "Ada Ridley"


@pytest.mark.parametrize(
    "name",
    [
        "ada ridley",
        "АdaRidley",  # Cyrillic А
        "Аdа Ridlеу",
        "Αda Ridley",  # Greek
        "Ada Rid1ey",
        "Ada RidIey",
        "Áda Rídley",
        "Ⓐda Ridley",
        "𝐀𝐝𝐚 𝐑𝐢𝐝𝐥𝐞𝐲",
        "Ada\u200bRidley",
        "Ada_Ridley.",
        "Ａｄａ　Ｒｉｄｌｅｙ",
    ],
    ids=ascii,
)
def test_a_name_in_disguise_has_the_look_of_the_name(name: str) -> None:
    assert look_of(name) == look_of(ADA)


@pytest.mark.parametrize("name", ["Ada Ridgley", "Adam Ridley", "Ada", "李小龙", "Ада Ридлей"])
def test_another_name_has_another_look(name: str) -> None:
    assert look_of(name) != look_of(ADA)


def test_namesakes_differ_in_no_letter_and_disguises_do() -> None:
    assert plain_of("ada  RIDLEY") == plain_of("Áda Ridley") == plain_of(ADA)
    assert plain_of("Аda Ridley") != plain_of(ADA)
    assert plain_of("Ada Rid1ey") != plain_of(ADA)


@pytest.mark.parametrize("name", ["...", "☺", " "])
def test_what_has_no_letters_looks_like_itself(name: str) -> None:
    assert look_of(name) == name
