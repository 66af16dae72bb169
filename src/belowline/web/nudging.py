"""Let a form's comment come back once before it is sent, where it would not be published."""

from collections.abc import Mapping

from belowline.conversation.nudge import Step, may_send
from belowline.conversation.words import check_text
from belowline.kernel.ids import CommentId
from belowline.moderation import Ruling
from belowline.stories.story import Story
from belowline.web.asking import comment_id_of
from belowline.web.identity import Visitor
from belowline.web.policy_words import spoken_clauses
from belowline.web.present.comments import notable, own_ruling_view
from belowline.web.services import Services
from belowline.web.views import NudgeView


async def nudged(
    services: Services, visitor: Visitor, story: Story, fields: Mapping[str, str]
) -> NudgeView | None:
    """Return what the reader should see first, None where the comment may go its way.

    Forms of ours carry `ask`, and `asked` once they came back; the button "send" is `anyway`. A
    program that sends neither is answered at once.
    """
    if not fields.get("ask") or not story.open:
        return None
    text = check_text(fields.get("text", ""))
    limits = services.settings.limits
    services.limiter.take("check", visitor.address, limits.checks_per_address)
    ruling = await services.nudge(
        story.site_id,
        text,
        story_id=story.story_id,
        parent_id=_parent_of(fields),
        reader_id=visitor.reader_id,
        again=bool(fields.get("asked")),
    )
    if ruling is None or (fields.get("anyway") and may_send(services.policy, ruling)):
        return None
    return _view(services, ruling, text)


async def count_step(services: Services, fields: Mapping[str, str]) -> None:
    """Count what came of a form that had come back."""
    if fields.get("ask") and fields.get("asked"):
        step = Step.ANYWAY if fields.get("anyway") else Step.EDITED
        await services.nudge.followed(services.settings.site.site_id, step)


def _view(services: Services, ruling: Ruling, text: str) -> NudgeView:
    policy = services.policy
    found = notable(ruling.findings, policy) or ruling.findings
    named = dict.fromkeys(each.clause for each in found if policy.has(each.clause))
    clauses = spoken_clauses([policy.clause(name) for name in named])
    return NudgeView(
        ruling=own_ruling_view(ruling, text, policy),
        clauses=[(clause.title, clause.summary) for clause in clauses],
        may_send=may_send(policy, ruling),
    )


def _parent_of(fields: Mapping[str, str]) -> CommentId | None:
    given = fields.get("parent_id")
    return CommentId(comment_id_of(given)) if given else None
