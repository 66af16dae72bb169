"""Open a thread of 5,000 comments and one of 50, both rendered anew each time, and compare."""

import asyncio
import statistics
import sys
import tempfile
import time
from pathlib import Path

import httpx

from belowline.config import Options, read_settings
from belowline.conversation.post import Draft
from belowline.kernel.ids import CommentId, StoryId
from belowline.main import Belowline, build
from belowline.stories.open import StoryFacts

SIZES = (50, 5_000)
ROUNDS = 200

# Each third comment answers an earlier one, as in a lively thread.
ANSWERS_EVERY = 3


async def fill(belowline: Belowline, size: int) -> StoryId:
    """Post this many comments through the engine under a new story."""
    site_id = belowline.settings.site.site_id
    facts = StoryFacts(url=f"http://localhost/{size}", headline=f"A story with {size} comments")
    story, _ = await belowline.services.open_story(site_id, facts)
    reader = await belowline.services.guests.new(site_id, name="Reader")
    roots: list[CommentId] = []
    for number in range(size):
        answers = number % ANSWERS_EVERY == ANSWERS_EVERY - 1
        ruled = await belowline.services.post(
            Draft(
                site_id=site_id,
                story_id=story.story_id,
                author=reader,
                name="Reader",
                text=f"Point {number}: the council has the figures and should show them.",
                parent_id=roots[number % len(roots)] if answers else None,
            )
        )
        if not answers and ruled.comment.state == "published":
            roots.append(ruled.comment.comment_id)
    return story.story_id


async def open_pages(belowline: Belowline, story_id: StoryId) -> list[float]:
    """Return the milliseconds of each opening, nothing kept between them."""
    site_id = belowline.settings.site.site_id
    transport = httpx.ASGITransport(belowline.app)  # type: ignore[arg-type]
    times = []
    async with httpx.AsyncClient(transport=transport, base_url="http://localhost") as client:
        for _ in range(ROUNDS):
            belowline.services.cache.drop(site_id, story_id)
            begun = time.perf_counter()
            answer = await client.get(f"/stories/{story_id}")
            times.append((time.perf_counter() - begun) * 1000)
            answer.raise_for_status()
    return times


async def main() -> None:
    """Measure both in one run; the ratio last."""
    with tempfile.TemporaryDirectory() as folder:
        settings = read_settings(Options(data=str(Path(folder) / "data")))
        belowline = await build(settings)
        medians = []
        for size in SIZES:
            print(f"posting {size} comments …", file=sys.stderr)
            times = await open_pages(belowline, await fill(belowline, size))
            medians.append(statistics.median(times))
            p99 = statistics.quantiles(times, n=100)[98]
            print(f"thread of {size:>5}: p50 {medians[-1]:6.2f} ms   p99 {p99:6.2f} ms")
        await belowline.close()
    print(f"5,000 against 50, first page rendered anew: {medians[1] / medians[0]:.2f} ×")


if __name__ == "__main__":
    asyncio.run(main())
