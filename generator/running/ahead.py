"""`briefing analyse`: articles analysed ahead of a build, wherever they lie, and what was found kept in the cache.

A build of the same articles, here or with the cache that `cache export` has carried elsewhere, then finds all known.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from importlib import import_module
from pathlib import PurePosixPath
from typing import Any

from ..analysis import AnalysisSettings
from ..cache import Store
from ..content.articles import FOLDER, SUFFIXES, parse_article
from ..errors import ArticleError, BriefingError, Problem
from ..model import Article
from ..settings.config import Project
from .engine import Run, analyse_all
from .workers import Limits

PORTION = 2000
"""Articles that are in memory at once."""


@dataclass(slots=True)
class Outcome:
    """What became of the articles."""

    articles: int = 0
    """How many there were."""
    computed: int = 0
    """How many were analysed anew."""
    problems: list[Problem] = field(default_factory=list)
    """What a person should mend."""


def analyse(
    sources: Sequence[str], project: Project, settings: AnalysisSettings, store: Store,
    *, run: Run | None = None, progress: Callable[[int, int], None] | None = None,
) -> Outcome:  # fmt: skip
    """Analyse the articles at these addresses (folders or files, of any file system that fsspec knows) into the store.

    Raises `BriefingError` for an address that cannot be read.
    """
    outcome = Outcome()
    limits = Limits(project.settings.analysis_seconds, project.settings.analysis_memory)
    for portion in _portions(sources):
        articles: list[Article] = []
        for address, data in portion:
            outcome.articles += 1
            try:
                name = f"{FOLDER}/{PurePosixPath(address).name}"
                article, warnings = parse_article(name, data, project, settings.regions, settings.themes)
            except ArticleError as error:
                outcome.problems += [_at(problem, address) for problem in error.problems]
            else:
                articles.append(article)
                outcome.problems += [_at(problem, address) for problem in warnings]
        found = analyse_all(
            articles, settings, store=store, jobs=project.settings.jobs, limits=limits, run=run, progress=progress,
            shown=lambda article: article.path,
        )  # fmt: skip
        outcome.computed += found.computed
        outcome.problems += found.problems
    return outcome


def _at(problem: Problem, address: str) -> Problem:
    return replace(problem, path=address)


def _portions(sources: Sequence[str]) -> Iterator[list[tuple[str, bytes]]]:
    """Yield articles with their addresses, so many at a time, in order."""
    try:
        fsspec: Any = import_module("fsspec")
    except ImportError:
        what = "addresses need fsspec, which is not installed"
        raise BriefingError(Problem("", 0, what, "pip install 'mkdocs-briefing[dask]'")) from None
    for source in sources:
        try:
            system, root = fsspec.core.url_to_fs(source)
            names = _articles(system, root)
        except (OSError, ValueError, ImportError) as error:
            remedy = "a folder or file, such as s3://bucket/articles"
            raise BriefingError(Problem(source, 0, f"cannot be read: {' '.join(str(error).split())}", remedy)) from None
        if not names:
            raise BriefingError(
                Problem(source, 0, "holds no articles", f"files that end in {', '.join(sorted(SUFFIXES))}")
            )
        for at in range(0, len(names), PORTION):
            chosen = names[at : at + PORTION]
            try:
                read = system.cat(chosen) if len(chosen) > 1 else {chosen[0]: system.cat_file(chosen[0])}
            except OSError as error:
                raise BriefingError(Problem(source, 0, f"cannot be read: {error}")) from None
            yield [(system.unstrip_protocol(name), read[name]) for name in chosen]


def _articles(system: Any, root: str) -> list[str]:
    if system.isfile(root):
        return [root]
    return sorted(name for name in system.find(root) if PurePosixPath(name).suffix.lower() in SUFFIXES)
