"""`briefing check`: everything that an editor should know before publishing."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import click

from .common import chosen_options, configuration, content_of, fenced, log_to_terminal, project_options

if TYPE_CHECKING:
    from ..build import Content
    from ..errors import Problem
    from ..plugin import Options


@click.command()
@project_options
@click.option("-s", "--strict", is_flag=True, help="End with 1 for warnings too, not for errors only.")
@click.option("--format", "form", type=click.Choice(["text", "json", "github"]), default="text", help="How to print.")
@click.option("--select", multiple=True, metavar="CODES", help="Only these codes or beginnings of codes: B2,B301.")
@click.option("--ignore", multiple=True, metavar="CODES", help="None of these codes or beginnings of codes.")
@click.option("--fix", is_flag=True, help="Mend what has one right answer: ids, dates, spelling, order of keys.")
@click.option("--links", is_flag=True, help="Ask every address of another site whether it is still there.")
@click.option("--allow-private", is_flag=True, help="With --links: ask this machine and the private network too.")
def check(
    config_file: str | None, drafts: bool, future: bool, now: str | None, quiet: bool, verbose: bool, strict: bool,
    form: str, select: tuple[str, ...], ignore: tuple[str, ...], fix: bool, links: bool, allow_private: bool,
) -> None:  # fmt: skip
    """Say everything that an editor should know before publishing.

    Ends with 1 when there is an error, with --strict also when there is a warning.
    """
    from ..checking.checks import check_content, printed
    from ..checking.findings import chosen, findings, unknown
    from ..checking.front_matter_fixes import with_mends
    from ..errors import did_you_mean

    for flag, words in (("--select", select), ("--ignore", ignore)):
        if word := unknown(words):  # nothing selected by a slip would pass for nothing found
            names = (name for finding in findings() for name in (finding.number, finding.name))
            raise click.UsageError(f"{flag}: no code '{word}' ({did_you_mean(word, names, 'docs/checks.md has all')})")
    log_to_terminal(verbose, quiet)
    with fenced():
        options = chosen_options(now, drafts, future, quiet)
        content, oddities = content_of(config_file, options)
        if fix:
            for line in _mend(content):
                click.echo(line, err=form != "text")
            content, oddities = content_of(config_file, options)
        found = (*oddities, *check_content(content))
        if content.project.settings.host:
            found = (*found, *_near_limits(config_file, options, content))
        if links:
            found = (*found, *_ask(content, allow_private))
        project, labels = content.project, content.settings
        found = with_mends(found, project.root, labels.regions, labels.themes, project.zone)
        problems = chosen(sorted(found), select, ignore)
    output = printed(problems, form, len(content.published))
    click.echo(output, nl=bool(output), err=form == "text" and bool(problems))
    stops = ("error", "warning") if strict else ("error",)
    raise SystemExit(1 if any(problem.severity in stops for problem in problems) else 0)


def _mend(content: Content) -> Iterator[str]:
    from ..checking.front_matter_fixes import mend_files

    project = content.project
    done = mend_files(
        project.docs_dir, content.reading.paths, content.settings.regions, content.settings.themes, project.zone
    )
    for path, what in done.items():
        yield f"mended: {project.shown(project.docs_dir / path)}: {'; '.join(what)}"


def _near_limits(config_file: str | None, options: Options, content: Content) -> tuple[Problem, ...]:
    """Return what of the site comes near a limit of its host: it is forecast, for nothing is built here."""
    from ..plugin import plugin_of
    from ..plugin.forecasting import forecast_of
    from ..plugin.weighing import limit_problems

    config = configuration(config_file, options)
    (expected,) = forecast_of(config, plugin_of(config), content)
    return limit_problems(content.project, expected.weight)


def _ask(content: Content, allow_private: bool) -> Iterator[Problem]:
    from ..checking.outgoing_links import dead_links
    from ..ingest.fetching import Fetcher, FetchLimits

    return dead_links(content, Fetcher(FetchLimits(allow_private=allow_private), contact=content.project.site_url))
