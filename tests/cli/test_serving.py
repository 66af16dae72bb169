"""What all our servers do before they answer anybody."""

import subprocess
import sys

TELLS_WHAT_IS_SPARED = """
import asyncio, gc, socket, uvicorn
from belowline.cli.serving import configured, serve_until_told

class Server(uvicorn.Server):
    async def serve(self, sockets=None):
        print(gc.get_freeze_count(), len(gc.get_objects()), gc.isenabled())

async def announce():
    pass

listener = socket.create_server(("127.0.0.1", 0))
asyncio.run(serve_until_told(Server(configured(lambda: None)), listener, announce, 20.0))
"""


def test_a_server_looks_for_garbage_only_among_what_came_after_its_start() -> None:
    done = subprocess.run(
        [sys.executable, "-c", TELLS_WHAT_IS_SPARED], capture_output=True, text=True, check=True
    )
    spared, looked_at, enabled = done.stdout.split()

    assert int(spared) > 10_000
    assert int(looked_at) < 1_000
    assert enabled == "True"
