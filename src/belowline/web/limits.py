"""Let everybody do a thing only so often."""

import math
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field

from belowline.kernel.errors import TooMany

# Keys are small; this many fit in some 20 MB, and the least recently seen go first.
_MOST_KEYS = 100_000

# Who waited as long as they were told is not sent away again for a fraction of a token.
_ROUNDING = 1e-9


@dataclass(slots=True)
class Limiter:
    """Token buckets by (what, who): full at first, refilled evenly over the period."""

    now: Callable[[], float] = time.monotonic
    _buckets: OrderedDict[tuple[str, str], tuple[float, float]] = field(default_factory=OrderedDict)

    def take(self, what: str, who: str, allowance: tuple[int, int], count: int = 1) -> None:
        """Count one or more; raises TooMany, with the seconds to wait, where the bucket lacks them.

        Who wants more than the bucket ever holds takes all of it.
        """
        times, seconds = allowance
        wanted = min(count, times)
        now = self.now()
        tokens, then = self._buckets.pop((what, who), (float(times), now))
        tokens = min(float(times), tokens + (now - then) * times / seconds)
        if tokens < wanted - _ROUNDING:
            self._buckets[(what, who)] = (tokens, now)
            wait = math.ceil((wanted - tokens) * seconds / times)
            raise TooMany(retry_after=wait)
        self._buckets[(what, who)] = (max(0.0, tokens - wanted), now)
        if len(self._buckets) > _MOST_KEYS:
            self._buckets.popitem(last=False)
