"""Foreign HTML as an lxml tree that can be worked on: no character that XML forbids, no nesting without end.

Every page is a tree, whatever is wrong with it; what is no HTML at all is an empty one.
"""

from __future__ import annotations

import re
from typing import Any

_DEEPEST = 100  # levels of nested elements; work on a tree grows with its depth
_BAD = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")
_REFERENCE = re.compile(r"&#(?:[xX](?P<hex>[0-9a-fA-F]{1,8})|(?P<number>\d{1,10}));?")
_DECLARATION = re.compile(r"^\s*<\?xml[^>]{0,200}\?>")


def _reference(found: re.Match[str]) -> str:
    """Return a character reference that stands for a character, else nothing."""
    code = int(found["hex"], 16) if found["hex"] else int(found["number"])
    return "" if code > 0x10FFFF or _BAD.match(chr(code)) else found.group()


def parse(text: str) -> Any:
    """Return the tree of an HTML page or fragment; never raises."""
    from lxml import etree, html

    text = _DECLARATION.sub("", _REFERENCE.sub(_reference, _BAD.sub("", text)))
    try:
        tree = html.document_fromstring(
            text, parser=html.HTMLParser(huge_tree=True, remove_comments=True, remove_pis=True)
        )
    except (etree.LxmlError, ValueError, AssertionError):
        tree = html.document_fromstring("<html><body></body></html>")
    _flatten(tree)
    return tree


def _flatten(tree: Any) -> None:
    """Take out the boxes below the deepest level, and keep what is in them."""
    from lxml import etree

    depth, deep = 0, []
    for event, element in etree.iterwalk(tree, events=("start", "end")):
        depth += 1 if event == "start" else -1
        if event == "end" and depth >= _DEEPEST and isinstance(element.tag, str):
            deep.append(element)
    for element in deep:
        element.drop_tag()
