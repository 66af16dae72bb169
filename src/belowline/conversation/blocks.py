"""Tell the engine which sites the publisher takes no links to."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Protocol

from belowline.conversation.comment import Traces
from belowline.kernel.ids import CommentId, ReaderId, SiteId
from belowline.moderation import Mode, SiteFacts, hosts_in, is_below, names_above


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """A site that new comments may not link to. `mode` says whether one that does waits or is
    turned away; `comment_id` is the comment that led to it, None for none."""

    site_id: SiteId
    host: str
    mode: Mode
    by: ReaderId
    by_name: str
    created_at: datetime
    comment_id: CommentId | None = None


class BlockStore(Protocol):
    """Keeps the blocks in force; what was lifted stands in the log only."""

    async def add_block(self, block: Block) -> None:
        """Keep a block and its entry in the log; it takes the place of one on the same host."""
        ...

    async def lift_block(self, site_id: SiteId, host: str, *, by: ReaderId, at: datetime) -> bool:
        """Forget a block, and write that into the log; False where there is none."""
        ...

    async def blocks(self, site_id: SiteId, *, limit: int) -> Sequence[Block]:
        """Return the blocks in force, newest first."""
        ...

    async def blocks_on(self, site_id: SiteId, hosts: Sequence[str]) -> Sequence[Block]:
        """Return the blocks on exactly these hosts, in the order of their names."""
        ...


async def blocked_by(store: BlockStore, site_id: SiteId, text: str) -> Mapping[str, Mode]:
    """Return the blocks that links in these words may meet, by host."""
    names = {name: None for host in hosts_in(text) for name in names_above(host)}
    if not names:
        return {}
    return {each.host: each.mode for each in await store.blocks_on(site_id, list(names))}


def without_blocked(traces: Traces, blocked: Mapping[str, Mode]) -> Traces:
    """Return the traces without links that a block turns away.

    They say what a moderator thinks of a site, not what readers do with it: once the block is
    lifted, they shall not stand in its history as spam.
    """
    names = [name for name, mode in blocked.items() if mode is Mode.REJECT]
    hosts = (
        host
        for host in traces.hosts
        if not any(is_below(host, (name,)) or is_below(name, (host,)) for name in names)
    )
    return replace(traces, hosts=tuple(hosts))


async def with_blocks(store: BlockStore, site_id: SiteId, text: str, known: SiteFacts) -> SiteFacts:
    """Return what is known, and the blocks that these words may meet."""
    return replace(known, blocked=await blocked_by(store, site_id, text))
