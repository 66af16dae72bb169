"""API v1: stories, counts, the reader's own part of a thread, and the live stream."""

from collections.abc import Sequence
from dataclasses import replace

from litestar import Response
from litestar.params import FromPath, FromQuery, JSONBody
from litestar.response import ServerSentEvent
from msgspec import Struct

from belowline.conversation.comment import Comment, RulingRecord, Source, State
from belowline.conversation.own import edit_until
from belowline.conversation.ports import Personal
from belowline.kernel.errors import NotFound, Refused
from belowline.kernel.ids import SiteId
from belowline.moderation import Action
from belowline.people.access import Right, require
from belowline.people.reader import Role
from belowline.stories.canonical import canonical_url
from belowline.stories.open import StoryFacts
from belowline.stories.story import Story
from belowline.web.api.comments import statement_of
from belowline.web.asking import asked, services_of, story_id_of
from belowline.web.identity import AnyRequest
from belowline.web.nobody import NOBODY
from belowline.web.present.standing import standing_out
from belowline.web.services import Services
from belowline.web.shapes import (
    Count,
    Counts,
    Me,
    NewStory,
    OwnComment,
    StoryList,
    StoryOut,
    TakenOut,
    ruling_out,
    story_out,
)

# A front page lists some tens of stories; more belong on the next page.
LONGEST_LIST = 50

# How many of their own comments a reader gets marked in one thread.
OWN_COMMENTS = 50
# Enough to know one's own words by.
_EXCERPT = 120


class StoryChange(Struct, kw_only=True):
    """Open or close a story's thread."""

    open: bool


async def list_stories(
    request: AnyRequest,
    limit: FromQuery[int] = 20,
    after: FromQuery[str | None] = None,
    url: FromQuery[str | None] = None,
) -> Response[StoryList]:
    """List stories, newest first; with `url`, only the story of that address."""
    services = services_of(request)
    if url is not None:
        found = await services.stories.story_by_url(
            services.settings.site.site_id, canonical_url(url, services.open_story.domains)
        )
        return Response(StoryList(items=[story_out(found)] if found else [], next=None))
    return Response(await _latest(services, limit, after))


async def latest(
    request: AnyRequest, limit: FromQuery[int] = 20, after: FromQuery[str | None] = None
) -> Response[StoryList]:
    """List the latest stories with their comment counts, newest first."""
    return Response(
        await services_of(request).publicly(None, lambda each: _latest(each, limit, after))
    )


async def discussed(request: AnyRequest, limit: FromQuery[int] = 20) -> Response[StoryList]:
    """List the most discussed stories."""
    services = services_of(request)
    site_id, most = services.settings.site.site_id, _checked(limit)
    found = await services.publicly(
        None, lambda each: each.stories.most_discussed(site_id, limit=most)
    )
    return Response(StoryList(items=[story_out(story) for story in found], next=None))


async def open_story(request: AnyRequest, data: JSONBody[NewStory]) -> Response[StoryOut]:
    """Find a story by its URL, or make it: 200 if it was known, 201 if it is new."""
    services, visitor = await asked(request)
    limits = services.settings.limits
    services.limiter.take("story", visitor.address, limits.stories_per_address)
    trusted = visitor.reader is not None and visitor.reader.role.is_staff
    facts = StoryFacts(
        url=data.url,
        headline=data.headline,
        standfirst=data.standfirst,
        byline=data.byline,
        section=data.section,
        published_at=data.published_at,
        # Whoever writes the story's text decides what counts as quoting it.
        body=data.text if trusted else "",
    )
    if not trusted:
        facts = await _fit_to_print(services, facts)
    story, is_new = await services.open_story(services.settings.site.site_id, facts)
    if is_new and services.settings.reads_pages:
        await services.learning.later(story)
    return Response(story_out(story), status_code=201 if is_new else 200)


async def _fit_to_print(services: Services, facts: StoryFacts) -> StoryFacts:
    """Leave out a stranger's words that the engine rejects: the story is named by its address.

    Anybody may open a story, and its headline stands among the latest for all to read.
    """
    words = (facts.headline, facts.standfirst, facts.byline, facts.section)
    if not any(word.strip() for word in words):
        return facts
    ruling = await services.post.judge("\n".join(words), author_published=1)
    if ruling.action is not Action.REJECT:
        return facts
    return replace(facts, headline="", standfirst="", byline="", section="")


async def get_story(request: AnyRequest, story_id: FromPath[str]) -> Response[StoryOut]:
    """Return a story."""
    services = services_of(request)
    return Response(story_out(await known_story(services, story_id)))


async def change_story(
    request: AnyRequest, story_id: FromPath[str], data: JSONBody[StoryChange]
) -> Response[StoryOut]:
    """Open or close a story for comments (staff)."""
    services, visitor = await asked(request)
    require(Right.MODERATE, visitor.reader)
    story = await services.stories.set_open(
        services.settings.site.site_id, story_id_of(story_id), data.open
    )
    if story is None:
        raise NotFound("There is no such story here.")
    services.changed(story.story_id)
    return Response(story_out(story))


async def counts(request: AnyRequest, url: FromQuery[list[str] | None] = None) -> Response[Counts]:
    """Return the number of published comments for up to 50 addresses (`?url=…&url=…`)."""
    services = services_of(request)
    asked_for = url or []
    if not 1 <= len(asked_for) <= LONGEST_LIST:
        raise Refused(f"Give url between 1 and {LONGEST_LIST} times.", code="bad-url", field="url")
    wanted = [canonical_url(each, services.open_story.domains) for each in asked_for]
    found = await services.stories.stories_by_url(services.settings.site.site_id, wanted)
    by_url = {story.url: story.comment_count for story in found}
    return Response(
        Counts(
            items=[
                Count(url=given, comment_count=by_url.get(canonical, 0))
                for given, canonical in zip(asked_for, wanted, strict=True)
            ]
        )
    )


async def me(request: AnyRequest, story_id: FromPath[str]) -> Response[Me]:
    """Return what differs for this reader: own comments, likes and reports in the thread."""
    services, visitor = await asked(request)
    site_id = services.settings.site.site_id
    if visitor.reader is None:
        # Who brings no token at all was answered in front of the framework: nobody.py.
        return Response(NOBODY, headers={"cache-control": "no-store"})
    personal = await services.comments.personal(
        site_id, story_id_of(story_id), visitor.reader.reader_id, limit=OWN_COMMENTS
    )
    body = Me(
        name=visitor.reader.name,
        member=visitor.reader.role is not Role.GUEST,
        comments=[await _own(services, site_id, each) for each in _to_mark(personal)],
        liked=sorted(personal.liked),
        reported={str(key): reason for key, reason in personal.reported.items()},
        staff=visitor.reader.role.is_staff,
        taken=await _taken(services, personal),
        standing=await standing_out(services, visitor),
    )
    return Response(body, headers={"cache-control": "no-store"})


async def live(
    request: AnyRequest, story_id: FromPath[str], after: FromQuery[str | None] = None
) -> ServerSentEvent:
    """Stream what happens in a thread: `published`, `changed`, `hidden`, each with the ids.

    It goes on behind the number in Last-Event-ID, or in `after` for a connection made anew.
    """
    # Who listens to a story that there is was answered in front of the framework: live_streams.py.
    await known_story(services_of(request), story_id)
    raise NotFound("There is no such story here.")


async def known_story(services: Services, story_id: str) -> Story:
    """Return the story; raises NotFound."""
    story = await services.stories.story(services.settings.site.site_id, story_id_of(story_id))
    if story is None:
        raise NotFound("There is no such story here.")
    return story


async def _latest(services: Services, limit: int, after: str | None) -> StoryList:
    limit = _checked(limit)
    found = await services.stories.latest(
        services.settings.site.site_id, limit=limit + 1, after=story_id_of(after) if after else None
    )
    page = found[:limit]
    return StoryList(
        items=[story_out(story) for story in page],
        next=page[-1].story_id if len(found) > limit else None,
    )


def _checked(limit: int) -> int:
    if not 1 <= limit <= LONGEST_LIST:
        raise Refused(f"limit must be 1 to {LONGEST_LIST}.", code="bad-limit", field="limit")
    return limit


def _to_mark(personal: Personal) -> list[Comment]:
    """Rejected comments have no place in the thread; their author was told when they sent them."""
    return [each for each in personal.comments if each.state in (State.PUBLISHED, State.HELD)]


async def _taken(services: Services, personal: Personal) -> list[TakenOut]:
    """Return what a person ruled out or wants changed, most likely when the author had left."""
    found = []
    for comment in personal.comments:
        ruling = await services.explain.taken_by(comment)
        if ruling is None or ruling.source is not Source.MODERATOR:
            continue
        if comment.state is State.HELD and not ruling.asks_edit:
            continue
        address = await statement_of(services, comment)
        if address:
            text = comment.text[:_EXCERPT]
            found.append(
                TakenOut(id=comment.comment_id, state=comment.state, text=text, statement=address)
            )
    return found


async def _own(services: Services, site_id: SiteId, comment: Comment) -> OwnComment:
    rulings: Sequence[RulingRecord] = ()
    if comment.state is State.HELD or comment.pending is not None:
        rulings = await services.comments.rulings(site_id, comment.comment_id)
    until = edit_until(comment, services.edit_window, rulings)
    return OwnComment(
        id=comment.comment_id,
        parent_id=comment.parent_id,
        state=comment.state,
        text=comment.text,
        edit_until=until if until and until > services.clock() else None,
        pending_edit=comment.pending is not None,
        ruling=ruling_out(rulings[-1], services.policy) if rulings else None,
    )
