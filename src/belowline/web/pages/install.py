"""The publisher's checklist: the lines for a story's page, and whether they will work there."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from litestar import Response
from litestar.params import FromQuery

from belowline.kernel.errors import BelowlineError
from belowline.people.access import Right, require
from belowline.stories.canonical import canonical_url
from belowline.stories.learn import FetchedPage, NotFetched
from belowline.stories.metadata import facts_in
from belowline.web.asking import asked, home_of
from belowline.web.identity import AnyRequest, Visitor
from belowline.web.pages.embed import asked_for
from belowline.web.pages.story import html
from belowline.web.publisher_key import publisher_key
from belowline.web.services import Services


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One line of the checklist: `state` is `good`, `wait` (look at it) or `bad`."""

    state: str
    title: str
    sentence: str


async def install_page(request: AnyRequest, url: FromQuery[str] = "") -> Response[Any]:
    """Make the lines for a story's page and check what they need.

    Open to all: what it says can be had by trying the embed. That we fetch a page for somebody, and
    the publisher's key, are for editors and owners.
    """
    services, visitor = await asked(request)
    home, domains = home_of(request), services.settings.site.domains
    url = url.strip()
    is_overseer = _oversees(visitor)
    canonical, checks = _address_checks(url, domains, home) if url else ("", [])
    if canonical:
        story = await services.stories.story_by_url(services.settings.site.site_id, canonical)
        checks.append(_opened(story is not None, story.comment_count if story else 0))
        if is_overseer:
            checks += await _page_checks(services, canonical, home)
    return html(
        services,
        request,
        "install.html",
        url=url,
        canonical=canonical,
        home=home,
        domains=domains,
        checks=checks,
        ahead=_ahead(canonical or f"https://{domains[0]}/2026/11/a-story", home),
        is_overseer=is_overseer,
        key=publisher_key(services.settings) if is_overseer else "",
    )


def _ahead(canonical: str, home: str) -> str:
    """Return the line by which browsers ask for the thread before they have the script."""
    return f'<link rel="preload" as="fetch" crossorigin href="{home}{asked_for(canonical)}">'


def _oversees(visitor: Visitor) -> bool:
    if not visitor.session:
        return False
    try:
        require(Right.OVERSEE, visitor.reader)
    except BelowlineError:
        return False
    return True


def _address_checks(url: str, domains: tuple[str, ...], home: str) -> tuple[str, list[Check]]:
    """Return the story's canonical address, empty where we don't serve it, and what was found."""
    try:
        canonical = canonical_url(url if "//" in url else f"https://{url}", domains)
    except BelowlineError as problem:
        return "", [Check(state="bad", title="Domain", sentence=problem.detail)]
    host = urlsplit(canonical).hostname or ""
    checks = [Check(state="good", title="Domain", sentence=f"This server serves {host}.")]
    if canonical.startswith("https:") and home.startswith("http:"):
        sentence = (
            "A page that came over https loads nothing over http. Put this server behind one "
            "that speaks TLS, and start it with --trust-proxy."
        )
        checks.append(Check(state="bad", title="Encryption", sentence=sentence))
    return canonical, checks


def _opened(is_known: bool, comments: int) -> Check:
    if not is_known:
        sentence = "Nobody has opened this story yet: its first reader will, or your systems do."
        return Check(state="wait", title="Story", sentence=sentence)
    words = f"{comments} comment{'' if comments == 1 else 's'}"
    return Check(state="good", title="Story", sentence=f"It is known here, with {words}.")


async def _page_checks(services: Services, canonical: str, home: str) -> list[Check]:
    """Fetch the page and look at what the embed needs there."""
    try:
        page = await services.learning.look(canonical)
    except NotFetched as problem:
        sentence = f"The page could not be fetched: {problem}."
        return [Check(state="wait", title="Page", sentence=sentence)]
    return [_lines(page, home), _policy(page, home), _headline(page)]


def _lines(page: FetchedPage, home: str) -> Check:
    has_element, has_script = "<below-line" in page.html, f"{home}/embed.js" in page.html
    if has_element and has_script:
        return Check(state="good", title="Lines", sentence="Both lines are in the page.")
    missing = "the element <below-line>" if has_script else f"the script of {home}"
    missing = missing if has_element or has_script else "both lines"
    sentence = f"The page, as it comes from the server, lacks {missing}."
    return Check(state="wait", title="Lines", sentence=sentence)


def _policy(page: FetchedPage, home: str) -> Check:
    """Look whether a Content-Security-Policy lets the script in, and its requests out."""
    needed = ("script-src", "connect-src")
    lacking = [name for name in needed if page.policy and not _allows(page.policy, name, home)]
    if not lacking:
        return Check(state="good", title="Policy", sentence="No content policy is in the way.")
    sentence = f"The page's Content-Security-Policy needs {home} in {' and '.join(lacking)}."
    return Check(state="bad", title="Policy", sentence=sentence)


def _allows(policy: str, directive: str, home: str) -> bool:
    parts = [part.split() for part in policy.lower().replace(",", ";").split(";") if part.strip()]
    rules = {part[0]: part[1:] for part in parts}
    sources = rules.get(directive, rules.get("default-src"))
    if sources is None:
        return True
    host = urlsplit(home).netloc
    return any(source in ("*", home, host, f"{home.split(':')[0]}:") for source in sources)


def _headline(page: FetchedPage) -> Check:
    found = facts_in(page.html, page.url)
    known = [
        name
        for name, value in (
            ("headline", found.headline),
            ("byline", found.byline),
            ("date", found.published_at),
            ("section", found.section),
            ("text", found.body),
        )
        if value
    ]
    if not known:
        sentence = "The page tells nothing of its story: give the element a headline."
        return Check(state="wait", title="Facts", sentence=sentence)
    sentence = f"Its page tells us the story's {', '.join(known)}."
    return Check(state="good" if found.body else "wait", title="Facts", sentence=sentence)
