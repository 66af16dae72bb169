"""Which door each role opens."""

from enum import StrEnum

from belowline.kernel.errors import Forbidden, SignInNeeded
from belowline.people.reader import Reader, Role


class Right(StrEnum):
    """What a route asks for."""

    PUBLIC = "public"  # anyone
    SCORE = "score"  # a program with a key, or anyone where the publisher gave none out
    MODERATE = "moderate"  # staff: moderators, editors, owners
    OVERSEE = "oversee"  # editors and owners


def may(right: Right, reader: Reader | None) -> bool:
    """Say whether a reader has a right that only some of the staff have."""
    try:
        require(right, reader)
    except (SignInNeeded, Forbidden):
        return False
    return True


def require(right: Right, reader: Reader | None) -> None:
    """Return if the reader may; raises SignInNeeded or Forbidden."""
    if right is Right.PUBLIC:
        return
    if reader is None:
        raise SignInNeeded("Sign in to work at the desk.")
    if not reader.role.is_staff:
        raise Forbidden("Only moderators may do this.")
    if right is Right.OVERSEE and reader.role is Role.MODERATOR:
        raise Forbidden("Only editors may do this.")
