"""The data that flows through the house, and nothing else: frozen, hashable where it can be, times aware and in UTC.

An `Article` is what an editor wrote, an `Analysis` is what the analysers found in it (a pure function of the article's
bytes and the analysis settings), an `Entry` is both with the editor's corrections applied. Paragraph numbers count the
blocks of prose of the body (paragraphs, list items, quotes) from 1; 0 is the title.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

Rights = Literal["full", "excerpt", "link"]
Period = Literal["day", "week"]
"""What an edition holds."""


@dataclass(frozen=True, slots=True)
class Article:
    """One article as its file has it; nothing in it was found by analysis."""

    path: str
    """File, relative to MkDocs' `docs_dir`, with forward slashes: `articles/2025/quad.md`."""
    id: str
    """Permanent identity; survives a new title, slug, folder or domain."""
    slug: str
    """Last part of the address `/articles/<slug>/`."""
    title: str
    """Headline, plain text."""
    date: datetime
    """Publication time, UTC."""
    updated: datetime
    """Last change of substance, UTC; the publication time when there was none."""
    body: str
    """Markdown, without the front matter and without the heading that gave the title."""
    body_line: int = 1
    """Line of the file on which the body begins, from 1."""
    expires: datetime | None = None
    """When the article leaves the site, UTC."""
    draft: bool = False
    """True while it is not to be published."""
    aliases: tuple[str, ...] = ()
    """Old addresses on this site, which redirect: `old/place/` without leading slash."""
    authors: tuple[str, ...] = ()
    """Names, in the order of the byline."""
    author_bios: tuple[str, ...] = ()
    """A line about each author, in no fixed relation to `authors`, without e-mail addresses."""
    source: str = ""
    """Outlet that published it first; empty for an article of the site's own."""
    source_url: str = ""
    """The outlet's home page."""
    canonical_url: str = ""
    """Address of the original article."""
    attribution: str = ""
    """Credit line as the owner wants it."""
    rights: Rights = "full"
    """How much of it may be shown and fed."""
    license: str = ""
    """The licence that its owner gave, as an address or in words."""
    retrieved: datetime | None = None
    """When it was captured, UTC."""
    regions: tuple[str, ...] = ()
    """The editor's regions: slugs that replace those found, `+x` adds, `-x` removes."""
    themes: tuple[str, ...] = ()
    """The editor's themes, in the same form."""
    tags: tuple[str, ...] = ()
    """The editor's keywords, shown before those found."""
    summary: str = ""
    """The editor's standfirst, shown instead of the one found."""
    lang: str = ""
    """BCP 47 tag given by the editor; empty when it is to be detected."""
    image: str = ""
    """Lead picture: an address, or a path below `docs_dir`."""
    image_alt: str = ""
    """Text alternative of the lead picture."""
    translation_of: str = ""
    """Slug of the article that this one translates."""
    pin: bool = False
    """Stays on top of the home page."""
    extra: Mapping[str, Any] = field(default_factory=dict, hash=False)
    """Unknown front matter, passed to the templates as it stands."""
    fingerprint: str = ""
    """SHA-256 of the file's bytes, hexadecimal."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """Words of the article that speak for a label, and where they stand."""

    text: str
    """The words as they stand in the article."""
    paragraph: int
    """Number of the paragraph, 0 for the title."""
    start: int
    """Offset of the words in that paragraph's plain text, in characters."""
    weight: float = 1.0
    """Share of the label's score that these words carry, in 0..1."""


@dataclass(frozen=True, slots=True)
class Keyword:
    """A word or phrase that a reader would accept as a tag."""

    text: str
    """As displayed: with the article's own capitals."""
    score: float
    """Relevance in 0..1, higher is more relevant."""
    key: str = ""
    """The concept: equal for two forms of one keyword ("tariff", "Tariffs"); lower case."""


@dataclass(frozen=True, slots=True)
class Sentence:
    """One whole sentence of the article, verbatim."""

    text: str
    """The sentence, white space folded."""
    paragraph: int
    """Number of the paragraph in which it stands."""
    score: float = 0.0
    """Weight in 0..1 as a part of the summary."""


@dataclass(frozen=True, slots=True)
class Mention:
    """A country that is mentioned, through any of its places, people or institutions."""

    name: str
    """The country's name in English."""
    code: str
    """ISO 3166-1 alpha-2, upper case."""
    count: int
    """How many times."""
    evidence: tuple[Evidence, ...] = ()
    """The words that name it, in the order of the text."""


@dataclass(frozen=True, slots=True)
class CountryLabel:
    """A country that the article is about."""

    code: str
    """ISO 3166-1 alpha-2, upper case."""
    score: float
    """Confidence in 0..1."""
    evidence: tuple[Evidence, ...] = ()
    """The words that speak for it."""


@dataclass(frozen=True, slots=True)
class RegionLabel:
    """A region of the vocabulary under which the article stands."""

    slug: str
    """Slug in the region vocabulary."""
    score: float
    """Confidence in 0..1; of the best of its countries, or of its own name."""
    evidence: tuple[Evidence, ...] = ()
    """The words that name the region itself ("Indo-Pacific"); empty when it follows from `countries` alone."""
    countries: tuple[str, ...] = ()
    """ISO codes of the countries through which the article stands here, sorted."""
    by_editor: bool = False
    """True when the front matter says so, not the analysis."""


@dataclass(frozen=True, slots=True)
class ThemeLabel:
    """A theme of the vocabulary under which the article stands."""

    slug: str
    """Slug in the theme vocabulary."""
    code: str
    """IPTC Media Topics qcode, `medtop:16000000`; empty for a theme of the project's own."""
    score: float
    """Calibrated confidence in 0..1."""
    evidence: tuple[Evidence, ...] = ()
    """The words that speak for it, strongest first."""
    by_editor: bool = False
    """True when the front matter says so, not the analysis."""


@dataclass(frozen=True, slots=True)
class Analysis:
    """All that the analysers found in one article; nothing in it depends on other articles."""

    lang: str
    """BCP 47 language, given or detected; `und` when unknown."""
    words: int
    """Number of words of the body."""
    keywords: tuple[Keyword, ...] = ()
    """Best first."""
    summary: tuple[Sentence, ...] = ()
    """At most three sentences, in the article's own order."""
    standfirst: Sentence | None = None
    """The one sentence that says most."""
    key_points: tuple[Sentence, ...] = ()
    """Three to five sentences in the article's own order; empty for short articles."""
    mentions: tuple[Mention, ...] = ()
    """Every country mentioned, most often first."""
    countries: tuple[CountryLabel, ...] = ()
    """Those the article is about, best first."""
    regions: tuple[RegionLabel, ...] = ()
    """Regions of those countries and all that contain them, and regions named themselves; best first."""
    themes: tuple[ThemeLabel, ...] = ()
    """Best first; a theme's parents are in it too, with a score not below its own."""
    terms: tuple[tuple[str, int], ...] = ()
    """Content words (stemmed) and names with their counts, for comparing articles; sorted by term."""
    opening: tuple[tuple[str, int], ...] = ()
    """The same of the title and the first sentences alone, where news says who, what and where."""
    notes: tuple[str, ...] = ()
    """What could not be done and why ("no stop words for this language"), for `explain`."""
    failures: tuple[str, ...] = ()
    """Analysers of other packages that failed here, as kind, name and reason with tabs between; ours stand in."""


@dataclass(frozen=True, slots=True)
class Entry:
    """An article with all that is known about it: the analysis, corrected by the editor's own labels."""

    article: Article
    """What the editor wrote."""
    analysis: Analysis
    """What was found."""
    keywords: tuple[Keyword, ...]
    """The editor's tags first, then those found."""
    countries: tuple[CountryLabel, ...]
    """Final countries, best first."""
    regions: tuple[RegionLabel, ...]
    """Final regions, best first."""
    themes: tuple[ThemeLabel, ...]
    """Final themes, best first."""

    @property
    def standfirst(self) -> str:
        """Return the editor's summary, else the one sentence that says most, else an empty string."""
        found = self.analysis.standfirst
        return self.article.summary or (found.text if found else "")
