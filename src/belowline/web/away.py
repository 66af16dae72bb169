"""Make a rendering fit for a page that is not ours: addresses whole, nothing sent from there."""

import re
from html import escape

_TAG = re.compile(r"<(?:a|form)\b[^>]*>")
_FROM_ROOT = re.compile(r'\b(href|action)="(?=/)')
_FROM_HERE = re.compile(r'\bhref="(?=\?)')
_LIKE = re.compile(r'method="post"( action="[^"]*/comments/[0-9a-f-]+)/like"')
_REPORT = re.compile(r'method="post"( action="[^"]*/comments/[0-9a-f-]+/report")')


def whole_links(html: str, home: str) -> str:
    """Return a comment's HTML for a feed, where the names that it links lead to us as well."""
    return html.replace('<a href="/', f'<a href="{escape(home)}/')


def fit_away(rendered: str, home: str, story: str) -> str:
    """Return the HTML with addresses at `home`, where the story's page is at `story`.

    Likes and reports become ways to our own page, where they are confirmed: a form that another
    page sends is refused to readers whom their browser lets us know, so that nobody acts for them.
    """
    whole, here = f'\\1="{escape(home)}', f'href="{escape(home + story)}'

    def fit(found: re.Match[str]) -> str:
        tag = _FROM_ROOT.sub(lambda at: at.expand(whole), found[0])
        tag = _FROM_HERE.sub(lambda _: here, tag)
        return _REPORT.sub(r'method="get"\1', _LIKE.sub(r'method="get"\1"', tag))

    return _TAG.sub(fit, rendered)
