"""Post a comment: gather the facts, judge, keep comment and ruling together."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Protocol

from belowline.conversation.blocks import BlockStore, with_blocks, without_blocked
from belowline.conversation.comment import (
    Author,
    Comment,
    RulingRecord,
    State,
    Traces,
    Verdict,
)
from belowline.conversation.judging import Judge, recorded
from belowline.conversation.known import Known
from belowline.conversation.markup import render
from belowline.conversation.mentions import Mentions, WriterStore, mentioned
from belowline.conversation.naming import judge_name, refuse_name, with_name
from belowline.conversation.ports import AuthorRecord, CommentStore
from belowline.conversation.precaution import precaution
from belowline.conversation.states import attention_of, first_state
from belowline.conversation.threads import ThreadMode, ThreadModeStore, held_by_mode, mode_of
from belowline.conversation.traces import SiteKnowledge, TraceStore, traces_of
from belowline.conversation.words import check_text
from belowline.kernel.clock import Clock, later_than
from belowline.kernel.errors import NotFound, Refused
from belowline.kernel.ids import (
    CommentId,
    NewId,
    RulingId,
    SiteId,
    StoryId,
    is_id,
    sorts_behind,
)
from belowline.moderation import Facts, Ruling, SiteFacts
from belowline.people.reader import Reader
from belowline.people.sanctions import SanctionStore, Standing, standing_of
from belowline.stories.ports import StoryStore
from belowline.stories.story import Story

# The engine compares a new text with what the author said last; spam repeats at once.
RECENT_TEXTS = 5


class PostStore(
    WriterStore,
    ThreadModeStore,
    CommentStore,
    StoryStore,
    TraceStore,
    SanctionStore,
    BlockStore,
    Protocol,
):
    """Comments with what they leave behind, the stories they belong to, and what limits readers."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A comment as its author sends it. `name` is shown with it.

    `is_first` says that nobody keeps its author yet: they are kept with the comment.
    """

    site_id: SiteId
    story_id: StoryId
    author: Reader
    name: str
    text: str
    parent_id: CommentId | None = None
    is_first: bool = False


@dataclass(frozen=True, slots=True)
class Ruled:
    """A comment as it stands, and the engine's ruling that took it there."""

    comment: Comment
    ruling: RulingRecord


@dataclass(frozen=True, slots=True, kw_only=True)
class _Around:
    """What is known before the engine is asked: of the author, the place and the words."""

    standing: Standing
    record: AuthorRecord
    text: str
    story: Story
    mode: ThreadMode
    parent: Comment | None
    traces: Traces
    facts: SiteFacts


@dataclass(frozen=True, slots=True, kw_only=True)
class Post:
    """The use case; call it with a draft.

    `domains` are the site's own; `link_of` gives the digest of a ruling's private link.
    """

    store: PostStore
    judge: Judge
    clock: Clock
    new_id: NewId
    domains: tuple[str, ...] = ()
    link_of: Callable[[RulingId], str] | None = None

    async def __call__(self, draft: Draft) -> Ruled:
        """Keep the comment with its ruling and return both.

        Raises Refused for words that can't be taken, a closed story or a parent that can't be
        answered; NotFound for an unknown story; Forbidden for who is suspended or banned.
        """
        async with self.store.one_look():
            around = await self._around(draft)
        story, parent, text = around.story, around.parent, around.text
        named = await judge_name(self.judge, draft.name)
        refuse_name(named)
        facts = Facts(
            text,
            story=story.words,
            parent=parent.text if parent else "",
            author_published=around.record.published,
            recent=around.record.recent,
            site=around.facts,
        )
        ruling, known = await self.judge.on(facts)
        ruling = held_by_mode(with_name(ruling, named), around.mode)
        careful = precaution(
            draft.author.role,
            is_held=around.standing.is_held,
            published=around.record.published,
            policy=self.judge.in_force.moderator.policy,
        )
        mentions = await mentioned(self.store, draft.site_id, draft.story_id, text)
        comment, kept = self._ruled(draft, text, story, parent, careful.on(ruling), mentions)
        # In the same transaction: who is turned away doesn't wait for a second one.
        told = None
        if self.link_of and kept.verdict is Verdict.REJECT:
            told = self.link_of(kept.ruling_id)
        comment = await self.store.add_comment(
            comment,
            kept,
            traces=_kept(around, known),
            told=told,
            newcomer=draft.author if draft.is_first else None,
        )
        return Ruled(comment, kept)

    async def _around(self, draft: Draft) -> _Around:
        """Gather what has to be known before the engine is asked; raises as the call does."""
        standing, record = await self._author(draft)
        standing.check_may_write()
        text = check_text(draft.text)
        story = await open_story(self.store, draft.site_id, draft.story_id)
        parent = await self._parent(draft)
        traces = traces_of(text, story=story.words, parent=parent.text if parent else "")
        known = SiteKnowledge(store=self.store, site_id=draft.site_id, domains=self.domains)
        facts = await known.of_new(
            traces, by=draft.author.reader_id, at=self.clock(), is_first=draft.is_first
        )
        return _Around(
            standing=standing,
            record=record,
            text=text,
            story=story,
            mode=await mode_of(self.store, story),
            parent=parent,
            traces=traces,
            facts=await with_blocks(self.store, draft.site_id, text, facts),
        )

    async def _author(self, draft: Draft) -> tuple[Standing, AuthorRecord]:
        """Return what limits the author and what they wrote: nothing where this is their first."""
        if draft.is_first:
            return Standing(sanction=None), AuthorRecord(published=0, recent=())
        key = draft.site_id, draft.author.reader_id
        standing = await standing_of(self.store, *key, self.clock())
        return standing, await self.store.author_record(*key, recent=RECENT_TEXTS)

    def _ruled(
        self,
        draft: Draft,
        text: str,
        story: Story,
        parent: Comment | None,
        ruled: tuple[Ruling, str | None],
        mentions: Mentions,
    ) -> tuple[Comment, RulingRecord]:
        """Return the comment in its first state, and the ruling that put it there."""
        now, comment_id = self._moment(parent)
        ruling, note = ruled
        kept = recorded(
            ruling,
            site_id=draft.site_id,
            comment_id=comment_id,
            ruling_id=RulingId(self.new_id()),
            revision=1,
            at=now,
            note=note,
        )
        attention = attention_of(kept)
        author = draft.author
        comment = Comment(
            site_id=draft.site_id,
            comment_id=comment_id,
            story_id=story.story_id,
            parent_id=parent.comment_id if parent else None,
            root_id=parent.root_id if parent else comment_id,
            depth=parent.depth + 1 if parent else 0,
            author=Author(
                reader_id=author.reader_id,
                name=draft.name,
                role=author.role,
                badges=author.badges,
            ),
            state=first_state(kept.verdict),
            revision=1,
            pending=None,
            text=text,
            html=render(text, mentions),
            created_at=now,
            edited_at=None,
            likes=0,
            replies=0,
            descendants=0,
            best=0,
            shown=False,
            cleared=False,
            attention=attention,
            attention_since=now if attention else None,
            report_weight=0.0,
            ruling_id=kept.ruling_id,
        )
        return comment, kept

    def _moment(self, parent: Comment | None) -> tuple[datetime, CommentId]:
        """Return the time and the id of a new comment: behind what it answers, which may come from
        a machine whose clock is ahead of this one's."""
        if parent is None:
            return self.clock(), CommentId(self.new_id())
        now = later_than(self.clock, parent.created_at)
        return now, CommentId(sorts_behind(self.new_id, parent.comment_id))

    async def _parent(self, draft: Draft) -> Comment | None:
        if draft.parent_id is None:
            return None
        parent = (
            await self.store.comment(draft.site_id, draft.parent_id)
            if is_id(draft.parent_id)
            else None
        )
        if parent is None or parent.story_id != draft.story_id:
            raise Refused(
                "The comment you answer does not belong to this story.",
                code="parent-elsewhere",
                field="parent_id",
            )
        if parent.state is not State.PUBLISHED:
            raise parent_gone()
        return parent


def _kept(around: _Around, known: Known) -> Traces:
    """Return what the words leave behind, with all that decided on them."""
    known = replace(
        known,
        answered=around.parent.revision if around.parent else 1,
        thread_waits=around.mode is ThreadMode.HELD,
        author_waits=around.standing.is_held,
    )
    return replace(without_blocked(around.traces, around.facts.blocked), known=known)


def parent_gone() -> Refused:
    """Return the refusal for an answer to what is no longer public."""
    return Refused(
        "The comment you answer is no longer public. Post your text as a comment of its own.",
        code="parent-gone",
        field="parent_id",
    )


async def open_story(store: StoryStore, site_id: SiteId, story_id: StoryId) -> Story:
    """Return the story while readers may comment; raises NotFound or Refused `story-closed`."""
    story = await store.story(site_id, story_id)
    if story is None:
        raise NotFound("There is no such story here.")
    if not story.open:
        raise Refused(
            "Comments on this story are closed. You can still read them.", code="story-closed"
        )
    return story
