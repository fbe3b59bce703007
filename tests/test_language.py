"""Language detection: a case file is named after the language of its text."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.analysis.language import detect

CASES = sorted((Path(__file__).parent / "cases" / "language").glob("*.txt"))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.stem)
def test_a_paragraph_tells_its_language(case: Path) -> None:
    """Two or three sentences are enough."""
    assert detect(case.read_text(encoding="utf-8"))[0] == case.stem.partition("-")[0]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.stem)
def test_one_sentence_is_not_taken_for_another_language(case: Path) -> None:
    """The first ten words give the right language or none."""
    first = " ".join(case.read_text(encoding="utf-8").split()[:10])
    assert detect(first)[0] in (case.stem.partition("-")[0], "und")


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.stem)
def test_a_wrong_hint_does_no_harm(case: Path) -> None:
    """The hint decides only where the text does not."""
    lang = case.stem.partition("-")[0]
    assert detect(case.read_text(encoding="utf-8"), hint="es-MX")[0] in (lang, "es" if lang == "und" else lang)


def test_a_hint_decides_where_there_is_too_little_to_go_by() -> None:
    """A headline of names alone gets the site's language, with little confidence."""
    assert (detect("Quito, Lima"), detect("Quito, Lima", "es")) == (("und", 0.0), ("es", 0.3))
    assert detect("", "es") == ("und", 0.0)


def test_quotations_do_not_turn_the_language() -> None:
    """An article that quotes another language keeps its own."""
    quoted = "“Le fleuve est à nous, et les villes de la côte le savent.” "
    own = "The minister said in an interview that the river is shared and that the treaty would be kept. "
    assert detect(quoted + own * 2)[0] == "en"


@given(st.text(max_size=200), st.sampled_from(["", "en", "fr-CA", "?"]))
def test_any_text_has_an_answer(text: str, hint: str) -> None:
    """Never an exception; confidence lies in 0..1 and is 0 for the unknown."""
    lang, confidence = detect(text, hint)
    assert 0.0 <= confidence <= 1.0
    assert confidence == 0.0 if lang == "und" else lang


def test_only_a_sample_of_a_long_text_is_read() -> None:
    """What stands far into a long text changes nothing."""
    text = "The council met in the town hall and voted on the new budget. " * 1000
    assert detect(text + "Le conseil est réuni dans la salle. " * 1000) == detect(text)
