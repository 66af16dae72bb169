"""Static files go out without what only people read, and the embed in one small file."""

from __future__ import annotations

import re
from importlib.resources import files

import httpx
import pytest

from belowline.web.assets import Assets, load_assets
from belowline.web.packing import pack_script, pack_style
from tests.web.newsroom import Newsroom

# Everything that a reader's first view needs, script and style, gzipped.
BUDGET = 12_000
COUNTS = 1_000

STATIC = files("belowline.web") / "static"
SCRIPTS = sorted(entry.name for entry in STATIC.iterdir() if entry.name.endswith(".js"))


@pytest.fixture(scope="module")
def assets() -> Assets:
    return load_assets()


def first_view(assets: Assets) -> set[str]:
    """What comes without the reader's doing: the element, the thread, and what that imports."""
    return imported(assets, "embed.js", "thread.js")


def imported(assets: Assets, *first: str) -> set[str]:
    """These modules and all that they need."""
    found: set[str] = set()
    waiting = [*first]
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.add(name)
            code = assets.by_name[name].plain.decode()
            waiting += re.findall(r'^import .*? from "\./([\w.-]+)";$', code, re.MULTILINE)
    return found


def test_the_first_view_stays_within_its_budget(assets: Assets) -> None:
    names = first_view(assets)
    weights = {name: len(assets.by_name[name].packed or b"") for name in names}

    assert {"embed.js", "thread.js", "api.js"} <= names
    assert sum(weights.values()) <= BUDGET, weights
    assert not {"composer.js", "menu.js", "report.js", "place.js"} & names


def test_the_counts_are_one_small_file(assets: Assets) -> None:
    counts = assets.by_name["count.js"]

    assert len(counts.packed or b"") <= COUNTS
    assert b"import " not in counts.plain


@pytest.mark.parametrize("name", SCRIPTS)
def test_no_text_of_a_script_runs_over_several_lines(name: str) -> None:
    code = (STATIC / name).read_text(encoding="utf-8")

    for number, line in enumerate(code.splitlines(), 1):
        assert line.replace("\\`", "").count("`") % 2 == 0, f"{name}:{number}"


@pytest.mark.parametrize("name", SCRIPTS)
def test_a_packed_script_has_every_statement_and_no_comment(name: str) -> None:
    code = (STATIC / name).read_text(encoding="utf-8")
    packed = pack_script(code)

    left = iter(packed.splitlines())
    assert not re.search(r"^(/\*\*|\*|//)", packed, re.MULTILINE) or "/** @type" in packed
    # Each line that is code stands there, in its order.
    bare = re.sub(r"^\s*/\*\*?(?:(?!\*/).)*\*/\s*$", "", code, flags=re.DOTALL | re.MULTILINE)
    for line in filter(None, map(str.strip, bare.splitlines())):
        if not line.startswith("//"):
            assert next(left) == line


def test_a_packed_style_says_the_same() -> None:
    style = "/* a */\n.x,\n.y :is(a) {\n  color: red; /* b */\n  margin: calc(1px + 2px);\n}\n"

    assert pack_style(style) == ".x, .y :is(a) {color: red;margin: calc(1px + 2px);}\n"


@pytest.mark.anyio
async def test_the_embed_asks_for_nothing_before_the_comments(newsroom: Newsroom) -> None:
    answer = await newsroom.reader().get("/embed.js")

    assert answer.headers["access-control-allow-origin"] == "*"
    assert "max-age=600" in answer.headers["cache-control"]
    assert not re.search(r"^import ", answer.text, re.MULTILINE)
    assert "belowline:" not in answer.text
    assert ":host" in answer.text
    assert "@font-face" not in answer.text


@pytest.mark.anyio
async def test_who_has_the_embed_is_told_so(newsroom: Newsroom) -> None:
    browser = newsroom.reader()
    tag = (await browser.get("/embed.js")).headers["etag"]

    again = await browser.get("/embed.js", headers={"if-none-match": tag})

    assert (again.status_code, again.content) == (304, b"")


@pytest.mark.anyio
async def test_a_page_of_yesterday_still_finds_its_parts(newsroom: Newsroom) -> None:
    answer = await newsroom.reader().get("/static/0123456789ab/thread.js")

    assert answer.status_code == 200
    assert "immutable" not in answer.headers["cache-control"]


@pytest.mark.anyio
async def test_a_second_language_on_a_page_has_modules_of_its_own(
    newsroom: Newsroom, assets: Assets
) -> None:
    browser = newsroom.reader()
    for name in ("thread.js", "hands.css"):
        plain = await browser.get(assets.address(name))
        for language in ("de", "es-MX"):
            own = await browser.get(f"{assets.prefix}{language}/{name}")
            assert (own.content, own.headers["etag"]) == (plain.content, plain.headers["etag"])

    font = next(name for name in assets.by_name if name.endswith(".woff2"))
    assert (await browser.get(assets.address(font))).status_code == 200
    assert (await browser.get(f"{assets.prefix}secret/thread.js")).status_code == 404


@pytest.mark.anyio
async def test_the_thread_is_found_by_the_storys_address(newsroom: Newsroom) -> None:
    story = await newsroom.story("by-address")
    await newsroom.post(newsroom.reader(), "Found by address.", story)
    query = {"url": f"{story.url}?utm_source=letter"}

    page = await newsroom.reader().get("/below", params=query)
    by_id = await newsroom.reader().get(f"/stories/{story.story_id}/below")

    assert page.content == by_id.content
    assert "Found by address." in page.text


@pytest.mark.anyio
async def test_a_kept_thread_is_new_after_each_change(newsroom: Newsroom) -> None:
    story = await newsroom.story("kept-thread")
    asked = f"/below?url=https%3A%2F%2F{httpx.URL(story.url).host}%2Fkept-thread"
    assert "later words" not in (await newsroom.reader().get(asked)).text

    await newsroom.post(newsroom.reader(), "These are later words.", story)

    assert "later words" in (await newsroom.reader().get(asked)).text


@pytest.mark.anyio
async def test_a_story_that_nobody_opened_has_no_thread_yet(newsroom: Newsroom) -> None:
    browser = newsroom.reader()

    unknown = await browser.get("/below", params={"url": "https://news.example/unknown"})
    foreign = await browser.get("/below", params={"url": "https://other.example/"})
    nothing = await browser.get("/below")

    assert unknown.status_code == 204
    assert (foreign.status_code, nothing.status_code) == (422, 422)


def test_the_desk_names_all_its_modules_so_that_they_load_side_by_side(assets: Assets) -> None:
    template = files("belowline.web") / "templates" / "desk" / "_scripts.html"
    listed = re.search(r"for module in \(([^)]*)\)", template.read_text(encoding="utf-8"))
    assert listed

    named = {f"{name}.js" for name in re.findall(r'"([\w-]+)"', listed.group(1))}

    assert named | {"desk.js"} == imported(assets, "desk.js")
