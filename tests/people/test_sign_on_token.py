"""Tokens that Coral takes are taken unchanged; forged and foreign ones are refused."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from belowline.kernel.errors import Refused, TokenRefused
from belowline.people.sign_on_keys import public_key, published_keys, secret_key
from belowline.people.sign_on_token import SigningKey, UnknownKey, is_signed_token, read_claims
from tests.people.signing import (
    ADA,
    NOW,
    OTHER_SECRET,
    SECRET,
    coral_token,
    handmade,
    key_set,
    pem,
    rsa,
    seconds,
)

KEYS = (secret_key(SECRET),)
RSA_KEY = rsa()
ED_KEY = Ed25519PrivateKey.generate()


def refusal(token: str, keys: tuple[SigningKey, ...] = KEYS) -> str:
    with pytest.raises(TokenRefused) as refused:
        read_claims(token, keys, NOW)
    return refused.value.reason


def test_a_token_as_coral_documents_it_is_read() -> None:
    user = ADA | {
        "badges": ["Subscriber", "5 years"],
        "role": "MODERATOR",
        "url": "https://news.example/ada",
        "avatar": "https://news.example/ada.png",
    }
    token = coral_token(
        user=user,
        jti="a1",
        iat=seconds(minutes=-1),
        exp=seconds(hours=1),
        iss="https://x",
        extra=[1],
    )

    claims = read_claims(token, KEYS, NOW)

    assert (claims.subject, claims.email, claims.name) == (ADA["id"], "ada@news.example", "Ada L.")
    assert (claims.role, claims.badges) == ("MODERATOR", ("Subscriber", "5 years"))
    assert claims.issued_at == NOW - timedelta(minutes=1)
    assert (claims.token_id, claims.expires_at) == ("a1", NOW + timedelta(hours=1))


def test_the_least_that_coral_asks_for_is_enough() -> None:
    claims = read_claims(coral_token(), KEYS, NOW)

    assert (claims.role, claims.badges, claims.issued_at, claims.expires_at) == (None,) * 4


@pytest.mark.parametrize("username", ["x" * 500, "  Ada \n\t L. ", "\u200b", "Ada\x00L"], ids=ascii)
def test_a_name_of_any_shape_becomes_one_that_can_be_shown(username: str) -> None:
    name = read_claims(coral_token(user=ADA | {"username": username}), KEYS, NOW).name

    assert 0 < len(name) <= 60
    assert name.isprintable()


def test_a_single_key_signed_it_whatever_kid_says() -> None:
    keys = (secret_key(SECRET, "2026"),)

    assert read_claims(coral_token(kid="another"), keys, NOW).subject == ADA["id"]


def test_of_several_keys_kid_names_one_and_without_it_each_is_tried() -> None:
    keys = (secret_key(OTHER_SECRET, "old"), secret_key(SECRET, "new"))

    for kid in (None, "new"):
        assert read_claims(coral_token(kid=kid), keys, NOW).subject == ADA["id"]
    for kid in ("old", "unknown"):
        with pytest.raises(UnknownKey):
            read_claims(coral_token(kid=kid), keys, NOW)


@pytest.mark.parametrize(
    ("key", "algorithm"), [(RSA_KEY, "RS256"), (ED_KEY, "EdDSA")], ids=["RS256", "EdDSA"]
)
def test_a_public_key_verifies_as_pem_and_as_jwks(key: Any, algorithm: str) -> None:
    token = jwt.encode({"user": ADA}, key, algorithm, headers={"kid": "k1"})

    for keys in ((public_key(pem(key)),), published_keys(key_set(k1=key, k2=ED_KEY))):
        assert read_claims(token, keys, NOW).subject == ADA["id"]
    assert refusal(token, (public_key(pem(rsa())), public_key(pem(Ed25519PrivateKey.generate()))))


def test_the_text_of_a_public_key_is_no_secret() -> None:
    """The RS/HS confusion: HMAC with the public key, which anybody has."""
    text = pem(RSA_KEY)
    head_and_body = handmade({"alg": "HS256"}, {"user": ADA}).rpartition(".")[0]
    signature = hmac.new(text.encode(), head_and_body.encode(), hashlib.sha256).digest()
    token = handmade({"alg": "HS256"}, {"user": ADA}, signature)

    assert "algorithm" in refusal(token, (public_key(text),))
    assert "signed it" in refusal(token, (public_key(text), secret_key(SECRET)))


@pytest.mark.parametrize("algorithm", ["none", "NONE", "", None, 5, ["HS256"], {}], ids=repr)
def test_a_token_without_a_signature_is_refused(algorithm: Any) -> None:
    for signature in (b"", b"x" * 32):
        assert refusal(handmade({"alg": algorithm}, {"user": ADA}, signature))


def test_other_algorithms_of_the_same_key_are_refused() -> None:
    assert "algorithm" in refusal(jwt.encode({"user": ADA}, SECRET, "HS384"))
    weak = jwt.encode({"user": ADA}, RSA_KEY, "PS256")
    assert "algorithm" in refusal(weak, (public_key(pem(RSA_KEY)),))


def test_a_token_of_another_secret_is_refused() -> None:
    assert refusal(coral_token(OTHER_SECRET)) == "none of our keys signed it"


def test_a_token_that_was_changed_is_refused() -> None:
    head, _, signature = coral_token().split(".")
    forged = handmade({}, {"user": ADA | {"role": "ADMIN"}}).split(".")[1]

    assert refusal(f"{head}.{forged}.{signature}") == "none of our keys signed it"


@pytest.mark.parametrize(
    ("claims", "reason"),
    [
        ({"exp": seconds()}, "it has expired"),
        ({"exp": -1}, "it has expired"),
        ({"exp": "1"}, "it has expired"),
        ({"nbf": seconds(minutes=6)}, "it is not valid yet"),
        ({"iat": seconds(minutes=6)}, "it was issued in the future"),
        ({"iat": -1e300}, "it was issued in the future"),
    ],
    ids=range(6),
)
def test_a_token_of_another_time_is_refused(claims: dict[str, Any], reason: str) -> None:
    body = handmade({}, {"user": ADA, **claims}).split(".")[1]
    head = handmade({"alg": "HS256"}, {}).split(".")[0]

    assert refusal(signed(head, body)) == reason


def signed(head: str, body: str) -> str:
    signature = hmac.new(SECRET.encode(), f"{head}.{body}".encode(), hashlib.sha256).digest()
    return f"{head}.{body}.{handmade({}, {}, signature).split('.')[2]}"


def test_times_beyond_any_calendar_do_no_harm() -> None:
    claims = read_claims(coral_token(exp=10**17, jti="a"), KEYS, NOW)

    assert claims.expires_at is not None
    assert claims.expires_at.year == 9999


@pytest.mark.parametrize(
    "payload",
    [
        {},
        [],
        "user",
        None,
        {"user": None},
        {"user": []},
        {"user": {"id": 5, "email": "a@b.c", "username": "A"}},
        {"user": ADA | {"id": ""}},
        {"user": ADA | {"email": " "}},
        {"user": ADA | {"id": "a\0b"}},
        {"user": ADA | {"badges": "Subscriber"}},
        {"user": ADA | {"badges": [[["x"]]]}},
        {"user": ADA, "exp": "soon"},
        {"user": ADA, "exp": True},
        {"user": ADA, "jti": {"a": 1}},
    ],
    ids=repr,
)
def test_claims_of_the_wrong_shape_are_refused(payload: Any) -> None:
    head, body, _ = handmade({"alg": "HS256"}, payload).split(".")

    assert refusal(signed(head, body))


@pytest.mark.parametrize(
    "body", [b"[" * 4_000, b'{"a":' * 1_000, b"\xff\xfe", b"", b"\0" * 50], ids=range(5)
)
def test_junk_that_is_signed_is_refused_all_the_same(body: bytes) -> None:
    head = handmade({"alg": "HS256"}, {}).split(".")[0]

    assert refusal(signed(head, handmade({}, {}, body).split(".")[2]))


@pytest.mark.parametrize(
    "token",
    [
        "..",
        "a.b.c",
        "a.b.c.d.e",
        "é.é.é",
        handmade([], {}),
        handmade({"alg": "HS256", "crit": ["exp"], "exp": 1}, {"user": ADA}),
        handmade({"alg": "HS256", "b64": False, "crit": ["b64"]}, {"user": ADA}),
        handmade({"alg": "HS256", "kid": {"a": []}}, {"user": ADA}),
        handmade({"alg": "HS256", "x": "[" * 3_000}, {"user": ADA}),
    ],
    ids=range(9),
)
def test_what_is_no_token_is_refused(token: str) -> None:
    assert is_signed_token(token)
    assert refusal(token)
    assert refusal(token, (*KEYS, secret_key(OTHER_SECRET, "k")))


def test_a_huge_token_is_refused_before_it_is_read() -> None:
    assert refusal(coral_token(user=ADA | {"username": "x" * 100_000})) == "it is too large"


def test_without_keys_no_token_is_taken() -> None:
    assert "no key" in refusal(coral_token(), ())


@pytest.mark.filterwarnings("ignore::joserfc.errors.SecurityWarning")
@pytest.mark.parametrize(
    "make",
    [
        lambda: secret_key("hunter2"),
        lambda: public_key(pem(rsa(1024))),
        lambda: public_key("no key"),
        lambda: published_keys({"keys": []}),
        lambda: published_keys({"keys": [{"kty": "oct", "k": "c2VjcmV0c2VjcmV0c2VjcmV0"}]}),
        lambda: published_keys({"keys": "x"}),
    ],
    ids=range(6),
)
def test_a_short_secret_and_a_small_key_are_no_settings(make: Callable[[], object]) -> None:
    with pytest.raises(Refused):
        make()
