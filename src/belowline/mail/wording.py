"""Read the words of each kind of e-mail, and fill them in.

The parts of an e-mail are fixed before anything is filled in: what a reader wrote can't become a
link or a heading.
"""

import tomllib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any

from babel.dates import format_date
from jinja2 import StrictUndefined
from jinja2.sandbox import SandboxedEnvironment

from belowline.kernel.languages import SOURCE
from belowline.kernel.said import Said
from belowline.mail.mail import MailKind
from belowline.mail.message import Block
from belowline.moderation import Clause

# Nothing is escaped here: it is plain text, and the HTML around it escapes all of it.
_PLAIN = SandboxedEnvironment(undefined=StrictUndefined, trim_blocks=True, autoescape=False)
_KINDS = ("text", "heading", "quote", "link")


# Says a sentence of ours (what a shipped policy says) in a language: (sentence, language).
Translate = Callable[[str, str], str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Wording:
    """An e-mail in words: its parts that are not empty, why it comes, and in which language."""

    subject: str
    blocks: tuple[Block, ...]
    why: str
    stop: str
    choices: str
    contact: str
    language: str


def untranslated(sentence: str, _: str) -> str:
    """Return the sentence as it is."""
    return sentence


def in_words(
    kind: MailKind, wanted: str, values: Mapping[str, Any], translate: Translate = untranslated
) -> Wording:
    """Return an e-mail in the language that is wanted, or in English where there is none of it."""
    language, words = _words(kind.value, wanted)
    _, foot = _words("foot", language)
    told = {name: _told(value, language, translate) for name, value in values.items()}
    blocks = _blocks(words["part"], told)
    return Wording(
        subject=_filled(words["subject"], told),
        blocks=tuple(
            block for block in blocks if block.text and (block.to or block.kind != "link")
        ),
        why=_filled(words["why"], told),
        stop=foot["stop"],
        choices=foot["choices"],
        contact=foot["contact"],
        language=language,
    )


def _told(value: object, language: str, translate: Translate) -> object:
    """Return what is filled in as the language writes it; readers' own words stay as they are."""

    def ours(sentence: str) -> str:
        return translate(sentence, language)

    match value:
        case Said():
            return value.in_words(ours, str)
        case date() if language == SOURCE:
            return f"{value.day} {value:%B %Y}"
        case date():
            return format_date(value, "long", locale=language)
        case Clause():
            return replace(value, title=ours(value.title), summary=ours(value.summary))
        case list() | tuple():
            return [_told(each, language, translate) for each in value]
    return value


def _blocks(parts: Iterable[Mapping[str, Any]], values: Mapping[str, Any]) -> Iterator[Block]:
    """Fill the parts in; those of an `each` come once for everything in that list, as `item`."""
    for part in parts:
        if "each" not in part:
            yield _block(part, values)
            continue
        for item in _listed(part["each"], values):
            yield from _blocks(part["part"], {**values, "item": item})


def _listed(name: str, values: Mapping[str, Any]) -> Iterable[Any]:
    found: Any = values
    for step in name.split("."):
        found = found[step]
    listed: Iterable[Any] = found
    return listed


def _block(part: Mapping[str, str], values: Mapping[str, Any]) -> Block:
    kind = next(each for each in _KINDS if each in part)
    return Block(kind, _filled(part[kind], values), _filled(part.get("to", ""), values))


def _filled(text: str, values: Mapping[str, Any]) -> str:
    return _PLAIN.from_string(text).render(values).strip()


@cache
def _words(name: str, wanted: str) -> tuple[str, dict[str, Any]]:
    """Return a file of words and its language: the one wanted, or English where there is none.

    What goes to staff is in English alone, as the desk is.
    """
    folder = files("belowline.mail").joinpath("words")
    for language in (wanted.split("-")[0], SOURCE):
        file = folder.joinpath(language, f"{name}.toml")
        if file.is_file():
            return language, tomllib.loads(file.read_text("utf-8"))
    raise FileNotFoundError(f"words/{SOURCE}/{name}.toml")
