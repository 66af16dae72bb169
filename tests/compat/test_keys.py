"""Who may ask, and how often: keys and quotas, in the words of whoever asks."""

from __future__ import annotations

import pytest

from belowline.kernel.errors import KeyNeeded, Refused, TooMany
from belowline.web.compat.keys import Keys
from belowline.web.compat.settings import ScoringSettings, parse_scoring
from belowline.web.limits import Limiter
from tests.compat.newsdesk import CIVIL, KEY, SETTINGS, analyze, ask
from tests.running import Running

ERROR_INFO = "type.googleapis.com/google.rpc.ErrorInfo"
TWO_A_MINUTE = parse_scoring('keys = [{key = "k", name = "a", per_minute = 2}]')


class Clock:
    """A clock that a test turns."""

    now = 0.0

    def __call__(self) -> float:
        return self.now


def keys(settings: ScoringSettings, clock: Clock, anonymous: int | None = None) -> Keys:
    return Keys(settings, Limiter(now=clock), anonymous)


def test_a_server_without_keys_takes_any_key_and_none(scoring: Running) -> None:
    assert analyze(scoring, CIVIL).status_code == 200
    assert analyze(scoring, CIVIL, key="AIza-something-of-googles").status_code == 200


def test_a_key_that_nobody_was_given_is_refused_as_google_does(guarded: Running) -> None:
    answer = analyze(guarded, CIVIL, key="wrong")

    assert answer.status_code == 400
    assert answer.json()["error"] == {
        "code": 400,
        "message": "API key not valid. Please pass a valid API key.",
        "status": "INVALID_ARGUMENT",
        "details": [{"@type": ERROR_INFO, "reason": "API_KEY_INVALID", "domain": "googleapis.com"}],
    }


def test_no_key_is_refused_as_google_does(guarded: Running) -> None:
    answer = analyze(guarded, CIVIL)

    assert (answer.status_code, answer.json()["error"]["status"]) == (403, "PERMISSION_DENIED")
    assert "unregistered callers" in answer.json()["error"]["message"]


def test_a_key_may_come_in_a_header_too(guarded: Running) -> None:
    body = {"comment": {"text": CIVIL}, "requestedAttributes": {"TOXICITY": {}}}
    for headers in ({"x-goog-api-key": KEY}, {"authorization": f"Bearer {KEY}"}):
        assert ask(guarded, "/comments:analyze", body, headers=headers).status_code == 200


def test_our_own_interface_says_in_our_words_that_a_key_is_needed(guarded: Running) -> None:
    for headers in ({}, {"authorization": "Bearer wrong"}):
        answer = ask(guarded, "/api/v1/score", {"texts": []}, headers=headers)
        assert (answer.status_code, answer.json()["code"]) == (401, "key-needed")
        assert answer.headers["content-type"] == "application/problem+json"


def test_the_description_needs_no_key(guarded: Running) -> None:
    assert ask(guarded, "/$discovery/rest?version=v1alpha1").status_code == 200


def test_each_key_has_a_quota_of_its_own_that_fills_again() -> None:
    clock = Clock()
    door = keys(TWO_A_MINUTE, clock)
    caller = door.caller("k", "somewhere")
    door.count(caller)
    door.count(caller)

    with pytest.raises(TooMany) as caught:
        door.count(caller)

    assert caught.value.retry_after == 30
    clock.now = 30.0
    door.count(caller)


def test_a_list_counts_as_many_as_it_holds() -> None:
    door = keys(parse_scoring('keys = [{key = "k", name = "a", per_minute = 10}]'), Clock())
    caller = door.caller("k", "somewhere")
    door.count(caller, 8)

    with pytest.raises(TooMany):
        door.count(caller, 3)
    door.count(caller, 2)


def test_a_list_longer_than_the_quota_takes_all_of_it() -> None:
    door = keys(TWO_A_MINUTE, Clock())
    caller = door.caller("k", "somewhere")
    door.count(caller, 1_000)

    with pytest.raises(TooMany):
        door.count(caller)


def test_strangers_may_be_let_in_by_address() -> None:
    settings = parse_scoring(
        'anonymous_per_minute = 1\nkeys = [{key = "k", name = "a", per_minute = 5}]'
    )
    door = keys(settings, Clock())
    door.count(door.caller("", "here"))

    with pytest.raises(TooMany):
        door.count(door.caller("", "here"))
    door.count(door.caller("", "elsewhere"))
    assert not door.may_teach(door.caller("", "elsewhere"))
    assert door.may_teach(door.caller("k", "elsewhere"))


def test_where_keys_are_given_out_strangers_are_turned_away() -> None:
    door = keys(TWO_A_MINUTE, Clock(), anonymous=100)

    for key in ("", "K", "k "):
        with pytest.raises(KeyNeeded):
            door.caller(key, "somewhere")


def test_the_settings_can_be_read() -> None:
    settings = parse_scoring(SETTINGS)

    assert [key.name for key in settings.keys] == ["coral", "student", "pupil"]
    assert settings.communities["Coral:sports.example"] == "sports.toml"
    assert parse_scoring("") == ScoringSettings()


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("keys = 5", "keys"),
        ("nonsense = 1", "nonsense"),
        ('keys = [{key = "", name = "a"}]', "key"),
        ('keys = [{key = "k", name = "a", per_minute = 0}]', "per_minute"),
        ('language = "de"', "language"),
        ("= = =", "read"),
    ],
)
def test_settings_that_cannot_be_used_say_what_is_wrong(text: str, what: str) -> None:
    with pytest.raises(Refused) as caught:
        parse_scoring(text)

    assert what in caught.value.detail
