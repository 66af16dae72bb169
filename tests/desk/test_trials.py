"""Editors see what a rule on trial would have done, and put it in force with a reason."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from belowline.conversation.comment import State, Verdict
from belowline.conversation.in_force import InForce
from belowline.conversation.policy_of_then import PolicyOfThen
from belowline.desk.end_trial import EndTrial
from belowline.desk.policy_versions import SavedPolicy
from belowline.desk.save_policy import SavePolicy
from belowline.desk.trials import EXAMPLES, ReadTrials, Trial
from belowline.kernel.errors import Conflict, Forbidden, NotFound, Refused
from belowline.kernel.ids import SiteId
from belowline.moderation import Finding, Mode, Moderator, full_policy_text, parse_policy
from belowline.people.reader import Role
from tests.contracts.newsroom import SITE, START, Newsroom
from tests.memory_store import MemoryStore

pytestmark = pytest.mark.anyio

TEXT = """# Ours.
extends = "no-tolerance"

[[phrases]]
name = "lamps"
clause = "spam"
phrases = ["lamp"]

[[phrases]]
name = "sofas"
clause = "spam"
phrases = ["sofa"]
mode = "shadow"  # until Friday
"""
NOW = START + timedelta(days=20)


class Desk:
    """A newsroom whose policy has a rule on trial, and an editor."""

    def __init__(self, text: str = TEXT) -> None:
        self.store = MemoryStore()
        self.newsroom = Newsroom(self.store)
        self.in_force = InForce(Moderator(parse_policy(text), []))
        self.editor = self.newsroom.new_reader(Role.EDITOR)
        self.read = ReadTrials(
            store=self.store,
            policies=PolicyOfThen(store=self.store, in_force=self.in_force),
            clock=lambda: NOW,
        )
        brought = SavedPolicy(
            site_id=SITE,
            number=0,
            version=self.in_force.policy.version,
            text=text,
            by=None,
            reason="",
            saved_at=START,
        )
        self.end = EndTrial(
            save=SavePolicy(store=self.store, brought=brought, take=self.take, clock=lambda: NOW)
        )
        self.taken = 0

    async def take(self, _: SiteId) -> None:
        """Count how often a policy came into force."""
        self.taken += 1

    async def posted(
        self, state: State = State.PUBLISHED, *verdicts: Verdict, version: str = ""
    ) -> str:
        """Keep a comment in which the rule saw something, and on which moderators ruled so."""
        comment, ruling = self.newsroom.draft(await self.newsroom.story(), state=state)
        found = Finding("spam", 0.0, 0, 4, "phrases", "A sofa.", "sofas", Mode.SHADOW)
        version = version or self.in_force.policy.version
        ruling = replace(ruling, shadows=(found,), policy_version=version)
        comment = await self.store.add_comment(comment, ruling)
        for verdict in verdicts:
            comment = await self.newsroom.rule(comment, verdict)
        return comment.comment_id

    async def trial(self) -> Trial:
        """The one rule on trial, as an editor is shown it."""
        (trial,) = await self.read(self.editor, SITE)
        return trial


@pytest.fixture
def desk() -> Desk:
    """Lend it."""
    return Desk()


async def test_a_rule_on_trial_says_what_would_have_fared_worse(desk: Desk) -> None:
    await desk.posted()
    await desk.posted(State.PUBLISHED, Verdict.PUBLISH)
    await desk.posted(State.HELD, Verdict.REJECT)
    await desk.posted(State.REJECTED)

    trial = await desk.trial()

    assert trial.rule.name == "sofas"
    assert (trial.comments, trial.published, trial.held, trial.rejected) == (4, 2, 1, 1)
    assert (trial.would(Mode.HOLD), trial.would(Mode.REJECT)) == (2, 3)
    assert (trial.approved, trial.turned_away) == (1, 1)


async def test_examples_show_what_moderators_ruled_on_beside_what_nobody_did(desk: Desk) -> None:
    approved = await desk.posted(State.PUBLISHED, Verdict.PUBLISH)
    for _ in range(EXAMPLES + 3):
        await desk.posted()
    removed = await desk.posted(State.PUBLISHED, Verdict.REMOVE)

    examples = (await desk.trial()).examples

    assert len(examples) == EXAMPLES
    ruled = {each.comment_id: each.verdict for each in examples if each.verdict}
    assert ruled == {approved: Verdict.PUBLISH, removed: Verdict.REMOVE}


async def test_what_the_rule_saw_with_other_words_does_not_count(desk: Desk) -> None:
    other = TEXT.replace('["sofa"]', '["sofa", "couch"]')
    version = parse_policy(other).version
    await desk.store.keep_policy(SITE, version, full_policy_text(other), START)
    moved = TEXT.replace("# until Friday", "# until Monday")
    same = parse_policy(moved).version
    await desk.store.keep_policy(SITE, same, full_policy_text(moved), START)
    await desk.posted(version=version)
    await desk.posted(version=same)
    await desk.posted(version="long gone")

    assert (await desk.trial()).comments == 2


async def test_only_the_last_thirty_days_count(desk: Desk) -> None:
    await desk.posted()
    late = replace(desk.read, clock=lambda: NOW + timedelta(days=30))

    (trial,) = await late(desk.editor, SITE)

    assert (trial.comments, trial.first, trial.examples) == (0, None, [])


async def test_an_ended_trial_is_a_version_with_its_author_and_reason(desk: Desk) -> None:
    saved = await desk.end(desk.editor, SITE, "sofas", mode="hold", reason="No ads.", seen=0)

    assert [each.mode for each in parse_policy(saved.text).phrases] == [Mode.HOLD, Mode.HOLD]
    assert saved.text.startswith("# Ours.")
    assert (saved.by, saved.reason, saved.number) == (desk.editor.reader_id, "No ads.", 2)
    assert desk.taken == 1
    entries = await desk.store.saved_policies(SITE, before=None, limit=9)
    assert [each.number for each in entries] == [2, 1]


async def test_a_rule_that_is_not_on_trial_stays_as_it_is(desk: Desk) -> None:
    with pytest.raises(NotFound):
        await desk.end(desk.editor, SITE, "lamps", mode="reject", reason="No ads.", seen=0)
    with pytest.raises(Refused) as unknown:
        await desk.end(desk.editor, SITE, "sofas", mode="publish", reason="No ads.", seen=0)
    with pytest.raises(Refused) as missing:
        await desk.end(desk.editor, SITE, "sofas", mode="hold", reason=" ", seen=0)

    assert (unknown.value.code, missing.value.code) == ("unknown-mode", "reason-missing")
    assert desk.taken == 0


async def test_who_looked_at_an_older_version_is_told_of_the_newer(desk: Desk) -> None:
    await desk.end.save(desk.editor, SITE, TEXT + "# More.\n", reason="A remark.", seen=0)

    with pytest.raises(Conflict) as conflict:
        await desk.end(desk.editor, SITE, "sofas", mode="hold", reason="No ads.", seen=0)

    assert conflict.value.code == "policy-changed"


async def test_moderators_neither_see_trials_nor_end_them(desk: Desk) -> None:
    moderator = desk.newsroom.new_reader(Role.MODERATOR)

    with pytest.raises(Forbidden):
        await desk.read(moderator, SITE)
    with pytest.raises(Forbidden):
        await desk.end(moderator, SITE, "sofas", mode="hold", reason="No ads.", seen=0)
