"""Whatever readers see is a message, and every language has words for every message."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from typing import Any

import pytest
from jinja2 import Environment, nodes

from belowline.kernel.languages import LANGUAGES, SOURCE
from belowline.moderation import PRESETS, parse_policy
from belowline.moderation.presets import preset_text
from belowline.web.languages import Spoken, speaking
from belowline.web.policy_words import line_of
from belowline.web.words import catalogue
from scripts.messages import (
    KEYWORDS,
    STATIC,
    TEMPLATES,
    WORK_SCRIPTS,
    WORKPLACES,
    gathered,
    missing,
    path_of,
    updated,
    written,
)

OTHERS = [language for language in LANGUAGES if language != SOURCE]
PAGES = sorted(path for path in TEMPLATES.glob("*.html") if path.name not in WORKPLACES)
SCRIPTS = sorted(path for path in STATIC.glob("*.js") if not path.name.startswith(WORK_SCRIPTS))

# A call that makes a message, with its texts: only they may hold words for readers.
CALLS = re.compile(r"\b(?:_|ngettext|pieces)\((?:\s*\"(?:[^\"\\]|\\.)*\",?)+")
SENTENCE = re.compile(r"[A-Z][\w’']+(?:[ .…:!?].*)?|.*[a-z’]+ [a-z’]+ [a-z’]+.*", re.DOTALL)
# Names of keys and methods, and what only engineers read.
NOT_SAID = re.compile(
    r"GET|POST|PATCH|DELETE|NFD|Escape|Tab|Home|End|Enter|Arrow\w+|Bearer \$.*"
    r"|A (form|thread) without its.*|a\.reply, .*|:scope .*|article\.comment.*"
)
SHOWN = ("aria-label", "title", "placeholder", "alt")
# A page's kind is a class of its body, and a macro's marks are attributes.
NO_WORDS = re.compile(r"{% block kind %}.*?{% endblock %}|{% macro marks.*?{% endmacro %}")
I18N = Environment(extensions=["jinja2.ext.i18n"])


@pytest.fixture(scope="module")
def messages() -> Any:
    return gathered()


def test_no_readers_form_asks_by_get_which_would_drop_the_language_of_its_address() -> None:
    forms = re.compile(r"<form\b(?![^>]*(method=\"post\"|data-passkey-new))[^>]*>")
    asking = {path.name: forms.findall(path.read_text("utf-8")) for path in PAGES}

    assert {name: found for name, found in asking.items() if found} == {}


@pytest.mark.parametrize("language", OTHERS)
def test_no_message_is_missing_in_any_language(language: str) -> None:
    assert missing(catalogue(language)) == []


@pytest.mark.parametrize("language", OTHERS)
def test_a_catalogue_has_the_messages_that_there_are_and_no_others(
    language: str, messages: Any
) -> None:
    kept = path_of(language).read_bytes()

    assert kept == written(updated(language, messages)), "run: make messages"


@pytest.mark.parametrize("language", OTHERS)
def test_a_translation_has_the_same_places_and_tags(language: str) -> None:
    for message in catalogue(language):
        if not message.id:
            continue
        one = message.id if isinstance(message.id, str) else message.id[-1]
        string = message.string or ""
        forms = [string] if isinstance(string, str) else list(string)
        for form in forms:
            # A form for one or two may say the number in words, or need none.
            number = {"%(num)s", "%(shown)s", "%(wait)s"} if len(forms) > 1 else set()
            assert places(one) - number <= places(form) <= places(one), form
            assert tags(one) == tags(form), form


def places(text: str) -> set[str]:
    return set(re.findall(r"%\(\w+\)s|\{\w+\}", text))


def tags(text: str) -> list[str]:
    return sorted(re.findall(r"<[^>]+>|&\w+;", text))


@pytest.mark.parametrize("language", OTHERS)
def test_every_shipped_policy_is_said_whole(language: str) -> None:
    for name in PRESETS:
        policy = parse_policy(preset_text(name))
        named = [clause.words for clause in policy.clauses if clause.words]
        with speaking(Spoken(language)):
            line = line_of(policy.line, named)
        assert not re.search("No tolerance|Please|Report spam|Thanks| or ", line)


@pytest.mark.parametrize("page", PAGES, ids=lambda path: path.name)
def test_a_page_says_nothing_that_is_no_message(page: Any) -> None:
    assert unmarked(page.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda path: path.name)
def test_a_script_says_nothing_that_is_no_message(script: Any) -> None:
    assert unsaid(script.read_text(encoding="utf-8")) == []


def test_every_call_for_a_message_is_found_by_who_gathers_them(messages: Any) -> None:
    known = {each.id if isinstance(each.id, str) else each.id[0] for each in messages if each.id}
    for path in SCRIPTS:
        code = path.read_text(encoding="utf-8")
        for text in re.findall(r"\b(?:_|ngettext|pieces)\(\s*\"((?:[^\"\\]|\\.)*)\"", code):
            assert text in known, f"{path.name}: {text}"


def unmarked(template: str) -> list[str]:
    """Words for readers that stand in a template outside of any message."""
    collector = Collector()
    collector.feed(bare(template))
    found = (*collector.found, *loose(template))
    return [text for text in found if re.search(r"[A-Za-z]{2}", text)]


def bare(template: str) -> str:
    """A template's HTML, without what is filled in and without its messages."""
    kept, is_message = [], False
    for _, kind, text in I18N.lex(NO_WORDS.sub("", template)):
        if kind == "name" and text in ("trans", "endtrans"):
            is_message = text == "trans"
        elif kind == "data" and not is_message:
            kept.append(text)
    return "".join(kept)


def loose(template: str) -> list[str]:
    """Texts in a template's expressions that look like words for readers."""
    tree = I18N.parse(template)
    said = {
        id(text)
        for call in tree.find_all(nodes.Call)
        if isinstance(call.node, nodes.Name) and call.node.name in KEYWORDS
        for text in call.find_all(nodes.Const)
    }
    compared = {
        id(text) for each in tree.find_all(nodes.Compare) for text in each.find_all(nodes.Const)
    }
    return [
        text.value
        for text in tree.find_all(nodes.Const)
        if isinstance(text.value, str) and id(text) not in said | compared
        if re.match(r"[A-Z][a-z]+", text.value) or re.search(r"[a-z] [a-z]+ [a-z]", text.value)
    ]


class Collector(HTMLParser):
    """Gathers the texts of a page, and of attributes that are shown or read out."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found += [value for name, value in attrs if name in SHOWN and value]

    def handle_data(self, data: str) -> None:
        self.found.append(data.strip())


def unsaid(script: str) -> list[str]:
    """Texts in a script that look like sentences and are no messages."""
    code = "\n".join(
        line
        for line in script.splitlines()
        if not re.match(r"\s*(\*|/\*|//|import |\} from )", line)
    )
    left = re.findall(r"\"((?:[^\"\\]|\\.)*)\"|`([^`]*)`", CALLS.sub("", code))
    texts = [one or other for one, other in left]
    return [text for text in texts if SENTENCE.fullmatch(text) and not NOT_SAID.fullmatch(text)]


def test_the_rules_bite() -> None:
    assert unmarked('<p title="{{ x }}">{{ _("Fine") }}</p>') == []
    assert unmarked("<p>Loose words</p>") == ["Loose words"]
    assert unmarked('<p aria-label="Loose">{% trans %}Fine{% endtrans %}</p>') == ["Loose"]
    assert unmarked('{{ "Yes" if x else _("No") }}') == ["Yes"]
    assert unsaid('say(thread, _("Fine words."));') == []
    assert unsaid('say(thread, "Loose words.");') == ["Loose words."]
    assert unsaid("button(`Ignore ${name}`)") == ["Ignore ${name}"]
