"""Look for what would let a stranger find, call or impersonate a private person."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import islice

import re2

from belowline.moderation.facts import Facts
from belowline.moderation.fold import fold_phrase
from belowline.moderation.numbers import is_card, is_iban, is_ip_address, phone_kind, spoken_numbers
from belowline.moderation.ruling import Finding
from belowline.moderation.tables import scores
from belowline.moderation.text import View

# A comment with this many details is turned away by the first of them.
_MOST_DETAILS = 40
# How far a call to go somewhere may stand from the place, and how many calls are looked at.
_POINTER_REACH = 200
_MOST_POINTERS = 10
_DIGITS = re2.compile(r"[0-9]")


class PersonalData:
    """Phone numbers, addresses, identity and bank numbers, and invitations to seek somebody out.

    What the story itself prints and what the publisher lists as its contacts is public already.
    """

    name = "personal_data"

    def __init__(self, table: str, contacts: Iterable[str]) -> None:
        raw = tomllib.loads(table)
        self._shapes = {name: re2.compile(source) for name, source in raw["shape"].items()}
        self._reasons: dict[str, str] = raw["reason"]
        self._person = re2.compile("|".join(raw["context"]["person"]))
        self._office = re2.compile("|".join(raw["context"]["office"]))
        self._private = re2.compile("|".join(raw["context"]["private"]))
        self._call = re2.compile("|".join(raw["context"]["call"]))
        self._not_phone = re2.compile("|".join(raw["context"]["not_phone"]))
        self._premises = re2.compile("|".join(raw["context"]["premises"]))
        self._ip = re2.compile("|".join(raw["context"]["ip"]))
        self._not_address = re2.compile("|".join(raw["context"]["not_address"]))
        self._weak_ending = re2.compile("|".join(raw["context"]["weak_ending"]))
        self._not_ip = re2.compile("|".join(raw["context"]["not_ip"]))
        self._public = re2.compile("|".join(raw["public"]["patterns"]))
        self._contacts = tuple(_bare(contact) for contact in contacts)

    def find(self, facts: Facts, view: View) -> Iterable[Finding]:
        """One finding for each detail that is not public already."""
        for kind, severity, start, end in islice(self._details(view), _MOST_DETAILS):
            detail = view.text[start:end]
            known = (_bare(facts.story), *self._contacts)
            if self._public.search(detail) or _is_known(detail, known):
                continue
            first, last = view.span(start, end)
            score = scores("severity")[severity]
            yield Finding("doxing", score, first, last, self.name, self._reasons[kind])

    def _details(self, view: View) -> Iterator[tuple[str, str, int, int]]:
        text = view.text
        for kind in ("email", "hidden_email"):
            for match in self._shapes[kind].finditer(text):
                yield kind, self._gravity(text, *match.span()), *match.span()
        for kind, severity in _CONTEXT_SHAPES.items():
            for match in self._shapes[kind].finditer(text):
                yield kind, severity, *match.span()
        yield from self._pointers(text)
        for start, end in spoken_numbers(text):
            yield "phone", self._gravity(text, start, end), start, end
        if _DIGITS.search(text):
            yield from self._addresses(view)
            yield from self._numbers(text)

    def _pointers(self, text: str) -> Iterator[tuple[str, str, int, int]]:
        """Where somebody is to be found, near words that send others there: a person judges."""
        for act in islice(self._shapes["act"].finditer(text), _MOST_POINTERS):
            first = max(0, act.start() - _POINTER_REACH)
            if place := self._shapes["place"].search(text[first : act.end() + _POINTER_REACH]):
                start, end = sorted((first + place.start(), act.start()))
                yield "pointer", "hold", start, max(end, act.end())
                return

    def _addresses(self, view: View) -> Iterator[tuple[str, str, int, int]]:
        for match in self._shapes["address"].finditer(view.text):
            if self._is_address(match[0], view.seen(*match.span())):
                level = self._gravity(view.text, *match.span())
                if level != "reject" and self._premises.search(view.text):
                    level = "mild"
                yield "address", level, *match.span()

    def _is_address(self, folded: str, typed: str) -> bool:
        """“3 points behind 1st place” has the shape of an address, but no name in capitals."""
        if self._not_address.search(folded):
            return False
        words = typed.split()
        return not self._weak_ending.search(folded) or all(w[0].isupper() for w in words[-2:])

    def _numbers(self, text: str) -> Iterator[tuple[str, str, int, int]]:
        for kind, severity in _NUMBER_SHAPES.items():
            for match in self._shapes[kind].finditer(text):
                yield kind, severity, *match.span()
        for kind, check in (("card", is_card), ("iban", is_iban)):
            for match in self._shapes[kind].finditer(text):
                if check(match[0]):
                    yield kind, "severe", *match.span()
        for match in self._shapes["ip"].finditer(text):
            if is_ip_address(match[0]):
                yield "ip", self._ip_gravity(text, *match.span()), *match.span()
        for match in self._shapes["phone"].finditer(text):
            start, end = match.span(1)
            if self._is_phone(text, start, end):
                is_office = self._is_office(text, start, end)
                gravity = "mild" if is_office else self._gravity(text, start, end)
                yield "phone", gravity, start, end

    def _ip_gravity(self, text: str, start: int, end: int) -> str:
        """Four numbers alone may be anything; said to be somebody's, they lead to them."""
        if self._not_ip.search(text[max(0, start - 15) : start]):
            return "trace"
        is_somebodys = self._ip.search(text[max(0, start - 60) : start])
        return "hold" if is_somebodys else "medium"

    def _is_phone(self, text: str, start: int, end: int) -> bool:
        around = text[max(0, start - 60) : end + 30]
        if self._not_phone.search(text[max(0, start - 25) : end + 25]):
            return False
        is_called = self._call.search(around) is not None
        return phone_kind(text[start:end], is_called=is_called)

    def _is_office(self, text: str, start: int, end: int) -> bool:
        """Whether the number is a public office's, and nobody's private life is near it."""
        around = text[max(0, start - 90) : start] + " " + text[end : end + 60]
        return bool(self._office.search(around)) and not self._private.search(around)

    def _gravity(self, text: str, start: int, end: int) -> str:
        """Graver where the words around speak of a person it belongs to."""
        around = text[max(0, start - 90) : start] + " " + text[end : end + 60]
        return "reject" if self._person.search(around) else "grave"


# How grave each shape is that needs no digit, and each that does.
_CONTEXT_SHAPES = {"whereabouts": "reject", "offer": "grave", "seek": "hold"}
_NUMBER_SHAPES = {"ssn": "severe", "nino": "severe", "coordinates": "hold", "plate": "grave"}


# Large enough that a comment's many details don't push its story out.
@lru_cache(maxsize=256)
def _bare(text: str) -> str:
    """Letters and digits only, so that the same number in another spelling is the same."""
    return "".join(char for char in fold_phrase(text) if char.isalnum() or char == "@")


def _is_known(detail: str, known: Iterable[str]) -> bool:
    bare = _bare(detail)
    return len(bare) > 3 and any(bare in source for source in known)
