"""Which of the names found are places, and of which country: persons out, ambiguous names by the company they keep.

Two passes. The first keeps what needs no context and lets it vote for its country; the second decides the rest by prior
(a country before a capital before a city, a city by its size), by votes, by "London, Ontario", and by the words around.
A town's name once seen as a person's ("Kate Middleton") stays one for the article, a country's when it mostly is.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from .gazetteer import PRIORS, Gazetteer, Sense
from .namesakes import places_only, seats
from .scan import Hit

BIG_CITY = 5.5
"""log10 of the population from which a city needs no support."""
METROPOLIS = 6.3
"""log10 of the population from which a city's name is not taken for a person's."""
TOWN = 5.0
"""log10 of the population below which a strange capitalised word before a city's name makes a person of it."""
VOTE = 1.2
"""Weight of the votes for a country against the prior of a sense."""
MAX_VOTES = 5
CLEAR = 3.0
"""Lead in prior with which a country, capital or division needs no context."""
COMPANY = 3
"""Times that a country must be named before a namesake of a greater town is a town of it."""
DOUBLE = 2
"""The same for a name that is known for two cities ("Tripoli")."""
LESSER = 2.0
"""Lead in prior from which a place is meant, whatever company it keeps: Geneva in Switzerland, not in Illinois."""
_TOWNS = frozenset({"city", "capital", "place"})
_NAMES_OF_PERSONS = frozenset({"city", "capital", "division", "place", "country"})
_IN = frozenset({"in", "into"})


@dataclass(frozen=True, slots=True)
class Place:
    """A name with the one sense that it has here."""

    hit: Hit
    """Where it stands."""
    sense: Sense
    """What it stands for."""
    aside: bool = False
    """True for a place that is named because a treaty of the text was made there: the text is not about it."""


def resolve(found: Iterable[Hit], gazetteer: Gazetteer, texts: Sequence[str] = ()) -> list[Place]:
    """Return the places among the names found, in the same order, each with one sense.

    `texts` are the title and the paragraphs in which they were found.
    """
    hits = seats([hit for hit in found if not _language(hit, gazetteer)], gazetteer)
    hits, aside = places_only(hits, texts, gazetteer)
    person = [_person(hit, gazetteer) for hit in hits]
    persons = _persons(hits, person)
    settled = [None if someone else _settled(hit, gazetteer) for hit, someone in zip(hits, person, strict=True)]
    votes = _votes(hits, settled, person, persons)
    own = Counter(hit.key for hit, sense in zip(hits, settled, strict=True) if sense is not None)
    places: list[Place] = []
    for hit, sense, someone in zip(hits, settled, person, strict=True):
        if someone or (hit.key in persons and not hit.within):
            continue
        if sense is None or (hit.within and sense.kind not in ("hidden", "region", "people")):
            sense = _within(hit) or sense or _weigh(hit, votes, gazetteer)
        if sense is not None and sense.kind in _TOWNS and not hit.within:
            sense = _in_company(hit, sense, votes, own[hit.key], gazetteer.words["doubles"])
        if sense is not None and sense.kind != "hidden":
            money = sense.kind == "people" and hit.after.lower() in gazetteer.words["currencies"]
            places.append(Place(hit, Sense(sense.code, "hint", sense.prior) if money else sense))
    within = {place.hit.key: place.sense for place in places if _for_all(place.hit)}
    return [Place(place.hit, within.get(place.hit.key, place.sense), aside=place.hit.key in aside) for place in places]


def _for_all(hit: Hit) -> bool:
    """Return True for a name whose place, told once, is meant throughout: "Augusta, Georgia", "Boston, England"."""
    if hit.within_kind == "country":
        return hit.senses[0].kind in ("city", "place") and _sense_of(hit, hit.within) is not None
    return bool(hit.within_kind)


def _language(hit: Hit, gazetteer: Gazetteer) -> bool:
    """Return True when a demonym is the name of a language: "in English.", "speaks Russian", "French lessons"."""
    if hit.senses[0].kind != "people" or hit.key.endswith("s"):
        return False
    before, after, speech = hit.before.lower(), hit.after.lower(), gazetteer.words["speech"]
    if before in _IN:
        return not after
    return before in speech or (after in speech and after not in _IN)


def _person(hit: Hit, gazetteer: Gazetteer) -> bool:
    """Return True when the words around make the name a part of a person's name."""
    best, words = hit.senses[0], gazetteer.words
    if best.kind not in _NAMES_OF_PERSONS or " " in hit.key or not hit.key.isascii():
        return False
    likely = hit.key in words["personal"] or hit.key in words["careful"]
    if not likely and (best.kind in ("country", "division", "capital") or best.prior > METROPOLIS):
        return False
    before, after = hit.before, hit.after
    initial = len(before) == 1 and before.isupper() and before not in "AI"
    if initial or before in words["titles"] or before in words["given"]:
        return True
    if hit.headline:
        return False
    surname = after[:1].isupper() and after[1:].islower() and after not in words["institutions"]
    if surname and (likely or best.prior < 6):
        known = gazetteer.english.senses.get(after)
        return not known or known[0].kind == "city"
    stranger = before[:1].isupper() and not hit.opening and before not in words["institutions"]
    shy = hit.key in words["careful"] or best.prior < TOWN
    return stranger and shy and before not in gazetteer.english.senses


def _persons(hits: Sequence[Hit], person: Sequence[bool]) -> set[str]:
    """Return the names that are a person's throughout: once is enough for a town, a country must mostly be one."""
    states: Counter[str] = Counter()
    for hit, someone in zip(hits, person, strict=True):
        if hit.senses[0].prior >= PRIORS["division"]:
            states[hit.key] += -1 if someone else 1
    return {hit.key for hit, someone in zip(hits, person, strict=True) if someone and states[hit.key] <= 0}


def _settled(hit: Hit, gazetteer: Gazetteer) -> Sense | None:
    """Return the sense of a name that needs no context, else None."""
    best = hit.senses[0]
    if best.kind in ("hidden", "region"):
        return best
    inside = _sense_of(hit, hit.within)
    if inside:
        return inside
    second = hit.senses[1] if len(hit.senses) > 1 else None
    careful = hit.key in gazetteer.words["careful"]
    if best.kind == "city":
        alone = second is None or best.prior - second.prior > 1
        return best if alone and best.prior >= BIG_CITY and not careful else None
    if second and (careful or (second.kind != "city" and second.prior > best.prior - CLEAR)):
        return None
    return best


def _votes(
    hits: Sequence[Hit], settled: Sequence[Sense | None], person: Sequence[bool], persons: set[str]
) -> Counter[str]:
    """Return how often each country is named by what needs no context."""
    votes: Counter[str] = Counter()
    for hit, sense, someone in zip(hits, settled, person, strict=True):
        if someone:
            continue
        if sense and sense.code and sense.kind != "region" and hit.key not in persons:
            votes[sense.code] += 1
        if hit.within and hit.within_kind != "in":
            votes[hit.within] += 1
    return votes


def _sense_of(hit: Hit, code: str) -> Sense | None:
    return next((sense for sense in hit.senses if code and sense.code == code), None)


def _within(hit: Hit) -> Sense | None:
    """Return the sense that "London, Ontario" gives to its first name; None for an enumeration of countries."""
    if not hit.within or (hit.within_kind == "country" and hit.senses[0].kind != "city"):
        return None
    if hit.within_kind == "in":
        return _sense_of(hit, hit.within) if hit.senses[0].kind in _TOWNS else None
    return _sense_of(hit, hit.within) or Sense(hit.within, "city", TOWN)


def _in_company(hit: Hit, sense: Sense, votes: Counter[str], own: int, doubles: frozenset[str]) -> Sense:
    """Return the sense of a town's name: another one where only that one's country is named, and more than once."""
    double = hit.key in doubles
    if votes[sense.code] > own or (sense.kind == "capital" and not double):
        return sense
    least = DOUBLE if double else COMPANY
    others = [
        other
        for other in hit.senses
        if other.kind == "city" and other.code != sense.code and votes[other.code] >= least
        if double or other.prior > sense.prior - LESSER
    ]
    return max(others, key=lambda other: (votes[other.code], other.prior), default=sense)


def _supported(hit: Hit, gazetteer: Gazetteer) -> bool:
    """Return True when the words around say that the name is a place's."""
    words = gazetteer.words
    return hit.before.lower() in words["locatives"] or bool(hit.within) or hit.after in words["institutions"]


def _weigh(hit: Hit, votes: Counter[str], gazetteer: Gazetteer) -> Sense | None:
    """Return the likeliest sense of a name in the company of `votes`, or None when it is likelier no place."""
    total = votes.total() or 1

    def weight(sense: Sense) -> tuple[float, str]:
        mine = votes[sense.code]
        return sense.prior + VOTE * min(mine, MAX_VOTES) * (0.5 + mine / total), sense.code

    best = max(hit.senses, key=weight)
    if best.kind != "city":
        return best
    support = bool(votes[best.code]) + _supported(hit, gazetteer)
    if hit.key in gazetteer.words["careful"] or hit.key in gazetteer.words["given"]:
        return best if support > 1 else None
    return best if support or best.prior >= BIG_CITY else None
