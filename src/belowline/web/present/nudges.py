"""Say in a figure what readers did who were asked to think again before they sent a comment."""

from collections.abc import Mapping

from belowline.conversation.nudge import Step
from belowline.web.views_numbers import FigureView

_NOTHING = "–"


def nudge_figure(now: Mapping[Step, int], before: Mapping[Step, int]) -> FigureView:
    """Return the share that changed their words; sent anyway and given up stand below."""
    one, other = _share(now, Step.EDITED), _share(before, Step.EDITED)
    change = "" if one is None or other is None else f"{(one - other) * 100:+.1f} points"
    asked = now.get(Step.ASKED, 0)
    note = "Nobody was asked to think again."
    if asked:
        anyway, edited = now.get(Step.ANYWAY, 0), now.get(Step.EDITED, 0)
        # Who was asked last month may answer in this one.
        left = max(0, asked - anyway - edited)
        note = (
            f"{asked:,} were asked before sending: {edited:,} edited, {anyway:,} sent it anyway,"
            f" {left:,} gave up"
        )
    return FigureView(
        name="Changed their words when asked",
        now=_percent(one),
        before=_percent(other),
        change=change,
        note=note,
    )


def _share(steps: Mapping[Step, int], step: Step) -> float | None:
    asked = steps.get(Step.ASKED, 0)
    return min(1.0, steps.get(step, 0) / asked) if asked else None


def _percent(share: float | None) -> str:
    return _NOTHING if share is None else f"{share * 100:.1f} %"
