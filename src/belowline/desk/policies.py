"""Put the use cases of the policy at the desk together, for those who call them."""

from dataclasses import dataclass

from belowline.desk.end_trial import EndTrial
from belowline.desk.preview_policy import PreviewPolicy
from belowline.desk.read_policies import ReadPolicies
from belowline.desk.save_policy import SavePolicy
from belowline.desk.take_policy import TakePolicy
from belowline.desk.trials import ReadTrials


@dataclass(frozen=True, slots=True, kw_only=True)
class Policies:
    """Everything that is done with a policy at the desk, verb by verb."""

    read: ReadPolicies
    preview: PreviewPolicy
    save: SavePolicy
    take: TakePolicy
    trials: ReadTrials
    end_trial: EndTrial
