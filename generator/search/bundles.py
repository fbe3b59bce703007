"""What is searched, and how it is cut: an index a language, and within it by period, so that closed periods stay.

Pagefind indexes everything anew each time, and a reader's query loads one piece of each bundle. So there are few
bundles, each of whole months: the older ones are complete and do not change, a new article touches only the newest.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Literal

from .. import addresses
from ..library import Library
from ..model import Entry
from ..text.strings import slugify

LEAST = 1000  # articles in a closed bundle; Pagefind indexes as many in about three seconds
OWN = 50  # articles from which on a language has an index of its own; a browser loads a program of 70 KB for each
_MOST_BUNDLES = 12  # in a language
_MOST_LANGUAGES = 5
FACETS = ("region", "theme", "watchlist", "source", "lang", "year")


@dataclass(frozen=True, slots=True)
class SearchDocument:
    """An article as it is found."""

    address: str
    """Address of its page."""
    title: str
    """Headline."""
    lang: str
    """Language by whose rules word forms meet: of the article, or of the index in which it stands."""
    day: str
    """Day of publication in the site's time zone, `2025-06-03`."""
    order: int
    """By which articles are sorted: seconds of its publication, and no two are equal."""
    facets: Mapping[str, tuple[str, ...]]
    """Slugs by facet."""
    labels: tuple[str, ...] = ()
    """Names of its countries, regions and themes, its authors and its outlet: what readers type, and the text lacks."""


@dataclass(frozen=True, slots=True)
class Bundle:
    """A period of one language, indexed for itself."""

    lang: str
    """The language."""
    start: str
    """Its first month, `2025-06`."""
    documents: tuple[SearchDocument, ...]
    """What it holds, oldest first."""

    @property
    def name(self) -> str:
        """Return the name of its folder; it stays while the period's first month does."""
        return f"{self.lang}-{self.start}"


def documents(
    library: Library, name: Callable[[str, Literal["regions", "themes"]], str] = lambda slug, of: ""
) -> tuple[SearchDocument, ...]:
    """Return all articles, oldest first; `name` gives the name of a region or a theme."""
    found = []
    before, tie = -1, 0
    for entry in reversed(library.entries):
        seconds = int(entry.article.date.timestamp())
        tie = tie + 1 if seconds == before else 0
        before = seconds
        labels = (*(name(r.slug, "regions") for r in entry.regions), *(name(t.slug, "themes") for t in entry.themes))
        document = _document(entry, library, seconds * 1000 + min(tie, 999))
        by = (*entry.article.authors, entry.article.source)
        found.append(replace(document, labels=tuple(filter(None, (*labels, *by)))))
    return tuple(found)


def _document(entry: Entry, library: Library, order: int) -> SearchDocument:
    article, day = entry.article, entry.article.date.astimezone(library.zone).date().isoformat()
    facets = {
        "region": tuple(label.slug for label in entry.regions),
        "theme": tuple(label.slug for label in entry.themes),
        "watchlist": tuple(library.watched.get(article.id, ())),
        "source": (slugify(article.source),) if article.source else (),
        "lang": (language(entry.analysis.lang),),
        "year": (day[:4], day[:7]),
    }
    return SearchDocument(addresses.article(article.slug), article.title, facets["lang"][0], day, order, facets)


def language(tag: str) -> str:
    """Return the first part of a BCP 47 tag: `pt-BR` → `pt`."""
    return tag.split("-")[0].lower() or "und"


def cut(found: Iterable[SearchDocument], least: int = LEAST, own: int = OWN) -> tuple[Bundle, ...]:
    """Return the bundles, by language, the commonest first, of each the newest period first.

    Months are put together from the oldest on, until they hold `least` articles (twice, four times as many where there
    would be too many bundles); what has been closed so is not touched by newer articles. Languages of `own`
    articles and more have bundles of their own; the others stand in those of the commonest language.
    """
    ordered = sorted(found, key=lambda d: (d.order, d.address))
    counts = Counter(document.lang for document in ordered)
    langs = sorted(counts, key=lambda lang: (-counts[lang], lang))[:_MOST_LANGUAGES]
    langs = langs[:1] + [lang for lang in langs[1:] if counts[lang] >= own]
    by_lang: dict[str, dict[str, list[SearchDocument]]] = {}
    for document in ordered:
        held = document if document.lang in langs else replace(document, lang=langs[0])
        by_lang.setdefault(held.lang, {}).setdefault(held.day[:7], []).append(held)
    bundles = []
    for lang in langs:
        months = by_lang[lang]
        total, size = sum(map(len, months.values())), least
        while total > size * _MOST_BUNDLES:
            size *= 2
        periods: list[tuple[str, list[SearchDocument]]] = []
        for month, of_month in sorted(months.items()):
            if not periods or len(periods[-1][1]) >= size:
                periods.append((month, []))
            periods[-1][1].extend(of_month)
        bundles += [Bundle(lang, start, tuple(held)) for start, held in reversed(periods)]
    return tuple(bundles)
