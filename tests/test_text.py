"""Plain strings: slugs, folding, clipping."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.text.strings import clip, fold, slugify, without_emails, words


@pytest.mark.parametrize(
    ("text", "slug"),
    [
        ("South Asia × security", "south-asia-security"),
        ("Élysée: où va l'Europe ?", "elysee-ou-va-leurope"),
        ("Straße nach Łódź", "strasse-nach-lodz"),
        ("U.S.–China", "u-s-china"),
        ("COVID-19", "covid-19"),
    ],
)
def test_slugs_read_like_their_text(text: str, slug: str) -> None:
    """A slug is the text as a newspaper would write it in an address."""
    assert slugify(text) == slug


@given(st.text())
def test_a_slug_is_always_a_safe_address(text: str) -> None:
    """Whatever the text, its slug is a file name on every system, is never empty, and is its own slug."""
    slug = slugify(text)
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", slug)
    assert len(slug) <= 90
    assert slug not in {"con", "nul", "index", "aux"}


@given(st.text(alphabet="абвгдежзик北京上海东西", min_size=1), st.text(alphabet="абвгдежзик北京上海东西", min_size=1))
def test_other_scripts_do_not_meet_in_one_slug(one: str, other: str) -> None:
    """Two texts without Latin letters share a slug only if they are the same text."""
    assert (slugify(one) == slugify(other)) == (one == other)


def test_a_slug_is_never_a_month() -> None:
    """A group named like a month does not take the address of one of its parent's months."""
    assert slugify("2025-06") != "2025-06"


@given(st.text(), st.integers(min_value=2, max_value=80))
def test_clipping_keeps_the_limit(text: str, limit: int) -> None:
    """Clipped text is never longer than asked for, and short text is left alone."""
    clipped = clip(text, limit)
    assert len(clipped) <= max(limit, 1)
    assert clipped == text or clipped.endswith("…")


def test_folding_makes_spellings_equal() -> None:
    """Accents, case and white space do not distinguish."""
    assert fold("  São   TOMÉ ") == fold("sao tome")


def test_addresses_of_people_are_removed_with_their_brackets() -> None:
    """A byline keeps its words and loses its e-mail addresses."""
    assert without_emails("Ada Roe (ada@example.org) is a fellow; write to <bo@x.example.org>.") == (
        "Ada Roe is a fellow; write to."
    )


def test_hyphenated_and_dotted_words_are_one() -> None:
    """Compounds count as one word."""
    assert words("The U.S.-led, state-of-the-art plan") == ["The", "U.S", "led", "state-of-the-art", "plan"]


def test_languages_of_one_letter_are_told_apart() -> None:
    """C, C++ and C# have an address each, also within a title; other signs still go."""
    names = ["C", "C++", "C#", "Rust or C++?", "A 100+ list", "lock #5"]
    assert [slugify(name) for name in names] == [
        "c",
        "c-plus-plus",
        "c-sharp",
        "rust-or-c-plus-plus",
        "a-100-list",
        "lock-5",
    ]
