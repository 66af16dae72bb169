"""`belowline policy`: check a policy file, or print the shipped one to start from."""

import argparse
from pathlib import Path

from belowline.moderation import parse_policy, shipped_policy_text


def describe(parser: argparse.ArgumentParser) -> None:
    """Say what the command takes."""
    actions = parser.add_subparsers(metavar="ACTION", required=True)
    check = actions.add_parser("check", help="say what is wrong with a policy file, line by line")
    check.add_argument("file", type=Path)
    check.set_defaults(run=_check)
    show = actions.add_parser("show", help="print the shipped policy, to start your own from")
    show.set_defaults(run=_show)


def _check(options: argparse.Namespace) -> int:
    """PolicyError is a ValueError: main prints it, one line for each problem."""
    policy = parse_policy(options.file.read_text("utf-8"))
    print(f"{policy.name}, version {policy.version}: {len(policy.clauses)} clauses, no problems.")
    print(policy.line)
    return 0


def _show(_: argparse.Namespace) -> int:
    print(shipped_policy_text(), end="")
    return 0
