"""What the templates of the record are given."""

from collections.abc import Sequence
from dataclasses import dataclass

from belowline.web.views import Moment


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryView:
    """An entry of the log. `who` is a name while the account exists; `about` is the address of the
    comment that it is about, or empty. `facts` are what was hashed, as (name, value)."""

    number: int
    at: Moment
    who: str
    what: str
    about: str
    about_name: str
    facts: Sequence[tuple[str, str]]
    digest: str
    previous: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchView:
    """The form above the record, as it was filled in."""

    by: str
    act: str
    comment: str
    since: str
    until: str
    staff: Sequence[tuple[str, str]]
    acts: Sequence[tuple[str, str]]

    @property
    def is_empty(self) -> bool:
        """Say whether nothing in particular was looked for."""
        return not (self.by or self.act or self.comment or self.since or self.until)
