"""What was found, corrected by the editor."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from generator.checking import explain
from generator.library import labels
from generator.model import Analysis, Article, CountryLabel, Evidence, Keyword, RegionLabel, ThemeLabel
from generator.settings import vocabulary

REGIONS = vocabulary.load("regions")
THEMES = vocabulary.load("themes")
WORDS = (Evidence("Indo-Pacific", 1, 0),)
FOUND = Analysis(
    lang="en",
    words=100,
    keywords=(Keyword("tariffs", 0.9, "tariff"), Keyword("Quad", 0.8, "quad")),
    countries=(CountryLabel("IN", 0.9), CountryLabel("PK", 0.6)),
    regions=(
        RegionLabel("india", 0.9, (), ("IN",)),
        RegionLabel("pakistan", 0.6, (), ("PK",)),
        RegionLabel("south-asia", 0.9, (), ("IN", "PK")),
        RegionLabel("asia", 0.9, (), ("IN", "PK")),
        RegionLabel("world", 0.9, (), ("IN", "PK")),
        RegionLabel("indo-pacific", 0.8, WORDS, ("IN",)),
    ),
    themes=(ThemeLabel("politics", "", 0.8), ThemeLabel("diplomacy", "", 0.7)),
)
ARTICLE = Article(
    "articles/a.md", "a", "a", "A", datetime(2025, 1, 1, tzinfo=UTC), datetime(2025, 1, 1, tzinfo=UTC), "x"
)


def regions(*edits: str) -> set[str]:
    return {label.slug for label in labels.entry(replace(ARTICLE, regions=edits), FOUND, REGIONS, THEMES).regions}


def themes(*edits: str) -> set[str]:
    return {label.slug for label in labels.entry(replace(ARTICLE, themes=edits), FOUND, REGIONS, THEMES).themes}


def test_without_edits_the_findings_stand() -> None:
    """What the analysis found is what is published."""
    entry = labels.entry(ARTICLE, FOUND, REGIONS, THEMES)
    assert (entry.regions, entry.themes, entry.countries) == (FOUND.regions, FOUND.themes, FOUND.countries)


def test_plain_slugs_replace() -> None:
    """A plain slug replaces all that was found, and brings what contains it."""
    found = regions("kenya")
    assert {"kenya", "east-africa", "africa", "world"} <= found
    assert not found & {"india", "pakistan", "south-asia", "indo-pacific"}


def test_plus_adds() -> None:
    """`+x` adds to what was found."""
    assert {"india", "pakistan", "indo-pacific", "kenya", "africa"} <= regions("+kenya")


def test_minus_removes_with_what_stood_only_through_it() -> None:
    """`-x` removes the country; its regions stay while another country or their own name holds them."""
    without_pakistan, without_both = regions("-pakistan"), regions("-pakistan", "-india")
    assert "pakistan" not in without_pakistan
    assert {"india", "south-asia", "asia"} <= without_pakistan
    assert without_both == {"indo-pacific"}


def test_removed_countries_are_no_reason_any_more() -> None:
    """A region that stays does not name a removed country as its reason."""
    entry = labels.entry(replace(ARTICLE, regions=("-pakistan",)), FOUND, REGIONS, THEMES)
    assert {label.slug: label.countries for label in entry.regions}["south-asia"] == ("IN",)
    assert [country.code for country in entry.countries] == ["IN"]


QUAD = replace(
    FOUND,
    countries=tuple(CountryLabel(code, 0.9) for code in ("AU", "IN", "JP")),
    regions=(
        *(
            RegionLabel(slug, 0.9, (), (code,))
            for slug, code in (("australia", "AU"), ("india", "IN"), ("japan", "JP"))
        ),
        RegionLabel("quad", 0.9, (), ("AU", "IN", "JP")),
        RegionLabel("nato", 0.8, (Evidence("NATO", 2, 7),)),
    ),
)


@pytest.mark.parametrize(
    ("edits", "quad"),
    [
        ((), ("AU", "IN", "JP")),
        (("-japan",), None),
        (("-japan", "+united-states"), ("AU", "IN", "US")),
        (("-quad",), None),
        (("+quad", "-japan"), ()),
        (("india", "japan", "australia", "united-states"), ("AU", "IN", "JP", "US")),
        (("india", "quad"), ()),
        (("india",), None),
    ],
)
def test_a_club_follows_the_published_countries(edits: tuple[str, ...], quad: tuple[str, ...] | None) -> None:
    """A club comes and goes with the countries that the editor adds and removes; named or written, it stays."""
    entry = labels.entry(replace(ARTICLE, regions=edits), QUAD, REGIONS, THEMES)
    assert {label.slug: label.countries for label in entry.regions}.get("quad") == quad


def test_a_club_that_goes_leaves_its_members() -> None:
    """`-nato` removes the alliance and no country of it; a club that the text names stays without any member."""
    assert regions("+united-states", "+nato") - regions("+united-states") == {"nato"}
    entry = labels.entry(replace(ARTICLE, regions=("-quad",)), QUAD, REGIONS, THEMES)
    assert {"australia", "india", "japan", "nato"} <= {label.slug for label in entry.regions}
    entry = labels.entry(replace(ARTICLE, regions=("-australia", "-india", "-japan")), QUAD, REGIONS, THEMES)
    assert [label.slug for label in entry.regions] == ["nato"]


@pytest.mark.parametrize(
    ("edits", "expected"),
    [
        ((), {"politics", "diplomacy"}),
        (("-diplomacy",), {"politics"}),
        (("-politics",), set()),
        (("trade",), {"trade", "economy"}),
        (("+trade",), {"politics", "diplomacy", "trade", "economy"}),
    ],
)
def test_themes_follow_the_same_rules(edits: tuple[str, ...], expected: set[str]) -> None:
    """Themes are replaced, added and removed together with what contains or is contained."""
    assert themes(*edits) == expected


def test_tags_come_first_and_once() -> None:
    """The editor's keywords stand before those found; the same concept is not shown twice, whatever its form."""
    entry = labels.entry(replace(ARTICLE, tags=("Quad", "Malabar", "tariff")), FOUND, REGIONS, THEMES)
    assert [keyword.text for keyword in entry.keywords] == ["Quad", "Malabar", "tariff"]


@pytest.mark.parametrize(
    ("label", "rules"),
    [
        (RegionLabel("nato", 0.8, WORDS), ("named",)),
        (RegionLabel("quad", 0.8, WORDS, ("AU", "IN", "JP")), ("named", "members")),
        (RegionLabel("indo-pacific", 0.8, (), ("IN",)), ("countries",)),
        (RegionLabel("quad", 1.0, by_editor=True), ()),
    ],
)
def test_the_rule_of_a_label_is_told(label: RegionLabel, rules: tuple[str, ...]) -> None:
    """`explain` says whether the text names a region, a country brings it, or a club has enough members here."""
    assert explain.rules(REGIONS, label) == rules
