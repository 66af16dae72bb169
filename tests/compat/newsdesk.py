"""What the tests of compatible interfaces share: settings, texts, and a caller over real HTTP."""

from __future__ import annotations

from typing import Any

import httpx

from tests.loopback import no_certificates
from tests.running import Running

Json = dict[str, Any]

INSULT = "You are an idiot, and so is everybody who believes you."
# What any threshold is for: it scores higher than this, and what is civil never does.
RUDE_AT = 0.8
VILE = "Shut up, you stupid fucking idiot, nobody wants to hear your moronic shit."
CIVIL = "The figures in the second paragraph are from March, not from May."

KEY = "the-key-of-coral"
SCARCE_KEY = "the-key-of-a-student"
SCARCE_KEY_OF_ANOTHER = "the-key-of-a-pupil"
SECRET = "coral-secret-one"
OLD_SECRET = "coral-secret-two"

SETTINGS = f"""
lenient = false
coral_secrets = ["{SECRET}", "{OLD_SECRET}"]

[[keys]]
key = "{KEY}"
name = "coral"

[[keys]]
key = "{SCARCE_KEY}"
name = "student"
per_minute = 3

[[keys]]
key = "{SCARCE_KEY_OF_ANOTHER}"
name = "pupil"
per_minute = 3

[communities]
"Coral:https://sports.example" = "sports.toml"
"Coral:sports.example" = "sports.toml"
"""

# The sports desk minds one more word.
SPORTS_POLICY = """
extends = "no-tolerance"

[[phrases]]
clause = "discourtesy"
phrases = ["glory hunter"]
mode = "reject"
reason = "“Glory hunter” is no argument here."
"""


def ask(server: Running, path: str, body: Any = None, **more: Any) -> httpx.Response:
    """Send one request: POST with a body, GET without."""
    with httpx.Client(
        base_url=server.url, trust_env=False, verify=no_certificates(), timeout=30.0
    ) as client:
        if body is None:
            return client.get(path, **more)
        if isinstance(body, bytes):
            return client.post(path, content=body, **more)
        return client.post(path, json=body, **more)


def analyze(server: Running, text: str, *names: str, key: str = "", **more: Any) -> httpx.Response:
    """Ask Perspective's question about a text."""
    body = {
        "comment": {"text": text},
        "requestedAttributes": {name: {} for name in names or ("TOXICITY",)},
        **more,
    }
    return ask(server, "/v1alpha1/comments:analyze", body, params={"key": key} if key else {})


def score(answer: httpx.Response, name: str = "TOXICITY") -> float:
    """Return the score of an attribute in an answer that has it."""
    assert answer.status_code == 200, answer.text
    value: float = answer.json()["attributeScores"][name]["summaryScore"]["value"]
    return value
