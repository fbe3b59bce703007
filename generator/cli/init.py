"""`briefing init`: a new project."""

from __future__ import annotations

from pathlib import Path

import click

from .common import fenced, log_to_terminal


@click.command()
@click.argument("folder", type=click.Path(file_okay=False))
@click.option("--name", default="", help="Name of the site.")
@click.option("--url", default="", help="Address of the site.")
def init(folder: str, name: str, url: str) -> None:
    """Make a new project in FOLDER, ready to build and to publish."""
    from ..scaffold import make_project

    log_to_terminal(False, False)
    with fenced():
        for line in make_project(Path(folder), name, url):
            click.echo(line)
