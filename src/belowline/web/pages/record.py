"""The desk's record: what was done, searched by who, what, when and about which comment."""

import re
from datetime import UTC, date, datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from litestar import Response
from litestar.params import FromQuery

from belowline.desk.audit import Act
from belowline.desk.audit_log import LogCursor, Wanted
from belowline.kernel.errors import NotFound, Refused
from belowline.kernel.ids import ReaderId, is_id
from belowline.web.asking import asked
from belowline.web.identity import AnyRequest, desk_token
from belowline.web.pages.story import html
from belowline.web.present.record import ACTS, entry_view
from belowline.web.views_record import SearchView

# A day's worth of years on either side of what a database can hold is nobody's shift.
_DAY = re.compile(r"2[0-9]{3}-[0-9]{2}-[0-9]{2}", re.ASCII)
_PLACE = re.compile(r"([0-9]{1,14})-([0-9]{1,15})", re.ASCII)
_ID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.ASCII)


async def record_page(
    request: AnyRequest,
    by: FromQuery[str] = "",
    act: FromQuery[str] = "",
    comment: FromQuery[str] = "",
    since: FromQuery[str] = "",
    until: FromQuery[str] = "",
    before: FromQuery[str] = "",
) -> Response[Any]:
    """Show what was done, the newest first (editors and owners)."""
    services, visitor = await asked(request)
    form = {"by": by, "act": act, "comment": comment, "since": since, "until": until}
    page = await services.search_log(
        visitor.reader,
        services.settings.site.site_id,
        _wanted(form),
        before=_cursor(before) if before else None,
    )
    assert visitor.reader is not None
    asked_for = {name: value for name, value in form.items() if value}
    staff = [(each.reader_id, f"{each.name}, {each.role}") for each in page.staff]
    search = SearchView(**form, staff=staff, acts=[(act.value, words) for act, words in ACTS])
    return html(
        services,
        request,
        "desk/record.html",
        me={"name": visitor.reader.name, "role": visitor.reader.role.value},
        token=desk_token(services.settings.secret, visitor.session),
        search=search,
        entries=[entry_view(entry, page.staff, services.policy) for entry in page.entries],
        is_first=not before,
        newest=f"/desk/record?{urlencode(asked_for)}",
        next=_following(asked_for, page.next) if page.next else None,
    )


def _following(asked_for: dict[str, str], place: LogCursor) -> str:
    milliseconds = round(place.at.timestamp() * 1000)
    return f"/desk/record?{urlencode({**asked_for, 'before': f'{milliseconds}-{place.number}'})}"


def _wanted(form: dict[str, str]) -> Wanted:
    return Wanted(
        by=ReaderId(_id(form["by"])) if form["by"] else None,
        act=_act(form["act"]) if form["act"] else None,
        subject=_id(form["comment"].strip().lower()) if form["comment"].strip() else None,
        since=_day(form["since"], "since") if form["since"] else None,
        # The last day counts.
        until=_day(form["until"], "until") + timedelta(days=1) if form["until"] else None,
    )


def _id(text: str) -> str:
    """Return the id in a text, which may be a comment's whole address."""
    found = _ID.findall(text)
    if not found or not is_id(found[-1]):
        raise NotFound("There is no comment or person with this id.")
    return str(found[-1])


def _act(text: str) -> Act:
    try:
        return Act(text)
    except ValueError:
        raise NotFound("Nothing of this kind is recorded.") from None


def _day(text: str, field: str) -> datetime:
    try:
        if not _DAY.fullmatch(text):
            raise ValueError
        day = date.fromisoformat(text)
    except ValueError:
        raise Refused("Give a day as 2026-11-23.", code="bad-date", field=field) from None
    return datetime(day.year, day.month, day.day, tzinfo=UTC)


def _cursor(text: str) -> LogCursor:
    found = _PLACE.fullmatch(text)
    try:
        if found is None:
            raise ValueError
        at = datetime.fromtimestamp(int(found.group(1)) / 1000, UTC)
    except (ValueError, OverflowError, OSError):
        raise Refused("before is not a place in the record.", code="bad-cursor") from None
    return LogCursor(at, int(found.group(2)))
