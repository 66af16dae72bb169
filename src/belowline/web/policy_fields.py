"""Turn a policy into the fields of a form, and what was typed there into a policy's text."""

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from copy import deepcopy
from typing import Any

from belowline.moderation import DEFAULT_PRESET, PRESETS, Mode, Problem, preset_text
from belowline.moderation.policy_edit import leaves, with_policy
from belowline.moderation.presets import EXTENDS, laid_over
from belowline.web.policy_labels import CLAUSE, GENERAL, LINE, MODES, PRESET_CHOICES, RULE
from belowline.web.views_policy import FieldView, RuleView, SectionView

# A policy's form has a few hundred fields with its rules; a comment's has ten.
MOST_FIELDS = 2_000

_NUMBER = re.compile(r"[0-9]{1,6}(\.[0-9]{1,6})?", re.ASCII)


def written_short(text: str) -> str:
    """Return the text to begin a form with: the shipped policy as one line that names it.

    Who changes three words of it shall not keep a copy of all the others.
    """
    shipped = text.strip() == preset_text(DEFAULT_PRESET).strip()
    return f'{EXTENDS} = "{DEFAULT_PRESET}"\n' if shipped else text


def shown_fields(text: str) -> dict[str, str]:
    """Return what the form shows of a policy that can be read, field by field."""
    own = tomllib.loads(text)
    whole = _whole(own)
    fields = {EXTENDS: str(own.get(EXTENDS, ""))}
    for path, value in leaves({key: value for key, value in whole.items() if key != "phrases"}):
        fields[".".join(map(str, path))] = _shown(value)
    for number, rule in enumerate(whole.get("phrases", [])):
        for key, *_ in RULE:
            fields[f"rule-{number}.{key}"] = _shown(rule.get(key, ""))
        fields[f"rule-{number}.mode"] = str(rule.get("mode", rule.get("action", Mode.HOLD.value)))
    return fields


def text_of(base: str, typed: Mapping[str, str]) -> tuple[str, list[int]]:
    """Return the text that says what was typed over the policy `base`; and of each rule in it
    the number that it has in the form.

    What was left as it was stays as it stands there, or is the preset's.
    """
    own, shown = tomllib.loads(base), shown_fields(base)
    preset = typed.get(EXTENDS, shown[EXTENDS])
    changed = _moved(own, preset)
    below = tomllib.loads(preset_text(preset)) if preset in PRESETS else {}
    for name, _, kind, _ in _plain_fields(_whole(own)):
        if name in typed and _plain(typed[name]) != _plain(shown.get(name, "")):
            _set(changed, name.split("."), _value(kind, _plain(typed[name])), below)
    rules, numbers = _rules(own.get("phrases", []), shown, typed)
    changed.pop("phrases", None)
    if rules:
        changed["phrases"] = rules
    return with_policy(base, changed), numbers


def sections(base: str, typed: Mapping[str, str], problems: Mapping[str, str]) -> list[SectionView]:
    """Return the form's fields in their groups, with what is wrong beside each."""
    whole = _whole(tomllib.loads(base))
    choices = [(name, clause["title"]) for name, clause in whole.get("clause", {}).items()]

    offered: Mapping[str, Sequence[tuple[str, str]]] = {EXTENDS: PRESET_CHOICES, "clause": choices}

    def fields(prefix: str, rows: Sequence[tuple[str, str, str, str]]) -> list[FieldView]:
        return [
            FieldView(
                name=prefix + name,
                label=label,
                kind=kind,
                hint=hint,
                value=typed.get(prefix + name, ""),
                options=offered.get(name, ()),
                problem=problems.get(prefix + name, ""),
            )
            for name, label, kind, hint in rows
        ]

    preset = (
        (
            EXTENDS,
            "Preset below it",
            "choice",
            "What the policy doesn’t say itself is the preset’s.",
        ),
    )
    found = [
        SectionView("general", "In general", fields("", (*preset, *GENERAL)), is_open=True),
        SectionView("line", "The line above the box", fields("", LINE), is_open=True),
    ]
    for name, title in choices:
        rows = fields(f"clause.{name}.", CLAUSE)
        wrong = any(field.problem for field in rows)
        found.append(SectionView(f"clause-{name}", f"Clause: {title}", rows, is_open=wrong))
    return found


def rule_views(base: str, typed: Mapping[str, str], problems: Mapping[str, str]) -> list[RuleView]:
    """Return the fields of the publisher's own rules, and an empty one for a new rule."""
    whole = _whole(tomllib.loads(base))
    choices = [(name, clause["title"]) for name, clause in whole.get("clause", {}).items()]
    found = []
    for number in [*_numbers(typed), _next(typed)]:
        prefix = f"rule-{number}."
        fields = [
            FieldView(
                name=prefix + name,
                label=label,
                kind=kind,
                hint=hint,
                value=typed.get(prefix + name, ""),
                options=choices if name == "clause" else MODES,
                problem=problems.get(prefix + name, ""),
            )
            for name, label, kind, hint in RULE
        ]
        is_new = not any(typed.get(prefix + name) for name, *_ in RULE)
        title = typed.get(f"{prefix}name", "") or ("A new rule" if is_new else f"Rule {number + 1}")
        found.append(
            RuleView(
                number=number,
                title=title,
                fields=fields,
                is_new=is_new,
                is_open=any(field.problem for field in fields) or bool(problems.get(prefix)),
                removed=bool(typed.get(f"{prefix}remove")),
                problem=problems.get(prefix, ""),
            )
        )
    return found


def field_of(problem: Problem, numbers: Sequence[int]) -> str:
    """Return the name of the field that a problem is about, empty where it is in none."""
    path = problem.path
    if path[:1] == ("phrases",) and len(path) > 1 and isinstance(path[1], int):
        number = numbers[path[1]] if path[1] < len(numbers) else path[1]
        key = str(path[2]) if len(path) > 2 else ""
        return f"rule-{number}." + ("mode" if key == "action" else key)
    return ".".join(str(key) for key in path if isinstance(key, str))


def _plain_fields(whole: Mapping[str, Any]) -> Iterator[tuple[str, str, str, str]]:
    yield from (*GENERAL, *LINE)
    for clause in whole.get("clause", {}):
        for name, *more in CLAUSE:
            yield (f"clause.{clause}.{name}", more[0], more[1], more[2])


def _whole(own: Mapping[str, Any]) -> dict[str, Any]:
    preset = own.get(EXTENDS)
    return laid_over(tomllib.loads(preset_text(preset)), own) if preset else dict(own)


def _moved(own: Mapping[str, Any], preset: str) -> dict[str, Any]:
    """The tables over another preset: what they say themselves stays."""
    before = own.get(EXTENDS, "")
    if preset == before:
        return deepcopy(dict(own))
    rest = {key: value for key, value in _whole(own).items() if key != EXTENDS}
    if before:
        rest = {key: value for key, value in own.items() if key != EXTENDS}
    if not preset:
        return deepcopy({key: value for key, value in _whole(own).items() if key != EXTENDS})
    if preset not in PRESETS:
        return {EXTENDS: preset, **deepcopy(rest)}
    below = dict(leaves(tomllib.loads(preset_text(preset))))
    moved: dict[str, Any] = {EXTENDS: preset}
    for path, value in leaves(rest):
        if below.get(path) != value:
            _set(moved, list(map(str, path)), value, {})
    return moved


def _set(table: dict[str, Any], keys: Sequence[str], value: Any, below: Mapping[str, Any]) -> None:
    """Put a value in its place; one that the preset has anyway is left out."""
    inner: Any = below
    for key in keys:
        inner = inner.get(key) if isinstance(inner, dict) else None
    for key in keys[:-1]:
        table = table.setdefault(key, {})
    if inner is not None and inner == value:
        table.pop(keys[-1], None)
    else:
        table[keys[-1]] = value


def _rules(
    before: Sequence[dict[str, Any]], shown: Mapping[str, str], typed: Mapping[str, str]
) -> tuple[list[dict[str, Any]], list[int]]:
    rules, numbers = [], []
    for number in _numbers(typed):
        names = {key: f"rule-{number}.{key}" for key, *_ in RULE}
        values = {key: _plain(typed.get(name, "")) for key, name in names.items()}
        written = {key: value for key, value in values.items() if key not in ("clause", "mode")}
        if typed.get(f"rule-{number}.remove") or not any(written.values()):
            continue
        is_same = all(values[key] == _plain(shown.get(name, "")) for key, name in names.items())
        if is_same and number < len(before):
            rules.append(dict(before[number]))
        else:
            kinds = {key: kind for key, _, kind, _ in RULE}
            rules.append({key: _value(kinds[key], value) for key, value in values.items() if value})
        numbers.append(number)
    return rules, numbers


def _numbers(typed: Mapping[str, str]) -> list[int]:
    found = (
        re.match(r"rule-([0-9]{1,4})\.(?!remove)", name) for name, value in typed.items() if value
    )
    numbers = sorted({int(each[1]) for each in found if each})
    # Choices are never empty: a rule of which nothing was typed is none.
    return [
        n
        for n in numbers
        if any(typed.get(f"rule-{n}.{key}") for key, _, kind, _ in RULE if kind != "choice")
    ]


def _next(typed: Mapping[str, str]) -> int:
    return max(_numbers(typed), default=-1) + 1


def _plain(typed: str) -> str:
    return typed.replace("\r\n", "\n").strip()


def _shown(value: Any) -> str:
    if isinstance(value, list):
        return "\n".join(map(str, value))
    return f"{value:g}" if isinstance(value, float) else str(value).strip()


def _value(kind: str, typed: str) -> Any:
    if kind == "list":
        return [line.strip() for line in typed.split("\n") if line.strip()]
    if kind in ("number", "point") and _NUMBER.fullmatch(typed):
        return float(typed) if "." in typed else int(typed)
    return typed
