"""What the templates are given: plain values, ready to be shown, no database and no rights.

Everything in a public view is the same for every reader. What differs per reader comes from
`GET /api/v1/stories/{id}/me` or stands in a view whose name begins with `Own`.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

from markupsafe import Markup


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """A time: `iso` for the `datetime` attribute, `exact` for people ("23 November 2026,
    17:05 UTC"), `short` for narrow places ("23 Nov 2026, 17:05"), `day` the date alone."""

    iso: str
    exact: str
    short: str
    day: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteView:
    """The publication. `policy_line` is the house policy in one sentence; `reasons` are the entries
    of the report menu as (name, label): spam first, then the clauses. `sign_in` says whether
    readers and staff may sign in through another service, `named` what `policy_line` names.
    `contact` is an e-mail address, or that of a page, empty where none is known."""

    name: str
    tagline: str
    language: str
    policy_line: str
    reasons: Sequence[tuple[str, str]]
    sign_in: bool = False
    has_mail: bool = False
    named: Sequence[str] = ()
    contact: str = ""

    @property
    def contact_link(self) -> str:
        """Return what a link to the contact leads to."""
        return self.contact if "://" in self.contact else f"mailto:{self.contact}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """A piece of a story's body: kind is `paragraph`, `subhead` or `quote`."""

    kind: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StoryView:
    """A story. `address` is its page here, e.g. `/stories/ID`."""

    id: str
    address: str
    url: str
    headline: str
    standfirst: str
    byline: str
    section: str
    published: Moment
    blocks: Sequence[Block]
    open: bool
    comment_count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CommentView:
    """A comment in a thread.

    `state` is `published`, or why its place is kept without its text: `withdrawn`, `removed`,
    `held`. `level` is the indentation, 0 to 3; deeper replies stay at 3 and say whom they answer
    in `answers` (name, address). `badge` is `Moderator`, `Editor`, `Owner` or empty;
    `badges` are the publisher's own.
    `more` is where further replies are (None: all are here), `more_count` how many, at least.
    """

    id: str
    address: str
    parent_id: str | None
    level: int
    answers: tuple[str, str] | None
    author: str
    badge: str
    html: Markup
    created: Moment
    edited: Moment | None
    state: str
    likes: int
    replies: int
    children: Sequence["CommentView"] = field(default_factory=tuple)
    more: str | None = None
    more_count: int = 0
    badges: tuple[str, ...] = ()
    is_featured: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class HighlightView:
    """A comment that the editors picked, as it stands above the thread."""

    id: str
    address: str
    author: str
    badge: str
    html: Markup


@dataclass(frozen=True, slots=True, kw_only=True)
class ThreadView:
    """One page of a thread. `next` is the address of the next page or None; `sort` is the order in
    force. `token` goes into every form of a public page as the field `token`. `behind` is the
    cursor of the newest comment there was: what is behind it came after this page was made. `heard`
    is the number of the event from which the page has to be told.
    `branches` stands where the comments go, which are HTML already; `is_empty` where none are."""

    story: StoryView
    sort: str
    branches: Markup
    is_empty: bool
    next: str | None
    is_first: bool
    behind: str
    heard: int
    token: str
    is_paused: bool = False
    highlights: Sequence[HighlightView] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Segment:
    """A piece of a comment's typed text; `clauses` are the titles of what was found in it, none for
    text nobody minds."""

    text: str
    clauses: Sequence[str] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class FindingView:
    """What a detector saw: `clause` is the name, `title` what readers call it, `words` the marked
    text or empty, `reason` a sentence, `anchor` the clause's address in the policy page. `rule` is
    the name of the publisher's rule that saw it, or empty; a shadow is for moderators only."""

    clause: str
    title: str
    words: str
    reason: str
    anchor: str
    score: float
    detector: str
    rule: str
    is_shadow: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnRulingView:
    """What its author is told of a ruling. `outcome` is `published`, `held` or `rejected`.

    `statement` is the private address of the full reasons, empty where none are owed.
    """

    outcome: str
    findings: Sequence[FindingView]
    segments: Sequence[Segment]
    unchecked: bool
    statement: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class NudgeView:
    """Why a comment was not sent: what it would come to, the clauses' own words, by title.

    `may_send` says whether the reader may send it all the same.
    """

    ruling: OwnRulingView
    clauses: Sequence[tuple[str, str]]
    may_send: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class FormView:
    """A comment form: where it goes, what it holds already, what was wrong with it.

    `problem` is a sentence or empty. `heading` names the form. `parent` is the comment answered.
    `standing` is where a reader who can't write finds why, empty for all others.
    `asks` says that what would not be published comes back first, with `nudge`. `preview` is how
    the text would look, as HTML that is safe.
    """

    action: str
    token: str
    heading: str
    name: str = ""
    email: str = ""
    text: str = ""
    asks_name: bool = True
    parent_id: str = ""
    parent: CommentView | None = None
    problem: str = ""
    ruling: OwnRulingView | None = None
    nudge: NudgeView | None = None
    preview: str = ""
    asks: bool = False
    submit: str = "Post comment"
    standing: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ClauseView:
    """A clause on the policy page."""

    name: str
    title: str
    summary: str
    means: Sequence[str]
    does_not_mean: Sequence[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class RulingView:
    """A ruling in the desk's history: who ("Engine", "Readers' reports" or a name), what, when."""

    who: str
    verdict: str
    clause: str
    note: str
    message: str
    reply: str
    at: Moment
    findings: Sequence[FindingView]
    policy_version: str
    engine_version: str
    unchecked: Sequence[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportView:
    """A report at the desk. The reporter is not named; `trusted` says their weight in words."""

    reason: str
    note: str
    contact: str
    at: Moment
    weight: float
    outcome: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeView:
    """A notice: what was sent, and what came of it; `outcome` is empty while it waits."""

    reference: str
    received: Moment
    law: str
    explanation: str
    words: str
    name: str
    email: str
    is_about_abuse: bool
    outcome: str
    since: str
    reply: str
    answered: Moment | None


@dataclass(frozen=True, slots=True, kw_only=True)
class AppealedView:
    """The ruling that an appeal is about, with its clauses as the policy had them then.

    `text` are the words that were ruled on, empty where they are still those to judge.
    `is_todays` says that the policy of then can't be read any more.
    """

    verdict: str
    who: str
    at: Moment
    message: str
    clauses: Sequence[ClauseView]
    policy_version: str
    is_todays: bool
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StakeView:
    """What is at stake with a comment that waits, as short numbers ("4", "2.6")."""

    severity: str
    reach: str


@dataclass(frozen=True, slots=True, kw_only=True)
class EscalationView:
    """That a moderator asked for an editor; `is_open` while none has ruled."""

    who: str
    at: Moment
    note: str
    is_open: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class DeskItemView:
    """A comment that waits at the desk, with everything a moderator needs to rule.

    `attention` is why it is here, in words ("Held by the engine", "Could not be checked",
    "Reported by 3 readers", "Edit waits", "Appealed", "Notice of illegal content"). `segments` is
    the text with the findings marked. `seen` is the latest ruling's id and goes back with the
    ruling, so that two moderators can't overrule each other unseen. `shadows` are what rules on
    trial saw. `public_text` is the text
    that stands in public while an edit waits, else empty. `passage` is the part of the story the
    comment quotes, else the standfirst. `appealed` is what an appeal that waits is about. `barred`
    says why this moderator may not rule here, empty where they may. `veils` are the clauses for
    which the words are blurred until asked for.
    """

    id: str
    address: str
    author: str
    author_published: int
    text: str
    segments: Sequence[Segment]
    findings: Sequence[FindingView]
    shadows: Sequence[FindingView]
    state: str
    attention: str
    waiting_since: Moment
    created: Moment
    story: StoryView
    passage: str
    parent: CommentView | None
    public_text: str
    reports: Sequence[ReportView]
    appeals: Sequence[str]
    history: Sequence[RulingView]
    seen: str
    is_public: bool
    stake: StakeView | None
    undone: Sequence[RulingView]
    clauses: Sequence[ClauseView]
    author_id: str
    appealed: AppealedView | None = None
    barred: str = ""
    notices: Sequence[NoticeView] = ()
    thread_mode: str = "open"
    is_featured: bool = False
    veils: Sequence[str] = ()
    escalations: Sequence[EscalationView] = ()
