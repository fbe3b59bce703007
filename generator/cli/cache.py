"""`briefing cache`: what is remembered between builds, looked at, carried to another machine, thrown away."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import click

from .common import configuration, fenced, log_to_terminal

if TYPE_CHECKING:
    from ..cache import Store


@click.group(name="cache")
def cache_() -> None:
    """Look at the cache, clear it, or carry it to another machine."""


_config_file = click.option(
    "-f", "--config-file", type=click.Path(exists=True, dir_okay=False), help="Another mkdocs.yml."
)


def _store(config_file: str | None) -> Store:
    from ..cache import Store
    from ..plugin import Options, plugin_of, project_of

    log_to_terminal(False, False)
    config = configuration(config_file, Options())
    project = project_of(config, plugin_of(config).settings)
    return Store(project.root / project.settings.cache)


@cache_.command()
@_config_file
def info(config_file: str | None) -> None:
    """Say where the cache is, how large, and what it holds."""
    from ..cache.archive import contents, size

    with fenced():
        store = _store(config_file)
        total = size(store)
        where = os.path.relpath(store.folder)
        click.echo(f"{where}: {total / 1e6:.1f} MB" if total else f"{where}: empty")
        for kind, count, stored in contents(store):
            click.echo(f"{count:>8} {kind}: {stored / 1e6:.1f} MB")


@cache_.command()
@_config_file
def clear(config_file: str | None) -> None:
    """Remove the cache; the next build does all work anew."""
    from ..cache.archive import clear as remove

    with fenced():
        store = _store(config_file)
        removed = remove(store)
        where = os.path.relpath(store.folder)
        click.echo(f"Removed {removed / 1e6:.1f} MB from {where}" if removed else f"{where}: empty")


@cache_.command()
@click.argument("file", type=click.Path(dir_okay=False))
@_config_file
def export(file: str, config_file: str | None) -> None:
    """Write what was analysed and converted to FILE, to be imported on another machine."""
    from ..cache.archive import export as write

    with fenced():
        count = write(_store(config_file), Path(file))
        click.echo(f"Wrote {count} entries to {file}, {Path(file).stat().st_size / 1e6:.1f} MB")


@cache_.command(name="import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False))
@_config_file
def import_(file: str, config_file: str | None) -> None:
    """Add what FILE holds to the cache; what is damaged in it is left out."""
    from ..cache.archive import take

    with fenced():
        taken, damaged = take(_store(config_file), Path(file))
        more = f"; {damaged} damaged ones were left out" if damaged else ""
        click.echo(f"Took {taken} entries from {file}{more}")
