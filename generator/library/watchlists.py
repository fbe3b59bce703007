"""Which articles are on which watchlist, and which of their words put them there.

All phrases of all watchlists are looked for in one reading of an article. What an article has, its regions, themes,
words, is a set; a query is a few sets. So two hundred watchlists cost little more than one.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib import metadata

import msgspec

from ..cache import Store
from ..cache.code_identity import code_identity
from ..errors import Problem, did_you_mean
from ..hashing import fingerprint
from ..model import Entry, Evidence
from ..settings.vocabulary import Tree
from ..settings.watchlists import LABELS, Watchlist
from ..text import document
from ..text.stemming import Searcher, visible
from ..text.strings import slugify

_SLOT = "watchlists"


@dataclass(frozen=True, slots=True)
class Query:
    """A watchlist with its labels as the vocabularies write them."""

    watchlist: Watchlist
    """As the project wrote it."""
    any: frozenset[str]
    """Phrases, of which one must be there; empty for no such rule."""
    all: frozenset[str]
    """Phrases that must be there."""
    none: frozenset[str]
    """Phrases that must not."""
    labels: tuple[tuple[str, frozenset[str], frozenset[str]], ...]
    """Kind of label, those of which one must be there (or empty), those that must not."""

    @property
    def slug(self) -> str:
        """Return the watchlist's slug."""
        return self.watchlist.slug

    @property
    def contradictions(self) -> tuple[str, ...]:
        """Return what is asked for and ruled out at once, so that no article fits."""
        found = sorted(self.all & self.none)
        if self.any and self.any <= self.none:
            found += sorted(self.any)
        for kind, wanted, unwanted in self.labels:
            if wanted and wanted <= unwanted:
                found += [f"{kind}: {value}" for value in sorted(wanted)]
        return tuple(dict.fromkeys(found))


def queries(
    watchlists: Sequence[Watchlist], regions: Tree, themes: Tree
) -> tuple[list[Query], list[tuple[Problem, str, str]]]:
    """Return the queries; and of each unknown region or theme the problem, the watchlist's name and the word."""
    problems: list[tuple[Problem, str, str]] = []
    found = []
    for watchlist in watchlists:
        labels = []
        for kind in LABELS:
            wanted: set[str] = set()
            unwanted: set[str] = set()
            for value in getattr(watchlist, kind):
                plain = value.removeprefix("-").strip()
                slug = _slug(kind, plain, regions, themes)
                if slug is None:
                    tree = regions if kind == "regions" else themes
                    message = f"briefing: watchlists: {watchlist.name}: no {kind[:-1]} '{plain}'"
                    remedy = did_you_mean(plain, tree.nodes, f"'briefing names {kind}' lists all")
                    problem = Problem("", 0, message, remedy, code="bad-setting")
                    problems.append((problem, watchlist.name, plain))
                else:
                    (unwanted if value.startswith("-") else wanted).add(slug)
            if wanted or unwanted:
                labels.append((kind, frozenset(wanted), frozenset(unwanted)))
        some, each, no = map(frozenset, (watchlist.any, watchlist.all, watchlist.none))
        found.append(Query(watchlist, some, each, no, tuple(labels)))
    return found, problems


def _slug(kind: str, value: str, regions: Tree, themes: Tree) -> str | None:
    if kind == "regions":
        return regions.resolve(value)
    if kind == "themes":
        return themes.resolve(value)
    return value.lower() if kind == "languages" else slugify(value)


def _labels(entry: Entry) -> dict[str, set[str]]:
    """Return the labels of an article by the watchlists' keys."""
    lang = entry.analysis.lang.lower()
    return {
        "regions": {label.slug for label in entry.regions},
        "themes": {label.slug for label in entry.themes},
        "topics": {slugify(form) for keyword in entry.keywords for form in (keyword.key, keyword.text) if form},
        "outlets": {slugify(entry.article.source)} if entry.article.source else set(),
        "authors": {slugify(author) for author in entry.article.authors},
        "languages": {lang, lang.partition("-")[0]},
    }


class Watch:
    """Tells of any article on which watchlists it is."""

    def __init__(self, wanted: Sequence[Query]) -> None:
        """Take all watchlists."""
        self.queries = tuple(wanted)
        self.phrases = sorted({text for query in wanted for text in query.any | query.all | query.none})
        self.needed = {kind for query in wanted for kind, _, _ in query.labels}
        self._searchers: dict[str, Searcher] = {}

    def _searcher(self, lang: str) -> Searcher:
        found = self._searchers.get(lang)
        if found is None:
            found = self._searchers[lang] = Searcher(self.phrases, lang)
        return found

    def words(self, entry: Entry) -> dict[str, str]:
        """Return phrase → the words with which it first stands in an article; only phrases that do."""
        article = entry.article
        text = f"{article.title}\n\n{visible(article.body)}"
        return self._searcher(entry.analysis.lang).search(text) if self.phrases else {}

    def matches(self, entry: Entry, words: Mapping[str, str]) -> dict[str, tuple[str, ...]]:
        """Return slug of each watchlist with this article → the words that put it there, in the query's order.

        `words` are those that `words` finds.
        """
        labels = _labels(entry) if self.needed else {}
        found = {}
        for query in self.queries:
            if _fits(query, words, labels):
                asked = (*query.watchlist.all, *query.watchlist.any)
                found[query.slug] = tuple(
                    dict.fromkeys(" ".join(words[text].split()) for text in asked if text in words)
                )
        return found

    def evidence(self, entry: Entry, query: Query) -> tuple[Evidence, ...]:
        """Return every place in the article where a word of the query stands, in the order of the text."""
        doc = document.parse(entry.article.title, entry.article.body)
        searcher = Searcher(sorted(query.any | query.all), entry.analysis.lang)
        return tuple(
            Evidence(text[start:end], number, start)
            for number, text in enumerate((doc.title, *(block.text for block in doc.prose)))
            for start, end in sorted({spot for spots in searcher.places(text).values() for spot in spots})
        )

    def because(self, entry: Entry, query: Query) -> tuple[str, ...]:
        """Return the labels of the article for which the query asks, as `regions: asia`."""
        labels = _labels(entry)
        return tuple(f"{kind}: {value}" for kind, wanted, _ in query.labels for value in sorted(wanted & labels[kind]))


def _fits(query: Query, words: Mapping[str, str], labels: Mapping[str, set[str]]) -> bool:
    if query.any and query.any.isdisjoint(words):
        return False
    if not (query.all <= words.keys() and query.none.isdisjoint(words)):
        return False
    return all(
        (not wanted or not wanted.isdisjoint(labels[kind])) and unwanted.isdisjoint(labels[kind])
        for kind, wanted, unwanted in query.labels
    )


class _Memory(msgspec.Struct, frozen=True, array_like=True):
    """What was found in articles the last time."""

    of: str
    """What identifies the phrases, and the code that looks for them."""
    words: dict[str, dict[str, str]]
    """What stands in an article, by what identifies its text."""


def matched(
    watch: Watch, entries: Sequence[Entry], store: Store | None = None
) -> dict[str, dict[str, tuple[str, ...]]]:
    """Return article's id → watchlist's slug → the words that put it there; only articles on a watchlist.

    The store remembers which phrases stand in which text, so that only new texts are read.
    """
    if not watch.queries:
        return {}
    of = fingerprint(code_identity("text.stemming"), metadata.version("snowballstemmer"), watch.phrases)
    known = _recalled(store, of) if watch.phrases else {}
    words: dict[str, dict[str, str]] = {}
    found = {}
    for entry in entries:
        text = f"{entry.article.fingerprint} {entry.analysis.lang}"
        if not entry.article.fingerprint or text not in known:
            words[text] = watch.words(entry)
        else:
            words[text] = known[text]
        if lists := watch.matches(entry, words[text]):
            found[entry.article.id] = lists
    if store and watch.phrases and words.keys() != known.keys():
        store.write({_SLOT: msgspec.msgpack.encode(_Memory(of, words))})
    return found


def _recalled(store: Store | None, of: str) -> dict[str, dict[str, str]]:
    """Return what the store remembers of the same phrases."""
    data = store.read([_SLOT]).get(_SLOT) if store else None
    try:
        memory = msgspec.msgpack.decode(data, type=_Memory) if data else None
    except msgspec.DecodeError:  # of another version; `ValidationError` is one too
        memory = None
    return memory.words if memory and memory.of == of else {}
