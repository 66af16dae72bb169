"""Read the file of settings for single sign-on: keys, roles, who may register."""

from collections.abc import Mapping
from types import MappingProxyType

import msgspec
from msgspec import Struct, field

from belowline.kernel.errors import Refused
from belowline.people.reader import Role

# Coral's words. Its STAFF has a badge and no rights; its ADMIN may do everything at one newsroom,
# and an owner is made on the server alone.
ROLES: Mapping[str, Role] = MappingProxyType(
    {
        "COMMENTER": Role.MEMBER,
        "MEMBER": Role.MEMBER,
        "STAFF": Role.MEMBER,
        "MODERATOR": Role.MODERATOR,
        "ADMIN": Role.EDITOR,
    }
)


class SignOnKey(Struct, frozen=True, forbid_unknown_fields=True):
    """A secret or a PEM public key, and the `kid` that tokens name it by."""

    secret: str = ""
    public_key: str = ""
    kid: str | None = None


class SignOnSettings(Struct, frozen=True, forbid_unknown_fields=True):
    """What the file says.

    `jwks_url` is where the publisher shows its public keys. `register` lets readers in that were
    never here before. `roles` adds to Coral's words or changes what they mean here.
    """

    keys: list[SignOnKey] = field(default_factory=list)
    jwks_url: str = ""
    register: bool = True
    roles: Mapping[str, Role] = field(default_factory=dict)


def parse_sign_on(text: str) -> SignOnSettings:
    """Read the TOML; raises Refused, which names what is wrong and no secret."""
    try:
        settings = msgspec.toml.decode(text, type=SignOnSettings)
    except msgspec.MsgspecError as error:
        raise Refused(f"The settings for single sign-on can't be read: {error}") from None
    if any(bool(key.secret) == bool(key.public_key) for key in settings.keys):
        raise Refused(
            "The settings for single sign-on: every key has either a secret or a public_key."
        )
    if Role.GUEST in settings.roles.values():
        raise Refused("The settings for single sign-on: who has an account is no guest.")
    if settings.jwks_url and not settings.jwks_url.startswith(_TRUSTED):
        raise Refused("The settings for single sign-on: jwks_url must begin with https://.")
    return settings


# Who sits between could hand us their own keys. A machine's own address never leaves it.
_TRUSTED = ("https://", "http://127.0.0.1:", "http://localhost:")
