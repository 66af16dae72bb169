"""Hold the engine that rules now: whoever needs the policy asks here, each time anew."""

from datetime import timedelta

from belowline.moderation import Moderator, Policy


class InForce:
    """The engine with the policy that is in force; another may take its place at any moment.

    Who asks more than one thing about one comment takes `moderator` once, and asks that.
    """

    def __init__(self, moderator: Moderator) -> None:
        self._moderator = moderator

    @property
    def moderator(self) -> Moderator:
        """Return the engine that rules now."""
        return self._moderator

    @property
    def policy(self) -> Policy:
        """Return the policy that is in force now."""
        return self._moderator.policy

    @property
    def edit_window(self) -> timedelta:
        """Return how long an author may mend a comment."""
        return timedelta(minutes=self.policy.edit_window_minutes)

    def take(self, moderator: Moderator) -> None:
        """Let this engine rule from now on; what the other has begun it ends."""
        self._moderator = moderator
