"""Render a page of the policy's room, with what all of them have in common."""

from typing import Any

from litestar import Response

from belowline.desk.policy_versions import SavedPolicy
from belowline.moderation import PolicyError
from belowline.web.identity import AnyRequest, Visitor, desk_token
from belowline.web.pages_story import html
from belowline.web.present_policy import version_view
from belowline.web.services import Services
from belowline.web.views_policy import MistakeView


def policy_html(
    services: Services,
    request: AnyRequest,
    visitor: Visitor,
    template: str,
    current: SavedPolicy,
    status: int = 200,
    **context: Any,
) -> Response[str]:
    """Return the page; `current` is the version in force."""
    assert visitor.reader is not None
    return html(
        services,
        request,
        template,
        status,
        me={"name": visitor.reader.name, "role": visitor.reader.role.value},
        token=desk_token(services.settings.secret, visitor.session),
        current=version_view(current, newest=current.number),
        **context,
    )


def mistakes(error: PolicyError) -> list[MistakeView]:
    """Return what is wrong, each with its line."""
    return [
        MistakeView(
            line=each.line,
            where=".".join(map(str, each.path)),
            message=each.message,
            hint=each.hint,
            target="",
        )
        for each in error.problems
    ]
