"""A Django project puts the thread into its page with the lines that docs/include.md has for it."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from tests.house.sources import ROOT
from tests.running import Running, running

DOCUMENT = (ROOT / "docs/include.md").read_text(encoding="utf-8")
WORDS = "The bridge was built in 1932, and mended twice."

PROJECT = """
import sys
from django.conf import settings

settings.configure(
    ALLOWED_HOSTS=["*"],
    ROOT_URLCONF="project",
    SECRET_KEY="for this test",
    TEMPLATES=[{
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": ["templates"],
        "OPTIONS": {"libraries": {"belowline": "belowline_tags"}},
    }],
)

import django
from django.shortcuts import render
from django.test import Client
from django.urls import path

django.setup()


def story(request, slug):
    return render(request, "story.html", {"story": {"url": f"https://example.com/{slug}"}})


urlpatterns = [path("<slug:slug>", story)]
sys.modules["project"] = sys.modules["__main__"]
print(Client().get(sys.argv[1]).content.decode())
"""


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """A server with a site of its own."""
    with running(tmp_path_factory.mktemp("django"), "--domain", "example.com") as server:
        yield server


def example(language: str, containing: str) -> str:
    found = re.findall(rf"```{language}\n(.*?)```", DOCUMENT, re.DOTALL)
    (one,) = [block for block in found if containing in block]
    return str(one)


def page(folder: Path, home: str, slug: str) -> str:
    """What the project answers, with the document's tag and template, and our address in them."""
    (folder / "templates").mkdir(exist_ok=True)
    code = example("python", "django").replace("https://comments.example.com", home)
    (folder / "belowline_tags.py").write_text(code, encoding="utf-8")
    (folder / "templates/story.html").write_text(example("django", "load"), encoding="utf-8")
    answer = subprocess.run(
        [sys.executable, "-c", PROJECT, f"/{slug}"],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(folder)},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert answer.returncode == 0, answer.stderr
    return answer.stdout


def test_the_thread_is_in_the_source_of_a_django_page(server: Running, tmp_path: Path) -> None:
    story = {"url": "https://example.com/bridge", "headline": "The bridge"}
    made = httpx.post(f"{server.url}/api/v1/stories", json=story, trust_env=False).json()
    posted = httpx.post(
        f"{server.url}/api/v1/stories/{made['id']}/comments",
        json={"text": WORDS, "name": "Ada"},
        trust_env=False,
    )
    assert posted.json()["state"] == "published"

    found = page(tmp_path, server.url, "bridge")

    assert '<below-line story-url="https://example.com/bridge"><template' in found
    assert WORDS in found
    assert "&lt;template" not in found


def test_a_page_stands_without_the_server(tmp_path: Path) -> None:
    found = page(tmp_path, "http://127.0.0.1:9", "bridge")

    assert '<below-line story-url="https://example.com/bridge"></below-line>' in found
