"""Say in words what one ruling does to several comments."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from belowline.desk.together import Done, Foreseen

_SHOWN = 140


@dataclass(frozen=True, slots=True, kw_only=True)
class LineView:
    """One of the comments: `choice` is what its checkbox sends, `told` what happens or why not."""

    id: str
    choice: str
    author: str
    words: str
    told: str
    is_veiled: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class TogetherView:
    """What happens in one sentence each, and to each of the comments; the left out stand apart."""

    sentences: Sequence[str]
    lines: Sequence[LineView]
    left_out: Sequence[LineView]


def together_view(
    found: Sequence[Foreseen], *, clause: str, was_done: bool, graphic: frozenset[str] = frozenset()
) -> TogetherView:
    """Return the preview, or what was done; `clause` is the title of the one that is named.

    What a `graphic` clause speaks against is blurred.
    """
    going = [each for each in found if not each.code]
    counts = Counter(each.becomes for each in going)
    sentences = [_counted(number, becomes, clause, was_done) for becomes, number in counts.items()]
    reports, appeals = sum(e.reports for e in going), sum(e.appeals for e in going)
    if not was_done and (reports or appeals):
        answered = (_what(reports, "report"), _what(appeals, "appeal"))
        sentences.append(f"That answers {' and '.join(each for each in answered if each)}.")
    if not going:
        sentences.append("Nothing was done." if was_done else "None of them can be ruled on.")
    return TogetherView(
        sentences=sentences,
        lines=[_line(each, graphic) for each in going],
        left_out=[_line(each, graphic) for each in found if each.code],
    )


def foreseen_in(done: Sequence[Done]) -> list[Foreseen]:
    """Return what was foreseen of each that was done or left out."""
    return [each.foreseen for each in done]


def _counted(number: int, becomes: str, clause: str, was_done: bool) -> str:
    comments = "1 comment" if number == 1 else f"{number} comments"
    aux = ("was" if number == 1 else "were") if was_done else ("is" if number == 1 else "are")
    clause = f" for {clause.lower()}" if clause and becomes in _UNDER_CLAUSE else ""
    if becomes == "edit refused":
        becomes = "left as before: the edit is refused"
    if becomes == "asked for an edit":
        return f"The authors of {comments} {'were' if was_done else 'are'} asked for an edit."
    return f"{comments} {aux} {becomes}{clause}."


_UNDER_CLAUSE = ("rejected", "removed", "edit refused")


def _what(number: int, name: str) -> str:
    return "" if not number else f"{number} {name}" if number == 1 else f"{number} {name}s"


def _line(each: Foreseen, graphic: frozenset[str]) -> LineView:
    words = each.text
    return LineView(
        id=each.one.comment_id,
        choice=f"{each.one.comment_id}.{each.one.seen}",
        author=each.comment.author.name if each.comment else "",
        words=words if len(words) <= _SHOWN else f"{words[:_SHOWN].rstrip()}…",
        told=each.why_not or each.becomes,
        is_veiled=bool(graphic & each.against),
    )
