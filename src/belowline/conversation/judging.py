"""Ask the engine about a text in bounded time, and fail closed."""

import asyncio
from collections import OrderedDict
from collections.abc import Callable, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import partial

from belowline.conversation.comment import RulingRecord, Source, Verdict
from belowline.conversation.in_force import InForce
from belowline.conversation.known import Known, known_of
from belowline.kernel.ids import CommentId, RulingId, SiteId
from belowline.moderation import NOTHING_KNOWN, Action, Facts, Moderator, Repeats, Ruling, SiteFacts

# Names of readers who may come back: they are short, and so are the rulings on them.
MOST_REMEMBERED = 2000


@dataclass(frozen=True, slots=True, kw_only=True)
class Judge:
    """The engine with a time limit. It always answers: where the engine can't, the answer is hold.

    A detector that hangs keeps its thread; `threads` must have more than one.
    """

    in_force: InForce
    threads: Executor
    seconds: float
    _remembered: OrderedDict[str, tuple[Moderator, Ruling]] = field(
        default_factory=OrderedDict, repr=False, compare=False
    )

    async def __call__(
        self,
        text: str,
        *,
        story: str = "",
        parent: str = "",
        author_published: int = 0,
        recent: Sequence[str] = (),
        site: SiteFacts = NOTHING_KNOWN,
        repeats: Repeats | None = None,
    ) -> Ruling:
        """Return the engine's ruling, or hold with what could not be checked."""

        moderator = self.in_force.moderator

        def rule() -> Ruling:
            return moderator.rule(
                text,
                story=story,
                parent=parent,
                author_published=author_published,
                recent=recent,
                site=site,
                repeats=repeats,
            )

        return await self.asked(moderator, rule)

    async def asked(self, moderator: Moderator, rule: Callable[[], Ruling]) -> Ruling:
        """Return what `rule` has the engine say, in a thread and in time."""
        try:
            async with asyncio.timeout(self.seconds):
                return await asyncio.get_running_loop().run_in_executor(self.threads, rule)
        except TimeoutError:
            return _held(moderator, "engine (took too long)")
        except Exception:
            return _held(moderator, "engine (failed)")

    async def on(self, facts: Facts) -> tuple[Ruling, Known]:
        """Return the engine's ruling on a text that will be kept, and what has to be kept with it.

        To compare the text with hundreds of others is a thread's work too, and done once: the
        engine is told what came of it.
        """
        moderator = self.in_force.moderator
        known: list[Known] = []

        def rule() -> Ruling:
            known.append(known_of(facts))
            return moderator.rule_on(replace(facts, repeats=known[0].repeats))

        ruling = await self.asked(moderator, rule)
        return ruling, known[0] if known else known_of(facts)

    async def of_name(self, name: str) -> Ruling:
        """Return the ruling on a name, of whose bearer nothing is known but that they are no
        newcomer: the same engine rules on the same name but once.

        What the classifier alone sees in a name counts for nothing (see `judge_name`).
        What could not be checked is asked again the next time.
        """
        moderator = self.in_force.moderator
        by, ruling = self._remembered.get(name, (None, None))
        if by is moderator and ruling is not None:
            self._remembered.move_to_end(name)
            return ruling
        ruling = await self.asked(moderator, partial(moderator.rule_name, name))
        if not ruling.unchecked and self.in_force.moderator is moderator:
            self._remembered[name] = moderator, ruling
            if len(self._remembered) > MOST_REMEMBERED:
                self._remembered.popitem(last=False)
        return ruling


def _held(moderator: Moderator, unchecked: str) -> Ruling:
    policy = moderator.policy
    return Ruling(
        action=Action.HOLD,
        findings=(),
        scores={clause.name: 0.0 for clause in policy.clauses},
        policy_version=policy.version,
        engine_version=moderator.engine_version,
        unchecked=(unchecked,),
    )


_VERDICTS = {
    Action.PUBLISH: Verdict.PUBLISH,
    Action.HOLD: Verdict.HOLD,
    Action.REJECT: Verdict.REJECT,
}


def recorded(
    ruling: Ruling,
    *,
    site_id: SiteId,
    comment_id: CommentId,
    ruling_id: RulingId,
    revision: int,
    at: datetime,
    note: str | None = None,
) -> RulingRecord:
    """Return the engine's ruling as it is kept."""
    return RulingRecord(
        site_id=site_id,
        ruling_id=ruling_id,
        comment_id=comment_id,
        revision=revision,
        verdict=_VERDICTS[ruling.action],
        source=Source.ENGINE,
        by=None,
        by_name=None,
        clause=None,
        note=note,
        findings=ruling.findings,
        shadows=ruling.shadows,
        scores=dict(ruling.scores),
        unchecked=ruling.unchecked,
        policy_version=ruling.policy_version,
        engine_version=ruling.engine_version,
        created_at=at,
    )
