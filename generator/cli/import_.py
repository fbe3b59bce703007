"""`briefing import`: the articles of a site that another generator made."""

from __future__ import annotations

from pathlib import Path

import click

from .common import chosen_options, configuration, fenced, log_to_terminal, project_options, say


@click.command("import")
@project_options
@click.argument("kind", type=click.Choice(["jekyll", "hugo", "pelican", "nikola", "wordpress"]))
@click.argument("source", type=click.Path(exists=True))
@click.option("--dry-run", is_flag=True, help="Say what would be done, and write nothing.")
def import_(
    config_file: str | None,
    drafts: bool,
    future: bool,
    now: str | None,
    quiet: bool,
    verbose: bool,
    kind: str,
    source: str,
    dry_run: bool,
) -> None:
    """Take over the posts of a site of KIND in the folder SOURCE (WordPress: its export file)."""
    from ..ingest.moving import move
    from ..plugin import plugin_of, project_of
    from ..project_setup import analysis_settings

    log_to_terminal(verbose, quiet)
    with fenced():
        config = configuration(config_file, chosen_options(now, drafts, future, quiet))
        project = project_of(config, plugin_of(config).settings)
        settings = analysis_settings(project)
        moved = move(kind, Path(source), project, settings.regions, settings.themes, dry_run=dry_run)
        say(moved.problems)
        if not quiet:
            for name in moved.written:
                click.echo(f"{'would be imported' if dry_run else 'imported'}: {name}")
            click.echo(
                f"{len(moved.written)} imported, {moved.there} there already, {moved.left} left out; "
                f"{moved.copied} files copied"
            )
    raise SystemExit(1 if moved.left else 0)
