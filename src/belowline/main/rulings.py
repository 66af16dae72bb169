"""Put together what moderators decide with, which leans on one another."""

from typing import Any

from belowline.conversation.in_force import InForce
from belowline.desk.escalate import Escalate
from belowline.desk.habits import MyHabits
from belowline.desk.presence import Presence
from belowline.desk.rule import Rule
from belowline.desk.together import RuleTogether
from belowline.desk.undo import Undo
from belowline.kernel.clock import Clock
from belowline.kernel.ids import NewId
from belowline.store.store import Store


def ruling_verbs(store: Store, in_force: InForce, clock: Clock, ids: NewId) -> dict[str, Any]:
    """Return the verbs by their names in Services."""
    rule = Rule(store=store, in_force=in_force, clock=clock, new_id=ids)
    escalate = Escalate(store=store, clock=clock, new_id=ids)
    undo = Undo(store=store, clock=clock)
    presence = Presence(store=store, clock=clock)
    return {
        "rule": rule,
        "escalate": escalate,
        "undo": undo,
        "presence": presence,
        "habits": MyHabits(store=store),
        "together": RuleTogether(
            store=store, rule=rule, escalate=escalate, undo=undo, presence=presence
        ),
    }
