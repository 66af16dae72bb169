"""Who told us what a story is."""

import sqlalchemy as sa
from alembic import op

from belowline.store.columns import WORD_LENGTH, Key, Moment

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table."""
    origin = sa.Enum(
        *("page", "push"),
        name=op.f("ck_story_descriptions_origin"),
        native_enum=False,
        create_constraint=True,
        length=WORD_LENGTH,
    )
    op.create_table(
        "story_descriptions",
        sa.Column("site_id", Key(64), nullable=False),
        sa.Column("story_id", Key(), nullable=False),
        sa.Column("origin", origin, nullable=False),
        sa.Column("described_at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(
            ["site_id", "story_id"],
            ["stories.site_id", "stories.story_id"],
            name=op.f("fk_story_descriptions_stories"),
        ),
        sa.PrimaryKeyConstraint("site_id", "story_id", name=op.f("pk_story_descriptions")),
    )


def downgrade() -> None:
    """Drop it."""
    op.drop_table("story_descriptions")
