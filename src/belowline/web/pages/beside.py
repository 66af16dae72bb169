"""What stands beside a comment at the desk, as a piece of a page."""

from typing import Any

from litestar import Response
from litestar.params import FromPath

from belowline.web.asking import asked, comment_id_of
from belowline.web.identity import AnyRequest
from belowline.web.pages.desk import desk_context
from belowline.web.pages.story import html
from belowline.web.present.beside import beside_view


async def beside_fragment(request: AnyRequest, comment_id: FromPath[str]) -> Response[Any]:
    """Show the author's record and similar rulings; the desk's script puts them into its page."""
    services, visitor = await asked(request)
    comment, beside = await services.look_beside(
        visitor.reader, services.settings.site.site_id, comment_id_of(comment_id)
    )
    context = desk_context(services, visitor)
    assert visitor.reader is not None
    view = beside_view(comment, beside, services.policy, services.clock(), visitor.reader)
    return html(services, request, "desk/beside.html", beside=view, **context)
