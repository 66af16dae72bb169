"""Put together how stories are learnt: from the publisher's pages and systems."""

from belowline.config import Settings
from belowline.fetch.guard import Guard
from belowline.fetch.page import PageFetcher
from belowline.kernel.clock import Clock
from belowline.kernel.ids import NewId, StoryId
from belowline.main.background import make_background
from belowline.main.watching import CountedStore
from belowline.stories.learn import LearnStory, PushStory
from belowline.web.cache import PageCache
from belowline.web.learning import Learning


def make_learning(
    settings: Settings,
    store: CountedStore,
    cache: PageCache,
    clock: Clock,
    ids: NewId,
) -> Learning:
    """Return what reads the pages of this site's domains."""
    site = settings.site

    def changed(story_id: StoryId) -> None:
        cache.drop(site.site_id, story_id)

    fetcher = PageFetcher(guard=Guard(domains=site.domains))
    return Learning(
        site_id=site.site_id,
        store=store,
        learn=LearnStory(store=store, source=fetcher),
        push=PushStory(store=store, clock=clock, new_id=ids, domains=site.domains),
        changed=changed,
        background=make_background(settings, store.meters),
        clock=clock,
    )
