"""Find the one address under which a story is known."""

from collections.abc import Sequence
from urllib.parse import SplitResult, parse_qsl, urlencode, urlsplit, urlunsplit

from belowline.kernel.errors import Refused

# Addresses are kept and compared whole; browsers and proxies cut longer ones anyway.
LONGEST_URL = 2_000

# Parameters that say how a reader came, not which story it is.
_TRACKING = {"fbclid", "gclid", "dclid", "msclkid", "igshid", "mc_cid", "mc_eid", "ref", "cmpid"}
_DEFAULT_PORTS = {"http": 80, "https": 443}


def canonical_url(url: str, domains: Sequence[str]) -> str:
    """Return the address without fragment and tracking parameters, host in lower case.

    Raises Refused for anything but http(s) on one of the site's domains (or below one).
    """
    parts = _split(url)
    host = (parts.hostname or "").rstrip(".")
    if not any(host == domain or host.endswith(f".{domain}") for domain in domains):
        raise Refused(
            f"{host or 'This address'} is not one of this site's domains ({', '.join(domains)}). "
            "Add it with --domain.",
            code="foreign-domain",
            field="url",
        )
    port = parts.port
    shown = f"[{host}]" if ":" in host else host
    place = shown if port in (None, _DEFAULT_PORTS[parts.scheme]) else f"{shown}:{port}"
    query = [
        (key, value)
        for key, value in parse_qsl(parts.query, keep_blank_values=True)
        if key.lower() not in _TRACKING and not key.lower().startswith("utm_")
    ]
    return urlunsplit((parts.scheme, place, parts.path or "/", urlencode(query), ""))


def _split(url: str) -> SplitResult:
    problem = Refused("url must be an absolute http or https address.", code="bad-url", field="url")
    if len(url) > LONGEST_URL or not url.isprintable():
        raise problem
    try:
        parts = urlsplit(url.strip())
        usable = parts.scheme in _DEFAULT_PORTS and bool(parts.hostname) and parts.port != 0
    except ValueError:
        raise problem from None
    if not usable or parts.username is not None:
        raise problem
    return parts
