"""Our YAKE against the stock package: the same candidates with the same scores, on many texts and languages.

Both get the same tokens (segtok's, as the stock class makes them). Scores agree to 1e-12 of their size: the stock class
adds floats in numpy's order, ours counts in integers.
"""

from __future__ import annotations

import json
import random
from pathlib import Path

import pytest

from generator.analysis.keywords import lexicon, yake

CASES = sorted((Path(__file__).parent / "cases" / "keywords").glob("*.md"))
CONTENT = sorted((Path(__file__).parents[1] / "content" / "articles").rglob("*.md"))[:10]
ODD = {
    "empty": "",
    "digits": "1 2 3 4.5 6,7",
    "marks": "!!! ??? ...",
    "numbers": "nan inf 1e5 10-20 50% $5 A4 50mm 3D COVID-19 covid-19 20th",
    "shapes": "O'Neill said state-of-the-art e.g. U.S. Mr. Smith's AARP'S ZANU-PF McDonald's iPhone a--b _x_ C++ R&D",
    "capitals": "ALL CAPS TEXT HERE WITH ALL CAPS WORDS. ALL OF IT.",
    "code": "x=1; y=foo(x)+bar[2]; for i in range(10): print(i)",
    "stops": "of the and to. Bank of the West of the East. House of Commons, house of the Lords.",
}


def stock_tokens(text: str) -> list[list[str]]:
    """Return a text as the stock class reads it."""
    from segtok.segmenter import split_multi
    from segtok.tokenizer import split_contractions, web_tokenizer

    flat = text.replace("\n", " ").replace("\t", " ")
    return [
        [w for w in split_contractions(web_tokenizer(sentence)) if w and not (w[0] == "'" and len(w) > 1)]
        for sentence in split_multi(flat)
        if sentence.strip()
    ]


def compare(text: str, lang: str, longest: int = 3, window: int = 1) -> None:
    """Assert that both find the same candidates with the same scores, in the same order but for ties."""
    from yake import KeywordExtractor

    stock = KeywordExtractor(lan=lang, n=longest, top=10**6, dedup_lim=1.0, window_size=window)
    expected = {word.lower(): float(score) for word, score in stock.extract_keywords(text)}
    found = yake.candidates(stock_tokens(text), lexicon.stopwords(lang), longest=longest, window=window)
    actual = {candidate.text.lower(): candidate.score for candidate in found}
    assert set(actual) == set(expected)
    assert actual == pytest.approx(expected, rel=1e-12)
    assert [actual[word] for word in actual] == pytest.approx(sorted(expected.values()), rel=1e-12)


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_same_as_stock_in_many_languages(path: Path) -> None:
    """Candidates and scores are those of the stock class, whatever the language."""
    compare(path.read_text("utf-8"), json.loads(path.with_suffix(".json").read_text("utf-8"))["lang"])


@pytest.mark.parametrize("path", CONTENT, ids=lambda path: path.stem)
def test_same_as_stock_on_articles(path: Path) -> None:
    """Candidates and scores are those of the stock class on whole articles, read as English."""
    compare(path.read_text("utf-8"), "en")


@pytest.mark.parametrize("text", ODD.values(), ids=ODD)
def test_same_as_stock_on_odd_text(text: str) -> None:
    """Candidates and scores are those of the stock class on numbers, marks and odd words."""
    compare(text, "en")


@pytest.mark.parametrize(("longest", "window"), [(1, 1), (2, 1), (4, 1), (3, 2), (3, 3)])
def test_same_as_stock_with_other_settings(longest: int, window: int) -> None:
    """Candidates and scores are those of the stock class for other lengths and windows."""
    compare(CASES[0].read_text("utf-8"), "en", longest, window)


@pytest.mark.parametrize("seed", range(6))
def test_same_as_stock_on_random_text(seed: int) -> None:
    """Candidates and scores are those of the stock class on sentences thrown together at random."""
    chance = random.Random(seed)
    words = " ".join(path.read_text("utf-8") for path in CASES if path.stem[:2] == "en").split()
    compare(" ".join(chance.choice(words) for _ in range(300)), "en")
