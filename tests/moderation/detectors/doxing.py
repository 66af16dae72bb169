"""The detectors that look for personal data, alone: no classifier, no other clause."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

from belowline.moderation import Finding, Moderator
from belowline.moderation.detectors.addresses import Addresses
from belowline.moderation.detectors.identity_numbers import IdentityNumbers
from belowline.moderation.detectors.inquiries import Inquiries
from belowline.moderation.detectors.personal_data import PersonalData
from belowline.moderation.detectors.plates import Plates
from belowline.moderation.detectors.whereabouts import Whereabouts
from belowline.moderation.patterns import PatternTable
from belowline.moderation.published import Published
from belowline.moderation.shipped import shipped_text


@cache
def doxing(contacts: tuple[str, ...] = ()) -> Moderator:
    """A moderator that asks only these; `contacts` are the publisher's own."""
    published = Published(contacts)
    return Moderator(
        detectors=(
            PersonalData(shipped_text("personal_data.toml"), published),
            IdentityNumbers(shipped_text("identity_numbers.toml"), published),
            Addresses(shipped_text("addresses.toml"), published),
            Plates(shipped_text("plates.toml"), published),
            Whereabouts(shipped_text("whereabouts.toml")),
            Inquiries(PatternTable(shipped_text("inquiries.toml")), shipped_text("answers.toml")),
        )
    )


def action(text: str, story: str = "", parent: str = "") -> str:
    """What happens to a comment for what it tells of somebody."""
    return doxing().rule(text, story=story, parent=parent).action


def detectors(text: str, story: str = "", parent: str = "") -> set[str]:
    """The names of the detectors that would have a person look."""
    return {found.detector for found in held(text, story, parent)}


def held(text: str, story: str = "", parent: str = "") -> Iterable[Finding]:
    """The findings for which a person looks at the comment."""
    ruling = doxing().rule(text, story=story, parent=parent)
    return [found for found in ruling.findings if found.score >= 0.5]
