"""Search finds what readers mean: their words, the names of regions and themes, and what they misspell."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from conftest import ROOT
from test_browser import address, browser, opened  # noqa: F401

QUERIES = [
    (query.strip(), [slug.strip() for slug in wanted.split("|")])
    for line in (ROOT / "tests/cases/search/queries.txt").read_text(encoding="utf-8").splitlines()
    if not line.startswith("#")
    for query, _, wanted in (line.partition("→"),)
]
_LEAST = 0.85


def rank(page: Any, wanted: list[str]) -> int:
    """Return the place of the first right answer among the results shown; 0 for none."""
    links = page.locator(".search-results h2 a").evaluate_all("all => all.map(a => a.pathname)")
    slugs = [link.rstrip("/").rpartition("/")[2] for link in links]
    return min((slugs.index(slug) + 1 for slug in wanted if slug in slugs), default=0)


def answered(page: Any, query: str) -> None:
    """Wait until the page has answered a query."""
    page.locator(f".search-status[data-of={json.dumps(query, ensure_ascii=False)}]").wait_for(state="attached")


def searched(page: Any, address: str, query: str) -> None:  # noqa: F811
    """Type a query, and wait for what comes of it; take what the page thinks was meant."""
    page.goto(f"{address}search/")
    page.locator("[name=q]").fill(query)
    page.keyboard.press("Enter")
    answered(page, query)


@pytest.mark.browser
@pytest.mark.slow
def test_readers_find_what_they_mean(browser: Any, address: str) -> None:  # noqa: F811
    """Over 60 queries, half of them in other languages, by labels or misspelt, the mean reciprocal rank is 0.85."""
    missed, total = [], 0.0
    with opened(browser) as page:
        for query, wanted in QUERIES:
            searched(page, address, query)
            found = rank(page, wanted)
            meant = page.locator(".search-meant button")
            if found != 1 and meant.count():
                meant.first.click()
                answered(page, page.locator("[name=q]").input_value())
                found = rank(page, wanted)
            total += 1 / found if found else 0
            if found != 1:
                missed.append((query, found))
    assert len(QUERIES) == 60
    assert total / len(QUERIES) >= _LEAST, missed


@pytest.mark.browser
def test_a_name_offers_its_page_first(browser: Any, address: str, demo_site: Path) -> None:  # noqa: F811
    """Who types the name of a region or a theme is led to its page."""
    with opened(browser) as page:
        for query, target in (("south asia", "regions/south-asia/"), ("Energy", "themes/energy/")):
            searched(page, address, query)
            assert page.locator(".search-offers a").first.get_attribute("href").endswith(target)
            assert (demo_site / target / "index.html").is_file()


@pytest.mark.browser
def test_a_misspelt_name_is_asked_about(browser: Any, address: str) -> None:  # noqa: F811
    """The page asks whether a name of the site was meant; a word that the site has is never doubted."""
    with opened(browser) as page:
        searched(page, address, "taiwn")
        assert page.locator(".search-meant button").inner_text() == "taiwan"
        for known in ("taiwan", "iran", "water", "semiconductors"):
            searched(page, address, known)
            assert page.locator(".search-meant button").count() == 0
