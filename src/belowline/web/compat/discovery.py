"""Describe the service for Google's client libraries, which build themselves from it."""

from __future__ import annotations

import json
from functools import cache
from importlib.resources import files
from typing import Any


def describe(root: str) -> dict[str, Any]:
    """Return the discovery document of a service at `root`, an address that ends in a slash."""
    return {**_document(), "rootUrl": root, "baseUrl": root}


@cache
def _document() -> dict[str, Any]:
    text = (files("belowline.web.compat") / "discovery.json").read_text("utf-8")
    found: dict[str, Any] = json.loads(text)
    return found
