"""Read forms, and prove that they were made by this site."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import lru_cache
from urllib.parse import parse_qsl, urlsplit

from belowline.kernel.errors import Forbidden, Refused, TooLarge
from belowline.kernel.said import Said
from belowline.web.cookies import OUR_COOKIES, brought
from belowline.web.identity import AnyRequest, keyed_hash, same

# 10,000 characters outside the basic plane take 120,000 bytes, percent-encoded; the rest is
# room for the other fields.
LARGEST_BODY = 192 * 1024

# A tab that stayed open over a long weekend still sends; a copied form does not live forever.
TOKEN_DAYS = 7


def page_token(secret: bytes, story_id: str, now: datetime) -> str:
    """Return the token of a public page's forms: the same for all readers for one day.

    It can't stop forgery by itself, since anybody may read the page; `check_origin` does that.
    It proves that the form is ours, belongs to this story and is not old.
    """
    return _token_of_day(secret, story_id, f"{now:%Y%m%d}")


@lru_cache(maxsize=1024)
def _token_of_day(secret: bytes, story_id: str, day: str) -> str:
    return f"{day}.{keyed_hash(secret, 'page', f'{story_id}.{day}')}"


def check_page_token(secret: bytes, story_id: str, token: str, now: datetime) -> None:
    """Raises Forbidden unless `page_token` made this token for the story in the last days."""
    for age in range(-1, TOKEN_DAYS):
        if same(token, page_token(secret, story_id, now - timedelta(days=age))):
            return
    raise Forbidden(
        "This form was not made by this site, or it is too old. "
        "Nothing was sent; send it again from here.",
        code="form-token",
    )


def check_origin(request: AnyRequest, domains: Sequence[str]) -> None:
    """Raises Forbidden for a state-changing request that another site's page sent.

    Browsers name the sender in Sec-Fetch-Site (all since 2023) or Origin; a program that sends
    neither has no reader's cookies to abuse. See OWASP's CSRF cheat sheet, "Fetch Metadata".
    The publisher's own pages (`domains`) may send where they carry none of our cookies.
    """
    carries = any(brought(request, name) for name in OUR_COOKIES)
    if not carries and is_ours(request.headers.get("origin", ""), domains):
        return
    site = request.headers.get("sec-fetch-site")
    if site is not None:
        foreign = site not in ("same-origin", "none")
    else:
        origin = request.headers.get("origin")
        foreign = origin is not None and _place(origin) != request.headers.get("host")
    if foreign:
        raise Forbidden("Another site's page sent this. Send it from our own page.", code="origin")


def _place(origin: str) -> str:
    """Return host and port of an Origin header, empty for one that can't be read."""
    try:
        return urlsplit(origin).netloc
    except ValueError:
        return ""


def is_ours(origin: str, domains: Sequence[str]) -> bool:
    """Say whether an Origin header names one of the site's domains, or one below them."""
    try:
        host = urlsplit(origin).hostname or ""
    except ValueError:
        return False
    return any(host == domain or host.endswith(f".{domain}") for domain in domains)


async def read_form(request: AnyRequest) -> dict[str, str]:
    """Return the fields of a posted form, the last of each name; raises Refused, TooLarge."""
    return dict(await read_fields(request, most=50))


async def read_fields(request: AnyRequest, *, most: int) -> list[tuple[str, str]]:
    """Return the fields of a posted form in their order; raises Refused, TooLarge."""
    body = await read_body(request)
    try:
        return parse_qsl(
            body.decode("ascii"), keep_blank_values=True, errors="strict", max_num_fields=most
        )
    except ValueError:
        raise Refused("The form is not valid UTF-8 text.", code="bad-form") from None


async def read_body(request: AnyRequest) -> bytes:
    """Return the body; raises TooLarge as soon as it is clear that it is."""
    length = request.headers.get("content-length", "0")
    if length.isdecimal() and int(length) > LARGEST_BODY:
        raise too_large()
    chunks = bytearray()
    async for chunk in request.stream():
        chunks += chunk
        if len(chunks) > LARGEST_BODY:
            raise too_large()
    return bytes(chunks)


def too_large() -> TooLarge:
    """Return the error for a body that no comment needs."""
    return TooLarge(
        Said(
            "The request is larger than %(most)s KB. A comment may have up to 10,000 characters.",
            {"most": LARGEST_BODY // 1024},
        )
    )
