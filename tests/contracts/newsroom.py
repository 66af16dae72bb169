"""Act on a store as the use cases do, with ids and times that are the same on every run."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any, Protocol

from belowline.conversation.blocks import BlockStore
from belowline.conversation.comment import (
    Appeal,
    Attention,
    Author,
    Comment,
    Report,
    Revision,
    RulingRecord,
    Source,
    State,
    Verdict,
)
from belowline.conversation.impersonation import NameStore
from belowline.conversation.mentions import WriterStore
from belowline.conversation.notice import IllegalNotice, NoticeStore
from belowline.conversation.nudge import NudgeStore
from belowline.conversation.own_data import OwnDataStore
from belowline.conversation.ports import CommentStore, EventStore, PolicyStore
from belowline.conversation.removals import RemovalStore
from belowline.conversation.reported import ReportedStore
from belowline.conversation.statement import StatementStore
from belowline.conversation.threads import ThreadModeStore
from belowline.conversation.traces import TraceStore
from belowline.conversation.webhook_line import LineStore
from belowline.desk.audit_log import AuditStore
from belowline.desk.beside import RecordStore
from belowline.desk.escalations import EscalationStore
from belowline.desk.gathering import GatheringStore
from belowline.desk.habits import HabitStore
from belowline.desk.policy_versions import SavedPolicyStore
from belowline.desk.ports import ArchiveStore, DecisionStore, QueueStore
from belowline.desk.presence import PresenceStore
from belowline.desk.read_numbers import TallyStore
from belowline.desk.saved_views import ViewStore
from belowline.desk.search import SearchStore
from belowline.desk.second_look import SecondLookStore
from belowline.desk.suggest import SuggestionStore
from belowline.desk.trials import TrialStore
from belowline.desk.undo import UndoStore
from belowline.kernel.events import EventKind
from belowline.kernel.ids import CommentId, ReaderId, RulingId, SiteId, StoryId
from belowline.mail.digest import DigestStore
from belowline.mail.ports import MailStore
from belowline.moderation import Finding
from belowline.people.email_change import EmailChangeStore
from belowline.people.email_return import EmailReturnStore
from belowline.people.erasure import ErasureStore
from belowline.people.language import LanguageStore
from belowline.people.members import MemberStore
from belowline.people.passkeys import PasskeyStore
from belowline.people.ports import PeopleStore
from belowline.people.reader import Reader, Role
from belowline.people.retention import RetentionStore
from belowline.people.sanctions import SanctionStore
from belowline.people.sessions import SessionStore
from belowline.people.sign_on import AccountStore
from belowline.people.site_key import KeyStore
from belowline.stories.learn import DescriptionStore, PageReadStore
from belowline.stories.ports import StoryStore
from belowline.stories.story import Story

SITE = SiteId("the-site")
OTHER_SITE = SiteId("another-site")
START = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
NEVER_HOLD = 1_000_000.0

VERDICT_STATES = {
    Verdict.PUBLISH: State.PUBLISHED,
    Verdict.HOLD: State.HELD,
    Verdict.REJECT: State.REJECTED,
    Verdict.REMOVE: State.REMOVED,
}
STATE_VERDICTS = {state: verdict for verdict, state in VERDICT_STATES.items()}


class AnyStore(
    StatementStore,
    NoticeStore,
    NudgeStore,
    WriterStore,
    ReportedStore,
    ThreadModeStore,
    StoryStore,
    DescriptionStore,
    PageReadStore,
    PasskeyStore,
    PeopleStore,
    AccountStore,
    NameStore,
    OwnDataStore,
    ErasureStore,
    SessionStore,
    RetentionStore,
    CommentStore,
    QueueStore,
    SearchStore,
    PresenceStore,
    UndoStore,
    EscalationStore,
    GatheringStore,
    RecordStore,
    ViewStore,
    HabitStore,
    ArchiveStore,
    DecisionStore,
    EventStore,
    PolicyStore,
    SavedPolicyStore,
    SuggestionStore,
    TraceStore,
    AuditStore,
    SanctionStore,
    BlockStore,
    RemovalStore,
    SecondLookStore,
    MailStore,
    LineStore,
    KeyStore,
    TallyStore,
    MemberStore,
    TrialStore,
    EmailChangeStore,
    EmailReturnStore,
    DigestStore,
    LanguageStore,
    Protocol,
):
    """A store that offers every port."""

    async def check_counters(self, site_id: SiteId) -> list[str]:
        """Return one sentence for each counter that is wrong."""
        ...

    async def ping(self) -> None:
        """Raise Unavailable unless the store answers."""
        ...

    async def close(self) -> None:
        """Let go of everything."""
        ...


class Newsroom:
    """A site with its people, on some store."""

    def __init__(self, store: AnyStore, site_id: SiteId = SITE) -> None:
        self.store = store
        self.site_id = site_id
        self._numbers: Iterator[int] = count(1)

    def id(self) -> str:
        """Return the next id; later ones sort later."""
        number = next(self._numbers)
        return f"01900000-{number >> 12:04x}-7{number & 0xFFF:03x}-8000-{number:012x}"

    def moment(self) -> datetime:
        """Return the next moment, a second after the one before."""
        return START + timedelta(seconds=next(self._numbers))

    def reader_id(self) -> ReaderId:
        """Return the id of somebody new."""
        return ReaderId(self.id())

    async def reader(
        self, role: Role = Role.MEMBER, *, email: str | None = None, name: str = "Ada"
    ) -> Reader:
        """Keep a new reader."""
        return await self.store.add_reader(self.new_reader(role, email=email, name=name))

    def new_reader(
        self, role: Role = Role.MEMBER, *, email: str | None = None, name: str = "Ada"
    ) -> Reader:
        """Return a reader whom nobody keeps yet."""
        return Reader(
            site_id=self.site_id,
            reader_id=self.reader_id(),
            name=name,
            role=role,
            email=email,
            password_hash=None,
            reports_upheld=0,
            reports_dismissed=0,
            created_at=self.moment(),
        )

    async def story(self, **facts: Any) -> Story:
        """Keep a new story."""
        return await self.store.add_story(self.new_story(**facts))

    def new_story(self, **facts: Any) -> Story:
        """Return a story that nobody keeps yet."""
        story_id = StoryId(self.id())
        story = Story(
            site_id=self.site_id,
            story_id=story_id,
            url=f"https://news.example/{story_id}",
            headline="The bridge is closed",
            standfirst="For a year.",
            byline="By Grace Hopper",
            section="City",
            published_at=self.moment(),
            body="The bridge was closed on Monday.",
            open=True,
            comment_count=0,
            version=1,
        )
        return replace(story, **facts)

    def draft(
        self, story: Story, parent: Comment | None = None, **facts: Any
    ) -> tuple[Comment, RulingRecord]:
        """Return a comment that nobody keeps yet, with its ruling."""
        comment_id = CommentId(self.id())
        state = facts.get("state", State.PUBLISHED)
        held = state is State.HELD
        at = self.moment()
        comment = Comment(
            site_id=story.site_id,
            comment_id=comment_id,
            story_id=story.story_id,
            parent_id=parent.comment_id if parent else None,
            root_id=parent.root_id if parent else comment_id,
            depth=parent.depth + 1 if parent else 0,
            author=Author(reader_id=self.reader_id(), name="Ada", role=Role.MEMBER),
            state=state,
            revision=1,
            pending=None,
            text="I walk over it every day.",
            html="<p>I walk over it every day.</p>",
            created_at=at,
            edited_at=None,
            likes=0,
            replies=0,
            descendants=0,
            best=0,
            shown=state is State.PUBLISHED,
            cleared=False,
            attention=Attention.HELD if held else None,
            attention_since=at if held else None,
            report_weight=0.0,
            ruling_id=RulingId(self.id()),
        )
        comment = replace(comment, **facts)
        verdict = STATE_VERDICTS.get(state, Verdict.PUBLISH)
        ruling = self.ruling(comment, verdict)
        return comment, replace(ruling, ruling_id=comment.ruling_id)

    async def post(self, story: Story, parent: Comment | None = None, **facts: Any) -> Comment:
        """Keep a new comment."""
        return await self.store.add_comment(*self.draft(story, parent, **facts))

    def ruling(
        self, comment: Comment, verdict: Verdict, source: Source = Source.ENGINE, **facts: Any
    ) -> RulingRecord:
        """Return a new ruling on the comment."""
        by_person = source is Source.MODERATOR
        ruling = RulingRecord(
            site_id=comment.site_id,
            ruling_id=RulingId(self.id()),
            comment_id=comment.comment_id,
            revision=comment.revision,
            verdict=verdict,
            source=source,
            by=ReaderId("moderator") if by_person else None,
            by_name="Mo" if by_person else None,
            clause=None,
            note=None,
            findings=(Finding("spam", 0.25, 3, 9, "links", "One link in a first comment"),),
            scores={"spam": 0.25, "violence": 0.0},
            unchecked=(),
            policy_version="policy-1",
            engine_version="engine-1",
            created_at=self.moment(),
        )
        return replace(ruling, **facts)

    async def rule(
        self,
        comment: Comment,
        verdict: Verdict,
        source: Source = Source.MODERATOR,
        *,
        seen: RulingId | None = None,
        clause: str | None = None,
        **facts: Any,
    ) -> Comment:
        """Rule on the comment as a moderator, or somebody else, does."""
        ruling = self.ruling(comment, verdict, source, clause=clause)
        changed = replace(
            comment,
            state=VERDICT_STATES[verdict],
            attention=Attention.HELD if verdict is Verdict.HOLD else None,
            attention_since=ruling.created_at if verdict is Verdict.HOLD else None,
            cleared=verdict is Verdict.PUBLISH and source is Source.MODERATOR,
            ruling_id=ruling.ruling_id,
            **facts,
        )
        return await self.store.add_ruling(changed, ruling, seen=seen or comment.ruling_id)

    async def edit(
        self, comment: Comment, words: str, *, seen: RulingId | None = None, **facts: Any
    ) -> Comment:
        """Edit a comment, and let the engine publish it."""
        number = (comment.pending or comment.revision) + 1
        ruling = self.ruling(comment, Verdict.PUBLISH, revision=number)
        html = f"<p>{words}</p>"
        changed = replace(
            comment,
            state=State.PUBLISHED,
            revision=number,
            text=words,
            html=html,
            edited_at=ruling.created_at,
            ruling_id=ruling.ruling_id,
        )
        revision = Revision(number=number, text=words, html=html, created_at=ruling.created_at)
        return await self.store.add_revision(
            replace(changed, **facts), revision, ruling, seen=seen or comment.ruling_id
        )

    async def report(
        self, comment: Comment, *, hold_at: float = NEVER_HOLD, **facts: Any
    ) -> tuple[Comment, bool]:
        """Report a comment as spam."""
        report = Report(
            site_id=comment.site_id,
            report_id=self.id(),
            comment_id=comment.comment_id,
            reader_id=facts.get("reader_id") or self.reader_id(),
            reason="spam",
            note=None,
            contact=None,
            address="somewhere",
            weight=1.0,
            created_at=self.moment(),
        )
        hold = self.ruling(comment, Verdict.HOLD, Source.REPORTS)
        return await self.store.add_report(replace(report, **facts), hold_at=hold_at, hold=hold)

    def appeal(self, comment: Comment, **facts: Any) -> Appeal:
        """Return an appeal against the ruling that stands."""
        appeal = Appeal(
            site_id=comment.site_id,
            appeal_id=self.id(),
            comment_id=comment.comment_id,
            ruling_id=comment.ruling_id,
            reader_id=comment.author.reader_id,
            text="I meant it as a joke.",
            created_at=self.moment(),
        )
        return replace(appeal, **facts)

    def notice(self, comment: Comment, **facts: Any) -> IllegalNotice:
        """Return a notice that the comment breaks the law."""
        notice_id = self.id()
        notice = IllegalNotice(
            site_id=comment.site_id,
            notice_id=notice_id,
            reference=f"N-{notice_id[-4:]}",
            digest=f"digest of {notice_id}",
            comment_id=comment.comment_id,
            revision=comment.revision,
            law="Section 130",
            explanation="It calls for violence 😀.",
            words="every day",
            name="Lex Ada",
            email="lex@law.example",
            is_about_abuse=False,
            address="somewhere",
            created_at=self.moment(),
        )
        return replace(notice, **facts)

    async def now(self, comment: Comment) -> Comment:
        """Return the comment as it stands now."""
        kept = await self.store.comment(comment.site_id, comment.comment_id)
        assert kept is not None
        return kept

    async def story_now(self, story: Story) -> Story:
        """Return the story as it stands now."""
        kept = await self.store.story(story.site_id, story.story_id)
        assert kept is not None
        return kept

    async def last_kind(self) -> EventKind:
        """Return what happened last."""
        last = await self.store.last_event(self.site_id)
        events = await self.store.events_after(self.site_id, last - 1, limit=10)
        return events[-1].kind
