"""An article's labels as they are published: what was found, corrected by what the editor wrote.

`regions: [india]` replaces, `+india` adds, `-india` removes; the same for themes. Whatever the way a label came in, all
that contains it comes too, and nothing stays that stood there only through what was removed. An alliance or club comes
only when it is named, written by the editor, or when enough of its members are among the countries as published.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from ..analysis.keywords import concept_key
from ..model import Analysis, Article, CountryLabel, Entry, Keyword, RegionLabel, ThemeLabel
from ..settings.vocabulary import Tree
from ..text.strings import fold


def _edits(items: Iterable[str]) -> tuple[list[str], list[str], list[str]]:
    """Return (replacing, added, removed) slugs."""
    replacing: list[str] = []
    added: list[str] = []
    removed: list[str] = []
    for item in items:
        (added if item[0] == "+" else removed if item[0] == "-" else replacing).append(item.lstrip("+-"))
    return replacing, added, removed


def _regions(
    article: Article, analysis: Analysis, tree: Tree
) -> tuple[tuple[CountryLabel, ...], tuple[RegionLabel, ...]]:
    if not article.regions:
        # A project's own tree need not have every country.
        present = tuple(label for label in analysis.countries if label.code in tree.by_code)
        return present, tuple(label for label in analysis.regions if label.slug in tree)
    replacing, added, removed = _edits(article.regions)
    found = {label.slug: label for label in analysis.regions if label.slug in tree}
    remaining: dict[str, RegionLabel] = {}
    if not replacing:
        gone = set(removed) | {slug for slug in found if set(tree.containers(slug)) & set(removed)}
        # What stands here only as a container of countries stays only while one of them does.
        left = {label.slug for label in found.values() if tree[label.slug].kind == "country"} - gone
        held = {above for slug in left for above in tree.containers(slug)}
        codes = {tree[slug].code for slug in left}
        remaining = {
            slug: replace(label, countries=tuple(code for code in label.countries if code in codes))
            for slug, label in found.items()
            if slug not in gone and (slug in left or slug in held or label.evidence)
        }
    for slug in (*replacing, *added):
        country = (tree[slug].code,) if tree[slug].kind == "country" else ()
        old = found.get(slug)
        remaining[slug] = RegionLabel(slug, 1.0, old.evidence if old else (), country, by_editor=True)
        for above in tree.containers(slug):
            if above not in removed and above not in remaining:
                old = found.get(above)
                remaining[above] = RegionLabel(above, 1.0, old.evidence if old else (), country, by_editor=True)
    remaining = _with_clubs(remaining, found, removed, tree)
    about = {tree[slug].code: remaining[slug] for slug in remaining if tree[slug].kind == "country"}
    known = {label.code: label for label in analysis.countries}
    countries = tuple(known.get(code) or CountryLabel(code, 1.0, label.evidence) for code, label in about.items())
    by_score = sorted(remaining.values(), key=lambda label: (-label.score, label.slug))
    return tuple(sorted(countries, key=lambda label: (-label.score, label.code))), tuple(by_score)


def _with_clubs(
    remaining: dict[str, RegionLabel], found: dict[str, RegionLabel], removed: Iterable[str], tree: Tree
) -> dict[str, RegionLabel]:
    """Return the labels with the clubs of which enough members are among their countries, and with these members."""
    countries = {tree[slug].code: label for slug, label in remaining.items() if tree[slug].kind == "country"}
    clubs = tree.clubs(countries)
    labels = {
        slug: replace(label, countries=()) if tree[slug].club and slug not in clubs else label
        for slug, label in remaining.items()
    }
    for club, codes in clubs.items():
        if club in removed:
            continue
        members = [countries[code] for code in codes]
        old = found.get(club)
        label = labels.get(club) or RegionLabel(
            club,
            min(member.score for member in members),
            old.evidence if old else (),
            by_editor=any(member.by_editor for member in members),
        )
        labels[club] = replace(label, countries=codes)
        for above in tree.containers(club):
            if above not in removed:
                labels.setdefault(above, replace(label, slug=above, countries=(), evidence=()))
    return labels


def _themes(article: Article, analysis: Analysis, tree: Tree) -> tuple[ThemeLabel, ...]:
    found = {label.slug: label for label in analysis.themes if label.slug in tree}
    if not article.themes:
        return tuple(found.values())
    replacing, added, removed = _edits(article.themes)
    gone = set(removed) | {slug for slug in found if set(tree.ancestors(slug)) & set(removed)}
    remaining = {} if replacing else {slug: label for slug, label in found.items() if slug not in gone}
    for slug in (*replacing, *added):
        for name in (slug, *tree.ancestors(slug)):
            old = found.get(name)
            if name == slug or (old is None and name not in removed):
                remaining[name] = ThemeLabel(name, tree[name].code, 1.0, old.evidence if old else (), by_editor=True)
            elif name not in removed:  # what contains a label is not less certain than the label
                remaining[name] = replace(remaining.get(name) or found[name], score=1.0)
    depth = {slug: len(tree.ancestors(slug)) for slug in remaining}
    return tuple(sorted(remaining.values(), key=lambda label: (-label.score, depth[label.slug], label.slug)))


def _keywords(article: Article, analysis: Analysis) -> tuple[Keyword, ...]:
    keyed = {keyword.key or fold(keyword.text): keyword for keyword in analysis.keywords}
    tags = [Keyword(tag, 1.0, concept_key(tag, analysis.lang)) for tag in article.tags]
    taken = {tag.key for tag in tags}
    return (*tags, *(keyword for key, keyword in keyed.items() if key not in taken and fold(keyword.text) not in taken))


def entry(article: Article, analysis: Analysis, regions: Tree, themes: Tree) -> Entry:
    """Return the article with its final labels."""
    countries, places = _regions(article, analysis, regions)
    return Entry(article, analysis, _keywords(article, analysis), countries, places, _themes(article, analysis, themes))
