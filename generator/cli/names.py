"""`briefing names`: the regions, themes, languages and time zones that there are."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from .common import chosen_options, configuration, fenced, log_to_terminal

if TYPE_CHECKING:
    from ..settings.vocabulary import Tree

_KINDS = ("regions", "themes", "languages", "timezones")


@click.command()
@click.argument("kind", type=click.Choice(_KINDS))
@click.argument("word", default="")
@click.option("-f", "--config-file", type=click.Path(exists=True, dir_okay=False), help="Another mkdocs.yml.")
def names(kind: str, word: str, config_file: str | None) -> None:
    """List the regions, themes, languages or time zones that there are; with WORD only those that fit.

    In a project, its own regions and themes are among them.
    """
    from ..errors import BriefingError
    from ..settings import names as known

    log_to_terminal(False, False)
    with fenced():
        if kind in ("regions", "themes"):
            rows = known.of_tree(_trees(config_file)[kind])
        else:
            rows = known.languages() if kind == "languages" else known.timezones()
        found = known.matching(rows, word)
        if not found:
            raise BriefingError(f"no {kind.removesuffix('s')} fits '{word}' ('briefing names {kind}' lists all)")
        width = max(len(name) for name, _ in found)
        for name, meaning in found:
            click.echo(f"{name:<{width}}  {meaning}")


def _trees(config_file: str | None) -> dict[str, Tree]:
    """Return the project's vocabularies, or outside of a project the shipped ones."""
    from ..plugin import CONFIG_NAMES, plugin_of, project_of
    from ..project_setup import analysis_settings
    from ..settings import vocabulary

    if config_file is None and not any(Path(name).is_file() for name in CONFIG_NAMES):
        return {"regions": vocabulary.load("regions"), "themes": vocabulary.load("themes")}
    config = configuration(config_file, chosen_options(None, False, False, True))
    settings = analysis_settings(project_of(config, plugin_of(config).settings))
    return {"regions": settings.regions, "themes": settings.themes}
