"""Put the whole service together."""

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from typing import Any

from litestar.types import ASGIApp

from belowline.config import Settings, Site
from belowline.conversation.appeal import MakeAppeal
from belowline.conversation.check import Check
from belowline.conversation.edit import Edit
from belowline.conversation.in_force import InForce
from belowline.conversation.judging import Judge
from belowline.conversation.like import Like
from belowline.conversation.notice import SendNotice
from belowline.conversation.nudge import Nudge
from belowline.conversation.policy_of_then import PolicyOfThen
from belowline.conversation.post import Post
from belowline.conversation.read import ReadBranch, ReadThread
from belowline.conversation.report import MakeReport, UndoReport
from belowline.conversation.standing import KnowStanding
from belowline.conversation.statement import Explain
from belowline.conversation.withdraw import Withdraw
from belowline.desk.audit_log import SearchLog
from belowline.desk.beside import LookBeside
from belowline.desk.block import BlockDomain
from belowline.desk.order_thread import OrderThread
from belowline.desk.queue import Desk
from belowline.desk.read_numbers import ReadNumbers
from belowline.desk.sanction import SanctionReader
from belowline.desk.saved_views import Views
from belowline.desk.search import Search
from belowline.kernel.clock import Clock, utc_now
from belowline.kernel.ids import NewId, new_id
from belowline.kernel.threads import WarmThreads
from belowline.kernel.tracing import Tracer
from belowline.live.hub import Hub
from belowline.mail.postman import Postman
from belowline.main.files import read_weights
from belowline.main.keys import with_own_key
from belowline.main.learning import make_learning
from belowline.main.live import make_hub
from belowline.main.mailing import mail_verbs, make_postman
from belowline.main.own_data import make_house, own_data
from belowline.main.policies import brought_by, edited_policies, serving_engine
from belowline.main.reading import make_reading
from belowline.main.rulings import ruling_verbs
from belowline.main.scoring import make_scoring
from belowline.main.sign_on import read_sign_on, sign_ons
from belowline.main.timekeeping import Timekeeper
from belowline.main.tracing import make_judge, make_tracer, open_store
from belowline.main.watching import CountedStore, make_operations
from belowline.main.webhooks import make_sender
from belowline.moderation import ENGINE_VERSION, Moderator, Policy, SiteWeights, parse_policy
from belowline.people.guests import Guests
from belowline.people.signin import SignIn, digest
from belowline.store.store import Store
from belowline.stories.open import OpenStory
from belowline.web.app import Lifespan, build_app
from belowline.web.assets import load_assets
from belowline.web.cache import PageCache
from belowline.web.compat.scoring import Scoring
from belowline.web.identity import keyed_hash
from belowline.web.limits import Limiter
from belowline.web.render import make_renderer
from belowline.web.services import Services
from belowline.web.views import SiteView

LOG = logging.getLogger("belowline")

# One for each core of a small machine and two for detectors that hang.
_JUDGE_THREADS = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Belowline:
    """The whole service: its use cases, its application, and how to end it.

    `lifespan` is what goes on while the application is served. `end_streams` lets go of everybody
    who listens; `close` then gives everything back.
    """

    settings: Settings
    services: Services
    store: Store
    app: ASGIApp
    lifespan: Lifespan
    end_streams: Callable[[], None]
    close: Callable[[], Awaitable[None]]


async def build(
    settings: Settings,
    *,
    clock: Clock = utc_now,
    ids: NewId = new_id,
    moderator: Moderator | None = None,
    tracer: Tracer | None = None,
) -> Belowline:
    """Open the store and return the service.

    Raises PolicyError for a bad policy, Unavailable without a database, Refused for another key.
    """
    brought = brought_by(settings.site.site_id, settings.policy, clock())
    sign_on, weights = read_sign_on(settings), read_weights(settings.weights)
    in_force = _engine(brought.text, weights, moderator)
    tracer = tracer or make_tracer(settings)
    store = await with_own_key(settings, await open_store(settings, tracer), clock)
    threads = WarmThreads(_JUDGE_THREADS, "judge")
    seconds, meters = settings.judge_seconds, store.meters
    judge = make_judge(tracer, in_force=in_force, threads=threads, seconds=seconds, meters=meters)
    cache, assets, time = PageCache(), load_assets(), Timekeeper(clock, ids)
    await time.begin(store, settings.site.site_id)
    policies = await edited_policies(
        settings, store, in_force, brought, weights, cache.drop_all, clock
    )
    replica = reading.replica if (reading := make_reading(settings)) else None
    hub = make_hub(settings, store, cache, policies.take, replica, time)
    scoring = _scoring(settings, store, in_force, clock, ids)
    learning = make_learning(settings, store, cache, clock, ids)
    services = Services(
        settings=settings,
        in_force=in_force,
        policies=policies,
        clock=clock,
        stories=store,
        people=store,
        comments=store,
        learning=learning,
        news=hub,
        cache=cache,
        limiter=Limiter(),
        renderer=make_renderer(site_now(settings, in_force), assets),
        ping=store.ping,
        operations=make_operations(settings, store, hub, in_force, clock, replica, learning),
        **sign_ons(settings, sign_on, store, clock, ids),
        **_use_cases(settings, store, judge, clock, ids),
    )
    services = reading.beside(services) if reading else services
    postman = make_postman(settings, store, services.explain, in_force, clock, ids)
    close = _closing(threads, scoring, [store, *([reading.store] if reading else [])], tracer)
    lifespan = _lifespan(services, store, hub, postman, close)
    return Belowline(
        settings=settings,
        services=services,
        store=store,
        app=build_app(services, scoring, assets, lifespan, tracer),
        lifespan=lifespan,
        end_streams=hub.close,
        close=close,
    )


def _closing(
    threads: WarmThreads, scoring: Scoring, stores: Sequence[Store], tracer: Tracer | None
) -> Callable[[], Awaitable[None]]:
    """Return what gives everything back."""

    async def close() -> None:
        threads.shutdown(wait=False, cancel_futures=True)
        scoring.judges.close()
        for each in stores:
            await each.close()
        if tracer is not None:
            await asyncio.to_thread(tracer.close)

    return close


def _engine(text: str, weights: SiteWeights | None, given: Moderator | None) -> InForce:
    """Return the engine with the site's policy and weights, and say so where it is not whole."""
    moderator = given or serving_engine(parse_policy(text), weights)
    if moderator.problem:
        LOG.error("EVERY COMMENT WILL BE HELD: %s", moderator.problem)
    if weights and weights.is_dated:
        LOG.warning(
            "the site's weights were fitted with engine %s, and this is %s: scores mean something"
            " else now; fit them again with “belowline calibrate”",
            weights.engine or "unknown",
            ENGINE_VERSION,
        )
    return InForce(moderator)


def _scoring(
    settings: Settings, store: Store, in_force: InForce, clock: Clock, ids: NewId
) -> Scoring:
    # On the open net anybody may ask, but not have the processor for themselves.
    anonymous = settings.limits.checks_per_address[0]
    return make_scoring(
        settings, lambda: in_force.moderator, store, anonymous, clock=clock, ids=ids
    )


def _use_cases(
    settings: Settings, store: Store, judge: Judge, clock: Clock, ids: NewId
) -> dict[str, Any]:
    """Return the verbs by their names in Services."""
    in_force = judge.in_force
    domains = settings.site.domains
    explain = Explain(
        store=store,
        policies=PolicyOfThen(store=store, in_force=in_force),
        clock=clock,
        secret_of=lambda ruling_id: keyed_hash(settings.secret, "statement", ruling_id),
    )
    check = Check(store=store, judge=judge, domains=domains)
    return {
        "open_story": OpenStory(store=store, clock=clock, new_id=ids, domains=domains),
        "post": Post(
            store=store,
            judge=judge,
            clock=clock,
            new_id=ids,
            domains=domains,
            link_of=lambda ruling_id: digest(explain.secret_of(ruling_id)),
        ),
        "edit": Edit(store=store, judge=judge, clock=clock, new_id=ids, domains=domains),
        "withdraw": Withdraw(store=store),
        "make_report": MakeReport(store=store, in_force=in_force, clock=clock, new_id=ids),
        "undo_report": UndoReport(store=store),
        "like": Like(store=store),
        "events": store,
        "reports": store,
        "explain": explain,
        "send_notice": SendNotice(
            store=store,
            clock=clock,
            new_id=ids,
            secret_of=lambda notice_id: keyed_hash(settings.secret, "notice", notice_id),
        ),
        "make_appeal": MakeAppeal(store=store, explain=explain, clock=clock, new_id=ids),
        "check": check,
        "nudge": Nudge(check=check, store=store, clock=clock),
        "read_thread": ReadThread(store=store),
        "read_branch": ReadBranch(store=store),
        **own_data(settings, store, judge, clock),
        "guests": Guests(store=store, clock=clock, new_id=ids),
        "sign_in": SignIn(store=store, clock=clock, new_id=ids),
        "desk": Desk(store=store, clock=clock),
        "search_log": SearchLog(store=store),
        "read_numbers": ReadNumbers(store=store, clock=clock),
        "order_thread": OrderThread(store=store, clock=clock, new_id=ids),
        **ruling_verbs(store, in_force, clock, ids),
        "search": Search(store=store, clock=clock),
        "views": Views(store=store, clock=clock),
        "look_beside": LookBeside(store=store),
        "block_domain": BlockDomain(store=store, clock=clock, domains=domains),
        "sanction_reader": SanctionReader(store=store, clock=clock, new_id=ids),
        "standing": KnowStanding(store=store, clock=clock),
        **mail_verbs(settings, store, clock, ids),
    }


def _lifespan(
    services: Services,
    store: CountedStore,
    hub: Hub,
    postman: Postman | None,
    close: Callable[[], Awaitable[None]],
) -> Lifespan:
    sender = make_sender(services.settings, store, services.clock)
    house = make_house(services.settings, store, services.erase_readers, services.clock)
    background = services.learning.background
    jobs = [*services.learning.jobs(), *sender.jobs(), *house.jobs()]
    jobs += postman.jobs() if postman else ()

    @asynccontextmanager
    async def lifespan(_: object) -> AsyncIterator[None]:
        site_id = services.settings.site.site_id
        await hub.start()
        if services.public_reads is not None:
            services.public_reads.follower.begin(hub.seen)
        # Whatever was saved since the service was put together came before the first event.
        await services.policies.take(site_id)
        await store.take_policy(site_id, services.policy.version, services.clock())
        following = asyncio.create_task(hub.run())
        if postman is not None:
            await postman.begin()
        await background.start(jobs, works=services.settings.works)
        try:
            yield
        finally:
            hub.close()
            if postman is not None:
                postman.stop()
            await background.stop()
            following.cancel()
            with suppress(asyncio.CancelledError):
                await following
            await close()

    return lifespan


def site_now(settings: Settings, in_force: InForce) -> Callable[[], SiteView]:
    """Return what says of the site what holds at the moment when it is asked."""

    known: list[tuple[Policy, SiteView]] = []

    def now() -> SiteView:
        policy = in_force.policy
        # Another policy in force is another object; pages ask for it again and again.
        if not known or known[0][0] is not policy:
            view = site_view(
                settings.site,
                policy,
                sign_in=bool(settings.open_id),
                has_mail=bool(settings.mail),
            )
            known[:] = [(policy, view)]
        return known[0][1]

    return now


def site_view(
    site: Site, policy: Policy, *, sign_in: bool = False, has_mail: bool = False
) -> SiteView:
    """Return what every page says of the site; spam comes first in the report menu."""
    reasons = [(clause.name, clause.report_label) for clause in policy.clauses]
    return SiteView(
        name=site.name,
        tagline=site.tagline,
        language=site.language,
        contact=site.contact,
        has_mail=has_mail,
        policy_line=policy.line,
        reasons=sorted(reasons, key=lambda reason: reason[0] != "spam"),
        named=[clause.words for clause in policy.clauses if clause.words],
        sign_in=sign_in,
    )
