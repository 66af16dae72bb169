"""Put together what readers do with what is known about them."""

from datetime import timedelta
from typing import Any

from belowline.config import Settings
from belowline.conversation.follow import Follow
from belowline.conversation.impersonation import GuardNames
from belowline.conversation.judging import Judge
from belowline.conversation.own_data import ExportOwnData
from belowline.conversation.rename import Rename
from belowline.kernel.clock import Clock
from belowline.main.housekeeping import House
from belowline.people.erasure import EraseReaders, Remains
from belowline.people.language import Languages
from belowline.people.passkeys import Passkeys
from belowline.people.retention import Forget, Retention
from belowline.people.sessions import Sessions
from belowline.store.store import Store


def own_data(settings: Settings, store: Store, judge: Judge, clock: Clock) -> dict[str, Any]:
    """Return the verbs by their names in Services."""
    guard_names = GuardNames(store)
    return {
        "guard_names": guard_names,
        "rename": Rename(store=store, judge=judge, guard_names=guard_names),
        "follow": Follow(store=store, clock=clock),
        "passkeys": Passkeys(store=store, clock=clock),
        "sessions": Sessions(store=store, clock=clock),
        "languages": Languages(store=store, own=settings.site.language),
        "export_own_data": ExportOwnData(store=store, clock=clock),
        "erase_readers": EraseReaders(store=store, clock=clock, remains=Remains(settings.erasure)),
    }


def make_house(settings: Settings, store: Store, erase: EraseReaders, clock: Clock) -> House:
    """Return who erases and forgets what is due."""
    keep = Retention(
        addresses=timedelta(days=settings.keep_addresses_days),
        emails=timedelta(days=settings.keep_emails_days),
    )
    forget = Forget(store=store, clock=clock, keep=keep)
    return House(
        site_id=settings.site.site_id,
        erase=erase,
        forget=forget,
        build_indexes=store.build_late_indexes,
    )
