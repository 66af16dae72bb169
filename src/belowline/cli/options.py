"""The options that every command with a database shares."""

import argparse

from belowline.config import Options, Settings, read_settings


def add_settings(parser: argparse.ArgumentParser) -> None:
    """Add where the data lies and which site it is."""
    parser.add_argument("--data", metavar="DIR", help="where the data lies (default: data)")
    parser.add_argument(
        "--database", metavar="URL", help="sqlite:///path or postgresql://… (default: in --data)"
    )
    parser.add_argument("--policy", metavar="FILE", help="the site's policy (default: shipped)")


def settings_from(options: argparse.Namespace) -> Settings:
    """Return the settings; raises OSError where the data folder can't be used."""
    return read_settings(
        Options(
            data=options.data,
            database=options.database,
            policy=options.policy,
            host=getattr(options, "host", None),
            port=getattr(options, "port", None),
            name=getattr(options, "name", None),
            domains=tuple(getattr(options, "domain", None) or ()),
            trust_proxy=getattr(options, "trust_proxy", False),
        )
    )
