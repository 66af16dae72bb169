"""Put the service together: the one place that knows every concrete class."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from litestar.types import ASGIApp

from belowline.config import Settings, Site
from belowline.conversation.appeal import MakeAppeal
from belowline.conversation.check import Check
from belowline.conversation.edit import Edit
from belowline.conversation.judging import Judge
from belowline.conversation.like import Like
from belowline.conversation.post import Post
from belowline.conversation.read import ReadBranch, ReadThread
from belowline.conversation.report import MakeReport, UndoReport
from belowline.conversation.withdraw import Withdraw
from belowline.desk.queue import Desk
from belowline.desk.rule import Rule
from belowline.kernel.clock import Clock, utc_now
from belowline.kernel.events import Event
from belowline.kernel.ids import NewId, new_id
from belowline.live.hub import Hub
from belowline.moderation import Moderator, Policy, parse_policy, shipped_policy_text
from belowline.people.guests import Guests
from belowline.people.signin import SignIn
from belowline.store.store import Store
from belowline.stories.open import OpenStory
from belowline.web.app import Lifespan, build_app
from belowline.web.assets import load_assets
from belowline.web.cache import PageCache
from belowline.web.limits import Limiter
from belowline.web.render import make_renderer
from belowline.web.services import Services
from belowline.web.views import SiteView

# One for each core of a small machine and two for detectors that hang.
_JUDGE_THREADS = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Belowline:
    """The whole service: its use cases, its application, and how to end it.

    `end_streams` lets go of everybody who listens; `close` then gives everything back.
    """

    settings: Settings
    services: Services
    store: Store
    app: ASGIApp
    end_streams: Callable[[], None]
    close: Callable[[], Awaitable[None]]


async def build(
    settings: Settings,
    *,
    clock: Clock = utc_now,
    ids: NewId = new_id,
    moderator: Moderator | None = None,
) -> Belowline:
    """Open the store and return the service.

    Raises PolicyError for a bad policy file, Unavailable where the database can't be opened.
    """
    policy_text = read_policy(settings)
    moderator = moderator or Moderator(parse_policy(policy_text))
    policy = moderator.policy
    store = await Store.open(settings.database)
    await store.keep_policy(settings.site.site_id, policy.version, policy_text, clock())
    threads = ThreadPoolExecutor(_JUDGE_THREADS, thread_name_prefix="judge")
    judge = Judge(moderator=moderator, threads=threads, seconds=settings.judge_seconds)
    cache = PageCache()
    assets = load_assets()

    def forget(event: Event) -> None:
        cache.drop(event.site_id, event.story_id)

    hub = Hub(store=store, on_event=forget)
    site = site_view(settings.site, policy)
    services = Services(
        settings=settings,
        policy=policy,
        clock=clock,
        stories=store,
        people=store,
        comments=store,
        news=hub,
        cache=cache,
        limiter=Limiter(),
        renderer=make_renderer(site, assets),
        ping=store.ping,
        **_use_cases(settings, store, judge, clock, ids),
    )

    async def close() -> None:
        threads.shutdown(wait=False, cancel_futures=True)
        await store.close()

    return Belowline(
        settings=settings,
        services=services,
        store=store,
        app=build_app(services, assets, _lifespan(hub, close)),
        end_streams=hub.close,
        close=close,
    )


def _use_cases(
    settings: Settings, store: Store, judge: Judge, clock: Clock, ids: NewId
) -> dict[str, Any]:
    """Return the verbs by their names in Services."""
    policy = judge.moderator.policy
    window = timedelta(minutes=policy.edit_window_minutes)
    return {
        "open_story": OpenStory(
            store=store, clock=clock, new_id=ids, domains=settings.site.domains
        ),
        "post": Post(store=store, judge=judge, clock=clock, new_id=ids),
        "edit": Edit(store=store, judge=judge, clock=clock, new_id=ids, window=window),
        "withdraw": Withdraw(store=store),
        "make_report": MakeReport(store=store, policy=policy, clock=clock, new_id=ids),
        "undo_report": UndoReport(store=store),
        "like": Like(store=store),
        "make_appeal": MakeAppeal(store=store, clock=clock, new_id=ids),
        "check": Check(store=store, judge=judge),
        "read_thread": ReadThread(store=store),
        "read_branch": ReadBranch(store=store),
        "guests": Guests(store=store, clock=clock, new_id=ids),
        "sign_in": SignIn(store=store, clock=clock, new_id=ids),
        "desk": Desk(store=store),
        "rule": Rule(store=store, policy=policy, clock=clock, new_id=ids),
    }


def _lifespan(hub: Hub, close: Callable[[], Awaitable[None]]) -> Lifespan:
    @asynccontextmanager
    async def lifespan(_: object) -> AsyncIterator[None]:
        await hub.start()
        relay = asyncio.create_task(hub.run())
        try:
            yield
        finally:
            hub.close()
            relay.cancel()
            with suppress(asyncio.CancelledError):
                await relay
            await close()

    return lifespan


def read_policy(settings: Settings) -> str:
    """Return the text of the site's policy file, or of the one that we ship."""
    if settings.policy is None:
        return shipped_policy_text()
    return settings.policy.read_text("utf-8")


def site_view(site: Site, policy: Policy) -> SiteView:
    """Return what every page says of the site; spam comes first in the report menu."""
    reasons = [(clause.name, clause.report_label) for clause in policy.clauses]
    return SiteView(
        name=site.name,
        tagline=site.tagline,
        language=site.language,
        policy_line=policy.line,
        reasons=sorted(reasons, key=lambda reason: reason[0] != "spam"),
    )
