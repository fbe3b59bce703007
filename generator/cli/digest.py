"""`briefing digest`: an edition as an e-mail or a book."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import click

from .common import chosen_options, configuration, fenced, log_to_terminal, project_options, say


@click.command()
@project_options
@click.argument("days", metavar="[DATE|WEEK|FROM..TO]", required=False, default="")
@click.option(
    "--format", "form", type=click.Choice(["html", "text", "eml", "epub"]), default="html",
    help="HTML or plain text of an e-mail, a whole message, or a book.",
)  # fmt: skip
@click.option("-o", "--output", type=click.Path(dir_okay=False), help="File to write (else standard output).")
def digest(
    config_file: str | None, drafts: bool, future: bool, now: str | None, quiet: bool, verbose: bool, days: str,
    form: str, output: str | None,
) -> None:  # fmt: skip
    """Print an edition as an e-mail, or write it as a book: the newest, or that of a day, week or range."""
    from ..build import gather
    from ..mailing import issue
    from ..plugin import plugin_of, project_of, selection_of, texts
    from ..project_setup import foreign_folders
    from ..templating.environment import folder
    from ..views import Views

    log_to_terminal(verbose, quiet)
    if form == "epub" and output is None and sys.stdout.isatty():
        raise click.UsageError("a book is no text: name its file with -o")
    with fenced():
        options = chosen_options(now, drafts, future, quiet)
        config = configuration(config_file, options)
        project = project_of(config, plugin_of(config).settings)
        content = gather(project, selection_of(project, options), options.progress)
        wanted = issue(content.library, days)
        places = (project.root / "templates", *foreign_folders(project), folder())
        folders = [place for place in places if place.is_dir()]
        views = Views(content.library, project, stylesheet="", script="")
        if form == "epub":
            from ..mailing.book import Books

            made = Books(views, folders, texts(config, project)).epub(wanted)
        else:
            from ..mailing.letter import Letters

            letters = Letters(views, folders)
            made = letters.message(wanted) if form == "eml" else getattr(letters, form)(wanted).encode()
        say(() if quiet else content.problems)
        if output is None:
            sys.stdout.buffer.write(made)
            sys.stdout.buffer.flush()
        else:
            _replace(Path(output), made)
    raise SystemExit(1 if any(problem.severity == "error" for problem in content.problems) else 0)


def _replace(path: Path, data: bytes) -> None:
    """Write a file in one step, so that nobody sends half of it; raises `OSError`. A pipe or device is written to."""
    if path.exists() and not path.is_file():
        path.write_bytes(data)
        return
    new = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        new.write_bytes(data)
        os.replace(new, path)
    finally:
        new.unlink(missing_ok=True)
