"""Gather everything that is known about a reader, for the reader."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from belowline.kernel.clock import Clock
from belowline.kernel.ids import ReaderId, SiteId
from belowline.people.reader import Reader

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnData:
    """What stands in the tables under a reader's id, oldest first.

    Rulings are those on their comments, without who made them and what moderators noted for each
    other; reports are those they made.
    """

    comments: Sequence[Row]
    revisions: Sequence[Row]
    rulings: Sequence[Row]
    reports: Sequence[Row]
    likes: Sequence[Row]
    appeals: Sequence[Row]
    sanctions: Sequence[Row]
    accounts: Sequence[Row]
    sessions: Sequence[Row]
    passkeys: Sequence[Row]
    follows: Sequence[Row]
    languages: Sequence[Row]


class OwnDataStore(Protocol):
    """Knows what is kept about a reader."""

    async def own_data(self, site_id: SiteId, reader_id: ReaderId) -> OwnData:
        """Return all of it."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportOwnData:
    """The use case; call it with the reader."""

    store: OwnDataStore
    clock: Clock

    async def __call__(self, reader: Reader) -> dict[str, Any]:
        """Return a document for the reader to keep; times are in UTC."""
        data = await self.store.own_data(reader.site_id, reader.reader_id)
        revisions, rulings = _by_comment(data.revisions), _by_comment(data.rulings)
        return {
            "format": "belowline-own-data-1",
            "exported_at": self.clock(),
            "reader": {
                "id": reader.reader_id,
                "name": reader.name,
                "role": reader.role,
                "email": reader.email,
                "badges": list(reader.badges),
                "reports_upheld": reader.reports_upheld,
                "reports_dismissed": reader.reports_dismissed,
                "has_password": reader.password_hash is not None,
                "created_at": reader.created_at,
            },
            "comments": [
                {
                    **each,
                    "revisions": revisions.get(each["id"], []),
                    "rulings": rulings.get(each["id"], []),
                }
                for each in data.comments
            ],
            "reports": [dict(each) for each in data.reports],
            "likes": [dict(each) for each in data.likes],
            "appeals": [dict(each) for each in data.appeals],
            "sanctions": [dict(each) for each in data.sanctions],
            "accounts": [dict(each) for each in data.accounts],
            "sessions": [dict(each) for each in data.sessions],
            "passkeys": [dict(each) for each in data.passkeys],
            "follows": [dict(each) for each in data.follows],
            "languages": [dict(each) for each in data.languages],
        }


def _by_comment(rows: Sequence[Row]) -> dict[str, list[dict[str, Any]]]:
    grouped: dict[str, list[dict[str, Any]]] = {}
    for row in rows:
        kept = {name: value for name, value in row.items() if name != "comment_id"}
        grouped.setdefault(row["comment_id"], []).append(kept)
    return grouped
