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
def list_(
    config_file: str | None, drafts: bool, future: bool, now: str | None, quiet: bool, verbose: bool, form: str,
    region: str, theme: str, since: str | None, source: str, unlabelled: bool,
) -> None:  # fmt: skip
    """List the published articles with all that was found in them."""
    from ..listing import Filter, as_json, as_table

    log_to_terminal(verbose, quiet)
    with fenced():
        content, oddities = content_of(config_file, chosen_options(now, drafts, future, quiet))
        say(() if quiet else (*oddities, *content.problems))
        wanted = Filter(region, theme, moment("--since", since, content.project), source, unlabelled)
        click.echo(as_json(content, wanted) if form == "json" else as_table(content, wanted))
    raise SystemExit(1 if any(problem.severity == "error" for problem in content.problems) else 0)
