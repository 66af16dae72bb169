"""What the templates of the policy at the desk are given."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from belowline.web.views import Moment


@dataclass(frozen=True, slots=True, kw_only=True)
class MistakeView:
    """What is wrong at one place. `field` is the form's name for it, `target` where it
    stands on the page; empty where it is in none."""

    line: int
    where: str
    message: str
    hint: str
    field: str
    target: str


@dataclass(frozen=True, slots=True, kw_only=True)
class VersionView:
    """A version in the history. `who` is a sentence's beginning; `at` is None for number 0."""

    number: int
    version: str
    who: str
    reason: str
    at: Moment
    is_newest: bool


@dataclass(frozen=True, slots=True)
class DiffLine:
    """A line of what differs: `kind` is added, removed, same or gap."""

    kind: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ExampleView:
    """A comment that would be ruled on differently."""

    address: str
    text: str
    change: str
    clauses: str
    moderator: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PreviewView:
    """What another policy would have changed. `head` and `rows` are a table of counts by clause,
    `agreement` one of three lines, `rules` one line for each rule of the publisher's own."""

    looked: str
    is_all: bool
    changed: int
    summary: str
    unchecked: int
    head: Sequence[str]
    rows: Sequence[Sequence[str]]
    decided: int
    agreement: Sequence[Sequence[str]]
    rules: Sequence[Sequence[str]]
    examples: Sequence[ExampleView]
    diff: Sequence[DiffLine]


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftView:
    """A policy that is being written: its text, and the number of the version that it changes.

    `mistakes` say what is wrong with it; `problem` why it could not be saved. `typed` is what
    stands in the form, None where the text itself is written.
    """

    text: str
    seen: int
    reason: str = ""
    mistakes: Sequence[MistakeView] = ()
    problem: str = ""
    preview: PreviewView | None = None
    typed: Mapping[str, str] | None = None
    numbers: Sequence[int] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldView:
    """A field of the policy's form: `kind` is line, text, list, number, point or choice."""

    name: str
    label: str
    kind: str
    hint: str
    value: str
    options: Sequence[tuple[str, str]]
    problem: str


@dataclass(frozen=True, slots=True)
class SectionView:
    """Fields that belong together."""

    id: str
    title: str
    fields: Sequence[FieldView]
    is_open: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleView:
    """The fields of one of the publisher's own rules; `problem` is about the rule as a whole."""

    number: int
    title: str
    fields: Sequence[FieldView]
    is_new: bool
    is_open: bool
    removed: bool
    problem: str
