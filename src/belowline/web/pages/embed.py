"""Pages that stand inside a publisher's own: what is below the line of a story."""

import re
from html import escape
from typing import Any
from urllib.parse import quote

from litestar import Response
from litestar.params import FromPath, FromQuery

from belowline.conversation.paging import Sort, parse_sort
from belowline.kernel.errors import Refused, Unavailable
from belowline.stories.canonical import canonical_url
from belowline.stories.story import Story
from belowline.web.asking import home_of, services_of
from belowline.web.away import fit_away
from belowline.web.fragments import Body
from belowline.web.front import page_response
from belowline.web.identity import AnyRequest
from belowline.web.languages import spoken
from belowline.web.page import Page
from belowline.web.pages.story import heard_of, kept_address, kept_page, new_form, thread_view
from belowline.web.services import Services

# So old a publisher's page may be; the embed shows what came since.
INCLUDED_FOR = "public, max-age=30"
_STORY = re.compile(r'data-story-id="([0-9a-f-]+)"')

# What encodeURIComponent leaves as it is.
_UNESCAPED = "!*'()~-._"


async def below_page(
    request: AnyRequest, story_id: FromPath[str], sort: FromQuery[str] = "newest"
) -> Response[Any]:
    """Return what stands below the line, without the page around it."""
    order = parse_sort(sort)
    address = kept_address(request.scope["path"], order, None, is_fragment=False)
    return page_response(await _below(request, story_id, address, order), request)


async def below_of_url(
    request: AnyRequest, url: FromQuery[str] = "", sort: FromQuery[str] = "newest"
) -> Response[Any]:
    """Return the same by the story's own address, so that the embed asks once; 204 for none yet."""
    page = await _page_of_url(request, url, parse_sort(sort))
    if page is None:
        # Not an error: whoever opens the story makes it. A browser would complain of a 404.
        return Response(None, status_code=204, headers={"cache-control": "no-store"})
    return page_response(page, request)


async def include(
    request: AnyRequest, url: FromQuery[str] = "", sort: FromQuery[str] = "newest"
) -> Response[str]:
    """Return the thread for a publisher's server to put into <below-line>; nothing for none yet."""
    page = await _page_of_url(request, url, parse_sort(sort))
    return Response(
        "" if page is None else _shadow(request, page.plain.decode()),
        media_type="text/html",
        headers={"cache-control": INCLUDED_FOR},
    )


def _shadow(request: AnyRequest, rendered: str) -> str:
    """Return the thread as a shadow root that browsers make while they read the page."""
    services, home = services_of(request), home_of(request)
    found = _STORY.search(rendered)
    whole = fit_away(rendered, home, f"/stories/{found[1]}" if found else "/")
    style = escape(home + services.renderer.address("included.css"))
    return (
        f'<template shadowrootmode="open"><link rel="stylesheet" href="{style}">{whole}</template>'
    )


async def _page_of_url(request: AnyRequest, url: str, order: Sort) -> Page | None:
    """Return the kept page of a story's thread, or make it; without a database, the last one."""
    services = services_of(request)
    if not url:
        raise Refused("Give the story's address as url.", code="bad-url", field="url")
    canonical = canonical_url(url, services.open_story.domains)
    address = address_of(canonical, order)
    if (page := services.cache.get(address)) is not None:
        return page
    try:
        story = await services.stories.story_by_url(services.settings.site.site_id, canonical)
    except Unavailable:
        if (page := services.cache.last(address)) is None:
            raise
        return page
    return await _below(request, story.story_id, address, order) if story else None


def asked_for(url: str) -> str:
    """Return where the element asks for a story's thread at first."""
    return f"/below?url={quote(url, safe=_UNESCAPED)}"


def address_of(canonical: str, order: Sort) -> str:
    """Return what a browser asks for when it encodes the address as encodeURIComponent does."""
    asked = asked_for(canonical)
    asked += "" if order is Sort.NEWEST else f"&sort={order}"
    return f"{asked}&lang={language}" if (language := spoken().asked) else asked


async def _below(request: AnyRequest, story_id: str, address: str, order: Sort) -> Page:
    heard = heard_of(request, story_id)

    async def render(services: Services, story: Story) -> Body:
        thread, comments = await thread_view(services, story, order, None, heard)
        form = new_form(services, story)
        context = {
            "path": request.scope["path"],
            "thread": thread,
            "form": form,
            "is_embedded": True,
        }
        return services.fragments.put_in(services.renderer("comments.html", context), comments)

    return await kept_page(request, story_id, address, render)
