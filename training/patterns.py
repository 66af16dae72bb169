"""Fill the sentence patterns in training/data/patterns with identity groups."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from training.labels import CLAUSES, TOXIC
from training.rows import Row

FOLDER = Path(__file__).parent / "data" / "patterns"
COLUMNS = ["text", "labels", "kind", "only", "why"]
# The author whose patterns are a test that training never sees.
HELD_OUT = "lindqvist"
WEIGHT = 1.3
_SLOT = re.compile(r"\{(\w+)\}")
_ARTICLE = re.compile(r"\b([Aa])n? \{(\w+)\}")
_KINDS = frozenset(
    {
        *("derogation", "threat", "dehumanising", "implicit", "slur"),
        *("slur-reclaimed", "slur-homonym", "profanity-hate", "profanity-benign", "pronoun"),
        *("negated-hate", "negated-benign", "question", "opinion", "neutral-identity"),
        *(
            "positive-identity",
            "counter-quote",
            "counter-reference",
            "abuse-object",
            "abuse-individual",
        ),
        *("abuse-nonprotected", "spelling"),
    }
)


class PatternError(ValueError):
    """A pattern that can't be used; the message names file, line and what is wrong."""


@dataclass(frozen=True, slots=True)
class Group:
    """An identity group and the forms its name takes in a sentence; `slurs` may be empty."""

    key: str
    kind: str
    forms: dict[str, str]
    slurs: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Pattern:
    """A sentence with slots; `only` names the kinds of groups that it fits, empty for all."""

    author: str
    text: str
    labels: frozenset[str]
    kind: str
    only: frozenset[str]

    @property
    def slots(self) -> frozenset[str]:
        """The names of the slots."""
        return frozenset(_SLOT.findall(self.text))


def read_groups(folder: Path = FOLDER) -> list[Group]:
    """Return the groups of `groups.tsv`."""
    groups = []
    for _, fields in _rows(folder / "groups.tsv"):
        key, kind, plural, one, singular, adjective, slur, slurs = fields
        forms = {"plural": plural, "one": one, "singular": singular, "adj": adjective}
        pairs = zip(slur.split(";"), slurs.split(";"), strict=True) if slur else ()
        groups.append(Group(key, kind, forms, tuple(pairs)))
    return groups


def read_patterns(folder: Path = FOLDER) -> list[Pattern]:
    """Return every author's patterns; raises PatternError for the first that is not right."""
    return [
        _pattern(path, number, fields)
        for path in sorted(folder.glob("*.tsv"))
        if path.name != "groups.tsv"
        for number, fields in _rows(path)
    ]


def filled(patterns: list[Pattern], groups: list[Group], times: int, seed: int) -> list[Row]:
    """Return each pattern filled with up to `times` groups, chosen by the seed."""
    rows: list[Row] = []
    for pattern in patterns:
        chance = random.Random(f"{seed}:{pattern.author}:{pattern.text}")
        rows.extend(_fillings(pattern, groups, times, chance))
    return rows


def _fillings(
    pattern: Pattern, groups: list[Group], times: int, chance: random.Random
) -> Iterator[Row]:
    part = "dev" if pattern.author == HELD_OUT else "train"
    labels = dict.fromkeys(CLAUSES, 0.0) | dict.fromkeys(pattern.labels, 1.0)
    labels["toxicity"] = float(bool(pattern.labels & TOXIC))
    fitting = [group for group in groups if _fits(pattern, group)]
    chosen: list[Group | None] = [None]
    if pattern.slots:
        chosen = list(chance.sample(fitting, min(times, len(fitting))))
    for group in chosen:
        text = _fill(pattern.text, group, groups, chance) if group else pattern.text
        name = group.key if group else ""
        yield Row(
            text,
            labels,
            "patterns",
            part,
            WEIGHT,
            kind=f"{pattern.author}:{pattern.kind}",
            group=name,
            pattern=pattern.text,
        )


def _fits(pattern: Pattern, group: Group) -> bool:
    if pattern.only and group.kind not in pattern.only:
        return False
    return bool(group.slurs) or not pattern.slots & {"slur", "slurs", "Slur", "Slurs"}


def _fill(text: str, group: Group, groups: list[Group], chance: random.Random) -> str:
    others = [one for one in groups if one.kind != group.kind]
    forms = dict(group.forms) | {"other": chance.choice(others).forms["plural"]}
    if group.slurs:
        forms["slur"], forms["slurs"] = chance.choice(group.slurs)
    forms |= {name.capitalize(): form[:1].upper() + form[1:] for name, form in forms.items()}
    text = _ARTICLE.sub(lambda slot: f"{_article(slot[1], forms[slot[2]])} {{{slot[2]}}}", text)
    return _SLOT.sub(lambda slot: forms[slot[1]], text)


def _article(a: str, word: str) -> str:
    return f"{a}n" if word[0].lower() in "aeio" else a


def _pattern(path: Path, number: int, fields: list[str]) -> Pattern:
    text, labels, kind, only, _ = fields
    named = frozenset(part.strip() for part in labels.split(",")) - {"none"}
    known = {"plural", "one", "singular", "adj", "slur", "slurs", "other"}
    unknown = {slot for slot in _SLOT.findall(text) if slot.lower() not in known}
    if not text.strip() or named - set(CLAUSES) or kind not in _KINDS or unknown:
        raise PatternError(
            f"{path.name}:{number}: empty text, unknown clause {sorted(named - set(CLAUSES))}, "
            f"kind “{kind}” or slot {sorted(unknown)}"
        )
    return Pattern(
        author=path.stem,
        text=text.replace("\\n", "\n"),
        labels=named,
        kind=kind,
        only=frozenset(part.strip() for part in only.split(",") if part.strip()),
    )


def _rows(path: Path) -> Iterator[tuple[int, list[str]]]:
    lines = path.read_text("utf-8").rstrip("\n").split("\n")
    width = len(lines[0].split("\t"))
    for number, line in enumerate(lines[1:], 2):
        fields = line.split("\t")
        if len(fields) != width:
            raise PatternError(f"{path.name}:{number}: {len(fields)} fields, not {width}")
        yield number, fields
