"""Edit a comment: the new words are ruled on before they replace the public ones."""

from dataclasses import dataclass, replace

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
from belowline.conversation.threads import held_by_mode, mode_of
from belowline.conversation.traces import SiteKnowledge, traces_of
from belowline.conversation.words import check_text
from belowline.kernel.clock import Clock, later_than
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
        until = edit_until(comment, self.judge.in_force.edit_window, rulings)
        if until is None or now > until:
            raise Refused(
                "The time for editing this comment is over. You can reply to it, or withdraw it.",
                code="edit-window-closed",
            )
        story = await open_story(self.store, site_id, comment.story_id)
        parent = await self._parent_text(comment)
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
        if comment.state is State.HELD:
            # A clean edit frees what the engine held, but the name beside it is still the same.
            ruling = with_name(ruling, await judge_name(self.judge, comment.author.name))
        ruling = held_by_mode(ruling, await mode_of(self.store, story))
        ruling, note = precaution(
            standing,
            comment.author.role,
            published=record.published,
            policy=self.judge.in_force.moderator.policy,
        ).on(ruling)
        number = len(await self.store.revisions(site_id, comment_id)) + 1
        html = render(text, await mentioned(self.store, site_id, comment.story_id, text))
        revision = Revision(number=number, text=text, html=html, created_at=now)
        kept = recorded(
            ruling,
            site_id=site_id,
            comment_id=comment_id,
            ruling_id=RulingId(sorts_behind(self.new_id, rulings[-1].ruling_id)),
            revision=number,
            at=later_than(lambda: now, rulings[-1].created_at),
            note=note,
        )
        changed = after_edit(comment, revision, kept, held_by=holder(rulings))
        traces = replace(without_blocked(traces, told.site.blocked), known=known_then)
        after = await self.store.add_revision(
            changed, revision, kept, seen=comment.ruling_id, traces=traces
        )
        return Ruled(after, kept)

    async def _parent_text(self, comment: Comment) -> str:
        if comment.parent_id is None:
            return ""
        parent = await self.store.comment(comment.site_id, comment.parent_id)
        return parent.text if parent else ""
