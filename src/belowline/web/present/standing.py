"""Turn what moderators imposed on a reader into what the page's script tells them."""

from belowline.kernel.errors import BelowlineError
from belowline.kernel.ids import ReaderId
from belowline.people.sanctions import in_force, news_of, what_it_means
from belowline.web.identity import Visitor, standing_token
from belowline.web.services import Services
from belowline.web.shapes import StandingItem, StandingOut
from belowline.web.words import say


async def standing_out(services: Services, visitor: Visitor) -> StandingOut | None:
    """Return what a reader is told in a thread of what moderators imposed, None for nothing."""
    if visitor.reader is None:
        return None
    return await limits_view(services, visitor.reader.reader_id)


async def limits_view(services: Services, reader_id: ReaderId) -> StandingOut | None:
    """Return what limits a reader now, and what they have not said yet that they have read."""
    now = services.clock()
    found = await services.standing(services.settings.site.site_id, reader_id)
    limiting, news = in_force(found, now), news_of(found, now)
    told = [*news, *([limiting] if limiting and limiting not in news else [])]
    if not told:
        return None
    return StandingOut(
        address=f"/standing/{standing_token(services.settings.secret, reader_id)}",
        may_write=not (limiting and limiting.measure.silences),
        items=[
            StandingItem(
                id=each.sanction_id,
                what=say(what_it_means(each)),
                reason=each.reason,
                is_news=each in news,
            )
            for each in told
        ],
    )


def where_why(error: BelowlineError | None) -> str:
    """Return where a reader who can't write finds why, empty where that is not what is wrong."""
    return "/standing" if error is not None and error.code in ("suspended", "banned") else ""
