"""A light guess at the part of speech of every token, without a trained model: enough to find where noun phrases end.

For languages with word classes of ours (`vocabularies/grammar/`) the guess comes from word lists, endings and the
neighbouring words; for the others from stop words and capitals alone. One character a token, see `TAGS`.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from . import lexicon
from .tokens import BREAK

TAGS = {
    "N": "noun, or a word nothing is known of",
    "P": "proper name",
    "A": "adjective",
    "E": "past participle that stands before a noun",
    "G": "form in -ing that may be a noun",
    "V": "verb",
    "R": "adverb",
    "F": "function word",
    "D": "determiner or possessive",
    "T": "preposition",
    "C": "number",
    "X": "punctuation or the end of a sentence",
}
_ADJECTIVE_ENDINGS = (
    "ous", "ful", "less", "able", "ible", "ical", "ional", "ular", "ic", "ive", "ish", "ial", "ual", "eal", "ary", "ory",
    "ant", "ent", "iar", "nal", "ral", "tal", "cal", "mal", "sal", "val", "dal", "gal", "bal", "oid", "like", "free",
)
_SURE_ADJECTIVE = ("ous", "ful", "less", "ical", "ional", "ular", "eable", "ible", "iable", "ative", "istic", "atic")


def _inflected(base: str) -> tuple[str, str, str]:
    """Return the forms of a regular English verb in -s, -ed and -ing."""
    if base.endswith(("s", "sh", "ch", "x", "z", "o")):
        third = base + "es"
    elif base.endswith("y") and base[-2:-1] not in "aeiou":
        third = base[:-1] + "ies"
    else:
        third = base + "s"
    if base.endswith("e"):
        past, ing = base + "d", (base if base.endswith(("ee", "ye", "oe")) else base[:-1]) + "ing"
        if base.endswith("ie"):
            ing = base[:-2] + "ying"
    elif base.endswith("y") and base[-2:-1] not in "aeiou":
        past, ing = base[:-1] + "ied", base + "ing"
    else:
        past, ing = base + "ed", base + "ing"
    return third, past, ing


@cache
def _guesses(lang: str) -> Mapping[str, str]:
    """Return what single words most likely are, before their neighbours are looked at.

    Beyond `TAGS`: `b` verb that is hardly ever a noun, `s` its form in -s; `v` verb or noun, `z` its form in -s;
    `p` irregular past; `m` month or weekday; `x` auxiliary; `o` subject pronoun.
    """
    known = lexicon.classes(lang)
    tags: dict[str, str] = {}
    for base in known.get("verb", ()):
        tags[base] = "v"
        third, past, ing = _inflected(base)
        tags[third] = "z"
        for form in (past, base + base[-1] + "ed"):
            tags.setdefault(form, "E")
        for form in (ing, base + base[-1] + "ing"):
            tags.setdefault(form, "G")
    for base in known.get("bare", ()):
        tags[base] = "b"
        third, past, ing = _inflected(base)
        tags[third] = "s"
        tags.setdefault(past, "E")
        tags.setdefault(ing, "G")
    for name, tag in (
        ("past", "p"), ("noun", "N"), ("adjective", "A"), ("adverb", "R"), ("auxiliary", "x"), ("pronoun", "o"),
        ("conjunction", "F"), ("preposition", "T"), ("determiner", "D"), ("month", "m"), ("weekday", "m"),
    ):
        for word in known.get(name, ()):
            tags[word] = tag
    return tags


def _guess(word: str, stop: frozenset[str]) -> str:
    """Return the likeliest tag of a lower-case English word that no list knows."""
    if word.endswith("ly") and len(word) > 4:
        return "R"
    if word in stop:
        return "F"
    if word.endswith("ing") and len(word) > 5:
        return "G"
    if word.endswith("ed") and len(word) > 4:
        return "E"
    if word.endswith(_ADJECTIVE_ENDINGS) and len(word) > 4:
        return "A" if word.endswith(_SURE_ADJECTIVE) else "a"
    if "-" in word and word.rsplit("-", 1)[1] in ("based", "like", "free", "led", "driven", "related", "specific", "wide"):
        return "A"
    return "N"


def tag(words: list[str], lower: list[str], proper: frozenset[str], lang: str) -> list[str]:
    """Return one tag of `TAGS` for each token; `proper` are the lower-case words that the article writes as names."""
    tags: list[str] = []
    stop = lexicon.stopwords(lang)
    known = _guesses(lang)
    memory: dict[str, str] = {}
    for word, low in zip(words, lower, strict=True):
        got = memory.get(word)
        if got is None:
            first = word[0]
            if not (first.isalnum()):
                got = "D" if low in ("'s", "’s") and known else "X"
            elif not any(c.isalpha() for c in word):
                got = "C"
            elif known.get(low) == "m":
                got = "m" if first.isupper() else "v"
            elif low in proper and first.isupper() and (low not in stop or (len(word) > 1 and word.isupper())):
                got = "P"
            elif known:
                got = known.get(low) or _guess(low, stop)
            else:
                got = "F" if low in stop else "N"
            memory[word] = got
        tags.append(got)
    if known:
        _resolve(lower, tags)
    else:
        tags = ["X" if t == "X" else t for t in tags]
    return tags


def _resolve(lower: list[str], tags: list[str]) -> None:
    """Settle in place, left to right, what a word is from what stands before and after it."""
    before = "X"
    size = len(tags)
    for index, got in enumerate(tags):
        if got in "NPFRDXTCAm":
            before = got
            continue
        after = tags[index + 1] if index + 1 < size else "X"
        previous = lower[index - 1] if index else ""
        if got == "a":
            # "the president" or "a recent trial": an adjective only when a noun follows
            got = "A" if after in "NPaAGvzE" else "N"
        elif got in "bs":
            got = "N" if got == "b" and before == "D" and previous not in ("that", "which") else "V"
        elif got == "v":
            if previous == "to" or before in "xo":
                got = "V"
            elif before in "NP" and after in "DoCP" or previous == "that":
                got = "V"
            elif before == "N" and previous.endswith("s") and not previous.endswith("ss") and after in "TDF":
                got = "V"
            elif before == "R" and after in "DTo":
                got = "V"
            else:
                got = "N"
        elif got == "z":
            if before in "xo" or previous in ("that", "which", "who"):
                got = "V"
            elif before in "NP" and after in "DoR":
                got = "V"
            elif before in "NP" and index + 1 < size and lower[index + 1] in ("to", "that", "how", "as"):
                got = "V"
            else:
                got = "N"
        elif got == "E":
            got = "E" if before in "DTFXAE" and after in "NPaAGvzE" else "V"
        elif got == "p":
            got = "E" if before == "D" and after in "NPaAvz" else "N" if before == "D" else "V"
        elif got == "G":
            if before == "x" or after in "Do" or (after == "T" and before in "XFT"):
                got = "V"
        elif got in "xo":
            before = got
            tags[index] = "F"
            continue
        tags[index] = before = got


__all__ = ["BREAK", "TAGS", "tag"]
