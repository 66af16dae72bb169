"""Keep blocks in a dict."""

from collections.abc import Sequence
from datetime import datetime

from belowline.conversation.blocks import Block
from belowline.desk.block import block_note, lift_note
from belowline.kernel.ids import ReaderId, SiteId
from tests.memory_store.tables import OnTables


class MemoryBlocks(OnTables):
    """See `belowline.conversation.blocks.BlockStore`."""

    async def add_block(self, block: Block) -> None:
        """Keep a block and its entry."""
        self._tables.blocks[block.site_id, block.host] = block
        self._write(block_note(block))

    async def lift_block(self, site_id: SiteId, host: str, *, by: ReaderId, at: datetime) -> bool:
        """Forget a block, and write that into the log."""
        if self._tables.blocks.pop((site_id, host), None) is None:
            return False
        self._write(lift_note(site_id, host, by, at))
        return True

    async def blocks(self, site_id: SiteId, *, limit: int) -> Sequence[Block]:
        """Return the blocks in force, newest first."""
        found = [each for (site, _), each in self._tables.blocks.items() if site == site_id]
        return sorted(found, key=lambda each: (each.created_at, each.host), reverse=True)[:limit]

    async def blocks_on(self, site_id: SiteId, hosts: Sequence[str]) -> Sequence[Block]:
        """Return the blocks on exactly these hosts."""
        found = (self._tables.blocks.get((site_id, host)) for host in sorted(set(hosts)))
        return [each for each in found if each is not None]
