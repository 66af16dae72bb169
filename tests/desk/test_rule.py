"""A moderator rules, with name and time, on what they have seen."""

from dataclasses import replace

import pytest

from belowline.conversation.comment import (
    Attention,
    Comment,
    Outcome,
    RulingRecord,
    Source,
    State,
    Verdict,
)
from belowline.conversation.words import LONGEST_NOTE
from belowline.desk.rule import Order, Rule
from belowline.kernel.errors import Conflict, Forbidden, NotFound, Refused, SignInNeeded
from belowline.kernel.events import EventKind
from belowline.kernel.ids import RulingId
from belowline.moderation import ENGINE_VERSION
from belowline.people.reader import Reader, Role
from belowline.stories.story import Story
from tests.conversation.room import DOUBTFUL, FORBIDDEN, Room, unknown_comment
from tests.memory_store import MemoryStore

pytestmark = pytest.mark.anyio


def order(comment: Comment, verdict: str, clause: str | None = None, note: str = "") -> Order:
    return Order(
        site_id=comment.site_id,
        comment_id=comment.comment_id,
        verdict=verdict,
        clause=clause,
        note=note,
        seen=comment.ruling_id,
    )


class TooLate(MemoryStore):
    """A store in which something happens between the last look and the commit."""

    def __init__(self, room: Room, *, withdrawn: bool) -> None:
        super().__init__()
        self._tables = room.store._tables
        self.room, self.withdrawn = room, withdrawn

    async def add_ruling(
        self, changed: Comment, ruling: RulingRecord, *, seen: RulingId
    ) -> Comment:
        """Let the other one be first."""
        if self.withdrawn:
            by = changed.author.reader_id
            await self.room.withdraw(changed.site_id, changed.comment_id, by)
        else:
            await self.room.ruled(changed, Verdict.PUBLISH)
        return await super().add_ruling(changed, ruling, seen=seen)


async def test_an_approval_publishes_what_was_held(
    room: Room, moderator: Reader, story: Story
) -> None:
    comment = await room.posted(story, DOUBTFUL)

    after, ruling = await room.rule(moderator, order(comment, "publish", note=" Fine. "))

    assert (after.state, after.cleared, after.attention) == (State.PUBLISHED, True, None)
    assert (ruling.verdict, ruling.source) == (Verdict.PUBLISH, Source.MODERATOR)
    assert (ruling.by, ruling.by_name) == (moderator.reader_id, "Mo")
    assert (ruling.note, ruling.clause, ruling.revision) == ("Fine.", None, 1)
    assert ruling.policy_version == room.policy.version
    assert ruling.engine_version == ENGINE_VERSION
    assert ruling.created_at == room.now
    rulings = await room.store.rulings(room.site_id, comment.comment_id)
    assert [each.source for each in rulings] == [Source.ENGINE, Source.MODERATOR]
    assert rulings[-1] == ruling
    assert await room.newsroom.last_kind() is EventKind.PUBLISHED


@pytest.mark.parametrize("verdict", ["reject", "remove"])
async def test_what_never_was_public_is_rejected(
    room: Room, moderator: Reader, story: Story, verdict: str
) -> None:
    comment = await room.posted(story, DOUBTFUL)

    after, ruling = await room.rule(moderator, order(comment, verdict, "racism"))

    assert (after.state, ruling.clause) == (State.REJECTED, "racism")


@pytest.mark.parametrize("verdict", ["reject", "remove"])
async def test_what_was_public_is_removed(
    room: Room, moderator: Reader, story: Story, verdict: str
) -> None:
    public = await room.posted(story)
    held = await room.held_by_readers(await room.posted(story))

    for comment in (public, held):
        after, _ = await room.rule(moderator, order(comment, verdict, "racism"))
        assert (after.state, after.attention) == (State.REMOVED, None)


async def test_a_moderator_may_hold_a_public_comment_and_think_about_it(
    room: Room, moderator: Reader, story: Story
) -> None:
    comment = await room.posted(story)

    after, _ = await room.rule(moderator, order(comment, "hold"))

    assert (after.state, after.attention) == (State.HELD, Attention.HELD)
    assert await room.newsroom.last_kind() is EventKind.HIDDEN


async def test_a_ruling_is_about_the_edit_that_waits(
    room: Room, moderator: Reader, story: Story
) -> None:
    comment = await room.posted(story)
    edited = await room.edited(comment, DOUBTFUL)

    after, ruling = await room.rule(moderator, order(edited, "publish"))

    assert (ruling.revision, after.revision, after.text) == (2, 2, DOUBTFUL)


async def test_a_refused_edit_leaves_the_public_text_alone(
    room: Room, moderator: Reader, story: Story
) -> None:
    comment = await room.posted(story)
    edited = await room.edited(comment, DOUBTFUL)

    after, ruling = await room.rule(moderator, order(edited, "reject", "discourtesy"))

    assert ruling.revision == 2
    assert (after.state, after.text, after.pending) == (State.PUBLISHED, comment.text, None)
    assert await room.newsroom.last_kind() is EventKind.KEPT


@pytest.mark.parametrize(
    ("verdict", "outcome"),
    [("publish", Outcome.DISMISSED), ("reject", Outcome.UPHELD), ("remove", Outcome.UPHELD)],
)
async def test_a_ruling_answers_the_reports_and_moves_the_trust_in_reporters(
    room: Room, moderator: Reader, story: Story, verdict: str, outcome: Outcome
) -> None:
    comment = await room.posted(story)
    reporter = await room.newsroom.reader()
    await room.reported(comment, by=reporter)

    after, _ = await room.rule(moderator, order(comment, verdict, "spam"))

    [report] = await room.store.reports(room.site_id, comment.comment_id)
    assert (report.outcome, after.attention, after.report_weight) == (outcome, None, 0.0)
    now = await room.store.reader(room.site_id, reporter.reader_id)
    assert now is not None
    assert now.reports_upheld == (outcome is Outcome.UPHELD)
    assert now.reports_dismissed == (outcome is Outcome.DISMISSED)


async def test_a_hold_answers_nobody(room: Room, moderator: Reader, story: Story) -> None:
    comment = await room.posted(story, FORBIDDEN)
    await room.make_appeal(room.site_id, comment.comment_id, comment.author.reader_id, "Why?")

    await room.rule(moderator, order(comment, "hold"))

    [appeal] = await room.store.appeals(room.site_id, comment.comment_id)
    assert appeal.outcome is None


@pytest.mark.parametrize(
    ("verdict", "outcome"), [("publish", Outcome.UPHELD), ("reject", Outcome.DISMISSED)]
)
async def test_a_ruling_answers_the_appeal(
    room: Room, moderator: Reader, story: Story, verdict: str, outcome: Outcome
) -> None:
    comment = await room.posted(story, FORBIDDEN)
    await room.make_appeal(room.site_id, comment.comment_id, comment.author.reader_id, "Why?")

    wanted = replace(order(comment, verdict, "discourtesy"), message="So it is.")
    after, _ = await room.rule(moderator, wanted)

    [appeal] = await room.store.appeals(room.site_id, comment.comment_id)
    assert (appeal.outcome, after.attention) == (outcome, None)


@pytest.mark.parametrize("verdict", ["", "PUBLISH", "delete", "\0"])
async def test_an_unknown_verdict_is_refused_with_the_known_ones(
    room: Room, moderator: Reader, story: Story, verdict: str
) -> None:
    comment = await room.posted(story)

    with pytest.raises(Refused, match="publish, hold, reject or remove") as refused:
        await room.rule(moderator, order(comment, verdict, "spam"))
    assert (refused.value.code, refused.value.field) == ("unknown-verdict", "verdict")


@pytest.mark.parametrize("verdict", ["reject", "remove"])
@pytest.mark.parametrize("clause", [None, "", "boredom"])
async def test_who_rules_a_comment_out_names_the_clause(
    room: Room, moderator: Reader, story: Story, verdict: str, clause: str | None
) -> None:
    comment = await room.posted(story)

    with pytest.raises(Refused, match=r"violence.*spam") as refused:
        await room.rule(moderator, order(comment, verdict, clause))
    assert (refused.value.code, refused.value.field) == ("unknown-clause", "clause")
    assert await room.newsroom.now(comment) == comment


async def test_what_breaks_the_law_is_ruled_out_for_that(
    room: Room, moderator: Reader, story: Story
) -> None:
    comment = await room.posted(story)

    _, ruling = await room.rule(
        moderator, replace(order(comment, "remove", "illegal"), message="Section 130.")
    )

    assert ruling.clause == "illegal"


@pytest.mark.parametrize("verdict", ["publish", "hold"])
async def test_a_comment_that_is_not_ruled_out_breaks_no_clause(
    room: Room, moderator: Reader, story: Story, verdict: str
) -> None:
    comment = await room.posted(story, DOUBTFUL)

    _, ruling = await room.rule(moderator, order(comment, verdict, "boredom"))

    assert ruling.clause is None


@pytest.mark.parametrize("note", ["a\0", "a" * (LONGEST_NOTE + 1)])
async def test_a_note_that_cannot_be_taken_is_refused(
    room: Room, moderator: Reader, story: Story, note: str
) -> None:
    comment = await room.posted(story)

    with pytest.raises(Refused) as refused:
        await room.rule(moderator, order(comment, "publish", note=note))
    assert refused.value.field == "note"


async def test_an_unknown_comment_cannot_be_ruled_on(
    room: Room, moderator: Reader, story: Story
) -> None:
    comment = await room.posted(story)

    with pytest.raises(NotFound):
        await room.rule(moderator, replace(order(comment, "publish"), comment_id=unknown_comment()))


async def test_who_rules_second_is_told_what_the_first_decided(
    room: Room, moderator: Reader, story: Story
) -> None:
    comment = await room.posted(story, DOUBTFUL)
    grace = await room.newsroom.reader(Role.EDITOR, name="Grace")
    await room.rule(grace, order(comment, "reject", "racism"))
    at = room.now

    with pytest.raises(Conflict) as conflict:
        await room.rule(moderator, order(comment, "publish"))

    assert conflict.value.code == "ruled-meanwhile"
    for word in ("rejected", "racism", "Grace", f"{at:%H:%M}"):
        assert word in conflict.value.detail
    assert (await room.newsroom.now(comment)).state is State.REJECTED


async def test_who_rules_on_words_that_changed_meanwhile_looks_again(
    room: Room, moderator: Reader, story: Story
) -> None:
    comment = await room.posted(story)
    await room.edited(comment, DOUBTFUL)

    with pytest.raises(Conflict, match="engine"):
        await room.rule(moderator, order(comment, "publish"))


async def test_who_rules_while_readers_hold_a_comment_looks_again(
    room: Room, moderator: Reader, story: Story
) -> None:
    comment = await room.posted(story)
    await room.held_by_readers(comment)

    with pytest.raises(Conflict, match="readers' reports"):
        await room.rule(moderator, order(comment, "publish"))


async def test_who_is_overtaken_at_the_last_moment_is_told_what_was_decided(
    room: Room, moderator: Reader, story: Story
) -> None:
    comment = await room.posted(story, DOUBTFUL)
    rule = Rule(
        store=TooLate(room, withdrawn=False),
        in_force=room.in_force,
        clock=room.clock,
        new_id=room.newsroom.id,
    )

    with pytest.raises(Conflict, match="published by Mo") as conflict:
        await rule(moderator, order(comment, "reject", "spam"))
    assert conflict.value.code == "ruled-meanwhile"


async def test_nobody_rules_on_what_its_author_withdraws_at_the_last_moment(
    room: Room, moderator: Reader, story: Story
) -> None:
    comment = await room.posted(story, DOUBTFUL)
    rule = Rule(
        store=TooLate(room, withdrawn=True),
        in_force=room.in_force,
        clock=room.clock,
        new_id=room.newsroom.id,
    )

    with pytest.raises(Conflict) as conflict:
        await rule(moderator, order(comment, "publish"))
    assert conflict.value.code == "withdrawn-meanwhile"
    assert (await room.newsroom.now(comment)).state is State.WITHDRAWN


@pytest.mark.parametrize("verdict", [verdict.value for verdict in Verdict])
async def test_nobody_rules_on_what_its_author_has_withdrawn(
    room: Room, moderator: Reader, story: Story, verdict: str
) -> None:
    comment = await room.posted(story, DOUBTFUL)
    await room.withdraw(room.site_id, comment.comment_id, comment.author.reader_id)

    with pytest.raises(Conflict, match=r"withdrawn|took") as conflict:
        await room.rule(moderator, order(comment, verdict, "spam"))
    assert "withdrawn" in conflict.value.code


@pytest.mark.parametrize("role", [Role.GUEST, Role.MEMBER])
async def test_only_staff_rules(room: Room, story: Story, role: Role) -> None:
    comment = await room.posted(story, DOUBTFUL)
    reader = await room.newsroom.reader(role)

    with pytest.raises(Forbidden):
        await room.rule(reader, order(comment, "publish"))
    with pytest.raises(SignInNeeded):
        await room.rule(None, order(comment, "publish"))
    assert await room.newsroom.now(comment) == comment
