"""Log lines are JSON where asked for, and hold nothing that a reader wrote."""

from __future__ import annotations

import json
import logging
import sys

from belowline.cli.log_lines import JsonLines, PlainLines


def record_of(
    message: str, *arguments: object, error: Exception | None = None
) -> logging.LogRecord:
    info = None
    if error is not None:
        try:
            raise error
        except Exception:
            info = sys.exc_info()
    return logging.LogRecord("belowline.web", logging.ERROR, __file__, 1, message, arguments, info)


def line_of(message: str, *arguments: object, error: Exception | None = None) -> dict[str, str]:
    written = JsonLines().format(record_of(message, *arguments, error=error))
    assert "\n" not in written
    found: dict[str, str] = json.loads(written)
    return found


def test_a_line_says_when_where_and_what() -> None:
    line = line_of("%s at %s", "KeyError", "/stories")

    assert line["message"] == "KeyError at /stories"
    assert (line["level"], line["logger"]) == ("error", "belowline.web")
    assert line["time"].endswith("+00:00")


def test_of_an_error_it_names_type_and_places_and_leaves_out_what_it_says() -> None:
    line = line_of("it broke", error=ValueError("My secret canary words"))

    assert line["error"] == "ValueError"
    assert "record_of in " in line["places"]
    assert "canary" not in json.dumps(line)


def test_a_message_of_several_lines_stays_one() -> None:
    assert line_of("one\ntwo")["message"] == "one\ntwo"


def test_lines_for_people_leave_out_what_an_error_says_as_well() -> None:
    error = ValueError("My secret canary words")
    error.__cause__ = KeyError("canary")

    written = PlainLines("%(levelname)s %(message)s").format(record_of("it broke", error=error))

    first, *places, last = written.splitlines()
    assert (first, last) == ("ERROR it broke", "ValueError")
    assert any("in record_of" in place for place in places)
    assert "canary" not in written
