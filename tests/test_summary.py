"""Summaries: a case is an article (`.md`) with standfirst (=), sentences (-) and key points (*) beside it (`.txt`)."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from generator.analysis.summary import Summary, summarise
from generator.model import Sentence
from generator.text import document

CASES = sorted((Path(__file__).parent / "cases" / "summary").glob("*.md"))
LANGS = {"french": "fr", "chinese": "zh"}


def article(text: str, lang: str = "en") -> document.Document:
    """Return a case's document: the title is its heading."""
    heading, _, body = text.partition("\n\n")
    return document.parse(heading.removeprefix("# "), body, lang)


def lines(summary: Summary) -> list[str]:
    """Return a summary as the cases write it."""

    def marked(mark: str, sentences: tuple[Sentence, ...]) -> list[str]:
        return [f"{mark} {sentence.paragraph} {sentence.text}" for sentence in sentences]

    standfirst = (summary.standfirst,) if summary.standfirst else ()
    return marked("=", standfirst) + marked("-", summary.sentences) + marked("*", summary.key_points)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.stem)
def test_an_article_has_its_summary(case: Path) -> None:
    """Whole sentences, none of page furniture, none that leans on a missing one."""
    expected = case.with_suffix(".txt").read_text(encoding="utf-8").splitlines()
    assert lines(summarise(article(case.read_text(encoding="utf-8"), LANGS.get(case.stem, "en")))) == expected


def test_a_very_long_sentence_is_taken_only_when_there_is_no_other() -> None:
    """A reader is spared ninety words where there is a choice."""
    long = "The report says that " + "the harbour needs new cranes and " * 15 + "more room."
    short = "The harbour opened in 1911. The cranes were bought in 1960. The room was filled in by 1985."
    assert [s.text for s in summarise(article(f"# Harbour\n\n{long}")).sentences] == [long]
    assert all(len(s.text.split()) < 20 for s in summarise(article(f"# Harbour\n\n{long}\n\n{short}")).sentences)


def test_a_name_behind_the_opening_resolves_it() -> None:
    """ "In his speech, Mr Okoro …" leans on nothing; "In his speech he …" does."""
    lead = "The assembly of the delta states opened in Warri on Thursday with a quarrel about the price of water."
    named = "In his speech, President Okoro asked the delta states to share the price of water fairly."
    unnamed = "In his speech the old man asked the delta states to share the price of water fairly."
    other = "Nobody voted."
    taken = [summarise(article(f"# Water\n\n{lead} {other}\n\n{last}")).sentences for last in (named, unnamed)]
    assert [named in [s.text for s in taken[0]], unnamed in [s.text for s in taken[1]]] == [True, False]


@pytest.mark.parametrize("dateline", ["KABUL, Afghanistan (AP) — ", "ROME, Jan. 5 (Reuters) - ", "(CNN) - ", "BONN – "])
def test_a_dateline_is_cut(dateline: str) -> None:
    """What is left is still a part of its paragraph, word for word."""
    sentence = "Two bridges over the river were closed on Monday after a flood."
    assert [s.text for s in summarise(article(f"# Flood\n\n{dateline}{sentence}")).sentences] == [sentence]


@pytest.mark.parametrize("opening", ["The European Union (EU) — a bloc of 27 — ", "UNESCO — the cultural body — "])
def test_what_only_looks_like_a_dateline_stays(opening: str) -> None:
    """A bracket or a dash near the beginning makes no dateline."""
    sentence = f"{opening}said on Monday that it would pay for the bridges."
    assert [s.text for s in summarise(article(f"# Flood\n\n{sentence}")).sentences] == [sentence]


PIECES = st.sampled_from(
    ["The river rose by two metres on Monday.", "But he left.", "“Why?”", "Who knows?", "#", "* item", "\n\n", " ",
     "Der Fluss stieg am Montag um zwei Meter.", "河水上涨两米。", "\x00\u200f", "1.", "## Title\n\n", "A."]
)  # fmt: skip


@settings(max_examples=60, deadline=None)
@given(st.lists(PIECES, max_size=25), st.sampled_from(["en", "de", "zh", "und", "xx"]))
def test_sentences_stand_in_their_paragraphs(pieces: list[str], lang: str) -> None:
    """Every sentence is a part of the paragraph that it names, in the article's order, and of bounded number."""
    plain = document.parse("The river", " ".join(pieces), lang)
    found = summarise(plain)
    for group, most in ((found.sentences, 3), (found.key_points, 5)):
        assert len(group) <= most
        assert [s.paragraph for s in group] == sorted(s.paragraph for s in group)
        for sentence in group:
            assert sentence.text in plain.prose[sentence.paragraph - 1].text
            assert 0.0 <= sentence.score <= 1.0


@pytest.mark.parametrize("unit", ["The river rose. ", "word ", "One paragraph without any stop ", "“", "他说。", "a.A"])
def test_long_texts_have_short_summaries(unit: str) -> None:
    """A hundred thousand words, in one paragraph or in many, give at most three sentences."""
    one = (document.Block("paragraph", unit * 100_000, 1, 0),)
    many = tuple(document.Block("paragraph", unit * 10, n, n) for n in range(1, 10_000))
    assert len(summarise(document.Document("River", one, "en")).sentences) <= 3
    assert len(summarise(document.Document("River", many, "en")).sentences) <= 3
