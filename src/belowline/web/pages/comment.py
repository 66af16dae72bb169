"""Pages about one comment: its conversation, reporting, liking, editing, withdrawing."""

from collections.abc import Sequence
from typing import Any

from litestar import Response
from litestar.params import FromPath, FromQuery

from belowline.conversation.comment import ILLEGAL, Comment, RulingRecord, State
from belowline.conversation.own import access_own, edit_until
from belowline.conversation.report import Notice
from belowline.kernel.errors import BelowlineError, NotFound, Refused
from belowline.kernel.ids import CommentId
from belowline.stories.story import Story
from belowline.web.api.comments import existing, limit_posts, limit_reports
from belowline.web.api.stories import known_story
from belowline.web.asking import asked, comment_id_of, reader_for, remember
from belowline.web.errors import keeping, waiting
from belowline.web.forms import check_page_token, page_token, read_form
from belowline.web.identity import AnyRequest, Visitor
from belowline.web.pages.statement import view_of
from belowline.web.pages.story import html, more_address, redirect
from belowline.web.present.comments import comment_view, own_ruling_view, story_view, tree_view
from belowline.web.present.standing import limits_view, where_why
from belowline.web.previewing import preview_of
from belowline.web.services import Services
from belowline.web.views import FormView
from belowline.web.words import gettext, told


async def comment_page(
    request: AnyRequest,
    comment_id: FromPath[str],
    after: FromQuery[str | None] = None,
    fragment: FromQuery[str | None] = None,
) -> Response[Any]:
    """Show a comment in its conversation; its author sees what became of one that isn't public."""
    services, visitor = await asked(request)
    comment = await _seen_by(services, visitor, comment_id)
    story = await known_story(services, comment.story_id)
    own = comment.author.reader_id == visitor.reader_id
    if own and comment.state in (State.HELD, State.REJECTED, State.REMOVED):
        return await _own_page(services, request, story, comment)
    behind = CommentId(comment_id_of(after)) if after else None
    page = await services.read_branch(comment.site_id, comment.comment_id, after=behind)
    root_id = page.root.comment.comment_id
    more = more_address(root_id, page.next) if page.next else None
    token = page_token(services.settings.secret, story.story_id, services.clock())
    if fragment:
        return html(
            services,
            request,
            "replies.html",
            comments=tree_view(page.root).children,
            story=story_view(story),
            token=token,
            more=more,
        )
    return html(
        services,
        request,
        "conversation.html",
        root=tree_view(page.root),
        story=story_view(story),
        token=token,
        focus=comment.comment_id,
        own=own,
        editable=own and _editable(services, comment),
        more=more,
    )


async def comment_fragment(request: AnyRequest, comment_id: FromPath[str]) -> Response[Any]:
    """Return one comment's HTML for the page's script."""
    services, visitor = await asked(request)
    comment = await _seen_by(services, visitor, comment_id)
    own = comment.author.reader_id == visitor.reader_id
    above = (
        await services.comments.comment(comment.site_id, comment.parent_id)
        if comment.parent_id
        else None
    )
    story = await known_story(services, comment.story_id)
    return html(
        services,
        request,
        "comment.html",
        comment=comment_view(comment, above=above, own=own),
        story=story_view(story),
        token=page_token(services.settings.secret, story.story_id, services.clock()),
        own=own,
    )


async def report_page(
    request: AnyRequest, comment_id: FromPath[str], reason: FromQuery[str] = ""
) -> Response[Any]:
    """Show the form for a report; a breach of the law has a form of its own."""
    services, _ = await asked(request)
    comment = await existing(services, comment_id)
    if reason == ILLEGAL:
        return redirect(f"/comments/{comment.comment_id}/notice")
    return await _report_form(services, request, comment, {"reason": reason})


async def send_report(request: AnyRequest, comment_id: FromPath[str]) -> Response[Any]:
    """Take a report from the menu or the form."""
    fields = await read_form(request)
    return await keeping(request, fields.get("note", ""), _take_report(request, comment_id, fields))


async def _take_report(
    request: AnyRequest, comment_id: str, fields: dict[str, str]
) -> Response[Any]:
    services, visitor = await asked(request)
    comment = await existing(services, comment_id)
    try:
        _check_token(services, comment, fields)
        limit_reports(services, visitor)
        reporter = await reader_for(services, visitor)
        await services.make_report(
            Notice(
                site_id=comment.site_id,
                comment_id=comment.comment_id,
                reporter=reporter,
                reason=fields.get("reason", ""),
                address=visitor.address,
                note=fields.get("note", ""),
                contact=fields.get("contact", ""),
            )
        )
    except BelowlineError as error:
        return await _report_form(services, request, comment, fields, error)
    services.changed(comment.story_id)
    story = await known_story(services, comment.story_id)
    response = html(
        services,
        request,
        "reported.html",
        comment=comment_view(comment),
        story=story_view(story),
        token=fields.get("token", ""),
    )
    return remember(response, request, visitor, reporter)


async def undo_report_page(request: AnyRequest, comment_id: FromPath[str]) -> Response[Any]:
    """Take one's report back and return to the comment."""
    services, visitor = await asked(request)
    fields = await read_form(request)
    comment = await existing(services, comment_id)
    _check_token(services, comment, fields)
    await services.undo_report(comment.site_id, comment.comment_id, visitor.reader)
    return redirect(f"/comments/{comment.comment_id}#c-{comment.comment_id}")


async def like_page(request: AnyRequest, comment_id: FromPath[str]) -> Response[Any]:
    """Like a comment, or take the like back, and return to it.

    A page that is the same for everyone can't show which it will be; pressing twice undoes it.
    """
    services, visitor = await asked(request)
    fields = await read_form(request)
    comment = await existing(services, comment_id)
    _check_token(services, comment, fields)
    services.limiter.take("like", visitor.address, services.settings.limits.likes)
    reader = await reader_for(services, visitor)
    mine = await services.comments.personal(
        comment.site_id, comment.story_id, reader.reader_id, limit=1
    )
    change = services.like.undo if comment.comment_id in mine.liked else services.like
    await change(comment.site_id, comment.comment_id, reader.reader_id)
    services.liked(comment.story_id)
    place = redirect(f"/comments/{comment.comment_id}#c-{comment.comment_id}")
    return remember(place, request, visitor, reader)


async def edit_page(request: AnyRequest, comment_id: FromPath[str]) -> Response[Any]:
    """Show the form for editing one's own comment."""
    services, visitor = await asked(request)
    site_id = services.settings.site.site_id
    comment = await access_own(
        services.comments, site_id, comment_id_of(comment_id), visitor.reader_id
    )
    return await _edit_form(services, request, comment, comment.text)


async def send_edit(request: AnyRequest, comment_id: FromPath[str]) -> Response[Any]:
    """Take an edit; whatever is wrong, the form comes back with the text in it."""
    fields = await read_form(request)
    return await keeping(request, fields.get("text", ""), _take_edit(request, comment_id, fields))


async def _take_edit(request: AnyRequest, comment_id: str, fields: dict[str, str]) -> Response[Any]:
    services, visitor = await asked(request)
    site_id = services.settings.site.site_id
    text = fields.get("text", "")
    comment = await access_own(
        services.comments, site_id, comment_id_of(comment_id), visitor.reader_id
    )
    try:
        _check_token(services, comment, fields)
        if fields.get("preview"):
            story = await known_story(services, comment.story_id)
            shown = await preview_of(services, visitor, story, text)
            return await _edit_form(services, request, comment, text, preview=shown)
        limit_posts(services, visitor)
        ruled = await services.edit(site_id, comment.comment_id, visitor.reader_id, text)
    except BelowlineError as error:
        return await _edit_form(services, request, comment, text, error=error)
    services.changed(comment.story_id)
    if ruled.ruling.verdict == "reject":
        panel = own_ruling_view(ruled.ruling, text, services.policy)
        return await _edit_form(services, request, comment, text, ruling=panel)
    return redirect(f"/comments/{comment.comment_id}#c-{comment.comment_id}")


async def withdraw_page(request: AnyRequest, comment_id: FromPath[str]) -> Response[Any]:
    """Ask before a comment is withdrawn."""
    services, visitor = await asked(request)
    comment = await access_own(
        services.comments,
        services.settings.site.site_id,
        comment_id_of(comment_id),
        visitor.reader_id,
    )
    story = await known_story(services, comment.story_id)
    return html(
        services,
        request,
        "withdraw.html",
        comment=comment_view(comment, own=True),
        story=story_view(story),
        token=page_token(services.settings.secret, story.story_id, services.clock()),
    )


async def send_withdrawal(request: AnyRequest, comment_id: FromPath[str]) -> Response[Any]:
    """Withdraw one's own comment and return to the story."""
    services, visitor = await asked(request)
    fields = await read_form(request)
    site_id = services.settings.site.site_id
    comment = await access_own(
        services.comments, site_id, comment_id_of(comment_id), visitor.reader_id
    )
    _check_token(services, comment, fields)
    await services.withdraw(site_id, comment.comment_id, visitor.reader_id)
    services.changed(comment.story_id)
    return redirect(f"/stories/{comment.story_id}#comments")


async def _seen_by(services: Services, visitor: Visitor, comment_id: str) -> Comment:
    """Return a comment that is public or the visitor's own; raises NotFound."""
    site_id = services.settings.site.site_id
    comment = await services.comments.comment(site_id, comment_id_of(comment_id))
    own = comment is not None and comment.author.reader_id == visitor.reader_id
    if comment is None or not (comment.shown or own):
        raise NotFound("There is no such comment, or it is not public.")
    if own and not comment.shown and comment.state is State.WITHDRAWN:
        raise NotFound("You have withdrawn this comment.")
    return comment


async def _own_page(
    services: Services, request: AnyRequest, story: Story, comment: Comment
) -> Response[Any]:
    rulings = await services.comments.rulings(comment.site_id, comment.comment_id)
    statement = await services.explain.of(comment)
    return html(
        services,
        request,
        "own.html",
        story=story_view(story),
        comment=comment_view(comment, own=True),
        ruling=own_ruling_view(rulings[-1], comment.text, services.policy),
        statement=await view_of(services, statement) if statement else None,
        standing=await limits_view(services, comment.author.reader_id),
        editable=_editable(services, comment, rulings),
        token=page_token(services.settings.secret, story.story_id, services.clock()),
    )


def _editable(services: Services, comment: Comment, rulings: Sequence[RulingRecord] = ()) -> bool:
    until = edit_until(comment, services.edit_window, rulings)
    return until is not None and until > services.clock()


async def _report_form(
    services: Services,
    request: AnyRequest,
    comment: Comment,
    fields: dict[str, str],
    error: BelowlineError | None = None,
) -> Response[Any]:
    story = await known_story(services, comment.story_id)
    response = html(
        services,
        request,
        "report.html",
        error.status if error else 200,
        comment=comment_view(comment),
        story=story_view(story),
        token=page_token(services.settings.secret, story.story_id, services.clock()),
        reason=fields.get("reason", ""),
        note=fields.get("note", ""),
        contact=fields.get("contact", ""),
        problem=told(error) if error else "",
        standing=where_why(error),
    )
    response.headers.update(waiting(error))
    return response


async def _edit_form(
    services: Services,
    request: AnyRequest,
    comment: Comment,
    text: str,
    *,
    error: BelowlineError | None = None,
    ruling: Any = None,
    preview: str = "",
) -> Response[Any]:
    story = await known_story(services, comment.story_id)
    form = FormView(
        action=f"/comments/{comment.comment_id}/edit",
        token=page_token(services.settings.secret, story.story_id, services.clock()),
        heading=gettext("Edit your comment"),
        text=text,
        asks_name=False,
        problem=told(error) if error else "",
        standing=where_why(error),
        ruling=ruling,
        preview=preview,
        submit=gettext("Save"),
    )
    status = error.status if error else Refused.status if ruling else 200
    response = html(services, request, "edit.html", status, story=story_view(story), form=form)
    response.headers.update(waiting(error))
    return response


def _check_token(services: Services, comment: Comment, fields: dict[str, str]) -> None:
    secret, now = services.settings.secret, services.clock()
    check_page_token(secret, comment.story_id, fields.get("token", ""), now)
