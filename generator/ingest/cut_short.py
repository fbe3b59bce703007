"""A capture that was cut on its way: a message without the mark of its end, a page whose boxes never close.

The words alone need not show it: a cut between two paragraphs leaves whole sentences.
"""

from __future__ import annotations

import re
from collections import Counter
from email.errors import CloseBoundaryNotFoundDefect
from email.message import Message

from ..errors import Problem

_END = re.compile(r"</(?:html|body)\s*>", re.IGNORECASE)
_UNSEEN = re.compile(r"<(?P<tag>!--|script\b|style\b|textarea\b|title\b)", re.IGNORECASE)
_BOX = re.compile(r"<(?P<end>/?)(?P<tag>article|main|section|div|blockquote|table|figure|ul|ol)\b[^>]*>", re.IGNORECASE)


def is_cut_message(message: Message) -> bool:
    """Tell whether a message of several parts, or a browser's archive, ends without the mark of its end."""
    return any(isinstance(d, CloseBoundaryNotFoundDefect) for part in message.walk() for d in part.defects)


def is_cut_page(page: str) -> bool:
    """Tell whether HTML ends where it cannot: within a tag, a script or a comment, or with a box open and no `</body>`.

    HTML may leave out `</body>` and `</html>`, and careless pages forget a box; the two together are a page cut short.
    """
    if _END.search(page):
        return False
    shown, at = [], 0
    while unseen := _UNSEEN.search(page, at):
        shown.append(page[at : unseen.start()])
        end = re.compile("-->" if unseen["tag"] == "!--" else f"</{unseen['tag']}", re.IGNORECASE)
        closed = end.search(page, unseen.end())
        if closed is None:
            return True
        at = closed.end()
    text = "".join([*shown, page[at:]])
    if text.rfind("<") > text.rfind(">"):
        return True
    opened: Counter[str] = Counter()
    for box in _BOX.finditer(text):
        opened[box["tag"].lower()] += -1 if box["end"] else 1
    return any(count > 0 for count in opened.values())


def cut_short(name: str, what: str) -> tuple[Problem, ...]:
    """Return the warning about a source of which the end is missing."""
    return (Problem(name, 0, f"ends in the middle of {what}", "save it again", "warning", "truncated"),)
