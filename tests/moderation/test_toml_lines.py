"""Every key of a TOML text is found on the line where it stands."""

from __future__ import annotations

import tomllib

from hypothesis import given, settings
from hypothesis import strategies as st

from belowline.moderation.toml_lines import line_of, locate, value_spans

KEYS = st.from_regex(r"[a-z_]{1,6}", fullmatch=True)
VALUES = st.one_of(
    st.integers(0, 9).map(str),
    st.sampled_from(
        [
            '"plain"',
            '"with # sign"',
            "'''one\n[no.table]\nkey = 1'''",
            '"""two\n= 3\n\\""""',
            "[\n  1, # one\n  2,\n]",
            '["a", "b]"]',
            '{ x = 1, y = "[z]" }',
            "true",
            '"\\"quoted\\""',
        ]
    ),
)
TABLES = st.dictionaries(KEYS, st.dictionaries(KEYS, VALUES, max_size=4), max_size=4)


@given(TABLES)
@settings(max_examples=200, deadline=None)
def test_every_key_is_found_on_its_line(tables: dict[str, dict[str, str]]) -> None:
    lines: list[str] = ["# top"]
    expected: dict[tuple[str | int, ...], int] = {}
    for table, pairs in tables.items():
        expected[(table,)] = _next(lines)
        lines.append(f"[{table}]")
        for key, value in pairs.items():
            expected[(table, key)] = _next(lines)
            lines.append(f"{key} = {value} # remark")
    text = "\n".join(lines)
    tomllib.loads(text)

    found = locate(text)

    assert {path: found.get(path) for path in expected} == expected


def _next(lines: list[str]) -> int:
    return "\n".join(lines).count("\n") + 2


def test_arrays_of_tables_are_counted() -> None:
    found = locate("[[a]]\nx = 1\n\n[[a]]\nx = 2\n[a.b]\ny = 3\n")

    assert found[("a", 0, "x")] == 2
    assert found[("a", 1, "x")] == 5
    assert found[("a", 1, "b", "y")] == 7


def test_elements_of_a_list_have_lines_of_their_own() -> None:
    found = locate('list = [\n  "one",\n  # two comes next\n  "two",\n]\n')

    assert found[("list", 1)] == 4


def test_what_has_no_line_takes_that_of_its_surroundings() -> None:
    assert line_of(locate("[t]\nk = { a = 1 }\n"), ("t", "k", "a")) == 2


@given(TABLES)
@settings(max_examples=200, deadline=None)
def test_every_value_is_found_from_its_first_sign_to_its_last(
    tables: dict[str, dict[str, str]],
) -> None:
    lines = [
        line
        for table, pairs in tables.items()
        for line in (f"[{table}]", *(f"{key} =  {value} # = 1" for key, value in pairs.items()))
    ]
    text = "\n".join(lines)

    found = {path: text[start:end] for path, (start, end) in value_spans(text).items()}

    assert found == {
        (table, key): value for table, pairs in tables.items() for key, value in pairs.items()
    }
