"""A light guess at the part of speech of every token, without a trained model: enough to find where noun phrases end.

For languages with word classes of ours (`grammar/`) the guess comes from word lists, endings and the
neighbouring words; for the others from stop words and capitals alone. One character a token, see `TAGS`.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from ...text.wordlists import primary
from . import lexicon

TAGS = {
    "N": "noun, or a word nothing is known of",
    "n": "noun inside a longer phrase at most: nothing speaks for it standing alone",
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
    "m": "month or weekday",
    "L": "small word inside a name or a fixed phrase (set by `names.link`)",
    "X": "punctuation or the end of a sentence",
}
_ADJECTIVE_ENDINGS = (
    "ous",
    "ful",
    "less",
    "able",
    "ible",
    "ical",
    "ional",
    "ular",
    "ic",
    "ive",
    "ish",
    "ial",
    "ual",
    "eal",
    "ary",
    "ory",
    "ant",
    "ent",
    "iar",
    "nal",
    "ral",
    "tal",
    "cal",
    "mal",
    "sal",
    "val",
    "dal",
    "gal",
    "bal",
    "oid",
    "like",
    "free",
)
_COMPOUND_ADJECTIVES = ("based", "like", "free", "led", "driven", "related", "specific", "wide")
_LONGEST = 60  # characters; longer tokens are no words
_BOTH, _VERB = 0.4, 2.0  # see `_verbal`
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
        ("past", "p"),
        ("demonym", "A"),
        ("noun", "N"),
        ("adjective", "A"),
        ("adverb", "R"),
        ("auxiliary", "x"),
        ("pronoun", "o"),
        ("conjunction", "F"),
        ("preposition", "T"),
        ("determiner", "D"),
        ("month", "m"),
        ("weekday", "m"),
    ):
        for word in known.get(name, ()):
            tags[word] = tag
    return tags


def _verbal(word: str, zipf: Mapping[str, float]) -> float:
    """Return how often the forms in -ed and -ing of an English word occur for one occurrence of the word itself.

    About 0 for plain nouns ("parliament"), above 1 for verbs ("renounce"), between for words that are both.
    """
    own = zipf.get(word)
    if own is None:
        return 0.0
    _, past, ing = _inflected(word)
    forms = {past, ing, word + word[-1] + "ed", word + word[-1] + "ing"}
    return float(sum(10 ** (zipf[form] - own) for form in sorted(forms) if form in zipf))


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
    if "-" in word and word.rsplit("-", 1)[1] in _COMPOUND_ADJECTIVES:
        return "A"
    if word[-1] == "." or "." in word[1:-1]:
        return "F"  # "a.m.", "example.org"
    zipf = lexicon.background("en")
    base = lexicon.singular(word)
    ratio = _verbal(base, zipf)
    if ratio > _VERB:
        return "b" if base == word else "s"
    if ratio > _BOTH:
        return "v" if base == word else "z"
    return "N"


def tag(words: list[str], lower: list[str], proper: frozenset[str], lang: str, body: int = 0) -> list[str]:
    """Return one tag of `TAGS` for each token; `proper` are the lower-case words that the article writes as names.

    Capitals beside a name make a token part of it, from token `body` on ("South China Sea" where "sea" is a word too).
    """
    name = primary(lang)
    english = name == "en"
    known = _guesses(name) if english else _listed(name)
    stop = lexicon.stopwords(name)
    memory: dict[str, str] = {}
    tags: list[str] = []
    for word, low in zip(words, lower, strict=True):
        got = memory.get(word)
        if got is None:
            got = memory[word] = _alone(word, low, low in proper, known, stop, english)
        tags.append(got)
    if proper and name != "de":
        _extend(words, tags, body)
    if english:
        _resolve(lower, tags)
    elif name == "de":
        _resolve_german(words, lower, tags, stop)
    else:
        classes = lexicon.classes(name)
        _resolve_endings(lower, tags, classes)
        _resolve_determined(lower, tags, classes.get("determiner", frozenset()))
    return tags


def _extend(words: list[str], tags: list[str], body: int) -> None:
    """Tag in place as names the capitalised words that stand directly before or after a name inside a sentence."""
    for index in range(max(body, 1) + 1, len(tags)):
        after_name = tags[index - 1] == "P" and words[index - 1][0].isupper()
        if after_name and words[index][0].isupper() and tags[index] not in "PXFDToxm":
            tags[index] = "P"
    for index in range(len(tags) - 2, max(body, 1), -1):
        word = words[index]
        if word[0].isupper() and tags[index] not in "PXFDToxmA" and tags[index + 1] == "P" and tags[index - 1] != "X":
            tags[index] = "P"


def _alone(word: str, low: str, proper: bool, known: Mapping[str, str], stop: frozenset[str], english: bool) -> str:
    """Return what a token most likely is, before its neighbours are looked at."""
    first = word[0]
    if not first.isalnum():
        return "D" if low in ("'s", "’s") and english else "F" if len(word) > 1 else "X"
    if len(word) > _LONGEST:
        return "X"
    if first.isdigit() and not (len(word) < 4 and word[-1].isupper()):  # "5G" and "3D" are words
        return "C"
    listed = known.get(low, "")
    if word[-1] in "'’":
        return "F"
    if listed == "m":
        return "m" if first.isupper() or not english else "v"
    if proper and first.isupper() and (low not in stop or (len(word) > 1 and word.isupper())):
        return "P"
    return listed or (_guess(low, stop) if english else "F" if low in stop else "N")


@cache
def _listed(lang: str) -> Mapping[str, str]:
    """Return the tags of the words that our short lists of a language know."""
    known = lexicon.classes(lang)
    tags = dict.fromkeys(sorted(lexicon.calendar(lang)), "m")
    for name, tag in (("number", "C"), ("verb", "V"), ("adjective", "A")):
        for word in known.get(name, ()):
            tags[word] = tag
    return tags


def _resolve_endings(lower: list[str], tags: list[str], known: Mapping[str, frozenset[str]]) -> None:
    """Settle in place what is verb, adjective or weak noun in a language that shows it in the forms of its words."""
    verbs, adjectives, nouns = (
        tuple(sorted(known.get(name, ()))) for name in ("verb-ending", "adjective-ending", "noun-opening")
    )
    for index, got in enumerate(tags):
        if got != "N":
            continue
        word = lower[index]
        if nouns and not word.startswith(nouns):
            tags[index] = "n"
        elif len(word) > 4 and verbs and word.endswith(verbs):
            tags[index] = "V"
        elif len(word) > 4 and adjectives and word.endswith(adjectives):
            tags[index] = "A"


def _resolve_determined(lower: list[str], tags: list[str], determiners: frozenset[str]) -> None:
    """Mark in place as weak the nouns that no article, number or adjective introduces anywhere in the text."""
    if not determiners:
        return
    shown = {
        lower[index]
        for index in range(1, len(tags))
        if tags[index] == "N" and (lower[index - 1] in determiners or tags[index - 1] in "CA")
    }
    for index, got in enumerate(tags):
        if got == "N" and lower[index] not in shown:
            tags[index] = "n"


def _resolve_german(words: list[str], lower: list[str], tags: list[str], stop: frozenset[str]) -> None:
    """Settle German in place: nouns have capitals, and what stands small before one is its adjective."""
    written_small = {word for word in words if word[0].islower()}
    size = len(words)
    for index, got in enumerate(tags):
        if got not in "NPA":
            continue
        word = words[index]
        if word[0].isupper():
            tags[index] = "F" if lower[index] in stop else "V" if lower[index] in written_small else "N"
        else:
            noun = index + 1 < size and words[index + 1][0].isupper() and words[index + 1][0].isalpha()
            tags[index] = "A" if noun and word.endswith(("e", "en", "er", "es", "em")) else "V"


def _resolve(lower: list[str], tags: list[str]) -> None:
    """Settle in place, left to right, what a word is from what stands before and after it."""
    before = "X"
    size = len(tags)
    for index, got in enumerate(tags):
        if got in "PFRDXTCA":
            before = got
            continue
        if got == "m":
            # "Good Friday Agreement", "Theresa May": part of a name
            after = tags[index + 1] if index + 1 < size else "X"
            if before == "P" and (after == "P" or (lower[index] == "may" and after != "C")):
                tags[index] = "P"
            before = tags[index]
            continue
        after = tags[index + 1] if index + 1 < size else "X"
        previous = lower[index - 1] if index else ""
        if got == "a":
            # "the president" or "a recent trial": an adjective only when a noun follows
            got = "A" if after in "NnPaAGvzE" else "N"
        elif got in "bs":
            got = "N" if got == "b" and before == "D" and previous not in ("that", "which") else "V"
        elif got == "v":
            got = _noun_or_verb(before, previous, after)
        elif got == "z":
            got = _noun_or_third_person(before, previous, after, lower[index + 1] if index + 1 < size else "")
        elif got == "N":
            if before == "x" and after in "DToX" and lower[index][-1:] != "s":
                got = "V"  # "will dredge the"
        elif got == "E":
            got = "E" if before in "DTFXAE" and after in "NnPaAGvzE" else "V"
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


def _noun_or_verb(before: str, previous: str, after: str) -> str:
    """Return what a word such as "report" is between these neighbours; `n` when nothing decides."""
    if previous == "to" or before in "xo":
        return "V"
    if before in "DAETC":
        return "N"
    plural = before in "Nn" and previous[-1:] == "s" and previous[-2:] != "ss"
    verb = (before in "NnP" and after in "DoCP") or previous == "that" or (plural and after in "TDF")
    return "V" if verb or (before in "RFX" and after in "DTo") else "n"


def _noun_or_third_person(before: str, previous: str, after: str, following: str) -> str:
    """Return what a word such as "reports" is between these neighbours; `n` when nothing decides."""
    if before in "DAETC":
        return "N"
    if before in "xo" or previous in ("that", "which", "who") or (before in "NnPF" and after in "DoR"):
        return "V"
    return "V" if before in "NnP" and following in ("to", "that", "how", "as", "up", "out") else "n"
