"""The files that a site hands us, as the engine takes them: its policy and its weights."""

from pathlib import Path

from belowline.kernel.errors import Refused
from belowline.moderation import Moderator, SiteWeights, parse_policy, shipped_policy_text
from belowline.moderation.model.calibration import ModelError


def read_policy(file: Path | None) -> str:
    """Return the text of the site's policy file, or of the one that we ship."""
    return shipped_policy_text() if file is None else file.read_text("utf-8")


def read_weights(file: Path | None) -> SiteWeights | None:
    """Return the site's own weights; raises Refused, which names what is wrong with them."""
    if file is None:
        return None
    try:
        return SiteWeights.parse(file.read_bytes())
    except ModelError as error:
        raise Refused(f"{file}: {error}.") from None


def moderator_of(policy: Path | None, weights: Path | None) -> Moderator:
    """Return the engine with a site's policy and weights; raises PolicyError and Refused."""
    return Moderator(parse_policy(read_policy(policy)), weights=read_weights(weights))
