"""What leads to the comments in a language and to the stories of a section."""

from alembic import op

revision = "0031"
down_revision = "0030"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the indexes."""
    op.create_index("ix_documents_language", "documents", ["site_id", "language", "comment_id"])
    op.create_index("ix_stories_section", "stories", ["site_id", "section", "story_id"])


def downgrade() -> None:
    """Drop them."""
    op.drop_index("ix_stories_section", "stories")
    op.drop_index("ix_documents_language", "documents")
