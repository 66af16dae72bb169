"""Offer every port that the use cases ask for, on one database."""

from typing import Self

from belowline.kernel.clock import Clock, utc_now
from belowline.store.accounts import Accounts
from belowline.store.appeals import Appeals
from belowline.store.archive import Archive
from belowline.store.audit import Audit
from belowline.store.authors import Authors
from belowline.store.blocks import Blocks
from belowline.store.comments import Comments
from belowline.store.comments_write import CommentsWrite
from belowline.store.counters import Counters
from belowline.store.database import BUSY_SECONDS, open_database
from belowline.store.decided import DecidedRulings
from belowline.store.decisions import Decisions
from belowline.store.descriptions import Descriptions
from belowline.store.desk import Queue
from belowline.store.digests import DigestsOfMembers
from belowline.store.email_changes import EmailChangesOfMembers
from belowline.store.email_returns import ReturnsOfAddresses
from belowline.store.erasures import Erasures
from belowline.store.escalations import Escalations
from belowline.store.events import Events
from belowline.store.follows import Follows
from belowline.store.gathering import Gathering
from belowline.store.habits import HabitsOfModerators
from belowline.store.languages import LanguagesOfReaders
from belowline.store.late_indexes import build_late_indexes
from belowline.store.likes import Likes
from belowline.store.mail_queue import MailQueue
from belowline.store.members import MemberRequests
from belowline.store.migrate import check_version, migrate
from belowline.store.names import Names
from belowline.store.notices import Notices
from belowline.store.nudges import Nudges
from belowline.store.own_data import OwnDataOfReaders
from belowline.store.page_reads import PageReads
from belowline.store.passkeys import PasskeysOfMembers
from belowline.store.people import People
from belowline.store.policies import Policies
from belowline.store.postgres import POSTGRES_CONNECTIONS
from belowline.store.presence import WhoHasWhat
from belowline.store.reader_records import ReaderRecords
from belowline.store.removals import AutomaticRemovals
from belowline.store.reported import ReportsOfReaders
from belowline.store.reports import Reports
from belowline.store.retention import RetentionOfTraces
from belowline.store.sanctions import Sanctions
from belowline.store.saved_policies import SavedPolicies
from belowline.store.saved_views import SavedViews
from belowline.store.search import SearchOfWords
from belowline.store.second_looks import SecondLooks
from belowline.store.site_keys import SiteKeys
from belowline.store.statements import Statements
from belowline.store.stories import Stories
from belowline.store.suggestions import Suggestions
from belowline.store.tallies import Tallies
from belowline.store.thread_orders import ThreadOrders
from belowline.store.threads import Threads
from belowline.store.traces import TracesOfComments
from belowline.store.trials import TrialHits
from belowline.store.undoing import Undoing
from belowline.store.webhook_lines import WebhookLines
from belowline.store.writers import Writers


class Store(
    Stories,
    Descriptions,
    PageReads,
    People,
    Accounts,
    Names,
    OwnDataOfReaders,
    Erasures,
    RetentionOfTraces,
    Comments,
    CommentsWrite,
    Threads,
    ThreadOrders,
    TracesOfComments,
    Authors,
    Reports,
    Likes,
    Appeals,
    Statements,
    Notices,
    ReportsOfReaders,
    Queue,
    SearchOfWords,
    WhoHasWhat,
    Undoing,
    Escalations,
    Gathering,
    ReaderRecords,
    SavedViews,
    HabitsOfModerators,
    Archive,
    Decisions,
    Events,
    Policies,
    SavedPolicies,
    Suggestions,
    Counters,
    Nudges,
    Writers,
    Audit,
    DecidedRulings,
    Sanctions,
    Blocks,
    AutomaticRemovals,
    SecondLooks,
    MailQueue,
    WebhookLines,
    Tallies,
    MemberRequests,
    TrialHits,
    EmailChangesOfMembers,
    ReturnsOfAddresses,
    Follows,
    DigestsOfMembers,
    PasskeysOfMembers,
    LanguagesOfReaders,
    SiteKeys,
):
    """Everything that is kept. Each base is one room; they share nothing but the database."""

    @classmethod
    async def open(
        cls,
        address: str,
        *,
        clock: Clock = utc_now,
        busy_seconds: float = BUSY_SECONDS,
        answer_seconds: float | None = None,
        connections: int = POSTGRES_CONNECTIONS,
    ) -> Self:
        """Open the database at `postgresql://…`, `sqlite:///path` or a path, schema up to date.

        Of the rest see `open_database`; a migration may take its time.
        """
        database = open_database(
            address,
            busy_seconds=busy_seconds,
            answer_seconds=answer_seconds,
            connections=connections,
        )
        try:
            await migrate(database)
        except BaseException:
            await database.close()
            raise
        return cls(database, clock)

    @classmethod
    async def open_to_read(cls, address: str) -> Self:
        """Open a database for somebody who only reads; raises Unavailable where there is none."""
        database = open_database(address, read_only=True)
        try:
            await check_version(database)
        except BaseException:
            await database.close()
            raise
        return cls(database)

    async def build_late_indexes(self) -> list[str]:
        """Build the indexes that migrations left for later; return their names."""
        return await build_late_indexes(self._database)

    async def ping(self) -> None:
        """Raise Unavailable unless the database answers."""
        await self._database.ping()

    async def close(self) -> None:
        """Give all connections back."""
        await self._database.close()
