"""What other generators keep of a text: lines of metadata beside or above it; settings files.

Values become text, lists and mappings of such. Nothing is executed: of settings in Python only literals count.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, tzinfo
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from ...content.foreign_front_matter import read, toml
from ...errors import ArticleError, Problem
from ...settings.config import parse_time
from ..importers import dates

MAX_BYTES = 5_000_000
LINK_KEYS = ("link", "external-url", "external_url", "externalurl", "externallink", "linkurl", "link_url")
"""Keys of front matter under which themes keep what a link post points to."""
_META = re.compile(r"^(?P<key>[A-Za-z][\w-]*)[ \t]*:[ \t]*(?P<value>.*)$")
_FIELD = re.compile(r"^:(?P<key>[\w-]+):[ \t]*(?P<value>.*)$")
_RULE = re.compile(r"([=\-~#*^\"'+`:.])\1*")
_NIKOLA = re.compile(r"^\.\.[ \t]+(?P<key>[\w-]+):[ \t]*(?P<value>.*)$")


def text_of(path: Path, shown: str) -> str:
    """Return the text of a file; raises `ArticleError` for one that is none."""
    try:
        if path.stat().st_size > MAX_BYTES:
            raise ArticleError(Problem(shown, 0, f"is larger than {MAX_BYTES // 1_000_000} MB", "split it"))
        data = path.read_bytes()
        return data.decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")
    except OSError as error:
        raise ArticleError(Problem(shown, 0, f"cannot be read: {error.strerror}")) from None
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise ArticleError(Problem(shown, line, "is not UTF-8", "save it as UTF-8", code="undecodable")) from None


def settings(folder: Path, *names: str) -> dict[str, Any]:
    """Return the first of these settings files (YAML, TOML or JSON) that there is; raises `ArticleError`."""
    for name in names:
        path = folder / name
        if path.is_file():
            text = text_of(path, name)
            if name.endswith(".toml"):
                return toml(text, name, 0)
            return read(text if name.endswith(".json") else f"---\n{text}\n---\n", name)[0]
    return {}


class _Named(ast.NodeTransformer):
    """Puts the texts and numbers that earlier lines gave a name in the places of these names."""

    def __init__(self, found: Mapping[str, Any]) -> None:
        self.found = found

    def visit_Name(self, node: ast.Name) -> ast.expr:
        value = self.found.get(node.id)
        return ast.Constant(value) if isinstance(value, str | int | float) else node


def literals(path: Path, shown: str) -> dict[str, Any]:
    """Return the settings of a Python file that are plain values; what would have to be executed is left out."""
    if not path.is_file():
        return {}
    try:
        module = ast.parse(text_of(path, shown))
    except (SyntaxError, ValueError, RecursionError) as error:
        line = getattr(error, "lineno", 0) or 0
        raise ArticleError(Problem(shown, line, "is no Python", "mend it")) from None
    found: dict[str, Any] = {}
    for node in module.body:
        if isinstance(node, ast.Assign) and len(node.targets) == 1 and isinstance(node.targets[0], ast.Name):
            try:
                found[node.targets[0].id] = ast.literal_eval(_Named(found).visit(node.value))
            except (ValueError, TypeError, SyntaxError, RecursionError, MemoryError):
                continue
    return found


def metadata(text: str) -> tuple[dict[str, Any], str]:
    """Return the lines `Key: value` at the head of a text, keys in lower case, and the text below them."""
    values: dict[str, Any] = {}
    lines = text.split("\n")
    at, last = 0, ""
    for at, line in enumerate(lines):  # noqa: B007
        found = _META.match(line)
        if found:
            last = found["key"].lower()
            values[last] = found["value"].strip()
        elif last and line.startswith("    ") and line.strip():
            values[last] += " " + line.strip()
        else:
            break
    return values, "\n".join(lines[at:]) if values else text


def fields(text: str) -> tuple[dict[str, Any], str]:
    """Return title and field list at the head of a reStructuredText, and the text below them."""
    lines = text.lstrip("\n").split("\n")
    values: dict[str, Any] = {}
    if len(lines) > 2 and _RULE.fullmatch(lines[0].strip()):  # a line above the title, too
        lines = lines[1:]
    title = lines[0].strip()
    if len(lines) > 1 and title and _RULE.fullmatch(lines[1].strip()) and len(lines[1].strip()) >= min(len(title), 3):
        values["title"] = title
        lines = lines[2:]
    at = 0
    for at, line in enumerate(lines):  # noqa: B007
        found = _FIELD.match(line)
        if found:
            values[found["key"].lower()] = found["value"].strip()
        elif line.strip():
            break
    return values, "\n".join(lines[at:])


def comments(text: str) -> tuple[dict[str, Any], str]:
    """Return Nikola's lines `.. key: value`, inside a comment of HTML or not, and the text below them."""
    values: dict[str, Any] = {}
    lines = text.lstrip().split("\n")
    at = 0
    for at, line in enumerate(lines):  # noqa: B007
        found = _NIKOLA.match(line.strip())
        if found:
            values[found["key"].lower()] = found["value"].strip()
        elif line.strip() not in ("", "<!--", "-->"):
            break
    return values, "\n".join(lines[at:]) if values else text


def when(value: Any, zone: tzinfo = UTC) -> datetime | None:
    """Return a time as other generators write it, UTC; None for one that is none."""
    text = " ".join(str(value or "").split())
    text = re.sub(r"\s*(?:UTC|GMT)?\s*(?=[+-]\d\d:?\d\d$)", "", text)
    text = re.sub(r"\s*(?:UTC|GMT|Z)$", "Z", text)
    if not text:
        return None
    try:
        return parse_time(text, zone)
    except ValueError:
        printed = dates.parse(text)
        if printed is None or printed.is_relative:
            return None
        try:
            return dates.resolve(printed, None, zone)
        except ValueError:
            return None


def zone_of(name: Any, otherwise: tzinfo) -> tzinfo:
    """Return the time zone that a setting names, if there is one of this name."""
    try:
        return ZoneInfo(name) if isinstance(name, str) and name else otherwise
    except (ValueError, OSError, ZoneInfoNotFoundError):
        return otherwise


def listed(value: Any, separators: str = ",") -> list[str]:
    """Return a value as a list of texts; a text is divided at `separators`."""
    if isinstance(value, list):
        return [item.strip() for item in value if isinstance(item, str) and item.strip()]
    if not isinstance(value, str):
        return []
    return [item.strip() for item in re.split(f"[{re.escape(separators)}]+", value) if item.strip()]


def link_of(values: Mapping[str, Any]) -> str:
    """Return the page elsewhere that a link post names; empty for any other post."""
    found = (values.get(key) for key in LINK_KEYS)
    return next((value.strip() for value in found if isinstance(value, str) and value.startswith("http")), "")


def is_true(value: Any) -> bool:
    """Tell whether a value says yes."""
    return str(value).strip().lower() in ("true", "yes", "on", "1")


def files(folder: Path, suffixes: tuple[str, ...]) -> Iterator[Path]:
    """Yield the files below a folder with one of these suffixes, by path; none that is hidden or a symlink outwards."""
    root = folder.resolve()
    for path in sorted(folder.rglob("*")):
        if path.suffix.lower() not in suffixes or any(part[0] == "." for part in path.relative_to(folder).parts):
            continue
        if path.is_file() and path.resolve().is_relative_to(root):
            yield path


def inside(folder: Path, name: str) -> Path | None:
    """Return the file `name` below a folder, if it is there and stays there."""
    if not name or "\x00" in name:
        return None
    path = folder / name.lstrip("/")
    try:
        return path if path.is_file() and path.resolve().is_relative_to(folder.resolve()) else None
    except OSError:
        return None
