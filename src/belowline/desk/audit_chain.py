"""Follow the log entry by entry, and say where it is not as it was written."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from belowline.desk.audit import NOTHING_BEFORE, Entry, Head, digest_of

# A log that was written anew differs everywhere; nobody reads more lines than this.
MOST_FAULTS = 100


class Fault(StrEnum):
    """What is wrong at an entry."""

    CHANGED = "changed"  # it is not what it was hashed over
    UNLINKED = "unlinked"  # it was not written after the one before it
    MISSING = "missing"  # it and perhaps others are gone, or were moved
    CUT_OFF = "cut-off"  # it and all behind it are gone
    UNHEADED = "unheaded"  # it was added past the store's own writing
    REWRITTEN = "rewritten"  # it differs from the head that somebody kept elsewhere
    RULING = "ruling"  # the ruling that it tells of was changed or is gone
    SANCTION = "sanction"  # the sanction that it tells of was changed or is gone


@dataclass(frozen=True, slots=True)
class Found:
    """A fault, the number of the entry, and a sentence for people."""

    number: int
    fault: Fault
    sentence: str


class Chain:
    """What was seen of a log so far; `kept` are digests that somebody kept elsewhere."""

    def __init__(self, kept: Sequence[Head] = ()) -> None:
        self._kept: Mapping[int, str] = {head.number: head.digest for head in kept}
        self.last = Head(0, NOTHING_BEFORE)
        self.entries = 0
        self.faults = 0
        self.found: list[Found] = []

    def add(self, entry: Entry) -> None:
        """Look at the next entry, in the order of the numbers."""
        self.entries += 1
        expected = self.last.number + 1
        if entry.number != expected:
            self._missing(expected, entry.number)
        elif entry.previous != self.last.digest:
            self.note(
                entry.number,
                Fault.UNLINKED,
                "does not follow on the entry before it: one of the two was changed or moved",
            )
        if digest_of(entry) != entry.digest:
            self.note(entry.number, Fault.CHANGED, "is not what it was when it was written")
        self._compare(entry.number, entry.digest)
        self.last = Head(entry.number, entry.digest)

    def end(self, head: Head | None) -> None:
        """Look at where the store says that the log ends."""
        ends = head or Head(0, NOTHING_BEFORE)
        last = self.last
        if ends.number > last.number:
            what = _range(last.number + 1, ends.number)
            self.note(last.number + 1, Fault.CUT_OFF, f"is gone: the log was cut off ({what})")
        elif ends.number < last.number:
            self.unheaded(ends.number + 1)
        elif ends.digest != last.digest:
            self.note(last.number, Fault.CHANGED, "is not the one that was written last")
        for number in self._kept:
            if number > max(last.number, ends.number):
                self.note(number, Fault.CUT_OFF, "was kept elsewhere as the head, and is gone")
        if self._kept.get(0, NOTHING_BEFORE) != NOTHING_BEFORE:
            self.note(0, Fault.REWRITTEN, "never had the digest that was kept elsewhere")

    def unheaded(self, number: int) -> None:
        """Tell of an entry behind the end."""
        self.note(number, Fault.UNHEADED, "stands behind the end of the log: it was slipped in")

    def note(self, number: int, fault: Fault, words: str) -> None:
        """Add a fault; past the first hundred they are only counted."""
        self.faults += 1
        if len(self.found) < MOST_FAULTS:
            self.found.append(Found(number, fault, f"Entry {number:,} {words}."))

    def _missing(self, expected: int, number: int) -> None:
        what = _range(expected, number - 1)
        self.note(expected, Fault.MISSING, f"is missing: it was deleted or moved ({what})")

    def _compare(self, number: int, digest: str) -> None:
        if self._kept.get(number, digest) != digest:
            self.note(
                number,
                Fault.REWRITTEN,
                "has another digest than was kept elsewhere: it or one before it was rewritten",
            )


def _range(first: int, last: int) -> str:
    return f"{first:,}" if first >= last else f"{first:,} to {last:,}"
