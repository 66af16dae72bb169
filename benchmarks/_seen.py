"""Wait for new comments to be seen where readers look."""

from __future__ import annotations

import random
import time

import httpx

from benchmarks._thread_of_fifty import Post

COMMENTS = 12
# Often enough to tell hundredths of a second.
_PAUSE = 0.01
_PATIENCE = 10.0


def seen_after(post: Post, url: str) -> float:
    """Post some, at any moment of a second, and return the longest that one took to be there."""
    chance, longest = random.Random(12), 0.0
    with httpx.Client(trust_env=False, timeout=30) as reader:
        for number in range(COMMENTS):
            time.sleep(chance.uniform(0.2, 1.2))
            # The page is in the cache as it is now, which is the worst that can be.
            reader.get(url)
            gulls = chance.randrange(10_000, 100_000)
            said = f"What I saw from the bridge was {number} ferries and {gulls} gulls."
            post(said, f"Late {number}", f"10.99.{number}.1", None)
            posted = time.perf_counter()
            while said not in reader.get(url).text:
                if time.perf_counter() - posted > _PATIENCE:
                    raise TimeoutError(f"not seen at {url}: {said}")
                time.sleep(_PAUSE)
            longest = max(longest, time.perf_counter() - posted)
    return longest
