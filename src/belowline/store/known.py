"""Turn what the engine knew beside a comment's words into JSON, and back."""

from collections.abc import Mapping
from typing import Any

from belowline.conversation.known import Known
from belowline.moderation import HostHistory, Mode, Pace, Repeats, SiteFacts


def known_value(known: Known | None) -> dict[str, Any] | None:
    """Return what the column holds: of most comments little is known, and so little is kept."""
    if known is None:
        return None
    site, repeats = known.site, known.repeats
    value = {
        "published": known.author_published,
        "repeats": _numbers(repeats.same, repeats.near, repeats.others),
        "pace": _numbers(site.pace.minute, site.pace.ten_minutes, site.pace.hour),
        "hosts": {host: [each.published, each.spam] for host, each in site.hosts.items()},
        "blocked": {host: mode.value for host, mode in site.blocked.items()},
        "domains": list(site.domains),
        "answered": known.answered - 1,
        "unnamed": not known.is_named,
        "thread_waits": known.thread_waits,
        "author_waits": known.author_waits,
    }
    return {name: each for name, each in value.items() if each}


def _numbers(*numbers: int) -> list[int]:
    return list(numbers) if any(numbers) else []


def known_from(value: Mapping[str, Any] | None) -> Known | None:
    """Return what a column holds, None where nothing was kept."""
    if value is None:
        return None
    return Known(
        author_published=value.get("published", 0),
        repeats=Repeats(*value.get("repeats", ())),
        site=SiteFacts(
            domains=tuple(value.get("domains", ())),
            pace=Pace(*value.get("pace", ())),
            hosts={host: HostHistory(*each) for host, each in value.get("hosts", {}).items()},
            blocked={host: Mode(mode) for host, mode in value.get("blocked", {}).items()},
        ),
        # Nearly all words answer what nobody has edited yet: then nothing is kept.
        answered=value.get("answered", 0) + 1,
        is_named=not value.get("unnamed", False),
        thread_waits=value.get("thread_waits", False),
        author_waits=value.get("author_waits", False),
    )
