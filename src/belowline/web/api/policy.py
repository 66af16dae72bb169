"""The policy for programs of editors and owners: read it, try another, save it."""

import json
from collections.abc import Callable
from typing import Any

import msgspec
from litestar import Response
from litestar.params import FromPath, FromQuery, JSONBody
from litestar.response import Stream

from belowline.kernel.errors import NotFound, Refused
from belowline.moderation import PolicyError
from belowline.web.asking import asked
from belowline.web.desk_token import check_desk_token
from belowline.web.errors import PROBLEM, problem
from belowline.web.identity import AnyRequest
from belowline.web.progress import LINES, Result, in_lines
from belowline.web.shapes_policy import (
    PolicyHistory,
    PolicyOut,
    PolicyToSave,
    ProposedPolicy,
    policy_line,
    policy_out,
    preview_out,
    problem_out,
)

# Comments that would be ruled on differently: enough to see of what kind they are.
EXAMPLES = 20


async def get_policy(request: AnyRequest) -> PolicyOut:
    """Return the policy in force as it was written (editors and owners)."""
    services, visitor = await asked(request)
    site_id = services.settings.site.site_id
    return policy_out(await services.policies.read.current(visitor.reader, site_id))


async def list_policies(request: AnyRequest, before: FromQuery[int | None] = None) -> PolicyHistory:
    """List the versions that were saved, the newest first (editors and owners)."""
    services, visitor = await asked(request)
    site_id = services.settings.site.site_id
    found, following = await services.policies.read.history(visitor.reader, site_id, before=before)
    return PolicyHistory(items=[policy_line(each) for each in found], next=following)


async def get_policy_version(request: AnyRequest, number: FromPath[str]) -> PolicyOut:
    """Return a version that was saved (editors and owners)."""
    services, visitor = await asked(request)
    site_id = services.settings.site.site_id
    return policy_out(
        await services.policies.read.version(visitor.reader, site_id, number_of(number))
    )


async def preview_policy(
    request: AnyRequest, data: JSONBody[ProposedPolicy]
) -> Response[Any] | Stream:
    """Say what a policy would have changed in the last thirty days (editors and owners).

    It takes up to a quarter of a minute, and says over how many comments it looked. Who accepts
    `application/x-ndjson` is told on the way how far it is, a line at a time; the last has the
    result. A text that is no policy is answered 422, with `problems` for each place.
    """
    services, visitor = await asked(request)
    check_desk_token(services, visitor, request.headers.get("x-csrf-token", ""))
    site_id = services.settings.site.site_id

    async def work(progress: Callable[[int, int], None]) -> Result:
        try:
            found = await services.policies.preview(
                visitor.reader, site_id, data.text, examples=EXAMPLES, progress=progress
            )
        except PolicyError as error:
            return Refused.status, json.dumps(policy_problem(error)).encode()
        return 200, msgspec.json.encode(preview_out(found))

    if LINES in request.headers.get("accept", ""):
        return in_lines(work)
    status, body = await work(lambda done, total: None)
    kind = PROBLEM if status == Refused.status else "application/json"
    return Response(body, status_code=status, media_type=kind)


async def save_policy(request: AnyRequest, data: JSONBody[PolicyToSave]) -> Response[Any]:
    """Save a policy and put it in force at once (editors and owners)."""
    services, visitor = await asked(request)
    check_desk_token(services, visitor, request.headers.get("x-csrf-token", ""))
    try:
        saved = await services.policies.save(
            visitor.reader,
            services.settings.site.site_id,
            data.text,
            reason=data.reason,
            seen=data.seen,
        )
    except PolicyError as error:
        body = json.dumps(policy_problem(error)).encode()
        return Response(body, status_code=Refused.status, media_type=PROBLEM)
    services.news.wake()
    return Response(policy_out(saved), status_code=201)


def policy_problem(error: PolicyError) -> dict[str, Any]:
    """Return problem details with everything that is wrong in a policy."""
    refused = Refused(
        "The text is no policy: see problems, each with its line and its field.",
        code="policy-invalid",
        field="text",
    )
    found = [msgspec.to_builtins(problem_out(each)) for each in error.problems]
    return problem(refused) | {"problems": found}


def number_of(text: str) -> int:
    """Return the number in an address; raises NotFound for what can't be one."""
    if not (text.isascii() and text.isdecimal() and len(text) < 9):
        raise NotFound("There is no such version of the policy.")
    return int(text)
