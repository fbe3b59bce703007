"""What has just been saved, shown before the rest of the site: an article's page, made by itself, in the preview.

To build a whole site anew takes seconds, and who writes wants to see the text. So the pages of a few changed articles
are made of the last build's library with these articles in their places, and the build that follows makes them, and
all that shows something of them, as they are to be published.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from .. import addresses
from ..cache import Store
from ..content.articles import FOLDER, parse_article, selected
from ..content.folders import walk
from ..errors import BriefingError
from ..library.labels import entry as labelled
from ..pages.articles import ArticlePages
from ..publishing import exchange
from ..running.engine import analyse_one, prepared
from ..running.workers import Limits
from .adapter import selection_of
from .hooks import BriefingPlugin

MOST = 8
"""So many changed articles are shown at once; more are not the work of a hand."""
Looks = Mapping[str, tuple[int, int]]
"""Path of each article below the content folder → time of its last change in nanoseconds, size in bytes."""


def looks(docs_dir: Path) -> Looks:
    """Return what the files of all articles look like from outside."""
    found = {}
    for folder, _, names in walk(docs_dir / FOLDER):
        for name in names:
            with suppress(OSError):  # gone meanwhile
                stat = os.stat(f"{folder}/{name}")
                found[Path(folder, name).relative_to(docs_dir).as_posix()] = (stat.st_mtime_ns, stat.st_size)
    return found


class QuickPreview:
    """The last build, and the articles that have been saved since."""

    def __init__(self, plugin: BriefingPlugin, site: Path, seen: Looks) -> None:
        """Take a build that has been published in `site`, and what its articles looked like when it began."""
        briefing = plugin.session.planned
        self._session, self._site, self._seen = plugin.session, site, seen
        self._content, self._views = briefing.content, briefing.views
        self._by_path = {entry.article.path: entry for entry in self._content.library.entries}

    def warm(self) -> None:
        """Load what analyses an article, so that the first one that is saved need not wait for it."""
        if not self._session.obstacle:
            prepared(self._content.settings)

    def show(self, now: Looks, say: Callable[[str], None] = lambda path: None) -> bool:
        """Show the articles that look otherwise than before; return True if there is one to see.

        `say` is told the path of each. What cannot be shown so, a new article, or one with a fault, is left to the
        build that follows.
        """
        changed = [path for path, look in now.items() if path in self._by_path and self._seen.get(path) != look]
        self._seen = now
        if self._session.obstacle or len(changed) > MOST:
            return False
        shown = [path for path in changed if self._show(path)]
        for path in shown:
            say(self._content.project.shown(self._content.project.docs_dir / path))
        return bool(shown)

    def _show(self, path: str) -> bool:
        """Show one article; False when there is nothing to see, or it needs more than that."""
        content, library, old = self._content, self._views.library, self._by_path[path]
        project, settings = content.project, content.project.settings
        try:
            data = (project.docs_dir / path).read_bytes()
            article, _ = parse_article(path, data, project, library.region_tree, library.theme_tree)
        except (BriefingError, OSError):
            return False
        is_same = article.fingerprint == old.article.fingerprint
        moved = (article.id, article.slug) != (old.article.id, old.article.slug)
        if is_same or moved or not selected([article], selection_of(project, self._session.options)):
            return False
        limits = Limits(settings.analysis_seconds, settings.analysis_memory)
        analysis = analyse_one(article, content.settings, store=Store(project.root / settings.cache), limits=limits)
        if analysis is None:
            return False
        entry = labelled(article, analysis, library.region_tree, library.theme_tree)
        at = library.positions[article.id]
        library = replace(
            library,
            entries=(*library.entries[:at], entry, *library.entries[at + 1 :]),
            by_id={**library.by_id, article.id: entry},
        )
        self._views = self._views.over(library)
        self._by_path[path] = entry
        page = ArticlePages(self._views).article(entry)
        exchange.renew(self._site, addresses.file_of(page.address), self._session.page_now(page))
        return True
