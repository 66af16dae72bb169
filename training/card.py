"""Write the model card from the records of runs: `python -m training.card`."""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path
from typing import Any

from belowline.moderation.model.reading import PARENT_TOKENS, STORY_TOKENS
from training.diagram import diagram

FOLDER = Path(__file__).parents[1] / "src/belowline/moderation/data/classifier"
RUNS = Path(__file__).with_name("runs")
TEMPLATE = Path(__file__).with_name("card_template.md")
LICENCES = {
    "toxic_spans_typed": "CC0",
    "semeval2021_toxic_spans": "CC0",
    "harmless_parts": "CC0",
    "jigsaw_toxic_fragments": "CC0; texts CC BY-SA",
    "wiki_context_toxicity": "Apache-2.0; texts CC BY-SA",
    "paradetox": "CC0",
    "edos_sexism": "CC0",
    "hatemoji_build": "CC BY 4.0",
    "hatexplain": "MIT",
    "davidson": "MIT",
    "convabuse": "CC BY 4.0",
    "youtube_spam": "CC BY 4.0",
    "sms_spam": "CC BY 4.0",
    "wiki_detox_250": "CC0; texts CC BY-SA",
    "wiki_toxicity_nonfuzzed": "CC BY 4.0",
    "surge_toxicity": "MIT",
    "germeval2018": "CC BY 4.0",
    "written": "CC0, ours",
    "patterns": "CC0, ours",
}


def main() -> int:
    """Write CARD.md beside the model."""
    record = json.loads((FOLDER / "record.json").read_text("utf-8"))
    (FOLDER / "reliability.svg").write_text(diagram(record["reliability"]), "utf-8")
    (FOLDER / "CARD.md").write_text(card(record, _runs()), "utf-8")
    return 0


def _runs() -> dict[str, dict[str, Any]]:
    return {path.stem: json.loads(path.read_text("utf-8")) for path in sorted(RUNS.glob("*.json"))}


def card(record: dict[str, Any], runs: dict[str, dict[str, Any]]) -> str:
    """Return the card's text."""
    libraries = ", ".join(f"{name} {number}" for name, number in record["libraries"].items())
    text = TEMPLATE.read_text("utf-8").format(
        **{name: record[name] for name in ("version", "seed", "passes", "minutes", "device")},
        machine=record["machine"],
        libraries=libraries,
        encoder=record["encoder_sha256"],
        model=record["model_sha256"],
        megabytes=record["model_bytes"] / 1e6,
        ours=len(record["ours"]),
        sets=_sets(record),
        figures=_figures(record),
        compared=_compared(runs),
        presets=_presets(record),
        reliability=_reliability(record),
        groups=_groups(record),
        story=STORY_TOKENS,
        parent=PARENT_TOKENS,
    )
    return re.sub(r"\n{3,}", "\n\n", text)


def _sets(record: dict[str, Any]) -> str:
    return "\n".join(
        f"| {name} | {LICENCES.get(name, '')} | {parts.get('train', 0):,} "
        f"| {parts.get('tune', 0):,} | {parts.get('dev', 0):,} |"
        for name, parts in record["rows"].items()
    )


def _figures(record: dict[str, Any]) -> str:
    rows = "\n".join(
        f"| {name} | {value:.3f} | {count:,} |" for name, value, count in record["figures"]
    )
    head = "## Figures, of the eight-bit network as the engine runs it\n\n| what | | rows |\n"
    return f"{head}| --- | ---: | ---: |\n{rows}\n"


def _compared(runs: dict[str, dict[str, Any]]) -> str:
    """What our own comments and patterns add: two short runs that differ in nothing else."""
    if not {"quick", "quick_without_written"} <= runs.keys():
        return ""
    without = {name: value for name, value, _ in runs["quick_without_written"]["figures"]}
    rows = "\n".join(
        f"| {name} | {without[name]:.3f} | {value:.3f} |"
        for name, value, _ in runs["quick"]["figures"]
        if name in without and not name.endswith("calibration error")
    )
    head = "## What our own comments add\n\n`--quick` with and without them, the same seed.\n\n"
    return f"{head}| what | public sets only | with ours |\n| --- | ---: | ---: |\n{rows}\n"


def _presets(record: dict[str, Any]) -> str:
    lines = ["## The shipped policies\n"]
    lines.append("Shares held + rejected by rules and classifier together, on authors kept from")
    lines.append("training (`written`) and on Wikipedia talk in which raters saw nothing wrong.\n")
    names = list(record["presets"])
    lines.append("| | " + " | ".join(names) + " | rows |")
    lines.append("| --- |" + " ---: |" * (len(names) + 1))
    for what in record["presets"][names[0]]:
        cells = [
            f"{held:.1%} + {rejected:.1%}"
            for held, rejected, _ in (record["presets"][name][what] for name in names)
        ]
        count = record["presets"][names[0]][what][2]
        lines.append(f"| {what} | " + " | ".join(cells) + f" | {count:,} |")
    return "\n".join(lines) + "\n"


def _reliability(record: dict[str, Any]) -> str:
    lines = ["## Reliability, on authors kept from training\n"]
    lines.append("![Probability said against share that was so](reliability.svg)\n")
    lines.append("In each cell: of the comments with a probability in that tenth, the share that")
    lines.append("break the clause, and how many comments there were.\n")
    lines.append("| | " + " | ".join(f"0.{tenth}–" for tenth in range(10)) + " |")
    lines.append("| --- |" + " ---: |" * 10)
    for label, points in record["reliability"].items():
        cells = [""] * 10
        for mean, share, count in points:
            cells[min(9, int(mean * 10))] = f"{share:.0%} of {count}"
        lines.append(f"| {label} | " + " | ".join(cells) + " |")
    return "\n".join(lines) + "\n"


def _groups(record: dict[str, Any]) -> str:
    lines = ["## Identity groups\n"]
    lines.append("Calm and kind sentences about a group that score 0.5 or more for racism or")
    lines.append("violence, the same held-out patterns for every group.\n")
    lines.append("| group | taken for hate | sentences |\n| --- | ---: | ---: |")
    for group, (alarms, total) in record["groups"].items():
        lines.append(f"| {group} | {alarms / total:.1%} | {total} |")
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    sys.exit(main())
