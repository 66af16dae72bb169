"""Lay out the table of the languages that readers use."""

from sqlalchemy import Column, ForeignKeyConstraint, String, Table

from belowline.store.columns import LANGUAGE_LENGTH, SITE_LENGTH, Key, yes_no
from belowline.store.schema import metadata

reader_languages = Table(
    "reader_languages",
    metadata,
    Column("site_id", Key(SITE_LENGTH), primary_key=True),
    Column("reader_id", Key(), primary_key=True),
    Column("language", String(LANGUAGE_LENGTH), nullable=False),
    Column("is_chosen", yes_no("is_chosen"), nullable=False),
    ForeignKeyConstraint(["site_id", "reader_id"], ["readers.site_id", "readers.reader_id"]),
)
