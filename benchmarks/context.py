"""Rule on paired cases in which only the context, or whose words they are, decides.

Usage: python benchmarks/context.py [--wrong AUTHOR]

`okafor` is the half that was looked at while the engine was tuned, `petrova` the half that was
not. A pair is right where the allowed side is published and the broken side is not.
"""

from __future__ import annotations

import argparse
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path

from belowline.moderation import Moderator

FOLDER = Path(__file__).with_name("context")
UNSEEN = "petrova"


@dataclass(frozen=True, slots=True)
class Side:
    """One comment of a pair, with its surroundings and whether it is allowed there."""

    pair: str
    text: str
    story: str
    parent: str
    is_allowed: bool
    clause: str
    kind: str


def sides(author: str) -> list[Side]:
    """Every comment that the author wrote, in the order of the file."""
    stories = {
        key: f"{headline}\n{text}"
        for key, _, headline, text in _rows(FOLDER / f"{author}.stories.tsv")
    }
    return [
        Side(pair, text, stories.get(story, ""), parent, label == "allowed", clause, kind)
        for pair, _, text, story, parent, label, clause, kind, _ in _rows(FOLDER / f"{author}.tsv")
    ]


def _rows(path: Path) -> list[list[str]]:
    lines = path.read_text("utf-8").rstrip("\n").split("\n")[1:]
    return [[field.replace("\\n", "\n") for field in line.split("\t")] for line in lines]


def is_right(moderator: Moderator, side: Side) -> bool:
    """Whether the engine does with the comment what the policy asks."""
    ruling = moderator.rule(side.text, story=side.story, parent=side.parent)
    return (ruling.action == "publish") == side.is_allowed


def report(author: str, moderator: Moderator, *, show_wrong: bool) -> float:
    """Print the shares by clause and by kind; return the share of pairs with both sides right."""
    by: defaultdict[str, dict[str, list[bool]]] = defaultdict(lambda: defaultdict(list))
    answers: defaultdict[bool, list[bool]] = defaultdict(list)
    for side in sides(author):
        right = is_right(moderator, side)
        answers[side.is_allowed].append(right)
        for name in ("all", f"clause {side.clause}", f"kind {side.kind}"):
            by[name][side.pair].append(right)
        if show_wrong and not right:
            wanted = "publish" if side.is_allowed else "stop"
            print(f"  {side.pair:>4} {side.clause:<12} {side.kind:<17} {wanted}: {side.text!r}")
    for name, pairs in sorted(by.items()):
        both = sum(all(found) for found in pairs.values())
        print(f"{author:<9}{name:<28}{both / len(pairs):7.1%} of {len(pairs):>3} pairs")
    for is_allowed, rights in sorted(answers.items()):
        what = "allowed comments published" if is_allowed else "broken comments stopped"
        print(f"{author:<9}{what:<28}{sum(rights) / len(rights):7.1%} of {len(rights):>3}")
    pairs = by["all"]
    return sum(all(found) for found in pairs.values()) / len(pairs)


def main() -> None:
    """Print both halves; the unseen one last, since it is the one that counts."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--wrong", default="", metavar="AUTHOR", help="print what went wrong")
    wrong = parser.parse_args().wrong
    moderator = Moderator()
    authors = sorted(path.name.split(".")[0] for path in FOLDER.glob("*.stories.tsv"))
    authors.sort(key=lambda author: author == UNSEEN)
    shares = {author: report(author, moderator, show_wrong=author == wrong) for author in authors}
    told = ", ".join(f"{author} {share:.1%}" for author, share in shares.items())
    print(f"pairs with both sides right: {told}")


if __name__ == "__main__":
    main()
