"""A story has one address, however a reader came by it."""

from urllib.parse import urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from belowline.kernel.errors import Refused
from belowline.stories.canonical import LONGEST_URL, canonical_url

DOMAINS = ("news.example", "localhost", "::1")

PARTS = st.sampled_from(
    [
        *("/", "//", "?", "#", "&", "=", ":", "@", ";", "%", "%2F", "%zz", "\\", ".", "..", " "),
        *("a", "b=1", "utm_source=x", "fbclid=y", "é", "日本", '"', "<", "'", ":80", ":0", "+"),
    ]
)
ADDRESSES = st.builds(
    lambda scheme, host, rest: f"{scheme}://{host}{''.join(rest)}",
    st.sampled_from(["http", "https", "HTTPS"]),
    st.sampled_from(["news.example", "WWW.News.Example.", "localhost:8000", "[::1]:443"]),
    st.lists(st.one_of(PARTS, st.text(max_size=4)), max_size=10),
)


@given(ADDRESSES)
def test_a_canonical_address_is_its_own(url: str) -> None:
    try:
        canonical = canonical_url(url, DOMAINS)
    except Refused:
        return

    assert canonical_url(canonical, DOMAINS) == canonical
    assert len(canonical) <= LONGEST_URL


@given(ADDRESSES)
def test_a_canonical_address_can_stand_in_any_page(url: str) -> None:
    try:
        canonical = canonical_url(url, DOMAINS)
    except Refused:
        return

    assert not set(canonical) & set('"<>\\^`{|} \t\n#')
    parts = urlsplit(canonical)
    assert parts.scheme in ("http", "https")
    assert parts.path.startswith("/")
    assert parts.path.isascii()
    assert parts.query.isascii()


@pytest.mark.parametrize(
    ("url", "canonical"),
    [
        ("https://news.example/a", "https://news.example/a"),
        ("https://news.example", "https://news.example/"),
        ("https://news.example?x=1", "https://news.example/?x=1"),
        (" https://news.example/a ", "https://news.example/a"),
        ("HTTPS://News.Example/A", "https://news.example/A"),
        ("https://news.example./a", "https://news.example/a"),
        ("https://news.example:443/a", "https://news.example/a"),
        ("http://news.example:80/a", "http://news.example/a"),
        ("http://news.example:443/a", "http://news.example:443/a"),
        ("http://localhost:8000/a", "http://localhost:8000/a"),
        ("http://[::1]:8000/a", "http://[::1]:8000/a"),
        ("https://www.news.example/a", "https://www.news.example/a"),
        ("https://news.example/a#comments", "https://news.example/a"),
        ("https://news.example/a?utm_source=x&id=7&UTM_Medium=y", "https://news.example/a?id=7"),
        ("https://news.example/a?fbclid=x&gclid=y&ref=z", "https://news.example/a"),
        ("https://news.example/a?b=2&a=1", "https://news.example/a?b=2&a=1"),
        ("https://news.example/a?print", "https://news.example/a?print="),
        ("https://news.example/a?q=a b", "https://news.example/a?q=a+b"),
        ("https://news.example/café", "https://news.example/caf%C3%A9"),
        ("https://news.example/caf%C3%A9", "https://news.example/caf%C3%A9"),
        ("https://news.example/a/(b),c;d", "https://news.example/a/(b),c;d"),
        ('https://news.example/"><script>', "https://news.example/%22%3E%3Cscript%3E"),
        ("https://news.example/a\\b", "https://news.example/a%5Cb"),
    ],
)
def test_an_address_becomes_the_one_that_is_kept(url: str, canonical: str) -> None:
    assert canonical_url(url, DOMAINS) == canonical


@pytest.mark.parametrize(
    "url",
    [
        "https://elsewhere.example/a",
        "https://news.example.elsewhere.example/",
        "https://badnews.example/",
        "https://news.exampl/",
        "https://example/",
    ],
)
def test_an_address_on_a_foreign_domain_is_refused_with_the_sites_own(url: str) -> None:
    with pytest.raises(Refused, match=r"news\.example") as refused:
        canonical_url(url, DOMAINS)
    assert (refused.value.code, refused.value.field) == ("foreign-domain", "url")


@pytest.mark.parametrize(
    "url",
    [
        "",
        "news.example/a",
        "/a",
        "//news.example/a",
        "ftp://news.example/a",
        "javascript:alert(1)//news.example",
        "https://",
        "https:///a",
        "https://news.example:99999/",
        "https://news.example:0/",
        "https://news.example:x/",
        "https://ada@news.example/",
        "https://@news.example/",
        "https://ada:secret@news.example/",
        "https://[::1/",
        "https://news.example/\0",
        "https://news.example/a\nb",
        "https://news.example/\u202e",
        "https://news.example/" + chr(0xD800),
        # What Python takes for a host below our domain is another host to a browser.
        "https://elsewhere.example\\.news.example/",
        "https://elsewhere.example%2f.news.example/",
        "https://a b.news.example/",
        "https://<b>.news.example/",
    ],
)
def test_what_is_no_web_address_is_refused(url: str) -> None:
    with pytest.raises(Refused) as refused:
        canonical_url(url, DOMAINS)
    assert (refused.value.code, refused.value.field) == ("bad-url", "url")


def test_an_address_may_be_as_long_as_the_limit_and_no_longer() -> None:
    start = "https://news.example/"
    longest = start + "a" * (LONGEST_URL - len(start))

    assert canonical_url(longest, DOMAINS) == longest
    with pytest.raises(Refused):
        canonical_url(longest + "a", DOMAINS)
    with pytest.raises(Refused):
        canonical_url(longest[:-1] + "é", DOMAINS)


def test_a_site_without_domains_has_no_stories() -> None:
    with pytest.raises(Refused):
        canonical_url("https://news.example/", ())
