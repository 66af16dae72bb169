"""Fetch the public keys that a publisher shows at an address, and keep them a while."""

import asyncio
import logging
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from belowline.kernel.errors import Refused
from belowline.people.sign_on_keys import published_keys
from belowline.people.sign_on_token import SigningKey
from belowline.web.fetching import NotFetched, fetch_object

LOG = logging.getLogger("belowline.sign_on")

# A key that was withdrawn is trusted this much longer; a new one is asked for when it is met.
KEEP_SECONDS = 600
# Tokens of made-up keys come as fast as somebody sends them; the publisher is asked no faster.
ASK_AGAIN_SECONDS = 60


@dataclass(slots=True, kw_only=True)
class PublishedKeys:
    """The keys in the settings and those at the address; while it can't be reached, the last ones.

    The address is the publisher's own setting: it is asked without following it elsewhere, within
    limits of size and time, by one request at a time.
    """

    address: str
    given: tuple[SigningKey, ...] = ()
    now: Callable[[], float] = time.monotonic
    _found: tuple[SigningKey, ...] = ()
    _good_until: float = float("-inf")
    _asked_at: float = float("-inf")
    _turn: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def keys(self, *, fresh: bool = False) -> Sequence[SigningKey]:
        """Return the keys, asked for anew where they are old or one is missing."""
        if self._is_due(fresh):
            async with self._turn:
                if self._is_due(fresh):
                    await self._ask()
        return (*self.given, *self._found)

    def _is_due(self, fresh: bool) -> bool:
        now = self.now()
        return now - self._asked_at >= ASK_AGAIN_SECONDS and (fresh or now >= self._good_until)

    async def _ask(self) -> None:
        self._asked_at = self.now()
        try:
            self._found = published_keys(await fetch_object(self.address))
            self._good_until = self.now() + KEEP_SECONDS
        except (NotFetched, Refused) as error:
            LOG.warning(
                "single sign-on: the keys at %s could not be fetched (%s); %s",
                self.address,
                error,
                "the last ones are used" if self._found else "tokens signed with them are refused",
            )
