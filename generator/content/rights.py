"""The one gate for what the owners of a text allow: pages, feeds and everything else ask here, and only here.

`full`: the whole text. `excerpt`: the summary, and a link out. `link`: the title, and a link out.
"""

from __future__ import annotations

from ..model import Article, Entry, Sentence


def may_show_body(article: Article) -> bool:
    """Return True when the whole text may be shown and fed."""
    return article.rights == "full"


def standfirst(entry: Entry) -> str:
    """Return the one sentence that may be shown; empty when only the title may."""
    return "" if entry.article.rights == "link" else entry.standfirst


def summary(entry: Entry) -> tuple[Sentence, ...]:
    """Return the summary sentences that may be shown."""
    return () if entry.article.rights == "link" else entry.analysis.summary


def key_points(entry: Entry) -> tuple[Sentence, ...]:
    """Return the key points that may be shown: of an excerpt, no more than its summary."""
    if entry.article.rights == "full":
        return entry.analysis.key_points or entry.analysis.summary
    return summary(entry)


def may_quote_evidence(article: Article) -> bool:
    """Return True when the words that speak for a label may be shown: they are quotations of the text."""
    return article.rights == "full"


def robots_of(article: Article) -> str:
    """Return what the front matter (`robots: noindex`) lets crawlers do with an article's page; empty for anything."""
    given = article.extra.get("robots", "")
    return given.strip() if isinstance(given, str) else ""


def out_url(article: Article) -> str:
    """Return where the original is to be read, or the outlet's home, or an empty string."""
    return article.canonical_url or (article.source_url if article.rights != "full" else "")
