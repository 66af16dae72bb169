"""A moderator sanctions a reader, and the reader's words meet what was imposed."""

from datetime import timedelta
from typing import Any

import pytest

from belowline.conversation.comment import ILLEGAL, Attention, Comment, State, Verdict
from belowline.conversation.standing import KnowStanding
from belowline.desk.audit import Act
from belowline.desk.sanction import SanctionOrder, SanctionReader
from belowline.kernel.errors import Conflict, Forbidden, NotFound, Refused
from belowline.people.reader import Reader, Role
from belowline.people.sanctions import Measure, Sanction
from belowline.stories.story import Story
from tests.conversation.room import CLEAN, DOUBTFUL, FORBIDDEN, Room

pytestmark = pytest.mark.anyio


@pytest.fixture
async def reader(room: Room) -> Reader:
    return await room.newsroom.reader(Role.GUEST)


@pytest.fixture
def sanction(room: Room) -> SanctionReader:
    return SanctionReader(store=room.store, clock=room.clock, new_id=room.newsroom.id)


@pytest.fixture
def standing(room: Room) -> KnowStanding:
    return KnowStanding(store=room.store, clock=room.clock)


async def imposed(
    room: Room, sanction: SanctionReader, me: Reader, reader: Reader, measure: str, **facts: Any
) -> Sanction:
    if measure == Measure.SUSPEND:
        facts.setdefault("until", room.now + timedelta(days=7))
    return await sanction(
        me,
        SanctionOrder(
            site_id=room.site_id,
            reader_id=reader.reader_id,
            measure=measure,
            reason=facts.pop("reason", "Insults"),
            **facts,
        ),
    )


async def test_every_new_comment_of_a_held_reader_waits_until_it_is_lifted(
    room: Room, sanction: SanctionReader, moderator: Reader, reader: Reader, story: Story
) -> None:
    before = await room.posted(story, by=reader)
    await imposed(room, sanction, moderator, reader, "hold")

    clean, doubtful = [await room.sent(story, text, by=reader) for text in (CLEAN, DOUBTFUL)]
    forbidden = await room.posted(story, FORBIDDEN, by=reader)
    edited = await room.edited(before, f"{CLEAN} More.")

    assert (clean.comment.state, clean.comment.attention) == (State.HELD, Attention.HELD)
    assert clean.ruling.note
    assert (doubtful.comment.state, doubtful.ruling.note) == (State.HELD, None)
    assert forbidden.state is State.REJECTED
    assert (edited.state, edited.text) == (State.PUBLISHED, CLEAN)
    assert edited.attention is Attention.EDITED
    assert (await room.posted(story)).state is State.PUBLISHED
    await imposed(room, sanction, moderator, reader, "lift")
    assert (await room.posted(story, by=reader)).state is State.PUBLISHED


async def test_an_edit_does_not_free_what_waits_because_of_its_author(
    room: Room, sanction: SanctionReader, moderator: Reader, reader: Reader, story: Story
) -> None:
    await imposed(room, sanction, moderator, reader, "hold")
    comment = await room.posted(story, by=reader)

    assert (await room.edited(comment, f"{CLEAN} More.")).state is State.HELD


@pytest.mark.parametrize("measure", ["suspend", "ban"])
async def test_who_is_suspended_or_banned_writes_edits_and_reports_nothing(
    room: Room,
    sanction: SanctionReader,
    moderator: Reader,
    reader: Reader,
    story: Story,
    measure: str,
) -> None:
    own, other = await room.posted(story, by=reader), await room.posted(story)
    given = await imposed(room, sanction, moderator, reader, measure)
    code = {"suspend": "suspended", "ban": "banned"}[measure]

    async def refused(work: Any) -> None:
        with pytest.raises(Forbidden) as error:
            await work
        assert error.value.code == code

    await refused(room.posted(story, by=reader))
    await refused(room.edited(own, f"{CLEAN} More."))
    await refused(room.reported(other, by=reader))
    report, _ = await room.reported(other, by=reader, reason=ILLEGAL, note="Section 130")
    assert report.reason == ILLEGAL
    assert (await room.withdraw(own.site_id, own.comment_id, reader.reader_id)).text == ""
    if given.until:
        room.now = given.until
        assert (await room.posted(story, by=reader)).state is State.PUBLISHED


async def test_nobody_is_sanctioned_without_a_reason_or_beyond_a_year(
    room: Room, sanction: SanctionReader, moderator: Reader, reader: Reader
) -> None:
    wrong = (
        ({"measure": "shun"}, "unknown-measure"),
        ({"measure": "ban", "reason": "  "}, "reason-missing"),
        ({"measure": "suspend", "until": None}, "bad-end"),
        ({"measure": "suspend", "until": room.now - timedelta(days=1)}, "bad-end"),
        ({"measure": "suspend", "until": room.now + timedelta(days=400)}, "bad-end"),
    )
    for facts, code in wrong:
        with pytest.raises(Refused) as refused:
            await imposed(room, sanction, moderator, reader, **facts)
        assert refused.value.code == code
    with pytest.raises(Conflict):
        await imposed(room, sanction, moderator, reader, "lift")
    with pytest.raises(NotFound):
        await imposed(room, sanction, moderator, room.newsroom.new_reader(), "ban")
    assert not await room.store.sanctions(room.site_id, reader.reader_id)


async def test_readers_sanction_nobody_and_nobody_sanctions_staff(
    room: Room, sanction: SanctionReader, moderator: Reader, reader: Reader
) -> None:
    colleague = await room.newsroom.reader(Role.EDITOR, name="Ed")

    with pytest.raises(Forbidden):
        await imposed(room, sanction, reader, reader, "warn")
    with pytest.raises(Forbidden) as refused:
        await imposed(room, sanction, moderator, colleague, "ban")

    assert refused.value.code == "staff"


async def test_a_slip_is_taken_back_at_once_by_who_made_it(
    room: Room, sanction: SanctionReader, moderator: Reader, reader: Reader, story: Story
) -> None:
    other = await room.newsroom.reader(Role.MODERATOR, name="Di")
    given = await imposed(room, sanction, moderator, reader, "ban")
    with pytest.raises(Forbidden):
        await sanction.undo(other, room.site_id, given.sanction_id)

    await sanction.undo(moderator, room.site_id, given.sanction_id)

    assert (await room.posted(story, by=reader)).state is State.PUBLISHED
    again = await imposed(room, sanction, moderator, reader, "ban")
    room.now += timedelta(minutes=1)
    with pytest.raises(Conflict) as late:
        await sanction.undo(moderator, room.site_id, again.sanction_id)
    assert late.value.code == "too-late"
    log = await room.store.entries(room.site_id, after=0, limit=10)
    assert [each.act for each in log] == [Act.SANCTION] * 3


async def test_an_appeal_goes_to_a_colleague_and_what_is_granted_is_undone(
    room: Room,
    sanction: SanctionReader,
    standing: KnowStanding,
    moderator: Reader,
    reader: Reader,
    story: Story,
) -> None:
    other = await room.newsroom.reader(Role.MODERATOR, name="Di")
    given = await imposed(room, sanction, moderator, reader, "ban")
    site_id, which = room.site_id, given.sanction_id
    await standing.appeal(site_id, reader.reader_id, which, "It was my brother.")
    with pytest.raises(Conflict):
        await standing.appeal(site_id, reader.reader_id, which, "Really.")

    (waits,) = await sanction.complaints(other, site_id)
    assert waits.complaint is not None
    assert waits.complaint.text == "It was my brother."
    with pytest.raises(Forbidden) as own:
        await sanction.answer(moderator, site_id, which, grant=False, reply="No.")
    assert own.value.code == "own-sanction"
    with pytest.raises(Refused):
        await sanction.answer(other, site_id, which, grant=True, reply=" ")
    await sanction.answer(other, site_id, which, grant=True, reply="So it was.")
    with pytest.raises(Conflict):
        await sanction.answer(other, site_id, which, grant=False, reply="No.")

    assert (await room.posted(story, by=reader)).state is State.PUBLISHED
    (known,) = await standing(site_id, reader.reader_id)
    assert known.complaint is not None
    assert (known.complaint.granted, known.complaint.reply) == (True, "So it was.")


async def test_only_its_reader_appeals_within_six_months(
    room: Room, sanction: SanctionReader, standing: KnowStanding, moderator: Reader, reader: Reader
) -> None:
    given = await imposed(room, sanction, moderator, reader, "warn")
    with pytest.raises(NotFound):
        await standing.appeal(
            room.site_id, room.newsroom.reader_id(), given.sanction_id, "Not mine"
        )
    room.now = given.appeal_until
    with pytest.raises(Refused) as late:
        await standing.appeal(room.site_id, reader.reader_id, given.sanction_id, "Too late")
    assert late.value.code == "appeal-late"


async def test_a_person_publishes_what_waits_because_of_its_author(
    room: Room, sanction: SanctionReader, moderator: Reader, reader: Reader, story: Story
) -> None:
    await imposed(room, sanction, moderator, reader, "hold")
    comment: Comment = await room.posted(story, by=reader)

    ruled, _ = await room.ruled(comment, Verdict.PUBLISH)

    assert ruled.state is State.PUBLISHED
