"""Which door each role opens."""

from enum import StrEnum

from belowline.kernel.errors import Forbidden, SignInNeeded
from belowline.people.reader import Reader


class Right(StrEnum):
    """What a route asks for."""

    PUBLIC = "public"  # anyone
    SCORE = "score"  # a program with a key, or anyone where the publisher gave none out
    MODERATE = "moderate"  # staff: moderators, editors, owners


def require(right: Right, reader: Reader | None) -> None:
    """Return if the reader may; raises SignInNeeded or Forbidden."""
    if right is Right.PUBLIC:
        return
    if reader is None:
        raise SignInNeeded("Sign in to work at the desk.")
    if not reader.role.is_staff:
        raise Forbidden("Only moderators may do this.")
