"""Sentences: the cases are files of one sentence a line; the text is those lines in a row."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.text.sentences import LONGEST, spans, split

CASES = sorted((Path(__file__).parent / "cases" / "sentences").glob("*.txt"))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.stem)
def test_a_text_falls_into_its_sentences(case: Path) -> None:
    """The lines of a case, set in a row, are found again."""
    lang = case.stem.partition("-")[0]
    expected = case.read_text(encoding="utf-8").splitlines()
    assert split(("" if lang in ("zh", "ja") else " ").join(expected), lang) == expected


def test_a_blank_line_parts_sentences() -> None:
    """A paragraph ends its last sentence even without a stop."""
    text = "A heading without stop\n\nthe text\n- one\n- two"
    assert split(text) == ["A heading without stop", "the text", "- one", "- two"]


def test_a_line_break_does_not_part_sentences() -> None:
    """A sentence may run over a line's end."""
    assert split("It was\nlate. We\nleft.") == ["It was\nlate.", "We\nleft."]


def test_a_lost_space_parts_sentences_where_it_is_plain() -> None:
    """A stop glued to the next sentence still ends one; a file name or address is left alone."""
    assert split("The talks ended.The vote failed. Use Node.Js or a.The") == [
        "The talks ended.", "The vote failed.", "Use Node.Js or a.The",
    ]  # fmt: skip


def test_text_without_stops_is_one_sentence_of_bounded_length() -> None:
    """Nothing is cut until a sentence becomes absurdly long."""
    assert split("no stop here") == ["no stop here"]
    assert max(map(len, split("word " * 2000))) <= LONGEST


@given(
    st.text(alphabet=st.sampled_from("aBé1. \n\t!?。।\"'“”»)(\x00\u200fД中-;"), max_size=80),
    st.sampled_from(["en", "de", "zh", "el", "xx", ""]),
)
def test_spans_hold_all_that_is_not_blank(text: str, lang: str) -> None:
    """Spans are in order, trimmed, and what lies between them is white space."""
    found = spans(text, lang)
    rest, at = "", 0
    for start, end in found:
        assert at <= start < end
        assert text[start:end] == text[start:end].strip()
        rest, at = rest + text[at:start], end
    assert (rest + text[at:]).strip() == ""


@pytest.mark.parametrize("piece", ["a. ", ".", "? ! ", "a", "\n", " ' . ", "「。", ".A", "U.S. ", "( ", "\n \n", ";\n"])
def test_a_hundred_thousand_characters_of_anything_are_split(piece: str) -> None:
    """However odd the text, its sentences cover all that is not blank."""
    text = piece * (100_000 // len(piece))
    found = spans(text)
    assert sum(len(text[a:b].split()) for a, b in found) >= len(text.split())
