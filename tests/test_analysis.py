"""All analyses together: any text is an article."""

from __future__ import annotations

from functools import cache

import msgspec
import pytest

from generator.analysis import Analyser, AnalysisSettings
from generator.model import Analysis
from generator.settings import vocabulary
from generator.text.document import parse

ENGLISH = (
    "Kenya and Uganda signed a trade agreement in Nairobi on Monday. The ministers said that tariffs on steel would "
    "fall by half within two years. Farmers near Lake Victoria expect lower prices for fertiliser. Parliament in "
    "Kampala votes on the treaty in March. Economists at the central bank doubt that exports will grow quickly."
)
JUNK = {
    "empty": "",
    "one word": "Word",
    "capitals": ENGLISH.upper(),
    "no punctuation": ENGLISH.replace(".", ""),
    "only numbers": "1 22 333 4,444 5.5 6% 7/8 " * 40,
    "only quotes": "“Never.” ‘Always!’ «Jamais» „Nie“ " * 20,
    "a list": "\n".join(f"- item {n}" for n in range(300)),
    "code": "```python\nfor x in range(10):\n    print(x ** 2)\n```\n" * 20,
    "mixed scripts": "Москва and 北京 met القاهرة in Αθήνα; 서울 too. " * 30,
    "control characters": ENGLISH.replace(" ", "\x0b ").replace("e", "e\u200b"),
    "right-to-left marks": ENGLISH.replace(" ", " \u202e\u200f"),
    "unclosed markup": "**_`[a](<b" * 500,
    "deep nesting": "> " * 400 + ENGLISH,
    "one endless word": "a" * 20_000,
    "emoji": "🇫🇷🔥👩‍👩‍👧‍👦" * 300,
    "html": "<div><p>" * 300 + ENGLISH,
}


@cache
def analyser() -> Analyser:
    return Analyser(AnalysisSettings(vocabulary.load("regions"), vocabulary.load("themes")))


@pytest.mark.parametrize("name", JUNK)
def test_any_text_has_an_analysis(name: str) -> None:
    """No text makes an analyser raise, and what is found is within its bounds and survives the cache."""
    found = analyser().analyse(name, JUNK[name])
    scores = [k.score for k in found.keywords] + [c.score for c in found.countries] + [t.score for t in found.themes]
    assert all(0 <= score <= 1 for score in scores)
    assert msgspec.json.decode(msgspec.json.encode(found), type=Analysis) == found


def test_the_same_article_has_the_same_analysis() -> None:
    """A second look, with models that have seen other texts meanwhile, finds the same."""
    first = analyser().analyse("Trade in East Africa", ENGLISH)
    analyser().analyse("Autre chose", "Le président de la France a parlé à Paris. " * 5)
    assert analyser().analyse("Trade in East Africa", ENGLISH) == first


def test_evidence_stands_where_it_says() -> None:
    """Every piece of evidence is found at its place in its paragraph or in the title."""
    title = "Trade in East Africa"
    found = analyser().analyse(title, ENGLISH)
    texts = [title, *(block.text for block in parse(title, ENGLISH).prose)]
    labels = [*found.mentions, *found.countries, *found.regions, *found.themes]
    pieces = [piece for label in labels for piece in label.evidence]
    assert pieces
    assert [p for p in pieces if texts[p.paragraph][p.start : p.start + len(p.text)] != p.text] == []


def test_what_is_found_is_what_is_meant() -> None:
    """A plain news text is about the countries and themes that a reader would say."""
    found = analyser().analyse("Kenya and Uganda agree on trade", ENGLISH)
    assert {country.code for country in found.countries} == {"KE", "UG"}
    assert {"kenya", "uganda", "east-africa", "sub-saharan-africa", "africa", "world"} <= {
        r.slug for r in found.regions
    }
    assert {"economy", "trade"} <= {theme.slug for theme in found.themes}


def test_an_unknown_language_is_said() -> None:
    """What could not be done is noted for `explain`."""
    assert analyser().analyse("Qwx", "Zorg blip mux treb. " * 10, lang="tlh").notes != ()
