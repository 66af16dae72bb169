"""Put single sign-on together from the settings."""

from typing import Any

from belowline.config import Settings
from belowline.kernel.clock import Clock
from belowline.kernel.errors import Refused
from belowline.kernel.ids import NewId
from belowline.people.sign_on import AccountStore, SignOn
from belowline.people.sign_on_keys import GivenKeys, KeySource, public_key, secret_key
from belowline.people.sign_on_settings import ROLES, SignOnSettings, parse_sign_on
from belowline.people.sign_on_token import SigningKey
from belowline.web.open_id import OpenIdProvider
from belowline.web.published_keys import PublishedKeys


def read_sign_on(settings: Settings) -> SignOnSettings:
    """Return what the file says; raises Refused, with the file's name, OSError for no file."""
    file = settings.sign_on
    try:
        text = "" if file is None else file.read_text("utf-8")
        said = parse_sign_on(text)
        _given(said, settings.sign_on_secret)
    except (Refused, UnicodeError) as error:
        why = error.detail if isinstance(error, Refused) else "it is not UTF-8 text"
        raise Refused(f"{file}: {why}" if file else why) from None
    return said


def sign_ons(
    settings: Settings, said: SignOnSettings, store: AccountStore, clock: Clock, ids: NewId
) -> dict[str, Any]:
    """Return the ways to sign on by their names in Services."""
    open_id = settings.open_id
    return {
        "sign_on": _sign_on(said, settings.sign_on_secret, store, clock, ids),
        "open_id": OpenIdProvider(settings=open_id, clock=clock) if open_id else None,
    }


def _sign_on(
    said: SignOnSettings, secret: str, store: AccountStore, clock: Clock, ids: NewId
) -> SignOn:
    given = _given(said, secret)
    keys: KeySource = GivenKeys(given)
    if said.jwks_url:
        keys = PublishedKeys(address=said.jwks_url, given=given)
    return SignOn(
        store=store,
        keys=keys,
        clock=clock,
        new_id=ids,
        roles={**ROLES, **said.roles},
        register=said.register,
    )


def _given(said: SignOnSettings, secret: str) -> tuple[SigningKey, ...]:
    keys = [
        secret_key(each.secret, each.kid) if each.secret else public_key(each.public_key, each.kid)
        for each in said.keys
    ]
    return (*keys, secret_key(secret)) if secret else tuple(keys)
