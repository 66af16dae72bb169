"""Gather every message that readers see, and bring the catalogues up to date with them.

    make messages          adds what is new, drops what is gone, and says what lacks a translation

Sources: the templates and scripts of readers' pages, sentences in Python, the shipped policies, and
the sentences with which the engine's detectors say what they saw.
"""

import ast
import io
import re
import sys
import tomllib
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract
from babel.messages.pofile import read_po, write_po

from belowline.kernel import errors
from belowline.kernel.languages import LANGUAGES, SOURCE
from belowline.moderation import PRESETS, parse_policy
from belowline.moderation.presets import preset_text
from belowline.web.words import DOMAIN

ROOT = Path(__file__).resolve().parents[1]
OURS = ROOT / "src/belowline"
LOCALE = OURS / "web/locale"
TEMPLATES = OURS / "web/templates"
STATIC = OURS / "web/static"
DETECTORS = OURS / "moderation/detectors"
DATA = OURS / "moderation/data"

# Publishers and engineers read these, and moderators what lies in the folder `desk`: in English.
WORKPLACES = ("install.html", "schema.html")
WORK_SCRIPTS = ("desk", "count.js", "embed.js")
# Folders whose Python speaks to readers; a file that begins so speaks to others.
SPEAKING = (
    "conversation",
    "people",
    "stories",
    "kernel",
    "web",
    "mail/choices.py",
    "mail/voices.py",
    "store/failures.py",
)
AT_WORK = (
    *("web/compat/", "web/api/desk", "web/api/policy", "web/api/sanctions", "web/api/scores"),
    *("web/pages/desk", "web/pages/policy", "web/pages/record", "web/pages/together"),
    *("web/pages/search", "web/pages/operations", "web/pages/sanctions", "web/pages/blocks"),
    *(
        "people/sign_on_",
        "people/access",
        "people/signin",
        "people/site_key",
        "web/routes",
        "conversation/paging",
        "stories/",
        "web/open_id",
        "web/desk_place",
        "web/desk_token",
    ),
)
KEYWORDS: dict[str, Any] = {
    **dict.fromkeys(("_", "gettext", "marked", "Said", "pieces"), None),
    "ngettext": (1, 2),
}
ERRORS = dict.fromkeys(
    ("Refused", "TooLarge", "SignInNeeded", "Forbidden", "NotFound", "Conflict", "Unavailable"),
    (1,),
)

# What detectors fill in while they write; where the words change too, each way of saying it.
FILLED = (
    *(
        f"{{count}} {links} from {who}."
        for links in ("link", "links")
        for who in ("somebody who is new here", "one comment")
    ),
    *(
        f"{{count}} comments in {span} are faster than a conversation goes."
        for span in ("one minute", "ten minutes", "one hour")
    ),
    "“{seen}” seems to be aimed at another reader.",
    "“{seen}” is written with letters of several alphabets.",
    "The text is written in {count} alphabets.",
    "“{seen}” is said {count} times.",
    "“{seen}” is a swear word under stars.",
    "“{seen}” is a swear word. It seems to be quoted, so a person looks at it first.",
    "“{seen}” is crude language. It seems to be quoted, so a person looks at it first.",
    "“{seen}” is a word that demeans people for what they are.",
    "“{seen}” is a slur that seems to be quoted or condemned.",
)

_SENTENCE = re.compile("[“A-Z][^\n]* [^\n]*[.]")

# Babel's own rule for Arabic mixes up two of its forms; this is CLDR's, which browsers follow.
PLURALS = {
    "ar": "nplurals=6; plural=(n==0 ? 0 : n==1 ? 1 : n==2 ? 2 : n%100>=3 && n%100<=10 ? 3 : "
    "n%100>=11 ? 4 : 5);"
}

Key = str | tuple[str, ...]


def gathered() -> Catalog:
    """Return every message, marked with who says it: `page`, `script`, `policy` or `engine`."""
    catalog = Catalog(project="Belowline", charset="utf-8")
    for kind, messages in (
        ("page", (*of_templates(), *of_python())),
        ("script", of_scripts()),
        ("policy", of_policies()),
        ("engine", of_engine()),
    ):
        for key in messages:
            catalog.add(key, auto_comments=[kind])
    return catalog


def of_templates() -> Iterator[Key]:
    """What the templates of readers' pages say."""
    options = {"trimmed": "true", "silent": "false"}
    for path in sorted(TEMPLATES.glob("*")):
        if path.is_file() and path.name not in WORKPLACES:
            yield from _extracted("jinja2.ext:babel_extract", path, KEYWORDS, options)


def of_scripts() -> Iterator[Key]:
    """What the scripts of readers' pages say."""
    for path in sorted(STATIC.glob("*.js")):
        if not path.name.startswith(WORK_SCRIPTS):
            yield from _extracted("javascript", path, KEYWORDS, {})


def of_python() -> Iterator[Key]:
    """Sentences in Python, and of every error that a reader can meet."""
    for folder in SPEAKING:
        place = OURS / folder
        for path in sorted(place.rglob("*.py")) if place.is_dir() else [place]:
            if not path.relative_to(OURS).as_posix().startswith(AT_WORK):
                yield from _extracted("python", path, KEYWORDS | ERRORS, {})
    for kind in vars(errors).values():
        if isinstance(kind, type) and issubclass(kind, errors.BelowlineError):
            yield kind.title
    yield errors.TokenRefused("").detail


def of_policies() -> Iterator[str]:
    """What the shipped policies say."""
    for name in PRESETS:
        raw = tomllib.loads(preset_text(name))["line"]
        yield from (raw["spam"], raw["thanks"])
        for clause in parse_policy(preset_text(name)).clauses:
            yield from (clause.title, clause.words, clause.summary, clause.report_label)
            yield from (*clause.means, *clause.does_not_mean)


def of_engine() -> Iterator[str]:
    """How detectors say what they saw, with places like {seen}."""
    yield from FILLED
    for path in sorted(DATA.glob("*.toml")):
        table = tomllib.loads(path.read_text("utf-8"))
        if path.name == "classifier.toml":
            for both in table.values():
                yield from both.split("|")
        elif "extends" not in table and "clause" not in table:
            yield from _reasons(table)
    for path in sorted(DETECTORS.glob("*.py")):
        yield from _sentences(ast.parse(path.read_text("utf-8")))


def _reasons(value: object) -> Iterator[str]:
    if isinstance(value, dict):
        for key, inner in value.items():
            if key == "reason":
                yield from [inner] if isinstance(inner, str) else inner.values()
            else:
                yield from _reasons(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _reasons(inner)


def _sentences(tree: ast.Module) -> Iterator[str]:
    """Whole sentences that are written out; what is filled in stands in FILLED."""
    skipped = {
        id(part)
        for node in ast.walk(tree)
        if isinstance(node, ast.JoinedStr)
        for part in ast.walk(node)
    } | {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef)
        and isinstance(node.body[0], ast.Expr)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and id(node) not in skipped:
            text = node.value
            if isinstance(text, str) and _SENTENCE.fullmatch(text):
                yield text


def _extracted(
    method: str, path: Path, keywords: dict[str, Any], options: dict[str, Any]
) -> Iterator[Key]:
    with io.BytesIO(path.read_bytes()) as file:
        for _, key, _, _ in extract(method, file, keywords=keywords, options=options):
            yield key


def updated(language: str, messages: Catalog) -> Catalog:
    """Return the language's catalogue with exactly these messages and what it said of them."""
    before = read_catalogue(language)
    catalog = Catalog(
        language, project="Belowline", charset="utf-8", fuzzy=False, header_comment=""
    )
    if language in PLURALS:
        catalog.mime_headers = [("Plural-Forms", PLURALS[language])]
    for message in messages:
        if message.id:
            known = before.get(message.id if isinstance(message.id, str) else message.id[0])
            said: Any = known.string if known and _same_kind(known, message) else None
            catalog.add(message.id, said, auto_comments=message.auto_comments)
    return catalog


def _same_kind(one: Message, other: Message) -> bool:
    return one.pluralizable == other.pluralizable and one.id == other.id


def read_catalogue(language: str) -> Catalog:
    """Return a language's catalogue as it lies there."""
    path = path_of(language)
    if not path.is_file():
        return Catalog(language)
    return read_po(io.BytesIO(path.read_bytes()), locale=language)


def path_of(language: str) -> Path:
    """Return where a language's messages lie."""
    return LOCALE / language / "LC_MESSAGES" / f"{DOMAIN}.po"


def written(catalog: Catalog) -> bytes:
    """Return a catalogue as a file: in the order of its messages, so that two who add to it meet
    seldom; without places and times, which would change with every line of code."""
    lines = [
        'msgid ""',
        'msgstr ""',
        f'"Language: {catalog.locale_identifier}\\n"',
        f'"Plural-Forms: {catalog.plural_forms}\\n"',
        '"Content-Type: text/plain; charset=utf-8\\n"',
        '"Content-Transfer-Encoding: 8bit\\n"',
        "",
        "",
    ]
    body = io.BytesIO()
    write_po(body, catalog, width=100, omit_header=True, no_location=True, sort_output=True)
    return "\n".join(lines).encode() + body.getvalue()


def missing(catalog: Catalog) -> list[Key]:
    """Return the messages that a catalogue has no words for, in any of the forms."""
    return [
        message.id if isinstance(message.id, str) else tuple(message.id)
        for message in catalog
        if message.id and not all(_forms(message.string, catalog.num_plurals, message.pluralizable))
    ]


def _forms(string: str | Iterable[str] | None, number: int, plural: bool) -> list[str]:
    if not plural:
        return [string] if isinstance(string, str) else [""]
    found = list(string or ())
    return found + [""] * (number - len(found))


def main() -> int:
    """Write every catalogue anew; 1 where one of them lacks words."""
    messages = gathered()
    lacking = 0
    for language in LANGUAGES:
        if language == SOURCE:
            continue
        catalog = updated(language, messages)
        path_of(language).parent.mkdir(parents=True, exist_ok=True)
        path_of(language).write_bytes(written(catalog))
        untold = missing(catalog)
        lacking += len(untold)
        print(
            f"{path_of(language).relative_to(ROOT)}: "
            f"{len(catalog)} messages, {len(untold)} to translate"
        )
        for key in untold:
            print(f"    {key if isinstance(key, str) else key[0]}")
    return 1 if lacking else 0


if __name__ == "__main__":
    sys.exit(main())
