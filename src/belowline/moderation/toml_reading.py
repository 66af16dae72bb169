"""Read typed values from a TOML document, noting what is wrong with the line where it stands."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Any

from belowline.moderation.policy import Problem
from belowline.moderation.toml_lines import Path, line_of

Table = Mapping[str, Any]


class Reading:
    """Gathers problems instead of stopping at the first; what is wrong reads as nothing.

    `lines` are those of the text that its author can mend.
    """

    def __init__(self, lines: dict[Path, int]) -> None:
        self.lines = lines
        self.problems: list[Problem] = []

    def problem(self, path: Path, message: str, hint: str = "") -> None:
        """Note what is wrong at the path."""
        self.problems.append(Problem(line_of(self.lines, path), message, hint, path))

    def known(self, table: Table, path: Path, known: Collection[str]) -> None:
        """Note every key that means nothing here."""
        for key in table:
            if key not in known:
                self.problem((*path, key), f"unknown key “{key}”", "known: " + listed(known))

    def table(self, value: object, path: Path) -> Table | None:
        """The value if it is a table."""
        if isinstance(value, dict):
            return value
        self.problem(path, f"“{path[-1]}” must be a table", "write it as [table]")
        return None

    def text(self, table: Table, path: Path, key: str, default: str | None = None) -> str:
        """The text under the key, without blanks around it; never empty but by default."""
        value = table.get(key, default)
        if isinstance(value, str) and (value.strip() or default == ""):
            return value.strip()
        if value is None:
            self.problem(path, f"“{key}” is missing", f'add {key} = "…"')
        else:
            self.problem((*path, key), f"“{key}” must be a text", f'like {key} = "…"')
        return ""

    def texts(
        self, table: Table, path: Path, key: str, *, required: bool = True
    ) -> tuple[str, ...]:
        """The list of texts under the key."""
        value = table.get(key, None if required else [])
        if value is None:
            self.problem(path, f"“{key}” is missing", f'add {key} = ["…"]')
            return ()
        if not isinstance(value, list):
            self.problem((*path, key), f"“{key}” must be a list of texts", f'{key} = ["…"]')
            return ()
        for index, item in enumerate(value):
            if not (isinstance(item, str) and item.strip()):
                self.problem((*path, key, index), f"“{key}” holds something that is not a text")
        return tuple(item for item in value if isinstance(item, str))

    def number(
        self, table: Table, path: Path, key: str, low: float, high: float, *, word: str = ""
    ) -> float:
        """The number under the key, `low` where there is none that can be used.

        `word` is what the caller takes in its place, for the hint.
        """
        value = table.get(key)
        otherwise = f', or "{word}"' if word else ""
        if value is None:
            self.problem(path, f"“{key}” is missing", f"add {key} = a number{otherwise}")
        elif isinstance(value, bool) or not isinstance(value, int | float):
            hint = f"{low:g} to {high:g}{otherwise}"
            self.problem((*path, key), f"“{key}” must be a number", hint)
        elif not low <= value <= high:
            hint = f"must be {low:g} to {high:g}{otherwise}"
            self.problem((*path, key), f"“{key}” is {value}", hint)
        else:
            return float(value)
        return low

    def yes_no(self, table: Table, path: Path, key: str, *, default: bool) -> bool:
        """A value that is true or false; the default where the key is missing."""
        value = table.get(key, default)
        if isinstance(value, bool):
            return value
        self.problem((*path, key), f"“{key}” must be true or false", "without quotes")
        return default

    def whole(self, table: Table, path: Path, key: str, high: int) -> int:
        """The whole number under the key."""
        value = self.number(table, path, key, 0, high)
        if value != int(value):
            self.problem((*path, key), f"“{key}” must be a whole number")
        return int(value)


def listed(names: Iterable[str]) -> str:
    """The names in the order of the alphabet, as a sentence lists them."""
    return ", ".join(sorted(names))
