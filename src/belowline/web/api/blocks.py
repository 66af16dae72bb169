"""API v1: sites that new comments may not link to, for moderators."""

from datetime import datetime

from litestar import Response
from litestar.params import JSONBody
from msgspec import Struct

from belowline.conversation.blocks import Block
from belowline.desk.block import BlockOrder
from belowline.kernel.ids import CommentId, is_id
from belowline.web.asking import asked
from belowline.web.desk_token import check_desk_token
from belowline.web.identity import AnyRequest, Visitor
from belowline.web.services import Services


class NewBlock(Struct, kw_only=True):
    """A site to block: `mode` is hold or reject; `comment_id` is the comment that led to it."""

    host: str
    mode: str
    comment_id: str | None = None


class Lifted(Struct, kw_only=True):
    """A block to lift."""

    host: str


class BlockOut(Struct, kw_only=True):
    """A block in force. `said` is a sentence for the screen."""

    host: str
    mode: str
    by: str
    created_at: datetime
    comment_id: str | None
    said: str


class BlockList(Struct, kw_only=True):
    """The blocks in force, newest first."""

    items: list[BlockOut]


async def list_blocks(request: AnyRequest) -> Response[BlockList]:
    """List the sites that new comments may not link to (staff), newest first."""
    services, visitor = await asked(request)
    site_id = services.settings.site.site_id
    found = await services.block_domain.all(visitor.reader, site_id)
    body = BlockList(items=[_out(each) for each in found])
    return Response(body, headers={"cache-control": "no-store"})


async def block(request: AnyRequest, data: JSONBody[NewBlock]) -> Response[BlockOut]:
    """Block a site (staff): new comments that link to it, or below it, are held or rejected."""
    services, visitor = await asked(request)
    check_desk_token(services, visitor, request.headers.get("x-csrf-token", ""))
    return Response(_out(await block_as(services, visitor, data)), status_code=201)


async def lift(request: AnyRequest, data: JSONBody[Lifted]) -> Response[dict[str, str]]:
    """Lift a block (staff)."""
    services, visitor = await asked(request)
    check_desk_token(services, visitor, request.headers.get("x-csrf-token", ""))
    site_id = services.settings.site.site_id
    await services.block_domain.lift(visitor.reader, site_id, data.host)
    return Response({"said": f"Links to {data.host} are no longer blocked."})


async def block_as(services: Services, visitor: Visitor, new: NewBlock) -> Block:
    """Keep a block for a form or a program."""
    comment_id = new.comment_id or ""
    return await services.block_domain(
        visitor.reader,
        BlockOrder(
            site_id=services.settings.site.site_id,
            host=new.host,
            mode=new.mode,
            comment_id=CommentId(comment_id) if is_id(comment_id) else None,
        ),
    )


def _out(block: Block) -> BlockOut:
    done = {"hold": "held", "reject": "rejected"}.get(block.mode, block.mode)
    return BlockOut(
        host=block.host,
        mode=block.mode,
        by=block.by_name,
        created_at=block.created_at,
        comment_id=block.comment_id,
        said=f"New comments that link to {block.host} are {done}.",
    )
