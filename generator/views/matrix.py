"""The matrix of regions and themes: how many articles there are on each pair, with the way to them."""

from __future__ import annotations

from ..contexts import Cell, Link, Matrix, Row
from ..library import Library
from . import LEVELS, Views


def matrix(views: Views) -> Matrix:
    """Return subregions × top-level themes, without empty rows and columns; empty on a site without regions."""
    library = views.library
    themes = [s for s in library.theme_tree.roots() if s in library.themes and library.themes[s].entries]
    regions = _rows(library)
    counts = {(r, t): len(g.entries) for (r, t), g in library.cells.items()}
    fullest = max((counts.get((r, t), 0) for r in regions for t in themes), default=0)
    rows = tuple(
        Row(
            views.region(r, count=True),
            tuple(
                Cell(views.cell(r, t, views.name(t, "themes")), -(-counts.get((r, t), 0) * LEVELS // max(fullest, 1)))
                for t in themes
            ),
        )
        for r in regions
    )
    return Matrix(tuple(views.theme(t, count=True) for t in themes), rows)


def busiest(views: Views, most: int = 8) -> tuple[Link, ...]:
    """Return the pairs of a subregion and a top-level theme with most articles, the fullest first."""
    library = views.library
    regions, themes = set(_rows(library)), set(library.theme_tree.roots())
    pairs = [
        (-len(group.entries), region, theme)
        for (region, theme), group in library.cells.items()
        if region in regions and theme in themes and group.entries and library.has_cell(region, theme)
    ]
    return tuple(
        views.cell(region, theme, f"{views.name(region, 'regions')}: {views.name(theme, 'themes')}")
        for _, region, theme in sorted(pairs)[:most]
    )


def _rows(library: Library) -> list[str]:
    """Return the subregions with countries of their own that have articles."""
    tree = library.region_tree
    return [
        node.slug
        for node in tree
        if node.kind == "subregion"
        and node.slug in library.regions
        and library.regions[node.slug].entries
        and any(tree[child].kind == "country" for child in tree.children(node.slug))
    ]
