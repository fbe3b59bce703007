"""Which of the names found are places, and of which country: persons out, ambiguous names by the company they keep.

Two passes. The first keeps what needs no context and lets it vote for its country; the second decides the rest by prior
(a country before a capital before a city, a city by its size), by votes, by "London, Ontario", and by the words around.
A name once seen as a person's ("Kate Middleton") stays one for the article.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from .gazetteer import Gazetteer, Sense
from .scan import Hit

BIG_CITY = 5.5
"""log10 of the population from which a city needs no support."""
VOTE = 1.2
"""Weight of the votes for a country against the prior of a sense."""
_PRIOR_OF_A_STATE = 7.5
_PERSONS = frozenset({"city", "capital", "division", "place", "country"})


@dataclass(frozen=True, slots=True)
class Place:
    """A name with the one sense that it has here."""

    hit: Hit
    """Where it stands."""
    sense: Sense
    """What it stands for."""


def _capital(word: str) -> bool:
    return word[:1].isupper()


def _person(hit: Hit, gazetteer: Gazetteer) -> bool:
    """Return True when the words around make the name a part of a person's name."""
    best = hit.senses[0]
    if best.kind not in _PERSONS or " " in hit.key:
        return False
    personal = hit.key in gazetteer.personal
    careful = hit.key in gazetteer.careful
    if best.kind in ("country", "division", "capital") and not (personal or careful):
        return False
    if best.kind in ("city", "place") and best.prior > 6.3 and not (personal or careful):
        return False
    before, after = hit.before, hit.after
    if before in gazetteer.titles or before in gazetteer.given or (len(before) == 1 and before.isupper() and before not in "AI"):
        return True
    if hit.headline:
        return False
    if after[:1].isupper() and after[1:].islower() and after not in gazetteer.institutions and (personal or careful or best.prior < 6):
        known = gazetteer.english.senses.get(after)
        return not (known and known[0].kind != "city")
    stranger = bool(before) and _capital(before) and not hit.opening and before not in gazetteer.institutions
    return stranger and (careful or best.prior < 5) and before not in gazetteer.english.senses


def _persons(hits: Sequence[Hit], gazetteer: Gazetteer) -> set[str]:
    """Return the names that are a person's throughout: once for a town, for a country when mostly so."""
    as_person: Counter[str] = Counter()
    as_place: Counter[str] = Counter()
    for hit in hits:
        (as_person if _person(hit, gazetteer) else as_place)[hit.key] += hit.senses[0].prior >= _PRIOR_OF_A_STATE
    return {hit.key for hit in hits if _person(hit, gazetteer) and as_person[hit.key] >= as_place[hit.key]}


def _language(hit: Hit, gazetteer: Gazetteer) -> bool:
    """Return True when a demonym is the name of a language: "in English", "speaks Russian", "French lessons"."""
    if hit.senses[0].kind != "people" or hit.key.endswith("s"):
        return False
    before, after = hit.before.lower(), hit.after.lower()
    if before in ("in", "into"):
        return not after
    return before in gazetteer.speech or (after in gazetteer.speech and after not in ("in", "into"))


def _supported(hit: Hit, gazetteer: Gazetteer) -> bool:
    return hit.before.lower() in gazetteer.locatives or bool(hit.within) or hit.after in gazetteer.institutions


def _settled(hit: Hit, gazetteer: Gazetteer) -> Sense | None:
    """Return the sense of a name that needs no context, else None."""
    best = hit.senses[0]
    if best.kind in ("hidden", "region"):
        return best
    if hit.within:
        inside = next((s for s in hit.senses if s.code == hit.within), None)
        if inside:
            return inside
    if len(hit.senses) > 1 and hit.senses[1].prior > best.prior - 3 and hit.senses[1].kind != "city":
        return None
    if best.kind == "city":
        alone = len(hit.senses) == 1 or best.prior - hit.senses[1].prior > 1
        return best if alone and best.prior >= BIG_CITY and hit.key not in gazetteer.careful else None
    if hit.key in gazetteer.careful and len(hit.senses) > 1:
        return None
    return best


def resolve(hits: Iterable[Hit], gazetteer: Gazetteer) -> list[Place]:
    """Return the places among `hits`, in the same order, each with one sense."""
    hits = list(hits)
    persons = _persons(hits, gazetteer)
    votes: Counter[str] = Counter()
    settled: list[Sense | None] = []
    for hit in hits:
        sense = None
        if not _person(hit, gazetteer):
            sense = _settled(hit, gazetteer)
            if sense and sense.code and sense.kind != "region" and hit.key not in persons:
                votes[sense.code] += 1
            if hit.within:
                votes[hit.within] += 1
        settled.append(sense)
    chosen: dict[str, Sense | None] = {}
    found: list[Place] = []
    for hit, sense in zip(hits, settled, strict=True):
        if sense is None and _person(hit, gazetteer):
            continue
        if hit.key in persons and not hit.within and not (sense and sense.kind == "country" and hit.key not in gazetteer.personal):
            continue
        if _language(hit, gazetteer):
            continue
        if hit.senses[0].kind == "people" and hit.after.lower() in gazetteer.currencies:
            found.append(Place(hit, Sense(hit.senses[0].code, "hint", hit.senses[0].prior)))
            continue
        if hit.within and hit.within_kind != "country" or (hit.within and hit.senses[0].kind == "city"):
            inside = next((s for s in hit.senses if s.code == hit.within), None)
            if inside is None and hit.senses[0].kind not in ("hidden", "region", "people"):
                inside = Sense(hit.within, "city", 5.0)
            sense = inside or sense
        if sense is None:
            sense = chosen.get(hit.key) or _weigh(hit, votes, gazetteer)
            if sense and (hit.within or _supported(hit, gazetteer)):
                chosen[hit.key] = sense
        if sense is not None and sense.kind != "hidden":
            found.append(Place(hit, sense))
    return _again(found, hits, persons, gazetteer)


def _weigh(hit: Hit, votes: Counter[str], gazetteer: Gazetteer) -> Sense | None:
    """Return the likeliest sense of a name in the company of `votes`, or None when it is likelier no place."""
    total = sum(votes.values()) or 1

    def weight(sense: Sense) -> float:
        return sense.prior + VOTE * min(votes[sense.code], 5) * (0.5 + votes[sense.code] / total)

    best = max(hit.senses, key=lambda sense: (weight(sense), sense.code))
    if best.kind != "city":
        return best
    careful = hit.key in gazetteer.careful or hit.key in gazetteer.given
    support = 1.0 * bool(votes[best.code]) + 1.0 * _supported(hit, gazetteer) + 2.0 * bool(hit.within)
    if careful:
        return best if support >= 2 else None
    return best if support >= 1 or best.prior >= BIG_CITY else None


def _again(found: list[Place], hits: list[Hit], persons: set[str], gazetteer: Gazetteer) -> list[Place]:
    """Give one name one sense: what a container settled for it once ("Turkey, Texas") holds for its other mentions."""
    told = {place.hit.key: place.sense for place in found if place.hit.within_kind in ("division", "abbreviation")}
    return [
        Place(place.hit, told[place.hit.key]) if place.hit.key in told and place.sense.kind != "region" else place
        for place in found
    ]


__all__ = ["Place", "replace", "resolve"]
