"""Make an index in a migration so that nobody who writes waits for it.

A migration is one transaction. An index that is made in it keeps all writers of the table away, for
minutes where it holds ten million rows. So there it is left out, and built afterwards
(`belowline.store.late_indexes`).
"""

from typing import Any

from alembic import op
from sqlalchemy import func, literal, select, table

# Some tenths of a second for an index: writers wait for that without a word.
LARGE = 100_000


def add_index(name: str, on: str, columns: list[Any], *, large: int = LARGE, **how: Any) -> None:
    """Make an index, or leave it for later where that would take long.

    Not for unique ones: those are promises, and have to be there when the migration is done.
    """
    bind = op.get_bind()
    some = select(literal(1)).select_from(table(on)).limit(large + 1).subquery()
    rows = bind.execute(select(func.count()).select_from(some)).scalar_one()
    if bind.dialect.name != "postgresql" or rows <= large:
        op.create_index(name, on, columns, **how)
