"""Carry numbers between processes over Redis or Valkey."""

import asyncio
import logging
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from redis.asyncio import Redis
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import RedisError

from belowline.kernel.errors import Refused

LOG = logging.getLogger("belowline.live")

# A server that is there answers in a millisecond; one that does not is as good as away.
_ANSWER_SECONDS = 2.0
# How soon it is looked for again. A newsroom does not notice; a server that starts is not crowded.
_AGAIN_SECONDS = 1.0
# A connection that died without a word is found out by asking: after this many silent seconds.
_SILENT_SECONDS = 5.0

_BROKEN = (RedisError, OSError, TimeoutError)


class RedisWire:
    """One channel. Raises Refused for an address that is none; connects when it runs."""

    def __init__(
        self, address: str, channel: str, *, silent_seconds: float = _SILENT_SECONDS
    ) -> None:
        self._channel = channel
        self._silent_seconds = silent_seconds
        self._newest = 0
        self._to_tell = asyncio.Event()
        self._problem: str | None = "not connected yet"
        try:
            self._redis: Redis = Redis.from_url(
                address,
                socket_connect_timeout=_ANSWER_SECONDS,
                socket_timeout=_ANSWER_SECONDS,
                # We look again ourselves, and want to know at once that we have to.
                retry=Retry(NoBackoff(), 0),
            )
        except ValueError:
            raise Refused("--live must be redis://host:6379, rediss:// or unix://.") from None

    @property
    def problem(self) -> str | None:
        """Say in a sentence why nothing is carried now; None while it works."""
        return self._problem

    def announce(self, number: int) -> None:
        """Tell the others; the newest number stands for all before it."""
        self._newest = number
        self._to_tell.set()

    async def run(self, heard: Callable[[int], None]) -> None:
        """Listen and tell until cancelled, over one lost connection after the other."""
        try:
            while True:
                try:
                    await self._while_connected(heard)
                except* _BROKEN as broken:
                    self._lost(type(broken.exceptions[0]).__name__)
                await asyncio.sleep(_AGAIN_SECONDS)
        finally:
            self._problem = "stopped"
            with suppress(*_BROKEN):
                await self._redis.aclose()

    async def _while_connected(self, heard: Callable[[int], None]) -> None:
        async with self._redis.pubsub(ignore_subscribe_messages=True) as channel:
            await channel.subscribe(self._channel)
            self._found()
            async with asyncio.TaskGroup() as both:
                both.create_task(self._listen(channel, heard))
                both.create_task(self._tell())

    async def _listen(self, channel: Any, heard: Callable[[int], None]) -> None:
        while not _is_cancelled():
            message = await channel.get_message(timeout=self._silent_seconds)
            if message is None:
                await channel.ping()
                # The answer comes like a message; without one, the connection is dead.
                async with asyncio.timeout(_ANSWER_SECONDS):
                    message = await channel.get_message(timeout=None)
            number = _number(message)
            if number is not None:
                heard(number)

    async def _tell(self) -> None:
        # A group of tasks cancels each of them once: whoever forgets it is waited for for ever.
        while not _is_cancelled():
            await self._to_tell.wait()
            self._to_tell.clear()
            try:
                await self._redis.publish(self._channel, self._newest)
            except _BROKEN:
                # Not lost: it is said again over the next connection.
                self._to_tell.set()
                raise

    def _found(self) -> None:
        if self._problem is not None:
            LOG.warning("live: the processes tell each other over Redis")
        self._problem = None

    def _lost(self, why: str) -> None:
        if self._problem is None or self._problem == "not connected yet":
            LOG.warning("live: Redis can't be reached (%s); the outbox is asked instead", why)
        self._problem = f"Redis can't be reached ({why}); the outbox is asked instead"


def _is_cancelled() -> bool:
    """Whether we were told to stop, also where Redis' client, whose own time limit met that, says
    that nothing came."""
    task = asyncio.current_task()
    return task is not None and task.cancelling() > 0


def _number(message: dict[str, Any] | None) -> int | None:
    """Return the number in a message; somebody else may write what they like on the channel."""
    said = message["data"] if message and message["type"] == "message" else None
    if isinstance(said, bytes) and said.isdigit() and len(said) < 19:
        return int(said)
    return None
