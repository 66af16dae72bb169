"""The JSON of API v1: what callers send and what they get (DESIGN.md section 6)."""

from datetime import datetime
from typing import Literal

from msgspec import Struct, field
from msgspec.structs import asdict

from belowline.conversation.comment import Comment, RulingRecord, State
from belowline.desk.escalations import Escalation
from belowline.moderation import Action, Finding, Policy, Ruling
from belowline.people.reader import Role
from belowline.stories.story import Story
from belowline.web.policy_words import clause_title
from belowline.web.words import marked, translated


class NewStory(Struct, kw_only=True):
    """A story to find or make by its URL. Only staff may give `text`, which the engine trusts."""

    url: str
    headline: str = ""
    standfirst: str = ""
    byline: str = ""
    section: str = ""
    published_at: datetime | None = None
    text: str = ""


class StoryOut(Struct, kw_only=True):
    """A story."""

    id: str
    url: str
    headline: str
    standfirst: str
    byline: str
    section: str
    published_at: datetime
    comment_count: int
    open: bool


class StoryList(Struct, kw_only=True):
    """A page of stories; `next` goes into `after`."""

    items: list[StoryOut]
    next: str | None


class NewComment(Struct, kw_only=True):
    """A comment to post. Guests give a name, else they are "Guest"; an e-mail is never shown.

    `nudged` says what its author did after being asked to think again; it is counted, no more.
    """

    text: str
    parent_id: str | None = None
    name: str | None = None
    email: str | None = None
    nudged: Literal["edited", "anyway"] | None = None


class NewText(Struct, kw_only=True):
    """The new words of a comment."""

    text: str


class FindingOut(Struct, kw_only=True):
    """What a detector saw; `start` and `end` are code-point offsets into the text as typed.

    `title` is what the policy calls the clause, `action` what follows from this finding alone:
    publish where it is only a suspicion, that moderators may want to see.
    """

    clause: str
    title: str
    action: str
    score: float
    start: int | None
    end: int | None
    detector: str
    reason: str


class RulingOut(Struct, kw_only=True):
    """What was decided: `action` is publish, hold, reject or remove."""

    action: str
    findings: list[FindingOut]
    scores: dict[str, float]
    unchecked: list[str]
    policy_version: str
    engine_version: str


class ShadowOut(FindingOut, kw_only=True):
    """What a rule on trial saw; `rule` is its name."""

    rule: str


class DeskRulingOut(RulingOut, kw_only=True):
    """A ruling as moderators see it, with what rules on trial saw."""

    shadows: list[ShadowOut]


class AuthorOut(Struct, kw_only=True):
    """Who wrote a comment: `badge` is the role of staff or null, `badges` the publisher's own."""

    name: str
    badge: str | None
    badges: list[str]


class CommentOut(Struct, kw_only=True):
    """A comment. `root_id` is where its branch begins; `ruling` is told to its author only.

    `statement` is the private address of the reasons, where a ruling took something away.
    """

    id: str
    story_id: str
    parent_id: str | None
    root_id: str
    author: AuthorOut
    text: str
    html: str
    created_at: datetime
    edited_at: datetime | None
    state: str
    likes: int
    replies: int
    url: str
    featured: bool = False
    ruling: RulingOut | None = None
    pending_edit: bool = False
    edit_until: datetime | None = None
    statement: str | None = None


class CommentList(Struct, kw_only=True):
    """A page of comments; `next` goes into `after`."""

    items: list[CommentOut]
    next: str | None


class NewReport(Struct, kw_only=True):
    """A report: `reason` is spam, another clause's name, or illegal (which needs a note)."""

    reason: str
    note: str = ""
    contact: str = ""


class ReportOut(Struct, kw_only=True):
    """A report that was taken; `new` is false where this reader had reported the comment before."""

    id: str | None
    comment_id: str
    reason: str
    new: bool
    message: str


class Likes(Struct, kw_only=True):
    """The number of likes after the call."""

    likes: int


class NewAppeal(Struct, kw_only=True):
    """An appeal against the ruling that stands."""

    text: str = ""


class AppealOut(Struct, kw_only=True):
    """An appeal that was taken."""

    id: str
    comment_id: str
    created_at: datetime
    message: str


class NewRuling(Struct, kw_only=True):
    """A moderator's ruling; `seen` is the id of the latest ruling on their screen.

    `verdict` is publish, feature, unfeature, hold, ask, reject, remove, or escalate, which asks an
    editor to rule. `note` is for the record and for the editors, `message` for the author,
    `reply` for who sent a notice.
    """

    verdict: str
    seen: str
    clause: str | None = None
    note: str | None = None
    message: str | None = None
    reply: str | None = None


class RuledOut(Struct, kw_only=True):
    """What a moderator's ruling did; `ruling_id` is what can be taken back for ten seconds."""

    verdict: str
    who: str
    at: datetime
    state: str
    ruling_id: str


class EscalationOut(Struct, kw_only=True):
    """That a moderator asked for an editor's ruling."""

    who: str
    at: datetime
    note: str


class OwnComment(Struct, kw_only=True):
    """A comment as its author sees it in the thread."""

    id: str
    parent_id: str | None
    state: str
    text: str
    edit_until: datetime | None
    pending_edit: bool
    ruling: RulingOut | None


class TakenOut(Struct, kw_only=True):
    """An own comment that a moderator ruled out, and the private address of the reasons."""

    id: str
    state: str
    text: str
    statement: str


class StandingItem(Struct, kw_only=True):
    """One thing that moderators imposed: what it means, why, and whether the reader has yet to
    say that they have read it."""

    id: str
    what: str
    reason: str
    is_news: bool


class StandingOut(Struct, kw_only=True):
    """What moderators imposed on a reader; `address` is the private page that has it all."""

    address: str
    may_write: bool
    items: list[StandingItem]


class Me(Struct, kw_only=True):
    """What differs for this reader in one thread; `taken` are own comments ruled out later.

    `member` says that the name is an account's, so that none need be given.
    """

    name: str
    member: bool
    comments: list[OwnComment]
    liked: list[str]
    reported: dict[str, str]
    staff: bool
    taken: list[TakenOut]
    standing: StandingOut | None = None


class Count(Struct, kw_only=True):
    """How many published comments a story has; 0 for one that is not known."""

    url: str
    comment_count: int


class Counts(Struct, kw_only=True):
    """Counts in the order in which the URLs were given."""

    items: list[Count] = field(default_factory=list)


def story_out(story: Story) -> StoryOut:
    """Return the story as JSON shows it."""
    return StoryOut(
        id=story.story_id,
        url=story.url,
        headline=story.headline,
        standfirst=story.standfirst,
        byline=story.byline,
        section=story.section,
        published_at=story.published_at,
        comment_count=story.comment_count,
        open=story.open,
    )


def comment_out(comment: Comment, *, full: bool = False) -> CommentOut:
    """Return the comment as JSON shows it; the words only while public, or with `full`."""
    visible = full or comment.state is State.PUBLISHED
    return CommentOut(
        id=comment.comment_id,
        story_id=comment.story_id,
        parent_id=comment.parent_id,
        root_id=comment.root_id,
        author=AuthorOut(
            name=comment.author.name if visible else "",
            badge=badge_of(comment.author.role) if visible else None,
            badges=list(comment.author.badges) if visible else [],
        ),
        text=comment.text if visible else "",
        html=comment.html if visible else "",
        created_at=comment.created_at,
        edited_at=comment.edited_at,
        state=comment.state,
        likes=comment.likes,
        replies=comment.replies,
        url=f"/comments/{comment.comment_id}",
        featured=visible and comment.featured_at is not None,
    )


def ruling_out(ruling: Ruling | RulingRecord, policy: Policy) -> RulingOut:
    """Return a ruling as JSON shows it."""
    action = ruling.action if isinstance(ruling, Ruling) else ruling.verdict
    return RulingOut(
        action=action,
        findings=[finding_out(finding, policy) for finding in ruling.findings],
        scores=dict(ruling.scores),
        unchecked=list(ruling.unchecked),
        policy_version=ruling.policy_version,
        engine_version=ruling.engine_version,
    )


def desk_ruling_out(ruling: RulingRecord, policy: Policy) -> DeskRulingOut:
    """Return a ruling as JSON shows it to moderators."""
    return DeskRulingOut(
        **asdict(ruling_out(ruling, policy)),
        shadows=[
            ShadowOut(**asdict(finding_out(shadow, policy)), rule=shadow.rule)
            for shadow in ruling.shadows
        ],
    )


def finding_out(finding: Finding, policy: Policy) -> FindingOut:
    """Return a finding as JSON shows it."""
    known = policy.has(finding.clause)
    return FindingOut(
        clause=finding.clause,
        title=clause_title(policy, finding.clause),
        action=policy.action(finding) if known else Action.PUBLISH,
        score=finding.score,
        start=finding.start,
        end=finding.end,
        detector=finding.detector,
        reason=translated(finding.reason),
    )


def escalation_out(escalation: Escalation | None) -> EscalationOut | None:
    """Return an escalation as JSON shows it to moderators."""
    if escalation is None:
        return None
    return EscalationOut(who=escalation.by_name, at=escalation.created_at, note=escalation.note)


def badge_of(role: Role) -> str | None:
    """Return what stands beside the name of staff."""
    return _BADGES.get(role)


_BADGES = {
    Role.MODERATOR: marked("Moderator"),
    Role.EDITOR: marked("Editor"),
    Role.OWNER: marked("Owner"),
}
