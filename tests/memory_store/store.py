"""Offer every port on plain dicts."""

from typing import Self

from belowline.kernel.clock import Clock, utc_now
from belowline.kernel.ids import SiteId
from tests.memory_store.accounts import MemoryAccounts, MemoryNames
from tests.memory_store.archive import MemoryArchive
from tests.memory_store.audit import MemoryAudit
from tests.memory_store.blocks import MemoryBlocks
from tests.memory_store.decided import MemoryDecided
from tests.memory_store.decisions import MemoryDecisions
from tests.memory_store.descriptions import MemoryDescriptions
from tests.memory_store.digests import MemoryDigests
from tests.memory_store.email_changes import MemoryEmailChanges
from tests.memory_store.email_returns import MemoryEmailReturns
from tests.memory_store.gathering import MemoryGathering
from tests.memory_store.habits import MemoryHabits
from tests.memory_store.languages import MemoryLanguages
from tests.memory_store.members import MemoryMembers
from tests.memory_store.nudges import MemoryNudges
from tests.memory_store.own_data import MemoryErasures, MemoryOwnData, MemoryRetention
from tests.memory_store.page_reads import MemoryPageReads
from tests.memory_store.people import MemoryPeople
from tests.memory_store.presence import MemoryPresence
from tests.memory_store.records import MemoryRecords
from tests.memory_store.removals import MemoryRemovals
from tests.memory_store.reported import MemoryReported
from tests.memory_store.sanctions import MemorySanctions
from tests.memory_store.saved_policies import MemorySavedPolicies
from tests.memory_store.saved_views import MemoryViews
from tests.memory_store.search import MemorySearch
from tests.memory_store.second_looks import MemorySecondLooks
from tests.memory_store.site_keys import MemoryKeys
from tests.memory_store.statements import MemoryStatements
from tests.memory_store.suggestions import MemorySuggestions
from tests.memory_store.tables import Tables
from tests.memory_store.tallies import MemoryTallies
from tests.memory_store.trials import MemoryTrials
from tests.memory_store.undoing import MemoryUndoing
from tests.memory_store.voices import MemoryVoices
from tests.memory_store.webhook_lines import MemoryLines
from tests.memory_store.writers import MemoryWriters


class MemoryStore(
    MemoryDescriptions,
    MemoryPageReads,
    MemoryPeople,
    MemoryAccounts,
    MemoryNames,
    MemoryEmailChanges,
    MemoryWriters,
    MemoryErasures,
    MemoryOwnData,
    MemoryRetention,
    MemoryUndoing,
    MemoryVoices,
    MemoryStatements,
    MemoryReported,
    MemoryGathering,
    MemorySearch,
    MemoryPresence,
    MemoryRecords,
    MemoryViews,
    MemorySavedPolicies,
    MemoryHabits,
    MemoryArchive,
    MemoryDecisions,
    MemorySuggestions,
    MemoryAudit,
    MemoryDecided,
    MemorySanctions,
    MemoryBlocks,
    MemoryRemovals,
    MemorySecondLooks,
    MemoryDigests,
    MemoryEmailReturns,
    MemoryLines,
    MemoryTallies,
    MemoryNudges,
    MemoryMembers,
    MemoryLanguages,
    MemoryTrials,
    MemoryKeys,
):
    """Everything that is kept until the test ends."""

    def __init__(self, clock: Clock = utc_now) -> None:
        super().__init__(Tables(), clock)

    @classmethod
    async def open(cls, *, clock: Clock = utc_now) -> Self:
        """Make an empty store."""
        return cls(clock)

    async def check_counters(self, site_id: SiteId) -> list[str]:
        """Return nothing: there are no counters here that were not counted just now."""
        return []

    async def ping(self) -> None:
        """Answer."""

    async def close(self) -> None:
        """Give nothing back."""
