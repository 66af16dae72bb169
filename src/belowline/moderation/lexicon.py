"""Find the words of a graded word list in a view."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from weakref import WeakKeyDictionary

import ahocorasick

from belowline.moderation.elsewhere import is_ordinary_there
from belowline.moderation.fold import fold_phrase
from belowline.moderation.looked_for import how_often, looked_for, pieces
from belowline.moderation.tables import rows, words
from belowline.moderation.text import View, Word
from belowline.moderation.vocabulary import Lists, Vocabulary, vocabulary

# A longer word than this is no word; what is hidden in it nobody reads.
_LONGEST_WORD = 60
# So often is a word looked at in one comment; a wall of it needs no more to be turned away.
_MOST_HITS = 20


@dataclass(frozen=True, slots=True)
class Term:
    """One entry: its folded form, clause, severity's name, kind of match and exceptions."""

    form: str
    clause: str
    severity: str
    match: str
    is_core: bool
    exceptions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Hit:
    """A term found at a place in the view's text."""

    term: Term
    start: int
    end: int


class Lexicon:
    """Terms indexed for one pass over a view's words."""

    def __init__(self, terms: Iterable[Term]) -> None:
        self._terms = tuple(terms)
        # Several detectors ask about the same view.
        self._found: WeakKeyDictionary[View, tuple[Hit, ...]] = WeakKeyDictionary()
        self._single: dict[str, Term] = {}
        self._phrases: defaultdict[str, list[tuple[tuple[str, ...], Term]]] = defaultdict(list)
        self._inside = ahocorasick.Automaton()
        for term in self._terms:
            self._add(term)
        self._inside.make_automaton()
        self._beginnings = frozenset(self._single) | frozenset(self._phrases)

    def _add(self, term: Term) -> None:
        parts = tuple(term.form.replace("-", " ").split())
        if len(parts) > 1:
            self._phrases[parts[0]].append((parts, term))
            self._single.setdefault("".join(parts), term) if "-" in term.form else None
            return
        self._single.setdefault(term.form, term)
        if term.match == "inflects":
            for form in inflections(term.form):
                self._single.setdefault(form, term)
        elif term.match == "inside":
            self._inside.add_word(term.form, term)

    @property
    def terms(self) -> tuple[Term, ...]:
        """Every entry, in order."""
        return self._terms

    def search(self, view: View) -> tuple[Hit, ...]:
        """Every hit in the view, left to right."""
        found = self._found.get(view)
        if found is None:
            found = self._found[view] = tuple(self._hits(view))
        return found

    def _hits(self, view: View) -> Iterator[Hit]:
        counts: Counter[str] = Counter()
        # One look at the whole text tells of most that no word has another inside.
        has_inner = next(self._inside.iter(view.text), None) is not None
        words = enumerate(view.words)
        begun = words if has_inner else [each for each in words if self._begins(each[1].form)]
        for index, word in begun:
            for hit in self._at(view, index, word):
                counts[hit.term.form] += 1
                if counts[hit.term.form] <= _MOST_HITS and not _is_harmless(view, hit):
                    yield hit

    def _begins(self, word: str) -> bool:
        """Whether an entry is the word or begins with it."""
        return word in self._beginnings or word.removesuffix("'s") in self._beginnings

    def _at(self, view: View, index: int, word: Word) -> Iterator[Hit]:
        form = word.form.removesuffix("'s")
        for parts, term in self._phrases.get(form, ()):
            following = view.words[index : index + len(parts)]
            if tuple(w.form.removesuffix("'s") for w in following) == parts and _is_together(
                view.text, following
            ):
                yield Hit(term, word.start, following[-1].end)
        if found := self._single.get(word.form) or self._single.get(form):
            yield Hit(found, word.start, word.start + len(form))
        elif 5 < len(form) <= _LONGEST_WORD and (inner := self._inner(form)):
            yield Hit(inner, word.start, word.end)

    def _inner(self, form: str) -> Term | None:
        for _, term in self._inside.iter(form):
            if not any(exception == form for exception in term.exceptions):
                found: Term = term
                return found
        return None


def _is_together(text: str, found: tuple[Word, ...]) -> bool:
    """Whether only spaces, hyphens and line breaks stand between the words."""
    return all(text[a.end : b.start].strip(" -_\t\n") == "" for a, b in pairwise(found))


def _is_harmless(view: View, hit: Hit) -> bool:
    return _is_excepted(view.text, hit) or is_ordinary_there(view, hit.term.form, hit.start)


def _is_excepted(text: str, hit: Hit) -> bool:
    for exception in hit.term.exceptions:
        # Where the exception holds the term, look whether the text around the hit spells it.
        at = exception.find(hit.term.form)
        if at >= 0 and text.startswith(exception, hit.start - at) and hit.start >= at:
            return True
    return False


def inflections(form: str) -> frozenset[str]:
    """The regular inflections of an English word, generously: most exist, the rest do no harm."""
    stems = {form, form.removesuffix("e")}
    if form[-1] not in "aeiouwxy" and form[-2:-1] in tuple("aeiou"):
        stems.add(form + form[-1])
    endings = ("ed", "ing", "in", "er", "ers", "y")
    return frozenset({form + "s", form + "es", *(s + e for s in stems for e in endings)})


@cache
def shipped_lexicon() -> Lexicon:
    """The lexicon shipped with the engine."""
    return Lexicon(
        Term(fold_phrase(term), clause, severity, match, core == "core", _split(exceptions))
        for term, clause, severity, match, core, exceptions, _ in rows("lexicon.tsv")
    )


def _split(exceptions: str) -> tuple[str, ...]:
    return tuple(part for part in exceptions.split("|") if part)


# Below these a disguise isn't worth undoing: mild words are within the rules however spelt.
_WORTH_UNMASKING = frozenset({"hold", "grave", "reject", "severe"})


def _is_whole(word: str) -> bool:
    return len(word) > 3 and word in looked_for()


@cache
def shipped_vocabulary() -> Vocabulary:
    """The words whose disguises the view undoes."""
    terms = [
        term
        for term in shipped_lexicon().terms
        if term.severity in _WORTH_UNMASKING and term.form.isalpha() and len(term.form) > 2
    ]
    english = words("english.txt") | words("spelled.txt")
    lists = Lists(
        grave=frozenset(term.form for term in terms) | words("vocabulary.txt"),
        core=frozenset(term.form for term in terms if term.is_core),
        # Three letters in a pattern are as often an ending as a word.
        telling=frozenset(
            word for word in looked_for() | pieces() if word in english or _is_whole(word)
        ),
        ordinary=words("ordinary.txt"),
        english=english,
        # Mild words stand for themselves, and so do pieces of words that a pattern has.
        real=words("real_words.txt") | pieces() | {term.form for term in shipped_lexicon().terms},
        binding=words("binding.txt"),
    )
    return vocabulary(lists, how_often())
