"""Lend judges for an archive: in this process, in others of this machine, or on a Ray."""

from __future__ import annotations

import argparse
import asyncio
import math
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from functools import partial
from itertools import chain

from belowline.cli.scoring.answers import Basis, Stopped
from belowline.cli.scoring.choice import NO_RAY, worker_count
from belowline.cli.scoring.processes import Crew, Make, processes
from belowline.desk.judges import Asked, Engines, Judges, JudgesHere, LendJudges, Rulings
from belowline.desk.told import PAGE
from belowline.moderation import SiteWeights

# Comments that a worker gets at once: a fraction of a second's work, which hides the handing over.
_CHUNK = 20
# Chunks on their way for each worker, so that none waits for what is read.
_AHEAD = 4


_Start = Callable[[Make[Asked, Rulings]], AbstractContextManager[Crew[Asked, Rulings]]]


def chosen(options: argparse.Namespace) -> LendJudges:
    """Who rules where the options say; raises ValueError for those that can't be had."""
    count = worker_count(options)
    if options.engine == "ray":
        return partial(_elsewhere, partial(_ray(), count=count))
    return _here if count == 1 else partial(_elsewhere, partial(processes, count=count))


def _ray() -> Callable[..., AbstractContextManager[Crew[Asked, Rulings]]]:
    try:
        # Ray is an extra, and large: only those who ask for it need to have it.
        from belowline.cli.scoring.ray_crew import on_ray
    except ImportError:
        raise ValueError(NO_RAY) from None
    return on_ray


@contextmanager
def _here(policies: Sequence[str], weights: SiteWeights | None) -> Iterator[Judges]:
    yield JudgesHere([Basis(policy, weights).moderator() for policy in policies])


@contextmanager
def _elsewhere(
    start: _Start, policies: Sequence[str], weights: SiteWeights | None
) -> Iterator[Judges]:
    bases = [Basis(policy, weights) for policy in policies]
    with start(partial(_ruling, bases)) as crew:
        yield _Elsewhere(crew, [_Versions.of(basis) for basis in bases])


def _ruling(bases: Sequence[Basis]) -> Callable[[Asked], Rulings]:
    return Engines([basis.moderator() for basis in bases]).rulings


@dataclass(frozen=True, slots=True)
class _Versions:
    """By what a ruling was made."""

    policy: str
    engine: str

    @classmethod
    def of(cls, basis: Basis) -> _Versions:
        return cls(basis.policy_version, basis.engine_version)


@dataclass(frozen=True, slots=True)
class _Elsewhere:
    """Judges in other processes; what they rule by has to be what we do."""

    crew: Crew[Asked, Rulings]
    versions: Sequence[_Versions]

    @property
    def ahead(self) -> int:
        """How many pages keep all of them busy."""
        return 1 + math.ceil(len(self.crew) * _AHEAD * _CHUNK / PAGE)

    async def rulings(self, asked: Sequence[Asked]) -> Sequence[Rulings]:
        """Return what each policy says of each comment, in their order."""
        chunks = [asked[at : at + _CHUNK] for at in range(0, len(asked), _CHUNK)]
        answers = await asyncio.gather(
            *(asyncio.wrap_future(self.crew.asked(chunk)) for chunk in chunks)
        )
        found = list(chain.from_iterable(answers))
        for rulings in found:
            self._check(rulings)
        return found

    def _check(self, rulings: Rulings) -> None:
        """A machine with another Belowline on it would rule otherwise."""
        made_by = [_Versions(each.policy_version, each.engine_version) for each in rulings]
        if made_by != self.versions:
            other = next(a for a, b in zip(made_by, self.versions, strict=True) if a != b)
            raise Stopped(f"A worker rules by another engine or policy: {other.engine}.")
