"""Which sentences of an article may speak for it on their own, and which only beside the one before them.

No page furniture, captions, bylines, fragments, questions or bare quotations; a dateline is cut from the sentence that
it opens. What a sentence leans on is told by its first words (`vocabularies/openings.yml`), not by understanding it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from ...settings.vocabulary import FOLDER
from ...text import sentences
from ...text.document import Block, Document
from ...text.strings import UNSPACED
from ...text.wordlists import stop_words

SHORTEST = 5
"""Words below which a sentence says too little."""
LONGEST = 55
"""Words above which a sentence is taken only when there is no other."""
LONGEST_PARAGRAPH = 50_000
"""Characters read of one paragraph; a sentence cut off there has no stop and is not taken."""
READ = 400
"""Sentences read; what stands behind them in a very long text does not change the summary."""

_WORD = re.compile(r"[^\W_]+(?:['’.\-][^\W_]+)*")
_UNSPACED = re.compile(f"[{UNSPACED}]+")  # pairs of signs stand for words there
_ENDED = re.compile(r"[.!?…。！？؟।۔։։។]['\"”’»“)\]」』）*_]*\s*['\"”’]*$")
_QUESTION = re.compile(r"[?？؟]['\"”’»“)\]」』）\s]*$")
_OPENS_QUOTE = re.compile(r"\s*(?:[\"“„«‘「『]|``|''|'\s|'(?=[A-Z]))")
_QUOTE_MARK = re.compile(r"[\"“”„«»「」`']")
_QUOTED = re.compile(
    r"“[^”]*(?:”|$)|„[^“”]*(?:[“”]|$)|«[^»]*(?:»|$)|\"[^\"]*(?:\"|$)|「[^」]*(?:」|$)|``.*?(?:''|$)|^\s*'\s.*?(?:\s'|$)"
)
_CREDIT_SIGNS = ("(", ":", "@", "www.", "©")  # no credit is without one of these
_NAMED = r"[A-Z][\w.'’-]*"
_BYLINE = re.compile(
    rf"(?:By|Par|Por|Von|Di|Door|Text|Words|Photos?)[: ]\s*{_NAMED}(?:[ ,]+(?:(?:and|et|y|und) )?{_NAMED}){{0,6}}\.?$"
)
_CREDIT = re.compile(
    r"(?i)^\W{0,3}(?:photos?|pictures?|images?|credits?|captions?|sources?|video|foto|bild|crédit|fuente|quelle)\s?:"
    r"|\(\s?(?:photo|image|picture|pictured|left|right|above|below|ap photo|file)\b[^)]{0,60}\)"
    r"|©|https?://|www\.|\S@\S+\.\S"
)
_PLACE = (
    r"[A-ZÀ-Þ][A-ZÀ-Þ.'’-]+(?:[ /][A-ZÀ-Þ.'’-]+){0,3}"  # "NEW YORK"
    r"(?:, [A-Z][\w.]+(?: [A-Z][\w.]+)?)?(?:, [A-Z][a-z]{2,8}\.? \d{1,2})?"  # ", Afghanistan, Jan. 5"
)
_AGENCY = (
    r"(?i:ap|afp|reuters|thomson reuters foundation|cnn|bbc|upi|dpa|efe|ansa|tass|xinhua|kyodo|yonhap|anadolu|aa|pti"
    r"|ians|ani|bloomberg|associated press|interfax|apa|sda|belga|lusa|voa|npr|rfe/rl|ips|the conversation)"
)
_DASH = r"\s?(?:--|[-–—:])\s+"
_DATELINE = re.compile(
    rf"(?:[\w.,'’/ -]{{0,60}}\(\s?{_AGENCY}\s?\){_DASH}"
    rf"|{_PLACE}(?:\s?\([^()]{{2,30}}\))?(?:{_DASH}(?<!:\s))(?=[\"'“‘«A-ZÀ-Þ\d]))"
)


@dataclass(frozen=True, slots=True)
class Candidate:
    """One sentence of the article and what the ranking needs to know of it."""

    text: str
    """As it may be shown: verbatim, white space folded, without a dateline."""
    paragraph: int
    """Number of its paragraph."""
    section: int
    """How many headings stand before it."""
    words: int
    """Its length in words; in scripts without spaces two signs count as one."""
    terms: tuple[str, ...]
    """Its content words, folded to stems, in order."""
    usable: bool
    """Whether it may be taken while there are others."""
    spare: bool
    """Whether it may be taken when there is none that is usable."""
    leans: bool
    """Whether it is understood only after the sentence before it."""
    quality: float
    """What its form is worth, in 0..1: less for quotations, attributions, pointing words and great length."""


@dataclass(frozen=True, slots=True)
class _Openings:
    pronouns: frozenset[str]
    links: frozenset[str]
    before: frozenset[str]
    free: frozenset[str]
    cut: frozenset[str]
    saying: frozenset[str]
    furniture: tuple[str, ...]


@cache
def _table() -> Mapping[str, Mapping[str, str]]:
    import yaml

    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    text = (FOLDER / "openings.yml").read_text(encoding="utf-8")
    raw: Mapping[str, Mapping[str, str]] = yaml.load(text, Loader=loader)
    return raw


@cache
def _openings(lang: str) -> _Openings:
    """Return the words of `lang`; those of English for a language that is not listed."""
    table = _table()
    kinds = table.get({"nb": "no", "nn": "no", "ms": "id"}.get(lang, lang), table["en"])

    def of(kind: str) -> frozenset[str]:
        return frozenset(" ".join(words.split()) for words in kinds.get(kind, "").split(",") if words.strip())

    return _Openings(
        of("pronouns"), of("links"), of("before"), of("free"), of("cut"), of("saying"), tuple(sorted(of("furniture")))
    )


def terms(text: str, lang: str) -> tuple[tuple[str, ...], int]:
    """Return the stems of the content words of `text`, and how many words it has in all."""
    stop = stop_words(lang)
    found: list[str] = []
    count = 0
    if _UNSPACED.search(text):
        for run in _UNSPACED.findall(text):
            found += [run[i : i + 2] for i in range(len(run) - 1)] or [run]
            count += (len(run) + 1) // 2
        text = _UNSPACED.sub(" ", text)
    for word in _WORD.findall(text.lower()):
        count += 1
        if word not in stop and (len(word) > 1 or not word.isalnum()):
            # The first seven letters are a stem that serves any alphabet; Hangul carries more in fewer signs.
            found.append(word[:2] if "가" <= word[0] <= "힣" else word[:7])
    return tuple(found), count


def _opening(text: str, words: _Openings, spaced: bool) -> tuple[bool, bool]:
    """Return whether a sentence leans on the one before it, and whether it does so by a pronoun."""
    if not spaced:
        head = text.lstrip("\"'“‘「『 ")
        pronoun = head.startswith(tuple(words.pronouns))
        return pronoun or head.startswith(tuple(words.links)), pronoun
    tokens = [token.replace("’", "'") for token in _WORD.findall(text[:60].lower())[:4]]
    heads = [" ".join(tokens[:n]) for n in range(1, len(tokens) + 1)]
    if any(head in words.free for head in heads):
        return False, False
    if any(head in words.pronouns for head in heads):
        return True, True
    if any(head in words.links for head in heads):
        return True, False
    if len(tokens) > 1 and tokens[0] in words.before and tokens[1] in words.pronouns:
        named = any(token[0].isupper() for token in _WORD.findall(text)[2:])
        return not named, not named
    return False, False


def _without_dateline(text: str) -> str:
    """Return the sentence behind "KABUL (AP) — "."""
    found = _DATELINE.match(text[:120])
    return text[found.end() :] if found and len(text) - found.end() > 20 else text


def _runs_on(title: str, text: str, caseless: bool, words: _Openings, lang: str, rest: str) -> bool:
    """Tell whether the title is no headline but the beginning of the first sentence, which goes on in the body.

    So it is with articles that had no headline and were given their first words as one. A sentence that begins in the
    middle shows it: in lower case, or behind a title that ends in "of the" or in half of a name.
    """
    said = _WORD.findall(title)
    if len(said) < 4 or not text or _ENDED.search(title) or len(title) > 200:
        return False
    if not caseless and text[0].islower():
        return not text[1:2].isupper()  # "iPhone sales …" begins a sentence
    first = _WORD.match(text)
    cut = title[-1] in ",(" or said[-1] in words.cut or (first is not None and f"{said[-1]} {first.group()}" in rest)
    opens = first is not None and first.group().lower() in sentences.openers(lang)
    # Without capitals a real headline is known by the words that it shares with the first sentence.
    lower = caseless and title == title.lower() and not (first and first.group() == first.group().upper())
    if not (cut and not opens) and not lower:
        return False
    return not set(terms(title, lang)[0]) & set(terms(text, lang)[0])


def read(document: Document) -> list[Candidate]:
    """Return the sentences of an article's prose in order, at most `READ`."""
    lang = document.lang.partition("-")[0].lower()
    words = _openings(lang)
    spaced = lang not in ("zh", "ja", "th", "lo", "km", "my")
    sample = " ".join(block.text[:1000] for block in document.prose[:20])[:4000]
    caseless = sample == sample.lower()
    found: list[Candidate] = []
    section = 0
    for block in document.blocks:
        if block.kind == "heading":
            section += 1
        if not block.number:
            continue
        for start, end in sentences.spans(block.text[:LONGEST_PARAGRAPH], lang):
            if len(found) >= READ:
                return found
            text = " ".join(block.text[start:end].split())
            if not found and _runs_on(document.title, text, caseless, words, lang, sample):
                text = f"{document.title} {text}"
            else:
                text = text if start else _without_dateline(text)
            found.append(_candidate(text, block, section, words, lang, spaced, caseless))
    return found


def _candidate(
    text: str, block: Block, section: int, words: _Openings, lang: str, spaced: bool, caseless: bool
) -> Candidate:
    """Return what the ranking needs to know of one sentence."""
    stems, count = terms(text, lang)
    leans, pronoun = _opening(text, words, spaced)
    opens_quote = bool(_OPENS_QUOTE.match(text))
    quoted = sum(map(len, _QUOTED.findall(text))) / max(1, len(text)) if _QUOTE_MARK.search(text) else 0.0
    lower = text.lower()
    furniture = (
        (count <= 30 and any(phrase in lower for phrase in words.furniture))
        or (any(sign in text for sign in _CREDIT_SIGNS) and bool(_CREDIT.search(text)))
        or (count <= 16 and bool(_BYLINE.match(text)))
    )
    fragment = not caseless and text[:1].islower() and not text[1:2].isupper()
    bare_quote = quoted > 0.75 or (opens_quote and quoted > 0.55)
    quality = 1.0
    if opens_quote:
        quality -= 0.3
    if leans:
        quality -= 0.2 if pronoun else 0.1
    if any(word in lower for word in words.saying):
        quality -= 0.05
    quality -= 0.3 * max(0.0, 1 - count / 18) + 0.2 * max(0.0, min(2.0, count / 38 - 1))
    if "|" in text or text.count("#") > 1:
        quality -= 0.3
    poor = furniture or bare_quote or bool(_QUESTION.search(text[-6:])) or count < SHORTEST
    ended = bool(_ENDED.search(text[-6:]))
    return Candidate(
        text, block.number, section, count, stems,
        usable=ended and not (fragment or poor) and len(stems) > 1,
        spare=not poor and (ended or (block.kind != "item" and text[-1:] not in ":,;")),
        leans=leans, quality=max(0.1, quality),
    )  # fmt: skip
