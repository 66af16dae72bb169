"""The examples on the pages for those who move run as they stand, with our address in them."""

from __future__ import annotations

import contextlib
import io
import json
import re
import shlex

import pytest

from belowline.moderation.perspective import attribute_for, attributes, is_known
from belowline.web.compat.openai import categories
from belowline.web.compat.settings import parse_scoring
from tests.compat.newsdesk import ask
from tests.house.sources import ROOT
from tests.running import Running

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")

ADDRESS = "http://10.0.0.5:8000"
PAGES = {path.name: path.read_text(encoding="utf-8") for path in (ROOT / "docs").glob("*.md")}


def examples(page: str, language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", PAGES[page], re.DOTALL)


@pytest.mark.parametrize(
    "example", [*examples("python.md", "python"), *examples("openai.md", "python")]
)
def test_the_python_examples_run(scoring: Running, example: str) -> None:
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        exec(compile(example.replace(ADDRESS, scoring.url), "example", "exec"), {})

    assert float(printed.getvalue().split()[-1]) > 0.5


def test_the_first_look_gets_a_score(scoring: Running) -> None:
    (line,) = re.findall(r"^ {4}(curl .*)$", PAGES["perspective.md"], re.MULTILINE)
    _, url, _, body = shlex.split(line)

    answer = ask(scoring, url.removeprefix(ADDRESS), json.loads(body))

    assert answer.json()["attributeScores"]["TOXICITY"]["summaryScore"]["value"] > 0.5


@pytest.mark.parametrize("page", ["perspective.md", "coral.md"])
def test_the_settings_on_the_pages_can_be_read(page: str) -> None:
    for example in examples(page, "toml"):
        parse_scoring(example)


def test_every_attribute_stands_on_the_page_and_is_what_it_says() -> None:
    table, _, rest = PAGES["perspective.md"].partition("## Attributes")[2].partition("`FLIRTATION`")

    named = set(re.findall(r"`([A-Z_]{4,})`", table))
    assert set(attributes()) <= named
    assert all(attribute_for(name, ()) for name in named)
    refused = set(re.findall(r"`([A-Z_]{4,})`", "`FLIRTATION`" + rest.partition("##")[0]))
    assert {"FLIRTATION", "OFF_TOPIC"} <= refused - {"LANGUAGE_NOT_SUPPORTED_BY_ATTRIBUTE"}
    assert all(is_known(name) for name in refused)


def test_every_category_stands_on_the_page_with_what_judges_it() -> None:
    rows = re.findall(r"^\| (`.*`) \| (.*) \|$", PAGES["openai.md"], re.MULTILINE)

    told = {name: meaning for names, meaning in rows for name in re.findall(r"`([^`]+)`", names)}
    assert set(told) == {each.name for each in categories()}
    for each in categories():
        assert told[each.name].startswith("nothing here") == (not each.labels)
