"""Names in a text: longest match over the tokens, by the case in which the text is written, with what stands around each.

Linear in the length of the text: at each token only the few lengths of names that begin with it are tried. Whether a
name found here is a place at all, and which, is decided in `resolve`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from .gazetteer import MAX_TOKENS, Gazetteer, Layer, Sense, Token, tokens
from .inflect import stem, variants

_GAP = re.compile(r"[ \u00a0]?[-‑–'’][ \u00a0]?|\.? |[ \u00a0]|\.?")
_WITHIN = 3
"""Longest gap, in characters, between two tokens of one name."""


@dataclass(frozen=True, slots=True)
class Hit:
    """A name of the gazetteer in a text, with its surroundings."""

    text: str
    """The words as they stand."""
    key: str
    """The name as the gazetteer has it."""
    paragraph: int
    """Number of the paragraph, 0 for the title."""
    start: int
    """Offset in the paragraph."""
    senses: tuple[Sense, ...]
    """What the name may stand for, likeliest first."""
    before: str = ""
    """Word before it, when only a blank (or an initial's dot) lies between."""
    after: str = ""
    """Word after it, when only a blank lies between."""
    within: str = ""
    """ISO code of the country or division that follows after a comma ("London, Ontario")."""
    within_kind: str = ""
    """Kind of that: `country`, `division` or `abbreviation`."""
    opening: bool = False
    """True when the word before begins a sentence."""
    headline: bool = False
    """True in text that capitalises all words, where capitals tell nothing about names."""


def case_of(text: str) -> str:
    """Return `upper` or `lower` when the letters of `text` have one case only, else `mixed`; short text is `mixed`."""
    if text.isupper() and sum(c.isalpha() for c in text[:60]) > 5:
        return "upper"
    if text.islower() and len(text) > 30:
        return "lower"
    return "mixed"


def is_headline(words: Sequence[Token]) -> bool:
    """Return True when nearly all longer words begin with a capital."""
    long = [word.text for word in words if len(word.text) > 3 and word.text[0].isalpha()]
    return len(long) > 3 and sum(word[0].isupper() for word in long) >= 0.75 * len(long)


def _match(words: list[Token], i: int, text: str, layer: Layer, head: str) -> tuple[str, int]:
    """Return the longest name that begins at token `i`, and how many tokens it has; an empty string when there is none."""
    for size in layer.lengths.get(head, ()):
        if size > MAX_TOKENS or i + size > len(words):
            continue
        if size == 1:
            return head, 1
        key = " ".join([head, *(word.text for word in words[i + 1 : i + size])])
        if key in layer.senses and all(
            words[j].start - words[j - 1].end <= _WITHIN and _GAP.fullmatch(text, words[j - 1].end, words[j].start)
            for j in range(i + 1, i + size)
        ):
            return key, size
    return "", 0


def _heads(word: str, layer: Layer, lang: str) -> tuple[str, ...]:
    """Return the forms under which a word that is no name's beginning may be looked up instead."""
    if lang in ("ru", "uk", "be", "bg", "sr", "mk"):
        return (stem(lang, word),)
    return variants(word) if word[0] > "\u0590" else ()


def scan(text: str, paragraph: int, gazetteer: Gazetteer, lang: str) -> list[Hit]:
    """Return the names in one paragraph in order, none inside another."""
    case = case_of(text)
    layer = gazetteer.layer(lang, case)
    shouted = gazetteer.layer(lang, "upper") if case == "mixed" and any(w.isupper() for w in text[:40].split()) else None
    words = tokens(text)
    headline = case == "upper" or (case == "mixed" and (paragraph == 0 or len(text) < 120) and is_headline(words))
    lengths = layer.lengths
    base = lang.split("-")[0]
    hits: list[Hit] = []
    i, count = 0, len(words)
    while i < count:
        word = words[i]
        head, used, found = word.text, layer, ""
        size = 0
        if head in lengths:
            found, size = _match(words, i, text, layer, head)
        elif base not in ("en", "und"):
            for form in _heads(head, layer, base):
                found, size = _match(words, i, text, layer, form)
                if found:
                    break
        if shouted is not None and word.start < 40 and len(head) > 1 and head.isupper():
            louder, more = _match(words, i, text, shouted, head)
            if more > size and len(louder) > 3:
                found, size, used = louder, more, shouted
        if not found:
            i += 1
            continue
        last = words[i + size - 1]
        if last.text in ("US", "A") and text[last.end : last.end + 1] == "$":  # US$4 million
            i += size
            continue
        before = words[i - 1] if i else None
        after = words[i + size] if i + size < count else None
        gap_before = text[before.end : word.start] if before else ""
        gap_after = text[last.end : after.start] if after else ""
        touching = before is not None and (gap_before == " " or (gap_before == ". " and len(before.text) <= 4))
        senses = used.senses[found]
        code, kind = _container(words, i + size, text, gap_after, gazetteer, layer, {sense.code for sense in senses})
        hits.append(
            Hit(
                text=text[word.start : last.end],
                key=found,
                paragraph=paragraph,
                start=word.start,
                senses=senses,
                before=before.text if touching and before else "",
                after=after.text if after and gap_after == " " else "",
                within=code,
                within_kind=kind,
                opening=before is not None and (i == 1 or text[max(0, words[i - 2].end) : before.start].strip() not in ("", ",")),
                headline=headline,
            )
        )
        i += size
    return hits


def _container(
    words: list[Token], i: int, text: str, gap: str, gazetteer: Gazetteer, layer: Layer, codes: set[str]
) -> tuple[str, str]:
    """Return code and kind of the country or division that follows after a comma or in brackets, else empty strings.

    Of two that share a name ("Augusta, Georgia") it is the one that has a place of the name before the comma.
    """
    if gap not in (", ", " (") or i >= len(words):
        return "", ""
    head = words[i].text
    if head in gazetteer.abbreviations and not head.islower():
        return gazetteer.abbreviations[head], "abbreviation"
    if head not in layer.lengths:
        return "", ""
    key, _ = _match(words, i, text, layer, head)
    around = [sense for sense in layer.senses.get(key, ()) if sense.kind in ("country", "division")]
    for sense in sorted(around, key=lambda sense: sense.code not in codes):
        return sense.code, sense.kind
    return "", ""
