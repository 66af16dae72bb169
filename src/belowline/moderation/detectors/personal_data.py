"""Look for what would let a stranger find, call or impersonate a private person."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Iterator

import re2

from belowline.moderation.facts import Facts
from belowline.moderation.fold import fold_phrase
from belowline.moderation.numbers import is_card, is_iban, is_ip_address, phone_kind
from belowline.moderation.ruling import Finding
from belowline.moderation.tables import scores
from belowline.moderation.text import View

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
        self._call = re2.compile("|".join(raw["context"]["call"]))
        self._not_phone = re2.compile("|".join(raw["context"]["not_phone"]))
        self._public = re2.compile("|".join(raw["public"]["patterns"]))
        self._contacts = tuple(_bare(contact) for contact in contacts)

    def find(self, facts: Facts, view: View) -> Iterable[Finding]:
        """One finding for each detail that is not public already."""
        known = (_bare(facts.story), *self._contacts) if facts.story else self._contacts
        for kind, severity, start, end in self._details(view):
            detail = view.text[start:end]
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
        if _DIGITS.search(text):
            yield from self._addresses(text)
            yield from self._numbers(text)

    def _addresses(self, text: str) -> Iterator[tuple[str, str, int, int]]:
        for match in self._shapes["address"].finditer(text):
            yield "address", self._gravity(text, *match.span()), *match.span()

    def _numbers(self, text: str) -> Iterator[tuple[str, str, int, int]]:
        for kind, severity in _NUMBER_SHAPES.items():
            for match in self._shapes[kind].finditer(text):
                yield kind, severity, *match.span()
        for kind, check in (("card", is_card), ("iban", is_iban), ("ip", is_ip_address)):
            for match in self._shapes[kind].finditer(text):
                if check(match[0]):
                    yield kind, "hold" if kind == "ip" else "severe", *match.span()
        for match in self._shapes["phone"].finditer(text):
            start, end = match.span(1)
            if self._is_phone(text, start, end):
                yield "phone", self._gravity(text, start, end), start, end

    def _is_phone(self, text: str, start: int, end: int) -> bool:
        around = text[max(0, start - 60) : end + 30]
        if self._not_phone.search(text[max(0, start - 25) : end + 25]):
            return False
        is_called = self._call.search(around) is not None
        return phone_kind(text[start:end], is_called=is_called)

    def _gravity(self, text: str, start: int, end: int) -> str:
        """Graver where the words around speak of a person it belongs to."""
        around = text[max(0, start - 90) : start] + " " + text[end : end + 60]
        return "reject" if self._person.search(around) else "grave"


# How grave each shape is that needs no digit, and each that does.
_CONTEXT_SHAPES = {"whereabouts": "reject", "offer": "grave"}
_NUMBER_SHAPES = {"ssn": "severe", "nino": "severe", "coordinates": "hold", "plate": "grave"}


def _bare(text: str) -> str:
    """Letters and digits only, so that the same number in another spelling is the same."""
    return "".join(char for char in fold_phrase(text) if char.isalnum() or char == "@")


def _is_known(detail: str, known: Iterable[str]) -> bool:
    bare = _bare(detail)
    return len(bare) > 3 and any(bare in source for source in known)
