"""Regions and themes that `sources` gives to the articles of a source: whether the vocabularies have them.

An article with a region that nobody knows is left out of the site; so a slip here would cost all that `watch` adds.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from ..errors import Problem, did_you_mean
from .config import Project, key_line
from .vocabulary import Tree


def unknown_labels(project: Project, regions: Tree, themes: Tree) -> Iterator[tuple[str, Problem]]:
    """Yield the address of each source with a region or theme that is not known, and what is wrong, with its line."""
    try:
        text = (project.root / project.config_file).read_text(encoding="utf-8")
    except (OSError, ValueError):
        text = ""
    for source in project.settings.sources:
        for kind, names, tree in (("region", source.regions, regions), ("theme", source.themes, themes)):
            for name in names:
                plain = name.lstrip("+-").strip()
                if tree.resolve(plain) is None:
                    message = f"briefing: sources: {source.url}: no {kind} '{plain}'"
                    remedy = did_you_mean(plain, tree.nodes, f"'briefing names {kind}s' lists all")
                    line = _line(text, plain)
                    yield source.url, Problem(project.config_file, line, message, remedy, code="bad-setting")


def _line(text: str, word: str) -> int:
    """Return the line below `sources` on which the word stands."""
    start = key_line(text, "plugins", "briefing", "sources")
    whole = re.compile(rf"(?<![\w-]){re.escape(word)}(?![\w-])")
    rows = enumerate(text.split("\n")[start:], start + 1)
    return next((row for row, line in rows if whole.search(line.partition("#")[0])), start)
