"""Be `belowline serve`, but keep no page and let no two readers have one rendering.

What a page is made of is what it is always made of: the database is asked for every comment, story
and count, the template is filled in, and what comes out is compressed, for each request. Kept is
what production keeps beside pages: the value of a row that is the same to the letter, and the HTML
of a comment, and of a list of stories, that is made of the same values.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Coroutine, Hashable
from functools import partial
from typing import Any

from belowline.cli import main
from belowline.main import service
from belowline.web.cache import PageCache
from belowline.web.single_flight import Made, SingleFlight


class EachForItself(SingleFlight):
    """Makes a page for whoever asks, whoever else asks for it."""

    async def __call__(self, key: Hashable, make: Callable[[], Coroutine[Any, Any, Made]]) -> Made:
        """Return what `make` returns."""
        return await make()


if __name__ == "__main__":
    vars(service)["PageCache"] = partial(PageCache, limit=0, making=EachForItself())
    sys.exit(main())
