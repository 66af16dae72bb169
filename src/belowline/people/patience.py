"""Say when a reader whose reports came to nothing may report again."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from belowline.kernel.errors import Refused
from belowline.kernel.said import Said

# Who was wrong five times in a month and never right takes the time of those who are (DSA
# article 23), as with appeals. They are warned before.
MOST_IN_VAIN = 5
WARNED_FROM = 3
IN_VAIN_WITHIN = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class InVain:
    """When a reader sent the reports of late that were dismissed; none, if one was right."""

    times: tuple[datetime, ...]

    @property
    def until(self) -> datetime | None:
        """Return until when no further report is taken, None where one is."""
        if len(self.times) < MOST_IN_VAIN:
            return None
        return self.times[-MOST_IN_VAIN] + IN_VAIN_WITHIN

    @property
    def sentence(self) -> str:
        """Return why no report is taken and from when one is, or that soon none will be.

        Empty where all is well.
        """
        return str(self.said) if self.said else ""

    @property
    def said(self) -> Said | None:
        """Return the same as it can be said in other languages."""
        count, until = len(self.times), self.until
        if count < WARNED_FROM:
            return None
        if until is None:
            return Said(
                "Moderators found nothing wrong in the last %(count)s comments that you reported. "
                "After %(most)s within a month you have to wait.",
                {"count": count, "most": MOST_IN_VAIN},
            )
        return Said(
            "Moderators found nothing wrong in the last %(count)s comments that you reported. "
            "So that they can look at other readers’ reports first, you can report again "
            "from %(day)s. Breaches of the law you can report at any time.",
            {"count": count, "day": until.date()},
        )

    def check(self) -> None:
        """Raises Refused for who has to wait."""
        if self.until is not None and self.said is not None:
            raise Refused(self.said, code="reports-limited")


def in_vain(ended: Iterable[tuple[bool, datetime]], now: datetime) -> InVain:
    """Return what came to nothing of late: reports that ended, as (was right, when sent)."""
    late = [(was_right, at) for was_right, at in ended if at > now - IN_VAIN_WITHIN]
    if any(was_right for was_right, _ in late):
        return InVain(())
    return InVain(tuple(sorted(at for _, at in late)))
