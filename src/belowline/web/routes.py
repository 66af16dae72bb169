"""The one table of routes: method, path, handler, and the right that it asks for."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from litestar import Request
from litestar.connection import ASGIConnection
from litestar.handlers import BaseRouteHandler, HTTPRouteHandler

from belowline.kernel.errors import SignInNeeded
from belowline.people.access import Right, require
from belowline.web.api import blocks as api_blocks
from belowline.web.api import comments as api_comments
from belowline.web.api import desk as api_desk
from belowline.web.api import featured as api_featured
from belowline.web.api import policy as api_policy
from belowline.web.api import publisher as api_publisher
from belowline.web.api import sanctions as api_sanctions
from belowline.web.api import scores as api_scores
from belowline.web.api import stories as api_stories
from belowline.web.api import together as api_together
from belowline.web.api import trials as api_trials
from belowline.web.api import writers as api_writers
from belowline.web.asking_scores import LARGEST_SCORING_BODY, admit
from belowline.web.forms import LARGEST_BODY, check_origin, is_ours
from belowline.web.identity import AnyRequest, find_visitor
from belowline.web.pages import beside as pages_beside
from belowline.web.pages import blocks as pages_blocks
from belowline.web.pages import comment as pages_comment
from belowline.web.pages import desk as pages_desk
from belowline.web.pages import email_return as pages_email_return
from belowline.web.pages import embed as pages_embed
from belowline.web.pages import feed as pages_feed
from belowline.web.pages import follow as pages_follow
from belowline.web.pages import further as pages_further
from belowline.web.pages import habits as pages_habits
from belowline.web.pages import install as pages_install
from belowline.web.pages import language as pages_language
from belowline.web.pages import mail as pages_mail
from belowline.web.pages import me as pages_me
from belowline.web.pages import meta as pages_meta
from belowline.web.pages import notice as pages_notice
from belowline.web.pages import numbers as pages_numbers
from belowline.web.pages import open_id as pages_open_id
from belowline.web.pages import operations as pages_operations
from belowline.web.pages import passkeys as pages_passkeys
from belowline.web.pages import policy as pages_policy
from belowline.web.pages import policy_history as pages_policy_history
from belowline.web.pages import preview as pages_preview
from belowline.web.pages import record as pages_record
from belowline.web.pages import reports as pages_reports
from belowline.web.pages import sanctions as pages_sanctions
from belowline.web.pages import search as pages_search
from belowline.web.pages import settings as pages_settings
from belowline.web.pages import sign_in as pages_sign_in
from belowline.web.pages import sign_on as pages_sign_on
from belowline.web.pages import standing as pages_standing
from belowline.web.pages import statement as pages_statement
from belowline.web.pages import story as pages_story
from belowline.web.pages import thread as pages_thread
from belowline.web.pages import together as pages_together
from belowline.web.pages import trials as pages_trials
from belowline.web.pages import views as pages_views

Handler = Callable[..., Any]
Connection = ASGIConnection[Any, Any, Any, Any]


@dataclass(frozen=True, slots=True)
class Route:
    """One way in. `right` has no default: every door says who may open it."""

    method: str
    path: str
    handler: Handler
    right: Right


PUBLIC, MODERATE, SCORE = Right.PUBLIC, Right.MODERATE, Right.SCORE
OVERSEE = Right.OVERSEE

ROUTES = (
    # pages for readers
    Route("GET", "/", pages_story.front_page, PUBLIC),
    Route("GET", "/policy", pages_story.policy_page, PUBLIC),
    Route("GET", "/stories/{story_id:str}", pages_story.story_page, PUBLIC),
    Route("GET", "/stories/{story_id:str}/below", pages_embed.below_page, PUBLIC),
    Route("GET", "/below", pages_embed.below_of_url, PUBLIC),
    Route("GET", "/include", pages_embed.include, PUBLIC),
    Route("GET", "/stories/{story_id:str}/reply", pages_story.reply_page, PUBLIC),
    Route("POST", "/stories/{story_id:str}/comments", pages_story.post_page, PUBLIC),
    Route("POST", "/stories/{story_id:str}/preview", pages_preview.preview_fragment, PUBLIC),
    Route("GET", "/stories/{story_id:str}/follow", pages_follow.follow_page, PUBLIC),
    Route("POST", "/stories/{story_id:str}/follow", pages_follow.send_follow, PUBLIC),
    Route("GET", "/stories/{story_id:str}/comments.atom", pages_meta.atom, PUBLIC),
    Route("GET", "/stories/{story_id:str}/comments.json", pages_feed.json_feed, PUBLIC),
    Route("GET", "/comments/{comment_id:str}", pages_comment.comment_page, PUBLIC),
    Route("GET", "/comments/{comment_id:str}/fragment", pages_comment.comment_fragment, PUBLIC),
    Route("GET", "/comments/{comment_id:str}/report", pages_comment.report_page, PUBLIC),
    Route("POST", "/comments/{comment_id:str}/report", pages_comment.send_report, PUBLIC),
    Route("POST", "/comments/{comment_id:str}/report/undo", pages_comment.undo_report_page, PUBLIC),
    Route("POST", "/comments/{comment_id:str}/like", pages_comment.like_page, PUBLIC),
    Route("GET", "/comments/{comment_id:str}/edit", pages_comment.edit_page, PUBLIC),
    Route("POST", "/comments/{comment_id:str}/edit", pages_comment.send_edit, PUBLIC),
    Route("GET", "/comments/{comment_id:str}/withdraw", pages_comment.withdraw_page, PUBLIC),
    Route("POST", "/comments/{comment_id:str}/withdraw", pages_comment.send_withdrawal, PUBLIC),
    Route("GET", "/reports", pages_reports.reports_page, PUBLIC),
    Route("GET", "/comments/{comment_id:str}/notice", pages_notice.notice_page, PUBLIC),
    Route("POST", "/comments/{comment_id:str}/notice", pages_notice.send_notice, PUBLIC),
    Route("GET", "/notices/{token:str}", pages_notice.status_page, PUBLIC),
    Route("GET", "/statements/{token:str}", pages_statement.statement_page, PUBLIC),
    Route("POST", "/statements/{token:str}/appeal", pages_statement.send_appeal, PUBLIC),
    Route("GET", "/standing", pages_standing.own_standing, PUBLIC),
    Route("GET", "/standing/{token:str}", pages_standing.standing_page, PUBLIC),
    Route("POST", "/standing/{token:str}/read", pages_standing.send_read, PUBLIC),
    Route(
        "POST",
        "/standing/{token:str}/sanctions/{sanction_id:str}/appeal",
        pages_standing.send_sanction_appeal,
        PUBLIC,
    ),
    Route("GET", "/sign-in", pages_sign_in.sign_in_page, PUBLIC),
    Route("POST", "/sign-in", pages_sign_in.send_link, PUBLIC),
    Route("GET", "/sign-in/enter", pages_sign_in.link_page, PUBLIC),
    Route("POST", "/sign-in/enter", pages_sign_in.use_link, PUBLIC),
    Route("POST", "/api/v1/sign-in/passkey", pages_passkeys.sign_in, PUBLIC),
    Route("POST", "/api/v1/sign-in/passkey/begin", pages_passkeys.begin_sign_in, PUBLIC),
    Route("GET", "/mail/{key:str}", pages_mail.choices_page, PUBLIC),
    Route("POST", "/mail/{key:str}", pages_mail.keep_choices, PUBLIC),
    Route("GET", "/mail/{key:str}/stop/{topic:str}", pages_mail.stop_page, PUBLIC),
    Route("POST", "/mail/{key:str}/stop/{topic:str}", pages_mail.stop, PUBLIC),
    Route("POST", "/sign-on", pages_sign_on.sign_on, PUBLIC),
    Route("GET", "/oidc/begin", pages_open_id.begin, PUBLIC),
    Route("GET", pages_open_id.RETURN_PATH, pages_open_id.come_back, PUBLIC),
    Route("GET", "/me", pages_me.me_page, PUBLIC),
    Route("GET", "/me/data", pages_me.own_data, PUBLIC),
    Route("POST", "/me/name", pages_me.change_name, PUBLIC),
    Route("POST", "/me/language", pages_language.choose_language, PUBLIC),
    Route("POST", "/me/email", pages_settings.change_email, PUBLIC),
    Route("GET", "/me/email/confirm", pages_settings.confirm_page, PUBLIC),
    Route("POST", "/me/email/confirm", pages_settings.confirm_email, PUBLIC),
    Route("GET", "/me/email/back", pages_email_return.return_page, PUBLIC),
    Route("POST", "/me/email/back", pages_email_return.take_back, PUBLIC),
    Route("POST", "/me/mails", pages_settings.choose_mails, PUBLIC),
    Route("POST", "/api/v1/me/passkeys", pages_passkeys.add_passkey, PUBLIC),
    Route("POST", "/api/v1/me/passkeys/begin", pages_passkeys.begin_passkey, PUBLIC),
    Route("POST", "/me/passkey/remove", pages_passkeys.remove_passkey, PUBLIC),
    Route("POST", "/me/sign-out-everywhere", pages_me.sign_out_everywhere, PUBLIC),
    Route("POST", "/me/erasure", pages_me.ask_erasure, PUBLIC),
    Route("POST", "/me/erasure/cancel", pages_me.cancel_erasure, PUBLIC),
    # the desk
    Route("GET", "/desk/sign-in", pages_desk.sign_in_page, PUBLIC),
    Route("POST", "/desk/sign-in", pages_desk.sign_in, PUBLIC),
    Route("POST", "/desk/sign-in/link", pages_sign_in.send_desk_link, PUBLIC),
    Route("GET", "/desk/enter", pages_desk.link_page, PUBLIC),
    Route("POST", "/desk/enter", pages_desk.use_link, PUBLIC),
    Route("GET", "/desk", pages_desk.queue_page, MODERATE),
    Route("GET", "/desk/habits", pages_habits.habits_page, MODERATE),
    Route("POST", "/desk/habits", pages_habits.keep_habits, MODERATE),
    Route("POST", "/desk/views", pages_views.keep_view, MODERATE),
    Route("POST", "/desk/views/forget", pages_views.forget_view, MODERATE),
    Route("GET", "/desk/search", pages_search.search_page, MODERATE),
    Route("GET", "/desk/further", pages_further.further_fragment, MODERATE),
    Route("GET", "/desk/rows", pages_further.rows_fragment, MODERATE),
    Route("POST", "/desk/sign-out", pages_desk.sign_out, MODERATE),
    Route("GET", "/desk/comments/{comment_id:str}", pages_desk.item_page, MODERATE),
    Route("GET", "/desk/comments/{comment_id:str}/beside", pages_beside.beside_fragment, MODERATE),
    Route("POST", "/desk/comments/{comment_id:str}/rule", pages_desk.rule_page, MODERATE),
    Route("POST", "/desk/together", pages_together.together_page, MODERATE),
    Route("POST", "/desk/together/rule", pages_together.rule_together_page, MODERATE),
    Route("POST", "/desk/together/undo", pages_together.undo_together_page, MODERATE),
    Route("GET", "/desk/numbers", pages_numbers.numbers_page, OVERSEE),
    Route("GET", "/desk/record", pages_record.record_page, OVERSEE),
    Route("GET", "/desk/policy", pages_policy.form_page, OVERSEE),
    Route("GET", "/desk/policy/text", pages_policy.text_page, OVERSEE),
    Route("POST", "/desk/policy/preview", pages_policy.try_policy, OVERSEE),
    Route("POST", "/desk/policy/save", pages_policy.send_policy, OVERSEE),
    Route("GET", "/desk/policy/trials", pages_trials.trials_page, OVERSEE),
    Route("POST", "/desk/policy/trials", pages_trials.end_trial, OVERSEE),
    Route("GET", "/desk/policy/history", pages_policy_history.history_page, OVERSEE),
    Route("GET", "/desk/policy/versions/{number:str}", pages_policy_history.version_page, OVERSEE),
    Route("POST", "/desk/stories/{story_id:str}/thread", pages_thread.order_thread, MODERATE),
    Route("GET", "/desk/blocks", pages_blocks.blocks_page, MODERATE),
    Route("POST", "/desk/blocks", pages_blocks.block_page, MODERATE),
    Route("POST", "/desk/blocks/lift", pages_blocks.lift_page, MODERATE),
    Route("GET", "/desk/sanctions", pages_sanctions.sanctions_page, MODERATE),
    Route("GET", "/desk/readers/{reader_id:str}", pages_sanctions.reader_page, MODERATE),
    Route("POST", "/desk/readers/{reader_id:str}/sanctions", pages_sanctions.impose_page, MODERATE),
    Route("POST", "/desk/sanctions/{sanction_id:str}/undo", pages_sanctions.send_undo, MODERATE),
    Route(
        "POST", "/desk/sanctions/{sanction_id:str}/answer", pages_sanctions.answer_page, MODERATE
    ),
    # API v1
    Route("GET", "/api/v1/stories", api_stories.list_stories, PUBLIC),
    Route("POST", "/api/v1/stories", api_stories.open_story, PUBLIC),
    # Its right is the publisher's key.
    Route("PUT", "/api/v1/stories", api_publisher.push_story, PUBLIC),
    Route("GET", "/api/v1/stories/{story_id:str}", api_stories.get_story, PUBLIC),
    Route("PATCH", "/api/v1/stories/{story_id:str}", api_stories.change_story, MODERATE),
    Route("GET", "/api/v1/stories/{story_id:str}/comments", api_comments.list_comments, PUBLIC),
    Route("POST", "/api/v1/stories/{story_id:str}/comments", api_comments.post_comment, PUBLIC),
    Route("GET", "/api/v1/stories/{story_id:str}/writers", api_writers.list_writers, PUBLIC),
    Route("GET", "/api/v1/stories/{story_id:str}/featured", api_featured.list_featured, PUBLIC),
    Route("GET", "/api/v1/stories/{story_id:str}/me", api_stories.me, PUBLIC),
    Route("GET", "/api/v1/stories/{story_id:str}/live", api_stories.live, PUBLIC),
    Route("GET", "/api/v1/latest", api_stories.latest, PUBLIC),
    Route("GET", "/api/v1/discussed", api_stories.discussed, PUBLIC),
    Route("GET", "/api/v1/counts", api_stories.counts, PUBLIC),
    Route("POST", "/api/v1/check", api_comments.check_text, PUBLIC),
    Route("GET", "/api/v1/comments/{comment_id:str}", api_comments.get_comment, PUBLIC),
    Route("PATCH", "/api/v1/comments/{comment_id:str}", api_comments.edit_comment, PUBLIC),
    Route("DELETE", "/api/v1/comments/{comment_id:str}", api_comments.delete_comment, PUBLIC),
    Route("POST", "/api/v1/comments/{comment_id:str}/reports", api_comments.report_comment, PUBLIC),
    Route("DELETE", "/api/v1/comments/{comment_id:str}/reports", api_comments.undo_report, PUBLIC),
    Route("POST", "/api/v1/comments/{comment_id:str}/like", api_comments.like_comment, PUBLIC),
    Route("DELETE", "/api/v1/comments/{comment_id:str}/like", api_comments.unlike_comment, PUBLIC),
    Route("POST", "/api/v1/comments/{comment_id:str}/appeals", api_comments.appeal, PUBLIC),
    Route("GET", "/api/v1/me/data", pages_me.own_data, PUBLIC),
    Route("POST", "/api/v1/me/erasure", pages_me.erasure_by_api, PUBLIC),
    Route("DELETE", "/api/v1/me/erasure", pages_me.cancel_erasure_by_api, PUBLIC),
    Route("POST", "/api/v1/sign-out", pages_sign_on.sign_out, PUBLIC),
    Route("GET", "/api/v1/desk/queue", pages_desk.queue_list, MODERATE),
    Route(
        "POST",
        "/api/v1/desk/comments/{comment_id:str}/rulings/{ruling_id:str}/undo",
        api_desk.undo,
        MODERATE,
    ),
    Route("POST", "/api/v1/desk/together/preview", api_together.foresee, MODERATE),
    Route("POST", "/api/v1/desk/together", api_together.rule_together, MODERATE),
    Route("POST", "/api/v1/desk/together/undo", api_together.undo_together, MODERATE),
    Route("POST", "/api/v1/desk/pulse", api_desk.pulse, MODERATE),
    Route("GET", "/api/v1/desk/policy", api_policy.get_policy, OVERSEE),
    Route("POST", "/api/v1/desk/policy", api_policy.save_policy, OVERSEE),
    Route("POST", "/api/v1/desk/policy/preview", api_policy.preview_policy, OVERSEE),
    Route("GET", "/api/v1/desk/policy/versions", api_policy.list_policies, OVERSEE),
    Route("GET", "/api/v1/desk/policy/trials", api_trials.list_trials, OVERSEE),
    Route(
        "GET",
        "/api/v1/desk/policy/versions/{number:str}",
        api_policy.get_policy_version,
        OVERSEE,
    ),
    Route("GET", "/api/v1/desk/search", pages_search.search_list, MODERATE),
    Route("POST", "/api/v1/desk/comments/{comment_id:str}/rulings", pages_desk.rule, MODERATE),
    Route("POST", "/api/v1/standing/read", api_sanctions.read_standing, PUBLIC),
    Route("GET", "/api/v1/desk/blocks", api_blocks.list_blocks, MODERATE),
    Route("POST", "/api/v1/desk/blocks", api_blocks.block, MODERATE),
    Route("POST", "/api/v1/desk/blocks/lift", api_blocks.lift, MODERATE),
    Route("GET", "/api/v1/desk/sanctions", api_sanctions.all_sanctions, MODERATE),
    Route("GET", "/api/v1/desk/sanctions/appeals", api_sanctions.waiting_appeals, MODERATE),
    Route(
        "GET",
        "/api/v1/desk/readers/{reader_id:str}/sanctions",
        api_sanctions.list_sanctions,
        MODERATE,
    ),
    Route("POST", "/api/v1/desk/readers/{reader_id:str}/sanctions", api_sanctions.impose, MODERATE),
    Route(
        "POST",
        "/api/v1/desk/sanctions/{sanction_id:str}/undo",
        api_sanctions.undo_sanction,
        MODERATE,
    ),
    Route(
        "POST",
        "/api/v1/desk/sanctions/{sanction_id:str}/answer",
        api_sanctions.answer_appeal,
        MODERATE,
    ),
    # scores for programs, in our words and in those of services that they called before
    Route("POST", "/api/v1/score", api_scores.score_texts, SCORE),
    Route("POST", "/v1alpha1/comments:analyze", api_scores.analyze_comment, SCORE),
    Route("POST", "/v1alpha1/comments:suggestscore", api_scores.suggest_score, SCORE),
    Route("POST", "/comments:analyze", api_scores.analyze_comment, SCORE),
    Route("POST", "/comments:suggestscore", api_scores.suggest_score, SCORE),
    Route("GET", "/$discovery/rest", api_scores.discovery, PUBLIC),
    Route("POST", "/v1/moderations", api_scores.moderations, SCORE),
    # Its right is Coral's signature on the body.
    Route("POST", "/coral/moderate", api_scores.coral_phase, PUBLIC),
    # about the service
    Route("GET", "/healthz", pages_meta.healthz, PUBLIC),
    Route("GET", "/readyz", pages_operations.readyz, PUBLIC),
    # Its right is the network that the request comes from, or a token.
    Route("GET", "/metrics", pages_operations.metrics, PUBLIC),
    Route("GET", "/schema", pages_meta.schema_page, PUBLIC),
    Route("GET", "/schema/openapi.json", pages_meta.openapi, PUBLIC),
    Route("GET", "/install", pages_install.install_page, PUBLIC),
    Route("GET", "/oembed", pages_meta.oembed, PUBLIC),
    Route("GET", "/robots.txt", pages_meta.robots, PUBLIC),
)


# It gives the reader's text back where others only refuse.
_ASKS_ORIGIN_ITSELF = (pages_story.post_page,)

# What a server that only scores answers.
_SCORING = (
    api_scores.score_texts,
    api_scores.analyze_comment,
    api_scores.suggest_score,
    api_scores.discovery,
    api_scores.moderations,
    api_scores.coral_phase,
)
SCORING_ROUTES = tuple(
    route for route in ROUTES if route.handler in (*_SCORING, pages_meta.healthz)
)


def handlers(routes: Sequence[Route] = ROUTES) -> list[HTTPRouteHandler]:
    """Return the table as the framework wants it."""
    return [_handler(route) for route in routes]


def _handler(route: Route) -> HTTPRouteHandler:
    guards = []
    if route.method not in ("GET", "HEAD") and route.handler not in _ASKS_ORIGIN_ITSELF:
        guards.append(_guard_origin)
    if route.right is Right.SCORE:
        guards.append(_guard_key)
    elif route.right is not Right.PUBLIC:
        guards.append(_guard_right(route.right))
    summary = (route.handler.__doc__ or "").strip().partition("\n")[0]
    make = HTTPRouteHandler(
        route.path,
        http_method=[route.method],  # type: ignore[list-item]
        guards=guards,
        include_in_schema=route.path.startswith("/api/"),
        summary=summary,
        status_code=200,
        request_max_body_size=_largest_body(route),
    )
    return make(route.handler)


def _largest_body(route: Route) -> int:
    return LARGEST_SCORING_BODY if route.handler in _SCORING else LARGEST_BODY


async def _guard_origin(
    connection: ASGIConnection[Any, Any, Any, Any], _: BaseRouteHandler
) -> None:
    request: AnyRequest = Request(connection.scope)
    # A page can't make a browser add this header for another site without our leave.
    if not request.headers.get("authorization"):
        domains = connection.app.state.settings.site.domains
        if request.url.path == pages_sign_on.PATH and is_ours(_origin_of(request), domains):
            return  # The publisher's page may sign somebody on who was here before, as another.
        check_origin(request, domains)


def _origin_of(request: AnyRequest) -> str:
    return request.headers.get("origin", "")


async def _guard_key(connection: Connection, _: BaseRouteHandler) -> None:
    admit(Request(connection.scope))


def _guard_right(right: Right) -> Callable[..., Any]:
    async def guard(connection: Connection, _: BaseRouteHandler) -> None:
        request: AnyRequest = Request(connection.scope)
        visitor = await find_visitor(request, connection.app.state.services)
        if not visitor.session:
            raise SignInNeeded("Sign in to work at the desk, at /desk/sign-in.")
        require(right, visitor.reader)

    return guard
