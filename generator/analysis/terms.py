"""An article as a bag of words and names: what articles are compared by, and nothing that a reader is shown as such.

Two kinds of terms share one list. Content words are lower-case stems ("tariff"); so are numbers and the pairs that
they make with a neighbouring word ("160 million"). Names keep their capitals ("Narendra Modi", "Quad"), so that
whoever explains a likeness can show them. How common a term is comes from its language alone: no other article counts.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from functools import cache, lru_cache
from heapq import nsmallest
from math import exp

from ..text.document import Block, Document
from ..text.strings import UNSPACED
from ..text.wordlists import calendar, stop_words, zipf

LIMIT = 150
"""Most terms that an article keeps: those with the greatest count × rarity."""
TITLE = 2
"""A word of the title counts as often as so many of the body."""
OPENING = 400
"""Characters of prose that open an article, about sixty words: there news says who, what, where and when."""
COMMON = 5.6
"""Words at least this frequent (Zipf scale: 6 is once in a thousand words) tell articles of a language not apart."""

_TOKEN = re.compile(r"\d+(?:[.,]\d+)*(?:[^\W\d_]+)?|[^\W_]+(?:['’\-&.][^\W_]+)*")
_NO_WORDS = re.compile(r"(?:https?\s?:\s?/\s?/\s?|www\.)\S+|(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,64}\.\w+|&#?\w{2,8};")
_UNSPACED = re.compile(f"[{UNSPACED}\uac00-\ud7af]+")  # Korean words carry endings
_INSIDE_NAMES = "of for de del della di da do dos du des la le les el al van von der den bin"
_CONNECTORS = frozenset(_INSIDE_NAMES.split())
_BEFORE_NAMES = "mr mrs ms dr prof sir herr frau monsieur madame mme sr sra"
_HONORIFICS = frozenset(_BEFORE_NAMES.split())
_ARTICLES = frozenset({"the", "a", "an"})
NOUNS_ARE_CAPITALISED = frozenset({"de", "lb"})
_POSSESSIVES = ("'s", "’s")
_NEVER_DROPPED = frozenset({"new", "san", "los", "las", "la", "le", "el", "al"})
_NOUN = 4.0  # Zipf; "Bank of England" is one name, "Narendra Modi of India" two
_LONGEST_NAME = 5
_LONGEST_RUN = 12
_LONGEST_TERM = 60
_FIGURES = 4.0  # a number of n figures stands in about 4 × 0.1ⁿ of all articles
_IN_AN_ARTICLE = 500  # words of an article, for which shares of running words become shares of articles
_NAME = 0.1  # of the texts that have the rarest word of a longer name, so many have the whole name


def _language(lang: str) -> str:
    return "en" if lang == "und" else lang


@cache
def background(lang: str) -> dict[str, float]:
    """Return stem → share of a language's running words that it makes up (0..1), for its commonest words.

    For scripts without spaces it has the pairs of characters within these words, and single characters.
    """
    shares: dict[str, float] = {}
    for word, value in zipf(_language(lang)).items():
        if not word[0].isalpha():
            continue
        share = 10 ** (value - 9)
        if _UNSPACED.match(word):
            for part in (*word, *(word[at : at + 2] for at in range(len(word) - 1))):
                shares[part] = shares.get(part, 0.0) + share
        else:
            root = stem(word, lang)
            shares[root] = shares.get(root, 0.0) + share
    return shares


def commonness(term: str, lang: str) -> float:
    """Return the share of a language's articles (0..1) in which a term is expected, from word frequencies alone.

    0 for what the language's list of words does not know. A name is as common as its rarest word, a longer one less.
    """
    figures = [word for word in term.split(" ") if word[:1].isdigit()]
    if figures:
        return min(1.0, _FIGURES * 0.1 ** sum(map(str.isdigit, term))) if term in figures else 0.0
    known = background(lang)
    if _UNSPACED.match(term):
        share = known.get(term, 0.0)
        if len(term) == 2:  # the two may also meet where one word ends and another begins
            share += known.get(term[0], 0.0) * known.get(term[1], 0.0)
        return 1 - exp(-_IN_AN_ARTICLE * share)
    if term == term.lower() and " " not in term:
        return 1 - exp(-_IN_AN_ARTICLE * known.get(term, 0.0))
    words = term.split(" ")
    share = min([known.get(stem(word, lang), 0.0) for word in words])
    return (1 - exp(-_IN_AN_ARTICLE * share)) * (_NAME if len(words) > 1 else 1.0)


def _english(word: str) -> str:
    """Return the stem of an English word: plurals and the commonest verb endings go, what is left is mostly a word."""
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    if word.endswith(("sses", "shes", "ches", "xes", "zes")):
        word = word[:-2]
    elif word.endswith("s") and not word.endswith(("ss", "us", "is")) and len(word) > 3:
        word = word[:-1]
    for ending, least in (("ing", 6), ("ed", 5)):
        if word.endswith(ending) and len(word) >= least:
            root = word[: -len(ending)]
            if not any(vowel in root for vowel in "aeiouy"):
                return word
            if len(root) > 3 and root[-1] == root[-2] and root[-1] not in "lsz":
                return root[:-1]
            return root
    return word[:-1] if word.endswith("e") and len(word) > 4 else word


_ENDINGS = {
    "fr": "s x e es aux",
    "es": "s es a o as os",
    "pt": "s es a o as os",
    "it": "a e i o",
    "de": "e en er es em n s",
    "nl": "e en s",
    "sv": "en ar er or a s",
    "ru": "а я о е ы и й у ю ь ой ей ый ий ая яя ое ее ые ие ом ем ам ям ах ях ов ев ого его ому ему ами ями",
    "uk": "а я о е и і ї й у ю ь ою ею ий ій ого ому ами ями ах ях ів ам ям ом ем",
    "tr": "lar ler ın in un ün da de ı i u ü",
}


@cache
def _endings(lang: str) -> frozenset[str]:
    return frozenset(_ENDINGS.get(lang, "").split())


def _other(word: str, lang: str) -> str:
    """Return `word` without its longest known ending that leaves four letters."""
    endings = _endings(lang)
    for size in (4, 3, 2, 1):
        if len(word) - size >= 4 and word[-size:] in endings:
            return word[:-size]
    return word


@lru_cache(maxsize=1 << 16)
def stem(word: str, lang: str = "en") -> str:
    """Return what the forms of a word have in common, lower case; light, so that unrelated words stay apart."""
    word = word.lower().replace("’", "'")
    if word[:1].isdigit():
        return word.replace(",", "")
    if "'" in word:
        head, _, tail = word.rpartition("'")
        word = head if tail in ("s", "") or len(tail) == 1 else tail if len(head) <= 2 else word
    word = word.replace(".", "")
    if len(word) < 4:
        return word
    return _english(word) if lang in ("en", "und") else _other(word, lang)


@lru_cache(maxsize=1 << 16)
def _weigh(word: str, lang: str) -> tuple[str, float]:
    """Return the stem of a word and its rarity (about 1 to 7; 0 for what is no content word)."""
    low = word.lower()
    if low in stop_words(_language(lang)):
        return "", 0.0
    root = stem(word, lang)
    if len(root) < 2 or len(root) > _LONGEST_TERM or root in stop_words(_language(lang)):
        return "", 0.0
    frequencies = zipf(_language(lang))
    common = max(frequencies.get(low, 0.0), frequencies.get(root, 0.0))
    if common >= COMMON:
        return "", 0.0
    return root, 8.0 - max(common, 2.5)


def _names(tokens: list[tuple[str, str]]) -> Iterator[tuple[tuple[str, ...], bool]]:
    """Yield runs of capitalised words with whether they open a sentence; tokens come with the text before them."""
    run: list[str] = []
    opens = after_number = False
    previous = ""
    for gap, token in [*tokens, ("\n", "")]:
        capital = token[:1].isupper()
        joins = (
            capital
            or (token in _CONNECTORS and (token != "of" or zipf("en").get(previous.lower(), 0.0) >= _NOUN))
            or (token == "the" and previous == "of")
        )
        if run and joins and gap == " " and not run[-1].endswith(_POSSESSIVES) and len(run) < _LONGEST_RUN:
            run.append(token)
            previous = token
            continue
        while run and not run[-1][0].isupper():
            run.pop()
        if run and len(run) <= _LONGEST_NAME and not (after_number and len(run) == 1):  # "97th Street"
            yield tuple(run), opens
        run = [token] if capital else []
        after_number = gap == " " and previous[:1].isdigit()
        opens = not gap.endswith((" ", "-")) or gap.strip(" ,'’") != ""
        previous = token


def _scan(text: str) -> list[tuple[str, str]]:
    """Return the words of `text`, each with what stands between it and the word before; the first after a line end."""
    found: list[tuple[str, str]] = []
    end = 0
    for match in _TOKEN.finditer(text):
        found.append((text[end : match.start()] if end else "\n", match[0]))
        end = match.end()
    return found


def terms(document: Document) -> tuple[tuple[str, int], ...]:
    """Return what the article is compared by: at most `LIMIT` terms with their counts (≥ 1), sorted by term.

    Lower-case terms are stems, numbers with a stem and, for scripts without spaces, pairs of characters; terms with a
    capital are names as they stand in the text.
    """
    lang = document.lang.split("-")[0].lower()
    counts: Counter[str] = Counter()
    rarity: dict[str, float] = {}
    names: Counter[tuple[str, ...]] = Counter()
    openers: Counter[tuple[str, ...]] = Counter()
    lower: set[str] = set()
    texts = [(document.title, TITLE)]
    texts += [(block.text, 1) for block in document.blocks if block.number or block.kind == "heading"]
    for text, times in texts:
        for run in _UNSPACED.findall(text):
            for at in range(max(1, len(run) - 1)):
                pair = run[at : at + 2]
                counts[pair] += times
                rarity[pair] = 3.0
        tokens = _scan(_NO_WORDS.sub(" | ", text))
        before, before_weight = "", 0.0
        for gap, token in tokens:
            if _UNSPACED.match(token):
                before = ""
                continue
            root, weight = _weigh(token, lang)
            if root:
                number = root[0].isdigit()
                if not number or len(root) > 1:
                    counts[root] += times
                    rarity[root] = weight
                if before and gap in (" ", "-") and number != before[0].isdigit():
                    pair = f"{before} {root}"
                    counts[pair] += times
                    rarity[pair] = (weight + before_weight) / 2
            before, before_weight = root, weight
            if token[0].islower():
                lower.add(token)
        if times == 1:
            for name, opens in _names(tokens):
                (openers if opens else names)[name] += 1
    _settle(names, openers, lower, lang, counts, rarity)
    best = nsmallest(LIMIT, counts, key=lambda term: (-(counts[term] ** 0.5) * rarity[term], term))
    return tuple(sorted((term, counts[term]) for term in best))


def opening(document: Document) -> tuple[tuple[str, int], ...]:
    """Return the terms of the title and of the first `OPENING` characters of prose, as `terms` does."""
    text = " ".join(block.text for block in document.blocks[:40] if block.number)
    if len(text) > OPENING:
        cut = text[:OPENING]
        text = cut.rpartition(" ")[0] or cut
    blocks = (Block("paragraph", document.title, 1, 0), Block("paragraph", text, 2, 0))
    return terms(Document("", blocks, document.lang))


def _settle(
    names: Counter[tuple[str, ...]],
    openers: Counter[tuple[str, ...]],
    lower: set[str],
    lang: str,
    counts: Counter[str],
    rarity: dict[str, float],
) -> None:
    """Add the runs of capitalised words that are names to `counts`.

    The first word of a sentence has its capital from there: a run that opens one loses a function word or a noun that
    governs the rest; one word alone must stand elsewhere as well, a longer run must begin with no word that does so in
    lower case.
    """
    stops = stop_words(_language(lang))
    dates = calendar(lang) | calendar("en")
    for found, opens in ((names, False), (openers, True)):
        for run, count in found.items():
            whole = run
            first = run[0].lower()
            if opens and run not in names and len(run) > 1:
                if not run[1][0].isupper():  # "Ministers of the Quad"
                    whole = run[next(at for at in range(1, len(run)) if run[at][0].isupper()) :]
                elif first in stops and first not in _NEVER_DROPPED:
                    whole = run[1:]
            known = not opens or whole in names or (len(whole) > 1 and whole != run)
            while whole and (whole[0].lower() in _HONORIFICS or whole[0].lower() in _ARTICLES):
                whole = whole[1:]
            if not whole or any(word.lower() in dates for word in whole):
                continue
            if len(whole) == 1:
                word = whole[0]
                if word.lower() in lower or word.lower() in stops or lang in NOUNS_ARE_CAPITALISED or len(word) < 3:
                    continue
                if not known:
                    continue
            elif not known and whole[0].lower() in lower:
                continue
            display = " ".join(whole)
            if display.endswith(_POSSESSIVES):
                display = display[:-2]
            if len(display) <= _LONGEST_TERM:
                counts[display] += count
                rarity[display] = 5.0 if len(whole) > 1 else 3.5
