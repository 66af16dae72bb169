"""Say what the log holds of a sanction: ids and hashes, as of everything."""

from datetime import UTC, datetime

from belowline.desk.audit import Act, Details, Note, sha256_of
from belowline.kernel.ids import ReaderId
from belowline.people.sanctions import Complaint, Sanction


def sanction_note(sanction: Sanction) -> Note:
    """Return the entry for a sanction that was imposed, or lifted."""
    details = {
        **_named(sanction, sanction.measure),
        "until": sanction.until.isoformat(timespec="seconds") if sanction.until else None,
        "reason": sha256_of(sanction.sanction_id, sanction.reason),
        "record": sanction_digest(sanction),
    }
    return _note(sanction, sanction.created_at, sanction.by, details)


def sanction_digest(sanction: Sanction) -> str:
    """Return the hash by which a change of what was decided is found; reasons may be erased."""
    moments = [
        each.astimezone(UTC).isoformat(timespec="milliseconds") if each else None
        for each in (sanction.until, sanction.created_at)
    ]
    return sha256_of(
        sanction.sanction_id,
        sanction.reader_id,
        sanction.measure,
        sanction.by,
        *moments,
    )


def undone_note(sanction: Sanction, at: datetime) -> Note:
    """Return the entry for a sanction that its moderator took back at once."""
    return _note(sanction, at, sanction.by, {**_named(sanction, "undone"), "of": sanction.measure})


def answer_note(sanction: Sanction, complaint: Complaint, by: ReaderId, at: datetime) -> Note:
    """Return the entry for the answer to an appeal."""
    done = "appeal-granted" if complaint.granted else "appeal-refused"
    details = {
        **_named(sanction, done),
        "of": sanction.measure,
        "reply": sha256_of(sanction.sanction_id, complaint.reply),
    }
    return _note(sanction, at, by, details)


def _named(sanction: Sanction, done: str) -> Details:
    return {"sanction": sanction.sanction_id, "measure": done}


def _note(sanction: Sanction, at: datetime, by: ReaderId, details: Details) -> Note:
    return Note(
        site_id=sanction.site_id,
        at=at,
        act=Act.SANCTION,
        by=by,
        subject=sanction.reader_id,
        details=details,
    )
