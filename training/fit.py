"""Teach the network: many sets at once, each only on the labels that it has."""

from __future__ import annotations

import random
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import torch
from torch import Tensor, nn

from training.corpus import Example
from training.encoder import Classifier

# So many tokens, padding included, go through the network at once: a compromise between few steps
# and noise that helps.
TOKENS_A_BATCH = 2_048
RATE = 1.2e-4
RATE_OF_HEADS = 6e-4
WARM_UP = 0.06
MARKS_WEIGHT = 0.5
# Of two versions of a comment, the one that breaks a clause has to score so much higher, on the
# scale of log-odds, before nothing more is asked of them.
MARGIN = 3.0
FAMILY_WEIGHT = 0.3
_IS_BROKEN, _IS_KEPT = 0.9, 0.1


@dataclass(frozen=True, slots=True)
class Batch:
    """Examples of like length, padded."""

    tokens: Tensor
    segments: Tensor
    mask: Tensor
    targets: Tensor
    known: Tensor
    marks: Tensor
    families: Tensor


def batches(examples: Sequence[Example], chance: random.Random) -> Iterator[Batch]:
    """Yield all examples once, families and like lengths together, the batches by chance."""
    longest: dict[str, int] = {}
    for one in examples:
        if one.family:
            longest[one.family] = max(longest.get(one.family, 0), len(one.tokens))

    def place(at: int) -> tuple[int, str, float]:
        one = examples[at]
        return longest.get(one.family, len(one.tokens)), one.family, chance.random()

    order = sorted(range(len(examples)), key=place)
    groups: list[list[Example]] = [[]]
    for at in order:
        example = examples[at]
        width = max(longest.get(example.family, 0), len(example.tokens))
        if groups[-1] and width * (len(groups[-1]) + 1) > TOKENS_A_BATCH:
            groups.append([])
        groups[-1].append(example)
    chance.shuffle(groups)
    yield from map(padded, groups)


def padded(group: Sequence[Example]) -> Batch:
    """Return the examples as one batch."""
    width = max(len(example.tokens) for example in group)

    def fill(values: Sequence[float], filler: float) -> list[float]:
        return [*values, *[filler] * (width - len(values))]

    nothing = [-1.0] * width
    numbers = {name: at for at, name in enumerate(sorted({one.family for one in group} - {""}), 1)}
    return Batch(
        tokens=torch.tensor([fill(one.tokens, 0) for one in group], dtype=torch.long),
        segments=torch.tensor([fill(one.segments, 0) for one in group], dtype=torch.long),
        mask=torch.tensor([fill([1] * len(one.tokens), 0) for one in group], dtype=torch.long),
        targets=torch.tensor([one.targets for one in group]),
        known=torch.tensor([[known * one.weight for known in one.known] for one in group]),
        marks=torch.tensor([fill(one.marks, -1.0) if one.marks else nothing for one in group]),
        families=torch.tensor([numbers.get(one.family, 0) for one in group]),
    )


def loss_of(model: Classifier, batch: Batch) -> Tensor:
    """Return the loss over known labels and marked tokens; what is not known costs nothing."""
    on_comment, on_tokens = model(batch.tokens, batch.segments, batch.mask)
    cross = nn.functional.binary_cross_entropy_with_logits
    each = cross(on_comment.float(), batch.targets, reduction="none")
    loss: Tensor = (each * batch.known).sum() / batch.known.sum().clamp(min=1.0)
    seen = batch.marks >= 0
    if bool(seen.any()):
        marked = on_tokens[..., -1].float()[seen]
        loss = loss + MARKS_WEIGHT * cross(marked, batch.marks[seen])
    return loss + FAMILY_WEIGHT * _loss_of_families(on_comment.float(), batch)


def _loss_of_families(logits: Tensor, batch: Batch) -> Tensor:
    """Return what it costs that versions of one comment are not told apart.

    The loss on each comment is mostly about its words, which versions share; here they cancel out,
    and only what tells the versions apart is left to learn from.
    """
    related = (batch.families[:, None] == batch.families) & (batch.families > 0)
    known = batch.known > 0
    broken = (batch.targets >= _IS_BROKEN) & known
    kept = (batch.targets <= _IS_KEPT) & known
    pairs = (related[:, :, None] & broken[:, None, :] & kept[None, :, :]).float()
    apart = logits[:, None, :] - logits[None, :, :]
    cost = (nn.functional.softplus(MARGIN - apart) * pairs).sum() / pairs.sum().clamp(min=1.0)
    # Few versions in a batch may not outweigh its other comments.
    share = (pairs.sum((1, 2)) > 0).float().mean() + (pairs.sum((0, 2)) > 0).float().mean()
    weighted: Tensor = cost * share
    return weighted


class Teacher:
    """One run over several passes, with one schedule for the rate of learning."""

    def __init__(self, model: Classifier, steps: int, device: torch.device) -> None:
        self.model = model.to(device)
        self.device = device
        heads = [*model.on_comment.parameters(), *model.on_tokens.parameters()]
        chosen = {id(one) for one in heads}
        rest = [one for one in model.parameters() if id(one) not in chosen]
        self.optimiser = torch.optim.AdamW(
            [{"params": rest, "lr": RATE}, {"params": heads, "lr": RATE_OF_HEADS}],
            weight_decay=0.01,
            fused=True,
        )
        warm = max(1, int(steps * WARM_UP))
        self.schedule = torch.optim.lr_scheduler.LambdaLR(
            self.optimiser,
            lambda step: min(step / warm, max(0.0, (steps - step) / max(1, steps - warm))),
        )

    def teach(self, examples: Sequence[Example], chance: random.Random) -> None:
        """Go through all examples once, and say how it goes."""
        self.model.train()
        began, sums, done = time.monotonic(), 0.0, 0
        for number, batch in enumerate(batches(examples, chance), 1):
            on_device = Batch(*(getattr(batch, name).to(self.device) for name in Batch.__slots__))
            with torch.autocast(self.device.type, torch.bfloat16):
                loss = loss_of(self.model, on_device)
            self.optimiser.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(self.model.parameters(), 1.0)
            self.optimiser.step()
            self.schedule.step()
            sums += loss.item()
            done += len(batch.targets)
            if number % 200 == 0:
                speed = done / (time.monotonic() - began)
                print(f"  {done:,} rows, loss {sums / 200:.4f}, {speed:.0f} rows/s", flush=True)
                sums = 0.0


def steps_of(examples: Sequence[Example]) -> int:
    """Return how many batches one pass has."""
    return sum(1 for _ in batches(examples, random.Random(0)))
