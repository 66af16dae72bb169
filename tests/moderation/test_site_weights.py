"""A site's own weights stand in the place of the shipped ones, and every ruling tells of them."""

from __future__ import annotations

import hashlib
from concurrent.futures import ThreadPoolExecutor

import pytest

from belowline.conversation.in_force import InForce
from belowline.conversation.judging import Judge
from belowline.moderation import ENGINE_VERSION, Action, Moderator, SiteWeights
from belowline.moderation.detectors import shipped_weights
from belowline.moderation.model.calibration import ModelError
from belowline.moderation.site_weights import weights_text
from belowline.moderation.weighing import Weight

HARMLESS = "The bridge was closed on Monday."
# So that everything is held for spam.
WARY = weights_text({"spam": Weight(9.0, 0.5, 1.25)}, "Ours.\n\nAll of it.").encode()


def test_what_is_written_is_read() -> None:
    assert SiteWeights.parse(WARY).own == {"spam": Weight(9.0, 0.5, 1.25)}
    head, _, clause = WARY.partition(b"\n\n")
    assert head == b"# Ours.\n#\n# All of it.\n# Fitted with engine " + ENGINE_VERSION.encode()
    assert clause.startswith(b"[spam]\nshift = 9.0\n")


def test_weights_of_another_engine_are_known_for_it() -> None:
    own = {"spam": Weight(9.0, 0.5, 1.25)}
    earlier = SiteWeights.parse(weights_text(own, "Ours.", "1.9").encode())
    unknown = SiteWeights.parse(weights_text(own, "Ours.", "").encode())

    assert not SiteWeights.parse(WARY).is_dated
    assert (earlier.engine, unknown.engine) == ("1.9", "")
    assert earlier.is_dated
    assert unknown.is_dated


def test_for_other_clauses_the_shipped_weights_hold() -> None:
    site = SiteWeights.parse(WARY)

    assert site.all == {**shipped_weights(), **site.own}


def test_rulings_are_made_with_them_and_name_the_file() -> None:
    ruling = Moderator(weights=SiteWeights.parse(WARY)).rule(HARMLESS)

    assert ruling.action is not Action.PUBLISH
    assert ruling.engine_version == f"{ENGINE_VERSION}+site:{hashlib.sha256(WARY).hexdigest()[:8]}"


def test_without_them_rulings_name_the_engine_alone() -> None:
    assert Moderator().rule(HARMLESS).engine_version == ENGINE_VERSION


@pytest.mark.anyio
async def test_what_could_not_be_judged_in_time_names_them_too() -> None:
    with ThreadPoolExecutor(1) as threads:
        moderator = Moderator(detectors=[], weights=SiteWeights.parse(WARY))
        ruling = await Judge(in_force=InForce(moderator), threads=threads, seconds=0.0)(HARMLESS)

    assert ruling.unchecked
    assert ruling.engine_version == moderator.engine_version != ENGINE_VERSION


@pytest.mark.parametrize(
    "text",
    [
        "not toml",
        "spam = 3",
        "[spam]\nshift = 0.0\ntrust = 0.7",
        "[spam]\nshift = 0.0\ntrust = 0.7\nevidence = 'much'",
        "[spam]\nshift = nan\ntrust = 0.7\nevidence = 3.0",
        "[spam]\nshift = 0.0\ntrust = -0.1\nevidence = 3.0",
        "[spam]\nshift = 0.0\ntrust = 0.7\nevidence = -3.0",
        "[spam]\nshift = 0.0\ntrust = inf\nevidence = 3.0",
        "[spma]\nshift = 0.0\ntrust = 0.7\nevidence = 3.0",
    ],
)
def test_a_file_that_makes_no_sense_is_refused(text: str) -> None:
    with pytest.raises(ModelError, match="weights"):
        SiteWeights.parse(text.encode())


def test_a_file_that_is_no_text_is_refused() -> None:
    with pytest.raises(ModelError, match="UTF-8"):
        SiteWeights.parse(b"\xff\xfe")
