"""Keep each waiting comment's place in the queue true, in the transaction that changes it."""

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import Select, bindparam, delete, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from belowline.conversation.comment import Comment, RulingRecord, Source
from belowline.desk.stake import Ground, stake_of
from belowline.kernel.ids import CommentId, SiteId
from belowline.moderation.languages import languages_of
from belowline.store.prepared import Prepared
from belowline.store.records import AnyRow, Values, comment_from
from belowline.store.schema import comments, reports, revisions, stories
from belowline.store.tables.desk import grounds, waiting

_KEY: dict[str, Any] = {"site_id": bindparam("site_id"), "comment_id": bindparam("comment_id")}
_COMMENT: Select[Any] = select(comments).filter_by(**_KEY)
_STORY = Prepared(
    select(stories.c.section, stories.c.comment_count).where(
        stories.c.site_id == bindparam("site_id"), stories.c.story_id == bindparam("story_id")
    )
)
_GROUNDS: Select[Any] = select(grounds.c.clause, grounds.c.certainty, grounds.c.detector).filter_by(
    **_KEY, number=bindparam("number")
)
_REPORTS: Select[Any] = (
    select(reports.c.reason, reports.c.weight).filter_by(**_KEY).where(reports.c.outcome.is_(None))
)
_WORDS = select(revisions.c.text).filter_by(**_KEY, number=bindparam("number"))
_ADD = Prepared(insert(waiting))
_GONE = delete(waiting).filter_by(site_id=bindparam("of_site"), comment_id=bindparam("of_comment"))
_FORGET_GROUNDS = delete(grounds).where(
    grounds.c.site_id == bindparam("of_site"),
    grounds.c.comment_id == bindparam("of_comment"),
    grounds.c.number == bindparam("of_number"),
)


async def keep_grounds(connection: AsyncConnection, ruling: RulingRecord) -> None:
    """Keep what the engine found in a revision, in place of what it found there before."""
    if ruling.source is not Source.ENGINE:
        return
    key = {
        "of_site": ruling.site_id,
        "of_comment": ruling.comment_id,
        "of_number": ruling.revision,
    }
    await connection.execute(_FORGET_GROUNDS, key)
    rows = ground_rows(ruling)
    if rows:
        await connection.execute(insert(grounds), rows)


def engine_grounds(ruling: RulingRecord) -> list[Values]:
    """Return the rows of what the engine found; what a person named stands in the ruling."""
    return ground_rows(ruling) if ruling.source is Source.ENGINE else []


def ground_rows(ruling: RulingRecord) -> list[Values]:
    """Return a row for each clause and detector, with the surest of its findings."""
    surest: dict[tuple[str, str], float] = {}
    for finding in ruling.findings:
        name = finding.clause, finding.detector
        surest[name] = max(surest.get(name, 0.0), finding.score)
    return [
        {
            "site_id": ruling.site_id,
            "comment_id": ruling.comment_id,
            "number": ruling.revision,
            "clause": clause,
            "detector": detector,
            "certainty": certainty,
        }
        for (clause, detector), certainty in surest.items()
    ]


async def place(connection: AsyncConnection, comment: Comment) -> None:
    """Give a comment its place among those that wait, or take it from there."""
    await connection.execute(_GONE, {"of_site": comment.site_id, "of_comment": comment.comment_id})
    if comment.attention is not None:
        await _ADD.tell(connection, [await _row(connection, comment)])


async def place_new(connection: AsyncConnection, comment: Comment, ruling: RulingRecord) -> None:
    """Do the same for a comment that is new: nobody reported it, and it has this ruling alone."""
    found = engine_grounds(ruling)
    row = await _placed(
        connection,
        comment,
        [Ground(each["clause"], each["certainty"]) for each in found],
        words=comment.text,
        detectors={each["detector"] for each in found},
    )
    await _ADD.tell(connection, [row])


async def place_again(connection: AsyncConnection, site_id: SiteId, comment_id: CommentId) -> None:
    """Do the same for a comment that others answered or liked."""
    key = {"site_id": site_id, "comment_id": comment_id}
    await place(connection, comment_from((await connection.execute(_COMMENT, key)).one()))


async def _row(connection: AsyncConnection, comment: Comment) -> Values:
    number = comment.pending or comment.revision
    key = {"site_id": comment.site_id, "comment_id": comment.comment_id}
    of_revision = key | {"number": number}
    words = comment.text
    if comment.pending is not None:
        words = (await connection.execute(_WORDS, of_revision)).scalar_one_or_none() or ""
    found = (await connection.execute(_GROUNDS, of_revision)).all()
    said = await connection.execute(_REPORTS, key)
    return await _placed(
        connection,
        comment,
        _against(found, said),
        words=words,
        detectors={row.detector for row in found},
    )


async def _placed(
    connection: AsyncConnection,
    comment: Comment,
    against: Sequence[Ground],
    *,
    words: str,
    detectors: set[str],
) -> Values:
    of_story = {"site_id": comment.site_id, "story_id": comment.story_id}
    story = (await _STORY.ask(connection, of_story)).one()
    stake = stake_of(comment, against, story_comments=story.comment_count)
    return {
        "site_id": comment.site_id,
        "comment_id": comment.comment_id,
        "urgent_since": stake.urgent_since,
        "severity": stake.severity,
        "reach": stake.reach,
        "since": stake.since,
        "attention": comment.attention,
        "state": comment.state,
        "number": comment.pending or comment.revision,
        "story_id": comment.story_id,
        "section": story.section,
        "author_id": comment.author.reader_id,
        "language": language_of(words),
        "created_at": comment.created_at,
        "detectors": " ".join(sorted(detectors)),
    }


def _against(found: Iterable[AnyRow], said: Iterable[AnyRow]) -> list[Ground]:
    return [
        *(Ground(row.clause, row.certainty) for row in found),
        # One reader's word is not as sure as what two members say.
        *(Ground(row.reason, min(1.0, row.weight / 2)) for row in said),
    ]


def language_of(words: str) -> str:
    """Return the likeliest language, empty where nothing tells."""
    return next(iter(languages_of(words)), "")
