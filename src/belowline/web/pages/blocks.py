"""The desk's page about sites that new comments may not link to."""

from typing import Any

from litestar import Response

from belowline.conversation.blocks import Block
from belowline.kernel.errors import BelowlineError
from belowline.kernel.ids import is_id
from belowline.people.access import Right, require
from belowline.web.api.blocks import NewBlock, block_as
from belowline.web.asking import asked
from belowline.web.desk_token import check_desk_token
from belowline.web.forms import read_form
from belowline.web.identity import AnyRequest, Visitor
from belowline.web.pages.desk import desk_context
from belowline.web.pages.story import html, redirect
from belowline.web.present.comments import moment
from belowline.web.services import Services


async def blocks_page(request: AnyRequest) -> Response[Any]:
    """Show the blocks in force."""
    services, visitor = await asked(request)
    return await _page(services, request, visitor)


async def block_page(request: AnyRequest) -> Response[Any]:
    """Take a block from a form, and return to where the moderator was."""
    services, visitor = await asked(request)
    fields = await _fields(services, visitor, request)
    new = NewBlock(
        host=fields.get("host", ""),
        mode=fields.get("mode", ""),
        comment_id=fields.get("comment_id"),
    )
    try:
        await block_as(services, visitor, new)
    except BelowlineError as error:
        return await _page(services, request, visitor, new.host, error)
    return _back(fields)


async def lift_page(request: AnyRequest) -> Response[Any]:
    """Lift a block, and return to where the moderator was."""
    services, visitor = await asked(request)
    fields = await _fields(services, visitor, request)
    site_id, host = services.settings.site.site_id, fields.get("host", "")
    await services.block_domain.lift(visitor.reader, site_id, host)
    return _back(fields)


async def _fields(services: Services, visitor: Visitor, request: AnyRequest) -> dict[str, str]:
    fields = await read_form(request)
    require(Right.MODERATE, visitor.reader)
    check_desk_token(services, visitor, fields.get("token", ""))
    return fields


def _back(fields: dict[str, str]) -> Response[Any]:
    at = fields.get("at", "")
    return redirect(f"/desk/comments/{at}" if is_id(at) else "/desk/blocks")


async def _page(
    services: Services,
    request: AnyRequest,
    visitor: Visitor,
    host: str = "",
    error: BelowlineError | None = None,
) -> Response[Any]:
    site_id = services.settings.site.site_id
    found = await services.block_domain.all(visitor.reader, site_id)
    return html(
        services,
        request,
        "desk/blocks.html",
        error.status if error else 200,
        **desk_context(services, visitor),
        blocks=[_view(each) for each in found],
        host=host,
        notice=error.detail if error else "",
    )


def _view(block: Block) -> dict[str, Any]:
    return {
        "host": block.host,
        "mode": block.mode.value,
        "who": block.by_name,
        "at": moment(block.created_at),
        "comment": f"/desk/comments/{block.comment_id}" if block.comment_id else "",
    }
