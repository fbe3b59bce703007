"""`briefing check`: everything that an editor should know before publishing."""

from __future__ import annotations

import click

from .common import chosen_options, content_of, fenced, log_to_terminal, project_options


@click.command()
@project_options
@click.option("--format", "form", type=click.Choice(["text", "json", "github"]), default="text", help="How to print.")
@click.option("--select", multiple=True, metavar="CODES", help="Only these codes or beginnings of codes: B2,B301.")
@click.option("--ignore", multiple=True, metavar="CODES", help="None of these codes or beginnings of codes.")
def check(
    config_file: str | None, drafts: bool, future: bool, now: str | None, quiet: bool, verbose: bool, form: str,
    select: tuple[str, ...], ignore: tuple[str, ...],
) -> None:  # fmt: skip
    """Say everything that an editor should know before publishing."""
    from ..checks import check_content, printed
    from ..findings import chosen

    log_to_terminal(verbose, quiet)
    with fenced():
        content, oddities = content_of(config_file, chosen_options(now, drafts, future, quiet))
        problems = chosen(sorted((*oddities, *check_content(content))), select, ignore)
    output = printed(problems, form, len(content.published))
    click.echo(output, nl=bool(output), err=form == "text" and bool(problems))
    raise SystemExit(1 if any(problem.severity != "notice" for problem in problems) else 0)
