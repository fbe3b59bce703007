"""Places of an article: which countries it mentions, which it is about, and the regions under which it stands.

`load_gazetteer` once a process, then `find` for each document: scan the names, resolve what they stand for, weigh what
the article is about, climb the region tree. Pure: the same document and vocabulary give the same places. The modules of
this package stand on one another in this order: tokens and inflect, gazetteer, scan, namesakes, resolve, about.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass

from ...model import CountryLabel, Evidence, Mention, RegionLabel
from ...text.document import Document
from .about import THRESHOLD, dateline_of, features, score
from .gazetteer import Gazetteer, load_gazetteer
from .resolve import Place, resolve
from .scan import scan

__all__ = ["Gazetteer", "Places", "find", "load_gazetteer"]

MAX_EVIDENCE = 50
"""Spans kept for one label; counts go on."""
ENOUGH_NAMES = 3
"""Times that a text names a region before it may be about it, when neither title nor lead does."""


@dataclass(frozen=True, slots=True)
class Places:
    """What `find` found."""

    mentions: tuple[Mention, ...]
    """Every country mentioned, most often first."""
    countries: tuple[CountryLabel, ...]
    """Those the article is about, best first; may be none."""
    regions: tuple[RegionLabel, ...]
    """Regions of those countries, all that contain them, and regions that the text names; best first."""


def find(document: Document, gazetteer: Gazetteer) -> Places:
    """Return the places of a document, each with the words that speak for it; takes any text and never raises."""
    texts = (document.title, *(block.text for block in document.prose))
    found = resolve(
        (hit for number, text in enumerate(texts) for hit in scan(text, number, gazetteer, document.lang)),
        gazetteer,
        texts,
    )
    lengths = [len(text) for text in texts]
    dateline = dateline_of(texts[1]) if len(texts) > 1 else (0, 0.0)
    regions = [place for place in found if place.sense.kind == "region"]
    countries = _without_seats(found, regions, gazetteer, dateline)
    labels = tuple(
        CountryLabel(code, value, _evidence(place for place in countries if place.sense.code == code))
        for code, value in _scores(countries, lengths, dateline)
        if value >= THRESHOLD
    )
    clubs = {node.slug for node in gazetteer.regions if node.club}
    named = _named(regions, countries, lengths, dateline, clubs)
    return Places(_mentions(found, gazetteer), labels, _regions(labels, named, gazetteer))


def _group(places: Iterable[Place]) -> dict[str, list[Place]]:
    by: dict[str, list[Place]] = {}
    for place in places:
        by.setdefault(place.sense.code, []).append(place)
    return by


def _mentions(places: Sequence[Place], gazetteer: Gazetteer) -> tuple[Mention, ...]:
    """Return the countries that places, peoples and institutions name; leaders, firms and currencies do not."""
    by = _group(place for place in places if place.sense.kind not in ("region", "hint"))
    ranked = sorted(by.items(), key=lambda item: (-len(item[1]), item[0]))
    return tuple(Mention(gazetteer.names.get(code, code), code, len(group), _evidence(group)) for code, group in ranked)


def _without_seats(
    places: Sequence[Place], regions: Sequence[Place], gazetteer: Gazetteer, dateline: tuple[int, float]
) -> list[Place]:
    """Return the places of countries, without "Brussels" beside the Union, and without the birthplaces of treaties."""
    bodies = {place.sense.code for place in regions}
    return [
        place
        for place in places
        if place.sense.kind != "region"
        and not place.aside
        and (
            gazetteer.seats_of.get(place.hit.key) not in bodies
            or (place.hit.paragraph == 1 and place.hit.start < dateline[0])
        )
    ]


def _scores(places: Sequence[Place], lengths: Sequence[int], dateline: tuple[int, float]) -> list[tuple[str, float]]:
    """Return codes with their scores, best first."""
    scores = {code: round(score(of), 4) for code, of in features(places, lengths, *dateline).items()}
    return sorted(scores.items(), key=lambda item: (-item[1], item[0]))


def _evidence(places: Iterable[Place]) -> tuple[Evidence, ...]:
    """Return the spans in the order of the text, the title's weighing thrice and a leader's or firm's name half."""
    group = list(places)
    weights = [3.0 if p.hit.paragraph == 0 else 0.5 if p.sense.kind == "hint" else 1.0 for p in group]
    every = sum(weights) or 1.0
    return tuple(
        Evidence(place.hit.text, place.hit.paragraph, place.hit.start, round(weight / every, 4))
        for place, weight in list(zip(group, weights, strict=True))[:MAX_EVIDENCE]
    )


def _named(
    regions: Sequence[Place],
    countries: Sequence[Place],
    lengths: Sequence[int],
    dateline: tuple[int, float],
    clubs: Container[str],
) -> dict[str, tuple[float, tuple[Evidence, ...]]]:
    """Return the regions that the text names often enough to be about, with score and evidence.

    A club that the title names, or the lead and then the text, counts whatever share of all names it has: a text about
    it names its members more often.
    """
    found = {}
    for slug, group in sorted(_group(regions).items()):
        of = features([*countries, *group], lengths, *dateline)[slug]
        enough = of["title"] or len(group) >= ENOUGH_NAMES or (of["lead"] and len(group) > 1)
        value = round(score(of), 4)
        if slug in clubs and (of["title"] or (of["lead"] and len(group) > 1)):
            value = max(value, THRESHOLD)
        if enough and value >= THRESHOLD:
            found[slug] = (value, _evidence(group))
    return found


def _regions(
    countries: Sequence[CountryLabel],
    named: Mapping[str, tuple[float, tuple[Evidence, ...]]],
    gazetteer: Gazetteer,
) -> tuple[RegionLabel, ...]:
    """Return the regions of the countries, those named, all that contain either, and clubs of many of the countries.

    The score is the best one's; of a club that stands here through its members alone, the least of theirs.
    """
    tree = gazetteer.regions
    scores: dict[str, float] = {}
    members: dict[str, tuple[str, ...]] = {}
    for label in countries:
        node = tree.by_code.get(label.code)
        for slug in (node.slug, *tree.containers(node.slug)) if node else ():
            scores[slug] = max(scores.get(slug, 0.0), label.score)
            members[slug] = (*members.get(slug, ()), label.code)
    of = {label.code: label.score for label in countries}
    clubs = tree.clubs(code for code in of if code in tree.by_code)
    members |= clubs
    values = {club: min(of[code] for code in present) for club, present in clubs.items()}
    values |= {name: max(value, values.get(name, 0.0)) for name, (value, _) in named.items()}
    for name, value in values.items():
        for slug in (name, *tree.containers(name)):
            scores[slug] = max(scores.get(slug, 0.0), value)
    ranked = sorted(scores.items(), key=lambda item: (-item[1], gazetteer.rank[item[0]]))
    return tuple(
        RegionLabel(slug, value, named[slug][1] if slug in named else (), tuple(sorted(members.get(slug, ()))))
        for slug, value in ranked
    )
