"""Score the same comments with our engine and with a network of BERT-base's size, one thread each.

Usage: python benchmarks/throughput.py

BERT-base is what Detoxify's models are built on. Only its size matters for its speed, so it is
made with weights by chance; it reads the same tokens, without any rules, spans or policy beside.
PyTorch is needed for it (pip install torch), and is used as Detoxify uses it: 32-bit floats.
"""

from __future__ import annotations

import statistics
import sys
import time
from collections.abc import Callable
from functools import partial

from belowline.moderation import Moderator

SENTENCES = (
    "The council hasn’t said where the money for the two libraries went, and I’d like to know.",
    "My grandmother walked four miles to that school every day and never once complained of it.",
    "Nobody asked the people who live on the estate, which tells you what the survey was for.",
    "If the figures are right then the new line pays for itself in eleven years, not thirty.",
    "What a sad way to lose a good bakery; the rent went up by half and that was that.",
    "Read the report before you quote it: page nine says the opposite of what you claim here.",
)
# Three sentences make a comment of some 60 tokens.
COMMENTS = [
    " ".join((SENTENCES[a], SENTENCES[b], SENTENCES[c]))
    for a in range(6)
    for b in range(6)
    for c in range(6)
    if len({a, b, c}) == 3
]
ROUNDS = 3
# BERT-base, Devlin et al. 2019.
HIDDEN, LAYERS, HEADS, INNER, VOCABULARY = 768, 12, 12, 3072, 30_522
TOKENS = 62


def per_second(score: Callable[[str], object], comments: list[str]) -> float:
    """Comments a second, the median of some rounds."""
    rates = []
    for _ in range(ROUNDS):
        began = time.perf_counter()
        for comment in comments:
            score(comment)
        rates.append(len(comments) / (time.perf_counter() - began))
    return statistics.median(rates)


def base_size() -> Callable[[str], object]:
    """A scorer of BERT-base's size in PyTorch; ImportError where that isn't installed."""
    import torch

    torch.set_num_threads(1)
    layer = torch.nn.TransformerEncoderLayer(
        HIDDEN, HEADS, INNER, activation="gelu", batch_first=True
    )
    words = torch.nn.Embedding(VOCABULARY, HIDDEN)
    encoder = torch.nn.TransformerEncoder(layer, LAYERS).eval()
    head = torch.nn.Linear(HIDDEN, 6)
    tokens = torch.randint(1000, VOCABULARY, (1, TOKENS))

    def score(_: str) -> object:
        with torch.inference_mode():
            return torch.sigmoid(head(encoder(words(tokens))[:, 0])).tolist()

    return score


def main() -> int:
    """Print both rates and their ratio."""
    ours = partial(Moderator().rule)
    ours(COMMENTS[0])
    rate = per_second(ours, COMMENTS)
    print(f"{'Belowline, whole ruling':<36}{rate:8.0f} comments/s")
    try:
        rival = base_size()
    except ImportError:
        print("not compared: install torch to run a network of BERT-base's size beside it")
        return 0
    theirs = per_second(rival, COMMENTS[:40])
    print(f"{'network of BERT-base’s size':<36}{theirs:8.0f} comments/s")
    print(f"ruling against a network of BERT-base’s size: {rate / theirs:.1f} ×")
    return 0


if __name__ == "__main__":
    sys.exit(main())
