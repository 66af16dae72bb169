"""Lay out the table of what moderators decided about threads."""

from sqlalchemy import Column, ForeignKeyConstraint, Index, Table, Text

from belowline.conversation.threads import ThreadMode
from belowline.store.columns import SITE_LENGTH, Key, Moment, word_of
from belowline.store.schema import metadata

thread_orders = Table(
    "thread_orders",
    metadata,
    Column("site_id", Key(SITE_LENGTH), primary_key=True),
    Column("order_id", Key(), primary_key=True),
    Column("story_id", Key(), nullable=False),
    Column("mode", word_of(ThreadMode, "mode"), nullable=False),
    Column("by_id", Key(), nullable=False),
    Column("by_name", Text, nullable=False),
    Column("created_at", Moment, nullable=False),
    ForeignKeyConstraint(["site_id", "story_id"], ["stories.site_id", "stories.story_id"]),
)
Index(
    "ix_thread_orders_story",
    thread_orders.c.site_id,
    thread_orders.c.story_id,
    thread_orders.c.created_at,
)
