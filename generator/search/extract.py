"""What of an article's built page is searched: the element with `data-pagefind-body`, under the article's labels.

In a project's own template that marks nothing it is the whole `<main>`. The rest of the page (related articles,
neighbours, navigation) changes with every new article and says nothing about this one; without it a page of a closed
period stays as it was. What a page does not show is not found either.
"""

from __future__ import annotations

import re
from html import escape

from .bundles import SearchDocument

BODY = "data-pagefind-body"
_OPENING = re.compile(rf"<([a-z][a-z0-9-]*)\b[^<>]*\b{BODY}\b[^<>]*>")
_MAIN = re.compile(r"<(main)\b[^<>]*>")
_END = "</main>"


def extract(html: str, document: SearchDocument) -> bytes | None:
    """Return a page that holds only what is to be found of the built page; None when there is nothing to find."""
    body = marked(html)
    if body is None:
        return None
    head = [f'<meta data-pagefind-meta="title[content]" content="{escape(document.title)}">']
    head.append(f'<meta data-pagefind-meta="date[content]" content="{document.day}">')
    if document.labels:
        head.append(f'<meta data-pagefind-meta="labels[content]" content="{escape(" · ".join(document.labels))}">')
    head.append(f'<meta data-pagefind-sort="date[content]" content="{document.order:017d}">')
    for facet, values in document.facets.items():
        head += [f'<meta data-pagefind-filter="{facet}[content]" content="{escape(value)}">' for value in values]
    page = f'<!doctype html><html lang="{escape(document.lang)}"><head>{"".join(head)}</head><body>{body}</body></html>'
    return page.encode()


def marked(html: str) -> str | None:
    """Return the first element that has `data-pagefind-body`, else `<main>`; None when there is neither."""
    at = html.rfind("<", 0, max(html.find(f" {BODY}"), 0))
    opening = (_OPENING.match(html, at) if at >= 0 else None) or _OPENING.search(html) or _MAIN.search(html)
    if opening is None:
        return None
    depth = 0
    for tag in re.finditer(rf"<(/?){opening[1]}\b", html[opening.start() :]):
        depth += -1 if tag[1] else 1
        if depth == 0:
            return f"{html[opening.start() : opening.start() + tag.start()]}</{opening[1]}>"
    end = html.find(_END, opening.start())  # tags that do not match
    return html[opening.start() : end] if end >= 0 else None
