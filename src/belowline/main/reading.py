"""Put together what reads public pages from a replica."""

from dataclasses import dataclass, replace

from belowline.config import Settings
from belowline.conversation.read import ReadBranch, ReadThread
from belowline.desk.order_thread import OrderThread
from belowline.live.replica import Replica
from belowline.store.replica import ReplicaStore
from belowline.web.public_reads import PublicReads
from belowline.web.services import Services


@dataclass(frozen=True, slots=True)
class Reading:
    """A replica with its connections."""

    replica: Replica
    store: ReplicaStore

    def beside(self, services: Services) -> Services:
        """Return the services, which read public pages from the replica where they may."""
        store = self.store
        order = services.order_thread
        there = replace(
            services,
            stories=store,
            comments=store,
            read_thread=ReadThread(store=store),
            read_branch=ReadBranch(store=store),
            # For the mode of a thread; it takes no orders.
            order_thread=OrderThread(store=store, clock=order.clock, new_id=order.new_id),
        )
        return replace(services, public_reads=PublicReads(self.replica, there))


def make_reading(settings: Settings) -> Reading | None:
    """Return what the settings ask for, None where everything is read from one database."""
    if not settings.read_database:
        return None
    store = ReplicaStore.at(settings.read_database, settings.database_connections)
    return Reading(Replica(store, settings.site.site_id), store)
