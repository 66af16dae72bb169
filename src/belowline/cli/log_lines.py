"""How log lines look: for people, or one JSON object a line."""

import json
import logging
import traceback
from datetime import UTC, datetime

_FOR_PEOPLE = "%(asctime)s %(levelname)s %(message)s"


def begin_log(kind: str) -> None:
    """Log to stderr from now on, `text` or `json`."""
    handler = logging.StreamHandler()
    handler.setFormatter(JsonLines() if kind == "json" else logging.Formatter(_FOR_PEOPLE))
    logging.basicConfig(level=logging.WARNING, handlers=[handler])


class JsonLines(logging.Formatter):
    """One object a line: time, level, logger, message, and of an error its type and its places.

    What an error says is left out: it may quote what a reader sent.
    """

    def format(self, record: logging.LogRecord) -> str:
        """Return the line."""
        line = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
        }
        kind, error, places = record.exc_info or (None, None, None)
        if kind is not None and error is not None:
            line["error"] = kind.__name__
            line["places"] = " < ".join(
                f"{frame.name} in {frame.filename}:{frame.lineno}"
                for frame in reversed(traceback.extract_tb(places))
            )
        return json.dumps(line, ensure_ascii=False)
