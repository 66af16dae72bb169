"""Read and check the comments that we wrote (training/data/written)."""

from __future__ import annotations

import sys
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from training.labels import CLAUSES

FOLDER = Path(__file__).parent / "data" / "written"
COLUMNS = ["text", "labels", "story", "parent", "why"]
STORY_COLUMNS = ["key", "section", "headline", "text"]


@dataclass(frozen=True, slots=True)
class Story:
    """A story that comments stand under; `key` is unique for its author."""

    key: str
    section: str
    headline: str
    text: str


@dataclass(frozen=True, slots=True)
class Written:
    """A comment of ours. `labels` are the clauses it breaks; what is not there is a no.

    `pair` is the mark of its minimal pair within the author's file, or empty.
    """

    author: str
    text: str
    labels: frozenset[str]
    story: Story | None
    parent: str
    why: str
    pair: str


class WrittenError(ValueError):
    """A row that can't be used; the message names file, line and what is wrong."""


def read_written(folder: Path = FOLDER) -> list[Written]:
    """Return every author's comments; raises WrittenError for the first row that is not right."""
    return [
        row
        for path in sorted(folder.glob("*.tsv"))
        if not path.name.endswith(".stories.tsv")
        for row in _author(path)
    ]


def held_out(folder: Path = FOLDER) -> frozenset[str]:
    """Return the authors that training never sees."""
    return frozenset((folder / "held_out.txt").read_text("utf-8").split())


def split(rows: Sequence[Written], folder: Path = FOLDER) -> tuple[list[Written], list[Written]]:
    """Return what training may see and what it may not."""
    hidden = held_out(folder)
    seen = [row for row in rows if row.author not in hidden]
    return seen, [row for row in rows if row.author in hidden]


def _author(path: Path) -> Iterator[Written]:
    stories = {
        story.key: story
        for story in (
            Story(*fields) for _, fields in _rows(path.with_suffix(".stories.tsv"), STORY_COLUMNS)
        )
    }
    for number, (text, labels, story, parent, why) in _rows(path, COLUMNS):
        named = frozenset(part.strip() for part in labels.split(",")) - {"none"}
        unknown = named - set(CLAUSES)
        if not text.strip() or not labels.strip() or unknown or (story and story not in stories):
            raise WrittenError(
                f"{path.name}:{number}: empty text or labels, unknown clause "
                f"{sorted(unknown)} or unknown story “{story}”"
            )
        yield Written(
            author=path.stem,
            text=text,
            labels=named,
            story=stories.get(story),
            parent=parent,
            why=why,
            pair=_pair(why),
        )


def _pair(why: str) -> str:
    mark, colon, _ = why.partition(":")
    return mark if colon and mark[:1] == "p" and mark[1:].isdigit() else ""


def _rows(path: Path, columns: list[str]) -> Iterator[tuple[int, list[str]]]:
    lines = path.read_text("utf-8").rstrip("\n").split("\n")
    if lines[0].split("\t") != columns:
        raise WrittenError(f"{path.name}:1: the header must be {', '.join(columns)}")
    for number, line in enumerate(lines[1:], 2):
        fields = [_plain(field) for field in line.split("\t")]
        if len(fields) != len(columns):
            raise WrittenError(f"{path.name}:{number}: {len(fields)} fields, not {len(columns)}")
        yield number, fields


def _plain(field: str) -> str:
    parts = field.split("\\\\")
    return "\\".join(part.replace("\\n", "\n").replace("\\t", "\t") for part in parts)


def main() -> int:
    """Print what there is, author by author; the sum last."""
    rows = read_written()
    hidden = held_out()
    by_author: dict[str, list[Written]] = defaultdict(list)
    for row in rows:
        by_author[row.author].append(row)
    head = "".join(f"{name:>12}" for name in ("none", *CLAUSES))
    print(f"{'author':<12}{'rows':>7}{'pairs':>7}{head}")
    for author, own in [*sorted(by_author.items()), ("all", rows)]:
        labels = Counter(label for row in own for label in row.labels or {"none"})
        pairs = len({(row.author, row.pair) for row in own if row.pair})
        counts = "".join(f"{labels[name]:>12}" for name in ("none", *CLAUSES))
        mark = " (held out)" if author in hidden else ""
        print(f"{author:<12}{len(own):>7}{pairs:>7}{counts}{mark}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
