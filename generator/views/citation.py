"""How to cite an article: a line for people, BibTeX, and RIS (https://en.wikipedia.org/wiki/RIS_(file_format)).

What is cited is the original where it lies elsewhere. Names stay as the byline has them: which part is the family name
cannot be told for all the world's names.
"""

from __future__ import annotations

import re

from ..contexts import Citation
from ..model import Article
from ..text.strings import slugify

_TEX = str.maketrans({
    "\\": r"\textbackslash{}", "{": r"\{", "}": r"\}", "%": r"\%", "&": r"\&", "#": r"\#", "$": r"\$", "_": r"\_",
    "~": r"\textasciitilde{}", "^": r"\textasciicircum{}",
})  # fmt: skip


def cite(article: Article, *, outlet: str, url: str, day: str, lang: str) -> Citation:
    """Return the three forms; `day` is the day of publication (`2025-06-01`), `url` may be empty."""
    authors = ", ".join(article.authors)
    end = "" if article.title.endswith(("?", "!", ".", "…")) else "."
    parts = (f"{authors}:" if authors else "", f"{_line(article.title)}{end}", f"{outlet}, {day}.", url)
    plain = " ".join(filter(None, parts))
    return Citation(plain, _bibtex(article, outlet, url, day, lang), _ris(article, outlet, url, day, lang))


def _line(text: str) -> str:
    return " ".join(text.split())


def _bibtex(article: Article, outlet: str, url: str, day: str, lang: str) -> str:
    first = slugify(article.authors[0]).split("-")[-1] if article.authors else slugify(outlet)
    fields = {
        "author": " and ".join("{" + _line(a).translate(_TEX) + "}" for a in article.authors),
        "title": "{" + _line(article.title).translate(_TEX) + "}",
        "organization": _line(outlet).translate(_TEX),
        "date": day,
        "url": re.sub(r"[\s{}\\]", "", url),
        "langid": lang,
    }
    rows = "".join(f"  {name} = {{{value}}},\n" for name, value in fields.items() if value)
    return f"@online{{{first}{day[:4]}{slugify(article.title).split('-')[0]},\n{rows}}}"


def _ris(article: Article, outlet: str, url: str, day: str, lang: str) -> str:
    rows = [("TY", "NEWS"), *(("AU", a) for a in article.authors), ("TI", article.title), ("T2", outlet)]
    rows += [("PY", day[:4]), ("DA", day.replace("-", "/")), ("UR", url), ("LA", lang), ("ER", "")]
    return "\n".join(
        f"{tag}  - {_line(value)}".rstrip() + (" " if tag == "ER" else "")
        for tag, value in rows
        if value or tag == "ER"
    )
