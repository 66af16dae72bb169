"""Make one clean list of many sets: no handles, no addresses, no comment twice."""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import replace

from belowline.moderation.fold import fold_phrase
from training.rows import Row

_HANDLE = re.compile(r"(?<![\w.])@\w+")
_PLACEHOLDER = re.compile(r"<user>|\[USER\]", re.IGNORECASE)
_ADDRESS = re.compile(r"https?://\S+|www\.\S+|\[URL\]|<url>", re.IGNORECASE)
_RETWEET = re.compile(r"^[^\w@]*RT\b[^\w@]*")
_TAGS = re.compile(r"<br ?/?>")
_MAIL = re.compile(r"[\w.+-]+@[\w-]+\.[\w.]+")
_SENTENCE = re.compile(r"(?<=[.!?])\s+|\n+")
# A whole page pasted into a talk page teaches nothing and costs as much as fifty comments.
_LONGEST = 1_200
# Sets in which a handle, an address or a number is part of what is judged.
_MARKED_SET = "semeval2021_toxic_spans"
_AS_TYPED = frozenset({"written", "patterns", "youtube_spam", "sms_spam"})


def cleaned(row: Row) -> Row:
    """Return the row without handles and addresses; marked words keep their places."""
    if row.source in _AS_TYPED or row.spans:
        return row
    text = html.unescape(html.unescape(row.text))
    text = _PLACEHOLDER.sub("@you", _HANDLE.sub("@you", _RETWEET.sub("", text)))
    text = _MAIL.sub("me@mail.example", _ADDRESS.sub("http://page.example", _TAGS.sub("\n", text)))
    return replace(row, text=text.strip(" `\"'")[:_LONGEST] or row.text)


def essence(text: str) -> str:
    """Return what is left of a text when nothing but letters, digits and emoji counts."""
    return "".join(
        char for char in fold_phrase(text) if char.isalnum() or unicodedata.category(char) == "So"
    )


def with_marks(rows: Iterable[Row]) -> list[Row]:
    """Return the rows with those that two sets share made one: labels of both, and the marks.

    Both sets drew on the same comments; one says what they are, the other which words make them so.
    """
    rows = list(rows)
    marked = {essence(row.text): row for row in rows if row.spans is not None}
    joined = []
    taken: set[str] = set()
    for row in rows:
        key = essence(row.text)
        twin = marked.get(key)
        if twin is None or row.spans is not None:
            joined.append(row)
        elif row.part == twin.part == "train":
            taken.add(key)
            labels = dict(twin.labels) | dict(row.labels)
            joined.append(replace(row, text=twin.text, spans=twin.spans, labels=labels))
        else:
            joined.append(row)
    return [row for row in joined if row.source != _MARKED_SET or essence(row.text) not in taken]


def once(rows: Iterable[Row]) -> list[Row]:
    """Return each comment once; what is kept for measuring wins over what is learnt.

    A comment that stands under different stories or answers different parents is a different one.
    """
    seen: set[tuple[str, str, str]] = set()
    kept: list[Row] = []
    held = {essence(row.text) for row in rows if row.part != "train"}
    for row in sorted(rows, key=lambda row: row.part == "train"):
        key = (essence(row.text), essence(row.parent)[:80], essence(row.story)[:80])
        if not key[0] or key in seen:
            continue
        if row.part == "train" and row.source != "written" and key[0] in held:
            continue
        seen.add(key)
        kept.append(row)
    return kept


def harmless_parts(rows: Iterable[Row]) -> Iterator[Row]:
    """Yield what nobody marked in comments whose toxic words were marked: real, clean comments.

    Public sets have toxic news comments and hardly any clean ones; without these the network would
    learn that the style of news comments itself is rude.
    """
    for row in rows:
        if not row.spans or row.part != "train":
            continue
        clean = [
            row.text[start:end].strip()
            for start, end in _sentences(row.text)
            if not any(a < end and start < b for a, b, _ in row.spans)
        ]
        text = " ".join(part for part in clean if part)
        if len(text.split()) >= 5:
            labels = dict.fromkeys(("toxicity", "discourtesy", "profanity", "vulgarity"), 0.05)
            yield Row(text, labels, "harmless_parts", "train", 0.6, spans=())


def _sentences(text: str) -> Iterator[tuple[int, int]]:
    start = 0
    for match in _SENTENCE.finditer(text):
        yield start, match.start()
        start = match.end()
    yield start, len(text)
