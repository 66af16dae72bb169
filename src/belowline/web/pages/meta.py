"""About the service itself: health, the API's description, feeds, what robots may read."""

import re
from typing import Any

from litestar import Response
from litestar.openapi.spec import OpenAPI
from litestar.params import FromPath, FromQuery
from markupsafe import escape

from belowline.conversation.paging import PAGE_SIZE, Sort
from belowline.kernel import errors
from belowline.kernel.errors import BelowlineError, NotFound, Refused
from belowline.stories.canonical import canonical_url
from belowline.web.api.stories import known_story
from belowline.web.asking import home_of, services_of
from belowline.web.away import whole_links
from belowline.web.identity import AnyRequest
from belowline.web.pages.story import html
from belowline.web.present.comments import moment
from belowline.web.words import gettext


async def healthz(request: AnyRequest) -> Response[dict[str, str]]:
    """Answer 200 while the database answers, where there is one."""
    await request.app.state.ping()
    return Response({"status": "ok"}, headers={"cache-control": "no-store"})


async def openapi(request: AnyRequest) -> Response[dict[str, Any]]:
    """Return the OpenAPI description of API v1."""
    schema: OpenAPI = request.app.openapi_schema
    return Response(schema.to_schema())


async def schema_page(request: AnyRequest) -> Response[str]:
    """Show the API's operations and errors to people."""
    described = request.app.openapi_schema.to_schema()["paths"]
    operations = [
        {
            "method": method.upper(),
            "path": path,
            "summary": operation.get("summary", ""),
            "description": operation.get("description", ""),
        }
        for path, methods in sorted(described.items())
        for method, operation in methods.items()
        if method in ("get", "post", "patch", "delete")
    ]
    services = services_of(request)
    return html(services, request, "schema.html", operations=operations, errors=_errors())


async def atom(request: AnyRequest, story_id: FromPath[str]) -> Response[bytes]:
    """Return the newest comments of a story as an Atom feed (RFC 4287)."""
    services = services_of(request)
    story = await known_story(services, story_id)
    comments = await services.comments.listing(
        story.site_id, story.story_id, sort=Sort.NEWEST, after=None, limit=PAGE_SIZE
    )
    base = home_of(request)
    body = services.renderer(
        "comments.atom.xml",
        {
            "base": base,
            "story": story,
            "headline": _XML_UNSAFE.sub("", story.headline),
            "updated": moment(comments[0].created_at if comments else story.published_at).iso,
            # XML 1.0 has no way to write these; check_text keeps them out of new comments.
            "entries": [
                {
                    "id": comment.comment_id,
                    "author": _XML_UNSAFE.sub("", comment.author.name),
                    "html": _XML_UNSAFE.sub("", whole_links(comment.html, base)),
                    "published": moment(comment.created_at).iso,
                    "updated": moment(comment.edited_at or comment.created_at).iso,
                }
                for comment in comments
            ],
        },
    )
    return Response(
        body.encode("utf-8", "replace"),
        media_type="application/atom+xml; charset=utf-8",
        headers={"cache-control": "public, max-age=60"},
    )


async def oembed(
    request: AnyRequest, url: FromQuery[str] = "", format: FromQuery[str] = "json"
) -> Response[dict[str, Any]]:
    """Describe how to embed a story's comments (oEmbed 1.0, type rich)."""
    services = services_of(request)
    if format != "json":
        raise _only_json()
    if not url:
        raise Refused("Give the story's address as url.", code="bad-url", field="url")
    found = await services.stories.story_by_url(
        services.settings.site.site_id, canonical_url(url, services.open_story.domains)
    )
    if found is None:
        raise NotFound("There is no such story here.")
    base = home_of(request)
    return Response(
        {
            "version": "1.0",
            "type": "rich",
            "provider_name": services.settings.site.name,
            "provider_url": base,
            "title": gettext("Comments on %(headline)s") % {"headline": found.headline},
            "html": (
                f'<script type="module" src="{escape(base)}/embed.js"></script>'
                f'<below-line story-url="{escape(found.url)}"></below-line>'
            ),
            "width": 640,
            "height": 600,
        }
    )


def _only_json() -> Refused:
    """Return the error that oEmbed section 2.3.1 asks for."""
    error = Refused("Only JSON is offered: ask for format=json.", code="format", field="format")
    error.status = 501
    return error


async def robots(request: AnyRequest) -> Response[str]:
    """Let robots read the threads and nothing else."""
    lines = ("User-agent: *", "Disallow: /api/", "Disallow: /desk", "Disallow: /comments/*/", "")
    return Response("\n".join(lines), media_type="text/plain")


_XML_UNSAFE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def _errors() -> list[dict[str, Any]]:
    """Describe the error tree."""
    found = [
        each
        for each in vars(errors).values()
        if isinstance(each, type) and issubclass(each, BelowlineError)
    ]
    return [
        {
            "code": each.code,
            "status": each.status,
            "title": each.title,
            "detail": (each.__doc__ or "").partition("\n")[0],
        }
        for each in sorted(found, key=lambda each: each.status)
    ]
