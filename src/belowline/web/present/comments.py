"""Turn what the use cases return into what the templates show."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from itertools import pairwise

from markupsafe import Markup

from belowline.conversation.comment import Comment, RulingRecord, State
from belowline.conversation.read import Node
from belowline.moderation import Action, Clause, Finding, Policy, Ruling
from belowline.stories.story import Story
from belowline.web.policy_words import clause_title, spoken_clauses
from belowline.web.shapes import badge_of
from belowline.web.times import day, exact, short
from belowline.web.views import (
    Block,
    ClauseView,
    CommentView,
    FindingView,
    HighlightView,
    Moment,
    OwnRulingView,
    Segment,
    StoryView,
)
from belowline.web.words import gettext, translated

# Three steps of indentation fit a phone; deeper replies stay there and say whom they answer.
DEEPEST_LEVEL = 3


def moment(at: datetime) -> Moment:
    """Return a time for people and for programs, in UTC."""
    return Moment(
        iso=at.isoformat().replace("+00:00", "Z"),
        exact=exact(at),
        short=short(at),
        day=day(at),
    )


def story_view(story: Story) -> StoryView:
    """Return the story for its page."""
    return StoryView(
        id=story.story_id,
        address=f"/stories/{story.story_id}",
        url=story.url,
        headline=story.headline,
        standfirst=story.standfirst,
        byline=story.byline,
        section=story.section,
        published=moment(story.published_at),
        blocks=[_block(part) for part in story.body.split("\n\n") if part.strip()],
        open=story.open,
        comment_count=story.comment_count,
    )


def _block(part: str) -> Block:
    text = " ".join(part.split())
    if text.startswith("## "):
        return Block(kind="subhead", text=text[3:])
    if text.startswith("> "):
        return Block(kind="quote", text=" ".join(text[2:].split(" > ")))
    return Block(kind="paragraph", text=text)


def tree_view(node: Node, *, next_address: str | None = None) -> CommentView:
    """Return a root with its branch; `next_address` is where further replies are."""
    return _node_view(node, level=0, above=None, more=next_address, more_count=node.more)


def comment_view(
    comment: Comment, *, above: Comment | None = None, own: bool = False
) -> CommentView:
    """Return one comment without its replies; `own` shows the author what others can't see."""
    node = Node(comment)
    level = min(comment.depth, DEEPEST_LEVEL)
    return _node_view(node, level=level, above=above, more=None, more_count=0, own=own)


def _node_view(
    node: Node,
    *,
    level: int,
    above: Comment | None,
    more: str | None,
    more_count: int,
    own: bool = False,
) -> CommentView:
    children = [
        _node_view(
            child,
            level=min(level + 1, DEEPEST_LEVEL),
            above=node.comment,
            more=None,
            more_count=0,
        )
        for child in node.children
    ]
    part = part_view(
        node.comment, level=level, above=above, more=more, more_count=more_count, own=own
    )
    return replace(part, children=children)


def part_view(
    comment: Comment,
    *,
    level: int,
    above: Comment | None,
    more: str | None,
    more_count: int,
    own: bool = False,
) -> CommentView:
    """Return a comment at this level of a thread, without its replies.

    It is made of what is given, and of the language that is spoken: it may be kept.
    """
    visible = own or comment.state is State.PUBLISHED
    flattened = above is not None and comment.depth > DEEPEST_LEVEL
    return CommentView(
        id=comment.comment_id,
        address=f"/comments/{comment.comment_id}",
        parent_id=comment.parent_id,
        level=level,
        answers=_answers(above) if flattened and above else None,
        author=comment.author.name if visible else "",
        badge=_badge(comment) if visible else "",
        badges=comment.author.badges if visible else (),
        # Safe: markup.render sanitised it when it was written.
        html=Markup(comment.html) if visible else Markup(""),
        created=moment(comment.created_at),
        edited=moment(comment.edited_at) if comment.edited_at and visible else None,
        state=comment.state,
        likes=comment.likes,
        replies=comment.replies,
        more=more if more_count else None,
        more_count=more_count,
        is_featured=visible and comment.featured_at is not None,
    )


def highlight_view(comment: Comment) -> HighlightView:
    """Return a published comment as it stands above the thread."""
    return HighlightView(
        id=comment.comment_id,
        address=f"/comments/{comment.comment_id}",
        author=comment.author.name,
        badge=_badge(comment),
        # Safe: markup.render sanitised it when it was written.
        html=Markup(comment.html),
    )


def _badge(comment: Comment) -> str:
    badge = badge_of(comment.author.role)
    return gettext(badge) if badge else ""


def _answers(above: Comment) -> tuple[str, str]:
    name = above.author.name if above.state is State.PUBLISHED else gettext("an earlier comment")
    return name, f"/comments/{above.comment_id}"


def clause_view(policy: Policy) -> list[ClauseView]:
    """Return the clauses for the policy page."""
    return clause_views(policy.clauses)


def clause_views(clauses: Sequence[Clause]) -> list[ClauseView]:
    """Return clauses in the policy's own words; a preset's in the language that is spoken."""
    return [
        ClauseView(
            name=clause.name,
            title=clause.title,
            summary=clause.summary,
            means=clause.means,
            does_not_mean=clause.does_not_mean,
        )
        for clause in spoken_clauses(clauses)
    ]


def finding_view(finding: Finding, text: str, policy: Policy) -> FindingView:
    """Return a finding with the words that it is about."""
    return FindingView(
        clause=finding.clause,
        title=finding_title(finding, policy),
        words=text[finding.start : finding.end] if finding.start is not None else "",
        reason=translated(finding.reason),
        anchor=f"/policy#clause-{finding.clause}",
        score=round(finding.score, 2),
        detector=finding.detector,
        rule=finding.rule,
        is_shadow=finding.is_shadow,
    )


def finding_title(finding: Finding, policy: Policy) -> str:
    """Return the title of the clause that it is about, which the policy may have lost since."""
    known = policy.has(finding.clause)
    return clause_title(policy, finding.clause) if known else finding.clause.capitalize()


def notable(findings: Sequence[Finding], policy: Policy) -> list[Finding]:
    """Return the findings that moved the ruling: those that alone would not let it be published."""
    return [
        finding
        for finding in findings
        if policy.has(finding.clause) and policy.action(finding) is not Action.PUBLISH
    ]


def segments(text: str, findings: Sequence[Finding], policy: Policy) -> list[Segment]:
    """Cut the text where findings begin and end, so that each piece names its clauses."""
    spans = [f for f in findings if f.start is not None and f.end is not None and f.start < f.end]
    edges = {0, len(text)}
    for finding in spans:
        edges.update((finding.start or 0, finding.end or 0))
    cuts = sorted(edge for edge in edges if 0 <= edge <= len(text))
    pieces = []
    for start, end in pairwise(cuts):
        covering = [f for f in spans if (f.start or 0) <= start and end <= (f.end or 0)]
        titles = dict.fromkeys(finding_view(f, text, policy).title for f in covering)
        pieces.append(Segment(text=text[start:end], clauses=tuple(titles)))
    return pieces


_OUTCOMES = {
    "publish": "published",
    "hold": "held",
    "reject": "rejected",
    "remove": "rejected",
}


def own_ruling_view(
    ruling: Ruling | RulingRecord, text: str, policy: Policy, statement: str = ""
) -> OwnRulingView:
    """Return what the author is told of a ruling on the text."""
    action = ruling.action if isinstance(ruling, Ruling) else ruling.verdict
    shown = outermost(notable(ruling.findings, policy) or ruling.findings)
    return OwnRulingView(
        outcome=_OUTCOMES[action.value],
        findings=[finding_view(finding, text, policy) for finding in _each_reason(shown)],
        segments=segments(text, shown, policy) if shown else [],
        unchecked=bool(ruling.unchecked),
        statement=statement,
    )


def _each_reason(findings: Sequence[Finding]) -> list[Finding]:
    """Leave out what says the same again: the same word needs no second line."""
    told = {(each.clause, each.reason.casefold()): each for each in reversed(findings)}
    return [each for each in findings if each is told[each.clause, each.reason.casefold()]]


def outermost(findings: Sequence[Finding]) -> list[Finding]:
    """Leave out what lies within a finding of the same clause: people need to be told once."""
    return [
        finding
        for finding in findings
        if not any(_within(finding, other) for other in findings if other is not finding)
    ]


def _within(inner: Finding, outer: Finding) -> bool:
    if inner.clause != outer.clause or inner.start is None or outer.start is None:
        return False
    if (inner.start, inner.end) == (outer.start, outer.end):
        return (outer.score, outer.reason, outer.detector) > (
            inner.score,
            inner.reason,
            inner.detector,
        )
    return outer.start <= inner.start and (inner.end or 0) <= (outer.end or 0)
