"""An archive of comments in a database, to be ruled on again by the command."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import anyio

from belowline.config import Options, read_settings
from belowline.conversation.comment import Comment
from belowline.kernel.ids import CommentId
from belowline.main import build
from tests.cli.command import Done, belowline
from tests.contracts.newsroom import Newsroom

# What the newsroom of the tests published without a look; the policy of today thinks otherwise.
TEXTS = (
    "The new line pays for itself in eleven years, says page nine.",
    "You are a complete moron, and so is the mayor.",
    "Cheap sofas at https://sofas.example, ask for number {}.",
    "I will break your neck when I find you.",
    "My grandmother walked four miles to that school every day.",
    "What a bunch of idiots you all are.",
)
POLICY = 'extends = "no-tolerance"\nremovals_per_day = 7\n'
# Neither its id nor when it was made is the same in two runs.
_OF_THE_RUN = ("ruling_id", "created_at")


@dataclass(frozen=True, slots=True)
class Archive:
    """A folder with a database and a policy file."""

    data: Path
    policy: Path
    database: str | None = None

    @property
    def options(self) -> tuple[str, ...]:
        """Where it lies, for the command."""
        database = ("--database", self.database) if self.database else ()
        return ("--data", str(self.data), "--policy", str(self.policy), *database)

    async def run(self, *options: str) -> Done:
        """Run `belowline policy` on it."""
        return await anyio.to_thread.run_sync(lambda: belowline("policy", *options, *self.options))

    async def rulings(self) -> list[Any]:
        """Return all that became of each comment, but for what differs from run to run."""
        service = await build(
            read_settings(Options(data=str(self.data), database=self.database), {})
        )
        try:
            found = []
            site_id = service.settings.site.site_id
            written = await service.store.written(site_id, since=None, after=None, limit=10_000)
            for each in written:
                comment = await service.store.comment(site_id, each.comment_id)
                assert comment is not None
                rulings = await service.store.rulings(site_id, each.comment_id)
                found.append((comment.state, comment.attention, list(map(_of_any_run, rulings))))
        finally:
            await service.close()
        return found


def _of_any_run(ruling: Any) -> dict[str, Any]:
    names = [name for name in type(ruling).__slots__ if name not in _OF_THE_RUN]
    return {name: getattr(ruling, name) for name in names}


async def fill(archive: Archive, size: int) -> Sequence[CommentId]:
    """Keep so many public comments, and one in ten that is not public."""
    archive.policy.write_text(POLICY, encoding="utf-8")
    settings = read_settings(Options(data=str(archive.data), database=archive.database), {})
    service = await build(settings)
    try:
        newsroom = Newsroom(service.store, settings.site.site_id)
        stories = [await newsroom.story() for _ in range(3)]
        posted: list[Comment] = []
        for number in range(size):
            text = TEXTS[number % len(TEXTS)].format(number)
            posted.append(await newsroom.post(stories[number % 3], text=text))
    finally:
        await service.close()
    return [each.comment_id for each in posted]


def counts(done: Done) -> dict[str, int]:
    """Return what `policy apply --json` printed."""
    assert done.code == 0, done.err
    found: dict[str, int] = json.loads(done.out)
    return found
