"""Turn entries of the log into sentences."""

from collections.abc import Callable, Mapping, Sequence

from belowline.conversation.comment import ILLEGAL, PAST_TENSE, Source, Verdict
from belowline.desk.audit import Act, Entry
from belowline.kernel.ids import is_id
from belowline.moderation import Policy
from belowline.people.reader import Reader
from belowline.web.present.comments import moment
from belowline.web.views_record import EntryView

ACTS = (
    (Act.RULING, "Rulings"),
    (Act.UNDO, "Rulings taken back"),
    (Act.ESCALATION, "Handed to the editors"),
    (Act.SANCTION, "Sanctions"),
    (Act.BLOCK, "Blocks"),
    (Act.POLICY, "Policies"),
    (Act.SIGN_IN, "Sign-ins"),
    (Act.EXPORT, "Exports"),
    (Act.ERASURE, "Erasures"),
    (Act.PASSKEY, "Passkeys"),
)

_NOBODY = {Source.ENGINE: "The engine", Source.REPORTS: "Readers’ reports"}


def entry_view(entry: Entry, staff: Sequence[Reader], policy: Policy) -> EntryView:
    """Return the entry in words; names are looked up now, the log has none."""
    facts = {name: "–" if value is None else str(value) for name, value in entry.facts.items()}
    return EntryView(
        number=entry.number,
        at=moment(entry.at),
        who=_who(entry, staff),
        what=_what(entry, facts, policy),
        about=_about(entry),
        about_name=entry.subject,
        facts=sorted(facts.items()),
        digest=entry.digest,
        previous=entry.previous,
    )


def _about(entry: Entry) -> str:
    if entry.act in (Act.RULING, Act.UNDO, Act.ESCALATION) and is_id(entry.subject):
        return f"/desk/comments/{entry.subject}"
    return f"/desk/readers/{entry.subject}" if entry.act == Act.SANCTION else ""


def _who(entry: Entry, staff: Sequence[Reader]) -> str:
    if entry.by is None:
        source = entry.facts.get("source")
        known = Source(source) if source in list(Source) else None
        return _NOBODY.get(known, "The server") if known else "The server"
    names = {reader.reader_id: reader.name for reader in staff}
    return names.get(entry.by, "Somebody who is no longer on the staff")


def _what(entry: Entry, facts: Mapping[str, str], policy: Policy) -> str:
    if entry.act == Act.RULING:
        return _ruling(facts, policy)
    if entry.act == Act.UNDO:
        return f"Taken back: {_ruling(facts, policy).lower()}"
    if entry.act == Act.SIGN_IN:
        return "Signed in with a " + facts.get("door", "link")
    if entry.act == Act.POLICY:
        return f"Policy {entry.subject} came into force"
    if entry.act in _SAID:
        return _SAID[entry.act](facts)
    done = "Exported " if entry.act == Act.EXPORT else f"{entry.act.capitalize()}: "
    return f"{done}{entry.subject}"


_SANCTIONS = {
    "warn": "Reader warned",
    "hold": "Every comment of the reader held",
    "suspend": "Reader suspended",
    "ban": "Reader banned",
    "lift": "Sanction lifted",
    "undone": "Sanction taken back",
    "appeal-granted": "Appeal against a sanction granted",
    "appeal-refused": "Appeal against a sanction refused",
}


def _sanction(facts: Mapping[str, str]) -> str:
    done = _SANCTIONS.get(facts.get("measure", ""), "Sanction")
    until = facts.get("until", "–")
    return done if until == "–" else f"{done} until {until[:10]}"


def _block(facts: Mapping[str, str]) -> str:
    done = {"hold": "Links held", "reject": "Links rejected", "lift": "Block lifted"}
    return f"{done.get(facts.get('done', ''), 'Block')}: {facts.get('host', '')}"


def _ruling(facts: Mapping[str, str], policy: Policy) -> str:
    verdict, clause = facts.get("verdict", ""), facts.get("clause", "–")
    done = PAST_TENSE[Verdict(verdict)] if verdict in list(Verdict) else verdict
    if "features" in facts:
        return "Published and featured" if facts["features"] == "1" else "No longer featured"
    if clause == "–":
        return done.capitalize()
    title = policy.clause(clause).title if policy.has(clause) else clause
    return f"{done.capitalize()} for {'illegal content' if clause == ILLEGAL else title.lower()}"


def _escalation(facts: Mapping[str, str]) -> str:
    back = facts.get("taken back") == "1"
    return "Taken back: handed to the editors" if back else "Handed to the editors"


def _erasure(facts: Mapping[str, str]) -> str:
    words = "their words removed" if facts.get("words") == "removed" else "their words kept"
    return f"A reader was erased: {facts.get('comments', '0')} comments without a name, {words}"


def _passkey(facts: Mapping[str, str]) -> str:
    return f"Passkey {facts.get('done', '')}"


_SAID: Mapping[str, Callable[[Mapping[str, str]], str]] = {
    Act.SANCTION: _sanction,
    Act.BLOCK: _block,
    Act.ESCALATION: _escalation,
    Act.ERASURE: _erasure,
    Act.PASSKEY: _passkey,
}
