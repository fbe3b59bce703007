"""`briefing new`: a prepared file for an article of one's own."""

from __future__ import annotations

import click

from .common import chosen_options, configuration, fenced, log_to_terminal, project_options


@click.command()
@project_options
@click.argument("title")
def new(
    config_file: str | None, drafts: bool, future: bool, now: str | None, quiet: bool, verbose: bool, title: str
) -> None:
    """Prepare a file for an article of your own, a draft with TITLE."""
    from ..content.articles import FOLDER
    from ..plugin import plugin_of, project_of
    from ..settings.config import current_time
    from .new_article import new_article

    if not title.strip():
        raise click.UsageError("TITLE is empty (a headline, in quotation marks)")
    log_to_terminal(verbose, quiet)
    with fenced():
        config = configuration(config_file, chosen_options(now, drafts, future, quiet))
        project = project_of(config, plugin_of(config).settings)
        path = new_article(project.docs_dir / FOLDER, title, current_time(now, project.zone), project.zone)
        click.echo(project.shown(path))
