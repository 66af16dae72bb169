"""Run the shipped network on one reading at a time."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import onnxruntime
from numpy.typing import NDArray

from belowline.moderation.model.reading import Reading

Floats = NDArray[np.float32]

# The runtime would make one step of a sum and the norm behind it, which takes eight times as long
# as both: 1.25 ms of 4.1 for sixty tokens against 0.15 of 3.0 (onnxruntime 1.32, one thread).
_SLOWER_FUSED = ["SkipLayerNormFusion", "BiasSkipLayerNormFusion"]


@dataclass(frozen=True, slots=True)
class Answer:
    """The network's logits: `comment` has one a label, `words` a row of them for each token."""

    comment: Floats
    words: Floats


class Network:
    """An ONNX network of eight-bit weights; may be asked by several threads at once.

    One comment at a time and nothing padded, so that no comment's score depends on another's: a
    batch gains nothing on a CPU.
    """

    def __init__(self, model: bytes) -> None:
        """Raises whatever the runtime raises where the bytes are no network."""
        options = onnxruntime.SessionOptions()
        # One thread an answer: a server has as many comments as cores, and sums are then always
        # made in the same order.
        options.intra_op_num_threads = 1
        options.inter_op_num_threads = 1
        options.use_deterministic_compute = True
        options.log_severity_level = 4
        self._session = onnxruntime.InferenceSession(
            model,
            options,
            providers=["CPUExecutionProvider"],
            disabled_optimizers=_SLOWER_FUSED,
        )

    def answer(self, reading: Reading) -> Answer:
        """What the network makes of a reading."""
        feed = {
            "tokens": np.array([reading.tokens], dtype=np.int64),
            "segments": np.array([reading.segments], dtype=np.int64),
        }
        comment, words = self._session.run(["comment", "words"], feed)
        return Answer(comment, words)
