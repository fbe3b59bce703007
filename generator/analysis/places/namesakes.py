"""Names of places that stand for something else here: a treaty, a shop, a dog, a person, or a body seated in a city.

Told by the words around, and by what the rest of the text does with the name. Which place a place's name stands for is
decided in `resolve`.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from .gazetteer import Gazetteer
from .scan import Hit

_TOWNS = frozenset({"city", "capital", "place"})
_AT = frozenset({"in", "near", "at", "from", "outside", "around", "inside", "downtown", "leaving", "visited", "into"})
"""Words before a name that leave it a place, whatever else it is in this text."""
_OF = frozenset({"of", "de", "di", "von", "d"})
_MADE = frozenset({"signed", "initialled", "initialed", "adopted", "concluded", "agreed", "negotiated"})
_NUMERALS = frozenset({"II", "III", "IV"})
_DOES = "said|says|was|is|has|had|told|[a-z]+ed"
_SURNAME = "[A-Z][a-z]+"


def places_only(hits: Sequence[Hit], texts: Sequence[str], gazetteer: Gazetteer) -> tuple[list[Hit], frozenset[str]]:
    """Return the names that may stand for places, without those of treaties, shops, things and persons.

    The second value has the names of the towns in which the text's treaties were made, and of the divisions in which
    these lie: they are places, but not what the text is about.
    """
    treaty = [_treaty(hit, gazetteer) for hit in hits]
    treaties = _treaties(hits, treaty)
    brands = {hit.key for hit in hits if _brand(hit, gazetteer)}
    places = {hit.key for hit in hits if _at(hit)}
    things = _things(hits, texts) - places
    people = {hit.key for hit in hits if hit.key not in places and _named_alone(hit, texts, gazetteer)}
    never = brands | things | people | _foreign_offices(hits, gazetteer)
    found = [
        hit
        for hit, is_treaty in zip(hits, treaty, strict=True)
        if not is_treaty and hit.key not in never and (hit.key not in treaties or _at(hit))
    ]
    around = {hit.within for hit in hits if hit.key in treaties and hit.within_kind in ("division", "abbreviation")}
    divisions = {hit.key for hit in hits if hit.senses[0].kind == "division" and hit.senses[0].code in around}
    return found, frozenset(treaties | divisions)


def _at(hit: Hit) -> bool:
    """Return True when the words around say that the name is a place's: "in Dayton", "Dayton, Ohio"."""
    inside = hit.within_kind != "country" or any(sense.code == hit.within for sense in hit.senses)
    return hit.before.lower() in _AT or bool(hit.within and inside)


def _treaty(hit: Hit, gazetteer: Gazetteer) -> bool:
    """Return True for a town in a treaty's name: "Budapest Convention", "Dayton peace accords", "Treaty of Rome"."""
    if hit.senses[0].kind not in _TOWNS or hit.headline:
        return False
    words = gazetteer.words

    def names(word: str) -> bool:
        return word in words["treaties"] or (word.istitle() and word.lower() in words["rules"])

    if hit.before.lower() in _OF and (names(hit.earlier) or hit.earlier in words["treaties_abroad"]):
        return True
    if hit.follow.lower() in words["halls"]:  # a convention centre
        return False
    return (
        names(hit.after) or hit.after in _NUMERALS or (hit.after.lower() in words["of_treaties"] and names(hit.follow))
    )


def _treaties(hits: Sequence[Hit], treaty: Sequence[bool]) -> set[str]:
    """Return the names that stand for a treaty alone, too ("under Dayton"); a capital's only when it mostly does."""
    used = Counter(hit.key for hit, is_treaty in zip(hits, treaty, strict=True) if is_treaty)
    places = (hit for hit, is_treaty in zip(hits, treaty, strict=True) if not is_treaty and hit.earlier not in _MADE)
    alone = Counter(hit.key for hit in places if hit.before.lower() != "the")  # but "the Budapest system"
    capitals = {hit.key for hit in hits if hit.senses[0].kind == "capital"}
    return {key for key, times in used.items() if key not in capitals or times > alone[key]}


def _brand(hit: Hit, gazetteer: Gazetteer) -> bool:
    """Return True for a name that the text calls a shop, a firm or a band ("Iceland, the supermarket")."""
    trades = gazetteer.words["trades"]
    if any(word.lower() in trades for word in hit.apposition):
        return True
    named = hit.before.lower() in trades and not hit.after[:1].isupper()
    return named and hit.senses[0].kind != "people" and not hit.headline


def _things(hits: Sequence[Hit], texts: Sequence[str]) -> set[str]:
    """Return the names of towns that the text also writes in small letters: a chihuahua, oxford shoes."""
    towns = {hit.key for hit in hits if hit.senses[0].kind in _TOWNS and hit.key.isalpha() and hit.key.istitle()}
    small = "|".join(sorted(re.escape(key.lower()) for key in towns))
    if not small:
        return set()
    found = {match[0] for text in texts for match in re.finditer(rf"\b(?:{small})\b", text)}
    return {key for key in towns if key.lower() in found}


def _named_alone(hit: Hit, texts: Sequence[str], gazetteer: Gazetteer) -> bool:
    """Return True for a town before a capitalised word that is somebody's surname: it does things alone as well."""
    if hit.senses[0].kind not in _TOWNS or hit.headline or not hit.key.isalpha() or hit.before.lower() in _AT:
        return False
    after = hit.after
    known = gazetteer.english.senses.get(after)
    place = after in gazetteer.words["institutions"] or (known and known[0].kind != "city")
    if place or not re.fullmatch(_SURNAME, after) or len(after) < 4:
        return False
    # "the Celtics said" is a team's name, and Boston is its town.
    start = r"(?<![Tt]he )(?:^|(?<=[.!?”\"] )|(?<=[a-z] )|(?<=[a-z], ))"
    alone = re.compile(rf"{start}{after}(?:[’']s)? (?:{_DOES})\b")
    return any(alone.search(text) for text in texts[1:])


def _foreign_offices(hits: Sequence[Hit], gazetteer: Gazetteer) -> set[str]:
    """Return the offices that many states have ("Department of Agriculture") where the text is not of that state."""
    shared = gazetteer.words["shared_offices"]
    if not any(hit.key in shared for hit in hits):
        return set()
    named = Counter(
        hit.senses[0].code for hit in hits if hit.key not in shared and hit.senses[0].kind not in ("hidden", "region")
    )
    most = max(named.values(), default=0)
    return {
        hit.key
        for hit in hits
        if hit.key in shared and not (named[hit.senses[0].code] and named[hit.senses[0].code] == most)
    }


def seats(hits: Sequence[Hit], gazetteer: Gazetteer) -> list[Hit]:
    """Return the names, "Brussels" as the Union's where it speaks for it: the Union is named, and Belgium is not."""
    named = {hit.senses[0].code for hit in hits if hit.key not in gazetteer.seats_of}
    found = []
    for hit in hits:
        body = gazetteer.seats_of.get(hit.key, "")
        at = hit.before.lower() in ("in", "near", "around", "outside") or hit.after in gazetteer.words["institutions"]
        dateline = hit.paragraph == 1 and not hit.start and not hit.after
        if body in named and hit.senses[0].code not in named and not (at or dateline or hit.within):
            region = next((h.senses[:1] for h in hits if h.senses[0].code == body), hit.senses)
            hit = replace(hit, senses=region)
        found.append(hit)
    return found
