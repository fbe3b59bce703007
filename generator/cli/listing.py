"""`briefing list`: the published articles with all that was found in them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from .common import chosen_options, configuration, fenced, log_to_terminal, moment, project_options, say

if TYPE_CHECKING:
    from ..checking.listing import Rows
    from ..errors import Problem
    from ..plugin import Options
    from ..settings.config import Project


@click.command(name="list")
@project_options
@click.option("--format", "form", type=click.Choice(["table", "json"]), default="table", help="How to print.")
@click.option("--region", default="", metavar="REGION", help="Only those in this region.")
@click.option("--theme", default="", metavar="THEME", help="Only those on this theme.")
@click.option("--since", metavar="TIME", help="No older ones.")
@click.option(
    "--source", default="", metavar="OUTLET", help="Only those of this outlet, or of all with this in the name."
)
@click.option("--watchlist", default="", metavar="NAME", help="Only those on this watchlist.")
@click.option("--unlabelled", is_flag=True, help="Only those without a region or without a theme.")
@click.option("--left-out", is_flag=True, help="Those that are not on the site now, each with the reason, instead.")
@click.option(
    "--columns",
    default="",
    metavar="NAME,…",
    help="What to print of each, in this order: names as in the JSON, such as `date,title,words`.",
)
def list_(
    config_file: str | None, drafts: bool, future: bool, now: str | None, quiet: bool, verbose: bool, form: str,
    region: str, theme: str, since: str | None, source: str, watchlist: str, unlabelled: bool, left_out: bool,
    columns: str,
) -> None:  # fmt: skip
    """List the published articles with all that was found in them."""
    from ..checking.listing import COLUMNS, Filter, as_json, as_table, chosen
    from ..errors import did_you_mean
    from ..project_setup import analysis_settings

    names = tuple(dict.fromkeys(filter(None, (name.strip().lower() for name in columns.split(",")))))
    unknown = next((name for name in names if name not in COLUMNS), None)
    if unknown is not None:
        remedy = did_you_mean(unknown, COLUMNS, f"one of {', '.join(COLUMNS)}")
        raise click.UsageError(f"--columns: no column '{unknown}' ({remedy})")
    log_to_terminal(verbose, quiet)
    if left_out:
        _list_left_out(config_file, chosen_options(now, drafts, future, quiet))
        return
    with fenced():
        rows, oddities, project = _rows(config_file, chosen_options(now, drafts, future, quiet))
        say(() if quiet else (*oddities, *rows.problems))
        wanted = Filter(region, theme, moment("--since", since, project), source, unlabelled, watchlist)
        trees = analysis_settings(project)
        records = chosen(rows, wanted, trees.regions, trees.themes, project.settings.watchlists)
        if (
            not project.settings.watchlists and "watchlists" not in names
        ):  # a project without them has nothing to say of them
            records = [{key: value for key, value in record.items() if key != "watchlists"} for record in records]
        if form == "json":
            click.echo(as_json(records, names))
        else:
            click.echo(as_table(records, project.zone, trees.themes, names))
    raise SystemExit(1 if any(problem.severity == "error" for problem in rows.problems) else 0)


def _list_left_out(config_file: str | None, options: Options) -> None:
    """Print the articles that are not on the site, a line each."""
    from .left_out import of, rows

    with fenced():
        found, project, _ = of(config_file, options)
        for row in rows(found, project):
            click.echo(row)


def _rows(config_file: str | None, options: Options) -> tuple[Rows, tuple[Problem, ...], Project]:
    """Return what there is to list, what is odd in the configuration, and the project; known ones from the cache."""
    from ..build import gather
    from ..cache import Store
    from ..checking.listing import recall, remember, rows_of
    from ..plugin import plugin_of, project_of, selection_of
    from ..plugin.adapter import seldom_collecting
    from ..plugin.up_to_date import inputs_of

    config = configuration(config_file, options)
    plugin = plugin_of(config)
    project = project_of(config, plugin.settings)
    selection = selection_of(project, options)
    inputs, store = inputs_of(config, plugin), Store(project.root / project.settings.cache)
    with seldom_collecting():  # to read the rows of 10,000 articles takes half the time
        rows = recall(project, selection, inputs, store)
        if rows is None:
            content = gather(project, selection, options.progress)
            rows = rows_of(content, selection, inputs if not content.analyses.problems else b"")
            remember(rows, project, store)
    return rows, plugin.oddities, project
