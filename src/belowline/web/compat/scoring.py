"""What every compatible interface needs: the engine by community, its threads, and who may ask."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from belowline.desk.suggest import Suggest
from belowline.moderation.assessment import Assessor
from belowline.web.compat.judges import Judges
from belowline.web.compat.keys import Keys
from belowline.web.compat.settings import ScoringSettings


@dataclass(frozen=True, slots=True, kw_only=True)
class Scoring:
    """Put together in main; `communities` have policies of their own, all others share the
    site's: `shared` returns who judges by it now."""

    settings: ScoringSettings
    shared: Callable[[], Assessor]
    communities: Mapping[str, Assessor]
    judges: Judges
    keys: Keys
    suggest: Suggest

    def assessor(self, community_id: str) -> Assessor:
        """Return who judges for a community."""
        return self.communities.get(community_id) or self.shared()
