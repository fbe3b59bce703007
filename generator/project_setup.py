"""What a project's settings name, loaded: vocabularies, analysers, hooks and the templates of other packages.

Every fault is placed at the line of `mkdocs.yml` that causes it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, Literal

from .analysis import AnalysisSettings, foreign_analysers
from .errors import ConfigError, Problem, VocabularyError
from .library.watchlists import Query, queries
from .settings import extensions, vocabulary
from .settings.config import Project, key_line
from .settings.extensions import Hooks
from .settings.vocabulary import Tree
from .settings.watchlists import line_in


def analysis_settings(project: Project) -> AnalysisSettings:
    """Return the vocabularies and numbers with which articles are analysed; raises `VocabularyError`."""
    settings = project.settings
    return AnalysisSettings(
        regions=_vocabulary(project, "regions", settings.regions_file, settings.regions),
        themes=_vocabulary(project, "themes", settings.themes_file, settings.themes),
        keywords=settings.keywords,
        engines=_placed(project, lambda: foreign_analysers.chosen(settings.engines)),
    )


def declared(project: Project, settings: AnalysisSettings) -> frozenset[str]:
    """Return the regions and themes of the project's own: they have a page and a feed before the first article."""
    found: set[str] = set()
    trees: tuple[tuple[Literal["regions", "themes"], Tree, Mapping[str, Any], str], ...] = (
        ("regions", settings.regions, project.settings.regions, project.settings.regions_file),
        ("themes", settings.themes, project.settings.themes, project.settings.themes_file),
    )
    for kind, tree, extended, file in trees:
        if file or extended:
            shipped = vocabulary.load(kind)
            own = [node.slug for node in tree if node.slug not in shipped] if file else extended
            found.update(slug for slug in own if slug in tree and slug not in shipped)
    return frozenset(found)


def hooks_of(project: Project) -> Hooks:
    """Return the hooks that the project names; raises `ConfigError`."""
    hooks: Hooks = _placed(project, lambda: Hooks(project.settings.hooks))
    return hooks


def foreign_folders(project: Project) -> tuple[Path, ...]:
    """Return the folders of templates that other packages bring with their pages; raises `ConfigError`."""
    found: tuple[Path, ...] = _placed(project, lambda: extensions.template_folders(project.settings.pages))
    return found


def _vocabulary(project: Project, kind: Literal["regions", "themes"], file: str, extend: Mapping[str, Any]) -> Tree:
    where = project.config_file
    try:
        tree = vocabulary.load(kind, replace=project.root / file if file else None, extend=extend, where=where)
        for node in tree:
            if node.slug in _line_up(tree, node.slug):
                raise VocabularyError(Problem(where, 0, f"{kind}: {node.slug}: is its own parent", "another parent"))
    except VocabularyError as error:
        raise VocabularyError([_with_line(project, problem) for problem in error.problems]) from None
    return tree


def _placed(project: Project, make: Callable[[], Any]) -> Any:
    """Return what `make` makes of the settings; its `ConfigError`s get the file and line of their setting."""
    try:
        return make()
    except ConfigError as error:
        text = (project.root / project.config_file).read_text(encoding="utf-8", errors="replace")
        raise ConfigError(
            [
                replace(p, path=project.config_file, line=key_line(text, "plugins", *p.message.split(": ")[:3]))
                if p.path == "mkdocs.yml"
                else p
                for p in error.problems
            ]
        ) from None


def _line_up(tree: Tree, slug: str) -> list[str]:
    """Return the parents of a node up to a root, or up to where they begin anew."""
    line: list[str] = []
    above = tree[slug].parent
    while above and above not in line:
        line.append(above)
        above = tree[above].parent
    return line


def _with_line(project: Project, problem: Problem) -> Problem:
    """Return a problem of the settings `regions` or `themes` with the line of its node."""
    if problem.path != project.config_file or problem.line:
        return problem
    text = (project.root / project.config_file).read_text(encoding="utf-8", errors="replace")
    keys = problem.message.replace("'", ": ").split(": ")
    return replace(problem, line=key_line(text, "plugins", "briefing", *(key for key in keys[:3] if key)))


def watchlists_of(project: Project, settings: AnalysisSettings) -> list[Query]:
    """Return the project's watchlists; raises `ConfigError` for a region or theme that is not known."""
    found, problems = queries(project.settings.watchlists, settings.regions, settings.themes)
    if problems:
        text = (project.root / project.config_file).read_text(encoding="utf-8", errors="replace")
        start = key_line(text, "plugins", "briefing", "watchlists")
        raise ConfigError(
            [replace(p, path=project.config_file, line=line_in(text, start, name, word)) for p, name, word in problems]
        )
    return found
