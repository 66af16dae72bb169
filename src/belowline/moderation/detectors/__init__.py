"""The shipped detectors, one file each, and the list that is asked by default."""

from __future__ import annotations

from functools import cache

from belowline.moderation.detector import Detector
from belowline.moderation.detectors.insults import Insults
from belowline.moderation.detectors.personal_data import PersonalData
from belowline.moderation.detectors.phrases import Phrases
from belowline.moderation.detectors.profanity import Profanity
from belowline.moderation.detectors.slurs import Slurs
from belowline.moderation.detectors.spam import Spam, shorteners
from belowline.moderation.detectors.threats import Threats
from belowline.moderation.lexicon import shipped_lexicon
from belowline.moderation.patterns import PatternTable
from belowline.moderation.policy import Policy
from belowline.moderation.shipped import shipped_text
from belowline.moderation.tables import rows, words


def shipped_detectors(policy: Policy) -> tuple[Detector, ...]:
    """Every shipped detector, those of the publisher's own rules made for `policy`."""
    lexicon = shipped_lexicon()
    return (
        Threats(_table("threats.toml", "harm.toml", "veiled.toml")),
        Slurs(lexicon, _table("hate.toml", "groups.toml")),
        Profanity(lexicon, rows("stars.tsv"), _table("crude.toml")),
        PersonalData(shipped_text("personal_data.toml"), policy.contacts),
        Insults(_table("insults.toml", "contempt.toml"), words("not_names.txt")),
        Spam(_table("spam.toml"), shorteners(shipped_text("spam.toml"))),
        Phrases(policy),
    )


@cache
def _table(*names: str) -> PatternTable:
    return PatternTable(*(shipped_text(name) for name in names))
