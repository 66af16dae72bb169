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
from belowline.web.api.policy import EXAMPLES
from belowline.web.asking import asked
from belowline.web.desk_token import check_desk_token
from belowline.web.forms import read_fields, read_form
from belowline.web.identity import AnyRequest, Visitor
from belowline.web.pages.policy_room import draft_html, mistakes
from belowline.web.pages.story import redirect
from belowline.web.policy_fields import MOST_FIELDS, shown_fields, text_of, written_short
from belowline.web.present.policy import preview_view
from belowline.web.progress import LINES, Result, in_lines
from belowline.web.services import Services
from belowline.web.views_policy import DraftView


async def form_page(request: AnyRequest) -> Response[Any]:
    """Show the policy as a form (editors and owners)."""
    services, visitor = await asked(request)
    current = await services.policies.read.current(visitor.reader, services.settings.site.site_id)
    base = written_short(current.text)
    draft = DraftView(text=base, seen=current.number, typed=shown_fields(base))
    return draft_html(services, request, visitor, current, draft, base=base)


async def text_page(request: AnyRequest) -> Response[Any]:
    """Show the policy as a text to write in (editors and owners)."""
    services, visitor = await asked(request)
    current = await services.policies.read.current(visitor.reader, services.settings.site.site_id)
    draft = DraftView(text=current.text, seen=current.number)
    return draft_html(services, request, visitor, current, draft)


async def try_policy(request: AnyRequest) -> Response[Any] | Stream:
    """Say what the policy on the page would have changed, or what is wrong with it."""
    services, visitor = await asked(request)
    fields = dict(await read_fields(request, most=MOST_FIELDS))
    check_desk_token(services, visitor, fields.get("token", ""))
    current = await services.policies.read.current(visitor.reader, services.settings.site.site_id)
    draft, base = await _draft(services, visitor, fields, current)
    if fields.get("do") == "text":
        draft = replace(draft, typed=None)
        return draft_html(services, request, visitor, current, draft)

    async def page(progress: Callable[[int, int], None]) -> Response[str]:
        status, tried = await _tried(services, visitor, draft, current, progress)
        return draft_html(services, request, visitor, current, tried, status, base)

    async def work(progress: Callable[[int, int], None]) -> Result:
        made = await page(progress)
        return made.status_code or 200, json.dumps({"html": made.content}).encode()

    if LINES in request.headers.get("accept", ""):
        return in_lines(work)
    return await page(lambda done, total: None)


async def send_policy(request: AnyRequest) -> Response[Any]:
    """Save the policy of the page; where that can't be, everything on it comes back."""
    services, visitor = await asked(request)
    fields = await read_form(request)
    check_desk_token(services, visitor, fields.get("token", ""))
    site_id, read = services.settings.site.site_id, services.policies.read
    current = await read.current(visitor.reader, site_id)
    draft, _ = await _draft(services, visitor, fields, current)
    try:
        await services.policies.save(
            visitor.reader, site_id, draft.text, reason=draft.reason, seen=draft.seen
        )
    except PolicyError as error:
        draft, status = replace(draft, mistakes=mistakes(error, draft)), Refused.status
    except (Refused, Conflict) as error:
        current = await read.current(visitor.reader, site_id)
        # Who sends it again has been told of the other version.
        draft = replace(draft, seen=current.number, problem=error.detail)
        status = error.status
    else:
        services.news.wake()
        return redirect("/desk/policy/history?saved=1")
    return draft_html(services, request, visitor, current, draft, status)


async def _draft(
    services: Services, visitor: Visitor, fields: dict[str, str], current: SavedPolicy
) -> tuple[DraftView, str]:
    """Return what was written, and the text that a form changes: of the version that it shows."""
    seen = fields.get("seen", "")
    number = int(seen) if seen.isascii() and seen.isdecimal() and len(seen) < 9 else 0
    reason = fields.get("reason", "")
    if fields.get("mode") != "form":
        text = fields.get("text", "").replace("\r\n", "\n")
        return DraftView(text=text, seen=number, reason=reason), ""
    read, saved = services.policies.read, current
    if number != current.number:
        saved = (
            await read.version(visitor.reader, current.site_id, number) if number else read.brought
        )
    base = written_short(saved.text)
    typed = {name: value.replace("\r\n", "\n") for name, value in fields.items()}
    text, numbers = text_of(base, typed)
    draft = DraftView(text=text, seen=number, reason=reason, typed=typed, numbers=numbers)
    return draft, base


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
        return Refused.status, replace(draft, mistakes=mistakes(error, draft))
    except BelowlineError as error:
        return error.status, replace(draft, problem=error.detail)
    before = written_short(current.text) if draft.typed is not None else current.text
    return 200, replace(draft, preview=preview_view(found, before, draft.text))
