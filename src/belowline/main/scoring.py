"""Put the interfaces for scoring together, with the whole service or alone."""

import logging
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

from litestar.types import ASGIApp

from belowline.config import Settings
from belowline.desk.suggest import Suggest, SuggestionStore
from belowline.kernel.clock import Clock, utc_now
from belowline.kernel.ids import NewId, new_id
from belowline.main.files import moderator_of
from belowline.moderation import Moderator
from belowline.moderation.assessment import ByEngine
from belowline.store.suggestions_file import SuggestionsFile
from belowline.web.app import build_scoring_app
from belowline.web.compat.judges import Judges
from belowline.web.compat.keys import Keys
from belowline.web.compat.scoring import Scoring
from belowline.web.compat.settings import ScoringSettings, parse_scoring
from belowline.web.limits import Limiter

LOG = logging.getLogger("belowline")


def build_scoring(settings: Settings) -> ASGIApp:
    """Return the application that scores and needs no database.

    Raises PolicyError for a bad policy file, Refused for bad settings for scoring.
    """
    moderator = moderator_of(settings.policy, settings.weights)
    if moderator.problem:
        LOG.error("NO COMMENT WILL BE SCORED: %s", moderator.problem)
    kept = SuggestionsFile(settings.folder / "suggestions.jsonl")
    scoring = make_scoring(settings, lambda: moderator, kept, None)

    @asynccontextmanager
    async def lifespan(_: object) -> AsyncIterator[None]:
        yield
        scoring.judges.close()

    return build_scoring_app(settings, scoring, lifespan)


def make_scoring(
    settings: Settings,
    moderator: Callable[[], Moderator],
    store: SuggestionStore,
    anonymous: int | None,
    *,
    clock: Clock = utc_now,
    ids: NewId = new_id,
) -> Scoring:
    """Put together what the interfaces for scoring need.

    `moderator` returns the engine as it is now. `anonymous` is how often a minute an address may
    ask without a key where the settings don't say; None is freely.
    """
    file = settings.scoring
    said = parse_scoring(file.read_text("utf-8")) if file else ScoringSettings()
    place = file.parent if file else Path()
    return Scoring(
        settings=said,
        shared=lambda: ByEngine(moderator()),
        communities={
            community: ByEngine(moderator_of(place / policy, settings.weights))
            for community, policy in said.communities.items()
        },
        judges=Judges(),
        keys=Keys(said, Limiter(), anonymous),
        suggest=Suggest(site_id=settings.site.site_id, store=store, clock=clock, new_id=ids),
    )
