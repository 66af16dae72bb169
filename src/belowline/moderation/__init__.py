"""The moderation engine: a comment and its facts in, findings and a ruling out.

    from belowline.moderation import Moderator
    ruling = Moderator().rule("You make a good point.")

Pure: it reads nothing but the files packed inside it, and the same input gives the same ruling.
"""

from belowline.moderation.detector import Detector
from belowline.moderation.facts import NOTHING_KNOWN, Facts, HostHistory, Pace, Repeats, SiteFacts
from belowline.moderation.fingerprint import fingerprint
from belowline.moderation.hosts import is_below, is_registry, names_above, own_name
from belowline.moderation.judge import Moderator
from belowline.moderation.links import hosts_in, linked_hosts
from belowline.moderation.policy import Clause, PhraseRule, Policy, PolicyError, Problem
from belowline.moderation.policy_text import parse_policy
from belowline.moderation.presets import DEFAULT_PRESET, PRESETS, full_policy_text, preset_text
from belowline.moderation.repeats import repeats_of
from belowline.moderation.ruling import Action, Finding, Mode, Ruling
from belowline.moderation.shipped import shipped_policy_text
from belowline.moderation.site_weights import SiteWeights
from belowline.moderation.version import ENGINE_VERSION

__all__ = [
    "DEFAULT_PRESET",
    "ENGINE_VERSION",
    "NOTHING_KNOWN",
    "PRESETS",
    "Action",
    "Clause",
    "Detector",
    "Facts",
    "Finding",
    "HostHistory",
    "Mode",
    "Moderator",
    "Pace",
    "PhraseRule",
    "Policy",
    "PolicyError",
    "Problem",
    "Repeats",
    "Ruling",
    "SiteFacts",
    "SiteWeights",
    "fingerprint",
    "full_policy_text",
    "hosts_in",
    "is_below",
    "is_registry",
    "linked_hosts",
    "names_above",
    "own_name",
    "parse_policy",
    "preset_text",
    "repeats_of",
    "shipped_policy_text",
]
