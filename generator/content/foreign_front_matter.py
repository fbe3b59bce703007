"""Front matter of other generators: YAML, TOML or JSON before a text.

Values become text, lists and mappings of such.
"""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from ..errors import ArticleError, Problem
from .frontmatter import split


def plain(value: Any) -> Any:
    """Return a value as text, a list or a mapping of such, or None."""
    if isinstance(value, Mapping):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, date | datetime):
        return value.isoformat()
    return value if value is None or isinstance(value, str) else str(value)


def read(text: str, shown: str) -> tuple[dict[str, Any], str]:
    """Return front matter (YAML, TOML or JSON) and the text below; ({}, text) without any. Raises `ArticleError`."""
    if text.startswith("+++"):
        found = re.match(r"\+\+\+[ \t]*\n(.*?)^\+\+\+[ \t]*(?:\n|\Z)", text, re.DOTALL | re.MULTILINE)
        if not found:
            raise ArticleError(Problem(shown, 1, "the front matter is never closed", "a line '+++' after the last key"))
        return toml(found[1], shown, 1), text[found.end() :]
    if text.startswith("{") and not text.startswith(("{{", "{%")):
        try:
            values, end = json.JSONDecoder().raw_decode(text)
        except (ValueError, RecursionError) as error:
            line = getattr(error, "lineno", 1)
            raise ArticleError(Problem(shown, line, f"the front matter is no JSON: {error}", "mend it")) from None
        return plain(values), text[end:]
    front, body, _ = split(text, shown)
    return {key: plain(value) for key, value in front.values.items()}, body


def toml(text: str, shown: str, before: int) -> dict[str, Any]:
    """Return the values of TOML that stands below `before` lines; raises `ArticleError`."""
    try:
        return {key: plain(value) for key, value in tomllib.loads(text).items()}
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        found = re.search(r"line (\d+)", str(error))
        line = int(found[1]) + before if found else 0
        raise ArticleError(Problem(shown, line, f"is not valid TOML: {error}", "mend it")) from None
