"""API v1: comments, for programs and for the page's own scripts."""

from collections.abc import Sequence
from dataclasses import replace

from litestar import Response
from litestar.params import FromPath, FromQuery, JSONBody

from belowline.conversation.comment import Comment, RulingRecord, State
from belowline.conversation.nudge import Step
from belowline.conversation.own import edit_until
from belowline.conversation.paging import PAGE_SIZE, parse_cursor, parse_sort
from belowline.conversation.post import Draft, Ruled
from belowline.conversation.read import cursor_of
from belowline.conversation.report import Notice
from belowline.conversation.words import check_email, check_name
from belowline.kernel.errors import NotFound
from belowline.kernel.ids import CommentId, StoryId
from belowline.people.reader import Reader, Role
from belowline.web.asking import asked, comment_id_of, reader_for, remember, story_id_of
from belowline.web.identity import AnyRequest, Visitor
from belowline.web.present.statement import statement_address
from belowline.web.seen_language import note_language
from belowline.web.services import Services
from belowline.web.shapes import (
    AppealOut,
    CommentList,
    CommentOut,
    Likes,
    NewAppeal,
    NewComment,
    NewReport,
    NewText,
    ReportOut,
    comment_out,
    ruling_out,
)
from belowline.web.shapes_check import CheckOut, CheckText, check_out
from belowline.web.words import gettext, say

NAMELESS = "Guest"


async def list_comments(
    request: AnyRequest,
    story_id: FromPath[str],
    sort: FromQuery[str] = "newest",
    after: FromQuery[str | None] = None,
    parent_id: FromQuery[str | None] = None,
) -> Response[CommentList]:
    """List the published comments of a story, 20 a page, or only the replies to one of them."""
    services, _ = await asked(request)
    site_id = services.settings.site.site_id

    async def read(reading: Services) -> Sequence[Comment]:
        if await reading.stories.story(site_id, story_id_of(story_id)) is None:
            raise NotFound("There is no such story here.")
        return await reading.comments.listing(
            site_id,
            story_id_of(story_id),
            sort=parse_sort(sort),
            after=parse_cursor(after) if after else None,
            limit=PAGE_SIZE + 1,
            parent_id=comment_id_of(parent_id) if parent_id else None,
        )

    found = await services.publicly(story_id_of(story_id), read)
    page = found[:PAGE_SIZE]
    following = cursor_of(page[-1]).encode() if len(found) > PAGE_SIZE else None
    return Response(CommentList(items=[comment_out(each) for each in page], next=following))


async def post_comment(
    request: AnyRequest, story_id: FromPath[str], data: JSONBody[NewComment]
) -> Response[CommentOut]:
    """Post a comment; 201 with its state and ruling, also when it is held or rejected."""
    services, visitor = await asked(request)
    limit_posts(services, visitor)
    ruled, author = await post_as(
        services,
        visitor,
        story_id_of(story_id),
        text=data.text,
        parent_id=data.parent_id,
        name=data.name,
        email=data.email,
    )
    if data.nudged:
        await services.nudge.followed(services.settings.site.site_id, Step(data.nudged))
    # It was made just now, so its only ruling is known.
    body = await own_out(services, ruled.comment, ruled.ruling, rulings=(ruled.ruling,))
    return remember(Response(body, status_code=201), request, visitor, author)


async def get_comment(request: AnyRequest, comment_id: FromPath[str]) -> Response[CommentOut]:
    """Return a comment: a public one to all, any other to its author and to moderators."""
    services, visitor = await asked(request)
    site_id = services.settings.site.site_id
    comment = await services.comments.comment(site_id, comment_id_of(comment_id))
    if comment is None:
        raise NotFound("There is no such comment.")
    is_author = visitor.reader_id == comment.author.reader_id
    if is_author or (visitor.reader is not None and visitor.reader.role.is_staff):
        rulings = await services.comments.rulings(site_id, comment.comment_id)
        return Response(await own_out(services, comment, rulings[-1], to_author=is_author))
    if not comment.shown:
        raise NotFound("There is no such comment.")
    return Response(comment_out(comment))


async def edit_comment(
    request: AnyRequest, comment_id: FromPath[str], data: JSONBody[NewText]
) -> Response[CommentOut]:
    """Edit one's own comment; the ruling on the new words is in the answer."""
    services, visitor = await asked(request)
    limit_posts(services, visitor)
    ruled = await services.edit(
        services.settings.site.site_id, comment_id_of(comment_id), visitor.reader_id, data.text
    )
    services.changed(ruled.comment.story_id)
    return Response(await own_out(services, ruled.comment, ruled.ruling))


async def delete_comment(request: AnyRequest, comment_id: FromPath[str]) -> Response[None]:
    """Withdraw one's own comment: its text goes, the replies stay."""
    services, visitor = await asked(request)
    comment = await services.withdraw(
        services.settings.site.site_id, comment_id_of(comment_id), visitor.reader_id
    )
    services.changed(comment.story_id)
    return Response(None, status_code=204)


async def report_comment(
    request: AnyRequest, comment_id: FromPath[str], data: JSONBody[NewReport]
) -> Response[ReportOut]:
    """Report a comment; 201 the first time, 200 when this reader had reported it before."""
    services, visitor = await asked(request)
    limit_reports(services, visitor)
    known = await existing(services, comment_id)
    reporter = await reader_for(services, visitor)
    report, is_new = await services.make_report(
        Notice(
            site_id=known.site_id,
            comment_id=known.comment_id,
            reporter=reporter,
            reason=data.reason,
            address=visitor.address,
            note=data.note,
            contact=data.contact,
        )
    )
    services.changed(known.story_id)
    thanks = gettext("You have reported this comment already. Thank you.")
    if is_new:
        thanks = gettext("Thank you: a moderator will see it.")
    in_vain = await services.make_report.in_vain(known.site_id, reporter.reader_id)
    warning = say(in_vain.said) if in_vain.said else ""
    body = ReportOut(
        id=report.report_id if is_new else None,
        comment_id=known.comment_id,
        reason=report.reason,
        new=is_new,
        message=" ".join(filter(None, (thanks, warning))),
    )
    response = Response(body, status_code=201 if is_new else 200)
    return remember(response, request, visitor, reporter)


async def undo_report(request: AnyRequest, comment_id: FromPath[str]) -> Response[None]:
    """Take one's report back while nobody has acted on it."""
    services, visitor = await asked(request)
    known = await existing(services, comment_id)
    await services.undo_report(known.site_id, known.comment_id, visitor.reader)
    return Response(None, status_code=204)


async def like_comment(request: AnyRequest, comment_id: FromPath[str]) -> Response[Likes]:
    """Like a comment, once."""
    services, visitor = await asked(request)
    known = await existing(services, comment_id)
    services.limiter.take("like", visitor.address, services.settings.limits.likes)
    reader = await reader_for(services, visitor)
    likes = await services.like(known.site_id, known.comment_id, reader.reader_id)
    services.liked(known.story_id)
    return remember(Response(Likes(likes=likes), status_code=200), request, visitor, reader)


async def unlike_comment(request: AnyRequest, comment_id: FromPath[str]) -> Response[Likes]:
    """Take one's like back."""
    services, visitor = await asked(request)
    known = await existing(services, comment_id)
    likes = await services.like.undo(known.site_id, known.comment_id, visitor.reader_id)
    services.liked(known.story_id)
    return Response(Likes(likes=likes), status_code=200)


async def appeal(
    request: AnyRequest, comment_id: FromPath[str], data: JSONBody[NewAppeal]
) -> Response[AppealOut]:
    """Appeal against the ruling on one's own comment: a person will look."""
    services, visitor = await asked(request)
    limit_reports(services, visitor)
    made = await services.make_appeal(
        services.settings.site.site_id, comment_id_of(comment_id), visitor.reader_id, data.text
    )
    services.news.wake()
    body = AppealOut(
        id=made.appeal_id,
        comment_id=made.comment_id,
        created_at=made.created_at,
        message=gettext("A moderator will look at your comment again."),
    )
    return Response(body, status_code=201)


async def check_text(request: AnyRequest, data: JSONBody[CheckText]) -> Response[CheckOut]:
    """Say what would become of a text; nothing is kept."""
    services, visitor = await asked(request)
    limits = services.settings.limits
    services.limiter.take("check", visitor.address, limits.checks_per_address)
    ruling = await services.check(
        services.settings.site.site_id,
        data.text,
        story_id=story_id_of(data.story_id) if data.story_id else None,
        parent_id=comment_id_of(data.parent_id) if data.parent_id else None,
        reader_id=visitor.reader_id,
    )
    if data.sending and not data.again and ruling.action != "publish":
        await services.nudge.followed(services.settings.site.site_id, Step.ASKED)
    return Response(check_out(ruling, services.policy), status_code=200)


def limit_posts(services: Services, visitor: Visitor) -> None:
    """Raises TooMany for a reader or an address that writes faster than people do."""
    limits = services.settings.limits
    services.limiter.take("post-address", visitor.address, limits.posts_per_address)
    if visitor.reader_id:
        services.limiter.take("post", visitor.reader_id, limits.posts)


def limit_reports(services: Services, visitor: Visitor) -> None:
    """Raises TooMany for a reader or an address that reports wholesale."""
    limits = services.settings.limits
    services.limiter.take("report-address", visitor.address, limits.reports_per_address)
    if visitor.reader_id:
        services.limiter.take("report", visitor.reader_id, limits.reports)


async def post_as(
    services: Services,
    visitor: Visitor,
    story_id: StoryId,
    *,
    text: str,
    parent_id: str | None,
    name: str | None,
    email: str | None,
) -> tuple[Ruled, Reader]:
    """Post for the visitor and return also the reader.

    A guest gives a name, or had one; who has an account has the account's.
    """
    is_guest = visitor.reader is None or visitor.reader.role is Role.GUEST
    known_name = visitor.reader.name if visitor.reader else ""
    # A form always sends the field, possibly empty; a program may leave it out.
    given = name or known_name or (NAMELESS if name is None else "")
    shown = check_name(given) if is_guest else known_name
    mail = check_email(email or "") if is_guest else None
    site_id = services.settings.site.site_id
    await services.guard_names(site_id, shown, reader=visitor.reader)
    is_first = visitor.reader is None
    reader = visitor.reader or services.guests.made(site_id, name=shown, email=mail)
    if mail is not None and not is_first:  # Before: whoever is turned away is written to.
        await services.guests.named(reader, name=reader.name, email=mail)
    ruled = await services.post(
        Draft(
            site_id=site_id,
            story_id=story_id,
            author=reader,
            name=shown,
            text=text,
            parent_id=CommentId(parent_id) if parent_id else None,
            is_first=is_first,
        )
    )
    if not is_first:
        await services.guests.named(reader, name=shown, email=mail)
    await note_language(services, replace(reader, email=mail or reader.email))
    services.changed(story_id)
    return ruled, reader


async def existing(services: Services, comment_id: str) -> Comment:
    """Return a comment whose place in the thread is public; raises NotFound."""
    site_id = services.settings.site.site_id
    comment = await services.comments.comment(site_id, comment_id_of(comment_id))
    under_review = comment is not None and comment.state is State.HELD and comment.was_public
    if comment is None or not (comment.shown or under_review):
        raise NotFound("There is no such comment.")
    return comment


async def own_out(
    services: Services,
    comment: Comment,
    ruling: RulingRecord,
    *,
    to_author: bool = True,
    rulings: Sequence[RulingRecord] | None = None,
) -> CommentOut:
    """Return a comment as its author or a moderator sees it; `rulings` are all on it, if known."""
    body = comment_out(comment, full=True)
    body.ruling = ruling_out(ruling, services.policy)
    body.pending_edit = comment.pending is not None
    if rulings is None:
        rulings = await services.comments.rulings(comment.site_id, comment.comment_id)
    until = edit_until(comment, services.edit_window, rulings)
    body.edit_until = until if until and until > services.clock() else None
    body.statement = await statement_of(services, comment, rulings) if to_author else None
    return body


async def statement_of(
    services: Services, comment: Comment, rulings: Sequence[RulingRecord] | None = None
) -> str | None:
    """Return the private address of the reasons that the author is owed, None for none."""
    token = await services.explain.link(comment, rulings)
    return statement_address(token) if token else None
