"""The rules on trial, for programs of editors and owners."""

from datetime import datetime

from msgspec import Struct

from belowline.desk.trials import Trial
from belowline.moderation import Mode
from belowline.web.asking import asked
from belowline.web.identity import AnyRequest


class TrialExampleOut(Struct, kw_only=True):
    """A comment that the rule saw something in; `verdict` is a moderator's."""

    comment_id: str
    text: str
    was: str
    verdict: str | None


class TrialOut(Struct, kw_only=True):
    """A rule on trial. `published`, `held` and `rejected` count what became of the comments it saw
    something in without it, `would_hold` and `would_reject` those that would have fared worse;
    `is_all` is false where only the newest were looked at."""

    rule: str
    clause: str
    comments: int
    published: int
    held: int
    rejected: int
    would_hold: int
    would_reject: int
    approved: int
    turned_away: int
    first: datetime | None
    is_all: bool
    examples: list[TrialExampleOut]


class TrialsOut(Struct, kw_only=True):
    """The rules on trial, in the order of the policy."""

    items: list[TrialOut]


async def list_trials(request: AnyRequest) -> TrialsOut:
    """Say what each rule on trial saw in the last thirty days (editors and owners)."""
    services, visitor = await asked(request)
    found = await services.policies.trials(visitor.reader, services.settings.site.site_id)
    return TrialsOut(items=[_out(each) for each in found])


def _out(trial: Trial) -> TrialOut:
    return TrialOut(
        rule=trial.rule.name,
        clause=trial.rule.clause,
        comments=trial.comments,
        published=trial.published,
        held=trial.held,
        rejected=trial.rejected,
        would_hold=trial.would(Mode.HOLD),
        would_reject=trial.would(Mode.REJECT),
        approved=trial.approved,
        turned_away=trial.turned_away,
        first=trial.first,
        is_all=trial.is_all,
        examples=[
            TrialExampleOut(
                comment_id=each.comment_id,
                text=each.text,
                was=each.was.value,
                verdict=each.verdict.value if each.verdict else None,
            )
            for each in trial.examples
        ],
    )
