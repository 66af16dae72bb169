"""Disguise comments that the engine catches in every way we know, and count what it still catches.

Usage: python -m benchmarks.evasion [--most N] [--missed ATTACK] [--rules]

The comments are our own (training/data/written); of each clause at most N are taken. The authors
that training never sees were not looked at while the engine was tuned; theirs are the last figures.
"""

from __future__ import annotations

import argparse
import random
import zlib
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from belowline.moderation import Moderator, Ruling, parse_policy, shipped_policy_text
from belowline.moderation.detectors import shipped_detectors
from benchmarks.attacks import ATTACKS, Target
from benchmarks.attacks.target import target
from benchmarks.attacks.whole import CLEAN
from training.labels import CLAUSES
from training.written import Written, read_written, split

SEED = 20261125
MOST = 60
WANTED = 0.90


@dataclass(frozen=True, slots=True)
class Caught:
    """A comment that the engine stops as it stands, with what it marks there."""

    clause: str
    row: Written
    aimed: Target


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one comment under one attack; a comment that can't be attacked has none."""

    attack: str
    clause: str
    text: str
    is_caught: bool


def rule(moderator: Moderator, row: Written, text: str) -> Ruling:
    """The ruling on the text where the comment stood."""
    story = f"{row.story.headline}\n{row.story.text}" if row.story else ""
    return moderator.rule(text, story=story, parent=row.parent)


def caught(moderator: Moderator, rows: Iterable[Written], most: int) -> Iterator[Caught]:
    """Of each clause at most so many comments that break it and are stopped for what they say."""
    counts: defaultdict[str, int] = defaultdict(int)
    for row in rows:
        clauses = [name for name in CLAUSES if name in row.labels and counts[name] < most]
        if not clauses:
            continue
        ruling = rule(moderator, row, row.text)
        marked = [
            (found.start, found.end)
            for found in ruling.findings
            if found.start is not None
            and found.end is not None
            and moderator.policy.action(found) != "publish"
        ]
        if ruling.action == "publish" or not marked:
            continue
        aimed = target(row.text, marked)
        for clause in clauses:
            counts[clause] += 1
            yield Caught(clause, row, aimed)


def outcomes(moderator: Moderator, found: Iterable[Caught]) -> Iterator[Outcome]:
    """Every attack on every comment that it changes."""
    known: dict[str, bool] = {}
    for one in found:
        for name, attack in ATTACKS.items():
            mark = zlib.crc32(f"{SEED} {name} {one.row.text}".encode())
            text = attack(one.aimed, random.Random(mark))
            if text == one.row.text:
                continue
            if text not in known:
                known[text] = rule(moderator, one.row, text).action != "publish"
            yield Outcome(name, one.clause, text, known[text])


def report(name: str, results: list[Outcome], missed: str) -> dict[str, float]:
    """Print the share caught for each attack and clause; return it for each attack."""
    shares: dict[str, float] = {}
    print(f"{name:<24}{'all':>7}" + "".join(f"{clause[:11]:>13}" for clause in CLAUSES))
    for attack in ATTACKS:
        own = [result for result in results if result.attack == attack]
        if not own:
            continue
        shares[attack] = _share(own)
        cells = ([result for result in own if result.clause == clause] for clause in CLAUSES)
        print(
            f"{attack:<24}{shares[attack]:>7.1%}"
            + "".join(
                f"{_share(cell):>8.0%}/{len(cell):<4}" if cell else " " * 13 for cell in cells
            )
        )
        if attack == missed:
            for result in own:
                if not result.is_caught:
                    print(f"    {result.clause:<12}{result.text!r}")
    return shares


def _share(results: list[Outcome]) -> float:
    return sum(result.is_caught for result in results) / len(results)


def main() -> None:
    """Print both tables and, last, what both come to."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--most", type=int, default=MOST, help="comments of each clause")
    parser.add_argument("--missed", default="", metavar="ATTACK", help="print what got through")
    parser.add_argument("--rules", action="store_true", help="without the trained classifier")
    options = parser.parse_args()
    policy = parse_policy(shipped_policy_text())
    asked = [each for each in shipped_detectors(policy) if each.name != "classifier"]
    moderator = Moderator(policy, asked if options.rules else None)
    for sentence in (*CLEAN, " ".join(CLEAN)):
        # Else padding would be caught for itself.
        assert moderator.rule(sentence).action == "publish", sentence
    told = []
    for name, rows in zip(("seen", "held out"), split(read_written()), strict=True):
        mixed = sorted(rows, key=lambda row: zlib.crc32(row.text.encode()))
        found = list(caught(moderator, mixed, options.most))
        # What was typed by authors we don't look at isn't printed either.
        missed = options.missed if name == "seen" else ""
        shares = report(name, list(outcomes(moderator, found)), missed)
        below = [attack for attack, share in shares.items() if share < WANTED]
        mean = sum(shares.values()) / len(shares)
        told.append(
            f"{name} {mean:.1%} on average, "
            f"{len(below)} of {len(shares)} attacks below {WANTED:.0%}"
            + (f" ({', '.join(below)})" if below else "")
        )
    print(f"caught in disguise: {'; '.join(told)}")


if __name__ == "__main__":
    main()
