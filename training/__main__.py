"""Make the shipped classifier from the labelled sets: `python -m training --help`."""

from __future__ import annotations

import argparse
import random
import sys
import time
from pathlib import Path

import torch

from training.augment import Material
from training.corpus import Example, drawn, examples, gather, reader
from training.encoder import Classifier, pretrained
from training.extra import read_civil, read_jigsaw
from training.fit import Teacher, steps_of
from training.labels import LABELS
from training.packing import encoder_folder, pack
from training.record import keep_record
from training.rows import Row
from training.settle import SETS, settle
from training.weigh import weigh

PASSES = 4
# The public sets are large and of one kind: one and a half times through them is enough, and more
# makes the network forget what is rare in them.
SHARE = 0.4
# For whoever only wants to check the recipe, on two cores in a quarter of an hour: one pass over
# ours and a third of the public sets.
QUICK_PASSES = 1
QUICK_SHARE = 0.35
SEED = 20261125
# Raise it with every network that ships.
VERSION = "2026-11-25.2"


def main(arguments: list[str]) -> int:
    """Train, calibrate, export, measure and write the record that the model card is made of."""
    options = _parser().parse_args(arguments)
    began = time.monotonic()
    torch.manual_seed(SEED)
    torch.use_deterministic_algorithms(True, warn_only=True)
    passes = QUICK_PASSES if options.quick else options.passes
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    extra = _extra(options)
    model = pretrained(encoder_folder(), len(LABELS))
    if options.checkpoint and options.checkpoint.exists():
        model.load_state_dict(torch.load(options.checkpoint))
    else:
        _teach(model, options, extra, device, passes)
    if options.checkpoint:
        torch.save(model.state_dict(), options.checkpoint)
    # What is measured and calibrated on is the same whatever was learnt from.
    rows = [*gather(options.shared, seed=0), *extra]
    settle(model.to(device), _raters(rows), device)
    tune = [row for row in rows if row.part == "tune"]
    packed = pack(model.cpu(), options.into, VERSION, tune)
    weigh(tune, packed)
    run = {
        "name": options.into.name,
        "version": VERSION,
        "seed": SEED,
        "passes": passes,
        "written": not options.without_written,
        "minutes": round((time.monotonic() - began) / 60),
        "device": device.type,
    }
    keep_record(packed, rows, options.shared, run, options.into / "record.json")
    return 0


def _teach(
    model: Classifier,
    options: argparse.Namespace,
    extra: list[Row],
    device: torch.device,
    passes: int,
) -> None:
    teacher: Teacher | None = None
    for number in range(passes):
        material = _one_pass(options, extra, number)
        if teacher is None:
            teacher = Teacher(model, steps_of(material) * passes, device)
        print(f"pass {number + 1} of {passes}: {len(material):,} comments", flush=True)
        teacher.teach(material, random.Random(f"{SEED}:{number}"))


def _one_pass(options: argparse.Namespace, extra: list[Row], number: int) -> list[Example]:
    rows = gather(options.shared, with_written=not options.without_written, seed=number)
    rows = [row for row in [*rows, *extra] if row.part == "train"]
    share = QUICK_SHARE if options.quick else SHARE
    reads = reader(encoder_folder() / "tokenizer.json")
    return examples(drawn(rows, number, share), reads, Material.of(rows), number)


def _raters(rows: list[Row]) -> list[Example]:
    chosen = [row for row in rows if row.part == "train" and row.source in SETS]
    return examples(drawn(chosen, SEED, SHARE), reader(encoder_folder() / "tokenizer.json"))


def _extra(options: argparse.Namespace) -> list[Row]:
    rows: list[Row] = []
    if options.jigsaw:
        rows.extend(read_jigsaw(options.jigsaw))
    if options.civil:
        rows.extend(read_civil(options.civil))
    return rows


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m training", description=__doc__)
    parser.add_argument("--shared", type=Path, required=True, help="the folder of labelled sets")
    parser.add_argument("--into", type=Path, required=True, help="the folder for the model's files")
    parser.add_argument("--passes", type=int, default=PASSES, help=f"default {PASSES}")
    parser.add_argument(
        "--quick", action="store_true", help="one pass over a third: to check the recipe"
    )
    parser.add_argument("--without-written", action="store_true", help="public sets only")
    parser.add_argument("--jigsaw", type=Path, help="the full Jigsaw train.csv, where you have it")
    parser.add_argument("--civil", type=Path, help="the full Civil Comments train.csv")
    parser.add_argument(
        "--checkpoint",
        type=Path,
        help="keep the network before rounding; where the file exists, take it",
    )
    return parser


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
