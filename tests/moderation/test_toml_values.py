"""Values in a TOML text are replaced where they stand, and nothing else moves."""

from __future__ import annotations

import tomllib

from hypothesis import given
from hypothesis import strategies as st

from belowline.moderation.presets import laid_over
from belowline.moderation.toml_values import with_values

TEXT = '''# A remark.
name = "old"   # and another
list = [
  "one", # the first
  "two",
]

[table.inner]
number = 0.5
multi = """
lines "of" text"""
[table.other]
"quoted key" = 'x'
'''
LEAVES = st.one_of(
    st.text(st.characters(exclude_categories=["Cs"])),
    st.integers(-1000, 1000),
    st.booleans(),
    st.lists(st.text(st.characters(exclude_categories=["Cs"]), max_size=40), max_size=5),
)


def test_a_value_is_replaced_and_its_remark_stays() -> None:
    found = with_values(TEXT, {"name": "new", "table": {"inner": {"number": "never"}}})

    assert found == TEXT.replace('"old"', '"new"').replace("0.5", '"never"')


def test_a_list_of_several_lines_is_replaced_whole() -> None:
    found = with_values(TEXT, {"list": ["three"]})

    assert 'list = ["three"]\n\n[table.inner]' in found
    assert "the first" not in found


def test_tables_that_are_new_come_last() -> None:
    found = with_values(TEXT, {"table": {"new": {"a": 1}}, "rules": [{"b": "x"}, {"b": "y"}]})

    assert found == TEXT + '\n[table.new]\na = 1\n\n[[rules]]\nb = "x"\n\n[[rules]]\nb = "y"\n'


@given(
    name=LEAVES,
    values=st.lists(LEAVES, min_size=4, max_size=4),
    new=st.dictionaries(st.from_regex(r"[a-z]{1,5}", fullmatch=True), LEAVES, min_size=1),
)
def test_what_is_written_is_what_is_read(
    name: object, values: list[object], new: dict[str, object]
) -> None:
    number, multi, quoted, listed = values
    changes = {
        "name": name,
        "list": listed,
        "table": {
            "inner": {"number": number, "multi": multi},
            "other": {"quoted key": quoted},
            "new": new,
        },
    }

    found = with_values(TEXT, changes)

    assert tomllib.loads(found) == laid_over(tomllib.loads(TEXT), changes)
    assert found.startswith("# A remark.\n")
