"""What is known of single words before an article is read: stop words, word classes and how rare a word is.

Stop words are those of the installed `yake` package, read from its files (without importing it); word classes are ours
(`vocabularies/grammar/`), the background frequencies those of `wordfreq` (Apache-2.0; data CC BY-SA 4.0). All loaded
once, when the first article of a language is read.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from importlib.util import find_spec
from pathlib import Path

GRAMMAR = Path(__file__).parents[2] / "vocabularies" / "grammar"

# Where YAKE's name of a language is not its BCP 47 primary subtag.
_YAKE_NAMES = {"cs": "cz", "nb": "no", "nn": "no", "sr": "hr", "bs": "hr", "sh": "hr"}
_WORDFREQ_NAMES = {"no": "nb", "nn": "nb", "hr": "sh", "sr": "sh", "bs": "sh"}
_CODE_PAGES = {"lt": "cp1257", "sk": "cp1250"}
_FALLBACK = 200
_SUBTAG = re.compile(r"\s*([A-Za-z]{2,3})(?![^\s_-])")


def primary(lang: str) -> str:
    """Return the primary subtag of a BCP 47 language, lower case: `pt` of `pt-BR`; `und` for what is none."""
    found = _SUBTAG.match(lang)
    return found[1].lower() if found else "und"


def singular(word: str) -> str:
    """Return the likely singular of an English or Romance noun; other words as they are."""
    if len(word) > 3 and word[-1] == "s":
        if word.endswith("ies") and len(word) > 4:
            return word[:-3] + "y"
        if word.endswith(("sses", "shes", "ches", "xes")):
            return word[:-2]
        if not word.endswith(("ss", "us", "is", "'s", "’s")):
            return word[:-1]
    return word


@cache
def _stopword_files() -> Mapping[str, Path]:
    """Return YAKE's stop word files by its names of languages."""
    spec = find_spec("yake")
    found: dict[str, Path] = {}
    for folder in (spec.submodule_search_locations or ()) if spec else ():
        for path in sorted(Path(folder).rglob("stopwords_*.txt")):
            found[path.stem.removeprefix("stopwords_")] = path
    return found


@cache
def stopwords(lang: str) -> frozenset[str]:
    """Return YAKE's stop words of a language, lower case, else its commonest words.

    For an unknown language those of the four that are met most.
    """
    name = primary(lang)
    path = _stopword_files().get(_YAKE_NAMES.get(name, name))
    if name == "und":
        return stopwords("en") | stopwords("fr") | stopwords("es") | stopwords("de")
    if path is not None:
        raw = path.read_bytes()
        try:
            text = raw.decode("utf-8")
        except UnicodeDecodeError:  # as shipped, these files are in the code page of their country
            text = raw.decode(_CODE_PAGES.get(name, "cp1252"), errors="replace")
        return frozenset(line.strip() for line in text.lower().split("\n"))
    common = background(name)  # for a language that YAKE does not know, its commonest words
    if not common:
        return stopwords("und")
    return frozenset(sorted(common, key=lambda word: (-common[word], word))[:_FALLBACK])


def supported(lang: str) -> bool:
    """Tell whether YAKE has stop words for a language."""
    name = primary(lang)
    return _YAKE_NAMES.get(name, name) in _stopword_files()


@cache
def classes(lang: str) -> Mapping[str, frozenset[str]]:
    """Return our word classes of a language: class name → words, lower case; empty when we have none."""
    path = GRAMMAR / f"{primary(lang)}.txt"
    found: dict[str, set[str]] = {}
    name = ""
    if path.exists():
        for line in path.read_text(encoding="utf-8").splitlines():
            if line.startswith("#") or not line.strip():
                continue
            head, colon, rest = line.partition(":")
            if colon and not line.startswith(" "):
                name = head.strip()
            else:
                rest = line
            found.setdefault(name, set()).update(rest.split())
    return {name: frozenset(words) for name, words in found.items()}


@cache
def calendar(lang: str) -> frozenset[str]:
    """Return the names of months and weekdays, lower case: ours, else those of CLDR; empty for an unknown language."""
    known = classes(lang)
    if known.get("month"):
        return known["month"] | known.get("weekday", frozenset())
    from babel import Locale, UnknownLocaleError

    try:
        locale = Locale.parse(primary(lang))
    except (UnknownLocaleError, ValueError):
        return frozenset()
    return frozenset(
        name.lower()
        for names in (locale.months, locale.days)
        for context in ("format", "stand-alone")
        for name in names[context]["wide"].values()
    )


@cache
def aliases(lang: str) -> Mapping[str, str]:
    """Return short names and the full ones that they stand for everywhere, both lower case: `us` → `united states`."""
    pairs = (entry.split("=") for entry in sorted(classes(lang).get("alias", ())))
    return {short: full.replace("-", " ") for short, full in pairs}


@cache
def outlets() -> frozenset[str]:
    """Return names of newspapers, agencies and broadcasters, lower case."""
    lines = (GRAMMAR / "outlets.txt").read_text(encoding="utf-8").splitlines()
    return frozenset(line for line in lines if line and not line.startswith("#"))


@cache
def background(lang: str) -> Mapping[str, float]:
    """Return how common words are, as Zipf values (log10 of occurrences in 10^9 words, 1 to 8); empty when unknown."""
    import wordfreq

    name = primary(lang)
    name = _WORDFREQ_NAMES.get(name, name)
    if name not in wordfreq.available_languages("best"):  # asked for such a language, wordfreq would take another
        return {}
    # One list of words for each step of a hundredth of a power of ten, the commonest first.
    return {
        word: 9.0 - step / 100 for step, words in enumerate(wordfreq.get_frequency_list(name, "best")) for word in words
    }
