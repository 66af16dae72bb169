"""Let a member follow a story, so that a digest tells them what is new there."""

from typing import Any

from litestar import Response
from litestar.params import FromPath

from belowline.kernel.errors import NotFound, SignInNeeded
from belowline.people.reader import Reader, Role
from belowline.web.api.stories import known_story
from belowline.web.asking import asked
from belowline.web.identity import AnyRequest, Visitor
from belowline.web.pages.me import HERE, form_token, sent_form
from belowline.web.pages.story import html, redirect
from belowline.web.present.comments import story_view
from belowline.web.seen_language import note_language
from belowline.web.services import Services


async def follow_page(request: AnyRequest, story_id: FromPath[str]) -> Response[Any]:
    """Show whether the reader follows a story, and the button that changes it."""
    services, visitor = await asked(request)
    _check_mail(services)
    story = await known_story(services, story_id)
    member = _member(visitor)
    followed = await services.follow.of(member) if member else ()
    return html(
        services,
        request,
        "follow.html",
        story=story_view(story),
        is_member=member is not None,
        follows=any(each.story_id == story.story_id for each in followed),
        token=form_token(services, member) if member else "",
    )


async def send_follow(request: AnyRequest, story_id: FromPath[str]) -> Response[Any]:
    """Follow a story, which asks for the digest as well; or follow it no more."""
    services, visitor, _, fields = await sent_form(request)
    _check_mail(services)
    story = await known_story(services, story_id)
    member = _member(visitor)
    if member is None:
        raise SignInNeeded("Sign in to follow a story: a guest can't be written to.")
    if fields.get("end"):
        await services.follow.end(member, story.story_id)
        return redirect(f"{HERE}?kept=follow")
    await services.follow(member, story.story_id)
    await services.digests.want(member)
    await note_language(services, member)
    return redirect(f"/stories/{story.story_id}/follow")


def _check_mail(services: Services) -> None:
    if services.change_email is None:
        raise NotFound("No e-mails are sent here, so no story can be followed by them.")


def _member(visitor: Visitor) -> Reader | None:
    reader = visitor.reader
    return reader if reader and reader.role is not Role.GUEST and reader.email else None
