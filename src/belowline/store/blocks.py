"""Keep which sites a publisher takes no links to."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import BindParameter, Select, bindparam, delete, insert, select, update
from sqlalchemy.exc import IntegrityError

from belowline.conversation.blocks import Block
from belowline.desk.block import block_note, lift_note
from belowline.kernel.ids import ReaderId, SiteId
from belowline.store.audit import append
from belowline.store.database import OnDatabase
from belowline.store.tables.blocks import blocks

_HOSTS: BindParameter[Any] = bindparam("hosts", expanding=True)
_OF_SITE = select(blocks).where(blocks.c.site_id == bindparam("site_id"))
_NEWEST = _OF_SITE.order_by(blocks.c.created_at.desc(), blocks.c.host.desc()).limit(
    bindparam("limit")
)
_ON = _OF_SITE.where(blocks.c.host.in_(_HOSTS)).order_by(blocks.c.host)
_FORGET = delete(blocks).where(
    blocks.c.site_id == bindparam("site_id"), blocks.c.host == bindparam("host")
)


class Blocks(OnDatabase):
    """The blocks of all sites; see `belowline.conversation.blocks.BlockStore`."""

    async def add_block(self, block: Block) -> None:
        """Keep a block and its entry in the log."""
        try:
            await self._put_block(block)
        except IntegrityError:  # Somebody else blocked it between the look and the hand.
            await self._put_block(block)

    async def lift_block(self, site_id: SiteId, host: str, *, by: ReaderId, at: datetime) -> bool:
        """Forget a block, and write that into the log."""
        async with self._database.writing() as connection:
            gone = await connection.execute(_FORGET, {"site_id": site_id, "host": host})
            if gone.rowcount == 0:
                return False
            await append(connection, lift_note(site_id, host, by, at))
        return True

    async def blocks(self, site_id: SiteId, *, limit: int) -> Sequence[Block]:
        """Return the blocks in force, newest first."""
        return await self._read_blocks(_NEWEST, {"site_id": site_id, "limit": limit})

    async def blocks_on(self, site_id: SiteId, hosts: Sequence[str]) -> Sequence[Block]:
        """Return the blocks on exactly these hosts, in the order of their names."""
        if not hosts:
            return []
        return await self._read_blocks(_ON, {"site_id": site_id, "hosts": list(hosts)})

    async def _put_block(self, block: Block) -> None:
        key = {"site_id": block.site_id, "host": block.host}
        async with self._database.writing() as connection:
            changed = await connection.execute(
                update(blocks)
                .where(blocks.c.site_id == block.site_id, blocks.c.host == block.host)
                .values(**_decided(block))
            )
            if changed.rowcount == 0:
                await connection.execute(insert(blocks), key | _decided(block))
            await append(connection, block_note(block))

    async def _read_blocks(self, query: Select[Any], key: dict[str, Any]) -> list[Block]:
        async with self._database.reading() as connection:
            return [
                Block(
                    site_id=row.site_id,
                    host=row.host,
                    mode=row.mode,
                    by=row.by_id,
                    by_name=row.by_name,
                    created_at=row.created_at,
                    comment_id=row.comment_id,
                )
                for row in await connection.execute(query, key)
            ]


def _decided(block: Block) -> dict[str, Any]:
    return {
        "mode": block.mode,
        "by_id": block.by,
        "by_name": block.by_name,
        "created_at": block.created_at,
        "comment_id": block.comment_id,
    }
