"""What leads to the comments in a language and to the stories of a section."""

import sqlalchemy as sa
from alembic import op

revision = "0031"
down_revision = "0030"
branch_labels = None
depends_on = None

_KNOWS_SIZES = sa.text("SELECT count(*) FROM main.sqlite_master WHERE name = 'sqlite_stat1'")


def upgrade() -> None:
    """Make the indexes."""
    op.create_index("ix_documents_language", "documents", ["site_id", "language", "comment_id"])
    op.create_index("ix_stories_section", "stories", ["site_id", "section", "story_id"])
    # Beside indexes whose sizes SQLite was told, it takes one of unknown size for the smallest.
    bind = op.get_bind()
    if bind.dialect.name == "sqlite" and bind.scalar(_KNOWS_SIZES):
        op.execute("ANALYZE ix_documents_language")
        op.execute("ANALYZE ix_stories_section")


def downgrade() -> None:
    """Drop them."""
    op.drop_index("ix_stories_section", "stories")
    op.drop_index("ix_documents_language", "documents")
