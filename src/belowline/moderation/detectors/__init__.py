"""The shipped detectors, one file each, and the list that is asked by default."""

from __future__ import annotations

import tomllib
from functools import cache

from belowline.moderation.detector import Detector
from belowline.moderation.detectors.addresses import Addresses
from belowline.moderation.detectors.blocked import Blocked
from belowline.moderation.detectors.classifier import Missing, Trained
from belowline.moderation.detectors.flood import Flood
from belowline.moderation.detectors.identity_numbers import IdentityNumbers
from belowline.moderation.detectors.inquiries import Inquiries
from belowline.moderation.detectors.insults import Insults
from belowline.moderation.detectors.link_offers import LinkOffers
from belowline.moderation.detectors.links import Links
from belowline.moderation.detectors.mixed_scripts import MixedScripts
from belowline.moderation.detectors.noise import Noise
from belowline.moderation.detectors.personal_data import PersonalData
from belowline.moderation.detectors.phrases import Phrases
from belowline.moderation.detectors.plates import Plates
from belowline.moderation.detectors.profanity import Profanity
from belowline.moderation.detectors.slurs import Slurs
from belowline.moderation.detectors.spam import Spam
from belowline.moderation.detectors.threats import Threats
from belowline.moderation.detectors.whereabouts import Whereabouts
from belowline.moderation.foreign_links import ForeignLinks
from belowline.moderation.lexicon import shipped_lexicon
from belowline.moderation.model.calibration import ModelError
from belowline.moderation.model.classifier import Classifier
from belowline.moderation.patterns import PatternTable
from belowline.moderation.policy import Policy
from belowline.moderation.published import Published
from belowline.moderation.shipped import shipped_bytes, shipped_text
from belowline.moderation.sieve import Sieve
from belowline.moderation.tables import rows, words
from belowline.moderation.weighing import Weight, parse_weights


def shipped_detectors(policy: Policy) -> tuple[Detector, ...]:
    """Every shipped detector, those of the publisher's own rules made for `policy`."""
    lexicon = shipped_lexicon()
    published = Published(policy.contacts)
    foreign = ForeignLinks(policy.contacts)
    found: tuple[Detector, ...] = (
        Threats(_table("threats.toml", "harm.toml", "veiled.toml")),
        Slurs(lexicon, _table("hate.toml", "groups.toml")),
        Profanity(lexicon, rows("stars.tsv"), _table("crude.toml")),
        PersonalData(shipped_text("personal_data.toml"), published),
        IdentityNumbers(shipped_text("identity_numbers.toml"), published),
        Addresses(shipped_text("addresses.toml"), published),
        Plates(shipped_text("plates.toml"), published),
        Whereabouts(shipped_text("whereabouts.toml"), _sieve()),
        Inquiries(_table("inquiries.toml"), shipped_text("answers.toml")),
        Insults(_table("insults.toml", "contempt.toml"), words("not_names.txt")),
        Spam(_table("spam.toml")),
        Noise(),
        Links(shipped_text("links.toml"), foreign),
        Blocked(shipped_text("links.toml")),
        LinkOffers(shipped_text("links.toml"), foreign),
        Flood(foreign),
        MixedScripts(),
        Phrases(policy),
    )
    _sieve().made()
    return found


@cache
def shipped_classifier() -> Trained | Missing:
    """The trained classifier, or what fails in its place where its files are no good.

    An engine without it would publish what only it sees; so it is never quietly left out.
    """
    try:
        classifier = Classifier(
            shipped_bytes("classifier/classifier.onnx"),
            shipped_text("classifier/tokenizer.json"),
            shipped_text("classifier/classifier.json"),
        )
    except (OSError, UnicodeError, ModelError) as error:
        return Missing(f"the classifier is not to be had: {error}")
    return Trained(classifier, tomllib.loads(shipped_text("classifier.toml")))


@cache
def shipped_weights() -> dict[str, Weight]:
    """How the shipped rules and the shipped classifier are weighed against each other."""
    return parse_weights(shipped_text("weights.toml"))


@cache
def _table(*names: str) -> PatternTable:
    return PatternTable(*(shipped_text(name) for name in names), sieve=_sieve())


@cache
def _sieve() -> Sieve:
    """One for all of them: a text is gone through once."""
    return Sieve()
