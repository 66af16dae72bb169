"""Gather every row there is, cleaned, each once, and turn rows into what the network reads."""

from __future__ import annotations

import hashlib
import random
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

from belowline.moderation.facts import Facts
from belowline.moderation.lexicon import shipped_lexicon, shipped_vocabulary
from belowline.moderation.model.reading import Reader
from belowline.moderation.tables import confusables
from belowline.moderation.text import View
from training.augment import Material, varied
from training.clean import cleaned, harmless_parts, once, with_marks
from training.labels import CLAUSES, LABELS, TOXIC
from training.patterns import filled, read_groups, read_patterns
from training.rows import Row
from training.sources import read_sets
from training.written import Written, held_out, read_written

# Ours are few and say what the public sets don't: clean news talk, mention, doxing.
WRITTEN_WEIGHT = 2.0
# So many groups stand in one pattern during one pass; each pass takes others.
FILLINGS = 4
_ONE_IN = 16
OURS = frozenset({"written", "patterns"})


@dataclass(frozen=True, slots=True)
class Example:
    """One row as numbers; `marks` has a target for each token, or None where none were marked.

    Rows of one `family` are versions of one another, told apart by what surrounds them or by a
    few words; empty where a row stands alone.
    """

    tokens: list[int]
    segments: list[int]
    targets: list[float]
    known: list[float]
    weight: float
    marks: list[float] | None
    family: str = ""


def gather(shared: Path, *, with_written: bool = True, seed: int = 0) -> list[Row]:
    """Return all rows, for training and for development, without repetitions."""
    rows = with_marks(cleaned(row) for row in read_sets(shared))
    rows.extend(list(harmless_parts(rows)))
    rows = [_with_profanity(row) for row in rows]
    if with_written:
        rows.extend(map(_of_ours, read_written()))
    rows.extend(
        row
        for row in filled(read_patterns(), read_groups(), FILLINGS, seed)
        if with_written or row.part != "train"
    )
    return [_kept_for_tuning(row) for row in once(rows)]


def _kept_for_tuning(row: Row) -> Row:
    """Keep one in sixteen of ours from training, to calibrate on and to choose thresholds with."""
    if row.part != "train" or row.source not in OURS:
        return row
    # All fillings of a pattern and both sides of a pair go the same way.
    identity = row.pattern or row.pair or row.text
    chosen = hashlib.sha256(f"{row.kind}:{identity}".encode()).digest()[0] % _ONE_IN == 0
    return replace(row, part="tune") if chosen else row


def _of_ours(written: Written) -> Row:
    labels = dict.fromkeys(CLAUSES, 0.0) | dict.fromkeys(written.labels, 1.0)
    labels["toxicity"] = float(bool(written.labels & TOXIC))
    story = f"{written.story.headline}\n{written.story.text}" if written.story else ""
    part = "dev" if written.author in held_out() else "train"
    return Row(
        written.text,
        labels,
        "written",
        part,
        WRITTEN_WEIGHT,
        story,
        written.parent,
        kind=written.author,
        pair=written.pair,
    )


def _with_profanity(row: Row) -> Row:
    """Label the rude halves of paradetox by the word list: it has no labels of its own."""
    if row.source != "paradetox" or row.kind != "rude":
        return row
    view = viewed(Facts(row.text))
    grave = {"hold", "grave", "reject", "severe"}
    found = {
        hit.term.clause for hit in shipped_lexicon().search(view) if hit.term.severity in grave
    }
    known = {clause: 1.0 for clause in found & {"profanity", "vulgarity"}}
    return replace(row, labels=dict(row.labels) | known)


def viewed(facts: Facts) -> View:
    """Return the engine's own view of the facts' text."""
    return View(facts, confusables(), shipped_vocabulary())


@cache
def reader(tokenizer: Path) -> Reader:
    """Return the engine's reader with the tokenizer in that file."""
    return Reader(tokenizer.read_text("utf-8"))


def examples(
    rows: Sequence[Row], reads: Reader, material: Material | None = None, seed: int = 0
) -> list[Example]:
    """Return the rows as examples, varied by the seed where there is material for it."""
    found = []
    for number, row in enumerate(rows):
        if material:
            row = varied(row, material, random.Random(f"{seed}:{number}"))
        facts = Facts(row.text, row.story, row.parent)
        view = viewed(facts)
        reading = reads.read(facts, view)[0]
        marks = _marks(row, view, reading.places) if row.spans is not None else None
        found.append(
            Example(
                tokens=reading.tokens,
                segments=reading.segments,
                targets=[row.labels.get(label, 0.0) for label in LABELS],
                known=[float(label in row.labels) for label in LABELS],
                weight=row.weight,
                marks=marks,
                family=f"{row.kind} {row.pair}" if row.pair else "",
            )
        )
    return found


def _marks(row: Row, view: View, places: Sequence[tuple[int, int] | None]) -> list[float]:
    """For each token 1 where somebody marked it, 0 where not, -1 where it is none of the text."""
    spans = row.spans or ()
    marks = []
    for place in places:
        if place is None:
            marks.append(-1.0)
            continue
        start, end = view.span(*place)
        marks.append(float(any(a < end and start < b for a, b, _ in spans)))
    return marks


def drawn(rows: Sequence[Row], seed: int, share: float = 1.0) -> list[Row]:
    """Return the rows of one pass: those of low weight are there as often as their weight says.

    That is the same on average as a small loss on each, and costs less time. `share` is how much
    of the public sets is taken.
    """
    chance = random.Random(f"drawn:{seed}")
    taken = []
    for row in rows:
        weight = row.weight if row.source in OURS else row.weight * share
        if weight >= 1 or chance.random() < weight:
            taken.append(row if row.weight >= 1 else replace(row, weight=1.0))
    return taken


def counted(rows: Iterable[Row]) -> Counter[tuple[str, str]]:
    """Return how many rows each source gives to each part."""
    return Counter((row.source, row.part) for row in rows)
