"""Render a page of the policy's room, with what all of them have in common."""

from typing import Any

from litestar import Response

from belowline.desk.policy_versions import SavedPolicy
from belowline.moderation import PolicyError, Problem
from belowline.web.identity import AnyRequest, Visitor, desk_token
from belowline.web.pages.story import html
from belowline.web.policy_fields import field_of, rule_views, sections
from belowline.web.present.policy import version_view
from belowline.web.services import Services
from belowline.web.views_policy import DraftView, MistakeView


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


def draft_html(
    services: Services,
    request: AnyRequest,
    visitor: Visitor,
    current: SavedPolicy,
    draft: DraftView,
    status: int = 200,
    base: str = "",
) -> Response[str]:
    """Return the page on which the draft is written, as a text or as a form over `base`."""
    if draft.typed is None:
        template, parts = "desk/policy_text.html", {}
    else:
        wrong = {
            each.field: f"{each.message} ({each.hint})" if each.hint else each.message
            for each in reversed(draft.mistakes)
        }
        template = "desk/policy_form.html"
        parts = {
            "sections": sections(base, draft.typed, wrong),
            "rules": rule_views(base, draft.typed, wrong),
        }
    return policy_html(services, request, visitor, template, current, status, draft=draft, **parts)


def mistakes(error: PolicyError, draft: DraftView) -> list[MistakeView]:
    """Return what is wrong, each with its line and, in a form, its field."""
    return [_mistake(each, draft) for each in error.problems]


def _mistake(problem: Problem, draft: DraftView) -> MistakeView:
    field = "" if draft.typed is None else field_of(problem, draft.numbers)
    # What is about a rule as a whole stands at the rule.
    is_rule = field.endswith(".") and field.startswith("rule-")
    target = field.rstrip(".") if is_rule else f"f-{field}" if field in (draft.typed or ()) else ""
    return MistakeView(
        line=problem.line,
        where=field.rstrip("."),
        message=problem.message,
        hint=problem.hint,
        field=field,
        target=target,
    )
