"""The build that has nothing to do: told by all that goes into a site, before MkDocs or anything of ours reads it.

Only for what can be known from outside: a project with hooks or other plugins, whose code may look at anything, is
built each time.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from pathlib import Path

from mkdocs.config.defaults import MkDocsConfig

from ..cache import Store
from ..errors import BriefingError
from ..hashing import hash_of, hash_parts
from ..publishing import last_build
from ..publishing.last_build import LastBuild
from ..publishing.manifest import FileRecord
from ..settings import extensions
from ..settings.site_weight import Weight
from ..templating.environment import folder
from .adapter import project_of, selection_of
from .build_hash import code, obstacle, structure
from .hooks import BriefingPlugin
from .session import NOTICE, tell


def inputs_of(config: MkDocsConfig, plugin: BriefingPlugin) -> bytes:
    """Return the digest of all that a build is made of, from a configuration that no hook has seen.

    Empty where nobody can know it from outside: with hooks, other plugins or themes, parts, and what other packages do.
    """
    settings, project = plugin.settings, project_of(config, plugin.settings)
    foreign = settings.engines or settings.pages or settings.parts or extensions.identity(())
    if foreign or obstacle(config, settings):
        return b""
    own = [project.root / n for n in ("templates", "locale", settings.regions_file, settings.themes_file) if n]
    try:
        bytes_ = last_build.content([project.docs_dir, *own, *map(Path, config.theme.dirs), folder()])
    except OSError:  # the build itself says what is wrong
        return b""
    asked = structure([config.user_configs, settings, plugin.options.drafts, plugin.options.future])
    return hash_parts(code(), hash_of(last_build.installed()), asked, bytes_)


class UpToDate:
    """One build's view of the last one."""

    def __init__(self, config: MkDocsConfig, plugin: BriefingPlugin) -> None:
        """Take a configuration as it was loaded, before any hook has seen it; reads all that the site is made of."""
        self.plugin, self.site_dir = plugin, Path(config.site_dir).resolve()
        self.project = project_of(config, plugin.settings)
        self.store = Store(self.project.root / plugin.settings.cache)
        self._inputs, self._strict = b"", bool(config.strict)
        self._messages = _Messages()
        try:
            self.selection = selection_of(self.project, plugin.options)
            self._inputs = inputs_of(config, plugin)
        except BriefingError:  # the build itself says what is wrong
            return

    def stands(self) -> bool:
        """Return True when the published site is what a build would make; what was to be mended is told again."""
        if not self._inputs or self.plugin.oddities or not self.site_dir.is_dir() or self._interrupted():
            return False
        known = last_build.read(self.store, self.project.root, self.site_dir)
        if known is None or known.inputs != self._inputs or not known.span.holds(self.selection.now):
            return False
        if known.problems and self._strict:
            return False
        if known.site != self._tally():
            return False
        self.plugin.session.problems = known.problems
        tell(known.problems)
        return True

    def _tally(self, known: Mapping[str, FileRecord] | None = None) -> bytes:
        """Return the digest of the published folder, and tell the plugin what the site weighs."""
        files, size = 0, 0

        def seen(address: str, of_file: int) -> None:
            nonlocal files, size
            if not address.startswith("."):  # the host's own, such as `.git`
                files, size = files + 1, size + of_file

        hashed = last_build.tally(self.site_dir, known, seen)
        self.plugin.weight = Weight(files, size)
        return hashed

    def _interrupted(self) -> bool:
        """Return True when a killed build has left something that the next one takes away."""
        parent, name = self.site_dir.parent, self.site_dir.name
        return any(parent.glob(f".{name}.staging-*")) or (parent / f".{name}.old").exists()

    def listen(self) -> None:
        """Hear what the build says: one that said something which is no problem of a file has to say it again."""
        logging.getLogger("mkdocs").addHandler(self._messages)

    def remember(self) -> None:
        """Remember the build that has just published."""
        logging.getLogger("mkdocs").removeHandler(self._messages)
        briefing = self.plugin.session.briefing
        if briefing is None or not self.site_dir.is_dir():
            return
        site = self._tally(self.plugin.session.rows)
        if not self._inputs:
            return
        if self._messages.lines - {str(problem) for problem in self.plugin.session.problems}:
            return
        span = last_build.span(briefing.content.reading.articles, self.selection)
        made = LastBuild(self._inputs, site, span, self.plugin.session.problems)
        last_build.write(self.store, self.project.root, self.site_dir, made)


class _Messages(logging.Handler):
    """Collects what a build says to a person."""

    def __init__(self) -> None:
        super().__init__(NOTICE)
        self.lines: set[str] = set()

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.add(record.getMessage())
