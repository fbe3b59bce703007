"""In which language an article is written: first by its script, then by its small words and letters.

A few kilobytes of any text are enough, so no more is read. What a language is known by lies in
`vocabularies/languages.yml`; a language that is not there is `und`, as is text with too little to go by.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from ..settings.vocabulary import FOLDER

UNKNOWN = "und"
SAMPLE = 1000
"""Characters read at the beginning and, once more, in the middle of a longer text."""

_WORD = re.compile(r"(?<!\w)[^\W\d_]+(?:[\u0900-\u097f]+[^\W\d_]*)*(?!\w)")
_LETTERS = re.compile(r"[^\W\d_]+")
_ADDRESS = re.compile(r"https?://\S+|\S+@\S+")
_CAPITALS = re.compile(r"\b[A-Z]{2,}\b")
_SCRIPTS = {
    "Latin": r"A-Za-zÀ-ÖØ-öø-ɏḀ-ỿ",
    "Cyrillic": r"Ѐ-ԯ",
    "Arabic": r"ؠ-يٮ-ۓۺ-ۿݐ-ݿ",
    "Devanagari": r"ऀ-ॣ",
    "Greek": r"Ͱ-Ͽἀ-῿",
    "Hebrew": r"א-ת",
    "Thai": r"\u0e01-\u0e5b",
    "Hangul": r"가-힣ᄀ-ᇿ",
    "Kana": r"ぁ-ゖァ-ヺ",
    "Han": r"㐀-䶿一-鿿",
    "Georgian": r"ა-ჿ",
    "Armenian": r"Ա-և",
    "Bengali": r"\u0980-\u09ff",
    "Tamil": r"\u0b80-\u0bff",
    "Telugu": r"\u0c00-\u0c7f",
    "Gujarati": r"\u0a80-\u0aff",
    "Gurmukhi": r"\u0a00-\u0a7f",
    "Kannada": r"\u0c80-\u0cff",
    "Malayalam": r"\u0d00-\u0d7f",
    "Sinhala": r"\u0d80-\u0dff",
    "Lao": r"\u0e80-\u0eff",
    "Khmer": r"\u1780-\u17ff",
    "Myanmar": r"\u1000-\u109f",
    "Ethiopic": r"\u1200-\u137f",
}
# A sign of a dense script says about as much as this many letters of an alphabet.
_DENSITY = {"Han": 3.0, "Kana": 2.0, "Hangul": 2.0}


@dataclass(frozen=True, slots=True)
class _Script:
    """What tells the languages of one script apart."""

    words: Mapping[str, tuple[tuple[str, float], ...]]
    """Small word → the languages that use it, each with the word's weight."""
    letters: Mapping[str, tuple[tuple[str, float], ...]]
    """Letter → the languages that use it and how much one of it says."""
    order: Mapping[str, int]
    """Language → its place in the list."""
    marked: re.Pattern[str]
    """Finds the letters that say anything."""


@cache
def _signs() -> tuple[Mapping[str, _Script], Mapping[str, str]]:
    """Return the signs of each script with several languages, and the language of each other script."""
    import yaml

    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    raw = yaml.load((FOLDER / "languages.yml").read_text(encoding="utf-8"), Loader=loader)
    only: dict[str, str] = raw.pop("scripts")
    return {script: _script(languages) for script, languages in raw.items()}, only


def _script(languages: Mapping[str, Mapping[str, str]]) -> _Script:
    words: dict[str, list[str]] = {}
    letters: dict[str, list[str]] = {}
    for lang, signs in languages.items():
        for word in dict.fromkeys(signs["words"].split()):
            words.setdefault(word, []).append(lang)
        for letter in dict.fromkeys(signs.get("letters", "")):
            letters.setdefault(letter, []).append(lang)
    return _Script(
        {word: tuple((lang, 0.3 + 0.7 / len(langs)) for lang in langs) for word, langs in words.items()},
        {letter: tuple((lang, 0.5 / len(langs)) for lang in langs) for letter, langs in letters.items()},
        {lang: place for place, lang in enumerate(languages)},
        re.compile(f"[{''.join(map(re.escape, letters))}]"),
    )


@cache
def _finders() -> tuple[tuple[str, re.Pattern[str]], ...]:
    return tuple((script, re.compile(f"[{ranges}]+")) for script, ranges in _SCRIPTS.items())


def _sample(text: str) -> str:
    """Return the beginning and the middle of a long text, cut at white space where there is any."""
    if len(text) <= 2 * SAMPLE:
        return text
    middle = len(text) // 2
    return text[:SAMPLE].rpartition(" ")[0] + " " + text[middle : middle + SAMPLE].partition(" ")[2] or text[:SAMPLE]


def detect(text: str, hint: str = "") -> tuple[str, float]:
    """Return the BCP 47 language of `text` and the confidence in it, in 0..1.

    `hint` is the language to expect, such as the site's: it wins where the text does not speak against it, so a title
    of two words gets it. Without a hint such a text is `und`, confidence 0. Time does not grow with the text's length.
    """
    sample = _ADDRESS.sub(" ", _sample(text))
    without = _CAPITALS.sub(" ", sample)  # "US", "NO": abbreviations, unless all is in capitals
    if 2 * len(without) > len(sample):
        sample = without
    expected = hint.partition("-")[0].lower()
    counts = _script_counts(sample)
    letters = sum(counts.values())
    if not letters:
        return UNKNOWN, 0.0
    script = max(counts, key=lambda name: counts[name])
    share = counts[script] / letters
    scripts, only = _signs()
    if script in only:
        enough = min(1.0, counts[script] / 12)
        return only[script], round(share * enough, 3)
    lang, sure = _by_words(sample.lower(), scripts[script], expected)
    return lang, round(sure * share, 3)


def _script_counts(sample: str) -> dict[str, float]:
    """Return how much of the sample stands in each script."""
    left = sum(map(len, _LETTERS.findall(sample)))
    counts: dict[str, float] = {}
    for script, finder in _finders():
        if left <= 0:
            break
        found = sum(map(len, finder.findall(sample)))
        left -= found
        if found:
            counts[script] = found * _DENSITY.get(script, 1.0)
    if counts.get("Kana", 0.0) > 0.05 * counts.get("Han", 0.0):  # Japanese writes both
        counts["Kana"] += counts.pop("Han", 0.0)
    return counts


def _by_words(sample: str, signs: _Script, expected: str) -> tuple[str, float]:
    """Return the language of text in a script that several languages share."""
    scores: dict[str, float] = {}
    tokens = _WORD.findall(sample)
    hits = 0
    for token in tokens:
        for lang, weight in signs.words.get(token, ()):
            scores[lang] = scores.get(lang, 0.0) + weight
        hits += token in signs.words
    marks = signs.marked.findall(sample)
    for letter in marks:
        for lang, weight in signs.letters[letter]:
            scores[lang] = scores.get(lang, 0.0) + weight
    if expected:
        scores[expected] = scores.get(expected, 0.0) + 0.6  # less than one word that is that language's alone
    # Between equals the one listed first, which is the more widely written one.
    ranked = sorted(scores.items(), key=lambda item: (-item[1], signs.order.get(item[0], len(signs.order))))
    if not ranked:
        return UNKNOWN, 0.0
    lang, best = ranked[0]
    second = ranked[1][1] if len(ranked) > 1 else 0.0
    # Prose in a known language has a small word in every third to sixth; a list of names, or an unknown language, not.
    coverage = min(1.0, (hits + 0.5 * len(marks)) / max(1, len(tokens)) / 0.2)
    evidence = 1.0 - 0.5 ** (best / 1.5)
    sure = evidence * coverage * min(1.0, 0.55 + 1.8 * (best - second) / best)
    if lang == expected:
        return lang, max(sure, 0.3)
    return (lang, sure) if sure >= 0.35 else (UNKNOWN, 0.0)
