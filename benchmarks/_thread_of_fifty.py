"""Post one and the same lively thread to us and to Isso: fifty comments, thirty of them answers."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence

import httpx

from benchmarks._texts import long_sentences, ordinary

COMMENTS = 50
# As many as a page of ours begins with, so that all fifty stand on it.
ROOTS = 20

Post = Callable[[str, str, str, str | None], str]


def fill(post: Post) -> None:
    """Post each; `post` is told words, name, address and what is answered, and returns the id."""
    chance, said = random.Random(50), long_sentences()
    roots: list[str] = []
    for number in range(COMMENTS):
        above = roots[(number * 7) % ROOTS] if number >= ROOTS else None
        address = f"10.{number}.0.1"
        made = post(ordinary(chance, said), f"Reader {number}", address, above)
        if above is None:
            roots.append(made)


def to_us(client: httpx.Client, story: str) -> Post:
    """Return what posts to a story of ours."""

    def post(text: str, name: str, address: str, above: str | None) -> str:
        client.cookies.clear()
        answer = client.post(
            f"/api/v1/stories/{story}/comments",
            json={"text": text, "name": name, "parent_id": above},
            headers={"x-forwarded-for": address},
        )
        answer.raise_for_status()
        made = answer.json()
        if made["state"] != "published":
            raise RuntimeError(f"the engine would not publish this: {text}")
        return str(made["id"])

    return post


def to_isso(client: httpx.Client, path: str) -> Post:
    """Return what posts to a thread of Isso's."""

    def post(text: str, name: str, address: str, above: str | None) -> str:
        answer = client.post(
            f"/new?uri={path}",
            json={
                "text": text,
                "author": name,
                "title": "The bridge",
                "parent": int(above) if above else None,
            },
            headers={"x-forwarded-for": address},
        )
        answer.raise_for_status()
        return str(answer.json()["id"])

    return post


def missing(page: str, names: Sequence[str] = ()) -> int:
    """Return how many of the fifty a page or an answer doesn't show."""
    shown = names or [f"Reader {number}" for number in range(COMMENTS)]
    return sum(f">{each}<" not in page and f'"{each}"' not in page for each in shown)
