"""What a text lost before it reached us: a list that is announced but not there, an end in the middle of a sentence.

Works on the blocks of `document`, so that `briefing add` says it of what comes in and `briefing check` of what lies in
the content folder. Nothing is mended here: only the original can say what is missing.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from ..errors import Problem
from ..text.document import Block
from ..text.sentences import spans
from ..text.strings import fold
from .byline import has_email, introduces

_CLOSERS = "\"'”’»«“‘›‹)]}）】」』》〉*_"
_ENDS = frozenset(".!?。！？｡؟۔।॥։።။།៕…‼⁇⁈⁉:：;")
_UNSTOPPED_SCRIPTS = re.compile(r"[\u0e00-\u0eff\u1780-\u17ff]\W*\Z")  # Thai, Lao and Khmer end sentences with a space
_CUT = re.compile(r"(?:\.\.\.|…|\[(?:\.\.\.|…|\+\d+ chars)\]|\((?:more|continued)(?:…|\.\.\.)?\))\W*\Z", re.IGNORECASE)
# Words after which a clause cannot stop: what they call for must follow.
_OPEN_ENDED = frozenset(
    """among amongst between include includes included including being by for from of with as namely comprise comprises
    comprising are were via are: e.g i.e
    entre parmi dont comme notamment comprennent incluent sont avec incluyen incluye como son con
    darunter zwischen sind mit von umfassen wie nämlich""".split()
)
_ANNOUNCES = re.compile(
    r"\b(?:as follows|the following(?: [\w-]+){0,3}|(?:listed|set out|given|shown) (?:below|here)|such as(?: these)?"
    r"|comme suit|(?:les|des|aux) [\w-]+ suivant(?:e?s)|wie folgt|folgende[nrs]?(?: [\w-]+){0,2}"
    r"|(?:lo|los|las) siguientes?(?: [\w-]+){0,2}|siguientes)\s*[:：]\Z",
    re.IGNORECASE,
)
_SIGNED = re.compile(r"[.!?…][\"'”’)]*\s+[-–—]+\s*\S+(?: \S+){0,2}\Z")  # "… in October. – Associated Press"
_SPOKEN = re.compile(
    r"\b(?:said|says|saying|told|wrote|writes|tweeted|posted|added|asked|declared|stated|statement|remarks?|words?|message"
    r"|letter|post|tweet|reply|replied|response|question|answer|comment|note|text|passage|quote|quotation)\b",
    re.IGNORECASE,
)
_ITEM = re.compile(
    r"(?:[-*•·–—▪◦‣]|\(?(?:\d{1,3}|[a-z]|[ivx]{1,4})[.)])\s|\W*(?:first|firstly|one|1st)\b", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Loss:
    """Something that the text itself shows to be missing."""

    code: Literal["lost-list", "truncated"]
    """Stable name of the kind."""
    message: str
    """What is missing, with the words that show it."""
    remedy: str
    """What to do."""
    paragraph: int
    """Number of the paragraph that shows it, from 1."""
    line: int
    """Line of the body on which that paragraph begins, from 0."""
    is_marked: bool = False
    """True for an end that says itself that it is none: "[…]"."""

    def problem(self, path: str, first_line: int = 1) -> Problem:
        """Return it as a warning about a file whose body begins on `first_line` (from 1)."""
        return Problem(path, first_line + self.line, self.message, self.remedy, "warning", self.code)


def _last_words(text: str, count: int = 6) -> str:
    words = text[-200:].split()
    return ("… " if len(text.split(None, count)) > count else "") + " ".join(words[-count:])


def _last_sentence(text: str) -> str:
    """Return the last sentence of `text`; of a very long text only its end is read."""
    end = text[-3000:]
    found = spans(end)
    return end[found[-1][0] : found[-1][1]] if found else ""


def _announces_list(text: str) -> bool:
    """Tell whether `text` ends by announcing a list in words that leave the sentence open without it."""
    if not text.endswith((":", "：")):
        return False
    clause = text[-300:].rstrip(":： \u00a0\u202f")
    if clause.endswith(tuple(_CLOSERS)):
        return False  # "'peace through strength':" introduces what was said
    last = clause.split()[-1:] if clause else []
    if last and last[0].strip("(\"'“‘,").casefold() in _OPEN_ENDED:
        return True
    return bool(_ANNOUNCES.search(text[-300:])) and not _SPOKEN.search(clause[-60:])


def _is_listed(following: Sequence[Block]) -> bool:
    """Tell whether the announced things follow: as a list, a quote, a table, code, or as paragraphs like items."""
    if not following:
        return False
    first = following[0]
    if first.kind != "paragraph":
        return first.kind != "heading" or sum(block.kind == "heading" for block in following[:12]) > 1
    return bool(_ITEM.match(first.text)) or first.text[:1].islower() or _is_fragment(first.text)


def _is_fragment(text: str) -> bool:
    """Tell whether a paragraph is short and ends like an item of a list, not like a sentence."""
    return len(text) < 160 and text.rstrip(_CLOSERS + " ")[-1:] not in (".", "!", "?", "…", "。", ":")


def _is_cut_off(text: str) -> bool:
    """Tell whether the last paragraph of an article stops before its sentence does."""
    if _CUT.search(text):
        return True
    bare = text.rstrip(_CLOSERS + " \u00a0\u202f\u200e\u200f")
    if not bare or bare[-1] in _ENDS or not any(c.isalnum() for c in text):
        return text.endswith((":", "："))
    words = text.split()
    if text[0] in "—–-©(" or (len(words) <= 3 and not bare.endswith(",")) or _SIGNED.search(text[-120:]):
        return False  # a sign-off, an agency's name, a caption
    if "://" in words[-1] or has_email(words[-1]):
        return False
    if _UNSTOPPED_SCRIPTS.search(text):
        return False
    return introduces(_last_sentence(text)) is None


def find_losses(blocks: Sequence[Block], title: str = "") -> tuple[Loss, ...]:
    """Return what the text shows to be missing, in its order.

    `lost-list`: a paragraph that ends in ":" in words that call for a list ("including those between:") with no list,
    table, quote or code after it. An announcement of speech ("he said:") is none. `truncated`: the last block is a
    paragraph or a quote that ends without the stop of a sentence, or in an ellipsis. A text that is
    nothing but the title, as of a feed's item that is only a link, has none to lose.
    """
    found: list[Loss] = []
    for at, block in enumerate(blocks):
        if block.kind != "paragraph" or not _announces_list(block.text) or _is_listed(blocks[at + 1 : at + 13]):
            continue
        message = f"a list is announced and does not follow: '{_last_words(block.text)}'"
        found.append(Loss("lost-list", message, "add the list from the original", block.number, block.line))
    last = blocks[-1] if blocks else None
    lost = bool(found and last and found[-1].paragraph == last.number)
    if len(blocks) == 1 and last and fold(last.text) == fold(title):
        return ()
    if last and last.kind in ("paragraph", "quote") and not lost and _is_cut_off(last.text):
        message = f"the text stops in the middle of a sentence: '{_last_words(last.text)}'"
        remedy = "add the end from the original, or a full stop"
        found.append(Loss("truncated", message, remedy, last.number, last.line, bool(_CUT.search(last.text))))
    return tuple(found)
