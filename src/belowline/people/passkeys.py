"""Sign members in with passkeys, made and checked by WebAuthn, for this site's own address."""

import logging
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from webauthn import (
    generate_authentication_options,
    generate_registration_options,
    options_to_json,
    verify_authentication_response,
    verify_registration_response,
)
from webauthn.helpers import (
    base64url_to_bytes,
    bytes_to_base64url,
    parse_authentication_credential_json,
    parse_client_data_json,
    parse_registration_credential_json,
)
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from belowline.kernel.clock import Clock
from belowline.kernel.errors import Conflict, Forbidden, NotFound, Refused
from belowline.kernel.ids import ReaderId, SiteId
from belowline.kernel.said import Said
from belowline.people.ports import PeopleStore
from belowline.people.reader import Reader, Role
from belowline.people.signin import digest

LOG = logging.getLogger("belowline")

# A face or a finger takes seconds; a phone that is fetched from another room a few minutes.
CHALLENGE_LASTS = timedelta(minutes=5)
# A phone, a laptop, a key on the ring and a spare, each twice.
MOST_PASSKEYS = 10

_VERIFIED = UserVerificationRequirement.REQUIRED


@dataclass(frozen=True, slots=True, kw_only=True)
class Passkey:
    """A member's passkey: `passkey_id` is the digest of its credential's id."""

    site_id: SiteId
    passkey_id: str
    reader_id: ReaderId
    credential_id: str
    public_key: str
    count: int
    name: str
    created_at: datetime
    used_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Challenge:
    """What an authenticator has to sign, by its digest; `reader_id` is None for a sign-in."""

    site_id: SiteId
    digest: str
    reader_id: ReaderId | None
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class Place:
    """Where the site is, as browsers know it: a passkey works there and nowhere else."""

    origin: str
    host: str
    name: str


class PasskeyStore(PeopleStore, Protocol):
    """Keeps passkeys, and challenges until they are met."""

    async def add_challenge(self, challenge: Challenge, *, now: datetime) -> None:
        """Keep a challenge, and forget those that have expired."""
        ...

    async def take_challenge(
        self, site_id: SiteId, digest: str, *, now: datetime
    ) -> Challenge | None:
        """Return a challenge and forget it: once, for one caller, before it expires."""
        ...

    async def add_passkey(self, passkey: Passkey, *, most: int) -> None:
        """Keep a passkey and, in the same transaction, an entry in the log.

        Raises Conflict with code `passkey-known` for one that is somebody's already, with code
        `passkeys-many` where the reader has so many.
        """
        ...

    async def passkey(self, site_id: SiteId, passkey_id: str) -> Passkey | None:
        """Return the passkey, or None."""
        ...

    async def passkeys_of(self, site_id: SiteId, reader_id: ReaderId) -> Sequence[Passkey]:
        """Return the reader's passkeys, oldest first."""
        ...

    async def use_passkey(self, passkey: Passkey, *, count: int, at: datetime) -> bool:
        """Move the counter on from the one that `passkey` has; False where it has moved already."""
        ...

    async def remove_passkey(
        self, site_id: SiteId, reader_id: ReaderId, passkey_id: str, *, at: datetime
    ) -> bool:
        """Forget a passkey of this reader, with an entry in the log; say whether there was one."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Passkeys:
    """The use cases: make one, come in by one, see and remove them."""

    store: PasskeyStore
    clock: Clock

    async def begin(self, reader: Reader, place: Place) -> str:
        """Return what the browser needs to make a passkey, as JSON; raises Forbidden for guests."""
        if reader.role is Role.GUEST:
            raise Forbidden("Only members have passkeys: sign in by e-mail first.")
        known = await self.of(reader)
        options = generate_registration_options(
            rp_id=place.host,
            rp_name=place.name,
            user_id=reader.reader_id.encode(),
            user_name=reader.name,
            challenge=await self._challenge(reader.site_id, reader.reader_id),
            authenticator_selection=AuthenticatorSelectionCriteria(
                resident_key=ResidentKeyRequirement.REQUIRED, user_verification=_VERIFIED
            ),
            exclude_credentials=[
                PublicKeyCredentialDescriptor(id=base64url_to_bytes(each.credential_id))
                for each in known
            ],
        )
        return options_to_json(options)

    async def add(self, reader: Reader, credential: str, name: str, place: Place) -> Passkey:
        """Keep what the browser made; raises Refused for what can't be checked, or Conflict."""
        try:
            given = parse_registration_credential_json(credential)
            challenge = await self._taken(reader.site_id, given.response.client_data_json)
            _check(challenge.reader_id == reader.reader_id, "another's challenge")
            made = verify_registration_response(
                credential=given,
                expected_challenge=_signed(given.response.client_data_json),
                expected_rp_id=place.host,
                expected_origin=place.origin,
                require_user_verification=True,
            )
        except (WebAuthnException, ValueError) as problem:
            raise _refused(problem) from None
        kept = Passkey(
            site_id=reader.site_id,
            passkey_id=_of_bytes(made.credential_id),
            reader_id=reader.reader_id,
            credential_id=bytes_to_base64url(made.credential_id),
            public_key=bytes_to_base64url(made.credential_public_key),
            count=made.sign_count,
            name=name,
            created_at=self.clock(),
        )
        await self.store.add_passkey(kept, most=MOST_PASSKEYS)
        return kept

    async def begin_sign_in(self, site_id: SiteId, place: Place) -> str:
        """Return what the browser needs to ask for a passkey, whosever it is, as JSON."""
        options = generate_authentication_options(
            rp_id=place.host,
            challenge=await self._challenge(site_id, None),
            user_verification=_VERIFIED,
        )
        return options_to_json(options)

    async def sign_in(self, site_id: SiteId, credential: str, place: Place) -> Reader:
        """Return whose passkey it is; raises Refused, the same for every reason."""
        try:
            return await self._sign_in(site_id, credential, place)
        except (WebAuthnException, ValueError) as problem:
            raise _refused(problem) from None

    async def _sign_in(self, site_id: SiteId, credential: str, place: Place) -> Reader:
        given = parse_authentication_credential_json(credential)
        challenge = await self._taken(site_id, given.response.client_data_json)
        _check(challenge.reader_id is None, "a challenge for something else")
        passkey = await self.store.passkey(site_id, _of_bytes(given.raw_id))
        if passkey is None:
            raise ValueError("an unknown passkey")
        owner = given.response.user_handle
        _check(owner == passkey.reader_id.encode(), "another's name on it")
        # Whoever copied a passkey is behind it, or makes its owner be: the counter tells.
        used = verify_authentication_response(
            credential=given,
            expected_challenge=_signed(given.response.client_data_json),
            expected_rp_id=place.host,
            expected_origin=place.origin,
            credential_public_key=base64url_to_bytes(passkey.public_key),
            credential_current_sign_count=passkey.count,
            require_user_verification=True,
        )
        moved = await self.store.use_passkey(passkey, count=used.new_sign_count, at=self.clock())
        _check(moved, "used twice at once")
        reader = await self.store.reader(site_id, passkey.reader_id)
        if reader is None:
            raise ValueError("nobody's passkey")
        return reader

    async def of(self, reader: Reader) -> Sequence[Passkey]:
        """Return the reader's passkeys."""
        return await self.store.passkeys_of(reader.site_id, reader.reader_id)

    async def remove(self, reader: Reader, passkey_id: str) -> None:
        """Forget one; raises NotFound."""
        gone = await self.store.remove_passkey(
            reader.site_id, reader.reader_id, passkey_id, at=self.clock()
        )
        if not gone:
            raise NotFound("You have no such passkey.")

    async def _challenge(self, site_id: SiteId, reader_id: ReaderId | None) -> bytes:
        challenge, now = secrets.token_bytes(32), self.clock()
        kept = Challenge(
            site_id=site_id,
            digest=_of_bytes(challenge),
            reader_id=reader_id,
            expires_at=now + CHALLENGE_LASTS,
        )
        await self.store.add_challenge(kept, now=now)
        return challenge

    async def _taken(self, site_id: SiteId, client_data: bytes) -> Challenge:
        """Use up the challenge that was signed, whatever else is wrong with the answer."""
        signed = _of_bytes(_signed(client_data))
        challenge = await self.store.take_challenge(site_id, signed, now=self.clock())
        if challenge is None:
            raise ValueError("no challenge of ours, or used, or too old")
        return challenge


def _check(holds: bool, otherwise: str) -> None:
    if not holds:
        raise ValueError(otherwise)


def _signed(client_data: bytes) -> bytes:
    return parse_client_data_json(client_data).challenge


def _of_bytes(value: bytes) -> str:
    return digest(bytes_to_base64url(value))


def _refused(problem: Exception) -> Refused:
    # Ours and the library's sentences hold no names; whoever asks learns nothing from the answer.
    LOG.warning("a passkey was refused: %s", problem)
    return Refused(
        "This passkey can't be taken. Try again, or sign in by e-mail.", code="passkey-refused"
    )


def too_many() -> Conflict:
    """Return the refusal for one passkey more than anybody needs."""
    return Conflict(
        Said(
            "You have %(most)s passkeys. Remove one that you no longer use.",
            {"most": MOST_PASSKEYS},
        ),
        code="passkeys-many",
    )


def known_already() -> Conflict:
    """Return the refusal for a passkey that is kept already."""
    return Conflict("This passkey is known here already.", code="passkey-known")
