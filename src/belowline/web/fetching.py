"""Fetch a JSON document from a server that the publisher's settings name, within limits."""

import asyncio
import json
from typing import Any

import httpx

# A key set with a dozen large keys and their certificates is a tenth of this.
LARGEST_DOCUMENT = 256 * 1024
PATIENCE_SECONDS = 5.0


class NotFetched(Exception):
    """Why there is no document, in words for the log."""


async def fetch_object(address: str, *, bearer: str = "") -> dict[str, Any]:
    """Return the JSON object at the address itself, never one that it redirects to.

    Raises NotFetched for whatever is not one, comes too late or is too large.
    """
    headers = {"accept": "application/json"}
    if bearer:
        headers["authorization"] = f"Bearer {bearer}"
    try:
        async with asyncio.timeout(PATIENCE_SECONDS):
            document = json.loads(await _read(address, headers))
    except (httpx.HTTPError, httpx.InvalidURL, OSError) as error:
        raise NotFetched(type(error).__name__) from None
    except (ValueError, RecursionError):
        raise NotFetched("it is no JSON") from None
    if not isinstance(document, dict):
        raise NotFetched("it is no JSON object")
    return document


async def _read(address: str, headers: dict[str, str]) -> bytes:
    client = httpx.AsyncClient(timeout=PATIENCE_SECONDS, follow_redirects=False, trust_env=False)
    async with client, client.stream("GET", address, headers=headers) as answer:
        if answer.status_code != httpx.codes.OK:
            raise NotFetched(f"it answered {answer.status_code}")
        body = bytearray()
        async for chunk in answer.aiter_bytes():
            body += chunk
            if len(body) > LARGEST_DOCUMENT:
                raise NotFetched("it is too large")
        return bytes(body)
