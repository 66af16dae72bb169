"""Each role opens its doors and no others."""

from dataclasses import replace

import pytest

from belowline.kernel.errors import Forbidden, SignInNeeded
from belowline.people.access import Right, require
from belowline.people.reader import Role
from tests.contracts.newsroom import Newsroom
from tests.memory_store import MemoryStore

SOMEBODY = Newsroom(MemoryStore()).new_reader()
STAFF = {Role.MODERATOR, Role.EDITOR, Role.OWNER}


@pytest.mark.parametrize("role", [None, *Role])
def test_public_doors_are_open_to_all(role: Role | None) -> None:
    require(Right.PUBLIC, replace(SOMEBODY, role=role) if role else None)


@pytest.mark.parametrize("role", sorted(STAFF))
def test_the_desk_is_open_to_staff(role: Role) -> None:
    require(Right.MODERATE, replace(SOMEBODY, role=role))


@pytest.mark.parametrize("role", sorted(set(Role) - STAFF))
def test_the_desk_is_closed_to_other_readers(role: Role) -> None:
    with pytest.raises(Forbidden):
        require(Right.MODERATE, replace(SOMEBODY, role=role))


def test_who_has_not_signed_in_is_asked_to() -> None:
    with pytest.raises(SignInNeeded):
        require(Right.MODERATE, None)


@pytest.mark.parametrize("right", [right for right in Right if right is not Right.PUBLIC])
def test_no_door_but_the_public_one_opens_to_a_guest(right: Right) -> None:
    with pytest.raises(Forbidden):
        require(right, replace(SOMEBODY, role=Role.GUEST))
