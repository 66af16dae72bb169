"""Edit a comment: the new words are ruled on before they replace the public ones."""

from dataclasses import dataclass, replace
from datetime import datetime

from belowline.conversation.blocks import with_blocks, without_blocked
from belowline.conversation.comment import Comment, Revision, State
from belowline.conversation.judging import Judge, recorded
from belowline.conversation.markup import render
from belowline.conversation.mentions import mentioned
from belowline.conversation.naming import judge_name, with_name
from belowline.conversation.own import access_own, edit_until
from belowline.conversation.post import PostStore, Ruled, open_story
from belowline.conversation.precaution import precaution
from belowline.conversation.states import after_edit, holder
from belowline.conversation.threads import ThreadMode, held_by_mode, mode_of
from belowline.conversation.traces import SiteKnowledge, traces_of
from belowline.conversation.words import check_text
from belowline.kernel.clock import Clock
from belowline.kernel.errors import Refused
from belowline.kernel.ids import CommentId, NewId, ReaderId, RulingId, SiteId, sorts_behind
from belowline.moderation import Facts
from belowline.people.sanctions import standing_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Edit:
    """The use case. The policy says how long there is: to mend, not to swap what others answered.

    `domains` are the site's own.
    """

    store: PostStore
    judge: Judge
    clock: Clock
    new_id: NewId
    domains: tuple[str, ...] = ()

    async def __call__(
        self, site_id: SiteId, comment_id: CommentId, reader_id: ReaderId | None, text: str
    ) -> Ruled:
        """Keep the edit with its ruling; raises Refused when the window has closed, Forbidden
        for who is suspended or banned."""
        text = check_text(text)
        comment = await access_own(self.store, site_id, comment_id, reader_id)
        now = self.clock()
        standing = await standing_of(self.store, site_id, comment.author.reader_id, now)
        standing.check_may_write()
        rulings = await self.store.rulings(site_id, comment_id)
        _check_window(edit_until(comment, self.judge.in_force.edit_window, rulings), now)
        story = await open_story(self.store, site_id, comment.story_id)
        answered, parent = await self._answered(comment)
        traces = traces_of(text, story=story.words, parent=parent)
        known = SiteKnowledge(store=self.store, site_id=site_id, domains=self.domains)
        record = await self.store.author_record(site_id, comment.author.reader_id, recent=0)
        facts = await known.of_edit(traces, by=comment.author.reader_id, at=now)
        told = Facts(
            text,
            story=story.words,
            parent=parent,
            author_published=record.published,
            site=await with_blocks(self.store, site_id, text, facts),
        )
        ruling, known_then = await self.judge.on(told)
        mode = await mode_of(self.store, story)
        known_then = replace(
            known_then,
            answered=answered,
            is_named=comment.state is State.HELD,
            thread_waits=mode is ThreadMode.HELD,
            author_waits=standing.is_held,
        )
        if known_then.is_named:
            # A clean edit frees what the engine held, but the name beside it is still the same.
            ruling = with_name(ruling, await judge_name(self.judge, comment.author.name))
        ruling = held_by_mode(ruling, mode)
        ruling, note = precaution(
            comment.author.role,
            is_held=standing.is_held,
            published=record.published,
            policy=self.judge.in_force.moderator.policy,
        ).on(ruling)
        revision = await self._revision(comment, text, now)
        kept = recorded(
            ruling,
            site_id=site_id,
            comment_id=comment_id,
            ruling_id=RulingId(sorts_behind(self.new_id, rulings[-1].ruling_id)),
            revision=revision.number,
            at=max(now, rulings[-1].created_at),
            note=note,
        )
        changed = after_edit(comment, revision, kept, held_by=holder(rulings))
        traces = replace(without_blocked(traces, told.site.blocked), known=known_then)
        after = await self.store.add_revision(
            changed, revision, kept, seen=comment.ruling_id, traces=traces
        )
        return Ruled(after, kept)

    async def _revision(self, comment: Comment, text: str, at: datetime) -> Revision:
        key = comment.site_id, comment.comment_id
        number = len(await self.store.revisions(*key)) + 1
        html = render(text, await mentioned(self.store, key[0], comment.story_id, text))
        return Revision(number=number, text=text, html=html, created_at=at)

    async def _answered(self, comment: Comment) -> tuple[int, str]:
        """Return the number and the words of the revision that stands in what was answered."""
        if comment.parent_id is None:
            return 1, ""
        parent = await self.store.comment(comment.site_id, comment.parent_id)
        return (parent.revision, parent.text) if parent else (1, "")


def _check_window(until: datetime | None, now: datetime) -> None:
    if until is None or now > until:
        raise Refused(
            "The time for editing this comment is over. You can reply to it, or withdraw it.",
            code="edit-window-closed",
        )
