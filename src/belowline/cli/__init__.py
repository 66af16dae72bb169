"""The command line: `belowline COMMAND`, one file per command."""

import argparse
import sys
from collections.abc import Sequence

from belowline import __version__
from belowline.cli import policy, score, serve, user
from belowline.kernel.errors import BelowlineError


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command; return its exit code, with one clear line on stderr for an error."""
    parser = argparse.ArgumentParser(
        prog="belowline", description="The comment platform that a news publisher runs itself."
    )
    parser.add_argument("--version", action="version", version=f"belowline {__version__}")
    commands = parser.add_subparsers(metavar="COMMAND", required=True)
    for command in (serve, user, policy, score):
        command.add_to(commands)
    options = parser.parse_args(arguments)
    try:
        code: int = options.run(options)
    except BelowlineError as error:
        return _fail(error.detail)
    except (OSError, ValueError) as error:
        return _fail(str(error))
    except KeyboardInterrupt:
        return 130
    return code


def _fail(sentence: str) -> int:
    print(f"belowline: {sentence}", file=sys.stderr)
    return 1
