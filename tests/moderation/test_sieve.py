"""A sieve for several detectors lets nothing through that one of their own would have named."""

from __future__ import annotations

import re2

from belowline.moderation.detectors import shipped_detectors
from belowline.moderation.patterns import PatternTable
from belowline.moderation.policy_text import parse_policy
from belowline.moderation.shipped import shipped_policy_text
from belowline.moderation.sieve import Sieve

TEXTS = ("the cat sat", "a dog and a cat", "nothing of the kind", "", "dogma, catalogue")


def test_each_lot_is_told_of_its_own_patterns_only() -> None:
    sieve = Sieve()
    cats, dogs = sieve.lot([r"\bcat\b", r"\bhat\b"]), sieve.lot([r"\bdog\b", r"\bcat\b"])

    assert [cats.likely(text) for text in TEXTS[:3]] == [[0], [0], []]
    assert [dogs.likely(text) for text in TEXTS[:3]] == [[1], [0, 1], []]


def test_a_lot_that_comes_later_is_told_of_texts_that_were_looked_at_before() -> None:
    sieve = Sieve()
    first = sieve.lot([r"\bcat\b"])
    before = first.likely("a dog and a cat")
    second = sieve.lot([r"\bdog\b"])

    assert second.likely("a dog and a cat") == [0]
    assert first.likely("a dog and a cat") == before == [0]


def test_the_same_patterns_are_kept_once() -> None:
    sieve = Sieve()
    one, same = sieve.lot([r"\bcat\b"]), sieve.lot([r"\bcat\b"])

    assert one.likely("cat") == same.likely("cat") == [0]
    assert len(sieve.made().places) == 1


def test_every_shipped_pattern_that_holds_is_named() -> None:
    texts = [
        "you are an idiot and i will find out where you live",
        "go back to your own country",
        "does anyone know where she lives? dm me her address",
        "buy cheap pills at my shop, 50% off, message me on whatsapp",
    ]
    tables = [
        table
        for detector in shipped_detectors(parse_policy(shipped_policy_text()))
        for table in vars(detector).values()
        if isinstance(table, PatternTable)
    ]
    assert len(tables) > 4
    holding = 0
    for text in texts:
        for table in tables:
            named = {pattern.name for pattern in table.likely(text)}
            holds = {each.name for each in table.patterns if re2.search(each.match, text)}
            holding += len(holds)
            assert holds <= named
    assert holding > 3
