"""Put the use cases together on a store of plain dicts, with a clock and an engine to command."""

from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from threading import Event

from belowline.conversation.appeal import MakeAppeal
from belowline.conversation.check import Check
from belowline.conversation.comment import Comment, Report, RulingRecord, Verdict
from belowline.conversation.edit import Edit
from belowline.conversation.in_force import InForce
from belowline.conversation.judging import Judge
from belowline.conversation.like import Like
from belowline.conversation.notice import SendNotice
from belowline.conversation.policy_of_then import PolicyOfThen
from belowline.conversation.post import Draft, Post, Ruled
from belowline.conversation.read import ReadBranch, ReadThread
from belowline.conversation.report import MakeReport, Notice, UndoReport
from belowline.conversation.statement import Explain
from belowline.conversation.withdraw import Withdraw
from belowline.desk.queue import Desk
from belowline.desk.rule import Order, Rule
from belowline.kernel.ids import CommentId, RulingId
from belowline.moderation import Facts, Finding, Moderator
from belowline.moderation.text import View
from belowline.people.reader import Reader, Role
from belowline.stories.story import Story
from tests.contracts.newsroom import START, Newsroom
from tests.memory_store import MemoryStore

# What the shipped policy says.
WINDOW = timedelta(minutes=5)

# What a text has to say for the engine of these tests to do as told.
CLEAN = "A fair point."
DOUBTFUL = "A doubtful point."
FORBIDDEN = "A forbidden point."
BREAKS = "A point that breaks the engine."
HANGS = "A point that hangs the engine."


@dataclass(slots=True)
class Scripted:
    """A detector that does what the text says, and remembers the facts it was given."""

    name: str = "scripted"
    heard: list[Facts] = field(default_factory=list)
    released: Event = field(default_factory=Event)

    def find(self, facts: Facts, view: View) -> Iterable[Finding]:
        """Find a little or a lot, fail, or wait to be released."""
        self.heard.append(facts)
        if "hangs" in facts.text:
            self.released.wait()
        if "breaks" in facts.text:
            raise RuntimeError("as told")
        score = 1.0 if "forbidden" in facts.text else 0.6 if "doubtful" in facts.text else 0.0
        yield Finding("profanity", score, 0, 1, self.name, "As told.")

    def facts_of(self, text: str) -> Facts:
        """Return what was known when this text was last judged."""
        return next(facts for facts in reversed(self.heard) if facts.text == text)


class Room:
    """A site with one story, its use cases, and the clock in our hands."""

    def __init__(self, moderator: Moderator | None = None, domains: tuple[str, ...] = ()) -> None:
        self.store = MemoryStore()
        self.newsroom = Newsroom(self.store)
        self.site_id = self.newsroom.site_id
        self.now = START
        self.detector = Scripted()
        self.moderator = moderator or Moderator(detectors=[self.detector])
        self.in_force = InForce(self.moderator)
        self.policy = self.moderator.policy
        self.threads = ThreadPoolExecutor(4)
        store, clock, new_id = self.store, self.clock, self.newsroom.id
        self.judge = Judge(in_force=self.in_force, threads=self.threads, seconds=15.0)
        self.post = Post(store=store, judge=self.judge, clock=clock, new_id=new_id, domains=domains)
        self.edit = Edit(
            store=store,
            judge=self.judge,
            clock=clock,
            new_id=new_id,
            domains=domains,
        )
        self.withdraw = Withdraw(store=store)
        self.make_report = MakeReport(
            store=store, in_force=self.in_force, clock=clock, new_id=new_id
        )
        self.undo_report = UndoReport(store=store)
        self.like = Like(store=store)
        self.explain = Explain(
            store=store,
            policies=PolicyOfThen(store=store, in_force=self.in_force),
            clock=clock,
            secret_of=lambda ruling_id: f"secret of {ruling_id}",
        )
        self.make_appeal = MakeAppeal(store=store, explain=self.explain, clock=clock, new_id=new_id)
        self.send_notice = SendNotice(
            store=store, clock=clock, new_id=new_id, secret_of=lambda notice_id: f"of {notice_id}"
        )
        self.check = Check(store=store, judge=self.judge, domains=domains)
        self.read_thread = ReadThread(store=store)
        self.read_branch = ReadBranch(store=store)
        self.desk = Desk(store=store, clock=clock)
        self.rule = Rule(store=store, in_force=self.in_force, clock=clock, new_id=new_id)

    def clock(self) -> datetime:
        """Return the time, a second later each time: nothing happens at once."""
        self.now += timedelta(seconds=1)
        return self.now

    def close(self) -> None:
        """Let go of detectors that hang, and of their threads."""
        self.detector.released.set()
        self.threads.shutdown()

    async def posted(
        self,
        story: Story,
        text: str = CLEAN,
        *,
        by: Reader | None = None,
        parent: Comment | None = None,
    ) -> Comment:
        """Post a comment and return it as it stands."""
        return (await self.sent(story, text, by=by, parent=parent)).comment

    async def sent(
        self,
        story: Story,
        text: str = CLEAN,
        *,
        by: Reader | None = None,
        parent: Comment | None = None,
        name: str = "Ada",
    ) -> Ruled:
        """Post a comment and return it with its ruling."""
        return await self.post(
            Draft(
                site_id=story.site_id,
                story_id=story.story_id,
                author=by or await self.newsroom.reader(),
                name=name,
                text=text,
                parent_id=parent.comment_id if parent else None,
            )
        )

    async def edited(self, comment: Comment, text: str) -> Comment:
        """Edit a comment as its author."""
        by = comment.author.reader_id
        return (await self.edit(comment.site_id, comment.comment_id, by, text)).comment

    async def reported(
        self,
        comment: Comment,
        *,
        by: Reader | None = None,
        reason: str = "spam",
        note: str = "",
        address: str | None = None,
    ) -> tuple[Report, bool]:
        """Report a comment as somebody new."""
        reporter = by or await self.newsroom.reader()
        return await self.make_report(
            Notice(
                site_id=comment.site_id,
                comment_id=comment.comment_id,
                reporter=reporter,
                reason=reason,
                note=note,
                address=address or reporter.reader_id,
            )
        )

    async def held_by_readers(self, comment: Comment) -> Comment:
        """Report a comment until it is held."""
        for _ in range(3):
            await self.reported(comment)
        return await self.newsroom.now(comment)

    async def ruled(
        self,
        comment: Comment,
        verdict: Verdict,
        *,
        by: Reader | None = None,
        seen: RulingId | None = None,
        note: str = "",
        clause: str = "discourtesy",
        message: str = "So it is.",
    ) -> tuple[Comment, RulingRecord]:
        """Rule on a comment as a moderator who has just looked at it."""
        now = await self.newsroom.now(comment)
        return await self.rule(
            by or await self.newsroom.reader(Role.MODERATOR, name="Mo"),
            Order(
                site_id=comment.site_id,
                comment_id=comment.comment_id,
                verdict=verdict,
                clause=clause if verdict in (Verdict.REJECT, Verdict.REMOVE) else None,
                note=note,
                message=message,
                seen=seen or now.ruling_id,
            ),
        )


def unknown_comment() -> CommentId:
    """Return an id that nothing has."""
    return CommentId("01900000-0000-7fff-8000-ffffffffffff")
