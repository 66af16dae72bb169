"""Everything the handlers may call, put together in main."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TypeVar

from belowline.config import Settings
from belowline.conversation.appeal import MakeAppeal
from belowline.conversation.check import Check
from belowline.conversation.edit import Edit
from belowline.conversation.follow import Follow
from belowline.conversation.impersonation import GuardNames
from belowline.conversation.in_force import InForce
from belowline.conversation.like import Like
from belowline.conversation.news import NewsWire
from belowline.conversation.notice import SendNotice
from belowline.conversation.nudge import Nudge
from belowline.conversation.own_data import ExportOwnData
from belowline.conversation.ports import CommentStore, EventStore
from belowline.conversation.post import Post
from belowline.conversation.read import ReadBranch, ReadThread
from belowline.conversation.rename import Rename
from belowline.conversation.report import MakeReport, UndoReport
from belowline.conversation.reported import ReportedStore
from belowline.conversation.standing import KnowStanding
from belowline.conversation.statement import Explain
from belowline.conversation.withdraw import Withdraw
from belowline.desk.audit_log import SearchLog
from belowline.desk.beside import LookBeside
from belowline.desk.block import BlockDomain
from belowline.desk.escalate import Escalate
from belowline.desk.habits import MyHabits
from belowline.desk.order_thread import OrderThread
from belowline.desk.policies import Policies
from belowline.desk.presence import Presence
from belowline.desk.queue import Desk
from belowline.desk.read_numbers import ReadNumbers
from belowline.desk.rule import Rule
from belowline.desk.sanction import SanctionReader
from belowline.desk.saved_views import Views
from belowline.desk.search import Search
from belowline.desk.together import RuleTogether
from belowline.desk.undo import Undo
from belowline.kernel.clock import Clock
from belowline.kernel.ids import StoryId
from belowline.mail.choices import Choices
from belowline.mail.digest import Digests
from belowline.mail.email_change import ChangeEmail
from belowline.mail.sign_in import AskForLink
from belowline.moderation import Policy
from belowline.people.erasure import EraseReaders
from belowline.people.guests import Guests
from belowline.people.language import Languages
from belowline.people.members import Members
from belowline.people.passkeys import Passkeys
from belowline.people.ports import PeopleStore
from belowline.people.sessions import Sessions
from belowline.people.sign_on import SignOn
from belowline.people.signin import SignIn
from belowline.stories.open import OpenStory
from belowline.stories.ports import StoryStore
from belowline.web.cache import PageCache
from belowline.web.fragments import Fragments
from belowline.web.learning import Learning
from belowline.web.limits import Limiter
from belowline.web.older_page import OlderPage
from belowline.web.open_id import OpenIdProvider
from belowline.web.operations import Operations
from belowline.web.public_reads import PublicReads
from belowline.web.render import Renderer

Found = TypeVar("Found")


@dataclass(frozen=True, slots=True, kw_only=True)
class Services:
    """The use cases, and what HTTP itself needs."""

    settings: Settings
    in_force: InForce
    policies: Policies
    clock: Clock
    stories: StoryStore
    people: PeopleStore
    comments: CommentStore
    events: EventStore
    reports: ReportedStore
    open_story: OpenStory
    learning: Learning
    post: Post
    edit: Edit
    withdraw: Withdraw
    make_report: MakeReport
    undo_report: UndoReport
    like: Like
    explain: Explain
    send_notice: SendNotice
    make_appeal: MakeAppeal
    check: Check
    nudge: Nudge
    read_thread: ReadThread
    read_branch: ReadBranch
    guests: Guests
    guard_names: GuardNames
    rename: Rename
    sessions: Sessions
    passkeys: Passkeys
    languages: Languages
    export_own_data: ExportOwnData
    erase_readers: EraseReaders
    sign_in: SignIn
    sign_on: SignOn
    desk: Desk
    order_thread: OrderThread
    rule: Rule
    escalate: Escalate
    together: RuleTogether
    habits: MyHabits
    search_log: SearchLog
    read_numbers: ReadNumbers
    search: Search
    presence: Presence
    undo: Undo
    views: Views
    look_beside: LookBeside
    block_domain: BlockDomain
    sanction_reader: SanctionReader
    standing: KnowStanding
    choices: Choices
    digests: Digests
    follow: Follow
    members: Members
    ask_for_link: AskForLink | None
    change_email: ChangeEmail | None
    news: NewsWire
    cache: PageCache
    limiter: Limiter
    renderer: Renderer
    ping: Callable[[], Awaitable[None]]
    operations: Operations
    fragments: Fragments = field(default_factory=Fragments)
    older_page: OlderPage = field(default_factory=OlderPage)
    open_id: OpenIdProvider | None = None
    public_reads: "PublicReads[Services] | None" = None

    @property
    def policy(self) -> Policy:
        """Return the policy that is in force now."""
        return self.in_force.policy

    @property
    def edit_window(self) -> timedelta:
        """Return how long an author may edit."""
        return self.in_force.edit_window

    async def publicly(
        self, story_id: StoryId | None, read: Callable[["Services"], Awaitable[Found]]
    ) -> Found:
        """Return what `read` reads of a story, or of lists: from a replica where there is one."""
        if self.public_reads is None:
            return await read(self)
        topic = (self.settings.site.site_id, story_id) if story_id else None
        return await self.public_reads(self, topic, read)

    def changed(self, story_id: StoryId) -> None:
        """Forget the story's pages at once here, and have the others told."""
        self.cache.drop(self.settings.site.site_id, story_id)
        self._wrote(story_id)

    def liked(self, story_id: StoryId) -> None:
        """Have the story's pages made anew soon, here and elsewhere."""
        self.cache.liked(self.settings.site.site_id, story_id)
        self._wrote(story_id)

    def _wrote(self, story_id: StoryId) -> None:
        if self.public_reads is not None:
            self.public_reads.follower.wrote(self.settings.site.site_id, story_id)
        self.news.wake()
