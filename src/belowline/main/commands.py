"""Lend single use cases to commands that run beside the service, on its data as they are."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from belowline.config import Place
from belowline.desk.audit_log import VerifyLog
from belowline.desk.calibrate import Calibrate
from belowline.desk.check_counters import CheckCounters
from belowline.desk.export_dsa import ExportDsa
from belowline.desk.judges import LendJudges
from belowline.desk.replay import Replay
from belowline.desk.rule_again import RuleAgain
from belowline.desk.save_policy import SavePolicy
from belowline.desk.take_policy import policy_of
from belowline.kernel.clock import utc_now
from belowline.kernel.errors import Refused, Unavailable
from belowline.kernel.ids import SiteId, new_id
from belowline.main.files import read_policy, read_weights
from belowline.main.keys import check_site
from belowline.main.policies import brought_by
from belowline.moderation import ENGINE_VERSION, Moderator, parse_policy
from belowline.moderation.detectors import shipped_classifier, shipped_weights
from belowline.store.database import is_there
from belowline.store.store import Store
from belowline.web.report_page import report_page


@asynccontextmanager
async def replaying(place: Place, proposed: str, lend: LendJudges) -> AsyncIterator[Replay]:
    """Lend the use case that compares a policy with the one in force, on a database as it is.

    Raises PolicyError for a bad policy file of the site, Unavailable where there is no database.
    """
    weights = read_weights(place.weights)
    other, file = parse_policy(proposed), read_policy(place.policy)
    current = parse_policy(file)
    store = await Store.open_to_read(place.database)
    try:
        await check_site(store, place.site_id)
        if saved := await store.saved_policy(place.site_id):
            file, current = saved.text, policy_of(saved)
        with lend([file, proposed], weights) as judges:
            yield Replay(store=store, judges=judges, current=current, proposed=other)
    finally:
        await store.close()


@asynccontextmanager
async def calibrating(place: Place, *, may_lack_database: bool) -> AsyncIterator[Calibrate]:
    """Lend the use case that learns from the desk, on a database as it is.

    Raises PolicyError for a bad policy file, Refused for bad weights or where the engine is not
    whole, Unavailable where there is no database; `may_lack_database`: one that is a file.
    """
    site = read_weights(place.weights)
    engine = Moderator(parse_policy(read_policy(place.policy)), weights={})
    if engine.problem:
        raise Refused(f"There is nothing to calibrate: {engine.problem}.")
    weights = site.all if site else shipped_weights()
    if may_lack_database and not is_there(place.database):
        yield Calibrate(store=None, engine=engine, weights=weights)
        return
    store = await Store.open_to_read(place.database)
    try:
        await check_site(store, place.site_id)
        if saved := await store.saved_policy(place.site_id):
            engine = Moderator(policy_of(saved), weights={})
        yield Calibrate(store=store, engine=engine, weights=weights)
    finally:
        await store.close()


@asynccontextmanager
async def saving_policies(place: Place) -> AsyncIterator[SavePolicy]:
    """Lend the use case that saves a policy; a server that runs takes it within a second or two.

    Raises PolicyError for a bad policy file of the site, Unavailable where there is no database.
    """
    brought = brought_by(place.site_id, place.policy, utc_now())
    if not is_there(place.database):
        raise Unavailable(f"There is no database at {place.database}.")

    async def take(_: SiteId) -> None:
        """Nobody is ruled on here."""

    store = await Store.open(place.database)
    try:
        await check_site(store, place.site_id)
        yield SavePolicy(store=store, brought=brought, take=take, clock=utc_now)
    finally:
        await store.close()


@asynccontextmanager
async def ruling_again(place: Place, lend: LendJudges) -> AsyncIterator[RuleAgain]:
    """Lend the use case that rules again on what is public; servers that run are told of it.

    Raises PolicyError for a bad policy file of the site, Unavailable where there is no database,
    Refused where the engine is not whole: it would hold everything.
    """
    file, weights = read_policy(place.policy), read_weights(place.weights)
    policy = parse_policy(file)
    if not is_there(place.database):
        raise Unavailable(f"There is no database at {place.database}.")
    if problem := shipped_classifier().problem:
        raise Refused(f"The engine is not whole: {problem}.")
    store = await Store.open(place.database)
    try:
        await check_site(store, place.site_id)
        if saved := await store.saved_policy(place.site_id):
            file, policy = saved.text, policy_of(saved)
        with lend([file], weights) as judges:
            yield RuleAgain(
                store=store,
                judges=judges,
                policy=policy,
                engine_version=weights.engine_version if weights else ENGINE_VERSION,
                clock=utc_now,
                new_id=new_id,
            )
    finally:
        await store.close()


async def policy_in_force(place: Place) -> str:
    """Return the text of the policy that a server on this data rules by."""
    if not is_there(place.database):
        return read_policy(place.policy)
    store = await Store.open_to_read(place.database)
    try:
        await check_site(store, place.site_id)
        saved = await store.saved_policy(place.site_id)
        return saved.text if saved else read_policy(place.policy)
    finally:
        await store.close()


@asynccontextmanager
async def auditing(place: Place) -> AsyncIterator[VerifyLog]:
    """Lend the use case that checks the log, on a database as it is.

    Raises Unavailable where there is no database.
    """
    store = await Store.open_to_read(place.database)
    try:
        await check_site(store, place.site_id)
        yield VerifyLog(store=store)
    finally:
        await store.close()


@asynccontextmanager
async def exporting(place: Place) -> AsyncIterator[ExportDsa]:
    """Lend the use case that writes out what was decided; it notes in the log that it did.

    Raises PolicyError for a bad policy file, Unavailable where there is no database.
    """
    file = parse_policy(read_policy(place.policy))
    if not is_there(place.database):
        raise Unavailable(f"There is no database at {place.database}.")
    store = await Store.open(place.database)
    try:
        await check_site(store, place.site_id)
        saved = await store.saved_policy(place.site_id)
        policy = policy_of(saved) if saved else file
        yield ExportDsa(store=store, policy=policy, clock=utc_now, draw=report_page)
    finally:
        await store.close()


@asynccontextmanager
async def checking(place: Place, *, repairs: bool) -> AsyncIterator[CheckCounters]:
    """Lend the use case that counts anew, and where it repairs may write.

    Raises Unavailable where there is no database.
    """
    if not is_there(place.database):
        raise Unavailable(f"There is no database at {place.database}.")
    store = await (Store.open if repairs else Store.open_to_read)(place.database)
    try:
        await check_site(store, place.site_id)
        yield CheckCounters(store=store, clock=utc_now)
    finally:
        await store.close()
