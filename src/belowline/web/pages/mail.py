"""The pages of the links in e-mails: stop such e-mails with one click, choose which ones come."""

from typing import Any

from litestar import Response
from litestar.params import FromPath, FromQuery

from belowline.mail.choices import topic_of
from belowline.mail.mail import Topic
from belowline.web.asking import asked
from belowline.web.forms import read_form
from belowline.web.identity import AnyRequest
from belowline.web.pages.statement import PRIVATE
from belowline.web.pages.story import html, redirect
from belowline.web.services import Services
from belowline.web.words import gettext, marked

# What a reader may choose, in the order of the page; `everything` stands apart.
_LABELS = (
    (Topic.REPLIES, marked("Answers to my comments")),
    (Topic.MENTIONS, marked("Comments that name me")),
    (Topic.RULINGS, marked("The reasons, when a comment of mine is held or taken down")),
    (Topic.REPORTS, marked("What came of my reports")),
    (Topic.DIGEST, marked("The daily digest, where I asked for it")),
    (Topic.REVIEWS, marked("Appeals against my rulings, if I moderate here")),
)
_STOPPED = {
    Topic.REPLIES: marked("You get no more e-mails when somebody answers your comments."),
    Topic.MENTIONS: marked("You get no more e-mails when somebody names you in a comment."),
    Topic.RULINGS: marked("You get no more e-mails with the reasons for rulings on your comments."),
    Topic.REPORTS: marked("You get no more e-mails about your reports."),
    Topic.DIGEST: marked("You get no more e-mails with the daily digest."),
    Topic.REVIEWS: marked("You get no more e-mails about appeals against your rulings."),
    Topic.EVERYTHING: marked("You get no more e-mails at all."),
}
_WOULD_STOP = {
    Topic.REPLIES: marked("You would get no more e-mails when somebody answers your comments."),
    Topic.MENTIONS: marked("You would get no more e-mails when somebody names you in a comment."),
    Topic.RULINGS: marked(
        "You would get no more e-mails with the reasons for rulings on your comments."
    ),
    Topic.REPORTS: marked("You would get no more e-mails about your reports."),
    Topic.DIGEST: marked("You would get no more e-mails with the daily digest."),
    Topic.REVIEWS: marked("You would get no more e-mails about appeals against your rulings."),
    Topic.EVERYTHING: marked("You would get no more e-mails at all."),
}


async def choices_page(
    request: AnyRequest, key: FromPath[str], kept: FromQuery[str] = ""
) -> Response[Any]:
    """Show whoever holds the private link which e-mails come."""
    services = await _limited(request)
    stopped = await services.choices.stopped(key)
    return _private(
        html(
            services,
            request,
            "mail_choices.html",
            key=key,
            labels=[
                (topic.value, gettext(label), topic not in stopped) for topic, label in _LABELS
            ],
            is_silent=Topic.EVERYTHING in stopped,
            was_kept=bool(kept),
        )
    )


async def keep_choices(request: AnyRequest, key: FromPath[str]) -> Response[Any]:
    """Take from a form which e-mails shall come."""
    services = await _limited(request)
    fields = await read_form(request)
    stopped = {topic for topic, _ in _LABELS if not fields.get(topic.value)}
    if fields.get(Topic.EVERYTHING.value):
        stopped.add(Topic.EVERYTHING)
    await services.choices.keep(key, stopped)
    return redirect(f"/mail/{key}?kept=1")


async def stop_page(request: AnyRequest, key: FromPath[str], topic: FromPath[str]) -> Response[Any]:
    """Ask before anything is stopped: programs open links in e-mails to look at them."""
    services = await _limited(request)
    stopped = await services.choices.stopped(key)
    return _stop_page(services, request, key, topic_of(topic), is_done=topic_of(topic) in stopped)


async def stop(request: AnyRequest, key: FromPath[str], topic: FromPath[str]) -> Response[Any]:
    """Stop the e-mails of a topic with one POST, as RFC 8058 has it: no sign-in, no question."""
    services = await _limited(request)
    await services.choices.stop(key, topic_of(topic))
    return _stop_page(services, request, key, topic_of(topic), is_done=True)


def _stop_page(
    services: Services, request: AnyRequest, key: str, topic: Topic, *, is_done: bool
) -> Response[Any]:
    what = gettext((_STOPPED if is_done else _WOULD_STOP)[topic])
    return _private(
        html(
            services,
            request,
            "mail_stop.html",
            key=key,
            topic=topic.value,
            what=what,
            is_done=is_done,
        )
    )


async def _limited(request: AnyRequest) -> Services:
    services, visitor = await asked(request)
    limits = services.settings.limits
    services.limiter.take("statement", visitor.address, limits.checks_per_address)
    return services


def _private(response: Response[Any]) -> Response[Any]:
    response.headers.update(PRIVATE)
    return response
