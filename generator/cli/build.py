"""`briefing build`: the site, published in one step."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path
from typing import Any

import click

from .analyse import engine_options, working_on
from .common import chosen_options, configuration, ended_in_order, fenced, log_to_terminal, project_options, say


@click.command()
@project_options
@click.option("-s", "--strict", is_flag=True, help="Publish nothing if anything is wrong.")
@click.option("-d", "--site-dir", type=click.Path(), help="Where to publish.")
@click.option(
    "--jobs", type=click.IntRange(1), metavar="NUMBER", help="Processes that analyse articles (else the setting)."
)
@engine_options
@click.option(
    "--forecast",
    "foresee",
    is_flag=True,
    help="Build nothing; say what the site would weigh, by kind, now and with 2 and 10 times the articles.",
)
@click.option("--verify", is_flag=True, help="Build again under other conditions and compare every byte.")
def build(
    config_file: str | None, drafts: bool, future: bool, now: str | None, quiet: bool, verbose: bool, strict: bool,
    site_dir: str | None, jobs: int | None, engine: str, scheduler: str, foresee: bool, verify: bool,
) -> None:  # fmt: skip
    """Build the site and publish it in one step."""
    from ..plugin import build as build_site
    from ..plugin import plugin_of

    log_to_terminal(verbose, quiet)
    with fenced(), ended_in_order():
        absolute = str(Path(site_dir).resolve()) if site_dir else None
        now = _moment(now) if verify else now
        config = configuration(
            config_file, chosen_options(now, drafts, future, quiet), strict=strict or None, site_dir=absolute
        )
        where = Path(config.site_dir)
        plugin = plugin_of(config)
        plugin.settings = replace(plugin.settings, jobs=jobs or plugin.settings.jobs)
        say(() if quiet else plugin.oddities)
        with working_on(engine, scheduler, plugin.settings.jobs) as run:
            plugin.options = replace(plugin.options, run=run)
            if foresee:
                _foresee(config, plugin)
                return
            problems = build_site(config)
    faulty = len({problem.path for problem in problems if problem.severity == "error"})
    if not quiet:
        without = f" without {faulty} faulty {'file' if faulty == 1 else 'files'}" if faulty else ""
        suffix = " already: nothing has changed since;" if plugin.stands else ":"
        click.echo(f"Published {os.path.relpath(where)}/{without}{suffix} {plugin.weight}")
        _tell_left_out(plugin)
    unstable = False
    if verify:
        with fenced():
            unstable = not _verified(
                where, Path(config.config_file_path), now, drafts, future, plugin.settings.cache, quiet
            )
    raise SystemExit(1 if faulty or unstable else 0)


def _tell_left_out(plugin: Any) -> None:
    """Print how many articles are not on the site, and why; nothing where the build had nothing to do."""
    from ..content.articles import left_out
    from ..plugin import selection_of
    from .left_out import summary

    briefing = plugin.session.briefing
    if briefing is not None and not plugin.stands:
        content = briefing.content
        found = left_out(content.reading.articles, selection_of(content.project, plugin.options))
        if line := summary(found, content.project):
            click.echo(line)


def _foresee(config: Any, plugin: Any) -> None:
    """Print what the site would weigh, and the limits of its host that it would come near."""
    from ..plugin.forecasting import forecast
    from ..plugin.weighing import limit_problems
    from ..settings.site_weight import table

    found = list(forecast(config, plugin))
    click.echo(table(*((f"{each.articles:,} articles", each.weight) for each in found)))
    for each in found:
        for problem in limit_problems(found[0].project, each.weight):
            say([f"with {each.articles:,} articles: {problem}"])


def _moment(now: str | None) -> str:
    """Return the moment of the build in words, so that a second build can have the same."""
    from ..settings.config import current_time

    return now or current_time(None).isoformat(timespec="seconds")


def _verified(
    site: Path, config_file: Path, now: str | None, drafts: bool, future: bool, cache: str, quiet: bool
) -> bool:
    from ..checking.verification import differences

    flags = ["--now", now or "", *(["--drafts"] if drafts else []), *(["--future"] if future else [])]
    problems, compared = differences(site, config_file.absolute(), flags, cache)
    say(problems)
    if not problems and not quiet:
        click.echo(
            f"Verified {compared} files: the same in another folder, zone, locale, umask, hash seed, without cache"
        )
    return not problems
