"""The rules on trial at the desk: what each saw lately, and the way to put it in force."""

from typing import Any

from litestar import Response

from belowline.kernel.errors import BelowlineError
from belowline.web.asking import asked
from belowline.web.desk_token import check_desk_token
from belowline.web.forms import read_form
from belowline.web.identity import AnyRequest, Visitor
from belowline.web.pages.policy_room import policy_html
from belowline.web.pages.story import redirect
from belowline.web.present.trials import trial_view
from belowline.web.services import Services


async def trials_page(request: AnyRequest) -> Response[Any]:
    """Show what each rule on trial saw in the last thirty days (editors and owners)."""
    services, visitor = await asked(request)
    return await _page(services, request, visitor)


async def end_trial(request: AnyRequest) -> Response[Any]:
    """Put a rule in force; where that can't be, say why."""
    services, visitor = await asked(request)
    fields = await read_form(request)
    check_desk_token(services, visitor, fields.get("token", ""))
    seen = fields.get("seen", "")
    try:
        await services.policies.end_trial(
            visitor.reader,
            services.settings.site.site_id,
            fields.get("rule", ""),
            mode=fields.get("mode", ""),
            reason=fields.get("reason", ""),
            seen=int(seen) if seen.isascii() and seen.isdecimal() and len(seen) < 9 else -1,
        )
    except BelowlineError as error:
        return await _page(services, request, visitor, fields, error)
    services.news.wake()
    return redirect("/desk/policy/history?saved=1")


async def _page(
    services: Services,
    request: AnyRequest,
    visitor: Visitor,
    fields: dict[str, str] | None = None,
    error: BelowlineError | None = None,
) -> Response[Any]:
    site_id, policies = services.settings.site.site_id, services.policies
    current = await policies.read.current(visitor.reader, site_id)
    trials = await policies.trials(visitor.reader, site_id)
    return policy_html(
        services,
        request,
        visitor,
        "desk/policy_trials.html",
        current,
        error.status if error else 200,
        trials=[trial_view(each, services.policy, at) for at, each in enumerate(trials, start=1)],
        filled=fields or {},
        problem=error.detail if error else "",
    )
