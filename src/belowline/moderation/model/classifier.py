"""Ask the trained network about a comment: how likely each clause is, and which words say so."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

import numpy as np

from belowline.moderation.facts import Facts
from belowline.moderation.model.calibration import Description, ModelError, logit
from belowline.moderation.model.language import reads_as_english
from belowline.moderation.model.network import Answer, Network
from belowline.moderation.model.reading import Reader, Reading, Tokenised
from belowline.moderation.text import View

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
        self._alone = np.array(
            [_ALONE_OVERALL if each == _OVERALL else _ALONE for each in self.description.labels],
            dtype=np.float32,
        )
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
        if alone := self._worst_sentence(comment, view, heat):
            logits.append(self._network.answer(alone).comment - self._alone)
        worst = np.max(logits, axis=0).tolist()
        return Opinion(self.description.probabilities(worst), self._marked(heat))

    def _heat(self, readings: list[Reading], answers: list[Answer]) -> dict[tuple[int, int], float]:
        """How much each token, by its place in the view, makes the comment what it is: a logit."""
        output = self.description.labels.index(_OVERALL)
        heat: dict[tuple[int, int], float] = {}
        for reading, answer in zip(readings, answers, strict=True):
            weights = answer.words[:, output].tolist()
            for place, weight in zip(reading.places, weights, strict=True):
                if place is not None:
                    heat[place] = max(weight, heat.get(place, weight))
        return heat

    def _worst_sentence(
        self, comment: Tokenised, view: View, heat: dict[tuple[int, int], float]
    ) -> Reading | None:
        """The sentence with the hottest word, to be read alone: padding can't thin it out."""
        if len(view.sentence_starts) < 2:
            return None
        # Out of its comment nobody sees whose words a quotation is.
        quoted = [(quote.start, quote.end) for quote in view.quotes if quote.verbatim]
        own = [
            place for place in heat if not any(a <= place[0] and place[1] <= b for a, b in quoted)
        ]
        if not own:
            return None
        place = max(own, key=lambda place: (heat[place], -place[0]))
        start, end = view.sentence(place[0])
        if sum(start <= a < end for a, _ in heat) < _FEWEST_TOKENS_ALONE:
            return None
        return comment.part(start, end)

    def _marked(self, heat: dict[tuple[int, int], float]) -> tuple[tuple[int, int], ...]:
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
