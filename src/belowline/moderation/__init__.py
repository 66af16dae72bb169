"""The moderation engine: a comment and its facts in, findings and a ruling out.

    from belowline.moderation import Moderator
    ruling = Moderator().rule("You make a good point.")

Pure: it reads nothing but the files packed inside it, and the same input gives the same ruling.
"""

from belowline.moderation.detector import Detector
from belowline.moderation.facts import Facts
from belowline.moderation.judge import ENGINE_VERSION, Moderator
from belowline.moderation.policy import Clause, Policy, PolicyError, Problem
from belowline.moderation.policy_text import parse_policy
from belowline.moderation.ruling import Action, Finding, Ruling
from belowline.moderation.shipped import shipped_policy_text

__all__ = [
    "ENGINE_VERSION",
    "Action",
    "Clause",
    "Detector",
    "Facts",
    "Finding",
    "Moderator",
    "Policy",
    "PolicyError",
    "Problem",
    "Ruling",
    "parse_policy",
    "shipped_policy_text",
]
