"""The pages of a notice of illegal content: the form, its receipt, what came of it."""

from typing import Any

from litestar import Response
from litestar.params import FromPath

from belowline.conversation.comment import Comment
from belowline.conversation.notice import NoticeDraft
from belowline.kernel.errors import BelowlineError
from belowline.web.api.comments import existing, limit_reports
from belowline.web.api.stories import known_story
from belowline.web.asking import asked
from belowline.web.errors import keeping, waiting
from belowline.web.forms import check_page_token, page_token, read_form
from belowline.web.identity import AnyRequest
from belowline.web.languages import spoken
from belowline.web.pages.statement import PRIVATE
from belowline.web.pages.story import html, redirect
from belowline.web.present.comments import comment_view, story_view
from belowline.web.present.notice import status_view
from belowline.web.services import Services
from belowline.web.words import told

_FIELDS = ("explanation", "law", "words", "name", "email", "abuse", "good_faith")


async def notice_page(request: AnyRequest, comment_id: FromPath[str]) -> Response[Any]:
    """Show the form for a notice that a comment breaks the law; nobody has to sign in."""
    services, _ = await asked(request)
    return await _form(services, request, await existing(services, comment_id), {})


async def send_notice(request: AnyRequest, comment_id: FromPath[str]) -> Response[Any]:
    """Take a notice, and lead its sender to the receipt."""
    fields = await read_form(request)
    kept = fields.get("explanation", "")
    return await keeping(request, kept, _take(request, comment_id, fields))


async def _take(request: AnyRequest, comment_id: str, fields: dict[str, str]) -> Response[Any]:
    services, visitor = await asked(request)
    comment = await existing(services, comment_id)
    try:
        secret, now = services.settings.secret, services.clock()
        check_page_token(secret, comment.story_id, fields.get("token", ""), now)
        limit_reports(services, visitor)
        _, token = await services.send_notice(
            comment.site_id,
            comment.comment_id,
            NoticeDraft(
                explanation=fields.get("explanation", ""),
                law=fields.get("law", ""),
                words=fields.get("words", ""),
                name=fields.get("name", ""),
                email=fields.get("email", ""),
                is_about_abuse=bool(fields.get("abuse")),
                in_good_faith=bool(fields.get("good_faith")),
                address=visitor.address,
                language=spoken().language,
            ),
        )
    except BelowlineError as error:
        return await _form(services, request, comment, fields, error)
    services.news.wake()
    return redirect(f"/notices/{token}")


async def status_page(request: AnyRequest, token: FromPath[str]) -> Response[Any]:
    """Show whoever holds the private link the receipt of a notice, and what came of it."""
    services, visitor = await asked(request)
    limits = services.settings.limits
    services.limiter.take("statement", visitor.address, limits.checks_per_address)
    status = await services.send_notice.status(services.settings.site.site_id, token)
    story = await known_story(services, status.comment.story_id)
    response = html(
        services,
        request,
        "notice_status.html",
        story=story_view(story),
        notice=status_view(status, services.policy),
        comment_address=f"/comments/{status.comment.comment_id}" if status.comment.shown else "",
    )
    response.headers.update(PRIVATE)
    return response


async def _form(
    services: Services,
    request: AnyRequest,
    comment: Comment,
    fields: dict[str, str],
    error: BelowlineError | None = None,
) -> Response[Any]:
    story = await known_story(services, comment.story_id)
    base = str(request.base_url).rstrip("/")
    response = html(
        services,
        request,
        "notice.html",
        error.status if error else 200,
        comment=comment_view(comment),
        story=story_view(story),
        place=f"{base}/comments/{comment.comment_id}",
        token=page_token(services.settings.secret, story.story_id, services.clock()),
        fields={name: fields.get(name, "") for name in _FIELDS},
        problem=told(error) if error else "",
        wrong=(error.field or "") if error else "",
    )
    response.headers.update(waiting(error))
    return response
