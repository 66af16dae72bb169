"""Gather what the desk shows of a comment beyond the comment itself: what an appeal is about."""

from collections.abc import Sequence
from dataclasses import replace

from belowline.conversation.comment import PAST_TENSE, Source, State
from belowline.conversation.own import asked_edit
from belowline.conversation.statement import Statement
from belowline.desk.appeals import own_ruling
from belowline.desk.queue import DeskItem
from belowline.people.access import Right, may
from belowline.people.reader import Reader
from belowline.web.present.comments import clause_views, moment
from belowline.web.present.desk import attention_words, desk_item_view, graphic_titles
from belowline.web.present.notice import notice_view
from belowline.web.services import Services
from belowline.web.views import AppealedView, DeskItemView


async def item_views(
    services: Services, me: Reader, items: Sequence[DeskItem]
) -> list[DeskItemView]:
    """Return the items as this moderator sees them."""
    veils = (await services.habits.mine(me, services.settings.site.site_id)).blurs
    return [await item_view(services, me, item, veils=veils) for item in items]


async def item_view(services: Services, me: Reader, item: DeskItem, *, veils: bool) -> DeskItemView:
    """Return one item as this moderator sees it."""
    view = replace(
        desk_item_view(item, services.policy),
        notices=[notice_view(each) for each in item.notices],
        thread_mode=item.mode.value,
        barred=barred(me, item),
        veils=graphic_titles(item, services.policy) if veils else (),
        attention=attention_of(item),
    )
    waiting = [appeal for appeal in item.appeals if appeal.outcome is None]
    if not waiting:
        return view
    ruling = next(each for each in item.rulings if each.ruling_id == waiting[-1].ruling_id)
    statement = await services.explain.state(item.comment, ruling, tells=False)
    return replace(view, appealed=_appealed(item, statement))


def attention_of(item: DeskItem) -> str:
    """Say why the comment is at the desk, and whether its author was asked for an edit."""
    asked = asked_edit(item.rulings) if item.comment.state is State.HELD else None
    if item.escalated is not None or not asked:
        return attention_words(item)
    is_edited = item.judged.number > asked.revision
    return "Edited as asked" if is_edited else "Author asked for an edit"


def barred(me: Reader, item: DeskItem) -> str:
    """Say why this moderator may not rule on it; empty where they may."""
    if item.escalated is not None and not may(Right.OVERSEE, me):
        return "An editor is asked to decide about it."
    if own_ruling(me, item.appeals, item.rulings) is None:
        return ""
    return "The author appeals against your own ruling, so a colleague decides about it."


def _appealed(item: DeskItem, statement: Statement) -> AppealedView:
    ruling = statement.ruling
    who = {
        Source.ENGINE: "the engine",
        Source.REPORTS: "readers’ reports",
        Source.MODERATOR: ruling.by_name or "a moderator",
    }[ruling.source]
    words = statement.words
    return AppealedView(
        verdict=PAST_TENSE[ruling.verdict],
        who=who,
        at=moment(ruling.created_at),
        message=ruling.message or "",
        clauses=clause_views(statement.clauses),
        policy_version=ruling.policy_version,
        is_todays=statement.is_todays,
        text=words.text if words.number != item.judged.number else "",
    )
