"""Names in a text: longest match over the tokens, by the case in which it is written, with what stands around each.

Linear in the length of the text: at each token only the few lengths of names that begin with it are tried. Whether a
name found here is a place at all, and which, is decided in `resolve`.
"""

from __future__ import annotations

from dataclasses import dataclass

from .gazetteer import Gazetteer, Layer, Sense
from .inflect import CUT, stem, variants
from .tokens import Tokens, case_of, is_headline, tokens

OPENING = 40
"""Characters at the start of a paragraph in which capitals may be a dateline's ("WASHINGTON (AP) —")."""
_SIDES = frozenset({"north", "south", "east", "west", "central", "northern", "southern", "eastern", "western"})
_ARTICLES = frozenset({"the", "a", "an"})
_DECLINED = frozenset({"ru", "uk", "be", "bg", "sr", "mk"})


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
    earlier: str = ""
    """Word before `before`, under the same condition."""
    follow: str = ""
    """Word after `after`, under the same condition."""
    apposition: tuple[str, ...] = ()
    """The words that say what it is: "supermarket" in "Iceland, the supermarket"."""
    within: str = ""
    """ISO code of the country or division after a comma or "in" ("London, Ontario", "Lagos in Portugal")."""
    within_kind: str = ""
    """Kind of that: `country`, `division` or `abbreviation`; `in` where "in" leads to either."""
    opening: bool = False
    """True when the word before begins a sentence."""
    headline: bool = False
    """True in text that capitalises all words, where capitals tell nothing about names."""


def scan(text: str, paragraph: int, gazetteer: Gazetteer, lang: str) -> list[Hit]:
    """Return the names in one paragraph in order, none inside another."""
    case = case_of(text)
    layer = gazetteer.layer(lang, case)
    found = tokens(text)
    words = found.words
    loud = case == "mixed" and any(word.isupper() for word in text[:OPENING].split())
    shouted = gazetteer.layer(lang, "upper") if loud else None
    headline = case == "upper" or (case == "mixed" and (not paragraph or len(text) < 120) and is_headline(words))
    lengths = layer.lengths
    base = lang.split("-")[0]
    foreign = base not in ("en", "und")
    hits: list[Hit] = []
    reached = 0
    # Most tokens begin no name: pick out those that may before doing anything about any of them.
    starts = range(len(words)) if foreign else [i for i, word in enumerate(words) if word in lengths]
    if shouted is not None:
        opening = [i for i, word in enumerate(words[:OPENING]) if word.isupper() and found.spans[i][0] < OPENING]
        starts = sorted({*starts, *opening})
    for i in starts:
        if i < reached:
            continue
        head, used = words[i], layer
        key, size = _longest(found, i, layer, head) if head in lengths else ("", 0)
        if not key and foreign:
            for form in _forms(head, base):
                key, size = _longest(found, i, layer, form)
                if key:
                    break
        if shouted is not None and len(head) > 1 and head.isupper() and found.spans[i][0] < OPENING:
            louder, longer = _longest(found, i, shouted, head)
            if longer > size and len(louder) > 3:
                key, size, used = louder, longer, shouted
        if key:
            reached = i + size
            if not _money(found, reached):
                hits.append(_hit(found, i, size, key, used, gazetteer, paragraph, headline))
    return hits


def _longest(found: Tokens, i: int, layer: Layer, head: str) -> tuple[str, int]:
    """Return the longest name from token `i` on, looked up as `head`, and its number of tokens; ("", 0) for none."""
    for size in layer.lengths.get(head, ()):
        if size == 1:
            return head, 1
        end = i + size
        key = " ".join((head, *found.words[i + 1 : end]))
        if key in layer.senses and end <= len(found.words) and found.joined(i, end):
            return key, size
    return "", 0


def _forms(word: str, lang: str) -> tuple[str, ...]:
    """Return the forms under which a word that begins no name may be looked up instead."""
    if lang in _DECLINED:
        cut = stem(lang, word)
        return (cut + CUT, cut) if cut != word else ()
    return variants(word) if word[0] > "\u0590" else ()


def _money(found: Tokens, end: int) -> bool:
    """Return True when a currency sign touches the name: "US$4 million" speaks of money."""
    at = found.spans[end - 1][1]
    return found.source[at : at + 1] == "$" and found.words[end - 1].isupper()


def _hit(
    found: Tokens, i: int, size: int, key: str, layer: Layer, gazetteer: Gazetteer, paragraph: int, headline: bool
) -> Hit:
    """Return the name of `size` tokens from token `i` with its surroundings."""
    words, end = found.words, i + size
    before, after = found.gap(i), found.gap(end)
    touching = i > 0 and (before == " " or (before == ". " and len(words[i - 1]) < 5))
    start = found.spans[i][0]
    codes = {sense.code for sense in layer.senses[key]}
    code, kind = _container(found, end, gazetteer, layer, codes)
    if not code:
        code = _around(found, end, gazetteer, layer, codes)
        kind = "in" if code else ""
    return Hit(
        text=found.source[start : found.spans[end - 1][1]],
        key=key,
        paragraph=paragraph,
        start=start,
        senses=layer.senses[key],
        before=words[i - 1] if touching else "",
        after=words[end] if after == " " else "",
        earlier=words[i - 2] if touching and i > 1 and found.gap(i - 1) == " " else "",
        follow=words[end + 1] if after == " " and found.gap(end + 1) == " " else "",
        apposition=_apposition(found, end),
        within=code,
        within_kind=kind,
        opening=i == 1 or (i > 1 and found.gap(i - 1).strip() not in ("", ",")),
        headline=headline,
    )


def _around(found: Tokens, end: int, gazetteer: Gazetteer, layer: Layer, codes: set[str]) -> str:
    """Return the code to which "in Portugal" or ", north London" leads, if a place of the name has it; else empty."""
    if end + 1 >= len(found.words) or found.gap(end + 1) != " ":
        return ""
    if found.words[end] == "in" and found.gap(end) in (" ", ", "):
        code, _ = _container(found, end + 1, gazetteer, layer, codes, after=(" ",))
        return code if code in codes else ""
    if found.words[end] in _SIDES and found.gap(end) == ", ":
        key, _ = _longest(found, end + 1, layer, found.words[end + 1])
        best = layer.senses[key][0].code if key else ""
        return best if best in codes else ""
    return ""


def _apposition(found: Tokens, end: int) -> tuple[str, ...]:
    """Return two words after a comma and an article: "clothing company" of "Patagonia, the clothing company"."""
    if found.gap(end) != ", " or found.words[end] not in _ARTICLES:
        return ()
    size = next((n for n in range(2) if found.gap(end + 1 + n) != " "), 2)
    return tuple(found.words[end + 1 : end + 1 + size])


def _container(
    found: Tokens, i: int, gazetteer: Gazetteer, layer: Layer, codes: set[str], after: tuple[str, ...] = (", ", " (")
) -> tuple[str, str]:
    """Return code and kind of the country or division at token `i` after a comma or bracket, else empty strings.

    Of two that share a name ("Augusta, Georgia") it is the one that has a place of the name before the comma.
    """
    if found.gap(i) not in after:
        return "", ""
    head = found.words[i]
    if head in gazetteer.abbreviations and not head.islower():
        return gazetteer.abbreviations[head], "abbreviation"
    key, _ = _longest(found, i, layer, head)
    containing = [sense for sense in layer.senses.get(key, ()) if sense.kind in ("country", "division")]
    best = min(containing, key=lambda sense: sense.code not in codes, default=None)
    return (best.code, best.kind) if best else ("", "")
