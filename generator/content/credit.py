"""Who published a text first and what its owner allows, where the text or its page says so.

A credit line names the outlet ("Originally published by …"); a licence ("CC BY 4.0", an address at creativecommons.org)
sets the rights. What is not stated is not inferred: the site's own setting decides then.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from ..model import Rights
from ..text.web_addresses import outgoing

_PIECE = (
    r"(?:this|the) (?:[\w-]+ )?"
    r"(?:article|piece|story|essay|commentary|analysis|op-ed|post|report|interview|version)"
)
_CREDIT = re.compile(
    rf"\W*(?:{_PIECE}|it) (?:was |is |has been |is being )?(?:(?:originally|first) )?"
    r"(?:(?:re)?published|reprinted|reproduced|produced|appeared|posted|ran)\b"
    r"|\W*(?:republished|reprinted|reproduced|published with (?:the )?(?:kind )?permission)\b"
    r"|\W*(?:originally|first) (?:published|appeared|posted|printed|run|ran)\b"
    r"|(?:©|\(c\)|copyright)\s",
    re.IGNORECASE,
)
_OUTLET = re.compile(
    r"\b(?:(?:re)?published|appeared|posted|printed|ran|run|reprinted|reproduced|produced)(?: here)? "
    r"(?:(?:with|by) (?:the )?(?:kind )?permission (?:of|from)|courtesy of|by|in|on|at|from) "
    r"(?P<name>[^\n]{2,80}?)"
    r"(?=[,;.](?:\s|$)| \(| [-–—] | and (?:is|was|has|re)| (?:on|under|with|by|as|in) | here\b| https?:|$)",
    re.IGNORECASE,
)
_PERMISSION = re.compile(r"\bpermission\b|\bcreative commons\b|\bcc[ -]by\b|\bcc0\b", re.IGNORECASE)
_ADDRESS = re.compile(r"https?://[^\s<>\"'()]{4,500}[^\s<>\"'().,;]")
_LONGEST = 400  # characters of a credit line
_LICENCE_ADDRESS = re.compile(
    r"creativecommons\.org/(?:licenses/(?P<kind>by(?:-(?:nc|nd|sa)){0,2})|publicdomain/(?P<free>zero|mark))",
    re.IGNORECASE,
)
_LICENCE_NAME = re.compile(
    r"\bcc[ -]?(?P<kind>by(?:[ -](?:nc|nd|sa)){0,2})\b|\b(?P<free>cc0|public domain)\b"
    r"|\bcreative commons (?P<words>(?:attribution|non-?commercial|no ?derivatives|share-?alike|[-–/ ])+)",
    re.IGNORECASE,
)
_DEED = re.compile(
    r"//(?:www\.)?creativecommons\.org/(?:licenses/(?P<kind>by(?:-(?:nc|nd|sa)){0,2})|publicdomain/(?P<free>zero|mark))"
    r"(?:/(?P<version>\d\.\d))?(?:/(?P<port>igo|[a-z]{2})(?![a-z]))?",
    re.IGNORECASE,
)
_CODE = re.compile(r"cc[ -]by(?:[ -](?:nc|nd|sa)){0,2}[ -](?P<version>2\.0|2\.5|3\.0|4\.0)", re.IGNORECASE)
_CC0 = re.compile(r"\bcc0\b", re.IGNORECASE)
_KINDS = frozenset({"by", "by-sa", "by-nd", "by-nc", "by-nc-sa", "by-nc-nd"})
_OFFERED = re.compile(r"\b(?:licen[cs]ed?|republish\w*|reproduc\w*|under|available|reus\w*)\b", re.IGNORECASE)


def credit_line(lines: Sequence[str]) -> int:
    """Return the index of the line that says where the article comes from (of the first two or last three), else -1."""
    last = len(lines)
    places: list[int] = [*range(min(2, last)), *range(last - 1, max(-1, last - 4), -1)]
    for at in places:
        text = lines[at]
        if len(text) <= _LONGEST and _CREDIT.match(text) and (_OUTLET.search(text) or _PERMISSION.search(text)):
            return at
    return -1


def outlet(line: str) -> str:
    """Return the outlet that a credit line names, or an empty string."""
    named = _OUTLET.search(line)
    return named["name"].strip(" \"'“”‘’") if named else ""


def address(line: str) -> str:
    """Return the first web address in a credit line, or an empty string."""
    found = _ADDRESS.search(line)
    return found.group() if found else ""


def is_permitted(line: str) -> bool:
    """Tell whether a credit line says that the text may be republished."""
    return _PERMISSION.search(line) is not None


def _kind(found: re.Match[str]) -> str:
    parts = found.groupdict()
    if parts.get("free"):
        return "cc0"
    if parts.get("kind"):
        return parts["kind"].lower().replace(" ", "-")
    words = (parts.get("words") or "").lower()
    if "attribution" not in words:
        return ""
    names = (("commercial", "nc"), ("derivatives", "nd"), ("share", "sa"))
    return "-".join(["by", *(short for word, short in names if word in words)])


def licence(text: str) -> str:
    """Return the Creative Commons licence that an address or a sentence states (`by`, `by-nc`, `cc0`), or ""."""
    found = _LICENCE_ADDRESS.search(text)
    if found:
        return _kind(found)
    named = _LICENCE_NAME.search(text)
    if named and (len(text) < 60 or _OFFERED.search(text)):
        return _kind(named)
    return ""


def licence_shown(stated: str) -> tuple[str, str]:
    """Return a stated licence as readers are shown it: its name, and where it is to be read (empty when unknown).

    An address of Creative Commons is named by its code (`CC BY 4.0`), another by itself. Words stay as they are; they
    lead to the deed when they name a version: without one there are several, and before 4.0 one a country.
    """
    stated = " ".join(stated.split())
    if found := outgoing(stated):
        deed = _DEED.search(found)
        if deed is None:
            return found, found
        free = {"zero": "CC0", "mark": "Public Domain Mark"}.get((deed["free"] or "").lower(), "")
        name = free or f"CC {deed['kind'].upper()}"
        return " ".join(filter(None, (name, deed["version"], (deed["port"] or "").upper()))), found
    if within := address(stated):
        return stated, outgoing(within)
    if _CC0.search(stated):
        return stated, "https://creativecommons.org/publicdomain/zero/1.0/"
    kind, code = licence(stated), _CODE.fullmatch(stated)
    version = code["version"] if code else "4.0" if re.search(r"(?<![\d.])4\.0(?![\d.]*\d)", stated) else ""
    return stated, f"https://creativecommons.org/licenses/{kind}/{version}/" if kind in _KINDS and version else ""


def licence_rights(kind: str) -> Rights | None:
    """Return the rights that a licence gives any site; None for none, and for one that forbids commercial use."""
    return "full" if kind and "nc" not in kind else None
