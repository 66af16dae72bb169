"""Make comments that nobody wrote before, out of what readers of the demo newsroom said."""

from __future__ import annotations

import random
import re
import statistics
from collections.abc import Sequence

from tokenizers import Tokenizer

from belowline.demo.content import read_comments
from belowline.moderation.shipped import shipped_text

# Shorter ones are "Hear, hear." and the like; three others make a comment of some 60 tokens, as
# long as those that the engine is timed with.
_LONG = 60
_SENTENCES = 3


def sentences(*, longer_than: int = 20) -> list[str]:
    """Return what was said, sentence by sentence, of what is published."""
    said = [each.text for each in read_comments() if each.expect == "publish"]
    found = [each for text in said for each in re.split(r"(?<=[.?!])\s+", text)]
    return [each for each in found if len(each) > longer_than]


def comment(chance: random.Random, said: list[str]) -> str:
    """Four sentences that nobody put together before."""
    return " ".join(chance.sample(said, 4))


def long_sentences() -> list[str]:
    """Return those of which ordinary comments are made, quotations left out."""
    return [each for each in sentences(longer_than=_LONG) if not each.startswith(">")]


def ordinary(chance: random.Random, said: list[str]) -> str:
    """Return a comment of ordinary length: three long sentences."""
    return " ".join(chance.sample(said, _SENTENCES))


def lengths(texts: Sequence[str]) -> str:
    """Say how long they are, in the engine's own tokens too."""
    tokenizer = Tokenizer.from_str(shipped_text("classifier/tokenizer.json"))
    tokenizer.no_padding()
    tokenizer.no_truncation()
    tokens = statistics.mean(
        len(tokenizer.encode(each, add_special_tokens=False).ids) for each in texts
    )
    words = statistics.mean(len(each.split()) for each in texts)
    return f"comments of {_SENTENCES} sentences, {words:.0f} words, {tokens:.0f} tokens on average"
