"""The composition root: the one place that knows every concrete class."""

from belowline.main.commands import (
    auditing,
    calibrating,
    checking,
    exporting,
    policy_in_force,
    replaying,
    ruling_again,
    saving_policies,
)
from belowline.main.files import read_policy, read_weights
from belowline.main.keys import changing_key
from belowline.main.mailing import mail_queue
from belowline.main.scoring import build_scoring, make_scoring
from belowline.main.service import Belowline, build
from belowline.main.webhooks import webhook_lines

__all__ = [
    "Belowline",
    "auditing",
    "build",
    "build_scoring",
    "calibrating",
    "changing_key",
    "checking",
    "exporting",
    "mail_queue",
    "make_scoring",
    "policy_in_force",
    "read_policy",
    "read_weights",
    "replaying",
    "ruling_again",
    "saving_policies",
    "webhook_lines",
]
