"""Read the file of settings for scoring: keys, languages, communities, secrets."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec
from msgspec import Struct, field

from belowline.kernel.errors import Refused
from belowline.web.compat.language_choice import SERVED


class Key(Struct, forbid_unknown_fields=True):
    """A caller's key, the name that we know it by, and how often a minute it may ask."""

    key: str
    name: str
    per_minute: int = 6_000


class ScoringSettings(Struct, frozen=True, forbid_unknown_fields=True):
    """What the file says.

    `language` is the publisher's own, taken where a text doesn't tell. `lenient` leaves out what
    can't be answered honestly where others get an error. `anonymous_per_minute` is how often a
    caller without a key may ask, by network address; 0: not at all; None: the program decides.
    `coral_secrets` sign what Coral sends. `communities` maps Perspective's communityId to a policy
    file, whose place is told from this file's.
    """

    language: str = "en"
    lenient: bool = False
    anonymous_per_minute: int | None = None
    keys: list[Key] = field(default_factory=list)
    coral_secrets: list[str] = field(default_factory=list)
    communities: Mapping[str, str] = field(default_factory=dict)


def parse_scoring(text: str) -> ScoringSettings:
    """Read the TOML; raises Refused, which names what is wrong."""
    try:
        settings = msgspec.toml.decode(text, type=ScoringSettings)
    except msgspec.MsgspecError as error:
        raise Refused(f"The settings for scoring can't be read: {error}") from None
    if settings.language not in SERVED:
        raise Refused(
            f"The settings for scoring: language must be one of {', '.join(SERVED)}, in which "
            "the engine is measured."
        )
    for key in settings.keys:
        if not key.key.strip() or not key.name.strip() or key.per_minute < 1:
            raise Refused(
                "The settings for scoring: every key needs key, name and a per_minute from 1."
            )
    return settings
