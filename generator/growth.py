"""The same project with more articles: what it would be like after as long again, and as long once more.

The articles of a project are taken again, each time further back, so that days and months are as full as they are.
Each new article has the regions and the text of an old one. Its themes, keywords, authors and outlet follow the rule by
which such names grow with an archive (Pitman and Yor, 1997, https://doi.org/10.1214/aop/1024404422): what is frequent
comes again, and new ones come the more often the more there are that stand in one article only.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from random import Random

from .build import Content, grouped
from .library.editions import make_editions
from .library.related import Neighbour
from .model import Analysis, Article, Entry, Keyword
from .text.strings import slugify

_PAIRS = 2_000  # pairs of articles by which the rule for themes is fitted


@dataclass(slots=True)
class _Names:
    """Names of one kind, while the archive grows."""

    counts: Counter[str]
    """How many articles have each."""
    discount: float
    """The rule's parameter, in 0..1: share of the names that stand in one article only."""

    @classmethod
    def of(cls, names: Sequence[str]) -> _Names:
        """Return the names as they are."""
        counts = Counter(names)
        return cls(counts, sum(count == 1 for count in counts.values()) / max(1, len(counts)))

    def is_new(self, name: str, chance: Random) -> bool:
        """Return True when, in the place of `name`, a new one comes; count whichever it is."""
        new = chance.random() < self.discount / max(1, self.counts[name])
        if not new:
            self.counts[name] += 1
        return new

    def add(self, name: str) -> None:
        """Count a new name."""
        self.counts[name] += 1


class _Growing:
    """The rules by which labels are drawn, fitted to the articles of a project."""

    def __init__(self, entries: Sequence[Entry]) -> None:
        self.entries = entries
        self.keywords = _Names.of([_slug(k) for e in entries for k in e.keywords])
        self.authors = _Names.of([slugify(name) for e in entries for name in e.article.authors])
        self.sources = _Names.of([slugify(e.article.source) for e in entries if e.article.source])
        self.mixing = self._mixing()

    def _mixing(self) -> float:
        """Return how often an article's themes are those of another, so that new cells are as frequent as they are."""
        cells = Counter(cell for entry in self.entries for cell in _cells(entry, entry))
        once = sum(count == 1 for count in cells.values()) / max(1, sum(cells.values()))
        chance, drawn = Random("pairs"), [0, 0]
        for _ in range(min(_PAIRS, len(self.entries) ** 2)):
            for cell in _cells(chance.choice(self.entries), chance.choice(self.entries)):
                drawn[cell in cells] += 1
        return min(1.0, once * sum(drawn) / drawn[False]) if drawn[False] else 0.0

    def next(self, entry: Entry, mark: str) -> Entry:
        """Return a further article's labels, made from those of an earlier one; `mark` tells it from all others."""
        chance = Random(f"{entry.article.id}/{mark}")
        themes = chance.choice(self.entries).themes if chance.random() < self.mixing else entry.themes
        article = replace(
            entry.article,
            authors=tuple(self._named(self.authors, name, mark, chance) for name in entry.article.authors),
            source=self._named(self.sources, entry.article.source, mark, chance) if entry.article.source else "",
        )
        keywords = tuple(self._keyword(keyword, mark, chance) for keyword in entry.keywords)
        return replace(entry, article=article, themes=themes, keywords=keywords)

    def _keyword(self, keyword: Keyword, mark: str, chance: Random) -> Keyword:
        if not self.keywords.is_new(_slug(keyword), chance):
            return keyword
        made = replace(keyword, text=f"{keyword.text} {mark}", key=f"{keyword.key or keyword.text} {mark}")
        self.keywords.add(_slug(made))
        return made

    @staticmethod
    def _named(names: _Names, name: str, mark: str, chance: Random) -> str:
        if not names.is_new(slugify(name), chance):
            return name
        names.add(slugify(f"{name} {mark}"))
        return f"{name} {mark}"


def _slug(keyword: Keyword) -> str:
    return slugify(keyword.key or keyword.text)


def _cells(places: Entry, subjects: Entry) -> Iterator[tuple[str, str]]:
    return ((region.slug, theme.slug) for region in places.regions for theme in subjects.themes)


def grown(content: Content, times: int) -> tuple[Content, Callable[[str], str]]:
    """Return the content with so many times the articles; and what gives the id of the article whose text one has.

    The same content gives the same. Links between articles are those of the articles whose place they take.
    """
    entries = content.library.entries
    if times < 2 or not entries:
        return content, lambda identity: identity
    growing = _Growing(entries)
    generations = [list(entries)]
    for number in range(1, times):
        earlier = [Random(f"{e.article.id}/{number}/from").randrange(number) for e in entries]
        generations.append([growing.next(generations[which][at], f"{number}x{at}") for at, which in enumerate(earlier)])
    articles = list(content.published)
    analyses = dict(content.analyses.found)
    origin = {entry.article.id: entry.article.id for entry in entries}
    for number, generation in enumerate(generations[1:], 1):
        for at, entry in enumerate(generation):
            article, analysis = _placed(entries, at, entry, number)
            articles.append(article)
            analyses[article.path] = analysis
            origin[article.id] = entries[at].article.id
    silent = {path: _incomparable(analysis) for path, analysis in analyses.items()}
    library = grouped(content.project, content.settings, articles, silent, content.withdrawn)
    old = content.library
    neighbours = dict(old.neighbours)
    stories = dict(old.stories)
    for number in range(1, times):
        for identity, near in old.neighbours.items():
            neighbours[_id(identity, number)] = tuple(Neighbour(_id(n.id, number), n.score, n.shared) for n in near)
        stories |= {_id(identity, number): _id(story, number) for identity, story in old.stories.items()}
    period = content.project.settings.editions
    library = replace(
        library, neighbours=neighbours, stories=stories,
        editions=make_editions(library.entries, library.zone, stories, period),
    )  # fmt: skip
    found = replace(content.analyses, found=analyses)
    return replace(content, published=tuple(articles), analyses=found, library=library), origin.__getitem__


def halved(content: Content) -> Content:
    """Return the content with the newer half of its articles only."""
    entries = content.library.entries[: (len(content.library.entries) + 1) // 2]
    ids = {entry.article.id for entry in entries}
    articles = [entry.article for entry in entries]
    silent = {entry.article.path: _incomparable(entry.analysis) for entry in entries}
    old, period = content.library, content.project.settings.editions
    library = grouped(content.project, content.settings, articles, silent, content.withdrawn)
    stories = {identity: story for identity, story in old.stories.items() if identity in ids}
    near = {identity: tuple(n for n in old.neighbours.get(identity, ()) if n.id in ids) for identity in sorted(ids)}
    editions = make_editions(library.entries, library.zone, stories, period)
    library = replace(library, neighbours=near, stories=stories, editions=editions)
    return replace(content, published=tuple(articles), library=library)


def _id(identity: str, number: int) -> str:
    return f"{identity}-{number}x"


def _placed(entries: Sequence[Entry], at: int, labels: Entry, number: int) -> tuple[Article, Analysis]:
    """Return a further article at its place in time, and its analysis: so many lengths of the archive further back."""
    entry = entries[at]
    first, last = entries[-1].article.date, entries[0].article.date
    back = number * max(timedelta(days=1), (last - first) * len(entries) / max(1, len(entries) - 1))
    article = entry.article
    stem = article.path.removesuffix(".md")
    placed = replace(
        article,
        id=_id(article.id, number),
        slug=_id(article.slug, number),
        path=f"{stem}-{number}x.md",
        date=article.date - back,
        updated=article.updated - back,
        fingerprint=f"{article.fingerprint}{number}",
        translation_of=_id(article.translation_of, number) if article.translation_of else "",
        authors=labels.article.authors,
        source=labels.article.source,
        aliases=(),
        expires=None,
        tags=(),
        themes=(),
        pin=False,
    )
    return placed, replace(entry.analysis, keywords=labels.keywords, themes=labels.themes)


def _incomparable(analysis: Analysis) -> Analysis:
    """Return the analysis without that by which articles are compared: what belongs together is known already."""
    return replace(analysis, terms=(), opening=())
