"""The policy at the desk: write it, see what it would have changed, save it."""

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from litestar import Response
from litestar.response import Stream

from belowline.desk.policy_versions import SavedPolicy
from belowline.kernel.errors import BelowlineError, Conflict, Refused
from belowline.moderation import PolicyError
from belowline.web.api_policy import EXAMPLES
from belowline.web.asking import asked
from belowline.web.forms import read_form
from belowline.web.identity import AnyRequest, Visitor
from belowline.web.pages_desk import check_desk_token
from belowline.web.pages_story import redirect
from belowline.web.policy_page import mistakes, policy_html
from belowline.web.present_policy import preview_view
from belowline.web.progress import LINES, Result, in_lines
from belowline.web.services import Services
from belowline.web.views_policy import DraftView


async def text_page(request: AnyRequest) -> Response[Any]:
    """Show the policy as a text to write in (editors and owners)."""
    services, visitor = await asked(request)
    site_id = services.settings.site.site_id
    current = await services.policies.read.current(visitor.reader, site_id)
    draft = DraftView(text=current.text, seen=current.number)
    return policy_html(services, request, visitor, "desk/policy_text.html", current, draft=draft)


async def try_policy(request: AnyRequest) -> Response[Any] | Stream:
    """Say what the policy on the page would have changed, or what is wrong with it."""
    services, visitor = await asked(request)
    fields = await read_form(request)
    check_desk_token(services, visitor, fields.get("token", ""))
    site_id = services.settings.site.site_id
    current = await services.policies.read.current(visitor.reader, site_id)
    text = fields.get("text", "").replace("\r\n", "\n")
    draft = DraftView(text=text, seen=_seen(fields, current), reason=fields.get("reason", ""))

    async def work(progress: Callable[[int, int], None]) -> Result:
        status, tried = await _tried(services, visitor, draft, current, progress)
        page = policy_html(
            services, request, visitor, "desk/policy_text.html", current, draft=tried
        )
        return status, json.dumps({"html": page.content}).encode()

    if LINES in request.headers.get("accept", ""):
        return in_lines(work)
    status, tried = await _tried(services, visitor, draft, current, lambda done, total: None)
    return policy_html(
        services, request, visitor, "desk/policy_text.html", current, status, draft=tried
    )


async def send_policy(request: AnyRequest) -> Response[Any]:
    """Save the policy of the page; where that can't be, everything on it comes back."""
    services, visitor = await asked(request)
    fields = await read_form(request)
    check_desk_token(services, visitor, fields.get("token", ""))
    site_id = services.settings.site.site_id
    current = await services.policies.read.current(visitor.reader, site_id)
    text = fields.get("text", "").replace("\r\n", "\n")
    reason, seen = fields.get("reason", ""), _seen(fields, current)
    try:
        await services.policies.save(visitor.reader, site_id, text, reason=reason, seen=seen)
    except PolicyError as error:
        draft = DraftView(text=text, seen=seen, reason=reason, mistakes=mistakes(error))
        status = Refused.status
    except (Refused, Conflict) as error:
        current = await services.policies.read.current(visitor.reader, site_id)
        # Who sends it again has been told of the other version.
        draft = DraftView(text=text, seen=current.number, reason=reason, problem=error.detail)
        status = error.status
    else:
        services.news.wake()
        return redirect("/desk/policy/history?saved=1")
    return policy_html(
        services, request, visitor, "desk/policy_text.html", current, status, draft=draft
    )


async def _tried(
    services: Services,
    visitor: Visitor,
    draft: DraftView,
    current: SavedPolicy,
    progress: Callable[[int, int], None],
) -> tuple[int, DraftView]:
    try:
        found = await services.policies.preview(
            visitor.reader,
            services.settings.site.site_id,
            draft.text,
            examples=EXAMPLES,
            progress=progress,
        )
    except PolicyError as error:
        return Refused.status, replace(draft, mistakes=mistakes(error))
    except BelowlineError as error:
        return error.status, replace(draft, problem=error.detail)
    return 200, replace(draft, preview=preview_view(found, current.text, draft.text))


def _seen(fields: dict[str, str], current: SavedPolicy) -> int:
    seen = fields.get("seen", "")
    return int(seen) if seen.isascii() and seen.isdecimal() and len(seen) < 9 else current.number
