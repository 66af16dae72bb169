"""The policy's history at the desk: what was saved, by whom and why, and what differs."""

from typing import Any

from litestar import Response
from litestar.params import FromPath, FromQuery

from belowline.web.api.policy import number_of
from belowline.web.asking import asked
from belowline.web.identity import AnyRequest
from belowline.web.pages.policy_room import policy_html
from belowline.web.present.policy import differences, version_view


async def history_page(
    request: AnyRequest, before: FromQuery[str] = "", saved: FromQuery[str] = ""
) -> Response[Any]:
    """List the versions of the policy, the newest first (editors and owners)."""
    services, visitor = await asked(request)
    site_id, read = services.settings.site.site_id, services.policies.read
    current = await read.current(visitor.reader, site_id)
    found, following = await read.history(
        visitor.reader, site_id, before=number_of(before) if before else None
    )
    return policy_html(
        services,
        request,
        visitor,
        "desk/policy_history.html",
        current,
        versions=[version_view(each, newest=current.number) for each in found],
        next=following,
        notice=f"Version {current.number} is in force." if saved and current.number else "",
    )


async def version_page(
    request: AnyRequest, number: FromPath[str], against: FromQuery[str] = ""
) -> Response[Any]:
    """Show a version, and how it differs from the one before it or from another."""
    services, visitor = await asked(request)
    site_id, read = services.settings.site.site_id, services.policies.read
    current = await read.current(visitor.reader, site_id)
    saved = await read.version(visitor.reader, site_id, number_of(number))
    other_number = number_of(against) if against else saved.number - 1
    other = await read.version(visitor.reader, site_id, other_number) if other_number else None
    return policy_html(
        services,
        request,
        visitor,
        "desk/policy_version.html",
        current,
        shown=version_view(saved, newest=current.number),
        text=saved.text,
        other=other.number if other else 0,
        diff=list(differences(other.text, saved.text)) if other else [],
    )
