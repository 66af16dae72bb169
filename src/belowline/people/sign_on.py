"""Let a publisher's own reader in by a signed token, and keep up with what the publisher says."""

import logging
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Protocol

from belowline.kernel.clock import Clock
from belowline.kernel.errors import TokenRefused
from belowline.kernel.ids import NewId, ReaderId, SiteId
from belowline.people.reader import Reader, Role
from belowline.people.sign_on_keys import KeySource
from belowline.people.sign_on_settings import ROLES
from belowline.people.sign_on_token import Claims, UnknownKey, read_claims
from belowline.people.signin import digest

LOG = logging.getLogger("belowline.sign_on")

# Whose accounts these are.
PUBLISHER = "publisher"

# The same refusal is written down once in this time, with how often it came: an open page with an
# old token asks again and again.
_SAY_AGAIN = timedelta(minutes=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """Somebody's account elsewhere. `issued_at` is of the token that changed it last."""

    site_id: SiteId
    provider: str
    subject: str
    issued_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """What a provider says of a reader now; None changes nothing."""

    name: str
    email: str
    role: Role | None
    badges: tuple[str, ...] | None


class AccountStore(Protocol):
    """Keeps which account elsewhere is which reader, and the tokens that were revoked.

    Subjects and token ids arrive as SHA-256 digests in hexadecimal.
    """

    async def account(
        self, site_id: SiteId, provider: str, subject: str
    ) -> tuple[Account, Reader] | None:
        """Return the account and its reader, None where it is not known."""
        ...

    async def add_account(self, account: Account, reader: Reader) -> Reader:
        """Keep the account with its reader, both or neither, and return the reader.

        Where the account is known, its reader is returned; where a member or staff has the e-mail
        already, the account is added to them and nothing of them changes.
        """
        ...

    async def update_profile(self, account: Account, profile: Profile) -> Reader | None:
        """Change the account's reader, if the account's `issued_at` is newer than the one kept.

        Of two at once the newer wins. An e-mail that another has stays theirs. None where what is
        kept is as new.
        """
        ...

    async def revoke_token(
        self, site_id: SiteId, digest: str, *, until: datetime, now: datetime
    ) -> None:
        """Remember a revoked token until it would have expired, and forget those that have."""
        ...

    async def is_revoked(self, site_id: SiteId, digest: str) -> bool:
        """Say whether this token was revoked."""
        ...


@dataclass(slots=True, kw_only=True)
class SignOn:
    """The use case; call it with a token."""

    store: AccountStore
    keys: KeySource
    clock: Clock
    new_id: NewId
    roles: Mapping[str, Role] = field(default_factory=lambda: ROLES)
    register: bool = True
    _said: dict[str, tuple[datetime, int]] = field(default_factory=dict)

    async def __call__(self, site_id: SiteId, token: str) -> Reader:
        """Return the token's reader, who is made or changed as it says; raises TokenRefused."""
        try:
            return await self._let_in(site_id, await self._claims(site_id, token))
        except TokenRefused as refusal:
            self._say(refusal.reason)
            raise

    async def from_elsewhere(
        self, site_id: SiteId, provider: str, *, subject: str, email: str | None, name: str
    ) -> Reader:
        """Return the reader of an account that another service vouches for, made if need be.

        `email` is one that the service has checked. What it says later changes nothing: the name
        is the reader's own to change.
        """
        account = Account(
            site_id=site_id, provider=provider, subject=digest(subject), issued_at=None
        )
        known = await self.store.account(site_id, provider, account.subject)
        if known is not None:
            return known[1]
        return await self._add(account, name=name, email=email)

    async def revoke(self, site_id: SiteId, token: str) -> None:
        """Take the token no more, if it has what it needs to be revoked: `jti` and `exp`."""
        claims = await self._claims(site_id, token)
        if claims.token_id and claims.expires_at:
            await self.store.revoke_token(
                site_id, digest(claims.token_id), until=claims.expires_at, now=self.clock()
            )

    async def _claims(self, site_id: SiteId, token: str) -> Claims:
        try:
            claims = read_claims(token, await self.keys.keys(), self.clock())
        except UnknownKey:
            claims = read_claims(token, await self.keys.keys(fresh=True), self.clock())
        if (
            claims.token_id
            and claims.expires_at
            and await self.store.is_revoked(site_id, digest(claims.token_id))
        ):
            raise TokenRefused("it was revoked")
        return claims

    async def _let_in(self, site_id: SiteId, claims: Claims) -> Reader:
        account = Account(
            site_id=site_id,
            provider=PUBLISHER,
            subject=digest(claims.subject),
            issued_at=claims.issued_at,
        )
        known = await self.store.account(site_id, PUBLISHER, account.subject)
        if known is None:
            if not self.register:
                raise TokenRefused("its reader is new, and nobody may register")
            role = self._role(claims) or Role.MEMBER
            return await self._add(
                account,
                name=claims.name,
                email=claims.email,
                role=role,
                badges=claims.badges or (),
            )
        kept, reader = known
        if claims.issued_at is None or (kept.issued_at and claims.issued_at <= kept.issued_at):
            return reader
        profile = Profile(
            name=claims.name,
            email=claims.email,
            role=self._role(claims),
            badges=claims.badges,
        )
        return await self.store.update_profile(account, profile) or reader

    async def _add(
        self,
        account: Account,
        *,
        name: str,
        email: str | None,
        role: Role = Role.MEMBER,
        badges: tuple[str, ...] = (),
    ) -> Reader:
        return await self.store.add_account(
            account,
            Reader(
                site_id=account.site_id,
                reader_id=ReaderId(self.new_id()),
                name=name,
                role=role,
                email=email,
                password_hash=None,
                reports_upheld=0,
                reports_dismissed=0,
                created_at=self.clock(),
                badges=badges,
            ),
        )

    def _role(self, claims: Claims) -> Role | None:
        if claims.role is None:
            return None
        if claims.role not in self.roles:
            raise TokenRefused("it gives a role that the settings don't have")
        return self.roles[claims.role]

    def _say(self, reason: str) -> None:
        now = self.clock()
        then, more = self._said.get(reason, (None, 0))
        if then is not None and now - then < _SAY_AGAIN:
            self._said[reason] = (then, more + 1)
            return
        self._said[reason] = (now, 0)
        since = f" ({more} more like it since {then:%H:%M:%S} UTC)" if more and then else ""
        LOG.warning("single sign-on: a token was refused: %s%s", reason, since)
