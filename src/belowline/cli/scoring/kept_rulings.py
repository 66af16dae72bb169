"""Keep in a file what judges said, so that a run that was interrupted doesn't ask them again."""

from __future__ import annotations

import fcntl
import json
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from hashlib import blake2b
from pathlib import Path
from typing import IO, Any

from belowline.cli.scoring.answers import Basis
from belowline.desk.judges import Asked, Judges, LendJudges, Rulings
from belowline.moderation import Action, Finding, Mode, Ruling, SiteWeights

_DIGEST_BYTES = 16

# The version of each policy, and of the engine that rules by it.
_By = Sequence[tuple[str, str]]


def keeping(lend: LendJudges, path: Path) -> LendJudges:
    """The same judges, what they say being kept in the file and taken from there.

    Of a ruling as much is kept as a comparison of policies asks for: neither anybody's words nor
    reasons. Raises ValueError where the file was made by other policies or another engine.
    """

    @contextmanager
    def lent(policies: Sequence[str], weights: SiteWeights | None) -> Iterator[Judges]:
        bases = [Basis(policy, weights) for policy in policies]
        by = [(basis.policy_version, basis.engine_version) for basis in bases]
        with _opened(path) as file:
            kept = _read(path, file, by)
            with lend(policies, weights) as judges:
                yield _Keeping(judges, file, by, kept)

    return lent


@dataclass(frozen=True, slots=True)
class _Keeping:
    judges: Judges
    file: IO[bytes]
    by: _By
    kept: dict[str, Any] = field(repr=False)

    @property
    def ahead(self) -> int:
        """How many pages may be on their way."""
        return self.judges.ahead

    async def rulings(self, asked: Sequence[Asked]) -> Sequence[Rulings]:
        """Return what was kept, and ask for the rest."""
        keys = list(map(_key, asked))
        new = {key: each for key, each in zip(keys, asked, strict=True) if key not in self.kept}
        if new:
            said = await self.judges.rulings(list(new.values()))
            values = {key: list(map(_value, each)) for key, each in zip(new, said, strict=True)}
            self.kept.update(values)
            lines = (json.dumps([key, value]) for key, value in values.items())
            self.file.write("".join(f"{line}\n" for line in lines).encode())
            self.file.flush()
        return [tuple(map(_ruling, self.kept[key], self.by)) for key in keys]


@contextmanager
def _opened(path: Path) -> Iterator[IO[bytes]]:
    with path.open("a+b") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise ValueError(f"{path}: another run is writing to it.") from None
        yield file


def _read(path: Path, file: IO[bytes], by: _By) -> dict[str, Any]:
    """What was kept, by what was asked; a torn last line goes."""
    file.seek(0)
    first, head = file.readline(), f"{json.dumps({'rulings_by': by})}\n".encode()
    if first != head:
        if not first.endswith(b"\n") and head.startswith(first):
            os.ftruncate(file.fileno(), 0)
            file.write(head)
            file.flush()
            return {}
        if first.startswith(b'{"rulings_by": '):
            raise ValueError(f"{path} was made by other policies, or by another engine.")
        raise ValueError(f"{path} is no file of rulings to go on with.")
    kept: dict[str, Any] = {}
    length = len(first)
    for line in file:
        if not line.endswith(b"\n"):
            break
        key, value = json.loads(line)
        kept[key] = value
        length += len(line)
    os.ftruncate(file.fileno(), length)
    return kept


def _key(asked: Asked) -> str:
    """What stands for all that the engine is told."""
    told = repr(asked).encode("utf-8", "surrogatepass")
    return blake2b(told, digest_size=_DIGEST_BYTES).hexdigest()


def _value(ruling: Ruling) -> list[Any]:
    found = [
        [each.clause, each.score, each.is_sure, each.rule, each.mode]
        for each in (*ruling.findings, *ruling.shadows)
    ]
    return [ruling.action, found, list(ruling.unchecked)]


def _ruling(value: list[Any], by: tuple[str, str]) -> Ruling:
    action, found, unchecked = value
    policy_version, engine_version = by
    findings = [
        Finding(clause, score, None, None, "", "", rule, Mode(mode) if mode else None, is_sure)
        for clause, score, is_sure, rule, mode in found
    ]
    return Ruling(
        action=Action(action),
        findings=tuple(each for each in findings if not each.is_shadow),
        scores={},
        policy_version=policy_version,
        engine_version=engine_version,
        unchecked=tuple(unchecked),
        shadows=tuple(each for each in findings if each.is_shadow),
    )
