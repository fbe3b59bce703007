"""`briefing build`: the site, published in one step."""

from __future__ import annotations

import os
from pathlib import Path

import click

from .common import chosen_options, configuration, ended_in_order, fenced, log_to_terminal, project_options, say


@click.command()
@project_options
@click.option("-s", "--strict", is_flag=True, help="Publish nothing if anything is wrong.")
@click.option("-d", "--site-dir", type=click.Path(), help="Where to publish.")
def build(
    config_file: str | None, drafts: bool, future: bool, now: str | None, quiet: bool, verbose: bool, strict: bool,
    site_dir: str | None,
) -> None:  # fmt: skip
    """Build the site and publish it in one step."""
    from ..plugin import build as build_site
    from ..plugin import plugin_of

    log_to_terminal(verbose, quiet)
    with fenced(), ended_in_order():
        absolute = str(Path(site_dir).resolve()) if site_dir else None
        config = configuration(
            config_file, chosen_options(now, drafts, future, quiet), strict=strict or None, site_dir=absolute
        )
        where = Path(config.site_dir)
        say(() if quiet else plugin_of(config).oddities)
        problems = build_site(config)
    faulty = len({problem.path for problem in problems if problem.severity == "error"})
    if not quiet:
        without = f" without {faulty} faulty {'file' if faulty == 1 else 'files'}" if faulty else ""
        click.echo(f"Published {os.path.relpath(where)}/{without}")
    raise SystemExit(1 if faulty else 0)
