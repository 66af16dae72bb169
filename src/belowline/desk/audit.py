"""Say what an entry of the log holds, and what it is hashed over.

The log tells who did what to what and when, in ids and hashes only: once a reader or their words
are erased, it proves that they were there and tells nothing else of them.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum

from belowline.conversation.comment import RulingRecord
from belowline.desk.policy_versions import SavedPolicy
from belowline.kernel.ids import CommentId, ReaderId, SiteId
from belowline.people.erasure import Erasure

# Stands in every entry's hash: another canonical form takes another word.
FORM = "belowline-audit-1"

# What the first entry is hashed over in the place of one before it.
NOTHING_BEFORE = "0" * 64

Details = Mapping[str, str | int | None]


class Act(StrEnum):
    """What was done. The column takes any word, so that more may come without a migration."""

    RULING = "ruling"  # its subject is a comment
    UNDO = "undo"  # a ruling was taken back at once; its subject is the comment
    ESCALATION = "escalation"  # a comment was handed to the editors, or that was taken back
    SANCTION = "sanction"  # a reader
    BLOCK = "block"  # the hash of a host's name
    POLICY = "policy"  # the version that is in force from now on
    SIGN_IN = "sign-in"  # the reader who signed in
    EXPORT = "export"  # what was exported
    ERASURE = "erasure"  # a reader, of whom nothing else is left
    PASSKEY = "passkey"  # one was added or removed; its subject is the reader


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """Something to be written into the log. `by` is None where no person signed in did it."""

    site_id: SiteId
    at: datetime
    act: Act
    by: ReaderId | None
    subject: str
    details: Details


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One entry as it is kept: numbers count from 1, without a gap.

    `details` is the JSON text as it was hashed; `previous` is the digest of the entry before.
    """

    site_id: SiteId
    number: int
    at: datetime
    act: str
    by: ReaderId | None
    subject: str
    details: str
    previous: str
    digest: str

    @property
    def facts(self) -> Details:
        """Return the details by their names."""
        facts: Details = json.loads(self.details)
        return facts


@dataclass(frozen=True, slots=True)
class Head:
    """Where the log ends: who keeps it elsewhere can tell whether everything up to it stands."""

    number: int
    digest: str

    def __str__(self) -> str:
        return f"{self.number}:{self.digest}"


def entry_after(head: Head, note: Note) -> Entry:
    """Return the entry that follows on the head."""
    at = note.at.astimezone(UTC)
    # As fine as both databases keep it, so that it comes back as it was hashed.
    at = at.replace(microsecond=at.microsecond // 1000 * 1000)
    number, details = head.number + 1, canonical(dict(note.details))
    return Entry(
        site_id=note.site_id,
        number=number,
        at=at,
        act=note.act.value,
        by=note.by,
        subject=note.subject,
        details=details,
        previous=head.digest,
        digest=_digest(
            note.site_id, number, at, note.act.value, note.by, note.subject, details, head.digest
        ),
    )


def digest_of(entry: Entry) -> str:
    """Return the SHA-256 that the entry should have, in hexadecimal."""
    return _digest(
        entry.site_id,
        entry.number,
        entry.at,
        entry.act,
        entry.by,
        entry.subject,
        entry.details,
        entry.previous,
    )


def _digest(site_id: SiteId, number: int, at: datetime, *more: str | None) -> str:
    moment = at.astimezone(UTC).isoformat(timespec="microseconds")
    return sha256_of(FORM, site_id, number, moment, *more)


def sha256_of(*values: object) -> str:
    """Return the SHA-256 of the values' canonical form, in hexadecimal."""
    return hashlib.sha256(canonical(list(values)).encode("ascii")).hexdigest()


def canonical(value: object) -> str:
    """Return JSON that is the same everywhere: ASCII, no blanks, keys in order, no fractions."""
    return json.dumps(value, ensure_ascii=True, sort_keys=True, separators=(",", ":"))


def words_digest(comment_id: CommentId, revision: int, text: str) -> str:
    """Return the hash that stands for the words: two readers' same words have different ones."""
    return sha256_of(comment_id, revision, text)


def ruling_digest(ruling: RulingRecord) -> str:
    """Return the hash over what was decided; names, notes and sentences that quote are left out."""
    findings = [
        [each.clause, repr(each.score), each.start, each.end, each.detector, each.rule]
        for each in (*ruling.findings, *ruling.shadows)
    ]
    return sha256_of(
        ruling.ruling_id,
        ruling.comment_id,
        ruling.revision,
        ruling.verdict,
        ruling.source,
        ruling.by,
        ruling.clause,
        findings,
        {clause: repr(score) for clause, score in ruling.scores.items()},
        list(ruling.unchecked),
        ruling.policy_version,
        ruling.engine_version,
        ruling.created_at.astimezone(UTC).isoformat(timespec="milliseconds"),
    )


def ruling_note(ruling: RulingRecord, text: str) -> Note:
    """Return what the log says of a ruling on these words."""
    return Note(
        site_id=ruling.site_id,
        at=ruling.created_at,
        act=Act.RULING,
        by=ruling.by,
        subject=ruling.comment_id,
        details={
            "ruling": ruling.ruling_id,
            "revision": ruling.revision,
            "verdict": ruling.verdict,
            "source": ruling.source,
            "clause": ruling.clause,
            "policy": ruling.policy_version,
            "engine": ruling.engine_version,
            "words": words_digest(ruling.comment_id, ruling.revision, text),
            "note": sha256_of(ruling.ruling_id, ruling.note) if ruling.note else None,
            "record": ruling_digest(ruling),
            **({} if ruling.features is None else {"features": int(ruling.features)}),
        },
    )


def erasure_note(erasure: Erasure, *, comments: int, words_too: bool, at: datetime) -> Note:
    """Return what the log says of a reader who was erased: that they were, and no more of them."""
    return Note(
        site_id=erasure.site_id,
        at=at,
        act=Act.ERASURE,
        by=None,
        subject=erasure.reader_id,
        details={
            "asked": erasure.asked_at.astimezone(UTC).isoformat(timespec="milliseconds"),
            "comments": comments,
            "words": "removed" if words_too else "kept",
        },
    )


def policy_note(saved: SavedPolicy, *, whole: str, before: str | None) -> Note:
    """Return what the log says of a policy that somebody saved; `before` is what held then."""
    return Note(
        site_id=saved.site_id,
        at=saved.saved_at,
        act=Act.POLICY,
        by=saved.by,
        subject=saved.version,
        details={
            "before": before,
            "words": sha256_of(saved.version, whole),
            "number": saved.number,
            "reason": sha256_of(saved.site_id, saved.number, saved.reason),
        },
    )


def undo_note(ruling: RulingRecord, at: datetime) -> Note:
    """Return what the log says of a ruling that its moderator took back at once."""
    return Note(
        site_id=ruling.site_id,
        at=at,
        act=Act.UNDO,
        by=ruling.by,
        subject=ruling.comment_id,
        details={
            "ruling": ruling.ruling_id,
            "verdict": ruling.verdict,
            "source": ruling.source,
            "clause": ruling.clause,
            "record": ruling_digest(ruling),
        },
    )
