"""Do what a moderator chose for one comment: rule, or hand it to the editors."""

from belowline.conversation.comment import PAST_TENSE, RulingRecord
from belowline.desk.rule import ESCALATE, Order
from belowline.kernel.ids import RulingId
from belowline.web.asking import comment_id_of
from belowline.web.identity import Visitor
from belowline.web.services import Services
from belowline.web.shapes import NewRuling, RuledOut

ESCALATED = "handed to the editors"
FEATURED = ("published and featured", "published, no longer featured")


async def do(services: Services, visitor: Visitor, comment_id: str, ruling: NewRuling) -> RuledOut:
    """Keep what was chosen and say what it did; raises what the use cases raise."""
    if ruling.verdict == ESCALATE:
        return await _escalate(services, visitor, comment_id, ruling)
    comment, record = await services.rule(
        visitor.reader,
        Order(
            site_id=services.settings.site.site_id,
            comment_id=comment_id_of(comment_id),
            verdict=ruling.verdict,
            clause=ruling.clause,
            note=ruling.note or "",
            message=ruling.message or "",
            reply=ruling.reply or "",
            seen=RulingId(ruling.seen),
        ),
    )
    services.changed(comment.story_id)
    return RuledOut(
        verdict=done_words(record),
        who=record.by_name or "",
        at=record.created_at,
        state=comment.state,
        ruling_id=record.ruling_id,
    )


def done_words(record: RulingRecord) -> str:
    """Return what a ruling did, in the past tense."""
    if record.features is None:
        return PAST_TENSE[record.verdict]
    return FEATURED[0] if record.features else FEATURED[1]


async def _escalate(
    services: Services, visitor: Visitor, comment_id: str, ruling: NewRuling
) -> RuledOut:
    site_id, key = services.settings.site.site_id, comment_id_of(comment_id)
    escalation = await services.escalate(
        visitor.reader, site_id, key, RulingId(ruling.seen), ruling.note or ""
    )
    comment = await services.comments.comment(site_id, key)
    return RuledOut(
        verdict=ESCALATED,
        who=escalation.by_name,
        at=escalation.created_at,
        state=comment.state if comment else "",
        ruling_id=escalation.escalation_id,
    )
