"""Serve the rival behind our own endpoint: the same server, the same threads, another engine.

Usage: python -m benchmarks.rival.server PORT
"""

from __future__ import annotations

import socket
import sys
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

import numpy as np
import onnxruntime
import uvloop
from tokenizers import Tokenizer

from belowline.cli.serve_scoring import serve_app
from belowline.config import Options, Settings, read_settings
from belowline.main import make_scoring
from belowline.moderation import Moderator
from belowline.moderation.judge import Assessment
from belowline.moderation.shipped import shipped_text
from belowline.store.suggestions_file import SuggestionsFile
from belowline.web.app import build_scoring_app
from benchmarks.rival.bert import WORDS, bert_base

_LABELS = ("toxicity", "violence", "racism", "profanity", "vulgarity", "discourtesy", "spam")
# BERT's own limit.
_MOST_TOKENS = 512


class Rival:
    """An assessor that asks the big network and nobody else."""

    def __init__(self) -> None:
        silent = Moderator(detectors=[])
        self.policy = silent.policy
        self.engine_version = silent.engine_version
        self._ruling = silent.rule("")
        self._tokenizer = Tokenizer.from_str(shipped_text("classifier/tokenizer.json"))
        options = onnxruntime.SessionOptions()
        # As ours: a thread an answer, as many answers at once as there are cores.
        options.intra_op_num_threads = 1
        options.inter_op_num_threads = 1
        self._session = onnxruntime.InferenceSession(
            bert_base(), options, providers=["CPUExecutionProvider"]
        )

    def assess(self, text: str, *, story: str = "", parent: str = "") -> Assessment:
        """Return the network's probabilities under a ruling that is always the same."""
        tokens = self._tokenizer.encode(text).ids[:_MOST_TOKENS] or [0]
        feed = {"tokens": np.array([tokens], np.int64) % WORDS}
        (logits,) = self._session.run(["logits"], feed)
        found = 1 / (1 + np.exp(-np.asarray(logits)[0]))
        return Assessment(self._ruling, dict(zip(_LABELS, found.tolist(), strict=True)))

    overall = assess


def main(port: int) -> None:
    """Serve until told to stop."""
    with tempfile.TemporaryDirectory() as folder:
        settings = read_settings(Options(data=folder, port=port), {})
        listener = socket.socket()
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((settings.host, port))
        uvloop.run(_serve(settings, listener))


async def _serve(settings: Settings, listener: socket.socket) -> int:
    kept = SuggestionsFile(Path(settings.data) / "suggestions.jsonl")
    bert = Rival()
    idle = Moderator(detectors=[])
    scoring = make_scoring(settings, lambda: idle, kept, None)
    rival = replace(scoring, shared=lambda: bert)

    @asynccontextmanager
    async def lifespan(_: object) -> AsyncIterator[None]:
        yield
        rival.judges.close()

    return await serve_app(build_scoring_app(settings, rival, lifespan), settings, listener)


if __name__ == "__main__":
    main(int(sys.argv[1]))
