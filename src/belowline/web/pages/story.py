"""Pages for readers: the front page, a story with its thread, the policy."""

from collections.abc import Awaitable, Callable, Coroutine, Sequence
from functools import partial
from typing import Any

from litestar import Response
from litestar.params import FromPath, FromQuery
from markupsafe import Markup

from belowline.conversation.paging import Cursor, Sort, parse_cursor, parse_sort
from belowline.conversation.read import Node, cursor_of
from belowline.conversation.threads import ThreadMode, mode_of
from belowline.kernel.errors import BelowlineError, Forbidden, Refused, Unavailable
from belowline.kernel.ids import StoryId
from belowline.stories.story import Story
from belowline.web.api.comments import limit_posts, post_as, statement_of
from belowline.web.api.stories import known_story
from belowline.web.asking import asked, comment_id_of, remember, services_of
from belowline.web.cache import make_page
from belowline.web.encodings import accepted
from belowline.web.errors import answer, keeping, waiting
from belowline.web.forms import check_origin, check_page_token, is_ours, page_token, read_form
from belowline.web.fragments import Body, Pieces
from belowline.web.front import page_response
from belowline.web.identity import AnyRequest
from belowline.web.languages import spoken, with_language
from belowline.web.nudging import count_step, nudged
from belowline.web.page import Page
from belowline.web.present.branches import Branches, about
from belowline.web.present.comments import (
    clause_view,
    comment_view,
    highlight_view,
    own_ruling_view,
    story_view,
)
from belowline.web.present.rails import rail
from belowline.web.present.standing import where_why
from belowline.web.previewing import preview_of
from belowline.web.services import Services
from belowline.web.views import CommentView, FormView, HighlightView, ThreadView
from belowline.web.words import gettext, told

# Latest stories under a story: what fits beside or beneath it without scrolling past.
LATEST_UNDER_STORY = 6
DISCUSSED_UNDER_STORY = 5
ON_FRONT_PAGE = 20
# The editors' latest picks; more would hide the conversation that they are from.
MOST_HIGHLIGHTS = 3


async def front_page(request: AnyRequest) -> Response[str]:
    """Show the publication's front page."""
    services = services_of(request)
    latest, discussed = await services.publicly(None, lambda each: _lists(each, ON_FRONT_PAGE))
    return html(
        services,
        request,
        "front.html",
        latest=list(map(story_view, latest)),
        discussed=list(map(story_view, discussed)),
    )


async def story_page(
    request: AnyRequest,
    story_id: FromPath[str],
    sort: FromQuery[str] = "newest",
    after: FromQuery[str | None] = None,
    fragment: FromQuery[str | None] = None,
) -> Response[Any]:
    """Show a story with its thread: the same bytes for every reader."""
    order = parse_sort(sort)
    cursor = parse_cursor(after) if after else None
    # Before anything is read: what is told from here on is none that the page could lack.
    heard = heard_of(request, story_id)

    async def render(services: Services, story: Story) -> Body:
        thread, comments = await thread_view(services, story, order, cursor, heard)
        context: dict[str, Any] = {"path": request.scope["path"], "thread": thread}
        if not fragment:
            context |= {"form": new_form(services, story), **await _beside(services, story)}
        page = services.renderer("thread.html" if fragment else "story.html", context)
        return services.fragments.put_in(page, comments)

    address = kept_address(request.scope["path"], order, cursor, bool(fragment))
    return page_response(await kept_page(request, story_id, address, render), request)


def heard_of(request: AnyRequest, story_id: str) -> int:
    """Return the number from which a page that is begun now has to be told of its story."""
    services = services_of(request)
    return services.news.heard_of(services.settings.site.site_id, StoryId(story_id))


async def kept_page(
    request: AnyRequest,
    story_id: str,
    address: str,
    render: Callable[[Services, Story], Awaitable[Body]],
) -> Page:
    """Render a public page and keep it; where the database is away or slow, serve the last one."""
    services = services_of(request)
    site_id = services.settings.site.site_id
    if (kept := services.cache.get(address)) is not None:
        # It was asked for by another of its addresses.
        return kept
    generation = services.cache.generation(site_id, StoryId(story_id))

    async def read(reading: Services) -> tuple[StoryId, Body]:
        async with reading.comments.one_look():
            story = await known_story(reading, story_id)
            return story.story_id, await render(reading, story)

    async def make() -> Page:
        try:
            known, body = await services.publicly(StoryId(story_id), read)
        except Unavailable:
            page = services.cache.last(address)
            if page is None:
                raise
            return page
        services.operations.meters.rendered += 1
        page = make_page(body, services.cache.now())
        await page.ready(accepted(request.scope["headers"]))
        return services.cache.keep(address, (site_id, known), generation, page)

    def newest() -> Coroutine[Any, Any, Page]:
        # Under the generation: who comes after a change doesn't get what was begun before it.
        return services.cache.making((address, generation), make)

    older = services.cache.last(address)
    return await (newest() if older is None else services.older_page.unless(older, newest))


async def policy_page(request: AnyRequest) -> Response[str]:
    """Show the house policy clause by clause, with what is and is not meant."""
    services = services_of(request)
    return html(
        services,
        request,
        "policy.html",
        clauses=clause_view(services.policy),
        policy_version=services.policy.version,
    )


async def reply_page(
    request: AnyRequest, story_id: FromPath[str], to: FromQuery[str]
) -> Response[str]:
    """Show the form for answering a comment, for browsers without scripts."""
    services, visitor = await asked(request)
    story = await known_story(services, story_id)
    form = new_form(
        services,
        story,
        parent=await _parent(services, to),
        name=visitor.reader.name if visitor.reader else "",
    )
    return html(services, request, "write.html", story=story_view(story), form=form)


async def post_page(request: AnyRequest, story_id: FromPath[str]) -> Response[Any]:
    """Take a comment from a form; whatever is wrong, the form comes back with everything in it."""
    fields = await read_form(request)
    text = fields.get("text", "")
    try:
        check_origin(request, services_of(request).settings.site.domains)
    except Forbidden:
        if not is_ours(
            request.headers.get("origin", ""), services_of(request).settings.site.domains
        ):
            raise
        return await keeping(request, text, _confirm(request, story_id, fields))
    return await keeping(request, text, _take(request, story_id, fields))


async def _confirm(request: AnyRequest, story_id: str, fields: dict[str, str]) -> Response[Any]:
    """Have a reader whom we know send once more from our own page what the publisher's page sent.

    That page may send for itself, and not in the name of whoever looks at it.
    """
    services = services_of(request)
    story = await known_story(services, story_id)
    parent_id = fields.get("parent_id") or None
    form = new_form(
        services,
        story,
        parent=await _parent(services, parent_id) if parent_id else None,
        text=fields.get("text", ""),
        name=fields.get("name", ""),
        email=fields.get("email", ""),
        problem=gettext("Press the button once more: your comment came from another page."),
    )
    return _again(services, request, story, form, 200)


async def _take(request: AnyRequest, story_id: str, fields: dict[str, str]) -> Response[Any]:
    services, visitor = await asked(request)
    text, parent_id = fields.get("text", ""), fields.get("parent_id") or None
    name, email = fields.get("name", ""), fields.get("email", "")
    story = await known_story(services, story_id)

    async def again(problem: str = "", **more: Any) -> FormView:
        return new_form(
            services,
            story,
            parent=await _parent(services, parent_id) if parent_id else None,
            text=text,
            name=name,
            email=email,
            problem=problem,
            **more,
        )

    try:
        settings = services.settings
        check_page_token(settings.secret, story_id, fields.get("token", ""), services.clock())
        if fields.get("preview"):
            shown = await preview_of(services, visitor, story, text)
            return _again(services, request, story, await again(preview=shown), 200)
        if (nudge := await nudged(services, visitor, story, fields)) is not None:
            return _again(services, request, story, await again(nudge=nudge), Refused.status)
        limit_posts(services, visitor)
        ruled, reader = await post_as(
            services,
            visitor,
            story.story_id,
            text=text,
            parent_id=parent_id,
            name=name,
            email=email,
        )
    except BelowlineError as error:
        if not story.open:
            return answer(request, error, kept_text=text)
        form = await again(told(error), standing=where_why(error))
        response = _again(services, request, story, form, error.status)
        response.headers.update(waiting(error))
        return response
    await count_step(services, fields)
    comment = ruled.comment
    if comment.state == "rejected":
        reasons = await statement_of(services, comment) or ""
        panel = own_ruling_view(ruled.ruling, comment.text, services.policy, reasons)
        form = await again(ruling=panel)
        response = _again(services, request, story, form, Refused.status)
        return remember(response, request, visitor, reader)
    place = f"/comments/{comment.comment_id}"
    if comment.state == "published":
        is_root = comment.parent_id is None
        place = f"/stories/{story_id}" if is_root else place
        place += f"#c-{comment.comment_id}"
    return remember(redirect(place), request, visitor, reader)


async def thread_view(
    services: Services, story: Story, order: Sort, cursor: Cursor | None, heard: int
) -> tuple[ThreadView, Pieces]:
    """Read and present one page of a thread; its comments apart, as HTML.

    `heard` was asked for before anything was read.
    """
    page = await services.read_thread(story.site_id, story.story_id, sort=order, after=cursor)
    newest = await services.comments.listing(
        story.site_id, story.story_id, sort=Sort.NEWEST, after=None, limit=1
    )
    address = f"/stories/{story.story_id}"
    following = f"{address}?sort={order}&after={page.next.encode()}" if page.next else None
    token = page_token(services.settings.secret, story.story_id, services.clock())
    thread = ThreadView(
        story=story_view(story),
        sort=order.value,
        branches=Markup(services.fragments.mark),
        is_empty=not page.nodes,
        next=following,
        is_first=cursor is None,
        behind=cursor_of(newest[0]).encode() if newest else "",
        heard=heard,
        token=token,
        is_paused=await mode_of(services.order_thread.store, story) is ThreadMode.PAUSED,
        highlights=[] if cursor else await _highlights(services, story),
    )
    renderer = services.renderer
    write = Branches(renderer, services.fragments, about(story, token, renderer.reasons()))
    return thread, write([(node, _more_of(node)) for node in page.nodes])


def _more_of(node: Node) -> str | None:
    """Return where the rest of a root's branch is, None where all of it is here."""
    return more_address(node.comment.comment_id, node_last(node)) if node.more else None


async def _highlights(services: Services, story: Story) -> list[HighlightView]:
    """Return what the editors picked: it stands first, on the first page."""
    found = await services.comments.featured(story.site_id, story.story_id, limit=MOST_HIGHLIGHTS)
    return [highlight_view(each) for each in found]


def node_last(node: Node) -> str:
    """Return the id of the newest comment in a branch: ids sort by time."""
    newest: str = max([node.comment.comment_id, *(node_last(child) for child in node.children)])
    return newest


def more_address(root_id: str, after: str) -> str:
    """Return where the rest of a branch is."""
    return f"/comments/{root_id}?after={after}"


def new_form(
    services: Services, story: Story, parent: CommentView | None = None, **kept: Any
) -> FormView:
    """Return a form for a comment on the story; `kept` are the fields it comes back with."""
    return FormView(
        action=f"/stories/{story.story_id}/comments",
        token=page_token(services.settings.secret, story.story_id, services.clock()),
        heading=gettext("Reply to %(name)s") % {"name": parent.author}
        if parent
        else gettext("Write a comment"),
        parent_id=parent.id if parent else "",
        parent=parent,
        submit=gettext("Post reply") if parent else gettext("Post comment"),
        asks=True,
        **kept,
    )


def html(
    services: Services, request: AnyRequest, template: str, status: int = 200, **context: Any
) -> Response[str]:
    """Return a page that is for this reader only, or changes too often to be kept."""
    body = services.renderer(template, {"path": request.scope["path"], **context})
    return Response(
        body.encode("utf-8", "replace").decode(),
        status_code=status,
        media_type="text/html",
        headers={"cache-control": "private, no-store"},
    )


def redirect(address: str) -> Response[None]:
    """Send the browser on with a GET."""
    location = with_language(address)
    return Response(
        None, status_code=303, headers={"location": location, "cache-control": "no-store"}
    )


def _again(
    services: Services, request: AnyRequest, story: Story, form: FormView, status: int
) -> Response[Any]:
    return html(services, request, "write.html", status, story=story_view(story), form=form)


async def _parent(services: Services, comment_id: str) -> CommentView | None:
    """Return the public comment that is answered, None where there is none."""
    try:
        wanted = comment_id_of(comment_id)
    except BelowlineError:
        return None
    found = await services.comments.comment(services.settings.site.site_id, wanted)
    return comment_view(found) if found and found.state == "published" else None


async def _lists(services: Services, latest: int) -> tuple[Sequence[Story], Sequence[Story]]:
    site_id = services.settings.site.site_id
    return (
        await services.stories.latest(site_id, limit=latest),
        await services.stories.most_discussed(site_id, limit=DISCUSSED_UNDER_STORY),
    )


async def _beside(services: Services, story: Story) -> dict[str, Markup]:
    """Return the lists of other stories, ready-made."""
    latest, discussed = (
        [each for each in found if each.story_id != story.story_id]
        for found in await _lists(services, LATEST_UNDER_STORY + 1)
    )
    write = partial(rail, services.renderer, services.fragments)
    return {
        "latest": write("latest", latest[:LATEST_UNDER_STORY]),
        "discussed": write("discussed", discussed),
    }


def kept_address(path: str, order: Sort, cursor: Cursor | None, is_fragment: bool) -> str:
    """Return the one address under which this page is kept, whatever the query looked like."""
    language = spoken().asked
    query = f"sort={order}" if order is not Sort.NEWEST or cursor or is_fragment else ""
    query += f"&after={cursor.encode()}" if cursor else ""
    query += f"&lang={language}" if language else ""
    query = query.removeprefix("&") + ("&fragment=1" if is_fragment else "")
    return f"{path}?{query}" if query else path
