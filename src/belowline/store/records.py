"""Turn rows into our values, and our values into rows."""

from typing import Any

from sqlalchemy import Row

from belowline.conversation.comment import (
    Appeal,
    Author,
    Comment,
    Report,
    Revision,
    RulingRecord,
    State,
    Traces,
)
from belowline.kernel.ids import StoryId
from belowline.moderation import Finding, Mode
from belowline.moderation.looks import look_of
from belowline.people.reader import Reader
from belowline.store.known import known_value
from belowline.stories.story import Story

Values = dict[str, Any]
AnyRow = Row[Any]

_STORY_FIELDS = (
    "site_id",
    "story_id",
    "url",
    "headline",
    "standfirst",
    "byline",
    "section",
    "published_at",
    "body",
    "open",
    "comment_count",
    "version",
)
_READER_FIELDS = (
    "site_id",
    "reader_id",
    "name",
    "role",
    "email",
    "password_hash",
    "reports_upheld",
    "reports_dismissed",
    "created_at",
)
_COMMENT_FIELDS = (
    "site_id",
    "comment_id",
    "story_id",
    "parent_id",
    "root_id",
    "depth",
    "state",
    "revision",
    "pending",
    "text",
    "html",
    "created_at",
    "edited_at",
    "likes",
    "replies",
    "descendants",
    "best",
    "shown",
    "cleared",
    "attention",
    "attention_since",
    "report_weight",
    "ruling_id",
    "featured_at",
)
_REVISION_FIELDS = ("number", "text", "html", "created_at")
_RULING_FIELDS = (
    "site_id",
    "ruling_id",
    "comment_id",
    "revision",
    "verdict",
    "source",
    "by_name",
    "clause",
    "note",
    "policy_version",
    "engine_version",
    "created_at",
)
_REPORT_FIELDS = (
    "site_id",
    "report_id",
    "comment_id",
    "reader_id",
    "reason",
    "note",
    "contact",
    "address",
    "weight",
    "created_at",
    "outcome",
)
_APPEAL_FIELDS = (
    "site_id",
    "appeal_id",
    "comment_id",
    "ruling_id",
    "reader_id",
    "text",
    "created_at",
    "outcome",
)
_FINDING_FIELDS = ("clause", "score", "start", "end", "detector", "reason", "rule", "mode")


def _values(thing: object, fields: tuple[str, ...]) -> Values:
    return {field: getattr(thing, field) for field in fields}


def _picked(row: AnyRow, fields: tuple[str, ...]) -> Values:
    mapping = row._mapping
    return {field: mapping[field] for field in fields}


def email_key(email: str | None) -> str | None:
    """Return the form in which two spellings of one e-mail are equal."""
    return None if email is None else email.strip().casefold()


def story_values(story: Story) -> Values:
    """Return the row of a story."""
    return _values(story, _STORY_FIELDS)


def story_from(row: AnyRow) -> Story:
    """Return the story of a row."""
    return Story(**_picked(row, _STORY_FIELDS))


def reader_values(reader: Reader) -> Values:
    """Return the row of a reader."""
    return _values(reader, _READER_FIELDS) | {
        "email_key": email_key(reader.email),
        "badges": badges_value(reader.badges),
        "look": look_of(reader.name),
    }


def badges_value(badges: tuple[str, ...]) -> list[str] | None:
    """Return what the column holds: nothing for the many who have none."""
    return list(badges) or None


def reader_from(row: AnyRow) -> Reader:
    """Return the reader of a row."""
    return Reader(badges=tuple(row.badges or ()), **_picked(row, _READER_FIELDS))


def comment_values(comment: Comment) -> Values:
    """Return the row of a new comment."""
    return _values(comment, _COMMENT_FIELDS) | {
        "author_id": comment.author.reader_id,
        "author_name": comment.author.name,
        "author_role": comment.author.role,
        "author_badges": badges_value(comment.author.badges),
        "was_public": was_public_at_birth(comment.state),
    }


def was_public_at_birth(state: State) -> bool:
    """Say whether a comment that arrives in this state was public: an import may bring any."""
    return state in (State.PUBLISHED, State.REMOVED)


def comment_from(row: AnyRow) -> Comment:
    """Return the comment of a row."""
    return Comment(
        author=Author(
            reader_id=row.author_id,
            name=row.author_name,
            role=row.author_role,
            badges=tuple(row.author_badges or ()),
        ),
        was_public=row.was_public,
        **_picked(row, _COMMENT_FIELDS),
    )


def revision_values(comment: Comment, revision: Revision, traces: Traces) -> Values:
    """Return the row of a comment's revision, with what was known beside its words."""
    return _values(revision, _REVISION_FIELDS) | {
        "site_id": comment.site_id,
        "comment_id": comment.comment_id,
        "known": known_value(traces.known),
    }


def first_revision(comment: Comment) -> Revision:
    """Return the revision that a new comment starts with."""
    return Revision(
        number=comment.revision,
        text=comment.text,
        html=comment.html,
        created_at=comment.created_at,
    )


def revision_from(row: AnyRow) -> Revision:
    """Return the revision of a row."""
    return Revision(**_picked(row, _REVISION_FIELDS))


def ruling_values(ruling: RulingRecord) -> Values:
    """Return the row of a ruling."""
    return _values(ruling, _RULING_FIELDS) | {
        "by_id": ruling.by,
        # A shadow is a finding with its mode: one column has both, in this order.
        "findings": [
            _values(finding, _FINDING_FIELDS) for finding in (*ruling.findings, *ruling.shadows)
        ],
        "scores": dict(ruling.scores),
        "unchecked": list(ruling.unchecked),
    }


def letter_values(ruling: RulingRecord) -> Values:
    """Return the row of what a ruling tells the author."""
    return _values(ruling, ("site_id", "ruling_id", "message", "reply", "asks_edit"))


def highlight_values(ruling: RulingRecord) -> Values:
    """Return the row of a ruling that makes a comment one of the editors' picks, or no longer."""
    return _values(ruling, ("site_id", "ruling_id", "comment_id", "features"))


def ruling_from(row: AnyRow) -> RulingRecord:
    """Return the ruling of a row."""
    findings = [_finding_from(finding) for finding in row.findings]
    letter = row._mapping  # Few rulings come with one, and few queries ask for it.
    return RulingRecord(
        by=row.by_id,
        message=letter.get("message"),
        reply=letter.get("reply"),
        asks_edit=bool(letter.get("asks_edit")),
        features=letter.get("features"),
        findings=tuple(finding for finding in findings if not finding.is_shadow),
        shadows=tuple(finding for finding in findings if finding.is_shadow),
        scores=row.scores,
        unchecked=tuple(row.unchecked),
        **_picked(row, _RULING_FIELDS),
    )


def _finding_from(values: Values) -> Finding:
    # Rulings of before there were modes have none.
    mode = values.get("mode")
    return Finding(**{**values, "mode": Mode(mode) if mode else None})


def report_values(report: Report, story_id: StoryId) -> Values:
    """Return the row of a report."""
    return _values(report, _REPORT_FIELDS) | {"story_id": story_id}


def report_from(row: AnyRow) -> Report:
    """Return the report of a row."""
    return Report(**_picked(row, _REPORT_FIELDS))


def appeal_values(appeal: Appeal) -> Values:
    """Return the row of an appeal."""
    return _values(appeal, _APPEAL_FIELDS)


def appeal_from(row: AnyRow) -> Appeal:
    """Return the appeal of a row that holds its answer too."""
    return Appeal(**_picked(row, (*_APPEAL_FIELDS, "answer", "answered_by", "answered_at")))
