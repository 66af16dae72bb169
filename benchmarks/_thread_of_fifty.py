"""Post one and the same lively thread to us and to Isso: fifty comments, thirty of them answers."""

from __future__ import annotations

import random
from collections.abc import Callable
from functools import cache
from itertools import count, islice

import httpx

from belowline.moderation import Action, Moderator
from benchmarks._texts import long_sentences, ordinary

COMMENTS = 50
# As many as a page of ours begins with, so that all fifty stand on it.
ROOTS = 20

Post = Callable[[str, str, str, str | None], str]


@cache
def texts() -> tuple[str, ...]:
    """Return fifty comments that the engine publishes, so that both have the same."""
    chance, said, engine = random.Random(50), long_sentences(), Moderator()
    drawn = (ordinary(chance, said) for _ in count())
    return tuple(
        islice((each for each in drawn if engine.rule(each).action is Action.PUBLISH), COMMENTS)
    )


def fill(post: Post) -> None:
    """Post each; `post` is told words, name, address and what is answered, and returns the id."""
    roots: list[str] = []
    for number, text in enumerate(texts()):
        above = roots[(number * 7) % ROOTS] if number >= ROOTS else None
        address = f"10.{number}.0.1"
        made = post(text, f"Reader {number}", address, above)
        if above is None:
            roots.append(made)


def filled(url: str) -> str:
    """Post the thread to us and return the story's id."""
    with httpx.Client(base_url=url, trust_env=False, timeout=30) as client:
        about = {"url": "http://127.0.0.1/bridge"}
        story = str(client.post("/api/v1/stories", json=about).json()["id"])
        fill(to_us(client, story))
    return story


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


def missing(page: str) -> int:
    """Return how many of the fifty a page or an answer doesn't show."""
    names = (f"Reader {number}" for number in range(COMMENTS))
    return sum(f">{name}<" not in page and f'"{name}"' not in page for name in names)
