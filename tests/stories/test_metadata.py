"""A page's own words about its story: JSON-LD first, then OpenGraph, then the markup."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from belowline.stories.metadata import facts_in

URL = "https://news.example/2026/11/bridge?x=1"

LINKED = """<html><head><title>Bridge | The Post</title>
<link rel="canonical" href="/2026/11/bridge">
<meta property="og:title" content="OG title">
<script type="application/ld+json">{"@context": "https://schema.org", "@graph": [
  {"@type": "WebPage", "name": "no story"},
  {"@type": ["NewsArticle"], "headline": "Harbour bridge closes for a year",
   "description": "Rust, says the city.", "datePublished": "2026-11-20T08:00:00+01:00",
   "articleSection": ["Local", "Traffic"],
   "author": [{"@type": "Person", "name": "Helena Marsh"}, "Ben Okoro"]}]}</script></head>
<body><nav><p>Home</p></nav><article><header><p>By someone</p></header>
<p>The bridge over the <b>harbour</b>
closes.</p><script>var p = "<p>not this</p>";</script><h2>Why</h2><blockquote>“Rust.”</blockquote>
<aside><p>Read more</p></aside><figure><p>A photo</p></figure>
<below-line><p>A comment</p></below-line></article></body></html>"""


def test_linked_data_says_what_a_story_is() -> None:
    facts = facts_in(LINKED, URL)

    assert facts.url == "https://news.example/2026/11/bridge"
    assert facts.headline == "Harbour bridge closes for a year"
    assert facts.standfirst == "Rust, says the city."
    assert facts.byline == "Helena Marsh, Ben Okoro"
    assert facts.section == "Local"
    assert facts.published_at
    assert facts.published_at.astimezone(UTC) == datetime(2026, 11, 20, 7, tzinfo=UTC)


def test_the_text_is_the_articles_and_not_what_stands_beside_it() -> None:
    text = facts_in(LINKED, URL).body

    assert "The bridge over the harbour closes." in text
    assert "## Why" in text
    assert "> “Rust.”" in text
    for beside in ("Home", "Read more", "A photo", "A comment", "not this"):
        assert beside not in text


def test_open_graph_is_believed_where_there_is_nothing_better() -> None:
    facts = facts_in(
        '<meta property="og:title" content="Bridge &amp; tunnel"><meta name="author" content="Ada">'
        '<meta property="article:published_time" content="2026-11-20">'
        '<meta property="article:section" content="Local"><meta property="og:description" '
        'content="Both close."><meta property="og:url" content="https://news.example/both">',
        URL,
    )

    assert (facts.headline, facts.byline, facts.section) == ("Bridge & tunnel", "Ada", "Local")
    assert facts.standfirst == "Both close."
    assert facts.url == "https://news.example/both"
    assert facts.published_at == datetime(2026, 11, 20)  # noqa: DTZ001


def test_a_plain_page_has_a_title_and_paragraphs() -> None:
    facts = facts_in("<title> Bridge </title><main><p>It closes.<p>For a year.</p></main>", URL)

    assert facts.headline == "Bridge"
    assert facts.body == "It closes.\n\nFor a year."


@pytest.mark.parametrize(
    "page",
    [
        "",
        "<" * 5_000,
        "<div>" * 50_000 + "<p>deep</p>",
        '<script type="application/ld+json">{"@type": </script>',
        '<script type="application/ld+json">' + "[" * 100_000 + "</script>",
        '<script type="application/ld+json">{"@type": 5, "author": {"name": 7}}</script>',
        '<script type="application/ld+json">{"@type": "NewsArticle", "author": {"name": ["x"]},'
        ' "datePublished": "soon", "headline": {"a": 1}}</script>',
        '<link rel="canonical" href="http://[">',
        "<meta><meta name><meta content='x'><title>\0",
        "</p></article>" * 1_000,
    ],
)
def test_no_page_is_a_fault(page: str) -> None:
    assert facts_in(page, URL).published_at is None
