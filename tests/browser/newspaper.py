"""A publisher's own pages on another origin, as strict as a careful publisher makes them."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from uuid import uuid4

from tests.browser.papers import STATIC
from tests.running import Running


@dataclass(slots=True)
class Newspaper:
    """A paper that prints whatever page it is given, and lets in scripts of one server alone.

    `asks_itself` lets its pages connect to itself as well, for tokens; `forms` is where theirs may
    go, the comment server unless it says otherwise.
    """

    origin: str
    comments: Running
    pages: dict[str, str] = field(default_factory=dict)
    asks_itself: bool = False
    forms: str = ""

    @property
    def policy(self) -> str:
        """What the paper's pages may load: the comment server's scripts, and answers to them.

        No script may make markup of a text, and there is no exception (Trusted Types).
        """
        home = self.comments.url
        return "; ".join(
            [
                "default-src 'none'",
                f"script-src {home}",
                f"connect-src {home}" + (" 'self'" if self.asks_itself else ""),
                f"form-action {self.forms or home}",
                "base-uri 'none'",
                # The paper's own style, which the tests' pages carry with them.
                "style-src 'nonce-paper'",
                "require-trusted-types-for 'script'",
                "trusted-types 'none'",
            ]
        )

    def embed(self, story_url: str, **attributes: str) -> str:
        """The two lines that a publisher pastes."""
        more = "".join(f' {name}="{value}"' for name, value in attributes.items())
        return (
            f'<script type="module" src="{self.comments.url}/embed.js"></script>\n'
            f'<below-line story-url="{story_url}"{more}></below-line>'
        )

    def print(
        self, headline: str = "Harbour bridge closes", extra: str = "", layout: str = STATIC
    ) -> str:
        """Print an article with its comments; return its address."""
        address = f"{self.origin}/articles/{uuid4()}"
        self.lay(address, self.embed(address, headline=headline), headline, extra, layout)
        return address

    def lay(
        self,
        address: str,
        embed: str,
        headline: str = "Harbour",
        extra: str = "",
        layout: str = STATIC,
    ) -> None:
        """Put a page of one's own making at an address."""
        words = {"headline": headline, "extra": extra, "embed": embed, "address": address}
        page = layout
        for name, value in words.items():
            page = page.replace(f"[[{name}]]", value)
        self.pages[address.removeprefix(self.origin)] = page


@contextmanager
def newspaper(comments: Running, *, address: str, name: str) -> Iterator[Newspaper]:
    """A paper served from `address` that browsers know as `name`, to the end of the block."""

    class Answer(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            page = paper.pages.get(self.path)
            self.send_response(200 if page else 404)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.send_header("Content-Security-Policy", paper.policy)
            self.end_headers()
            self.wfile.write((page or "").encode())

        def log_message(self, *_: object) -> None:
            """Say nothing: the tests' own output is enough."""

    with ThreadingHTTPServer((address, 0), Answer) as printing:
        paper = Newspaper(f"http://{name}:{printing.server_port}", comments)
        thread = threading.Thread(target=printing.serve_forever, daemon=True)
        thread.start()
        yield paper
        printing.shutdown()
        thread.join()
