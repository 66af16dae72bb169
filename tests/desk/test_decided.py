"""What a ruling takes away depends on how the comment stood."""

from __future__ import annotations

import pytest

from belowline.conversation.comment import Source, Verdict
from belowline.desk.decided import Decided, Restriction
from belowline.kernel.ids import StoryId
from tests.contracts.newsroom import START, Newsroom
from tests.memory_store import MemoryStore

ROOM = Newsroom(MemoryStore())
COMMENT, _ = ROOM.draft(ROOM.new_story())
WHO = {"e": Source.ENGINE, "r": Source.REPORTS, "m": Source.MODERATOR}
WHAT = {
    "publish": Verdict.PUBLISH,
    "hold": Verdict.HOLD,
    "reject": Verdict.REJECT,
    "remove": Verdict.REMOVE,
}


def decided(*words: str) -> Decided:
    """Return the last of rulings like `m:reject`."""
    rulings = [
        ROOM.ruling(COMMENT, WHAT[what], WHO[who])
        for who, _, what in (word.partition(":") for word in words)
    ]
    return Decided(
        ruling=rulings[-1],
        story_id=StoryId("a story"),
        written_at=START,
        earlier=rulings[:-1],
        reports=(),
        appeals=(),
    )


@pytest.mark.parametrize(
    ("words", "taken"),
    [
        ("e:publish", None),
        ("e:hold", None),
        ("e:reject", Restriction.REJECTED),
        ("e:hold m:reject", Restriction.REJECTED),
        ("e:hold m:remove", Restriction.REJECTED),
        ("e:hold m:publish", None),
        ("e:publish m:remove", Restriction.REMOVED),
        ("e:publish m:reject", Restriction.REMOVED),
        ("e:publish m:hold", Restriction.HIDDEN),
        ("e:publish r:hold", Restriction.HIDDEN),
        ("e:publish r:hold m:remove", Restriction.REMOVED),
        ("e:publish r:hold m:hold", None),
        ("e:publish m:remove m:remove", None),
        ("e:publish m:remove m:publish m:remove", Restriction.REMOVED),
        ("e:reject m:reject", None),
        ("e:reject m:publish m:remove", Restriction.REMOVED),
        ("e:publish e:hold", None),
        ("e:publish e:reject", Restriction.EDIT),
        ("e:publish e:hold m:reject", Restriction.EDIT),
        ("e:publish e:hold m:remove", Restriction.REMOVED),
        ("e:publish e:hold m:reject m:reject", Restriction.REMOVED),
        ("e:publish e:hold e:publish m:reject", Restriction.REMOVED),
        ("e:hold e:publish m:remove", Restriction.REMOVED),
        ("e:hold e:reject", Restriction.EDIT),
        ("e:publish r:hold e:publish r:hold", None),
        ("e:publish r:hold e:publish m:remove", Restriction.REMOVED),
    ],
)
def test_a_ruling_takes_away_what_was_there(words: str, taken: Restriction | None) -> None:
    assert decided(*words.split()).restriction is taken
