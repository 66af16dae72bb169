"""The store in plain dicts, for tests of use cases: it counts everything anew, each time."""

from tests.memory_store.store import MemoryStore

__all__ = ["MemoryStore"]
