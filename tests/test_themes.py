"""Themes: what an article is about, with the words that say so."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from generator.analysis import themes
from generator.analysis.themes import ThemeModel, classify, load_model
from generator.settings import vocabulary
from generator.text import document
from generator.text.document import Document

CASES = Path(__file__).parent / "cases" / "themes"
IPTC_TOP = {f"medtop:{number:02d}000000" for number in range(1, 18)}


@pytest.fixture(scope="module")
def model() -> ThemeModel:
    return load_model(vocabulary.load("themes"))


def article(text: str, lang: str = "en") -> Document:
    title, _, body = text.partition("\n")
    return document.parse(title.removeprefix("# "), body, lang)


def test_vocabulary_covers_all_top_level_topics() -> None:
    """The seventeen top-level topics of IPTC are the roots of the tree, and every theme has a qcode of its own."""
    tree = vocabulary.load("themes")
    assert {tree[slug].code for slug in tree.roots()} == IPTC_TOP
    codes = [node.code for node in tree]
    assert all(code.startswith("medtop:") and len(code) == 15 for code in codes)
    assert len(set(codes)) == len(codes)


def test_every_theme_has_names_in_four_languages() -> None:
    """Every theme can be displayed in English, French, Spanish and German."""
    assert [node.slug for node in vocabulary.load("themes") if set(node.names) != {"fr", "es", "de"}] == []


def test_lexicons_name_known_themes_and_tiers() -> None:
    """A lexicon speaks only of themes that exist, in the tiers that the classifier weighs."""
    tree = vocabulary.load("themes")
    strange = [
        (lang, slug, tier)
        for lang in themes.languages()
        for top, slug, tier, _ in themes._lexicon(lang)
        if tier not in (*themes.TIERS, "neutral") or (tier != "neutral" and (top not in tree or slug not in tree))
    ]
    assert strange == []


def test_every_theme_has_words_in_english() -> None:
    """No theme of the vocabulary is without words in the English lexicon."""
    spoken = {slug for _, slug, _, _ in themes._lexicon("en")}
    assert [node.slug for node in vocabulary.load("themes") if node.slug not in spoken] == []


@pytest.mark.parametrize("path", sorted(CASES.glob("*.md")), ids=lambda path: path.stem)
def test_case(path: Path, model: ThemeModel) -> None:
    """An article stands first under the theme, among the themes and not under the themes that its case names."""
    expected = json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))
    labels = classify(article(path.read_text(encoding="utf-8"), expected["lang"]), model)
    found = [label.slug for label in labels]
    assert (found[0] if found else "") == expected["first"]
    assert [slug for slug in expected["has"] if slug not in found] == []
    assert [slug for slug in expected["without"] if slug in found] == []


@pytest.mark.parametrize("path", sorted(CASES.glob("*.md")), ids=lambda path: path.stem)
def test_evidence_stands_where_it_says(path: Path, model: ThemeModel) -> None:
    """Every piece of evidence is found in the article at its paragraph and offset, strongest first, at most twelve."""
    doc = article(path.read_text(encoding="utf-8"))
    for label in classify(doc, model):
        texts = {0: doc.title} | {block.number: block.text for block in doc.prose}
        for e in label.evidence:
            assert texts[e.paragraph][e.start : e.start + len(e.text)] == e.text
        weights = [e.weight for e in label.evidence]
        assert weights == sorted(weights, reverse=True)
        assert 0 < len(weights) <= 12


@pytest.mark.parametrize("path", sorted(CASES.glob("*.md")), ids=lambda path: path.stem)
def test_parents_come_along_and_first(path: Path, model: ThemeModel) -> None:
    """A theme brings its parent, which scores at least as high and stands before it; scores fall and are in 0..1."""
    labels = classify(article(path.read_text(encoding="utf-8")), model)
    place = {label.slug: (index, label.score) for index, label in enumerate(labels)}
    for label in labels:
        parent = model.tree[label.slug].parent
        if parent:
            assert place[parent][0] < place[label.slug][0]
            assert place[parent][1] >= label.score
    scores = [label.score for label in labels]
    assert scores == sorted(scores, reverse=True)
    assert all(0 <= score <= 1 for score in scores)


def test_theme_of_the_project_is_found_by_its_seed_words() -> None:
    """A theme added in mkdocs.yml works with a handful of seed words, and brings its parent along."""
    seeds = {"name": "Semiconductors", "parent": "economy", "words": ["chip foundry", "wafer", "lithography machine"]}
    tree = vocabulary.load("themes", extend={"semiconductors": seeds})
    text = "New plant in the desert\nThe chip foundry will make wafers from 2027 with a new lithography machine."
    assert {"economy", "semiconductors"} <= {label.slug for label in classify(article(text), load_model(tree))}


def test_root_theme_of_the_project_has_no_code() -> None:
    """A theme without a place in IPTC's tree stands on its own, without a qcode."""
    tree = vocabulary.load("themes", extend={"bees": {"name": "Bees", "words": ["hive", "pollinator"]}})
    labels = classify(article("Bees in winter\nMany a hive was lost; pollinators are rare."), load_model(tree))
    assert (labels[0].slug, labels[0].code) == ("bees", "")


def test_words_of_a_removed_theme_count_for_its_parent() -> None:
    """When the project removes football, an article on football is still one on sport."""
    tree = vocabulary.load("themes", extend={"football": None})
    labels = classify(article("Striker injured\nThe goalkeeper and the midfielder played on."), load_model(tree))
    assert labels[0].slug == "sport"


@pytest.mark.parametrize(
    ("text", "slug", "present"),
    [
        ("WHO warns\nThe WHO spoke of an outbreak.", "health", True),
        ("Who knows\nThose who came know who they are.", "health", False),
        ("Apple and Labour\nApple sold more computers and software.", "science-technology", True),
        ("An apple pie\nPeel one apple, then the other, and wait.", "science-technology", False),
        ("Crossing\nThey came to the only open space, station after station.", "space", False),
    ],
)
def test_ambiguous_words(text: str, slug: str, present: bool, model: ThemeModel) -> None:
    """Capitals, neutral phrases and commas decide what an ambiguous word means."""
    assert (slug in [label.slug for label in classify(article(text), model)]) == present


def test_unknown_language_degrades(model: ThemeModel) -> None:
    """A text in a language without a lexicon gets what its kin recognises, and no error."""
    text = "Elezioni in Italia\nIl presidente ha ricevuto il primo ministro dopo il voto in parlamento e al Senato."
    assert [label.slug for label in classify(article(text, "it"), model)][:1] == ["politics"]
    assert classify(article("Погода\nЗавтра будет тепло.", "ru"), model) == ()


def test_same_labels_whatever_was_read_before(model: ThemeModel) -> None:
    """The labels of an article do not depend on the articles read before it."""
    texts = [path.read_text(encoding="utf-8") for path in sorted(CASES.glob("*.md"))]
    once = [classify(article(text), model) for text in texts]
    fresh = load_model(model.tree)
    assert [classify(article(text), fresh) for text in reversed(texts)] == once[::-1]


@given(st.text(max_size=400), st.sampled_from(["en", "fr", "de", "und", "ar", ""]))
@settings(max_examples=40, deadline=None)
def test_any_text_is_taken(text: str, lang: str) -> None:
    """Any text gives labels or none, never an exception."""
    model = _shared()
    for label in classify(document.parse(text[:40], text, lang), model):
        assert label.slug in model.tree


@cache
def _shared() -> ThemeModel:
    return load_model(vocabulary.load("themes"))  # hypothesis does not take fixtures of the module


@pytest.mark.parametrize(
    "body",
    ["election bank " * 20_000, "A" * 200_000, "war. " * 20_000, "\u202e\x00\x07 ١٢٣ 漢字 " * 10_000, "the " * 40_000],
    ids=["words", "one-word", "sentences", "odd", "stop-words"],
)
def test_freaks_of_text_are_classified(body: str, model: ThemeModel) -> None:
    """Tens of thousands of words of any kind give scores in 0..1."""
    doc = Document("Title", (document.Block("paragraph", body, 1, 0),), "en")
    assert all(0 <= label.score <= 1 for label in classify(doc, model))
