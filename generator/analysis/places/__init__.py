"""Places of an article: which countries it mentions, which it is about, and the regions under which it stands.

`load_gazetteer` once a process, then `find` for each document: scan the names, resolve what they stand for, weigh what
the article is about. Pure: the same document and vocabulary give the same places.
"""

from __future__ import annotations

from dataclasses import dataclass

from ...document import Document
from ...model import CountryLabel, Evidence, Mention, RegionLabel
from .about import THRESHOLD, dateline_end, features, score
from .gazetteer import Gazetteer, load_gazetteer
from .resolve import Place, resolve
from .scan import scan

__all__ = ["Gazetteer", "Places", "find", "load_gazetteer"]


@dataclass(frozen=True, slots=True)
class Places:
    """What `find` found."""

    mentions: tuple[Mention, ...]
    """Every country mentioned, most often first."""
    countries: tuple[CountryLabel, ...]
    """Those the article is about, best first."""
    regions: tuple[RegionLabel, ...]
    """Regions of those countries, all that contain them, and regions that the text names; best first."""


def places_of(document: Document, gazetteer: Gazetteer) -> list[Place]:
    hits = [
        hit
        for number, text in enumerate((document.title, *(block.text for block in document.prose)))
        for hit in scan(text, number, gazetteer, document.lang)
    ]
    return resolve(hits, gazetteer)


def find(document: Document, gazetteer: Gazetteer) -> Places:
    """Return the places of a document, with evidence."""
    found = places_of(document, gazetteer)
    prose = document.prose
    lengths = [len(document.title), *(len(b.text) for b in prose)]
    dateline = dateline_end(prose[0].text) if prose else 0
    countries = [p for p in found if p.sense.kind != "region"]
    by: dict[str, list[Place]] = {}
    for p in countries:
        if p.sense.kind != "hint":
            by.setdefault(p.sense.code, []).append(p)
    mentions = tuple(
        Mention(gazetteer.names.get(code, code), code, len(group), tuple(Evidence(p.hit.text, p.hit.paragraph, p.hit.start) for p in group))
        for code, group in sorted(by.items(), key=lambda item: (-len(item[1]), item[0]))
    )
    scores = {code: score(f) for code, f in features(countries, lengths, dateline).items()}
    labels = tuple(
        CountryLabel(code, round(value, 4), tuple(Evidence(p.hit.text, p.hit.paragraph, p.hit.start) for p in countries if p.sense.code == code))
        for code, value in sorted(scores.items(), key=lambda item: (-item[1], item[0]))
        if value >= THRESHOLD
    )
    return Places(mentions, labels, ())
