"""Our own demo articles, labelled by a person, guard the analyses: no public corpus is needed for that."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

CASES = Path(__file__).parent / "cases" / "gold" / "demo.yml"
GOLD: dict[str, dict[str, list[str]]] = yaml.safe_load(CASES.read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def articles(demo_list: list[dict[str, Any]]) -> dict[str, dict[str, Any]]:
    return {article["slug"]: article for article in demo_list}


def test_every_demo_article_is_labelled(articles: dict[str, dict[str, Any]]) -> None:
    """Whoever adds a demo article says what should be found in it."""
    assert sorted(articles) == sorted(GOLD)


def test_countries_are_those_that_a_person_names(articles: dict[str, dict[str, Any]]) -> None:
    """Micro-F1 of the countries that an article is about does not fall."""
    right = wrong = missed = 0
    for slug, gold in GOLD.items():
        found, named = {c["code"] for c in articles[slug]["countries"]}, set(gold["countries"])
        right += len(found & named)
        wrong += len(found - named - set(gold.get("optional", [])))
        missed += len(named - found)
    assert 2 * right / (2 * right + wrong + missed) >= 0.88


def test_the_first_theme_is_one_that_a_person_names(articles: dict[str, dict[str, Any]]) -> None:
    """Nine articles in ten lead with a right top-level theme."""
    first = {slug: (articles[slug]["themes"] or [{"slug": ""}])[0]["slug"] for slug in GOLD}
    wrong = {slug: theme for slug, theme in first.items() if theme not in GOLD[slug]["theme"]}
    assert len(wrong) <= len(GOLD) / 10, wrong


def test_summaries_are_quotations(articles: dict[str, dict[str, Any]]) -> None:
    """Every summary sentence stands in the article's file, word for word, but for Markdown's own signs."""

    def plain(text: str) -> str:
        return re.sub(r"[*_`>#|\\\s\u00a0]+|\[|\]\([^)]*\)", "", text)

    root = Path(__file__).parent.parent
    lost = [
        (slug, sentence["text"])
        for slug, article in articles.items()
        for sentence in article["summary"]
        if plain(sentence["text"]) not in plain((root / article["path"]).read_text(encoding="utf-8"))
    ]
    assert lost == []


def test_keywords_do_not_repeat_one_another(articles: dict[str, dict[str, Any]]) -> None:
    """No keyword is a part of another of the same article, but for the editor's own tags."""
    repeated = [
        (slug, one["text"], other["text"])
        for slug, article in articles.items()
        for one in article["keywords"]
        for other in article["keywords"]
        if one["score"] < 1 and other["score"] < 1 and f" {one['text'].lower()} " in f" {other['text'].lower()} "
        if one is not other
    ]
    assert repeated == []


def test_every_article_has_labels_a_summary_and_keywords(articles: dict[str, dict[str, Any]]) -> None:
    """No demo article is left without themes, keywords and a summary, in any of its five languages."""
    bare = [s for s, a in articles.items() if not (a["themes"] and a["summary"] and len(a["keywords"]) >= 5)]
    assert bare == []
