"""The figures that templates show: the matrix, the world map, trends; public like the pages in `contexts`."""

from __future__ import annotations

from dataclasses import dataclass

from .context_parts import Link


@dataclass(frozen=True, slots=True)
class Cell:
    """A field of the matrix."""

    link: Link
    """The cell's page, or its part of the region's page, with its count; no address when it is empty."""
    level: int
    """Share of the fullest field, 0..5, for shading."""


@dataclass(frozen=True, slots=True)
class Row:
    """A row of the matrix."""

    link: Link
    """The region."""
    cells: tuple[Cell, ...]
    """One for each theme of the matrix."""


@dataclass(frozen=True, slots=True)
class Matrix:
    """Regions × themes with counts."""

    themes: tuple[Link, ...]
    """Columns."""
    rows: tuple[Row, ...]
    """Rows."""


@dataclass(frozen=True, slots=True)
class Area:
    """A region on the map."""

    link: Link
    """The region, with its count; no address when it has no articles, no title when the vocabulary has it not."""
    level: int
    """Share of the fullest region, 0..5, for shading."""
    path: str
    """Its outline, as SVG's `d`."""
    x: int
    """Where its number stands, from the left."""
    y: int
    """Where its number stands, from the top."""


@dataclass(frozen=True, slots=True)
class WorldMap:
    """The world by M49 subregion, in SVG."""

    width: int
    """Width of the drawing, in its own units."""
    height: int
    """Height of the drawing."""
    areas: tuple[Area, ...]
    """Every subregion that is drawn, with articles or without."""


@dataclass(frozen=True, slots=True)
class MonthCount:
    """A month of a trend."""

    month: str
    """`2025-06`."""
    count: int
    """Number of articles."""
    url: str
    """Where the group lists that month; empty when one page holds all."""


@dataclass(frozen=True, slots=True)
class Trend:
    """How much, how recent, which way; measured to the site's newest day, not to today."""

    months: tuple[MonthCount, ...]
    """The last twelve months, oldest first."""
    most: int
    """The highest count of a month; 1 at least."""
    recent: int
    """Articles of the last 30 days."""
    usual: float
    """Articles in 30 days, on average over the year before; 0 when the site is too young to say."""
    direction: str
    """`up`, `down` or `steady` against `usual`, beyond chance; empty when the site is too young to say."""


@dataclass(frozen=True, slots=True)
class Rising:
    """A keyword on the rise."""

    link: Link
    """Its page."""
    now: int
    """Articles of the last 7 days."""
    before: int
    """Articles of the 30 days before those."""
