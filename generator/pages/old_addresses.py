"""Where pages of up to version 0.1 lay that are part of another page now."""

from __future__ import annotations

from collections.abc import Iterator

from .. import addresses
from ..library import Library
from .groups import MONTH, NEWEST, YEAR


def old_addresses(library: Library, limit: int) -> Iterator[tuple[str, str]]:
    """Yield where the pages of up to version 0.1 lay that are part of another page now, and where that is.

    These are the months of narrow groups, which have years now, the periods of groups that their own page lists
    now, and the cells that have too few articles. `limit` is how many articles a group's page lists.
    """
    narrow = [
        *((addresses.cell(r, t), group) for (r, t), group in library.cells.items()),
        *((addresses.keyword(slug), group) for slug, group in library.keywords.items()),
        *((addresses.source(slug), group) for slug, group in library.sources.items()),
        *((addresses.author(slug), group) for slug, group in library.authors.items()),
    ]
    for address, group in narrow:
        if len(group.entries) > NEWEST:
            for month in group.periods(library.month_of, MONTH):
                year = addresses.period_of(address, month[:YEAR])
                new = f"{year}#{month}" if len(group.entries) > limit else f"{address}#{month[:YEAR]}"
                yield addresses.period_of(address, month), new
    wide = [
        *((addresses.region(slug), group) for slug, group in library.regions.items()),
        *((addresses.theme(slug), group) for slug, group in library.themes.items()),
    ]
    for address, group in wide:
        if NEWEST < len(group.entries) <= limit:
            for month in group.periods(library.month_of, MONTH):
                yield addresses.period_of(address, month), f"{address}#{month}"
    for (region, theme), group in library.cells.items():
        if group.entries and not library.has_cell(region, theme):
            yield addresses.cell(region, theme), f"{addresses.region(region)}#{addresses.theme_anchor(theme)}"
