"""Choose who does the work that nobody waits for: this process, or all that share a queue."""

from importlib import import_module

from belowline.background.embedded import Embedded
from belowline.config import Settings
from belowline.kernel.background import Background, Lane
from belowline.kernel.errors import Refused
from belowline.main.keys import name_between
from belowline.web.meters import Meters

_KINDS = ("redis://", "rediss://", "unix://", "postgres://", "postgresql://")
_NO_DRIVER = "--queue postgresql://… needs a driver: pip install 'belowline[queue-postgresql]'"


def make_background(settings: Settings, meters: Meters) -> Background:
    """Return what the settings ask for; raises Refused for an address that is none.

    Installations and sites may share a server: what only ours know names the queues.
    """

    def count(job: str, outcome: str) -> None:
        meters.background[job, outcome] += 1

    address = settings.queue
    if not address:
        return Embedded(count=count)
    if not address.startswith(_KINDS):
        raise Refused("--queue must be redis://…, rediss://…, unix://… or postgresql://…")
    ours = name_between(settings, "queue")[:16]
    names = [f"belowline-{ours}-{lane}" for lane in Lane]
    kind = "over_postgresql" if address.startswith("postgres") else "over_redis"
    # The library and its drivers take a tenth of the time that a start takes.
    try:
        place = import_module(f"belowline.background.{kind}")
    except ImportError:
        raise Refused(_NO_DRIVER) from None
    queued = import_module("belowline.background.queued")
    background: Background = queued.Queued(place.queues(address, names), count)
    return background
