"""Show what waits as rows of the desk's index: enough to choose by, quick to make for hundreds."""

from collections.abc import Sequence
from dataclasses import dataclass

from belowline.desk.ports import QueueCursor
from belowline.desk.queue import DeskItem
from belowline.moderation import Policy
from belowline.people.reader import Reader
from belowline.web.desk_place import written_place
from belowline.web.desk_views import attention_of, barred
from belowline.web.present.comments import finding_title, moment
from belowline.web.present.desk import engine_findings, graphic_titles
from belowline.web.services import Services
from belowline.web.views import Moment

# Two lines of a row.
_SHOWN = 140


@dataclass(frozen=True, slots=True, kw_only=True)
class RowView:
    """A comment that waits, as its row shows it.

    `clauses` are those that the engine found, each once. `is_veiled` says that the words are
    blurred. `seen` is the latest ruling's id, for rulings on several at once; who `may_rule` not
    is led to the comment's own page. `place` is where it stands in the queue.
    """

    id: str
    author: str
    text: str
    is_veiled: bool
    attention: str
    clauses: Sequence[str]
    headline: str
    waiting_since: Moment
    seen: str
    may_rule: bool
    place: str


async def row_views(services: Services, me: Reader, items: Sequence[DeskItem]) -> list[RowView]:
    """Return the rows as this moderator sees them."""
    veils = (await services.habits.mine(me, services.settings.site.site_id)).blurs
    return [_row_view(me, item, services.policy, veils=veils) for item in items]


def _row_view(me: Reader, item: DeskItem, policy: Policy, *, veils: bool) -> RowView:
    comment, text = item.comment, item.judged.text
    found = (finding_title(each, policy) for each in engine_findings(item))
    place = item.stake and QueueCursor(item.stake.urgent_since, comment.comment_id)
    return RowView(
        id=comment.comment_id,
        author=comment.author.name,
        text=text if len(text) <= _SHOWN else f"{text[: _SHOWN - 1]}…",
        is_veiled=veils and bool(graphic_titles(item, policy)),
        attention=attention_of(item),
        clauses=list(dict.fromkeys(found)),
        headline=item.story.headline,
        waiting_since=moment(comment.attention_since or comment.created_at),
        seen=comment.ruling_id,
        may_rule=not barred(me, item),
        place=written_place(place) if place else "",
    )
