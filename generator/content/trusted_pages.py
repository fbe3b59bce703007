"""Pages whose HTML passes as it is, because their front matter says `trusted: true`: found, so that they can be told.

Only an editor's own pages can be trusted; in an article the key does nothing, whoever wrote it there.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from ..errors import ArticleError, Problem
from ..settings.config import Project
from .articles import FOLDER, SUFFIXES
from .folders import walk
from .frontmatter import split


def trusted_pages(project: Project) -> Iterator[Problem]:
    """Yield a notice for each page that is trusted, and a warning for each article that claims to be."""
    for here, _, names in walk(project.docs_dir):
        for name in names:
            path = Path(here, name)
            if path.suffix.lower() not in SUFFIXES or not path.is_file():
                continue
            line = _line(path)
            if not line:
                continue
            shown = project.shown(path)
            if path.relative_to(project.docs_dir).parts[0] == FOLDER:
                what = "trusted: does nothing in an article: foreign text is data"
                yield Problem(shown, line, what, "remove it", "warning", "trusted-article")
            else:
                what = "trusted: the HTML of this page passes as it is, and it has no content policy"
                yield Problem(shown, line, what, "keep it only where you wrote every word", "notice", "trusted-page")


def _line(path: Path) -> int:
    """Return the line on which a file says that it is trusted; 0 when it does not."""
    try:
        with path.open("rb") as file:
            head = file.read(70_000)
        if b"trusted" not in head:
            return 0
        front, _, _ = split(head.decode("utf-8-sig", "replace").replace("\r\n", "\n"), path.name)
    except (OSError, ArticleError):
        return 0
    value = front.values.get("trusted")
    return front.lines.get("trusted", 1) if isinstance(value, str) and value.strip().lower() == "true" else 0
