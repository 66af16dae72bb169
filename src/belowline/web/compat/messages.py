"""The messages that callers of the Perspective API send, and what is checked in all of them."""

from __future__ import annotations

from msgspec import Struct, field

from belowline.web.compat import refusals
from belowline.web.compat.json_input import is_json_object

# What the Perspective API takes, and what its clients check for beforehand.
MOST_BYTES = 20_480

_SCORE_TYPES = ("SCORE_TYPE_UNSPECIFIED", "PROBABILITY", "STD_DEV_SCORE", "PERCENTILE", "RAW")


class TextEntry(Struct, rename="camel", forbid_unknown_fields=True):
    """A text; `type` is one of Google's three, by name or number."""

    text: str = ""
    type: str | int = "PLAIN_TEXT"


class ArticleAndParent(Struct, rename="camel", forbid_unknown_fields=True):
    """The story and the comment that is answered."""

    article: TextEntry | None = None
    parent_comment: TextEntry | None = None


class Context(Struct, rename="camel", forbid_unknown_fields=True):
    """Where a comment stands: one of the two."""

    entries: list[TextEntry] = field(default_factory=list)
    article_and_parent_comment: ArticleAndParent | None = None


class AttributeParameters(Struct, rename="camel", forbid_unknown_fields=True):
    """How the score of one attribute is wanted."""

    score_type: str | int = "PROBABILITY"
    score_threshold: float | None = None


class AnalyzeRequest(Struct, rename="camel", forbid_unknown_fields=True):
    """`comments:analyze`."""

    comment: TextEntry = field(default_factory=TextEntry)
    requested_attributes: dict[str, AttributeParameters] = field(default_factory=dict)
    context: Context = field(default_factory=Context)
    languages: list[str] = field(default_factory=list)
    do_not_store: bool = False
    span_annotations: bool = False
    drop_unsupported_attributes: bool = False
    client_token: str = ""
    session_id: str = ""
    community_id: str = ""


class Score(Struct, rename="camel", forbid_unknown_fields=True):
    """A score that the caller thinks right."""

    value: float | None = None
    type: str | int = "PROBABILITY"


class SpanScore(Struct, rename="camel", forbid_unknown_fields=True):
    """A score for a part of the text, in UTF-16 code units."""

    begin: int | None = None
    end: int | None = None
    score: Score | None = None


class AttributeScores(Struct, rename="camel", forbid_unknown_fields=True):
    """The scores that the caller thinks right for one attribute."""

    summary_score: Score | None = None
    span_scores: list[SpanScore] = field(default_factory=list)


class SuggestRequest(Struct, rename="camel", forbid_unknown_fields=True):
    """`comments:suggestscore`."""

    comment: TextEntry = field(default_factory=TextEntry)
    attribute_scores: dict[str, AttributeScores] = field(default_factory=dict)
    context: Context = field(default_factory=Context)
    languages: list[str] = field(default_factory=list)
    client_token: str = ""
    session_id: str = ""
    community_id: str = ""


def checked_text(comment: TextEntry) -> str:
    """Return the comment's text; raises for none, for too much and for anything but plain text."""
    _check_type(comment)
    if not comment.text.strip():
        raise refusals.empty()
    size = len(comment.text.encode())
    if size > MOST_BYTES:
        raise refusals.too_many_bytes(size, MOST_BYTES)
    return comment.text


def surroundings(context: Context) -> tuple[str, str]:
    """Return the story's text and the parent comment's; raises where both forms are given.

    Of entries the first is the story and the last is what is answered, as Perspective's own desk
    sends them. Coral's entry is JSON that says where the comment stands: nobody wrote it.
    """
    pair = context.article_and_parent_comment
    entries = [entry for entry in context.entries if not is_json_object(entry.text)]
    if context.entries and pair is not None:
        raise refusals.invalid(
            "Context can have either entries or article_and_parent_comment, "
            "but both fields were populated."
        )
    for entry in entries if pair is None else (pair.article, pair.parent_comment):
        if entry is not None:
            _check_type(entry)
    if pair is not None:
        article, parent = pair.article, pair.parent_comment
        return article.text if article else "", parent.text if parent else ""
    story = entries[0].text if entries else ""
    return story, entries[-1].text if len(entries) > 1 else ""


def score_type(given: str | int) -> str:
    """Return a score type by its name; raises for what is none."""
    is_number = isinstance(given, int) and 0 <= given < len(_SCORE_TYPES)
    found = _SCORE_TYPES[int(given)] if is_number else given
    if found not in _SCORE_TYPES:
        told = "Invalid value (TYPE_ENUM) for a score type"
        raise refusals.violations(told, [("", told)])
    return str(found)


def _check_type(entry: TextEntry) -> None:
    if entry.type in ("HTML", 2):
        raise refusals.invalid("Currently, only 'PLAIN_TEXT' comments are supported")
    if entry.type not in ("PLAIN_TEXT", "TEXT_TYPE_UNSPECIFIED", 0, 1):
        raise refusals.invalid("Unknown text type")
