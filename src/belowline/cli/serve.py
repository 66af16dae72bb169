"""`belowline serve`: run the server."""

import argparse
import socket
from dataclasses import replace

import uvloop

from belowline.cli.draining import DrainingServer
from belowline.cli.log_lines import begin_log
from belowline.cli.modest import ModestProtocol
from belowline.cli.options import add_settings, settings_from
from belowline.cli.serve_background import serve_background
from belowline.cli.serve_scoring import serve_scoring
from belowline.cli.serving import configured, serve_until_told
from belowline.config import Settings, Site
from belowline.demo.content import read_publication
from belowline.demo.plant import is_planted, moderator_link, plant
from belowline.kernel.errors import Refused
from belowline.main import Belowline, build


def describe(parser: argparse.ArgumentParser) -> None:
    """Say what the command takes."""
    add_settings(parser)
    parser.add_argument("--host", help="address to listen on (default: 127.0.0.1)")
    parser.add_argument("--port", type=int, help="port to listen on (default: 8000)")
    parser.add_argument("--name", help="the publication's name")
    parser.add_argument(
        "--contact",
        metavar="ADDRESS",
        help="where people reach you: an e-mail address, or a page's",
    )
    parser.add_argument(
        "--language", metavar="TAG", help="what readers are spoken to in: en, es, fr, de or ar"
    )
    parser.add_argument(
        "--domain", action="append", metavar="HOST", help="a domain of the site; may be repeated"
    )
    parser.add_argument(
        "--trust-proxy", action="store_true", help="take X-Forwarded-For from the proxy in front"
    )
    _describe_operations(parser)
    parser.add_argument(
        "--scoring", metavar="FILE", help="settings for scoring: keys, communities, Coral's secret"
    )
    parser.add_argument("--url", help="where readers find this server, for links in e-mails")
    parser.add_argument(
        "--smtp", metavar="URL", help="the mail server: smtp://user:password@host:587 or smtps://…"
    )
    parser.add_argument("--mail-from", metavar="E-MAIL", help="whom e-mails come from")
    parser.add_argument(
        "--sign-on", metavar="FILE", help="settings for single sign-on: keys, roles"
    )
    parser.add_argument(
        "--oidc-issuer", metavar="URL", help="an OpenID provider that signs readers and staff in"
    )
    parser.add_argument(
        "--only",
        choices=["scoring", "web", "background"],
        help="score for other programs; answer and leave background work to others; do that work",
    )
    parser.add_argument("--demo", action="store_true", help="with the demo newsroom")
    parser.set_defaults(run=run)


def _describe_operations(parser: argparse.ArgumentParser) -> None:
    """Say how several processes work together, and how they are watched."""
    parser.add_argument(
        "--live", metavar="URL", help="redis://…, over which several processes tell each other"
    )
    parser.add_argument(
        "--queue",
        metavar="URL",
        help="redis://… or postgresql://…, where several processes find background work",
    )
    parser.add_argument(
        "--read-database", metavar="URL", help="a replica that public pages are read from"
    )
    parser.add_argument(
        "--database-connections",
        type=int,
        metavar="N",
        help="connections of this process to PostgreSQL (default: 10)",
    )
    parser.add_argument(
        "--webhooks", metavar="FILE", help="programs of yours that are told what happens"
    )
    parser.add_argument(
        "--metrics-from",
        action="append",
        metavar="NETWORK",
        help="a network that may read /metrics (default: this machine); may be repeated",
    )
    parser.add_argument(
        "--traces", metavar="URL", help="an OpenTelemetry collector that is told of each request"
    )
    parser.add_argument("--log", choices=["text", "json"], help="how log lines look")
    parser.add_argument(
        "--drain",
        type=float,
        metavar="SECONDS",
        help="told to stop, go on so long while /readyz says no (default: 0)",
    )
    parser.add_argument(
        "--patience",
        type=float,
        metavar="SECONDS",
        help="how long the head of a request may take; more for bodies and readers (default: 20)",
    )


def run(options: argparse.Namespace) -> int:
    """Serve until told to stop."""
    settings = settings_from(options)
    begin_log(settings.log)
    if options.only == "scoring":
        return uvloop.run(serve_scoring(settings, _listen(settings)))
    if options.only == "background":
        return uvloop.run(serve_background(settings))
    settings = replace(settings, works=options.only != "web")
    if options.demo:
        settings = replace(settings, site=_demo_site(settings.site))
    listener = _listen(settings)
    return uvloop.run(_serve(settings, listener, demo=options.demo))


def _demo_site(site: Site) -> Site:
    publication = read_publication()
    return replace(
        site,
        name=publication.name,
        tagline=publication.tagline,
    )


def _listen(settings: Settings) -> socket.socket:
    """Take the port before anything else is done; raises Refused where it is taken."""
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((settings.host, settings.port))
    except OSError as error:
        listener.close()
        raise Refused(
            f"can't listen on {settings.host}:{settings.port} ({error.strerror}). "
            "Choose another port: make run PORT=8001"
        ) from None
    return listener


async def _serve(settings: Settings, listener: socket.socket, *, demo: bool) -> int:
    belowline = await build(settings)
    if demo and not await is_planted(belowline):
        await plant(settings, print)
    server = DrainingServer(belowline, configured(belowline.app, http=ModestProtocol))
    await serve_until_told(
        server, listener, lambda: _announce(belowline, demo=demo), settings.patience
    )
    return 0


async def _announce(belowline: Belowline, *, demo: bool) -> None:
    settings = belowline.settings
    print(f"Belowline is at {settings.address}")
    print(f"  data   {settings.data}")
    if demo:
        link = await moderator_link(belowline)
        print(f"  desk   {settings.address}/desk/enter?link={link}")
        print("         (opens once, for 24 hours; restart for a new one)", flush=True)
    else:
        print(f"  desk   {settings.address}/desk")
        print("         (belowline user add --help makes a moderator)", flush=True)
