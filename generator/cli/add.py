"""`briefing add` and `briefing watch`: articles from elsewhere."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from typing import TYPE_CHECKING

import click

from ..errors import BriefingError, WrongUsage
from ..text.strings import clip
from .common import chosen_options, configuration, fenced, log_to_terminal, moment, project_options, say

if TYPE_CHECKING:
    from ..ingest.adding import Added

_BAR = 30  # characters


@click.command()
@project_options
@click.argument("sources", nargs=-1, required=True, metavar="SOURCE…")
@click.option("--retrieved", metavar="TIME", help="When the source was captured: relative ages are counted from it.")
@click.option("--date", metavar="TIME", help="Date of an article that bears none; else a terminal is asked.")
@click.option("--since", metavar="TIME", help="Pass over older articles.")
@click.option("--limit", type=click.IntRange(min=1), metavar="N", help="Only the newest N articles of each source.")
@click.option("--images", is_flag=True, help="Fetch pictures and lay them beside the article.")
@click.option("--keep-original", is_flag=True, help="Lay the source beside the article too.")
@click.option("--allow-private", is_flag=True, help="Fetch from this machine and the private network too.")
def add(
    config_file: str | None, drafts: bool, future: bool, now: str | None, quiet: bool, verbose: bool,
    sources: tuple[str, ...], retrieved: str | None, date: str | None, since: str | None, limit: int | None,
    images: bool, keep_original: bool, allow_private: bool,
) -> None:  # fmt: skip
    """Turn SOURCEs into article files: addresses, saved pages, feeds, OPML lists, e-mails, texts, .docx, PDF, or -."""
    from ..ingest.adding import Adder, AddOptions
    from ..ingest.importers import dates
    from ..plugin import plugin_of, project_of

    log_to_terminal(verbose, quiet)
    with fenced():
        config = configuration(config_file, chosen_options(now, drafts, future, quiet))
        project = project_of(config, plugin_of(config).settings)
        if date and not dates.is_date(date):
            raise WrongUsage(f"--date: '{date}' is not a date (YYYY-MM-DD, or RFC 3339)")
        options = AddOptions(
            retrieved=moment("--retrieved", retrieved, project), since=moment("--since", since, project),
            limit=limit or 0, date=date or "", images=images, keep_original=keep_original, allow_private=allow_private,
            ask=_ask_date if sys.stdin.isatty() and "-" not in sources else None,
        )  # fmt: skip
        failed = _told_all(Adder(project, options).add(sources), quiet, len(sources))
    raise SystemExit(1 if failed else 0)


@click.command()
@project_options
@click.option("--images", is_flag=True, help="Fetch pictures and lay them beside the articles.")
@click.option("--allow-private", is_flag=True, help="Fetch from this machine and the private network too.")
def watch(
    config_file: str | None, drafts: bool, future: bool, now: str | None, quiet: bool, verbose: bool, images: bool,
    allow_private: bool,
) -> None:  # fmt: skip
    """Add what is new from all `sources` of mkdocs.yml; for a cron job or a scheduled workflow."""
    from ..ingest.adding import Adder, AddOptions, watched
    from ..plugin import plugin_of, project_of
    from ..project_setup import analysis_settings
    from ..settings.source_labels import unknown_labels

    log_to_terminal(verbose, quiet)
    with fenced():
        config = configuration(config_file, chosen_options(now, drafts, future, quiet))
        project = project_of(config, plugin_of(config).settings)
        if not project.settings.sources:
            raise BriefingError("there is nothing to watch (sources: in mkdocs.yml, a list of url: https://…)")
        trees = analysis_settings(project)
        faulty = list(unknown_labels(project, trees.regions, trees.themes))
        say(problem for _, problem in faulty)
        sources, defaults = watched(project, without={address for address, _ in faulty})
        options = AddOptions(images=images, allow_private=allow_private)
        failed = _told_all(Adder(project, options).add(sources, defaults), quiet, len(sources))
    raise SystemExit(1 if failed or faulty else 0)


def _ask_date(title: str) -> str:
    return str(
        click.prompt(f"When was '{clip(title, 70)}' published? (YYYY-MM-DD; empty: leave it out)", default="", err=True)
    )


def _told_all(results: Iterable[Added], quiet: bool, total: int) -> bool:
    """Print what became of each source as it comes, below it on a terminal a bar; return whether one failed."""
    failed, bar = False, not quiet and total > 1 and sys.stderr.isatty()
    _bar(bar, 0, total)
    for number, done in enumerate(results, 1):
        _bar(bar)
        for line in () if quiet else done.lines:
            click.echo(line)
        say(done.problems)
        failed = failed or done.failed
        _bar(bar, number, total)
    _bar(bar)
    return failed


def _bar(shown: bool, done: int = 0, total: int = 0) -> None:
    """Draw how many sources are done (an OPML list is several), or take the bar away."""
    if not shown:
        return
    filled = min(_BAR, _BAR * done // total) if total else 0
    text = f"Adding [{'#' * filled}{'-' * (_BAR - filled)}] {done} of {max(done, total)}" if total else ""
    click.echo(f"\r\x1b[K{text}", nl=False, err=True)
