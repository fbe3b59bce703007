"""The names that settings and front matter take: regions, themes, languages, time zones.

A command shows them (`briefing names`), `init` offers them, and messages about an unknown name lead here. Each is found
by any word of its name.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal, get_args

from ..text.strings import fold
from .catalogues import FOLDER
from .vocabulary import Tree

Kind = Literal["regions", "themes", "languages", "timezones"]
KINDS: tuple[Kind, ...] = get_args(Kind)
Row = tuple[str, str]
"""A name as settings take it, and what it stands for."""


def of_tree(tree: Tree) -> tuple[Row, ...]:
    """Return the slug and name of every region or theme, what lies below another right after it."""

    def walk(slug: str) -> Iterator[Row]:
        yield slug, tree[slug].name
        for child in tree.children(slug):
            yield from walk(child)

    ordered = dict(row for root in tree.roots() for row in walk(root))
    return tuple((ordered | {node.slug: node.name for node in tree}).items())


def languages() -> tuple[Row, ...]:
    """Return every language that a site may be in: first those whose words of the interface are shipped."""
    from babel import Locale

    names = Locale("en").languages
    ours = ("en", *sorted(path.name for path in FOLDER.iterdir() if path.is_dir()))
    known = {identifier.partition("_")[0] for identifier in _locales()}
    others = sorted(code for code in known if code not in ours and code in names)
    return (
        *((code, f"{names[code]}, the whole page") for code in ours),
        *((code, f"{names[code]}, dates and numbers; words of the interface in English") for code in others),
    )


def timezones() -> tuple[Row, ...]:
    """Return every time zone by place; old spellings and offsets (`US/Eastern`, `Etc/GMT+1`) are left out."""
    from zoneinfo import available_timezones

    places = "Africa America Antarctica Arctic Asia Atlantic Australia Europe Indian Pacific".split()
    found = sorted(name for name in available_timezones() if name.partition("/")[0] in places)
    return (("UTC", "the same everywhere"), *((name, name.rpartition("/")[2].replace("_", " ")) for name in found))


def matching(rows: tuple[Row, ...], word: str) -> tuple[Row, ...]:
    """Return the rows whose name or meaning has a word that begins as given; all for an empty one."""
    wanted = fold(word).replace("_", " ").strip()
    return tuple(row for row in rows if f" {wanted}" in " " + fold(" ".join(row)).translate(_PARTS))


_PARTS = str.maketrans("/_-(,", "     ")


def right_language(tag: str) -> str:
    """Return the tag that is right for a language given by an old or long code (`eng`), or by name; else nothing."""
    from babel import Locale
    from babel.core import get_global

    given = tag.strip().replace("_", "-")
    by_name = {name.lower(): code for code, name in Locale("en").languages.items()}
    if given.lower() in by_name:
        return str(by_name[given.lower()]).replace("_", "-")
    first, *rest = given.split("-")
    right = str(get_global("language_aliases").get(first.lower(), first.lower())).partition("_")[0]
    if rest and len(rest[-1]) == 2:
        territory = get_global("territory_aliases").get(rest[-1].upper(), [rest[-1].upper()])
        rest[-1] = territory[0]
    return "-".join([right, *rest])


def _locales() -> list[str]:
    from babel.localedata import locale_identifiers

    return list(map(str, locale_identifiers()))
