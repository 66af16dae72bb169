"""Block a site for links as a moderator, and lift that."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from belowline.conversation.blocks import Block, BlockStore
from belowline.desk.audit import Act, Note, sha256_of
from belowline.kernel.clock import Clock
from belowline.kernel.errors import NotFound, Refused
from belowline.kernel.ids import CommentId, ReaderId, SiteId
from belowline.moderation import Mode, hosts_in, is_below, is_registry, own_name
from belowline.people.access import Right, require
from belowline.people.reader import Reader

# More than a newsroom can keep an eye on; the newest are shown.
MOST_SHOWN = 500
# What a block may do; a trial would be noticed by nobody.
MODES = (Mode.HOLD, Mode.REJECT)


@dataclass(frozen=True, slots=True, kw_only=True)
class BlockOrder:
    """What a moderator decided about a site. `host` may be a whole address."""

    site_id: SiteId
    host: str
    mode: str
    comment_id: CommentId | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class BlockDomain:
    """The use case; call it with the moderator and the order. `domains` are the site's own."""

    store: BlockStore
    clock: Clock
    domains: tuple[str, ...]

    async def __call__(self, me: Reader | None, order: BlockOrder) -> Block:
        """Keep the block: new comments with a link there, or below, are held or rejected.

        Raises Refused for what is no host, for one of ours and for an unknown mode.
        """
        require(Right.MODERATE, me)
        assert me is not None
        if order.mode not in MODES:
            raise Refused("mode must be hold or reject.", code="unknown-mode", field="mode")
        block = Block(
            site_id=order.site_id,
            host=self._checked(order.host),
            mode=Mode(order.mode),
            by=me.reader_id,
            by_name=me.name,
            created_at=self.clock(),
            comment_id=order.comment_id,
        )
        await self.store.add_block(block)
        return block

    async def lift(self, me: Reader | None, site_id: SiteId, host: str) -> None:
        """Lift a block; raises NotFound where there is none."""
        require(Right.MODERATE, me)
        assert me is not None
        at = self.clock()
        if not await self.store.lift_block(site_id, host, by=me.reader_id, at=at):
            raise NotFound("There is no block on this site.")

    async def all(self, me: Reader | None, site_id: SiteId) -> Sequence[Block]:
        """Return the blocks in force, newest first."""
        require(Right.MODERATE, me)
        return await self.store.blocks(site_id, limit=MOST_SHOWN)

    def _checked(self, text: str) -> str:
        # As a link, since some names are only taken for one with something before or behind them.
        bare = text.strip().removeprefix("http://").removeprefix("https://")
        found = hosts_in(f"https://{bare}") if bare and " " not in bare else ()
        if len(found) != 1 or is_registry(found[0]):
            raise Refused("Give the name of one site, like example.com.", code="bad-host")
        (host,) = found
        ours = any(is_below(host, (own,)) or is_below(own, (host,)) for own in self.domains)
        if ours:
            raise Refused("This is the site's own domain.", code="own-domain", field="host")
        return host


def offered_hosts(text: str) -> tuple[str, ...]:
    """Return the hosts that a moderator may block because of these words: each, and its owner's."""
    names = (name for host in hosts_in(text) for name in (host, own_name(host)))
    return tuple(dict.fromkeys(names))


def block_note(block: Block) -> Note:
    """Return the log's entry for a block."""
    return _note(block.site_id, block.host, block.mode, block.by, block.created_at)


def lift_note(site_id: SiteId, host: str, by: ReaderId, at: datetime) -> Note:
    """Return the log's entry for a block that was lifted."""
    return _note(site_id, host, "lift", by, at)


def _note(site_id: SiteId, host: str, done: str, by: ReaderId, at: datetime) -> Note:
    # A host may be longer than a subject.
    details = {"host": host, "done": done}
    subject = sha256_of(host)
    return Note(site_id=site_id, at=at, act=Act.BLOCK, by=by, subject=subject, details=details)
