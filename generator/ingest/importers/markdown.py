"""Plain text as Markdown: paragraphs where a page poured all into one line, and every character shown as itself.

Foreign text is data: whatever Markdown dialect reads it (CommonMark, Python-Markdown with the extensions that sites
switch on), a reader sees the words that were there, and nothing in them becomes a heading, a link or an include.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence

from ...text.sentences import spans
from ..byline import tail

LONG = 120
"""Words above which one line of a source is taken for several paragraphs."""
_IDEAL, _SPREAD = 75, 30  # words of a paragraph in a newspaper's single column, and how far from it still reads well
_LONGEST_QUOTE = 1500  # characters; what opens and does not close within them is an apostrophe or was never closed
_MOST = 12  # sentences that one paragraph may hold at all

# A backslash escapes these in CommonMark and in Python-Markdown alike; of the others the character reference is shown
# as the character by both.
_ANYWHERE = re.compile(r"[\\`*_\[{]")
_REFERENCED = re.compile(r"[<~^]|&(?=#|\w{1,40};)|==|::+|:(?=[a-z][a-z0-9_+-]*:)")
_MATH = re.compile(r"\$(?=\S)(?=[^$]*\S\$)")
_START = re.compile(r"[#>+\-!]|\d{1,12}(?=[.)](?:\s|$))(?P<stop>[.)])")
_START_REFERENCED = re.compile(r"[:?/|=$]")
_QUOTE = re.compile(r"[\"“”„'‘’‚«»]")
_LEANS = re.compile(  # on the sentence before: a pronoun, or a quotation that goes on
    r"(?P<quote>[\"“„'‘«])|(?:he|she|they|it|his|her|their|its|this|these|that|those|both|such|but|il|elle|ils|elles|er|sie|es"
    r"|él|ella|ellos)\b",
    re.IGNORECASE,
)
_CLOSES = re.compile(r"[\"”'’»](?=[\s,.])")
_OPENS_AFTER = frozenset(" \t\n([{—–-/\u00a0\u202f\"'“‘„«")


def _reference(found: re.Match[str]) -> str:
    return "".join({"<": "&lt;", "&": "&amp;"}.get(char, f"&#{ord(char)};") for char in found.group())


def escape(text: str) -> str:
    """Return one paragraph of plain text as Markdown that shows exactly that text, white space folded."""
    text = " ".join(text.split())
    text = _REFERENCED.sub(_reference, _ANYWHERE.sub(lambda found: "\\" + found.group(), text))
    if text.count("$") > 1 and _MATH.search(text):
        text = text.replace("$", "&#36;")
    start = _START.match(text)
    if start and start["stop"]:
        return f"{text[: start.start('stop')]}\\{text[start.start('stop') :]}"
    if start:
        return "\\" + text
    start = _START_REFERENCED.match(text)
    return _reference(start) + text[1:] if start else text


def quotations(text: str) -> list[tuple[int, int]]:
    """Return start and end offsets of the quotations in `text`, by start; apostrophes are told apart from quotes.

    Double and single marks of any shape are two kinds; what does not close within `_LONGEST_QUOTE` characters is none.
    """
    found: list[tuple[int, int]] = []
    opened: dict[str, list[int]] = {"'": [], '"': [], "«": []}
    for mark in _QUOTE.finditer(text):
        at, char = mark.start(), mark.group()
        before = text[at - 1] if at else " "
        after = text[at + 1] if at + 1 < len(text) else " "
        kind = "«" if char in "«»" else ("'" if char in "'‘’‚" else '"')
        if kind == "'" and before.isalnum() and after.isalnum():
            continue
        if opened[kind] and at - opened[kind][-1] > _LONGEST_QUOTE:
            opened[kind].clear()
        opens = char in "„‚" or (before in _OPENS_AFTER and (not after.isspace() or char == "«"))
        closes = bool(opened[kind]) and char in "”’»" and before not in " \u00a0\u202f("
        if opens and not closes:
            opened[kind].append(at)
        elif opened[kind]:
            start = opened[kind].pop()
            if at - start <= _LONGEST_QUOTE:
                found.append((start, at + 1))
    return sorted(found)


def _units(text: str, sentences: Sequence[tuple[int, int]]) -> list[list[tuple[int, int]]]:
    """Return the sentences in groups between which a paragraph may end: never inside a quotation."""
    quotes = quotations(text)
    reach: list[int] = []  # the furthest end of any quotation that starts so far
    for _, end in quotes:
        reach.append(max(end, reach[-1] if reach else 0))
    starts = [start for start, _ in quotes]
    units: list[list[tuple[int, int]]] = [[]]
    for sentence in sentences:
        units[-1].append(sentence)
        within = bisect_right(starts, sentence[1] - 1)
        if not within or reach[within - 1] <= sentence[1]:
            units.append([])
    return [unit for unit in units if unit]


def _cost(words: int, sentences: int) -> float:
    """Return how badly a paragraph of this size reads."""
    cost = ((words - _IDEAL) / _SPREAD) ** 2
    return cost + (1.0 if sentences < 2 else 0.7 * max(0, sentences - 4))


def _parting(text: str, before: tuple[int, int], start: int) -> float:
    """Return how badly a new paragraph may begin at `start`, behind the sentence `before`."""
    leans = _LEANS.match(text, start)
    if not leans:
        return 0.0
    if leans["quote"]:
        return 1.5 if _CLOSES.search(text, *before) else 0.0
    return 0.5


def paragraphs(text: str, lang: str = "en") -> list[str]:
    """Return `text` as paragraphs of whole, verbatim sentences; a text of at most `LONG` words is one.

    Two to four sentences, about 60 to 90 words each, at the least total distance from that (dynamic programming over
    the sentence ends, linear in their number). Quotations are not torn; closing lines about the authors stand alone.
    """
    text = " ".join(text.split())
    if len(text.split(None, LONG)) <= LONG:
        return [text] if text else []
    sentences = spans(text, lang)
    note = tail([text[start:end] for start, end in sentences])
    parts = _grouped(_units(text, sentences[:note]), text) if note else []
    if note < len(sentences):
        parts.append((sentences[note][0], len(text)))
    return [text[start:end].strip() for start, end in parts]


def _grouped(units: Sequence[Sequence[tuple[int, int]]], text: str) -> list[tuple[int, int]]:
    """Return start and end of the paragraphs into which the groups of sentences fall best."""
    words = [len(text[unit[0][0] : unit[-1][1]].split()) for unit in units]
    parting = [0.0] + [_parting(text, units[n - 1][-1], units[n][0][0]) for n in range(1, len(units))]
    best: list[tuple[float, int]] = [(0.0, 0)]
    for end in range(1, len(units) + 1):
        choices = []
        total = count = 0
        for begin in range(end - 1, max(-1, end - 1 - _MOST), -1):
            total, count = total + words[begin], count + len(units[begin])
            choices.append((best[begin][0] + parting[begin] + _cost(total, count), begin))
        best.append(min(choices))
    found: list[tuple[int, int]] = []
    end = len(units)
    while end:
        begin = best[end][1]
        found.append((units[begin][0][0], units[end - 1][-1][1]))
        end = begin
    return found[::-1]
