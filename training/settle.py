"""Settle last what the whole comment's label means: what raters of talk and news find rude.

The network learns eight labels from many sets, and each set calls something else toxic. Thresholds
that publishers bring along are on Perspective's scale, which was made from ratings of Wikipedia's
talk pages and of news comments; so that output is fitted once more on such sets alone, on what
the rest of the network has learnt, and nothing else is changed.
"""

from __future__ import annotations

from collections.abc import Sequence

import torch
from torch import Tensor, nn

from training.corpus import Example
from training.encoder import Classifier
from training.fit import padded
from training.labels import LABELS

SETS = frozenset({"toxic_spans_typed", "jigsaw_toxic_fragments", "wiki_context_toxicity"})
OVERALL = LABELS.index("toxicity")
# How strongly the output is held where it was. Between 0.0001 and 0.01 it made no difference of
# more than 0.003 in any area under a curve.
_PULL = 1e-3
_STEPS = 60
_AT_ONCE = 48


def settle(model: Classifier, examples: Sequence[Example], device: torch.device) -> None:
    """Fit the output for the whole comment on the examples, which are of `SETS`."""
    inputs = _inputs(model, examples, device)
    targets = torch.tensor([one.targets[OVERALL] for one in examples])
    weights = torch.tensor([one.weight for one in examples])
    began = model.on_comment.weight[OVERALL].detach().float().cpu()
    row = began.clone().requires_grad_()
    shift = model.on_comment.bias[OVERALL].detach().float().cpu().requires_grad_()
    newton = torch.optim.LBFGS([row, shift], max_iter=_STEPS, line_search_fn="strong_wolfe")

    def cost() -> Tensor:
        newton.zero_grad()
        each = nn.functional.binary_cross_entropy_with_logits(
            inputs @ row + shift, targets, reduction="none"
        )
        loss = (each * weights).sum() / weights.sum() + _PULL * ((row - began) ** 2).sum()
        loss.backward()  # type: ignore[no-untyped-call]
        return loss

    newton.step(cost)  # type: ignore[no-untyped-call]
    with torch.no_grad():
        model.on_comment.weight[OVERALL] = row.to(device)
        model.on_comment.bias[OVERALL] = shift.to(device)


@torch.no_grad()
def _inputs(model: Classifier, examples: Sequence[Example], device: torch.device) -> Tensor:
    """What the outputs for comments are made from, a row for each example."""
    model.eval()
    seen: list[Tensor] = []
    hook = model.on_comment.register_forward_pre_hook(
        lambda _, given: seen.append(given[0].float().cpu())
    )
    order = sorted(range(len(examples)), key=lambda at: len(examples[at].tokens))
    found = torch.zeros(len(examples), model.on_comment.in_features)
    for first in range(0, len(order), _AT_ONCE):
        chosen = order[first : first + _AT_ONCE]
        batch = padded([examples[at] for at in chosen])
        with torch.autocast(device.type, torch.bfloat16):
            model(batch.tokens.to(device), batch.segments.to(device), batch.mask.to(device))
        found[chosen] = seen.pop()
    hook.remove()
    return found
