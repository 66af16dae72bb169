"""`belowline calibrate`: learn from the desk's rulings, and keep only what is better."""

import argparse
import asyncio
import os
import sys
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path

from belowline.cli.calibrate_report import as_json, as_text, remark
from belowline.cli.feedback import read_feedback
from belowline.cli.options import add_settings, place_from, span
from belowline.cli.policy_replay import Progress
from belowline.config import Place
from belowline.desk.calibrate import Calibration
from belowline.desk.lessons import Lesson
from belowline.kernel.clock import utc_now
from belowline.main import calibrating, read_policy, read_weights
from belowline.moderation import ENGINE_VERSION, Policy, parse_policy
from belowline.moderation.calibration.mistakes import Aim
from belowline.moderation.calibration.policy import policy_with
from belowline.moderation.site_weights import digest_of, weights_text

# Half a year: long enough for rare clauses, short enough that the desk still rules so.
_SINCE = timedelta(days=180)
# Something was to be kept and nothing was better: neither 0 nor an error, which is 1.
_NOTHING_BETTER = 3


def describe(parser: argparse.ArgumentParser) -> None:
    """Say what the command takes."""
    add_settings(parser)
    parser.add_argument(
        "--since",
        type=span,
        default=_SINCE,
        metavar="SPAN",
        help="comments of this span, like 30d, 12h or 4w (default: 180d)",
    )
    parser.add_argument(
        "--feedback", type=Path, metavar="FILE", help="learn from these JSON lines as well"
    )
    parser.add_argument(
        "--price",
        type=_price,
        metavar="N",
        help="clean comments that you would hold to stop one violation "
        "(default: neither mistake may become more frequent)",
    )
    parser.add_argument("--write", action="store_true", help="keep the weights that are better")
    parser.add_argument(
        "--output", type=Path, metavar="FILE", help="where weights are kept (default: --weights)"
    )
    parser.add_argument(
        "--output-policy",
        type=Path,
        metavar="FILE",
        help="with --write, a new file for the policy with points that are better",
    )
    parser.add_argument("--json", action="store_true", help="for programs")
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Print what is better; 3 where something was to be kept and nothing was better."""
    place = place_from(options)
    policy_text = read_policy(place.policy)
    if options.output_policy and not options.write:
        raise ValueError("--output-policy needs --write: the points go with the weights.")
    if options.output_policy and options.output_policy.exists():
        raise ValueError(f"{options.output_policy} exists: name a new file.")
    found = asyncio.run(_learnt(options, place, _feedback(options, parse_policy(policy_text))))
    kept: list[Path] = []
    if options.write:
        kept += keep_weights(found, place, options.output or place.own_weights)
    if options.output_policy:
        kept += keep_policy(found, policy_text, options.output_policy)
    print((as_json if options.json else as_text)(found, kept))
    return _NOTHING_BETTER if options.write and not kept else 0


def _price(given: str) -> float:
    try:
        price = float(given)
    except ValueError:
        price = -1.0
    if not 0 < price < 1_000_000:
        raise argparse.ArgumentTypeError(f"a number above 0, not {given!r}")
    return price


def _feedback(options: argparse.Namespace, policy: Policy) -> Sequence[Lesson]:
    if not options.feedback:
        return ()
    found = read_feedback(options.feedback, [clause.name for clause in policy.clauses])
    if found.problems:
        more = f", and {len(found.problems) - 1:,} more" if len(found.problems) > 1 else ""
        print(
            f"belowline: {options.feedback}: not used: {found.problems[0]}{more}", file=sys.stderr
        )
    return found.lessons


async def _learnt(
    options: argparse.Namespace, place: Place, feedback: Sequence[Lesson]
) -> Calibration:
    async with calibrating(place, may_lack_database=bool(options.feedback)) as calibrate:
        now = utc_now()
        return await calibrate(
            place.site_id,
            since=now - options.since,
            now=now,
            feedback=feedback,
            aim=Aim(options.price),
            at_once=bool(options.output_policy),
            progress=Progress(sys.stderr),
        )


def keep_weights(found: Calibration, place: Place, path: Path) -> list[Path]:
    """Keep weights that are better beside those that the site has for other clauses.

    What stood in the file stays beside it under its digest, since old rulings name that.
    """
    taken = [trial for trial in found.trials if trial.choice.has_weights]
    if not taken:
        return []
    site = read_weights(place.weights)
    new = {trial.question.clause.name: trial.weight for trial in taken}
    own = {**site.own, **new} if site else new
    if path.is_file():
        old = path.read_bytes()
        _keep(path.with_name(f"{path.stem}-{digest_of(old)}{path.suffix}"), old)
    # A clause that stays as it was keeps the file as old as it is.
    engine = site.engine if site and own.keys() - new else ENGINE_VERSION
    _keep(path, weights_text(own, remark(taken), engine).encode())
    return [path]


def keep_policy(found: Calibration, text: str, path: Path) -> list[Path]:
    """Keep the policy with the points that are better in a file of its own."""
    pointed = [trial.pointed for trial in found.trials if trial.choice.has_points]
    if not pointed:
        return []
    _keep(path, policy_with(text, pointed).encode())
    return [path]


def _keep(path: Path, content: bytes) -> None:
    """Put the file there whole, or not at all: a server may start in between."""
    new = path.with_name(f".{path.name}.new")
    with new.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    new.replace(path)
