"""How log lines look: for people, or one JSON object a line."""

import json
import logging
import traceback
from datetime import UTC, datetime
from types import TracebackType

_FOR_PEOPLE = "%(asctime)s %(levelname)s %(message)s"


def begin_log(kind: str) -> None:
    """Log to stderr from now on, `text` or `json`."""
    handler = logging.StreamHandler()
    handler.setFormatter(JsonLines() if kind == "json" else PlainLines(_FOR_PEOPLE))
    logging.basicConfig(level=logging.WARNING, handlers=[handler])


Information = (
    tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]
)


class PlainLines(logging.Formatter):
    """A line for people; below an error's, its places and its type.

    What an error says is left out: it may quote what a reader sent, or name a private link.
    """

    def formatException(self, ei: Information) -> str:
        """Return where it was raised, the innermost place last, and its type."""
        kind, _, places = ei
        steps = "".join(traceback.format_list(traceback.extract_tb(places)))
        return f"{steps}{kind.__name__ if kind else ''}"


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
