"""The command line: `belowline COMMAND`, one file per command."""

import argparse
import gc
import os
import signal
import sys
from collections.abc import Sequence
from importlib import import_module
from types import ModuleType

from belowline import __version__
from belowline.kernel.errors import BelowlineError

COMMANDS = {
    "serve": "run the server",
    "user": "make staff accounts and sign-in links",
    "key": "give a site another key to sign with",
    "policy": "check a policy file, print one, try one on old comments",
    "calibrate": "learn from the desk's rulings",
    "audit": "check the log of what was done at the desk",
    "mail": "see which e-mails wait or failed, and try them again",
    "check": "count anew what the database keeps counted",
    "webhooks": "see how far webhooks were told, tell them again",
    "export": "write out what was decided, for authorities",
    "score": "rule on comments given as JSON lines",
}


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command; return its exit code, with one clear line on stderr for an error."""
    parser = argparse.ArgumentParser(
        prog="belowline", description="The comment platform that a news publisher runs itself."
    )
    parser.add_argument("--version", action="version", version=f"belowline {__version__}")
    commands = parser.add_subparsers(metavar="COMMAND", required=True)
    given = list(sys.argv[1:] if arguments is None else arguments)
    for name, what in COMMANDS.items():
        command = commands.add_parser(name, help=what, description=f"{what.capitalize()}.")
        if name in given[:1]:
            # Only the command that is asked for is loaded: `--help` and `score` need no server.
            _load(name).describe(command)
    options = parser.parse_args(given)
    try:
        code: int = options.run(options)
        sys.stdout.flush()
    except BelowlineError as error:
        return _fail(error.detail)
    except BrokenPipeError:
        return _unheard()
    except OSError as error:
        what = error.strerror or str(error)
        return _fail(f"{error.filename}: {what}" if error.filename else what)
    except ValueError as error:
        return _fail(str(error))
    except KeyboardInterrupt:
        return 130
    return code


def _load(name: str) -> ModuleType:
    """Import a command without a look for garbage, since what is imported stays.

    Python would go through all of it again and again: a quarter of the time until a server answers.
    """
    module = f"belowline.cli.{name}"
    if module in sys.modules:
        return sys.modules[module]
    gc.disable()
    try:
        return import_module(module)
    finally:
        gc.freeze()
        gc.enable()


def _unheard() -> int:
    """Whoever read our output has had enough, as `head` has: end as SIGPIPE would, in silence."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return 128 + signal.SIGPIPE


def _fail(sentence: str) -> int:
    print(f"belowline: {sentence}", file=sys.stderr)
    return 1
