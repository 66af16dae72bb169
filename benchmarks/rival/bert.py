"""Build a BERT-base network with random weights: what it costs, not what it knows."""

from __future__ import annotations

from typing import Any

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper

# BERT-base (Devlin et al. 2019, table 1): 110 million weights.
LAYERS, WIDTH, HEADS, INNER, WORDS, PLACES = 12, 768, 12, 3072, 30_522, 512
LABELS = 7


def bert_base(seed: int = 0) -> bytes:
    """Return the network as ONNX: `tokens` (1, n) in, `logits` (1, 7) out."""
    network: bytes = _Bert(np.random.default_rng(seed)).made().SerializeToString()
    return network


class _Bert:
    """The graph while it grows."""

    def __init__(self, chance: np.random.Generator) -> None:
        self._chance = chance
        self._nodes: list[onnx.NodeProto] = []
        self._weights: list[onnx.TensorProto] = []
        self._count = 0

    def made(self) -> onnx.ModelProto:
        """The whole network."""
        length = self._op("Shape", "tokens", start=1, end=2)
        places = self._op("Slice", self._random(PLACES, WIDTH), self._whole([0]), length)
        here = self._op("Gather", self._random(WORDS, WIDTH), "tokens")
        here = self._normed(self._op("Add", here, places))
        for _ in range(LAYERS):
            here = self._layer(here)
        first = self._op("Gather", here, self._number(0), axis=1)
        pooled = self._op("Tanh", self._dense(first, WIDTH, WIDTH))
        logits = self._dense(pooled, WIDTH, LABELS)
        self._nodes.append(helper.make_node("Identity", [logits], ["logits"]))
        tokens = helper.make_tensor_value_info("tokens", TensorProto.INT64, [1, "n"])
        output = helper.make_tensor_value_info("logits", TensorProto.FLOAT, [1, LABELS])
        graph = helper.make_graph(self._nodes, "bert", [tokens], [output], self._weights)
        opset = [helper.make_opsetid("", 20)]
        return helper.make_model(graph, opset_imports=opset, ir_version=9)

    def _layer(self, here: str) -> str:
        queries, keys, values = (self._heads(self._dense(here, WIDTH, WIDTH)) for _ in range(3))
        turned = self._op("Transpose", keys, perm=[0, 1, 3, 2])
        scale = self._constant(np.array((WIDTH / HEADS) ** -0.5, np.float32))
        weights = self._op("Mul", self._op("MatMul", queries, turned), scale)
        mixed = self._op("MatMul", self._op("Softmax", weights, axis=-1), values)
        back = self._op("Transpose", mixed, perm=[0, 2, 1, 3])
        joined = self._op("Reshape", back, self._whole([0, 0, WIDTH]))
        here = self._normed(self._op("Add", here, self._dense(joined, WIDTH, WIDTH)))
        inner = self._op("Gelu", self._dense(here, WIDTH, INNER))
        return self._normed(self._op("Add", here, self._dense(inner, INNER, WIDTH)))

    def _heads(self, value: str) -> str:
        split = self._op("Reshape", value, self._whole([0, 0, HEADS, WIDTH // HEADS]))
        return self._op("Transpose", split, perm=[0, 2, 1, 3])

    def _dense(self, value: str, width: int, to: int) -> str:
        return self._op("Add", self._op("MatMul", value, self._random(width, to)), self._random(to))

    def _normed(self, value: str) -> str:
        ones = self._constant(np.ones(WIDTH, np.float32))
        zeros = self._constant(np.zeros(WIDTH, np.float32))
        return self._op("LayerNormalization", value, ones, zeros, axis=-1)

    def _op(self, kind: str, *inputs: str, **attributes: Any) -> str:
        name = self._name()
        self._nodes.append(helper.make_node(kind, list(inputs), [name], **attributes))
        return name

    def _random(self, *shape: int) -> str:
        values = self._chance.standard_normal(shape, np.float32)
        return self._constant(values * np.float32(0.02))

    def _whole(self, values: list[int]) -> str:
        return self._constant(np.array(values, np.int64))

    def _number(self, value: int) -> str:
        return self._constant(np.array(value, np.int64))

    def _constant(self, values: NDArray[np.generic]) -> str:
        name = self._name()
        self._weights.append(numpy_helper.from_array(values, name))
        return name

    def _name(self) -> str:
        self._count += 1
        return f"t{self._count}"
