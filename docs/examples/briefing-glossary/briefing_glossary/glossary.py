"""A kind of page: every keyword of the site with the articles that have it, in alphabetical order."""

from dataclasses import dataclass
from pathlib import Path

from generator import addresses
from generator.contexts import Frame, Link
from generator.frames import Page

TEMPLATES = Path(__file__).parent / "templates"


@dataclass(frozen=True, slots=True)
class Glossary(Frame):
    """What the template gets as `briefing`: all that every page has, and the terms."""

    terms: tuple[tuple[str, tuple[Link, ...]], ...]
    """Each term with links to the articles that have it."""


def plan(maker):
    """Yield the pages; `maker.library` has all articles, `maker.frame` makes what every page has."""
    terms = {}
    for entry in maker.library.entries:
        link = Link(entry.article.title, addresses.article(entry.article.slug))
        for keyword in entry.keywords:
            terms.setdefault(keyword.text, []).append(link)
    frame = maker.of(maker.frame("Glossary", "glossary/", (maker.views.home,)))
    listed = tuple((term, tuple(terms[term])) for term in sorted(terms, key=str.casefold))
    yield Page.made("glossary.md", "glossary/", "glossary.html", Glossary(**frame, terms=listed))
