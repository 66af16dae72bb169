"""Answer OpenAI's `moderations`: texts in, thirteen categories for each out."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import msgspec

from belowline.kernel.errors import Refused
from belowline.moderation.judge import Assessment
from belowline.web.compat.judges import Item
from belowline.web.compat.scoring import Scoring

Json = dict[str, Any]

# A list this long takes seconds; a longer one would keep everybody waiting.
MOST_INPUTS = 1_000
# Whether a category counts as flagged: more likely than not.
_FLAGGED_AT = 0.5
_DIGITS = 6


@dataclass(frozen=True, slots=True)
class Category:
    """One of OpenAI's categories; all of its labels have to be likely. No labels: not judged."""

    name: str
    labels: tuple[str, ...]

    def score(self, probabilities: Mapping[str, float]) -> float:
        """The probability of the least likely of its labels."""
        found = [probabilities.get(label, 0.0) for label in self.labels]
        return round(min(found, default=0.0), _DIGITS)


async def moderate(scoring: Scoring, body: bytes, new_id: str) -> Json:
    """Return the answer's JSON; raises Refused for what is no text, Overloaded under load."""
    try:
        request = msgspec.json.decode(body)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        raise refused("We could not parse the JSON body of your request.") from None
    if not isinstance(request, dict) or request.get("input") is None:
        raise refused("Missing required parameter: 'input'.", "input")
    texts = _texts(request["input"])
    shared = scoring.shared()
    found = await scoring.judges.measure_all(shared, [Item(text=text) for text in texts])
    return {
        "id": f"modr-{new_id}",
        "model": f"belowline-{shared.engine_version}",
        "results": [_result(each) for each in found],
    }


def refused(message: str, field: str | None = None) -> Refused:
    """Return the error for a request that makes no sense."""
    error = Refused(message, code="bad-request", field=field)
    error.status = 400
    return error


@cache
def categories() -> tuple[Category, ...]:
    """All thirteen, in the order of OpenAI's reference."""
    text = (files("belowline.web.compat") / "openai.toml").read_text("utf-8")
    table: Mapping[str, list[str]] = tomllib.loads(text)["category"]
    return tuple(Category(name, tuple(labels)) for name, labels in table.items())


def _texts(given: Any) -> list[str]:
    """One text for each result: a text, each of a list of texts, or all parts of one input."""
    if isinstance(given, str):
        return [_text(given)]
    if not isinstance(given, list) or not given:
        raise refused("'input' must be a text, a list of texts, or a list of parts.", "input")
    if len(given) > MOST_INPUTS:
        raise refused(f"'input' must have at most {MOST_INPUTS} members.", "input")
    if all(isinstance(each, str) for each in given):
        return [_text(each) for each in given]
    return ["\n\n".join(_part(each) for each in given)]


def _part(given: Any) -> str:
    kind = given.get("type") if isinstance(given, dict) else None
    if kind == "image_url":
        raise refused("Images are not judged here; send the text without them.", "input")
    if kind != "text" or not isinstance(given.get("text"), str):
        raise refused('Each part of \'input\' must be {"type": "text", "text": …}.', "input")
    return _text(given["text"])


def _text(given: str) -> str:
    if not given.strip():
        raise refused("'input' must not be empty.", "input")
    return given


def _result(found: Assessment) -> Json:
    scores = {each.name: each.score(found.probabilities) for each in categories()}
    flags = {name: score >= _FLAGGED_AT for name, score in scores.items()}
    return {
        "flagged": any(flags.values()),
        "categories": flags,
        "category_scores": scores,
        # OpenAI's own way to say which kinds of input a category was judged on: here none, where
        # nothing of ours looks for it.
        "category_applied_input_types": {
            each.name: ["text"] if each.labels else [] for each in categories()
        },
    }
