"""Offer the shipped policies, and make a whole policy of a file that extends one of them."""

from __future__ import annotations

import tomllib
from functools import cache
from typing import Any

from belowline.moderation.shipped import shipped_text
from belowline.moderation.toml_reading import Table
from belowline.moderation.toml_values import with_values

DEFAULT_PRESET = "no-tolerance"
PRESETS = {
    DEFAULT_PRESET: "policy.toml",
    "balanced": "balanced.toml",
    "post-moderation": "post_moderation.toml",
}
# The key under which a policy names the preset that it differs from.
EXTENDS = "extends"


@cache
def preset_text(name: str) -> str:
    """The full text of a shipped policy; KeyError where there is none of that name."""
    return full_policy_text(shipped_text(PRESETS[name]))


def full_policy_text(text: str) -> str:
    """A policy that says the same and extends nothing, so that it can be read in ten years.

    The text is one that `parse_policy` takes, or its preset's; without `extends` it is what it is.
    """
    own = tomllib.loads(text)
    preset = own.pop(EXTENDS, None)
    return text if preset is None else with_values(preset_text(preset), own)


def laid_over(below: Table, above: Table) -> dict[str, Any]:
    """The tables of `below` with the values of `above` in them."""
    merged = {**below, **above}
    for key in below.keys() & above.keys():
        if isinstance(below[key], dict) and isinstance(above[key], dict):
            merged[key] = laid_over(below[key], above[key])
    return merged
