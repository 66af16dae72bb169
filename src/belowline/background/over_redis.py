"""A queue in Redis or Valkey."""

from contextlib import suppress

from redis.asyncio import Redis
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from saq.job import Job
from saq.queue.redis import RedisQueue

from belowline.background.asking import ASKS_SECONDS, unless_away
from belowline.kernel.errors import Refused

_CONNECT_SECONDS = 2.0
# Longer than who waits for a job asks Redis to wait; what takes longer is as good as away.
_ANSWER_SECONDS = 2 * ASKS_SECONDS
# A worker that was told that its job is somebody else's now says so at once, or is dead.
_ABORT_SECONDS = 1.0


class OverRedis(RedisQueue):
    """SAQ's queue, which waits where Redis is away."""

    _has_begun = False

    async def disconnect(self) -> None:
        """Close every connection, also those that were lost."""
        with suppress(Exception):
            await super().disconnect()
        await self.redis.aclose()
        await self.redis.connection_pool.disconnect()

    async def dequeue(self, timeout: float = 0.0, poll_interval: float = 0.0) -> Job | None:
        """Wait for a job; None where none comes."""
        return await unless_away(super().dequeue(timeout, poll_interval))

    async def sweep(self, lock: int = 60, abort: float = _ABORT_SECONDS) -> list[str]:
        """Queue again what dead workers were doing.

        What was taken and not yet marked as begun looks the same, so a worker that has just come,
        and takes what waits, does not look at once.
        """
        if not self._has_begun:
            self._has_begun = True
            return []
        return await super().sweep(lock, _ABORT_SECONDS)


def queues(address: str, names: list[str]) -> list[OverRedis]:
    """Return queues that connect when they are used; raises Refused for an address that is none."""
    try:
        redis: Redis = Redis.from_url(
            address,
            socket_connect_timeout=_CONNECT_SECONDS,
            socket_timeout=_ANSWER_SECONDS,
            # Once, at once: a connection that lay idle while Redis was started anew is dead.
            retry=Retry(NoBackoff(), 1),
        )
    except ValueError:
        raise Refused("--queue must be redis://…, rediss://…, unix://… or postgresql://…") from None
    return [OverRedis(redis, name=name) for name in names]
