"""Where sentences begin and end in running text of many languages; every analysis that speaks of sentences uses this.

Rules instead of a model: a stop ends a sentence unless the word before it is an abbreviation, an initial or an ordinal,
or what follows cannot open one. Abbreviations are read from `abbreviations.yml`. Linear in the text; takes
any text, cased or not, with spaces before its stops or without any stop.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

LONGEST = 1200
"""Characters after which a sentence without any stop is cut, at a pause or a space."""

_CLOSERS = "\"'”’»«“‘›‹)\\]}"
_WIDE_CLOSERS = "\"'”’»)\\]}）】」』》〉"
_STOP = re.compile(
    rf"(?P<blank>\n[^\S\n]*+\n)|(?P<item>\n(?=[^\S\n]*+(?:[-*•–]|\d{{1,3}}[.)])[^\S\n]))"
    rf"|(?P<wide>[。！？｡।॥။።។۔]++)(?P<quote>[{_WIDE_CLOSERS}]*+)"
    rf"|(?P<stop>[.!?…؟։‼⁇⁈⁉;；]++)(?P<close>[{_CLOSERS}]*+)"
)
_SPACE = re.compile(r"\s*")
_OPENING = re.compile(r"[\"'“‘„‚«»‹›(\[{¿¡\-–—•*_\u200e\u200f\u202a-\u202e\u2066-\u2069\s]{0,8}")
_NEXT = re.compile(r"[^\W_]+(?:['’][^\W_]+)?")
_TOKEN_BEFORE = re.compile(r"[^\s\"“”„«»(\[{—–]+$")
_DOTTED = re.compile(r"(?:[^\W\d_]{1,2}\.)+[^\W\d_]{1,2}$")
_MARKER = re.compile(r"\s*[(\[]?(?:\d{1,3}|[A-Za-z]|[ivxIVX]{1,5})$")
_ROMAN_OR_NUMBER = re.compile(r"\d{1,2}$|[IVX]{1,5}$")
_DETACHED_CLOSER = re.compile(r"\s{1,3}(?:[”»)\]}]|'')(?=\s|$)")
_DETACHED_QUOTE = re.compile(r"(?<!\S)(?:[\"'’`]|'')(?!\S)")
_PAUSE = re.compile(r"[;,:，、；：](?=\s|[^\x00-\x7f])|\s[-–—](?=\s)")
# Ordinals are written with a stop ("3. Oktober", "19. století") in these.
_ORDINAL_STOP = frozenset(
    ("de", "da", "no", "fi", "cs", "sk", "pl", "hu", "sl", "hr", "sr", "bs", "et", "lv", "tr", "is", "eu")
)
# A quotation is followed by its verb of saying or its particle, not by a new sentence.
_JA_AFTER_QUOTE = frozenset("とっなのはがをにでもやか、。")
_ZH_SAYING = re.compile(r"[^。！？，,\s]{0,6}(?:说|說|道|表示|称|稱|问|問|写道|指出)")


@dataclass(frozen=True, slots=True)
class _Rules:
    """The abbreviations of one language, as written, and once more in lower case."""

    titles: frozenset[str]
    numbered: frozenset[str]
    ends: frozenset[str]
    lower: frozenset[str]
    lower_titles: frozenset[str]
    openers: frozenset[str]
    ordinal: bool
    greek: bool


@cache
def _table() -> dict[str, dict[str, frozenset[str]]]:
    import yaml

    path = Path(__file__).with_name("abbreviations.yml")
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    raw: dict[str, dict[str, str]] = yaml.load(path.read_text(encoding="utf-8"), Loader=loader)
    return {lang: {kind: frozenset(words.split()) for kind, words in kinds.items()} for lang, kinds in raw.items()}


@cache
def _rules(lang: str) -> _Rules:
    """Return the rules of `lang` and those that hold for all; an unknown language gets English ones besides."""
    table = _table()
    lang = {"nb": "no", "nn": "no"}.get(lang, lang)
    used = [table["*"], table.get(lang, table["en"])]

    def of(kind: str) -> frozenset[str]:
        return frozenset().union(*(kinds.get(kind, frozenset()) for kinds in used))

    titles, numbered, ends = of("titles"), of("numbered"), of("ends")
    weekdays = frozenset({"mon", "wed", "sat", "sun", "min", "max", "sec"})  # words of their own in lower case
    lower = frozenset(word.lower() for word in titles | ends) - weekdays
    lower_titles = frozenset(word.lower() for word in titles)
    return _Rules(titles, numbered, ends, lower, lower_titles, of("openers"), lang in _ORDINAL_STOP, lang == "el")


def openers(lang: str) -> frozenset[str]:
    """Return the words, in lower case, that often open a sentence of `lang` and are no names."""
    return _rules(lang.partition("-")[0].lower()).openers


def _closed_by(text: str, start: int, stop: re.Match[str], caseless: bool, rules: _Rules) -> int:
    """Return the offset behind the sentence that this stop ends, or 0 when it ends none."""
    if stop["blank"] or stop["item"]:
        return stop.start() or stop.end()
    end = stop.end()
    if stop["wide"]:
        return end if _wide_ends(text, start, stop) else 0
    marks, closers = stop["stop"], stop["close"]
    if ";" in marks or "；" in marks:
        return end if rules.greek and marks == ";" and text[end : end + 1].isspace() else 0
    if end >= len(text):
        return end
    head = stop.start()
    detached = head > start and text[head - 1].isspace()
    if not text[end].isspace():
        return _glued(text, start, stop, rules)
    found = _DETACHED_CLOSER.match(text, end)
    if found:
        end, closers = found.end(), closers + ")"
    following = _SPACE.match(text, end)
    at = following.end() if following else end
    if at >= len(text):
        return len(text)
    if text[at] in ".!?…":
        return 0  # ". . ." is one ellipsis; its last stop decides
    opening = _OPENING.match(text, at)
    first = opening.end() if opening else at
    token = _NEXT.match(text, first)
    if token is None:
        return end
    word = token.group()
    quoted = first > at
    upper = word[0].isupper() or (word[:1] in "ie" and word[1:2].isupper())  # "iPhone", "eBay"
    opens = word.lower() in rules.openers and text[token.end() : token.end() + 1] != "."
    if not caseless and word[0].islower() and not upper and not quoted:
        return 0
    if detached:
        return 0 if caseless and _token(text, start, head - 1) in rules.lower_titles else end  # "sgt . davis"
    if marks[0] != "." or len(marks) > 1:
        return end if upper or not word[0].islower() or caseless else 0
    if closers.strip("'’"):
        return 0 if word[0].islower() and not caseless else end
    return end if _full_stop(text, start, head, word, upper, opens, quoted, caseless, rules) else 0


def _token(text: str, start: int, end: int) -> str:
    """Return the word that ends at `end`, without an elided article ("l'art")."""
    before = _TOKEN_BEFORE.search(text, max(start, end - 30), end)
    return re.split("['‘’]", before.group())[-1] if before else ""


def _full_stop(
    text: str, start: int, head: int, word: str, upper: bool, opens: bool, quoted: bool, caseless: bool, rules: _Rules
) -> bool:
    """Tell whether the single full stop at `head` ends a sentence rather than the token before it."""
    token = _token(text, start, head)
    if _MARKER.match(text[start:head] if head - start < 9 else " . "):
        return False  # "1. First item", "(a. …"
    if not token:
        return True
    named = upper and (quoted or (opens and not caseless))
    form = token.capitalize() if len(token) > 2 and token.isupper() else token
    opening = form[0].lower() + form[1:] if len(form) > 2 else form  # "Проф." at the beginning
    if form in rules.titles or opening in rules.titles or (caseless and token in rules.lower):
        return False
    if word[0].isdigit() and (form in rules.numbered or (caseless and token.capitalize() in rules.numbered)):
        return False
    if form in rules.ends or _DOTTED.match(token):
        return named
    if len(token) == 1 and token.isalpha():  # "J. K. Rowling", "z. B."
        return named or (token == "I" and opens)
    if len(token) == 2 and token[0] == token[1] and token.isupper():  # "EE. UU.", "FF. AA."
        return named
    if rules.ordinal and _ROMAN_OR_NUMBER.match(token):
        return opens or quoted
    return caseless or upper or quoted or not word[0].islower()


def _glued(text: str, start: int, stop: re.Match[str], rules: _Rules) -> int:
    """Return the end for a stop with no space behind it: only where a space was plainly lost ("ended.The vote")."""
    end = stop.end()
    if stop["stop"][0] in "؟…" or len(stop["stop"]) > 1:
        return 0
    before = _TOKEN_BEFORE.search(text, max(start, stop.start() - 30), stop.start())
    token = _NEXT.match(text, end)
    if before is None or token is None or not token.group()[0].isupper() or token.group().isupper():
        return 0
    lost = len(before.group()) > 2 and before.group().isalpha() and before.group()[1:].islower()
    opens = token.group().lower() in rules.openers and text[token.end() : token.end() + 1].isspace()
    return end if lost and opens and before.group() not in rules.titles else 0


def _wide_ends(text: str, start: int, stop: re.Match[str]) -> bool:
    """Tell whether a stop of a script that needs no space ends a sentence; not inside a quotation that goes on."""
    end = stop.end()
    rest = text[end : end + 12]
    if stop["quote"]:
        if stop["quote"][-1] in "」』" and rest[:1] in _JA_AFTER_QUOTE:
            return not rest[:1]
        return not _ZH_SAYING.match(rest)
    opened = text.rfind("「", max(start, end - 200), end)
    return opened < 0 or "」" in text[opened:end] or "」" not in text[end : end + 200]


def _pieces(text: str, lang: str) -> Iterator[tuple[int, int, bool]]:
    """Yield untrimmed sentences with whether a blank line or a list item parts them from what came before."""
    rules = _rules(lang.partition("-")[0].lower())
    sample = text[:4000]
    caseless = sample == sample.lower()
    start, hard, inside, counted = 0, True, False, 0
    for stop in _STOP.finditer(text):
        if stop.start() < start:
            continue
        end = _closed_by(text, start, stop, caseless, rules)
        if not end:
            continue
        if stop.start() > 0 and text[stop.start() - 1] == " " and stop["stop"]:
            # Tokenised text sets quotes apart; whether this one closes is known by counting them.
            inside ^= len(_DETACHED_QUOTE.findall(text, counted, end)) % 2 == 1
            counted = end
            quote = _DETACHED_QUOTE.match(text, end + 1) if inside else None
            if quote:
                end = counted = quote.end()
                inside = False
        yield start, end, hard
        start, hard = end, bool(stop["blank"] or stop["item"])
        if hard:
            inside, counted = False, end
    yield start, len(text), hard


def _cut(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Yield `start`, `end` in parts of at most `LONGEST` characters."""
    while end - start > LONGEST:
        pauses = [m.end() for m in _PAUSE.finditer(text, start + LONGEST // 2, start + LONGEST)]
        at = pauses[-1] if pauses else text.rfind(" ", start + LONGEST // 2, start + LONGEST)
        at = at if at > start else start + LONGEST
        yield start, at
        start = at
    yield start, end


def spans(text: str, lang: str = "en") -> list[tuple[int, int]]:
    """Return start and end offsets of the sentences of `text`, in order, white space trimmed.

    Together they hold all of the text that is not white space. Closing quotes and brackets belong to the sentence
    that they close; a blank line and a new list item always part two sentences.
    """
    found: list[tuple[int, int]] = []
    for start, end, hard in _pieces(text, lang):
        piece = text[start:end]
        stripped = piece.strip()
        if not stripped:
            continue
        start += len(piece) - len(piece.lstrip())
        end = start + len(stripped)
        if found and not hard and end - start < 9 and not any(c.isalnum() for c in stripped):
            found[-1] = (found[-1][0], end)  # a stray mark belongs to what it follows
        elif end - start <= LONGEST:
            found.append((start, end))
        else:
            for low, high in _cut(text, start, end):
                part = text[low:high]
                if part.strip():
                    low += len(part) - len(part.lstrip())
                    found.append((low, low + len(part.strip())))
    return found


def split(text: str, lang: str = "en") -> list[str]:
    """Return the sentences of `text` as they stand, in order."""
    return [text[start:end] for start, end in spans(text, lang)]
