"""What every place that keeps suggestions promises: memory, SQLite, PostgreSQL and a file."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from belowline.desk.suggest import Suggest, Suggested, Suggestion, SuggestionStore
from belowline.store.suggestions_file import SuggestionsFile
from tests.contracts.newsroom import OTHER_SITE, SITE, START

pytestmark = pytest.mark.anyio

SAID = Suggested(
    text="“Zounds” 😀\nshe said.",
    story="A story.",
    parent="",
    scores={"TOXICITY": 1.0, "INSULT@2": 0.25},
    spans=[("TOXICITY", 0, 8, 0.5)],
    languages=["en", "hi-Latn"],
    community="Coral:https://news.example",
    token="comment:1",
    session="",
)


@pytest.fixture(params=["memory", "sqlite", "postgres", "file"])
def kept(request: pytest.FixtureRequest, tmp_path: Path) -> SuggestionStore:
    """Lend an empty place; each test runs on all four."""
    if request.param == "file":
        return SuggestionsFile(tmp_path / "suggestions.jsonl")
    store: SuggestionStore = request.getfixturevalue(f"{request.param}_store")
    return store


def ids() -> Iterator[str]:
    yield from (f"01900000-0000-7000-8000-{number:012x}" for number in range(1, 1_000))


def suggest(store: SuggestionStore) -> Suggest:
    made = ids()
    return Suggest(site_id=SITE, store=store, clock=lambda: START, new_id=lambda: next(made))


async def test_a_suggestion_comes_back_as_it_was(kept: SuggestionStore) -> None:
    given = await suggest(kept)(SAID, "coral")

    (found,) = await kept.suggestions(SITE, after=None, limit=10)

    assert found == given
    assert found == Suggestion(
        site_id=SITE,
        suggestion_id="01900000-0000-7000-8000-000000000001",
        sender="coral",
        created_at=START,
        text=SAID.text,
        story=SAID.story,
        parent=SAID.parent,
        scores=SAID.scores,
        spans=SAID.spans,
        languages=SAID.languages,
        community=SAID.community,
        token=SAID.token,
        session=SAID.session,
    )


async def test_they_come_in_order_and_page_by_page(kept: SuggestionStore) -> None:
    add = suggest(kept)
    given = [await add(SAID, str(number)) for number in range(5)]

    first = await kept.suggestions(SITE, after=None, limit=3)
    rest = await kept.suggestions(SITE, after=first[-1].suggestion_id, limit=3)

    assert [*first, *rest] == given


async def test_a_site_reads_its_own_only(kept: SuggestionStore) -> None:
    await suggest(kept)(SAID, "coral")

    assert await kept.suggestions(OTHER_SITE, after=None, limit=10) == []


async def test_a_later_word_on_the_same_comment_is_kept_beside_the_first(
    kept: SuggestionStore,
) -> None:
    add = suggest(kept)
    await add(SAID, "coral")
    await add(SAID, "coral")

    assert len(await kept.suggestions(SITE, after=None, limit=10)) == 2


async def test_a_line_that_a_crash_cut_off_spoils_no_other(tmp_path: Path) -> None:
    path = tmp_path / "suggestions.jsonl"
    add = suggest(SuggestionsFile(path))
    first = await add(SAID, "coral")
    with path.open("ab") as file:
        file.write(b'{"site_id": "the-si')
    second = await add(SAID, "coral")

    assert await SuggestionsFile(path).suggestions(SITE, after=None, limit=10) == [first, second]


async def test_nobody_else_on_the_machine_may_read_the_file(tmp_path: Path) -> None:
    path = tmp_path / "suggestions.jsonl"
    await suggest(SuggestionsFile(path))(SAID, "coral")

    assert os.stat(path).st_mode & 0o077 == 0
