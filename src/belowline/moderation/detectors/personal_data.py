"""Look for phone numbers, e-mail addresses and network addresses that lead to a private person."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from belowline.moderation.facts import Facts
from belowline.moderation.linear import linear
from belowline.moderation.numbers import (
    PASSING_LETTERS,
    is_ip_address,
    is_phone,
    is_short_phone,
    plain_digits,
)
from belowline.moderation.overlaps import gravest_apart
from belowline.moderation.published import Published
from belowline.moderation.ruling import Finding
from belowline.moderation.shapes import compiled_shapes
from belowline.moderation.spoken import spoken_numbers
from belowline.moderation.surroundings import (
    gravity,
    is_called,
    is_dialled,
    is_office,
    is_somebodys,
)
from belowline.moderation.tables import scores
from belowline.moderation.text import View

_DIGITS = linear(r"[0-9]")
# Without one of these no e-mail address is written or said.
_MAIL_SIGN = linear(
    r"@|[(\[{<*_|] ?a(?:t|et)?\b|\b(?:dot|punkt|punto|ponto)\b|arr?oba|chiocciola|staartje|at sign"
    r"|\bat (?:gmail|googlemail|hotmail|yahoo|outlook|icloud|proton|gmx|aol|live|laposte|orange)\b"
)
# “Dana Whitlock 555-0173”: a name in capitals right before the number.
_NAME_BEFORE = re.compile(r"[A-Z][\w'.-]+,? [A-Z][\w'-]+[,:]? (?:is )?(?:on )?\Z")


@dataclass(frozen=True, slots=True)
class _Detail:
    """What was seen, where in the view's text, and its digits where it is a number."""

    kind: str
    severity: str
    start: int
    end: int
    digits: str = ""


class PersonalData:
    """What a stranger could call or write to; what is public already is left alone."""

    name = "personal_data"

    def __init__(self, table: str, published: Published) -> None:
        raw = tomllib.loads(table)
        self._shapes = compiled_shapes(raw["shape"], raw["words"])
        self._words = {name: linear("|".join(ps)) for name, ps in raw["context"].items()}
        self._reasons: dict[str, str] = raw["reason"]
        self._published = published

    def find(self, facts: Facts, view: View) -> Iterable[Finding]:
        """One finding for each detail that is not public already."""
        return gravest_apart(self._findings(facts, view.as_written))

    def _findings(self, facts: Facts, view: View) -> Iterator[Finding]:
        for detail in self._details(view):
            if self._is_known(detail, view.text[detail.start : detail.end], facts.story):
                continue
            first, last = view.span(detail.start, detail.end)
            score = scores("severity")[detail.severity]
            yield Finding("doxing", score, first, last, self.name, self._reasons[detail.kind])

    def _is_known(self, detail: _Detail, written: str, story: str) -> bool:
        if detail.digits and self._published.holds_number(detail.digits, story):
            return True
        return self._published.holds(written, story)

    def _details(self, view: View) -> Iterator[_Detail]:
        text = view.text
        if _MAIL_SIGN.search(text):
            yield from self._emails(text)
        for start, end, digits in spoken_numbers(text):
            if len(digits) >= 9 or is_called(text, start, end):
                yield _Detail("phone", gravity(text, start, end), start, end, digits)
        if _DIGITS.search(text):
            yield from self._ip_addresses(text)
            for match in self._shapes["chat_tag"].finditer(text):
                yield _Detail("chat_tag", gravity(text, *match.span()), *match.span())
            yield from self._phones(view)

    def _emails(self, text: str) -> Iterator[_Detail]:
        for kind in ("email", "pay_handle"):
            for match in self._shapes[kind].finditer(text):
                yield _Detail(kind, gravity(text, *match.span()), *match.span())
        for kind in ("hidden_email", "said_email", "provider_email", "spaced_email"):
            for match in self._shapes[kind].finditer(text):
                if kind == "said_email" and self._words["not_local"].search(match[1]):
                    continue
                if not self._shapes["email"].search(match[0]):
                    yield _Detail("hidden_email", gravity(text, *match.span()), *match.span())

    def _ip_addresses(self, text: str) -> Iterator[_Detail]:
        for match in self._shapes["ip"].finditer(text):
            if is_ip_address(match[0]):
                yield _Detail("ip", self._ip_gravity(text, match.start()), *match.span())

    def _ip_gravity(self, text: str, start: int) -> str:
        """Four numbers alone may be anything; said to be somebody's, they lead to them."""
        if self._words["not_ip"].search(text[max(0, start - 15) : start]):
            return "trace"
        is_said = self._words["ip"].search(text[max(0, start - 60) : start])
        return "hold" if is_said else "mild"

    def _phones(self, view: View) -> Iterator[_Detail]:
        text = view.text
        for kind in ("phone", "stretched_phone", "lettered_phone"):
            for match in self._shapes[kind].finditer(text):
                start, end = match.span(1)
                if kind == "lettered_phone" and not _is_lettered(match[1]):
                    continue
                if self._is_phone(view, kind, start, end):
                    level = "trace" if is_office(text, start, end) else gravity(text, start, end)
                    yield _Detail("phone", level, start, end, plain_digits(match[1]))

    def _is_phone(self, view: View, kind: str, start: int, end: int) -> bool:
        text = view.text
        if self._words["not_phone"].search(text[max(0, start - 25) : end + 25]):
            return False
        if self._words["not_phone_far"].search(text[max(0, start - 45) : start]):
            return False
        written = text[start:end] if kind == "phone" else plain_digits(text[start:end])
        called = is_called(text, start, end)
        if not called and is_short_phone(written):
            before = view.cased[max(0, start - 40) : start]
            called = _NAME_BEFORE.search(before) is not None or is_somebodys(text, start, end)
        return is_phone(
            written,
            is_called=called or kind == "lettered_phone",
            is_dialled=is_dialled(text, start),
        )


def _is_lettered(written: str) -> bool:
    """Whether letters pass for digits in it, and most of it is digits."""
    letters = sum(char in PASSING_LETTERS for char in written)
    return letters > 0 and sum(char.isdigit() for char in written) >= 5
