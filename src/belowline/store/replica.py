"""Read a copy of the database that follows the primary by itself, and may be behind it."""

from typing import Self

from belowline.store.database import SERVING_ANSWER_SECONDS, SERVING_BUSY_SECONDS, open_database
from belowline.store.migrate import check_version
from belowline.store.store import Store


class ReplicaStore(Store):
    """A store that only reads; it connects with the first use and may be away."""

    @classmethod
    def at(cls, address: str, connections: int) -> Self:
        """Return the store; nothing is asked yet."""
        return cls(
            open_database(
                address,
                busy_seconds=SERVING_BUSY_SECONDS,
                answer_seconds=SERVING_ANSWER_SECONDS,
                connections=connections,
                read_only=True,
            )
        )

    async def check_tables(self) -> None:
        """Raise Unavailable unless it can be reached and its tables are those of this version."""
        await check_version(self._database)
