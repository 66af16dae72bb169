"""Read the words of each kind of e-mail, and fill them in.

The parts of an e-mail are fixed before anything is filled in: what a reader wrote can't become a
link or a heading.
"""

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any

from jinja2 import StrictUndefined
from jinja2.sandbox import SandboxedEnvironment

from belowline.mail.mail import MailKind
from belowline.mail.message import Block

# Nothing is escaped here: it is plain text, and the HTML around it escapes all of it.
_PLAIN = SandboxedEnvironment(undefined=StrictUndefined, trim_blocks=True, autoescape=False)
_DEFAULT = "en"
_KINDS = ("text", "heading", "quote", "link")


def in_words(
    kind: MailKind, language: str, values: Mapping[str, Any]
) -> tuple[str, tuple[Block, ...], str]:
    """Return the subject, the parts that are not empty, and why the e-mail comes."""
    words = _words(kind, language)
    blocks = (_block(part, values) for part in words["part"])
    return (
        _filled(words["subject"], values),
        tuple(block for block in blocks if block.text and (block.to or block.kind != "link")),
        _filled(words["why"], values),
    )


def _block(part: Mapping[str, str], values: Mapping[str, Any]) -> Block:
    kind = next(each for each in _KINDS if each in part)
    return Block(kind, _filled(part[kind], values), _filled(part.get("to", ""), values))


def _filled(text: str, values: Mapping[str, Any]) -> str:
    return _PLAIN.from_string(text).render(values).strip()


@cache
def _words(kind: MailKind, language: str) -> dict[str, Any]:
    """Return the file of a kind in the site's language, or in English where there is none."""
    folder = files("belowline.mail").joinpath("words")
    for spoken in (language, language.split("-")[0], _DEFAULT):
        file = folder.joinpath(spoken, f"{kind.value}.toml")
        if file.is_file():
            return tomllib.loads(file.read_text("utf-8"))
    raise FileNotFoundError(f"words/{_DEFAULT}/{kind.value}.toml")
