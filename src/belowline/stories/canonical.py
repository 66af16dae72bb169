"""Find the one address under which a story is known."""

import re
from collections.abc import Sequence
from urllib.parse import SplitResult, parse_qsl, quote, urlencode, urlsplit, urlunsplit

from belowline.kernel.errors import Refused

# Addresses are kept and compared whole; browsers and proxies cut longer ones anyway.
LONGEST_URL = 2_000

# Parameters that say how a reader came, not which story it is.
_TRACKING = {"fbclid", "gclid", "dclid", "msclkid", "igshid", "mc_cid", "mc_eid", "ref", "cmpid"}
# What RFC 3986 allows in a path, and the % of what is escaped already; all else gets escaped, so
# that the same address is found however it was typed, and stays one wherever it is written.
_PATH = "/%:@!$&'()*+,;=~"
# A browser reads \\ as the end of the host, Python doesn't: the two must not disagree on whose
# address it is.
_NO_HOST = re.compile(r"""[\s"'<>\\^`{|}%]""")
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
    path = quote(parts.path or "/", safe=_PATH)
    canonical = urlunsplit((parts.scheme, place, path, urlencode(query), ""))
    if len(canonical) > LONGEST_URL:
        raise _bad_url()
    return canonical


def _split(url: str) -> SplitResult:
    if len(url) > LONGEST_URL or not url.isprintable():
        raise _bad_url()
    try:
        parts = urlsplit(url.strip())
        usable = parts.scheme in _DEFAULT_PORTS and bool(parts.hostname) and parts.port != 0
    except ValueError:
        raise _bad_url() from None
    if not usable or parts.username is not None or _NO_HOST.search(parts.hostname or ""):
        raise _bad_url()
    return parts


def _bad_url() -> Refused:
    return Refused(
        f"url must be an absolute http or https address of at most {LONGEST_URL:,} characters.",
        code="bad-url",
        field="url",
    )
