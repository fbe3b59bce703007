"""`briefing explain`: why an article has its labels and neighbours."""

from __future__ import annotations

import sys

import click

from .common import chosen_options, content_of, fenced, log_to_terminal, project_options


@click.command()
@project_options
@click.argument("article")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", help="How to print.")
def explain(
    config_file: str | None, drafts: bool, future: bool, now: str | None, quiet: bool, verbose: bool, article: str,
    form: str,
) -> None:  # fmt: skip
    """Say why ARTICLE (a file, slug or id) has these regions, themes, keywords and neighbours."""
    from ..checking.explain import as_json, as_text, find

    log_to_terminal(verbose, quiet)
    with fenced():
        content, _ = content_of(config_file, chosen_options(now, drafts, future, quiet))
        entry = find(content, article)
        click.echo(as_json(content, entry) if form == "json" else as_text(content, entry, colour=sys.stdout.isatty()))
