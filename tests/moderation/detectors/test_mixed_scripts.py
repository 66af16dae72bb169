"""Letters of several alphabets hide words; languages side by side hide nothing."""

from __future__ import annotations

import pytest

from belowline.moderation import Facts
from belowline.moderation.detectors.mixed_scripts import MixedScripts
from belowline.moderation.lexicon import shipped_vocabulary
from belowline.moderation.tables import confusables
from belowline.moderation.text import View


def score(text: str) -> float:
    facts = Facts(text)
    view = View(facts, confusables(), shipped_vocabulary())
    return max((finding.score for finding in MixedScripts().find(facts, view)), default=0.0)


@pytest.mark.parametrize(
    "text",
    [
        "Buy bіtcоin and еthеr while you can",
        "Cheap lоans for реople like you",
        "Frее mοney for yοur family",
        "𝓕𝓻𝓮𝓮 𝓜𝓸𝓷𝓮𝔂 for everybody",
        "Ⓕⓡⓔⓔ Ⓜⓞⓝⓔⓨ for everybody",
        "🅵🆁🅴🅴 🅼🅾🅽🅴🆈",
        "Hello привет γειά مرحبا שלום नमस्ते",
    ],
)
def test_words_in_doubles_or_in_many_alphabets_wait_for_a_person(text: str) -> None:
    assert score(text) >= 0.5


@pytest.mark.parametrize(
    "text",
    [
        "Мост закрыт уже год, и никто не отвечает. Facebook об этом молчит, YouTube тоже.",
        "الجسر مغلق منذ سنة ولا أحد يجيب. Why does the BBC say nothing?",
        "橋は一年前から閉鎖されています。NHKもTwitterも何も言いません。",
        "다리는 일년 동안 폐쇄되었습니다. BBC 뉴스를 보세요.",
        "Η γέφυρα είναι κλειστή, λέει το BBC News.",
        "My grandmother said «Спасибо» and my grandfather „Danke“.",
        "IT-шники пишут SMSки, а PDFы никто не читает, смотрите USBшный мост.",
        "The dose is 5 μg, the resistor 3 kΩ, the difference ΔT, and TNFα rises; NF-κB too.",
        "Déjà vu à Łódź, naïve Ærø, Straße, İstanbul, Việt Nam.",
        "x² + y² = 𝑟², as ever. ①②③④⑤⑥⑦⑧⑨⑩",
        "Это cвобода слова, а не реклама.",
        "שלום means peace and мир does too.",
    ],
)
def test_a_language_with_some_words_of_another_is_left_alone(text: str) -> None:
    assert score(text) == 0.0


def test_one_word_in_doubles_may_be_a_slip() -> None:
    assert 0.0 < score("Our pаper is the best of all papers") < 0.5
