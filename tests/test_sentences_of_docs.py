"""The manual is plain: its sentences are short, on the mean of all and of every page."""

from __future__ import annotations

import sys

import pytest
from conftest import ROOT

sys.path.insert(0, str(ROOT / "scripts"))
from sentence_lengths import PAGES, lengths, mean, sentences

AS_IT_WAS = {"performance.md": 22}
"""Pages above the limit when it was set, with what they may have. Take a page out when you have rewritten it."""


@pytest.mark.parametrize("page", PAGES, ids=lambda path: path.name)
def test_sentences_of_a_page_are_short(page: object) -> None:
    """The mean sentence of a page has at most twenty words."""
    assert mean(lengths(page)) <= AS_IT_WAS.get(page.name, 20)  # type: ignore[arg-type, attr-defined]


def test_sentences_of_the_manual_are_short() -> None:
    """The mean sentence of all pages has at most seventeen words."""
    assert mean([number for page in PAGES for number in lengths(page)]) <= 17


def test_what_counts_as_a_sentence() -> None:
    """Code, tables, headings and generated parts are not counted; an item of a list is a sentence of its own."""
    text = "# A head\n\nOne two three. Four `x y` five six!\n\n| a | b |\n"
    text += "\n- seven eight nine\n- ten [eleven](x.md) twelve\n"
    text += "\n```console\n$ make it so now\n```\n"
    text += "<!-- generated: x, by scripts/docs.py -->\nAll of this too.\n<!-- end -->\n"
    assert list(sentences(text)) == [
        "One two three.", "Four code five six!", "seven eight nine", "ten eleven twelve",
    ]  # fmt: skip
