"""What is not on the site, and when that changes by itself: for `build`, `list --left-out` and `briefing next`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

import click

from .common import chosen_options, configuration, fenced, log_to_terminal, project_options

if TYPE_CHECKING:
    from ..content.articles import LeftOut
    from ..plugin import Options
    from ..settings.config import Project, Selection


def summary(found: Sequence[LeftOut], project: Project) -> str:
    """Return a line on how many articles are not on the site, and why; empty for none."""
    counts = Counter(one.reason for one in found)
    waiting = [one.until for one in found if one.until]
    parts = [_counted(counts["draft"], "draft", "drafts")] if counts["draft"] else []
    if waiting:
        first = shown(min(waiting), project)
        many = counts["waits"] > 1
        parts.append(f"{counts['waits']} wait, the first until {first}" if many else f"1 waits until {first}")
    if counts["expired"]:
        parts.append(f"{counts['expired']} expired")
    return f"Not on the site: {', '.join(parts)} ('briefing list --left-out' names them)" if parts else ""


def _counted(number: int, one: str, many: str) -> str:
    return f"{number} {one if number == 1 else many}"


def rows(found: Sequence[LeftOut], project: Project) -> Iterator[str]:
    """Yield a line for each: its file, and why it is not on the site."""
    for one in found:
        why: str = one.reason
        if one.until:
            why = f"waits until {shown(one.until, project)}"
        elif one.reason == "expired" and one.article.expires:
            why = f"expired {shown(one.article.expires, project)}"
        yield f"{project.shown(project.docs_dir / one.article.path)}: {why}"


def shown(moment: datetime, project: Project) -> str:
    """Return a moment in the site's time zone; of the first and the last moment of a day the day alone."""
    local = moment.astimezone(project.zone)
    return f"{local:%Y-%m-%d}" if f"{local:%H:%M}" in ("00:00", "23:59") else f"{local:%Y-%m-%d %H:%M}"


def of(config_file: str | None, options: Options) -> tuple[tuple[LeftOut, ...], Project, Selection]:
    """Return what is left out of a project, read without any analysis."""
    from ..content.articles import left_out, read_articles
    from ..plugin import plugin_of, project_of, selection_of
    from ..project_setup import analysis_settings

    config = configuration(config_file, options)
    project = project_of(config, plugin_of(config).settings)
    selection, trees = selection_of(project, options), analysis_settings(project)
    return left_out(read_articles(project, trees.regions, trees.themes).articles, selection), project, selection


@click.command(name="next")
@project_options
def next_(config_file: str | None, drafts: bool, future: bool, now: str | None, quiet: bool, verbose: bool) -> None:
    """Print the next moment at which the site changes by itself: an article's date comes, or its `expires` passes.

    Nothing is printed when there is none. A scheduled job can build then.
    """
    from ..content.articles import read_articles
    from ..plugin import plugin_of, project_of, selection_of
    from ..project_setup import analysis_settings
    from ..publishing.last_build import span

    log_to_terminal(verbose, quiet)
    with fenced():
        options = chosen_options(now, drafts, future, quiet)
        config = configuration(config_file, options)
        project = project_of(config, plugin_of(config).settings)
        trees = analysis_settings(project)
        reading = read_articles(project, trees.regions, trees.themes)
        sound = [article for article in reading.articles if drafts or not article.draft]
        until = span(sound, selection_of(project, options)).until
    if until is not None:
        click.echo(f"{until.astimezone(project.zone).isoformat()}")
