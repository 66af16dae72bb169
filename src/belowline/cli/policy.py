"""`belowline policy`: check a policy file, print one, try one on old comments, save one."""

import argparse
from collections import Counter
from pathlib import Path

from belowline.cli.options import add_settings, span
from belowline.cli.scoring.choice import add_engine
from belowline.moderation import DEFAULT_PRESET, PRESETS, Policy, parse_policy, preset_text


def describe(parser: argparse.ArgumentParser) -> None:
    """Say what the command takes."""
    actions = parser.add_subparsers(metavar="ACTION", required=True)
    check = actions.add_parser("check", help="say what is wrong with a policy file, line by line")
    check.add_argument("file", type=Path)
    check.set_defaults(run=_check)
    show = actions.add_parser("show", help="print a shipped policy, or the one in force")
    show.add_argument(
        "--preset", choices=PRESETS, default=DEFAULT_PRESET, help=f"default: {DEFAULT_PRESET}"
    )
    show.add_argument(
        "--current", action="store_true", help="the policy that a server on this data rules by"
    )
    add_settings(show)
    show.set_defaults(run=_show)
    save = actions.add_parser(
        "save", help="make a file the next version of the policy; a running server takes it"
    )
    save.add_argument("file", type=Path)
    save.add_argument("--reason", required=True, metavar="TEXT", help="why: the history keeps it")
    add_settings(save)
    save.set_defaults(run=_save)
    again = actions.add_parser(
        "apply", help="rule again on what is public by the policy in force; holds, never rejects"
    )
    add_settings(again)
    again.add_argument("--since", type=span, metavar="SPAN", help="like 30d, 12h or 4w")
    add_engine(again)
    again.add_argument(
        "--anew", action="store_true", help="begin in front, whatever run stopped before its end"
    )
    again.add_argument("--json", action="store_true", help="for programs")
    again.set_defaults(run=_apply)
    replay = actions.add_parser(
        "replay", help="see what another policy would have changed over the comments we have"
    )
    replay.add_argument("file", type=Path, help="the other policy")
    add_settings(replay)
    replay.add_argument("--since", type=span, metavar="SPAN", help="like 30d, 12h or 4w")
    replay.add_argument(
        "--examples", type=_count, default=10, metavar="N", help="comments to show (default: 10)"
    )
    add_engine(replay)
    replay.add_argument(
        "--state", type=Path, metavar="FILE", help="keep rulings there, and go on with those there"
    )
    replay.add_argument("--json", action="store_true", help="for programs")
    replay.set_defaults(run=_replay)


def _check(options: argparse.Namespace) -> int:
    """PolicyError is a ValueError: main prints it, one line for each problem."""
    policy = parse_policy(options.file.read_text("utf-8"))
    print(f"{policy.name}, version {policy.version}: {len(policy.clauses)} clauses, no problems.")
    print(policy.line)
    if policy.phrases:
        print(_rules(policy))
    return 0


def _replay(options: argparse.Namespace) -> int:
    # The database is slow to load, and check and show need none.
    from belowline.cli.policy_replay import run

    return run(options)


def _count(given: str) -> int:
    if not (given.isascii() and given.isdigit()):
        raise argparse.ArgumentTypeError(f"a number from 0, not {given!r}")
    return int(given)


def _rules(policy: Policy) -> str:
    """Say how many rules of the publisher's own there are, and how many texts they passed."""
    modes = Counter(rule.mode for rule in policy.phrases)
    tried = sum(len(rule.must_match) + len(rule.must_not_match) for rule in policy.phrases)
    each = ", ".join(f"{count} {mode}" for mode, count in sorted(modes.items()))
    return f"Rules of your own: {each}. Test texts passed: {tried}."


def _show(options: argparse.Namespace) -> int:
    if options.current:
        # As for replay: a shipped policy needs no database.
        from belowline.cli.policy_save import show_current

        return show_current(options)
    print(preset_text(options.preset), end="")
    return 0


def _apply(options: argparse.Namespace) -> int:
    # As for replay.
    from belowline.cli.policy_apply import run

    return run(options)


def _save(options: argparse.Namespace) -> int:
    # As for replay.
    from belowline.cli.policy_save import run

    return run(options)
