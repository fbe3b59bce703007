"""Ready-made word lists of languages: YAKE's function words, wordfreq's frequencies, CLDR's months and weekdays.

All are read from the installed packages when the first article of a language is met (YAKE's files without importing
it). What an analysis makes of them is its own business.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Literal

# Where a package's name of a language is not its BCP 47 primary subtag.
_YAKE_NAMES = {"cs": "cz", "nb": "no", "nn": "no", "sr": "hr", "bs": "hr", "sh": "hr"}
_WORDFREQ_NAMES = {"no": "nb", "nn": "nb", "hr": "sh", "sr": "sh", "bs": "sh"}
_CODE_PAGES = {"lt": "cp1257", "sk": "cp1250"}  # as shipped, two of YAKE's files are in the code page of their country
_SUBTAG = re.compile(r"\s*([A-Za-z]{2,3})(?![^\s_-])")


def primary(lang: str) -> str:
    """Return the primary subtag of a BCP 47 language, lower case: `pt` of `pt-BR`; `und` for what is none."""
    found = _SUBTAG.match(lang)
    return found[1].lower() if found else "und"


@cache
def _files() -> Mapping[str, Path]:
    spec = find_spec("yake")
    found: dict[str, Path] = {}
    for folder in (spec.submodule_search_locations or ()) if spec else ():
        for path in sorted(Path(folder).rglob("stopwords_*.txt")):
            found[path.stem.removeprefix("stopwords_")] = path
    return found


def has_stop_words(lang: str) -> bool:
    """Tell whether YAKE has stop words for a language."""
    name = primary(lang)
    return _YAKE_NAMES.get(name, name) in _files()


@cache
def stop_words(lang: str) -> frozenset[str]:
    """Return YAKE's stop words of a language, lower case; none where it has no file."""
    name = primary(lang)
    path = _files().get(_YAKE_NAMES.get(name, name))
    if path is None:
        return frozenset()
    raw = path.read_bytes()
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError:
        text = raw.decode(_CODE_PAGES.get(name, "cp1252"), errors="replace")
    return frozenset(line.strip() for line in text.lower().split("\n"))


@cache
def zipf(lang: str, size: Literal["small", "best"] = "small") -> Mapping[str, float]:
    """Return how common words are, as Zipf values (log10 of occurrences in 10^9 words); empty for unknown languages.

    `small` has the words down to 3, about 30,000 in English; `best` goes down to 1 where wordfreq does, ten times as
    many and as slow to load.
    """
    import wordfreq

    name = _WORDFREQ_NAMES.get(primary(lang), primary(lang))
    if name not in wordfreq.available_languages(size):  # asked for such a language, wordfreq would take another
        return {}
    # One list of words for each step of a hundredth of a power of ten, the commonest first.
    steps = enumerate(wordfreq.get_frequency_list(name, size))
    return {word: 9.0 - step / 100 for step, words in steps for word in words}


@cache
def calendar(lang: str, *widths: str) -> frozenset[str]:
    """Return CLDR's names of months and weekdays, lower case, without full stops; empty for an unknown language.

    `widths` are CLDR's: `wide` and `abbreviated`; both when none is given.
    """
    from babel import Locale, UnknownLocaleError

    try:
        locale = Locale.parse(primary(lang))
    except (UnknownLocaleError, ValueError):
        return frozenset()
    return frozenset(
        str(name).lower().strip(".")
        for table in (locale.months, locale.days)
        for context in ("format", "stand-alone")
        for width in widths or ("wide", "abbreviated")
        for name in table[context].get(width, {}).values()
    )
