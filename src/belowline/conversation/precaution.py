"""Say why a reader's words wait for a person, whatever they say."""

from dataclasses import dataclass, replace

from belowline.moderation import Action, Policy, Ruling
from belowline.people.reader import Role
from belowline.people.trust import is_new_here

EACH_WAITS = "A moderator decided that every comment of this reader waits."


@dataclass(frozen=True, slots=True)
class Precaution:
    """Why words wait that the engine would publish, for the record; empty where they need not."""

    why: str

    def on(self, ruling: Ruling) -> tuple[Ruling, str | None]:
        """Return the ruling as it has to be, and the note that says why it isn't the engine's."""
        if not self.why or ruling.action is not Action.PUBLISH:
            return ruling, None
        return replace(ruling, action=Action.HOLD), self.why


def precaution(role: Role, *, is_held: bool, published: int, policy: Policy) -> Precaution:
    """Return what holds for the new words of a reader with so many published comments.

    `is_held` says that a moderator has each of theirs wait.
    """
    if is_held:
        return Precaution(EACH_WAITS)
    needed = policy.first_comments_held
    if is_new_here(role, published=published, needed=needed):
        return Precaution(
            f"The first {needed} comments of a reader wait; {published} were approved."
        )
    return Precaution("")
