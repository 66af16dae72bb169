"""Do a job once, within its time, and say how it went."""

import asyncio
import logging
from collections.abc import Callable

from belowline.kernel.background import Job, NotNow, Payload
from belowline.kernel.errors import Unavailable

LOG = logging.getLogger("belowline.background")

# How long a process that stops waits for what it is doing.
FINISH_SECONDS = 4.0
# As many of a lane are done at once by one process: pages, since the publisher's web server has
# readers to serve, and a page may take ten seconds; rounds are few and short.
AT_ONCE = {"pages": 4, "rounds": 8}

# Of which job, and how it went: done, failed, given up.
Count = Callable[[str, str], None]


async def attempt(job: Job, payload: Payload, count: Count) -> bool:
    """Return whether it is done; nothing is raised, since a message may quote a reader."""
    try:
        async with asyncio.timeout(job.seconds):
            await job.run(payload)
    except NotNow as reason:
        LOG.info("%s waits: %s", job.name, reason)
    except Unavailable:
        LOG.warning("%s waits: the database is away", job.name)
    except TimeoutError:
        LOG.warning("%s took longer than %g seconds", job.name, job.seconds)
    except Exception as error:
        LOG.error("%s stumbled over %s", job.name, type(error).__name__)
    else:
        count(job.name, "done")
        return True
    count(job.name, "failed")
    return False


def pause_before(job: Job, failed: int) -> float:
    """Return how long to wait after so many attempts that failed."""
    return job.pause_seconds if job.every_seconds else job.pause_seconds * 2 ** (failed - 1)
