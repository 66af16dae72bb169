"""The options that every command with a database shares."""

import argparse
from datetime import timedelta

from belowline.config import Options, Place, Settings, read_place, read_settings


def add_settings(parser: argparse.ArgumentParser) -> None:
    """Add where the data lies and which site it is."""
    parser.add_argument(
        "--site", metavar="NAME", help="which of the database's sites (default: main)"
    )
    parser.add_argument("--data", metavar="DIR", help="where the data lies (default: data)")
    parser.add_argument(
        "--database", metavar="URL", help="sqlite:///path or postgresql://… (default: in --data)"
    )
    parser.add_argument("--policy", metavar="FILE", help="the site's policy (default: shipped)")
    parser.add_argument(
        "--weights",
        metavar="FILE",
        help="the site's own weights (default: weights.toml in --data, else the shipped ones)",
    )


def settings_from(options: argparse.Namespace) -> Settings:
    """Return the settings; raises OSError where the data folder can't be used."""
    return read_settings(_given(options))


def place_from(options: argparse.Namespace) -> Place:
    """Return where the data lies, for a command that only reads it."""
    return read_place(_given(options))


def _given(options: argparse.Namespace) -> Options:
    return Options(
        site=options.site,
        data=options.data,
        database=options.database,
        policy=options.policy,
        weights=options.weights,
        scoring=getattr(options, "scoring", None),
        sign_on=getattr(options, "sign_on", None),
        oidc_issuer=getattr(options, "oidc_issuer", None),
        host=getattr(options, "host", None),
        port=getattr(options, "port", None),
        name=getattr(options, "name", None),
        contact=getattr(options, "contact", None),
        language=getattr(options, "language", None),
        domains=tuple(getattr(options, "domain", None) or ()),
        trust_proxy=getattr(options, "trust_proxy", False),
        live=getattr(options, "live", None),
        queue=getattr(options, "queue", None),
        read_database=getattr(options, "read_database", None),
        database_connections=getattr(options, "database_connections", None),
        traces=getattr(options, "traces", None),
        webhooks=getattr(options, "webhooks", None),
        metrics_from=tuple(getattr(options, "metrics_from", None) or ()),
        log=getattr(options, "log", None),
        drain=getattr(options, "drain", None),
        patience=getattr(options, "patience", None),
        url=getattr(options, "url", None),
        smtp=getattr(options, "smtp", None),
        mail_from=getattr(options, "mail_from", None),
    )


_UNITS = {"h": timedelta(hours=1), "d": timedelta(days=1), "w": timedelta(weeks=1)}


def span(given: str) -> timedelta:
    """Return the time that `30d`, `12h` or `4w` stand for."""
    number, unit = given[:-1], given[-1:]
    if not (number.isascii() and number.isdigit() and unit in _UNITS and len(number) <= 5):
        raise argparse.ArgumentTypeError(f"a number with h, d or w, like 30d, not {given!r}")
    return int(number) * _UNITS[unit]
