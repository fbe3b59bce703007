"""An OPML list of feeds, as readers export it: the addresses in it, in its order."""

from __future__ import annotations

import re

from ..text.web_addresses import is_web

_ROOT = re.compile(rb"<opml[\s>]", re.IGNORECASE)
_MOST = 10_000
_BARE = re.compile(rb"&(?!(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|amp|lt|gt|quot|apos);)")  # exported unescaped


def is_opml(data: bytes) -> bool:
    """Tell whether the bytes are an OPML list."""
    return _ROOT.search(data[:2048]) is not None


def feeds(data: bytes) -> tuple[str, ...]:
    """Return the addresses of the feeds in an OPML list, each once; a damaged list gives those that can be read."""
    from lxml import etree

    data = _BARE.sub(b"&amp;", data)
    parser = etree.XMLParser(recover=True, resolve_entities=False, no_network=True, huge_tree=False)
    try:
        root = etree.fromstring(data, parser)
    except (etree.LxmlError, ValueError):
        return ()
    found: list[str] = []
    for element in root.iter() if root is not None else ():
        if len(found) < _MOST and isinstance(element.tag, str) and element.tag.rpartition("}")[2].lower() == "outline":
            address = next((str(v).strip() for k, v in element.attrib.items() if str(k).lower() == "xmlurl"), "")
            if is_web(address):
                found.append(address)
    return tuple(dict.fromkeys(found))
