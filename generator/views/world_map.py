"""The world in outlines, one for each M49 subregion that the project's vocabulary has, shaded by its articles.

The outlines are `vocabularies/world.json`, drawn by `scripts/world_map.py`. A subregion is found by its M49 code, so a
vocabulary with other slugs or names keeps its map, and one without such codes has none.
"""

from __future__ import annotations

import json
from functools import cache
from typing import Any

from ..contexts import Area, Link, WorldMap
from ..settings.vocabulary import FOLDER
from . import LEVELS, Views


@cache
def outlines() -> dict[str, Any]:
    """Return the shipped map: `width`, `height` and `areas` by M49 code, each with its `path` and the middle `at`."""
    found: dict[str, Any] = json.loads((FOLDER / "world.json").read_text(encoding="utf-8"))
    return found


def world_map(views: Views) -> WorldMap | None:
    """Return the map with the number of each subregion's articles; None when none of them is on it."""
    world, tree = outlines(), views.library.region_tree
    links = {
        code: views.region(node.slug, count=True)
        for code in world["areas"]
        if (node := tree.by_code.get(code)) is not None
    }
    fullest = max((link.count for link in links.values()), default=0)
    if not fullest:
        return None
    areas = []
    for code, area in world["areas"].items():
        link = links.get(code, Link("", ""))
        x, y = area["at"]
        areas.append(Area(link, -(-link.count * LEVELS // fullest), area["path"], x, y))
    return WorldMap(world["width"], world["height"], tuple(areas))
