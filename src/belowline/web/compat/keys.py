"""Say who may ask for scores, and how often."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from belowline.kernel.errors import KeyNeeded
from belowline.web.compat.settings import ScoringSettings
from belowline.web.limits import Limiter

_MINUTE = 60
# What the limiter calls it.
_WHAT = "scores"


@dataclass(frozen=True, slots=True)
class Caller:
    """Who asks: the name of a key, or nobody's with the address that they ask from."""

    name: str
    address: str
    per_minute: int | None


class Keys:
    """The keys of the settings, each with what it has left."""

    def __init__(self, settings: ScoringSettings, limiter: Limiter, anonymous: int | None) -> None:
        """`anonymous` is how often a minute an address may ask without a key; None: freely."""
        given = settings.anonymous_per_minute
        if given is None:
            given = 0 if settings.keys else anonymous
        self._anonymous = given
        self._limiter = limiter
        # By digest: how long a look-up takes says nothing about a key.
        self._keys = {_digest(each.key): each for each in settings.keys}

    def caller(self, key: str, address: str) -> Caller:
        """Return who asks; raises where nobody without a known key may.

        Where no keys are given out any key will do: clients can't be told to send none.
        """
        if found := self._keys.get(_digest(key)):
            return Caller(found.name, "", found.per_minute)
        if self._anonymous == 0:
            raise key_needed(was_given=bool(key))
        return Caller("", address, self._anonymous)

    def count(self, caller: Caller, texts: int = 1) -> None:
        """Count texts against what a caller may ask; raises TooMany."""
        if caller.per_minute is not None:
            who = f"key {caller.name}" if caller.name else f"address {caller.address}"
            self._limiter.take(_WHAT, who, (caller.per_minute, _MINUTE), count=texts)

    def may_teach(self, caller: Caller) -> bool:
        """Say whether what a caller suggests is kept: strangers on the net teach us nothing."""
        return bool(caller.name) or self._anonymous is None


def key_needed(*, was_given: bool) -> KeyNeeded:
    """Return the error for a caller whom nobody knows."""
    told = "This key is not known here." if was_given else "Send a key that you were given here."
    return KeyNeeded(told, was_given=was_given)


def _digest(key: str) -> bytes:
    return hashlib.sha256(key.encode("utf-8", "replace")).digest()
