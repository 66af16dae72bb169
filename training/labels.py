"""What the network is asked of every comment, in the order of its outputs."""

from __future__ import annotations

CLAUSES = (
    "violence",
    "racism",
    "profanity",
    "vulgarity",
    "doxing",
    "discourtesy",
    "spam",
)
LABELS = (*CLAUSES, "toxicity")
# The clauses that make a comment toxic in the sense of the public sets: rude enough to make
# somebody leave the conversation.
TOXIC = frozenset({"violence", "racism", "profanity", "vulgarity", "discourtesy"})
