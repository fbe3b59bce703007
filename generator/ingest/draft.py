"""What `briefing add` carries from a foreign source to an article file: the source, what was read in it, the draft.

A `Captured` article is what an importer read, word for word; an `ArticleDraft` is the same with its date resolved and
its text turned into Markdown, ready to be written. Importers make the former, the package `importers` the latter.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from ..errors import Problem
from ..model import Rights


@dataclass(frozen=True, slots=True)
class Source:
    """One thing that `briefing add` was given."""

    name: str
    """As the person named it: a path, an address, or `-`."""
    data: bytes
    """Its bytes."""
    text: str | None
    """The bytes as text with `\\n` line ends and no control characters; None when they are no text."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a source: a paragraph, or the whole of a body that was poured into one line."""

    number: int
    """Its line in the source, from 1; 0 when the source has no lines."""
    text: str
    """Plain text, white space folded; nothing in it is markup."""
    mark: str = ""
    """What makes it an item of a list, as Markdown writes it: `-` or `2.`; empty for a paragraph."""


@dataclass(frozen=True, slots=True)
class Captured:
    """One article as an importer read it: nothing resolved, nothing escaped."""

    title: str
    """Headline, plain text."""
    body: tuple[Line, ...]
    """The text, line by line, without furniture, credit or author lines."""
    when: Line | None = None
    """The date as it was printed ("28 minutes ago"); None when the article bears none and was current when captured."""
    source: str = ""
    """Outlet."""
    canonical_url: str = ""
    """Address of the original article."""
    attribution: str = ""
    """Credit line as the owner wants it."""
    rights: Rights | None = None
    """What the source says about republishing; None when it says nothing."""
    authors: tuple[str, ...] = ()
    """Names, in the order of the byline."""
    author_bios: tuple[str, ...] = ()
    """A line about each author, without e-mail addresses."""
    tags: tuple[str, ...] = ()
    """Keywords that the source itself gives."""
    lang: str = ""
    """BCP 47, when the source says so."""
    losses: tuple[Problem, ...] = ()
    """What the importer saw but could not keep."""
    html: str = ""
    """The main text as HTML without furniture, links absolute; then `body` is empty."""
    whole: str = ""
    """HTML of what `html` was taken from, without furniture, for the account of losses; empty when it is the same."""
    markdown: str = ""
    """The main text where the source has it as Markdown; then `body` is empty."""
    undated: bool = False
    """True when the source gives no date at all: only a person can say it."""
    retrieved: datetime | None = None
    """When it was captured, when the source itself says so."""
    updated: Line | None = None
    """Date of the last change, as printed."""
    source_url: str = ""
    """The outlet's home page."""
    license: str = ""
    """Address or name of the licence that the source states."""
    summary: str = ""
    """The source's own standfirst."""
    image: str = ""
    """Address of the lead picture."""
    image_alt: str = ""
    """Its text alternative."""
    guid: str = ""
    """Identity that the source itself gives (a feed's item id, a message id)."""
    refused: Problem | None = None
    """Why it cannot become an article, where the importer sees that; it goes to the quarantine."""
    original: bytes = b""
    """The bytes of this one article, for the quarantine; empty when they are those of the whole source."""


@dataclass(frozen=True, slots=True)
class ArticleDraft:
    """One article, ready to be written to a file."""

    title: str
    """Headline, plain text."""
    date: datetime
    """Publication time, UTC, to the second."""
    body: str
    """Markdown; shows the words of the source and nothing else."""
    retrieved: datetime | None = None
    """When the source was captured, UTC."""
    source: str = ""
    """Outlet."""
    source_url: str = ""
    """The outlet's home page."""
    canonical_url: str = ""
    """Address of the original article."""
    attribution: str = ""
    """Credit line as the owner wants it."""
    rights: Rights | None = None
    """How much may be shown; None leaves it to the site's setting."""
    authors: tuple[str, ...] = ()
    """Names, in the order of the byline."""
    author_bios: tuple[str, ...] = ()
    """A line about each author, without e-mail addresses."""
    tags: tuple[str, ...] = ()
    """Keywords that the source itself gave."""
    lang: str = ""
    """BCP 47; empty when it is to be detected."""
    losses: tuple[Problem, ...] = ()
    """What was lost before or on the way, with the line of the source; warnings and notices, by line."""
    updated: datetime | None = None
    """Last change, UTC; None when it is that of publication."""
    license: str = ""
    """Address or name of the licence that the source states."""
    summary: str = ""
    """The source's own standfirst."""
    image: str = ""
    """Lead picture: an address, or a path below `docs_dir`."""
    image_alt: str = ""
    """Its text alternative."""
    guid: str = ""
    """Identity that the source itself gives."""
    date_source: str = ""
    """`retrieved` when the source gives no date, so that `date` is that of the capture; else empty."""
    shares_address: bool = False
    """True when other articles have the same `canonical_url`, so that it tells none of them."""
    regions: tuple[str, ...] = ()
    """Regions that the project gives to all articles of this source."""
    themes: tuple[str, ...] = ()
    """Themes, likewise."""


@dataclass(frozen=True, slots=True)
class Rejected:
    """One article of a source that could not be converted."""

    title: str
    """What it is called, as far as that is known."""
    problems: tuple[Problem, ...]
    """Why."""
    original: bytes = b""
    """Its bytes, for the quarantine; empty when they are those of the whole source."""


@dataclass(frozen=True, slots=True)
class SourceReading:
    """What was found in one source; `len(drafts) + len(rejected)` is how many articles it held."""

    drafts: tuple[ArticleDraft, ...]
    """Those that can be written, in the source's order."""
    rejected: tuple[Rejected, ...] = ()
    """Those that cannot, with the reason."""
    kind: str = ""
    """Name of the importer."""
