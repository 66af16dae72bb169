"""The engine learns from what moderators ruled, from what others suggest, and from silence."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

import pytest

from belowline.conversation.comment import Comment, State, Verdict
from belowline.desk.calibrate import TIME_TO_COMPLAIN, Calibrate, Calibration
from belowline.desk.lessons import Lesson, clause_named, is_drawn
from belowline.desk.suggest import Suggestion
from belowline.moderation import Facts, Finding, Moderator, parse_policy, shipped_policy_text
from belowline.moderation.calibration.mistakes import Aim
from belowline.moderation.calibration.trial import Choice, Trial
from belowline.moderation.detectors import shipped_weights
from belowline.moderation.detectors.classifier import Trained
from belowline.moderation.detectors.phrases import Phrases
from belowline.moderation.model.classifier import Opinion
from belowline.moderation.text import View
from belowline.stories.story import Story
from tests.contracts.newsroom import SITE, START, Newsroom
from tests.memory_store import MemoryStore

pytestmark = pytest.mark.anyio

CLAUSES = [clause.name for clause in parse_policy(shipped_policy_text()).clauses]
LATER = START + timedelta(days=30)


class Seen(Trained):
    """A classifier that thinks what the text says: “p=0.7” is that probability of every clause."""

    def __init__(self) -> None:
        self.version, self.problem = "seen", ""
        self.heard: list[Facts] = []

    def opinion(self, facts: Facts, view: View) -> Opinion:
        """Return what the text says."""
        self.heard.append(facts)
        if "breaks" in facts.text:
            raise RuntimeError("as told")
        said = re.search(r"p=([\d.]+)", facts.text)
        return Opinion(dict.fromkeys(CLAUSES, float(said.group(1)) if said else 0.0), ())

    def findings(self, scores: Mapping[str, float], opinion: Opinion, view: View) -> list[Finding]:
        """Return one that is no rule's."""
        return [Finding("spam", scores["spam"], None, None, "classifier", "As told.")]


class Ruled:
    """A detector that finds spam as sure as “r=0.6” says, and a link where there is one."""

    name = "ruled"

    def find(self, facts: Facts, view: View) -> Iterable[Finding]:
        """Find what the text says."""
        if said := re.search(r"r=([\d.]+)", facts.text):
            yield Finding("spam", float(said.group(1)), None, None, self.name, "As told.")
        if "http" in facts.text:
            yield Finding("spam", 0.6, None, None, "links", "As told.")


class Desk:
    """A newsroom whose moderators have ruled, and somebody who learns from it."""

    def __init__(self, policy: str = "") -> None:
        self.store = MemoryStore()
        self.newsroom = Newsroom(self.store)
        self.policy = parse_policy(shipped_policy_text() + policy)
        self.classifier = Seen()
        self.engine = Moderator(
            self.policy, [Ruled(), Phrases(self.policy)], classifier=self.classifier, weights={}
        )
        self.numbers = iter(range(10_000))

    def unlike(self, text: str) -> str:
        """Return the text with a number: the same words again would be no news."""
        return f"{text} No. {next(self.numbers)}."

    async def ruled(
        self, story: Story, text: str, verdict: Verdict, clause: str | None = None, **facts: Any
    ) -> Comment:
        """Keep a comment that the engine suspected of spam, and a moderator's ruling on it."""
        comment = await self.newsroom.post(story, text=text, state=State.HELD, **facts)
        return await self.newsroom.rule(comment, verdict, clause=clause)

    async def learnt(
        self, *feedback: Lesson, since: datetime | None = None, now: datetime = LATER
    ) -> Calibration:
        """Return what is learnt."""
        use = Calibrate(store=self.store, engine=self.engine, weights=shipped_weights())
        return await use(
            SITE,
            since=since,
            now=now,
            feedback=feedback,
            aim=Aim(),
            at_once=False,
            progress=lambda done, total: None,
        )

    async def trial(self, *feedback: Lesson, **facts: Any) -> Trial:
        """Return what is learnt of spam."""
        trials = (await self.learnt(*feedback, **facts)).trials
        return next(trial for trial in trials if trial.question.clause.name == "spam")


@pytest.fixture
def desk() -> Desk:
    """Lend an empty newsroom."""
    return Desk()


@pytest.fixture
async def story(desk: Desk) -> Story:
    """Lend a story."""
    return await desk.newsroom.story()


def lesson(text: str, *, is_broken: bool) -> Lesson:
    return Lesson(text, Facts(text), {"spam": is_broken})


async def test_a_desk_that_minds_other_things_than_the_engine_is_learnt_from(
    desk: Desk, story: Story
) -> None:
    for number in range(40):
        mild, grave = f"p=0.3{number:02} r=0.45", f"p=0.8{number:02}"
        await desk.ruled(story, desk.unlike(mild), Verdict.PUBLISH)
        await desk.ruled(story, desk.unlike(grave), Verdict.REJECT, "spam")

    found = await desk.learnt()
    spam = next(trial for trial in found.trials if trial.question.clause.name == "spam")

    assert (found.rulings, spam.rulings, spam.broken) == (80, 80, 40)
    assert spam.choice.has_weights
    assert spam.weight.evidence < shipped_weights()["spam"].evidence
    assert {trial.choice for trial in found.trials if trial is not spam} == {Choice.NOTHING}


async def test_who_publishes_rules_only_on_what_was_suspected(desk: Desk, story: Story) -> None:
    comment = await desk.newsroom.post(story, text="p=0.5", state=State.PUBLISHED)
    await desk.newsroom.report(comment, reason="doxing")
    await desk.newsroom.rule(await desk.newsroom.now(comment), Verdict.PUBLISH)

    trials = (await desk.learnt()).trials

    assert {trial.question.clause.name for trial in trials if trial.rulings} == {"spam", "doxing"}
    assert not any(trial.broken for trial in trials)


async def test_who_rejects_rules_only_on_the_clause_they_name(desk: Desk, story: Story) -> None:
    await desk.ruled(story, "p=0.5", Verdict.REJECT, "racism")
    await desk.ruled(story, "p=0.6", Verdict.REMOVE, "illegal")
    await desk.ruled(story, "p=0.7", Verdict.HOLD)

    found = await desk.learnt()

    assert [(t.question.clause.name, t.broken) for t in found.trials if t.rulings] == [
        ("racism", 1)
    ]
    assert found.rulings == 1


async def test_the_word_after_an_appeal_is_the_last(desk: Desk, story: Story) -> None:
    comment = await desk.ruled(story, "p=0.5", Verdict.REJECT, "spam")
    await desk.store.add_appeal(desk.newsroom.appeal(comment))
    waiting = await desk.trial()

    await desk.newsroom.rule(await desk.newsroom.now(comment), Verdict.PUBLISH)
    upheld = await desk.trial()

    assert waiting.rulings == 0
    assert (upheld.rulings, upheld.broken) == (1, 0)


async def test_the_same_text_again_is_one_opinion_and_the_last(desk: Desk, story: Story) -> None:
    for _ in range(5):
        await desk.ruled(story, "Buy  THIS p=0.9", Verdict.REJECT, "spam")
    await desk.ruled(story, "buy this p=0.9", Verdict.PUBLISH)

    trial = await desk.trial()

    assert (trial.rulings, trial.broken) == (1, 0)


async def test_silence_counts_once_readers_had_time_to_complain(desk: Desk, story: Story) -> None:
    comment = await desk.newsroom.post(story, text="p=0.2")
    soon = comment.created_at + TIME_TO_COMPLAIN - timedelta(seconds=1)

    early, late = await desk.learnt(now=soon), await desk.learnt()
    await desk.newsroom.report(comment, reason="spam")
    reported = await desk.learnt()

    assert (early.quiet, late.quiet, reported.quiet) == (0, 1, 0)
    assert {trial.quiet for trial in late.trials} == {1}


async def test_of_many_quiet_comments_some_stand_for_all() -> None:
    ids = [f"comment {number}" for number in range(10_000)]
    drawn = [each for each in ids if is_drawn(each, 0.1)]

    assert 850 < len(drawn) < 1_150
    assert set(drawn) < {each for each in ids if is_drawn(each, 0.2)}
    assert all(is_drawn(each, 1.0) for each in ids)


async def test_a_rule_of_the_publishers_own_teaches_nothing() -> None:
    rule = '[[phrases]]\nclause = "spam"\nphrases = ["sofa"]\nmode = "reject"\n'
    desk = Desk(rule)
    story = await desk.newsroom.story()
    await desk.ruled(story, "A sofa p=0.1", Verdict.REJECT, "spam")
    await desk.ruled(story, "A chair p=0.1", Verdict.REJECT, "spam")

    assert (await desk.trial()).rulings == 1


async def test_what_is_not_in_the_words_teaches_nothing(desk: Desk, story: Story) -> None:
    await desk.ruled(story, "Look at http://shop.example p=0.1", Verdict.REJECT, "spam")

    assert (await desk.trial()).rulings == 0


async def test_what_half_an_engine_saw_teaches_nothing(desk: Desk, story: Story) -> None:
    await desk.ruled(story, "It breaks p=0.5", Verdict.REJECT, "spam")

    found = await desk.learnt()

    assert (found.rulings, found.unchecked) == (0, 1)
    assert not any(trial.rulings for trial in found.trials)


async def test_the_engine_is_told_what_it_was_told_at_first(desk: Desk) -> None:
    story = await desk.newsroom.story(headline="H", standfirst="", body="B")
    parent = await desk.newsroom.post(story, text="The parent.")
    comment = await desk.newsroom.post(story, parent, text="p=0.5", state=State.HELD)
    await desk.newsroom.rule(comment, Verdict.PUBLISH)

    await desk.learnt(now=START)

    assert desk.classifier.heard == [Facts("p=0.5", story.words, "The parent.")]


async def test_older_comments_are_left_out(desk: Desk, story: Story) -> None:
    await desk.ruled(story, "p=0.5", Verdict.PUBLISH)
    late = await desk.ruled(story, "p=0.6", Verdict.PUBLISH)

    found = await desk.learnt(since=late.created_at)

    assert (found.rulings, found.since) == (1, late.created_at)


def suggestion(number: int, text: str, score: float, **facts: Any) -> Suggestion:
    fields: dict[str, Any] = {
        "site_id": SITE,
        "suggestion_id": f"{number:03}",
        "text": text,
        "story": "",
        "parent": "",
        "scores": {"SPAM": score},
        "spans": [],
        "languages": [],
        "community": "",
        "token": "",
        "session": "",
        "sender": "coral",
        "created_at": START,
    }
    return Suggestion(**{**fields, **facts})


async def test_suggestions_teach_and_a_later_one_for_the_same_comment_counts(desk: Desk) -> None:
    for each in (
        suggestion(1, "p=0.5", 1.0, token="a"),
        suggestion(2, "p=0.6", 0.0, token="a"),
        suggestion(3, "p=0.7", 0.9),
        suggestion(4, "p=0.8", 0.9, scores={"TOXICITY": 0.9}),
        suggestion(5, "p=0.9", 0.9, created_at=START - timedelta(days=1)),
    ):
        await desk.store.add_suggestion(each)

    found = await desk.learnt(since=START)
    trial = await desk.trial(since=START)

    assert (found.rulings, found.suggestions) == (0, 2)
    assert (trial.rulings, trial.broken) == (2, 1)


async def test_a_moderators_word_outweighs_anybody_elses(desk: Desk, story: Story) -> None:
    await desk.ruled(story, "p=0.5", Verdict.PUBLISH)
    await desk.store.add_suggestion(suggestion(1, "p=0.5", 1.0))

    trial = await desk.trial(lesson("P=0.5", is_broken=True))

    assert (trial.rulings, trial.broken) == (1, 0)


async def test_without_a_store_there_is_feedback_to_learn_from(desk: Desk) -> None:
    use = Calibrate(store=None, engine=desk.engine, weights=shipped_weights())
    feedback: Sequence[Lesson] = [
        *(lesson(f"p=0.3{at:02} r=0.45", is_broken=False) for at in range(40)),
        *(lesson(f"p=0.8{at:02}", is_broken=True) for at in range(40)),
    ]

    found = await use(
        SITE,
        since=None,
        now=START,
        feedback=feedback,
        aim=Aim(),
        at_once=False,
        progress=lambda done, total: None,
    )

    assert (found.suggestions, found.quiet) == (80, 0)
    assert [t.question.clause.name for t in found.trials if t.choice.has_weights] == ["spam"]


async def test_every_shipped_clause_of_the_policy_is_tried(desk: Desk) -> None:
    found = await desk.learnt()

    assert [trial.question.clause.name for trial in found.trials] == CLAUSES


@pytest.mark.parametrize(
    ("name", "clause"),
    [
        ("spam", "spam"),
        ("SPAM", "spam"),
        ("THREAT", "violence"),
        ("INSULT_EXPERIMENTAL", "discourtesy"),
        ("BELOWLINE_DOXING", "doxing"),
        ("OBSCENE", None),
        ("TOXICITY", None),
        ("illegal", None),
        ("", None),
    ],
)
def test_an_attribute_teaches_where_it_means_one_clause(name: str, clause: str | None) -> None:
    assert clause_named(name, CLAUSES) == clause
