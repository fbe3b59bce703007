"""`briefing list`: the published articles with all that was found in them."""

from __future__ import annotations

import click

from .common import chosen_options, content_of, fenced, log_to_terminal, moment, project_options, say


@click.command(name="list")
@project_options
@click.option("--format", "form", type=click.Choice(["table", "json"]), default="table", help="How to print.")
@click.option("--region", default="", metavar="REGION", help="Only those in this region.")
@click.option("--theme", default="", metavar="THEME", help="Only those on this theme.")
@click.option("--since", metavar="TIME", help="No older ones.")
@click.option(
    "--source", default="", metavar="OUTLET", help="Only those of this outlet, or of all with this in the name."
)
@click.option("--unlabelled", is_flag=True, help="Only those without a region or without a theme.")
@click.option(
    "--columns",
    default="",
    metavar="NAME,…",
    help="What to print of each, in this order: names as in the JSON, such as `date,title,words`.",
)
def list_(
    config_file: str | None, drafts: bool, future: bool, now: str | None, quiet: bool, verbose: bool, form: str,
    region: str, theme: str, since: str | None, source: str, unlabelled: bool, columns: str,
) -> None:  # fmt: skip
    """List the published articles with all that was found in them."""
    from ..errors import did_you_mean
    from ..listing import COLUMNS, Filter, as_json, as_table

    names = tuple(dict.fromkeys(filter(None, (name.strip().lower() for name in columns.split(",")))))
    unknown = next((name for name in names if name not in COLUMNS), None)
    if unknown is not None:
        remedy = did_you_mean(unknown, COLUMNS, f"one of {', '.join(COLUMNS)}")
        raise click.UsageError(f"--columns: no column '{unknown}' ({remedy})")
    log_to_terminal(verbose, quiet)
    with fenced():
        content, oddities = content_of(config_file, chosen_options(now, drafts, future, quiet))
        say(() if quiet else (*oddities, *content.problems))
        wanted = Filter(region, theme, moment("--since", since, content.project), source, unlabelled)
        click.echo(as_json(content, wanted, names) if form == "json" else as_table(content, wanted, names))
    raise SystemExit(1 if any(problem.severity == "error" for problem in content.problems) else 0)
