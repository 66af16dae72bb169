"""The network that is trained: a small BERT with one head for the comment and one for its words."""

from __future__ import annotations

import json
import math
from dataclasses import dataclass
from pathlib import Path

import torch
from safetensors.torch import load_file
from torch import Tensor, nn


@dataclass(frozen=True, slots=True)
class Shape:
    """The sizes of an encoder, as its `config.json` gives them."""

    vocabulary: int
    positions: int
    hidden: int
    layers: int
    heads: int
    inner: int

    @classmethod
    def read(cls, path: Path) -> Shape:
        """Return the shape that a Hugging Face style `config.json` describes."""
        raw = json.loads(path.read_text("utf-8"))
        return cls(
            vocabulary=raw["vocab_size"],
            positions=raw["max_position_embeddings"],
            hidden=raw["hidden_size"],
            layers=raw["num_hidden_layers"],
            heads=raw["num_attention_heads"],
            inner=raw["intermediate_size"],
        )


class Layer(nn.Module):
    """One transformer layer as in BERT (Devlin et al. 2019): normalised after each sum."""

    def __init__(self, shape: Shape, dropout: float) -> None:
        super().__init__()
        self.heads = shape.heads
        self.query = nn.Linear(shape.hidden, shape.hidden)
        self.key = nn.Linear(shape.hidden, shape.hidden)
        self.value = nn.Linear(shape.hidden, shape.hidden)
        self.joined = nn.Linear(shape.hidden, shape.hidden)
        self.norm_attended = nn.LayerNorm(shape.hidden, eps=1e-12)
        self.widened = nn.Linear(shape.hidden, shape.inner)
        self.narrowed = nn.Linear(shape.inner, shape.hidden)
        self.norm_out = nn.LayerNorm(shape.hidden, eps=1e-12)
        self.dropout = nn.Dropout(dropout)

    def forward(self, states: Tensor, bias: Tensor) -> Tensor:
        """Return the next states; `bias` is 0 for real tokens and very low for padding."""
        batch, length, hidden = states.shape
        size = hidden // self.heads

        def split(values: Tensor) -> Tensor:
            return values.view(batch, length, self.heads, size).permute(0, 2, 1, 3)

        query, key, value = split(self.query(states)), split(self.key(states)), self.value(states)
        weights = torch.matmul(query, key.transpose(-1, -2)) / math.sqrt(size) + bias
        attended = torch.matmul(self.dropout(torch.softmax(weights, dim=-1)), split(value))
        attended = attended.permute(0, 2, 1, 3).reshape(batch, length, hidden)
        states = self.norm_attended(states + self.dropout(self.joined(attended)))
        inner = self.narrowed(nn.functional.gelu(self.widened(states)))
        return self.norm_out(states + self.dropout(inner))


class Classifier(nn.Module):
    """Logits for a comment (one a label) and for each of its tokens (one a label)."""

    def __init__(self, shape: Shape, labels: int, dropout: float = 0.1) -> None:
        super().__init__()
        self.words = nn.Embedding(shape.vocabulary, shape.hidden)
        self.places = nn.Embedding(shape.positions, shape.hidden)
        self.segments = nn.Embedding(2, shape.hidden)
        self.norm = nn.LayerNorm(shape.hidden, eps=1e-12)
        self.layers = nn.ModuleList(Layer(shape, dropout) for _ in range(shape.layers))
        self.dropout = nn.Dropout(dropout)
        # The first token, the mean and the maximum over the comment's own tokens: the last keeps
        # one bad word from being thinned out by many good ones.
        self.on_comment = nn.Linear(3 * shape.hidden, labels)
        self.on_tokens = nn.Linear(shape.hidden, labels)

    def forward(self, tokens: Tensor, segments: Tensor, mask: Tensor) -> tuple[Tensor, Tensor]:
        """Return (batch, labels) and (batch, length, labels); `mask` is 1 for real tokens.

        Segment 0 is the comment, segment 1 its surroundings, which are read and not judged.
        """
        places = torch.arange(tokens.shape[1], device=tokens.device)
        states = self.words(tokens) + self.places(places) + self.segments(segments)
        states = self.dropout(self.norm(states))
        bias = (1.0 - mask[:, None, None, :].to(states.dtype)) * -10_000.0
        for layer in self.layers:
            states = layer(states, bias)
        own = (mask * (1 - segments))[:, :, None].to(states.dtype)
        mean = (states * own).sum(1) / own.sum(1)
        highest = (states + (own - 1.0) * 10_000.0).amax(1)
        pooled = torch.cat((states[:, 0], mean, highest), dim=-1)
        return self.on_comment(self.dropout(pooled)), self.on_tokens(states)


# Our names of the layers' parts, and the pretrained file's.
_PARTS = {
    "query": "attention.self.query",
    "key": "attention.self.key",
    "value": "attention.self.value",
    "joined": "attention.output.dense",
    "norm_attended": "attention.output.LayerNorm",
    "widened": "intermediate.dense",
    "narrowed": "output.dense",
    "norm_out": "output.LayerNorm",
}


def pretrained(folder: Path, labels: int) -> Classifier:
    """Return a classifier on the encoder in `folder` (config.json, model.safetensors).

    The heads start at random; everything else is the pretrained encoder's.
    """
    shape = Shape.read(folder / "config.json")
    model = Classifier(shape, labels)
    theirs = load_file(folder / "model.safetensors")
    ours = model.state_dict()
    for name, values in theirs.items():
        if (mine := _our_name(name)) in ours:
            ours[mine] = values
    model.load_state_dict(ours)
    return model


def _our_name(theirs: str) -> str:
    plain = {
        "embeddings.word_embeddings.weight": "words.weight",
        "embeddings.position_embeddings.weight": "places.weight",
        "embeddings.token_type_embeddings.weight": "segments.weight",
        "embeddings.LayerNorm.weight": "norm.weight",
        "embeddings.LayerNorm.bias": "norm.bias",
    }
    if theirs in plain:
        return plain[theirs]
    for mine, part in _PARTS.items():
        head, found, tail = theirs.partition(f".{part}.")
        if found and head.startswith("encoder.layer."):
            return f"layers.{head.removeprefix('encoder.layer.')}.{mine}.{tail}"
    return ""
