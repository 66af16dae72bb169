"""Settings, read once: where the data lies, who we are, how much is allowed."""

import os
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from ipaddress import ip_network
from pathlib import Path

from belowline.kernel.errors import Refused
from belowline.kernel.ids import MAIN_SITE, SiteId
from belowline.kernel.languages import LANGUAGES, known
from belowline.mail.settings import MailSettings, read_mail
from belowline.secret_key import KEY_FILE, read_secret

# A name stands in the names of folders and cookies; upper and lower case are one to some of them.
_SITE_NAME = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,30}[a-z0-9])?")
# Where the files of sites lie in the data folder, each in a folder of its own; those of the site
# that needs no name lie in the data folder itself.
_SITES = "sites"
# Where a site's own weights lie in its folder, once `belowline calibrate` has made them.
_WEIGHTS = "weights.toml"
# Who may read metrics where nobody else was named.
_LOOPBACK = ("127.0.0.0/8", "::1/128")


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """How often one person or one network address may do a thing: (times, seconds).

    Addresses get room, since a mobile carrier or a school puts thousands of readers behind one.
    """

    posts: tuple[int, int] = (60, 60)
    posts_per_address: tuple[int, int] = (900, 60)
    # A reader who finds thirty bad comments in ten minutes should write to the editors.
    reports: tuple[int, int] = (30, 600)
    reports_per_address: tuple[int, int] = (120, 600)
    likes: tuple[int, int] = (120, 60)
    # The box asks while somebody types; a pause in typing is about a second.
    checks_per_address: tuple[int, int] = (1200, 60)
    # Ten guesses in a quarter of an hour: a forgotten password, not a dictionary.
    sign_ins_per_address: tuple[int, int] = (10, 900)
    # A page view may make a story; nobody opens more than this many new ones a minute.
    stories_per_address: tuple[int, int] = (120, 60)


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """One publication. `contact` is where people reach it: an e-mail address, or that of a page."""

    site_id: SiteId
    name: str
    tagline: str
    language: str
    domains: tuple[str, ...]
    contact: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenId:
    """A service that signs people in, and what it knows us by."""

    issuer: str
    client_id: str
    client_secret: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Everything the program is told from outside.

    `trust_proxy` says that a proxy of ours sets X-Forwarded-For and X-Forwarded-Proto.
    `judge_seconds` is how long the engine may take before the comment is held. `scoring` is the
    file of settings for scoring, `sign_on` that for single sign-on; `sign_on_secret` is the one
    secret of a publisher who needs no file. `url` is where readers find us, with which links in
    e-mails begin; `mail` is None where none are sent.
    `reads_pages` says that a new story's own page is read for what it says of itself.
    `queue` is where processes find background work, `works` says that this one does it.
    `read_database` is a replica that public pages are read from; `database_connections` is how many
    this process has to each PostgreSQL. `traces` is the collector told of each request, or "".
    """

    data: Path
    database: str
    host: str
    port: int
    site: Site
    secret: bytes
    policy: Path | None
    limits: Limits
    scoring: Path | None = None
    sign_on: Path | None = None
    sign_on_secret: str = ""
    open_id: OpenId | None = None
    erasure: str = "anonymous"
    keep_addresses_days: int = 30
    keep_emails_days: int = 180
    weights: Path | None = None
    trust_proxy: bool = False
    judge_seconds: float = 2.0
    live: str = ""
    queue: str = ""
    works: bool = True
    metrics_from: tuple[str, ...] = _LOOPBACK
    metrics_token: str = ""
    log: str = "text"
    drain_seconds: float = 0.0
    patience: float = 20.0
    webhooks: Path | None = None
    url: str = ""
    mail: MailSettings | None = None
    reads_pages: bool = False
    read_database: str = ""
    database_connections: int = 10
    traces: str = ""

    @property
    def folder(self) -> Path:
        """Return where the site's own files lie, in a data folder that sites may share."""
        return site_folder(self.data, self.site.site_id)

    @property
    def key_file(self) -> Path:
        """Return the file of the key that the site signs with."""
        return self.folder / KEY_FILE

    @property
    def public_address(self) -> str:
        """Return where readers find us."""
        return self.url or self.address

    @property
    def address(self) -> str:
        """Return where a browser on this machine finds the server."""
        host = "127.0.0.1" if self.host in ("0.0.0.0", "::") else self.host
        return f"http://[{host}]:{self.port}" if ":" in host else f"http://{host}:{self.port}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """What the command line gives; None means: look in the environment, then take the default."""

    site: str | None = None
    data: str | None = None
    database: str | None = None
    host: str | None = None
    port: int | None = None
    policy: str | None = None
    weights: str | None = None
    scoring: str | None = None
    sign_on: str | None = None
    oidc_issuer: str | None = None
    name: str | None = None
    contact: str | None = None
    language: str | None = None
    domains: tuple[str, ...] = ()
    trust_proxy: bool = False
    live: str | None = None
    queue: str | None = None
    read_database: str | None = None
    database_connections: int | None = None
    traces: str | None = None
    webhooks: str | None = None
    metrics_from: tuple[str, ...] = ()
    log: str | None = None
    drain: float | None = None
    patience: float | None = None
    url: str | None = None
    smtp: str | None = None
    mail_from: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a site's data lies, for those who only read it.

    `weights` is the file of the site's own, None where there is none and the shipped ones hold;
    `own_weights` is where `belowline calibrate` puts it.
    """

    site_id: SiteId
    data: Path
    database: str
    policy: Path | None
    weights: Path | None
    own_weights: Path


def site_folder(data: Path, site_id: SiteId) -> Path:
    """Return the folder of a site's own files."""
    return data if site_id == MAIN_SITE else data / _SITES / site_id


def read_place(options: Options, environment: Mapping[str, str] = os.environ) -> Place:
    """Find the data as `read_settings` does, and make nothing."""
    setting = _asking(environment)
    data = Path(setting(options.data, "DATA", "data")).resolve()
    site_id = _site_id(setting(options.site, "SITE", MAIN_SITE))
    policy = setting(options.policy, "POLICY", "")
    weights = setting(options.weights, "WEIGHTS", "")
    own_weights = Path(weights) if weights else site_folder(data, site_id) / _WEIGHTS
    return Place(
        site_id=site_id,
        data=data,
        database=setting(options.database, "DATABASE", f"sqlite:///{data / 'belowline.db'}"),
        policy=Path(policy) if policy else None,
        weights=own_weights if weights or own_weights.is_file() else None,
        own_weights=own_weights,
    )


def read_settings(options: Options, environment: Mapping[str, str] = os.environ) -> Settings:
    """Put options, BELOWLINE_* variables and defaults together; makes the data folder.

    Raises OSError where the folder can't be made or written, Refused for a port that is none.
    """
    setting = _asking(environment)
    place = read_place(options, environment)
    # The database holds e-mail addresses: nobody else on the machine may look.
    place.data.mkdir(mode=0o700, parents=True, exist_ok=True)
    domains = options.domains or tuple(environment.get("BELOWLINE_DOMAINS", "").split())
    return Settings(
        data=place.data,
        database=place.database,
        host=setting(options.host, "HOST", "127.0.0.1"),
        port=_port(options.port, environment.get("BELOWLINE_PORT") or "8000"),
        site=Site(
            site_id=place.site_id,
            name=setting(options.name, "NAME", "Belowline"),
            tagline="",
            language=_language(setting(options.language, "LANGUAGE", "en")),
            domains=tuple(domain.lower() for domain in domains) or ("127.0.0.1", "localhost"),
            contact=_contact(setting(options.contact, "CONTACT", "")),
        ),
        secret=read_secret(site_folder(place.data, place.site_id) / KEY_FILE),
        policy=place.policy,
        weights=place.weights,
        scoring=Path(scoring) if (scoring := setting(options.scoring, "SCORING", "")) else None,
        sign_on=Path(sign_on) if (sign_on := setting(options.sign_on, "SIGN_ON", "")) else None,
        # Not an option: everybody on the machine sees the words of a command.
        sign_on_secret=environment.get("BELOWLINE_SIGN_ON_SECRET", ""),
        erasure=_erasure(environment.get("BELOWLINE_ERASURE") or "anonymous"),
        keep_addresses_days=_days(environment.get("BELOWLINE_KEEP_ADDRESSES_DAYS") or "30"),
        keep_emails_days=_days(environment.get("BELOWLINE_KEEP_EMAILS_DAYS") or "180"),
        open_id=_open_id(setting(options.oidc_issuer, "OIDC_ISSUER", ""), environment),
        limits=Limits(),
        reads_pages=True,
        trust_proxy=options.trust_proxy or environment.get("BELOWLINE_TRUST_PROXY") == "1",
        live=setting(options.live, "LIVE", ""),
        queue=setting(options.queue, "QUEUE", ""),
        read_database=_replica(setting(options.read_database, "READ_DATABASE", ""), place.database),
        database_connections=_connections(
            options.database_connections, environment.get("BELOWLINE_DATABASE_CONNECTIONS") or "10"
        ),
        metrics_from=_networks(
            options.metrics_from or tuple(environment.get("BELOWLINE_METRICS_FROM", "").split())
        ),
        metrics_token=environment.get("BELOWLINE_METRICS_TOKEN", ""),
        log=_log(setting(options.log, "LOG", "text")),
        traces=_traces(setting(options.traces, "TRACES", "")),
        webhooks=Path(hooks) if (hooks := setting(options.webhooks, "WEBHOOKS", "")) else None,
        drain_seconds=_seconds("--drain", options.drain, environment.get("BELOWLINE_DRAIN"), 0),
        patience=_seconds(
            "--patience", options.patience, environment.get("BELOWLINE_PATIENCE"), 20, at_least=0.1
        ),
        url=_url(setting(options.url, "URL", "")),
        mail=read_mail(
            setting(options.smtp, "SMTP", ""), setting(options.mail_from, "MAIL_FROM", "")
        ),
    )


def _asking(environment: Mapping[str, str]) -> Callable[[str | None, str, str], str]:
    """Return how a setting is found: as given, else in the environment, else the default."""

    def setting(given: str | None, variable: str, default: str) -> str:
        return given or environment.get(f"BELOWLINE_{variable}") or default

    return setting


def _site_id(given: str) -> SiteId:
    if not _SITE_NAME.fullmatch(given):
        raise Refused(
            "--site is a short name of small letters, digits and hyphens, like daily-news."
        )
    return SiteId(given)


def _replica(given: str, primary: str) -> str:
    kinds = ("postgresql://", "postgres://", "postgresql+asyncpg://")
    if given and not (given.startswith(kinds) and primary.startswith(kinds)):
        raise Refused("--read-database must be postgresql://…, a replica of --database.")
    return given


def _connections(given: int | None, default: str) -> int:
    number = given if given is not None else int(default) if default.isdecimal() else 0
    if not 1 <= number <= 1_000:
        raise Refused("--database-connections must be a number from 1 to 1000.")
    return number


def _traces(given: str) -> str:
    if given and not re.fullmatch(r"https?://[^\s@]+", given):
        raise Refused("--traces is a collector's address: http://127.0.0.1:4318/v1/traces")
    return given


def _networks(given: tuple[str, ...]) -> tuple[str, ...]:
    for network in given:
        try:
            ip_network(network)
        except ValueError:
            raise Refused(
                f"--metrics-from must be a network like 10.0.0.0/8, not {network}."
            ) from None
    return given or _LOOPBACK


def _log(kind: str) -> str:
    if kind not in ("text", "json"):
        raise Refused("--log must be text or json.")
    return kind


def _seconds(
    name: str, given: float | None, variable: str | None, default: float, at_least: float = 0
) -> float:
    try:
        seconds = float(variable or default) if given is None else given
    except ValueError:
        seconds = -1.0
    if not at_least <= seconds <= 600:
        raise Refused(f"{name} must be a number of seconds from {at_least:g} to 600.")
    return seconds


def _language(given: str) -> str:
    if not known(given):
        raise Refused(f"--language must be one of {', '.join(LANGUAGES)}, not {given}.")
    return given


def _url(given: str) -> str:
    """Return the site's own address without a slash at its end; raises Refused for no address."""
    address = given.rstrip("/")
    if address and not re.fullmatch(r"https?://[^\s/?#@]+", address):
        raise Refused("--url is where readers find Belowline: https://comments.example.com")
    return address


def _contact(given: str) -> str:
    """Return where people reach the publication; raises Refused for what leads nowhere."""
    if given and not re.fullmatch(
        r"https?://[^\s\"<>]+|[^\s@\"<>:/]+@[^\s@\"<>:/]+\.[^\s@\"<>:/]+", given
    ):
        raise Refused(
            "--contact is an e-mail address, or that of a page: comments@example.com or "
            "https://example.com/contact"
        )
    return given


def _open_id(issuer: str, environment: Mapping[str, str]) -> OpenId | None:
    if not issuer:
        return None
    client_id = environment.get("BELOWLINE_OIDC_CLIENT_ID", "")
    # A machine's own address never leaves it; elsewhere who sits between could sign anybody in.
    trusted = ("https://", "http://127.0.0.1:", "http://localhost:")
    if not issuer.startswith(trusted) or not client_id:
        raise Refused(
            "The OpenID issuer needs an address that begins with https://, and the environment "
            "BELOWLINE_OIDC_CLIENT_ID."
        )
    secret = environment.get("BELOWLINE_OIDC_CLIENT_SECRET", "")
    return OpenId(issuer=issuer.rstrip("/"), client_id=client_id, client_secret=secret)


def _erasure(remains: str) -> str:
    if remains not in ("anonymous", "removed"):
        raise Refused("BELOWLINE_ERASURE must be anonymous or removed.")
    return remains


def _days(given: str) -> int:
    if not (given.isascii() and given.isdecimal() and 1 <= int(given) <= 36_500):
        raise Refused("How long traces are kept is a number of days, from 1.")
    return int(given)


def _port(given: int | None, default: str) -> int:
    port = given if given is not None else int(default) if default.isdecimal() else 0
    if not 1 <= port <= 65_535:
        raise Refused("The port must be a number from 1 to 65535.")
    return port
