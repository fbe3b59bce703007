"""What the growing site weighs against the limits of the project's host, before it is published."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from ..errors import Problem
from ..publishing.manifest import FileRecord
from ..settings.config import Project, key_line
from ..settings.hosts import host_problems
from ..settings.site_weight import SiteWeight, files_of, weighed


def near_limits(project: Project, folder: Path, known: Mapping[str, FileRecord]) -> tuple[Problem, ...]:
    """Return warnings about a site that comes near a limit of its host; `known` are files that need no look."""
    if not project.settings.host:
        return ()
    return limit_problems(project, weighed(files_of(folder, {address: row[1] for address, row in known.items()})))


def limit_problems(project: Project, site: SiteWeight) -> tuple[Problem, ...]:
    """Return warnings about a site of this weight, with the line of the setting `host`."""
    text = (project.root / project.config_file).read_text(encoding="utf-8", errors="replace")
    line = key_line(text, "plugins", "briefing", "host")
    return tuple(host_problems(project.settings, site, project.config_file, line))
