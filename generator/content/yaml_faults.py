"""What a beginner meant by front matter that is no YAML: the reason in plain words, and the line as it must be.

A parser names the place where it gave up, in its own terms. Here each usual slip proposes the line that it was meant to
be; a proposal counts only if the parser gets further with it, so no remedy is a guess. Also what stands at the top of a
file in the place of front matter: other fences, other formats, none.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Set
from dataclasses import dataclass

from ..text.strings import clip

Proposal = tuple[str, str]
"""What is wrong with a line, and the line as it must be."""
_PAIR = re.compile(r"(?P<key>\s*(?:- +)?[\w-]+:[ \t]+|\s*-[ \t]+)(?P<value>\S.*?)\s*")
_FENCE = re.compile(r"[-–—−]{1,6}")
_KEY = re.compile(r"[A-Za-z][\w-]*\s*:(?:\s|$)")
_LONGEST, _LINES, _TRIES = 8_000, 40, 60  # what is looked at: each proposal is parsed, and any file may come
_YAML = "lines such as 'title: …' between two lines '---'"


@dataclass(frozen=True, slots=True)
class Fault:
    """One slip."""

    line: int
    """Line of the YAML, from 0."""
    reason: str
    """What is wrong, in plain words."""
    remedy: str
    """What to write."""


def explained(source: str, given_up: int, keys: Set[str], stops: Callable[[str], int | None]) -> Fault | None:
    """Return the slip that keeps a YAML mapping from being read; None if no usual one does.

    `given_up` is the line on which the parser gave up; `stops` says that of any text, and None for one that is sound.
    """
    lines = source.split("\n")
    last, tries = min(given_up + 1, len(lines) - 1), 0
    for at in range(last, max(-1, last - _LINES), -1) if len(source) <= _LONGEST else ():
        for reason, right in _proposals(lines, at, keys):
            tries += 1
            if tries > _TRIES:
                return None
            there = stops("\n".join([*lines[:at], right, *lines[at + 1 :]]))
            if there is None or there > max(given_up, at):
                indented = right.startswith("  ") and right.lstrip() == lines[at]
                remedy = (
                    "begin it with two spaces if it continues the line above"
                    if indented
                    else f"write: {clip(right.strip(), 120)}"
                )
                return Fault(at, reason, remedy)
    return None


def _proposals(lines: list[str], at: int, keys: Set[str]) -> Iterator[Proposal]:
    line = lines[at]
    if not line.strip() or line.lstrip().startswith("#"):
        return
    if "\t" in line:
        plain = line.replace("\t", "  ")
        yield "a tab stands where spaces belong", plain.strip() if _KEY.match(line.lstrip()) else plain
    for pattern, reason in (
        (r"(\s*[\w-]+)\s*：\s*(.+)", "the colon is that of another keyboard"),
        (r"([A-Za-z][\w-]*):([^\s/].*)", "a space is missing after the colon"),
        (r"([A-Za-z][\w-]*)\s*=\s*(.+)", "'=' stands where a colon belongs"),
    ):
        if found := re.fullmatch(pattern, line):
            value = found[2].strip()
            yield reason, f"{found[1].rstrip()}: {value}"
            yield reason, f"{found[1].rstrip()}: {_quoted(value)}"
    first, _, rest = line.strip().partition(" ")
    if first.lower() in keys and rest:
        yield "the colon is missing", f"{first}: {rest.strip()}"
    if line.startswith(" ") and _KEY.match(line.lstrip()):
        yield "spaces stand before the key", line.lstrip()
    if found := re.fullmatch(r"(\s*)-([^\s-].*)", line):
        yield "a space is missing after the hyphen", f"{found[1]}- {found[2]}"
    if found := _PAIR.fullmatch(line):
        for reason, value in _values(found["value"]):
            yield reason, found["key"] + value
    if not _KEY.match(line) and at and line[0] not in " -":
        yield "the line belongs to no key", "  " + line


def _values(value: str) -> Iterator[Proposal]:
    """Yield how a value may have been meant."""
    first, inner = value[0], value[1:-1] if len(value) > 1 and value[-1] == value[0] else value[1:]
    if first == "-" and value[1:2] == " ":
        yield "a list begins behind its key", f"[{value[2:].strip()}]"
    if re.match(r"""(['"])[^'"]*\1[\s,.;:!?]""", value):
        yield f"more stands behind the quotation that {first} opens", _quoted(value)
    elif first in "'\"":
        if "\\" in inner and first == '"':
            yield "a backslash between double quotes means something else", _quoted(inner)
        elif len(value) == 1 or value[-1] != first or (inner.count(first) % 2 == 0 and first == "'" and first in inner):
            yield f"the quotation that {first} opens is not closed where it should be", _quoted(inner)
        else:
            name = "an apostrophe" if first == "'" else "a quotation mark"
            yield f"{name} within the text ends the quotation", _quoted(inner)
    elif first == "[" and "]" not in value:
        yield "the closing ] is missing", value.rstrip(" ,") + "]"
    elif first in "@`%*&!|>,]}?[{":
        yield f"'{first}' at the beginning of a text means something else", _quoted(value)
    if ": " in value or value.endswith(":"):
        yield "the text has a colon in it", _quoted(value)


def _quoted(text: str) -> str:
    if '"' not in text and "\\" not in text:
        return f'"{text}"'
    return "'" + text.replace("'", "''") + "'"


def misplaced(text: str, keys: Set[str]) -> Fault | None:
    """Return what is wrong at the top of a file that does not begin with `---`, yet was to have front matter."""
    lines = text.split("\n", 40)[:40]
    at = next((at for at, line in enumerate(lines) if line.strip()), 0)
    first, below = lines[at].strip(), next((line for line in lines[at + 1 :] if line.strip()), "")
    has_keys = _names_key(below, keys)
    if first == "+++":
        return Fault(at, "the front matter is TOML, as Hugo writes it", f"{_YAML}, or 'briefing import hugo'")
    if re.match(r'\{\s*"', "\n".join(lines[at:])):
        return Fault(at, "the front matter is JSON", _YAML)
    if first.startswith("```") and (below.strip() == "---" or has_keys):
        return Fault(at, "the front matter stands in a block of code", f"remove the line '{clip(first, 20)}'")
    if not has_keys and not _names_key(lines[at], keys):
        return None
    if first == "---" and lines[at].startswith("-"):
        return Fault(0, "the file begins with a blank line", "'---' must be the first line: remove what is above it")
    if _FENCE.fullmatch(first):
        return Fault(at, f"'{first}' does not open the front matter", "write three hyphens and nothing before: ---")
    if _names_key(lines[at], keys):
        return Fault(
            at, "the front matter has no '---' above it", "a line '---' above the first key and below the last"
        )
    return None


def _names_key(line: str, keys: Set[str]) -> bool:
    return bool(_KEY.match(line)) and line.partition(":")[0].strip().lower() in keys


def closing(source: str) -> Fault | None:
    """Return the line that was to close the front matter and does not; `source` is what stands below the opening."""
    for at, line in enumerate(source.split("\n", 60)[:60]):
        if line.strip() and _FENCE.fullmatch(line.strip()):
            return Fault(at, f"'{line.strip()}' does not close the front matter", "write three hyphens: ---")
        if line.startswith("#") and not line.startswith("# "):
            return None
    return None
