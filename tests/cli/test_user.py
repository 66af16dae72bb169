"""Whoever runs the server makes staff accounts and links from the command line."""

import asyncio
import re
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import TypeVar

import pytest

from belowline.cli import main
from belowline.config import Options, read_settings
from belowline.kernel.errors import NotFound, Refused
from belowline.main import Belowline, build
from belowline.people.reader import Reader, Role
from tests.cli.command import Done, belowline

EMAIL = "grace@example.org"
PASSWORD = "correct horse battery"
Answer = TypeVar("Answer")


User = Callable[..., Done]


@pytest.fixture
def user(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> User:
    """Lend `belowline user`, run in this process: a start of its own takes a second."""

    def run(*arguments: str) -> Done:
        code = main(["user", *arguments, "--data", str(tmp_path)])
        said = capsys.readouterr()
        return Done(code, said.out, said.err)

    return run


def asked_for_password(data: Path, email: str, given: str) -> Done:
    """Run the command on its own, since it reads from the terminal or a pipe."""
    return belowline("user", "password", email, "--data", data, given=given)


def ask(data: Path, question: Callable[[Belowline], Awaitable[Answer]]) -> Answer:
    """Open the service on the data folder, as the server would, and ask."""

    async def asked() -> Answer:
        service = await build(read_settings(Options(data=str(data)), {}))
        try:
            return await question(service)
        finally:
            await service.close()

    return asyncio.run(asked())


def reader_of(data: Path, email: str) -> Reader | None:
    return ask(data, lambda it: it.store.reader_by_email(it.settings.site.site_id, email))


def enter(data: Path, link: str) -> Reader | None:
    async def entered(it: Belowline) -> Reader | None:
        site_id = it.settings.site.site_id
        session = await it.services.sign_in.by_link(site_id, link)
        return await it.services.sign_in.reader(site_id, session)

    return ask(data, entered)


def link_in(done: Done) -> str:
    found = re.search(r"http://127\.0\.0\.1:8000/desk/enter\?link=([\w-]+)$", done.lines[-1])
    assert found, done
    return found.group(1)


def test_a_new_moderator_gets_a_link_that_works_once(tmp_path: Path, user: User) -> None:
    done = user("add", EMAIL)

    assert (done.code, done.err) == (0, "")
    assert done.lines[0] == "Added grace as moderator."
    reader = enter(tmp_path, link_in(done))
    assert reader is not None
    assert (reader.email, reader.role) == (EMAIL, Role.MODERATOR)
    with pytest.raises(NotFound):
        enter(tmp_path, link_in(done))


@pytest.mark.parametrize("role", ["moderator", "editor", "owner"])
def test_a_member_of_staff_has_the_name_and_role_that_were_given(
    tmp_path: Path, user: User, role: str
) -> None:
    done = user("add", EMAIL, "--name", " Grace  Hopper ", "--role", role)

    assert done.lines[0] == f"Added Grace Hopper as {role}."
    reader = reader_of(tmp_path, EMAIL)
    assert reader is not None
    assert (reader.name, reader.role) == ("Grace Hopper", role)


@pytest.mark.parametrize("role", ["guest", "member", "king"])
def test_only_staff_is_made_here(user: User, role: str) -> None:
    with pytest.raises(SystemExit):
        user("add", EMAIL, "--role", role)


def test_an_address_that_is_taken_is_one_clear_line(user: User) -> None:
    user("add", EMAIL)

    done = user("add", EMAIL.upper())

    assert (done.code, done.out) == (1, "")
    assert done.err.startswith("belowline: ")
    assert done.err.count("\n") == 1


@pytest.mark.parametrize("email", ["", " ", "grace", "grace@", "a b@c.d"])
def test_what_is_no_address_is_one_clear_line(user: User, email: str) -> None:
    done = user("add", email)

    assert (done.code, done.out) == (1, "")
    assert done.err.count("\n") == 1
    assert "Traceback" not in done.err


def test_a_new_link_can_be_had_for_whoever_is_on_the_staff(tmp_path: Path, user: User) -> None:
    user("add", EMAIL)

    done = user("link", EMAIL)

    reader = enter(tmp_path, link_in(done))
    assert reader is not None
    assert reader.email == EMAIL


def test_a_link_leads_to_where_the_server_listens(user: User) -> None:
    user("add", EMAIL)

    done = user("link", EMAIL, "--host", "0.0.0.0", "--port", "8080")

    assert "http://127.0.0.1:8080/desk/enter?link=" in done.out


def test_nobody_gets_a_link_who_is_not_on_the_staff(user: User) -> None:
    done = user("link", "nobody@example.org")

    assert (done.code, done.out) == (1, "")
    assert "belowline user add" in done.err


def test_nobody_gets_a_password_who_is_not_on_the_staff(tmp_path: Path) -> None:
    done = asked_for_password(tmp_path, "nobody@example.org", f"{PASSWORD}\n")

    assert (done.code, done.out) == (1, "")
    assert "belowline user add" in done.err


def test_a_password_is_read_from_stdin_and_lets_its_owner_in(tmp_path: Path, user: User) -> None:
    user("add", EMAIL)

    done = asked_for_password(tmp_path, EMAIL, f"{PASSWORD}\nand more\n")

    assert (done.code, done.err) == (0, "")
    assert PASSWORD not in done.out

    async def sign_in(it: Belowline) -> str:
        site_id = it.settings.site.site_id
        return await it.services.sign_in.by_password(site_id, EMAIL, PASSWORD)

    assert ask(tmp_path, sign_in)


def test_a_password_that_is_too_short_is_one_clear_line(tmp_path: Path, user: User) -> None:
    user("add", EMAIL)

    done = asked_for_password(tmp_path, EMAIL, "short\n")

    assert done.code == 1
    assert done.err == "belowline: The password needs at least 15 characters.\n"

    async def sign_in(it: Belowline) -> str:
        site_id = it.settings.site.site_id
        return await it.services.sign_in.by_password(site_id, EMAIL, "short")

    with pytest.raises(Refused):
        ask(tmp_path, sign_in)
