"""Turn the trained network into the small file that ships: ONNX with weights of eight bits."""

from __future__ import annotations

import tempfile
from pathlib import Path

import onnx
import torch
from onnxruntime.quantization import QuantType, quantize_dynamic
from onnxruntime.transformers.fusion_options import FusionOptions
from onnxruntime.transformers.optimizer import optimize_model
from torch import Tensor, nn

from training.encoder import Classifier, Shape

# What every runtime since 1.17 reads.
_OPSET = 17


class _Served(nn.Module):
    """The network as the engine asks it: one comment at a time, nothing padded."""

    def __init__(self, model: Classifier) -> None:
        super().__init__()
        self.model = model

    def forward(self, tokens: Tensor, segments: Tensor) -> tuple[Tensor, Tensor]:
        on_comment, on_tokens = self.model(tokens, segments, torch.ones_like(tokens))
        return on_comment[0], on_tokens[0]


def export(model: Classifier, shape: Shape, target: Path) -> None:
    """Write the network to `target`, its matrices as eight-bit integers, one scale a column.

    Activations are measured and rounded at run time, which gives the same result wherever the
    comment stands alone: that is how the engine asks. Weights take seven of the eight bits, since
    older processors saturate when eight-bit products are summed and would answer differently.
    """
    with tempfile.TemporaryDirectory() as folder:
        plain, fused = Path(folder) / "plain.onnx", Path(folder) / "fused.onnx"
        _write(model, plain)
        fusions = FusionOptions("bert")
        # The runtime's fused sum and norm takes eight times as long as a sum and then a norm:
        # 1.30 ms of 3.7 for sixty tokens against 0.15 of 2.6 (onnxruntime 1.32, one thread).
        fusions.enable_skip_layer_norm = False
        fusions.enable_bias_skip_layer_norm = False
        optimised = optimize_model(
            str(plain),
            model_type="bert",
            num_heads=shape.heads,
            hidden_size=shape.hidden,
            optimization_options=fusions,
        )
        optimised.save_model_to_file(str(fused))
        quantize_dynamic(
            fused,
            target,
            per_channel=True,
            reduce_range=True,
            weight_type=QuantType.QInt8,
            extra_options={"MatMulConstBOnly": True, "DefaultTensorType": onnx.TensorProto.FLOAT},
        )
    onnx.checker.check_model(str(target)) if _is_standard(target) else None


def _is_standard(path: Path) -> bool:
    """Whether the file holds standard operators only; fused ones are the runtime's own."""
    return all(node.domain in {"", "ai.onnx"} for node in onnx.load(str(path)).graph.node)


def _write(model: Classifier, path: Path) -> None:
    example = torch.randint(1000, 2000, (1, 16))
    torch.onnx.export(
        _Served(model).eval(),
        (example, torch.zeros_like(example)),
        str(path),
        input_names=["tokens", "segments"],
        output_names=["comment", "words"],
        dynamic_axes={"tokens": {1: "length"}, "segments": {1: "length"}, "words": {0: "length"}},
        opset_version=_OPSET,
        dynamo=False,
    )
