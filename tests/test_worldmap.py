"""The world map: every subregion of the shipped vocabulary is on it, small, in whole numbers, none twice."""

from __future__ import annotations

import re

from generator.settings import vocabulary
from generator.views.world_map import outlines

TREE = vocabulary.load("regions")
LEAVES = {
    TREE[node.parent].code for node in TREE if node.kind == "country" and TREE[node.parent].kind != "world"
}  # fmt: skip


def test_every_subregion_of_countries_is_drawn_once() -> None:
    """The areas are the M49 subregions that hold countries, by their codes."""
    assert set(outlines()["areas"]) == LEAVES


def test_paths_are_small_and_closed() -> None:
    """All outlines together are under 25 KB, each a closed path of whole numbers."""
    paths = [area["path"] for area in outlines()["areas"].values()]
    ring = re.compile(r"(?:M\d+ \d+(?:l-?\d+(?:[ -]\d+)*|(?:a[\d -]+))z)+")
    assert (sum(map(len, paths)) < 25_000, [path[:40] for path in paths if not ring.fullmatch(path)]) == (True, [])


def test_numbers_stand_on_the_map() -> None:
    """The place of each number lies within the drawing."""
    world = outlines()
    outside = [
        code
        for code, area in world["areas"].items()
        if not (0 < area["at"][0] < world["width"] and 0 < area["at"][1] < world["height"])
    ]
    assert outside == []
