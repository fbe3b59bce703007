"""Neighbours and what they share; the cases are whole little sites with what is expected beside them."""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import yaml

from generator.analysis.terms import opening, terms
from generator.library.related import Neighbour
from generator.library.related_cache import link
from generator.library.shared_terms import is_telling
from generator.model import Analysis, Article, CountryLabel, Entry, Keyword
from generator.text import document

CASES = sorted((Path(__file__).parent / "cases" / "related").glob("*.yml"))
MORNING = datetime(2026, 1, 1, tzinfo=UTC)


def entry(
    id: str,
    title: str,
    body: str,
    *,
    date: datetime = MORNING,
    lang: str = "en",
    keywords: tuple[Keyword, ...] = (),
    countries: tuple[CountryLabel, ...] = (),
    source: str = "",
) -> Entry:
    article = Article(f"articles/{id}.md", id, id, title, date, date, body, source=source)
    text = document.parse(title, body, lang)
    analysis = Analysis(lang, len(body.split()), terms=terms(text), opening=opening(text))
    return Entry(article, analysis, keywords, countries, (), ())


def neighbours(
    entries: Sequence[Entry], *, limit: int = 5, country_names: Mapping[str, str] | None = None
) -> dict[str, tuple[Neighbour, ...]]:
    return link(entries, limit=limit, country_names=country_names or {}).neighbours


def site(path: Path) -> tuple[dict[str, Any], list[Entry]]:
    case = yaml.safe_load(path.read_text(encoding="utf-8"))
    return case, [
        entry(raw["id"], raw["title"], raw["body"], date=raw["date"], lang=raw.get("lang", "en"))
        for raw in case["articles"]
    ]


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_case_neighbours(path: Path) -> None:
    """Each case's articles have the neighbours that it names, in this order."""
    case, entries = site(path)
    found = neighbours(entries)
    assert case["related"] == {id: [near.id for near in found[id]] for id in case["related"]}


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_case_shared(path: Path) -> None:
    """What an article shares with its first neighbour contains what the case names, and no more than four things."""
    case, entries = site(path)
    found = neighbours(entries)
    assert {id: [] for id in case["shared"]} == {
        id: [name for name in names if name not in found[id][0].shared] for id, names in case["shared"].items()
    }
    assert max(len(near.shared) for list_ in found.values() for near in list_) <= 4


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_case_stories(path: Path) -> None:
    """Each case's articles make the stories that it names."""
    case, entries = site(path)
    groups: dict[str, list[str]] = {}
    for id, story in sorted(link(entries, limit=5, country_names={}).stories.items()):
        groups.setdefault(story, []).append(id)
    assert case["stories"] == sorted(groups.values())


def test_order_of_entries_does_not_matter() -> None:
    """The neighbours of an article are the same whatever the order in which articles are given."""
    _, entries = site(CASES[-1])
    assert neighbours(entries) == neighbours(entries[::-1])


def test_nearer_date_first() -> None:
    """Of two equally relevant neighbours that nearer in time comes first."""
    text = "The Karsa Treaty divides the river between Norland and Suvonia, says Lena Brandt."
    days = {"a": 0, "b": 30, "c": 3}
    entries = [entry(id, "Karsa", text, date=MORNING + timedelta(days=day)) for id, day in days.items()]
    assert [near.id for near in neighbours(entries)["a"]] == ["c", "b"]


def test_shared_prefers_labels_a_reader_knows() -> None:
    """Keywords, countries and names are named as shared, one concept once, the outlet never."""
    tariffs, tariff = Keyword("steel tariffs", 0.9), Keyword("Steel tariff", 0.9)
    india = CountryLabel("IN", 0.9)
    text = "The Daily Globe asked Narendra Modi about the talks. Later Narendra Modi spoke to the Daily Globe."
    one = entry("one", "Tariff talks", text, keywords=(tariffs,), countries=(india,), source="Daily Globe")
    two = entry("two", "More tariff talks", text, keywords=(tariff,), countries=(india,), source="Daily Globe")
    shared = neighbours([one, two], country_names={"IN": "India"})["one"][0].shared
    concepts = [name.removesuffix("s").capitalize() for name in sorted(shared)]
    assert concepts == ["India", "Narendra modi", "Steel tariff"]


def test_shared_is_symmetric() -> None:
    """Two articles share the same, whichever of them is looked at."""
    _, entries = site(CASES[0])
    found = neighbours(entries)
    pairs = {(id, near.id): near.shared for id, list_ in found.items() for near in list_}
    assert {pair: shared for pair, shared in pairs.items() if pair[::-1] in pairs} == {
        pair: pairs[pair[::-1]] for pair in pairs if pair[::-1] in pairs
    }


def test_limit() -> None:
    """No article has more neighbours than asked for, and scores fall within 0..1, best first."""
    text = "The Karsa Treaty divides the river between Norland and Suvonia, says Lena Brandt."
    found = neighbours([entry(f"a{n}", "Karsa", text) for n in range(9)], limit=3)
    assert {3} == {len(near) for near in found.values()}
    assert all(1 >= a.score >= b.score >= 0 for near in found.values() for a, b in itertools.pairwise(near))


@pytest.mark.parametrize("body", ["", "word", "1 2 3", "\x00\u202e", "。" * 50])
def test_nothing_to_compare(body: str) -> None:
    """Articles without content have no neighbours, and none is an error."""
    assert neighbours([entry("a", "", body), entry("b", "", "")]) == {"a": (), "b": ()}


def test_no_entries() -> None:
    """An empty site has no neighbours."""
    assert neighbours([]) == {}


@pytest.mark.parametrize(
    ("text", "lang", "name", "expected"),
    [
        ("per cent", "en", False, False),
        ("percent", "en", False, False),
        ("paid", "en", False, False),
        ("April", "en", True, False),
        ("Tuesday", "en", True, False),
        ("avril", "fr", False, False),
        ("diez", "es", False, False),
        ("presque", "fr", False, False),
        ("160", "en", False, False),
        ("million people", "en", False, False),
        ("last year", "en", False, False),
        ("American", "en", True, False),
        ("uranium", "en", False, True),
        ("interest rate", "en", False, True),
        ("Narendra Modi", "en", True, True),
        ("New York", "en", True, True),
        ("Schuldenbremse", "de", False, True),
        ("關稅", "zh", False, True),
    ],
)
def test_what_is_worth_sharing(text: str, lang: str, name: bool, expected: bool) -> None:
    """Dates, numbers and words that any two articles share are not said to be shared."""
    assert is_telling(text, lang, name=name) == expected


def test_unlike_news_of_one_day_is_not_related() -> None:
    """On a site of a few articles a day, a month and a country in common relate nothing and make no story."""
    texts = {
        "ban": "On Friday in April the union paid ten per cent less, and barred Chinese X-ray makers from bids.",
        "essay": "On Friday in April an essay on China asked whether a gardener in Tehran paid for roses by the dozen.",
        "match": "On Friday in April goalkeeper Teodor Lindqvist saved three penalties while China watched the final.",
    }
    linked = link([entry(id, id.title(), text) for id, text in texts.items()], limit=5, country_names={})
    assert linked.stories == {}
    said = {word for near in linked.neighbours.values() for neighbour in near for word in neighbour.shared}
    assert said & {"April", "Friday", "paid", "per cent", "ten"} == set()
