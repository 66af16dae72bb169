"""Ask the trained network about a comment: how likely each clause is, and which words say so."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

import numpy as np

from belowline.moderation.facts import Facts
from belowline.moderation.model.calibration import Description, ModelError, logit
from belowline.moderation.model.language import reads_as_english
from belowline.moderation.model.network import Answer, Floats, Network
from belowline.moderation.model.parts import Part, Parts
from belowline.moderation.model.reading import Reader, Reading, Tokenised
from belowline.moderation.text import View

# How much each token, by its place in the view, makes a comment what it is: a logit.
Heat = dict[tuple[int, int], float]

# The label for the whole comment. Words were marked for it too, whatever the clause.
_OVERALL = "toxicity"
# Marked words this near to each other, in characters, are shown as one stretch.
_GAP = 2
# A sentence read alone says more than in a long comment, but a short one may say too much.
_FEWEST_TOKENS_ALONE = 4
# Out of its comment a sentence looks worse than it is, by about so much on the scale of logits. Of
# comments between six clean sentences, 38 % were stopped when no sentence was read alone, 58 % with
# 2, 78 % with a half and 81 % with 0; of clean comments 5, 6, 6 and 8 %.
_ALONE = 0.5
# Of a comment with more sentences than that, the worst is read once more between its neighbours,
# since what it says may need them; of a long one, the next worst are read alone as well, since the
# hottest of many may be the wrong one. Five clean sentences behind a comment hid 12 % of those that
# are stopped without them, now 10 %; twenty 16 %, now 8 %. Of clean comments of three sentences or
# more were stopped: Wikipedia talk 3.0 % before and after, our own 11.7 and 12.0 %.
_SEVERAL = 3
_MANY = 8
_NEXT_WORST = 3
_NEXT = 2.0
# A sentence without a word as warm as that isn't read alone: of 1,050 comments between clean
# sentences not one was stopped for it, and a clean comment takes 6 % less.
_COLD = -4.5
# Cut out of its block, a program reads like anything.
_CODE = "```"
# And an item of a list says only below its heading what it means.
_ITEM = re.compile(r"\n\s*(?:\d+[.)]|[-*•])\s+$")
_LONGEST_MARK = 12
# Of how rude a whole comment is, its worst sentence says less: the area under the curve on
# Wikipedia talk is 0.961 without it, 0.957 with 2 and 0.946 with a half.
_ALONE_OVERALL = 2.0


@dataclass(frozen=True, slots=True)
class Opinion:
    """What the classifier thinks of a comment.

    `scores` has a calibrated probability for each label, none where it has no opinion; `marked`
    the stretches of the view's text that weigh most, worst first.
    """

    scores: dict[str, float]
    marked: tuple[tuple[int, int], ...]


class Classifier:
    """A network with its tokenizer and its calibration."""

    def __init__(self, model: bytes, tokenizer: str, description: str) -> None:
        """Raises ModelError where the three are damaged or don't belong together."""
        self.description = Description.parse(description)
        if hashlib.sha256(model).hexdigest() != self.description.sha256:
            raise ModelError("classifier.onnx is not the file that classifier.json describes")
        self._alone = self._less(_ALONE)
        self._next = self._less(_NEXT)
        try:
            self._network = Network(model)
            self._reader = Reader(tokenizer)
        except Exception as error:
            raise ModelError(f"the classifier can't be loaded: {type(error).__name__}") from None

    def opinion(self, facts: Facts, view: View) -> Opinion:
        """The worst that any part of the comment looks like, label by label.

        Of a comment in another language it has no opinion: no scores, nothing marked.
        """
        if not reads_as_english(view, self._reader.pieces):
            return Opinion({}, ())
        comment = self._reader.tokenised(facts, view)
        readings = comment.windows()
        answers = [self._network.answer(reading) for reading in readings]
        heat = self._heat(readings, answers)
        logits = [answer.comment for answer in answers]
        logits += self._of_parts(comment, view, heat)
        for other in view.readings[1:]:
            # An emoji's name says less than the word that it stands for.
            if other.is_pictured:
                logits += map(self._whole, self._reader.read(facts, other))
        worst = np.max(logits, axis=0).tolist()
        return Opinion(self.description.probabilities(worst), self._marked(heat))

    def _whole(self, reading: Reading) -> Floats:
        return self._network.answer(reading).comment

    def _heat(self, readings: list[Reading], answers: list[Answer]) -> Heat:
        """How much each token, by its place in the view, makes the comment what it is: a logit."""
        output = self.description.labels.index(_OVERALL)
        heat: Heat = {}
        for reading, answer in zip(readings, answers, strict=True):
            weights = answer.words[:, output].tolist()
            for place, weight in zip(reading.places, weights, strict=True):
                if place is not None and weight >= heat.get(place, weight):
                    heat[place] = weight
        return heat

    def _less(self, than: float) -> Floats:
        """By how much the logits of a part say less than those of a whole comment."""
        labels = self.description.labels
        less = [_ALONE_OVERALL if each == _OVERALL else than for each in labels]
        return np.array(less, dtype=np.float32)

    def _of_parts(self, comment: Tokenised, view: View, heat: Heat) -> Iterator[Floats]:
        """What the hottest sentences look like by themselves: padding can't thin them out."""
        cut = Parts(view)
        sentences = _hottest(view, cut, heat)
        count = len(cut.starts)
        parts = [(sentence, self._alone) for sentence in sentences[:1]]
        if sentences and count > _SEVERAL:
            parts.append((cut.passage(sentences[0][0]), self._alone))
        if count > _MANY:
            more = (part for part in sentences[1:] if not _is_item(view.text, part[0]))
            parts += [(sentence, self._next) for sentence in islice(more, _NEXT_WORST)]
        for (start, end), less in parts:
            tokens = sum(start <= place < end for place, _ in heat)
            if tokens >= _FEWEST_TOKENS_ALONE and _CODE not in view.text[start:end]:
                yield self._network.answer(comment.part(start, end)).comment - less

    def _marked(self, heat: Heat) -> tuple[tuple[int, int], ...]:
        least = logit(self.description.marks_at)
        stretches: list[tuple[int, int, float]] = []
        for (start, end), value in sorted(heat.items()):
            if value < least:
                continue
            if stretches and start - stretches[-1][1] <= _GAP:
                first, _, before = stretches.pop()
                stretches.append((first, end, max(value, before)))
            else:
                stretches.append((start, end, value))
        stretches.sort(key=lambda stretch: (-stretch[2], stretch[0]))
        return tuple((start, end) for start, end, _ in stretches)


def _is_item(text: str, start: int) -> bool:
    before = text[max(0, start - _LONGEST_MARK) : start]
    return _ITEM.search(before if start > _LONGEST_MARK else f"\n{before}") is not None


def _hottest(view: View, cut: Parts, heat: Heat) -> list[Part]:
    """The sentences with the hottest words first, where there is more than one sentence.

    None without a word that is at least warm.
    """
    if len(cut.starts) < 2:
        return []
    # Out of its comment nobody sees whose words a quotation is.
    quoted = [(quote.start, quote.end) for quote in view.quotes if quote.verbatim]
    hottest: dict[Part, float] = {}
    for (start, end), value in sorted(heat.items()):
        if not (quoted and any(a <= start and end <= b for a, b in quoted)):
            sentence = cut.part(start)
            hottest[sentence] = max(value, hottest.get(sentence, value))
    warm = (sentence for sentence, value in hottest.items() if value >= _COLD)
    return sorted(warm, key=lambda sentence: (-hottest[sentence], sentence))
