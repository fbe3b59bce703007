"""Terms: stems, numbers and names with their counts, for any text."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from generator.analysis.terms import LIMIT, TITLE, stem, stop_words, terms
from generator.text import document


def found(body: str, *, title: str = "", lang: str = "en") -> dict[str, int]:
    return dict(terms(document.parse(title, body, lang)))


@pytest.mark.parametrize(
    ("lang", "forms"),
    [
        ("en", ["tariff", "tariffs", "Tariffs", "tariff's", "tariff’s"]),
        ("en", ["policy", "policies"]),
        ("en", ["bomb", "bombs", "bombed", "bombing"]),
        ("en", ["plan", "planned", "planning"]),
        ("en", ["U.S.A", "USA"]),
        ("fr", ["président", "présidents", "présidente", "l'présidente"]),
        ("es", ["ministro", "ministra", "ministros"]),
        ("de", ["Regierung", "Regierungen"]),
        ("ru", ["война", "войны", "войну", "войной"]),
    ],
)
def test_forms_of_a_word(lang: str, forms: list[str]) -> None:
    """The forms of a word have one stem."""
    assert {stem(forms[0], lang)} == {stem(form, lang) for form in forms}


@pytest.mark.parametrize(("one", "other"), [("bus", "bush"), ("news", "newt"), ("ring", "red"), ("thing", "the")])
def test_different_words(one: str, other: str) -> None:
    """Different words have different stems."""
    assert stem(one) != stem(other)


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("Talks with Narendra Modi of India went on.", {"Narendra Modi", "India"}),
        ("He met Mr Solvang in New York on Tuesday.", {"Solvang", "New York"}),
        ("Yesterday the Quad met. Ministers of the Quad agreed.", {"Quad"}),
        ("Ministers agreed. Officials did not.", set()),
        ("New York slept. But Lena Brandt did not.", {"New York", "Lena Brandt"}),
        ("The Bank of England did.", {"Bank of England"}),
        ("We saw Norland's Lena Brandt.", {"Norland", "Lena Brandt"}),
        ("It is in the Republic of the Karsa.", {"Republic of the Karsa"}),
        ("In March they spoke. It was in April.", set()),
    ],
)
def test_names(body: str, expected: set[str]) -> None:
    """Names keep their capitals and stay whole; a sentence's first word, months and titles are none."""
    assert expected == {term for term in found(body) if term != term.lower()}


def test_counts() -> None:
    """A word counts once an occurrence, in any form, and more in the title."""
    counts = found("A tariff is a tax. Tariffs rise.", title="Tariffs")
    assert counts["tariff"] == 2 + TITLE


def test_numbers() -> None:
    """Numbers are terms, alone and with their neighbour; thousands are written one way."""
    assert {"23000", "23000 refuge", "5.6", "magnitud 5.6"} <= found("23,000 refugees; magnitude 5.6").keys()


def test_no_stop_words() -> None:
    """Function words are no terms."""
    assert set() == {"the", "of", "and"} & found("The end of the war and of the siege").keys()


def test_addresses_are_no_words() -> None:
    """Web and e-mail addresses leave no terms."""
    assert found("https://example.org/tariff?x=1 www.example.org/steel lena@example.org") == {}


def test_scripts_without_spaces() -> None:
    """Text without spaces gives pairs of characters."""
    assert {"关税", "贸易"} <= found("中国关税与贸易", lang="zh").keys()


def test_stop_words_need_no_file() -> None:
    """A language without a list has no stop words, and a strange one reads no file."""
    assert (frozenset(), frozenset()) == (stop_words("xx"), stop_words("../en"))


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=300), st.sampled_from(["en", "de", "zh", "ar", "und", "x-y", ""]))
def test_any_text(text: str, lang: str) -> None:
    """Any text gives sorted terms, each once, with positive counts, at most `LIMIT`."""
    result = terms(document.parse(text[:40], text, lang))
    assert sorted(dict(result).items()) == list(result)
    assert len(result) <= LIMIT and all(count > 0 and term for term, count in result)


@pytest.mark.parametrize("text", ["a" * 300_000, "a." * 150_000, "A " * 150_000, "1,2" * 100_000, "@a-" * 100_000])
def test_freaks_of_text_have_few_terms(text: str) -> None:
    """However long and odd the text, an article keeps at most `LIMIT` terms."""
    assert len(terms(document.Document("", (document.Block("paragraph", text, 1, 0),), "en"))) <= LIMIT
