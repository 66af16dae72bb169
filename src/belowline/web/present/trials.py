"""Turn what rules on trial saw into what the templates show."""

from collections.abc import Sequence
from dataclasses import dataclass

from belowline.conversation.comment import PAST_TENSE, Verdict
from belowline.desk.trials import Trial, TrialExample
from belowline.moderation import Mode, Policy
from belowline.web.present.comments import moment
from belowline.web.views import Moment

# Enough of a comment to know what it is about.
_EXCERPT = 240
_WAS = {
    Verdict.PUBLISH: "Was published",
    Verdict.HOLD: "Was held anyway",
    Verdict.REJECT: "Was turned away anyway",
    Verdict.REMOVE: "Was turned away anyway",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class TrialExampleView:
    """A comment that the rule saw something in."""

    address: str
    text: str
    was: str
    moderator: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TrialView:
    """A rule on trial: `looks_for` are its phrases and patterns, `rows` a table of counts."""

    name: str
    key: str
    clause: str
    reason: str
    looks_for: Sequence[str]
    summary: str
    rows: Sequence[tuple[str, int]]
    would_hold: str
    would_reject: str
    because: str
    first: Moment | None
    is_all: bool
    examples: Sequence[TrialExampleView]


def trial_view(trial: Trial, policy: Policy, number: int) -> TrialView:
    """Return one rule on trial; `number` tells it apart on its page."""
    rule = trial.rule
    clause = policy.clause(rule.clause).title if policy.has(rule.clause) else rule.clause
    nobody = trial.comments - trial.approved - trial.turned_away
    return TrialView(
        name=rule.name,
        key=f"trial-{number}",
        clause=clause,
        reason=rule.reason,
        looks_for=[*rule.phrases, *rule.patterns],
        summary=_summary(trial),
        rows=[
            ("Published without it", trial.published),
            ("Held anyway", trial.held),
            ("Turned away anyway", trial.rejected),
            ("Approved by a moderator", trial.approved),
            ("Turned away by a moderator", trial.turned_away),
            ("Ruled on by no moderator", nobody),
        ],
        would_hold=_would(trial, Mode.HOLD, "would have waited for a moderator"),
        would_reject=_would(trial, Mode.REJECT, "would have been turned away"),
        because=_because(trial),
        first=moment(trial.first) if trial.first else None,
        is_all=trial.is_all,
        examples=[_example(each) for each in trial.examples],
    )


def _summary(trial: Trial) -> str:
    if not trial.comments:
        return "It saw nothing in the last 30 days."
    at_least = "" if trial.is_all else "the newest "
    return f"It saw something in {at_least}{_comments(trial.comments)} of the last 30 days."


def _would(trial: Trial, mode: Mode, words: str) -> str:
    worse = trial.would(mode)
    return f"{worse:,} more {words}" if worse else f"No more {words}"


def _because(trial: Trial) -> str:
    """Say why as far as the numbers do; whoever decides writes the rest."""
    if not trial.comments:
        return ""
    said = f"On trial it saw {_comments(trial.comments)} in 30 days"
    if trial.approved or trial.turned_away:
        said += f"; moderators approved {trial.approved:,} and turned {trial.turned_away:,} away"
    return f"{said}."


def _example(example: TrialExample) -> TrialExampleView:
    words = " ".join(example.text.split())
    verdict = example.verdict
    return TrialExampleView(
        address=f"/desk/comments/{example.comment_id}",
        text=words if len(words) <= _EXCERPT else f"{words[:_EXCERPT]}…",
        was=_WAS[example.was],
        moderator=f"a moderator {PAST_TENSE[verdict]} it"
        if verdict
        else "no moderator ruled on it",
    )


def _comments(number: int) -> str:
    return "1 comment" if number == 1 else f"{number:,} comments"
