"""`briefing analyse`: articles analysed into the cache, here or on a cluster."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import click

from .common import chosen_options, configuration, ended_in_order, fenced, log_to_terminal, project_options, say

if TYPE_CHECKING:
    from ..running.engine import Run


def engine_options(function: Callable[..., Any]) -> Callable[..., Any]:
    """Add the flags that say where articles are analysed."""
    for option in (
        click.option("--scheduler", default="", metavar="ADDRESS", help="Of an existing Dask cluster (tcp://…:8786)."),
        click.option(
            "--engine", type=click.Choice(["local", "dask"]), default="local",
            help="Who analyses: processes of this machine, or a Dask cluster.",
        ),
    ):  # fmt: skip
        function = option(function)
    return function


@contextmanager
def working_on(engine: str, scheduler: str, jobs: int | str) -> Iterator[Run | None]:
    """Give what analyses, for the length of a block; None for this machine's processes. Raises `ConfigError`."""
    if scheduler and engine != "dask":
        raise click.UsageError("--scheduler needs --engine dask")
    if engine != "dask":
        yield None
        return
    from ..running.dask_cluster import Cluster
    from ..running.workers import available

    with Cluster(scheduler, available() if jobs == "auto" else int(jobs)) as cluster:
        yield cluster.run


@click.command()
@project_options
@engine_options
@click.argument("sources", nargs=-1, metavar="[SOURCE]...")
@click.option("--jobs", type=click.IntRange(1), metavar="NUMBER", help="Processes that analyse (else the setting).")
def analyse(
    config_file: str | None, drafts: bool, future: bool, now: str | None, quiet: bool, verbose: bool, engine: str,
    scheduler: str, sources: Sequence[str], jobs: int | None,
) -> None:  # fmt: skip
    """Analyse articles into the cache, so that a build finds them known: the project's own, or those of each SOURCE.

    A SOURCE is a folder or file on this machine or at any address that fsspec knows: s3://…, gs://…, sftp://….
    """
    from ..cache import Store
    from ..plugin import plugin_of, project_of
    from ..project_setup import analysis_settings
    from ..running.ahead import analyse as analyse_sources

    log_to_terminal(verbose, quiet)
    with fenced(), ended_in_order():
        options = chosen_options(now, drafts, future, quiet)
        config = configuration(config_file, options)
        plugin = plugin_of(config)
        plugin.settings = replace(plugin.settings, jobs=jobs or plugin.settings.jobs)
        project = project_of(config, plugin.settings)
        settings = analysis_settings(project)
        store = Store(project.root / project.settings.cache)
        wanted = sources or (str(project.docs_dir / "articles"),)
        with working_on(engine, scheduler, project.settings.jobs) as run:
            outcome = analyse_sources(wanted, project, settings, store, run=run, progress=options.progress)
        say(() if quiet else sorted(outcome.problems))
        say(store.notes)
    if not quiet:
        click.echo(f"Analysed {outcome.computed} of {outcome.articles} articles; the others were known or are faulty")
    raise SystemExit(1 if any(problem.severity == "error" for problem in outcome.problems) else 0)
