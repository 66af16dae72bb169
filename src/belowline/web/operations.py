"""The state of this process, for whoever runs the service."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field

from belowline.web.meters import Meters

Gauges = Mapping[str, tuple[str, float]]


@dataclass(slots=True, kw_only=True)
class Operations:
    """What there is to know. `problems` are sentences by what they are about, none is fine.

    `gauges` reads what is not counted but looked up, each with a sentence.
    """

    problems: Callable[[], Mapping[str, str]]
    gauges: Callable[[], Awaitable[Gauges]]
    meters: Meters = field(default_factory=Meters)
    is_draining: bool = False
