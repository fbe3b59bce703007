"""The command line: verbs, flags in MkDocs' style, exit codes (0 clean, 1 problems or refused, 2 wrong usage).

Problems go to standard error, one line each; nothing here is more than a few lines, and nothing heavy is imported until
a verb runs. A traceback is always a defect.
"""

from __future__ import annotations

import logging
import os
import sys
from collections.abc import Callable, Iterable
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from . import __version__
from .errors import BriefingError, Problem

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from .adding import Added
    from .build import Content
    from .config import Project
    from .plugin import Options


class _Plain(logging.Formatter):
    """Problems as they are; MkDocs' own messages with their level before them; never more than one line."""

    def format(self, record: logging.LogRecord) -> str:
        text = " ".join(record.getMessage().split())
        ours = record.name == "mkdocs.plugins.briefing"
        return text if ours or record.levelno <= logging.INFO else f"{record.levelname.lower()}: {text}"


def _not_told_elsewhere(record: logging.LogRecord) -> bool:
    """Keep out MkDocs' "Error building page …" where the fault is in a template, which is told with file and line."""
    if not record.getMessage().startswith("Error building page"):
        return True
    from .template_faults import template_problem

    error = sys.exc_info()[1]
    return error is None or template_problem(error, Path()) is None


def _log(verbose: bool, quiet: bool) -> None:
    logger = logging.getLogger("mkdocs")
    for handler in list(logger.handlers):
        logger.removeHandler(handler)
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(_Plain())
    handler.addFilter(_not_told_elsewhere)
    handler.setLevel(logging.ERROR if quiet else logging.DEBUG if verbose else logging.WARNING)
    logger.addHandler(handler)
    logger.setLevel(logging.DEBUG if verbose else logging.INFO)
    logger.propagate = False


def _say(problems: Iterable[Problem | str]) -> None:
    for problem in problems:
        click.echo(str(problem), err=True)


@contextmanager
def _fenced() -> Iterator[None]:
    """Turn every error into one line and exit status 1."""
    try:
        yield
    except BriefingError as error:
        _say(error.problems)
        raise SystemExit(1) from None
    except BrokenPipeError:  # `briefing list | head`
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        raise SystemExit(1) from None
    except OSError as error:  # disk full, no permission
        _say([Problem(os.path.relpath(error.filename) if error.filename else "", 0, error.strerror or str(error))])
        raise SystemExit(1) from None
    except Exception as error:  # a defect of ours or of another plugin; the user still gets one line
        _say([f"{type(error).__name__}: {' '.join(str(error).split())} (please report it; -v shows where)"])
        if logging.getLogger("mkdocs").level == logging.DEBUG:
            raise
        raise SystemExit(1) from None


class _Progress:
    """A bar on a terminal, a plain line now and then elsewhere."""

    def __init__(self, quiet: bool) -> None:
        self.quiet, self._told = quiet, 0
        self.bar: Any = None

    def __call__(self, done: int, total: int) -> None:
        if self.quiet:
            return
        if sys.stderr.isatty():
            if self.bar is None:
                self.bar = click.progressbar(length=total, label="Analysing", file=sys.stderr)
            self.bar.update(1)
            if done == total:
                self.bar.render_finish()
                self.bar = None
        elif total >= 200 and (done == total or done - self._told >= max(200, total // 10)):
            self._told = done
            click.echo(f"Analysing: {done} of {total}", err=True)


def _options(function: Callable[..., Any]) -> Callable[..., Any]:
    """Add the flags that every verb on a project has."""
    for option in reversed(
        (
            click.option(
                "-f", "--config-file", type=click.Path(exists=True, dir_okay=False), help="Another mkdocs.yml."
            ),
            click.option("--drafts", is_flag=True, help="Publish drafts too."),
            click.option("--future", is_flag=True, help="Publish articles dated in the future too."),
            click.option(
                "--now", metavar="TIME", help="The moment of the build (else SOURCE_DATE_EPOCH, else the clock)."
            ),
            click.option("-q", "--quiet", is_flag=True, help="Say nothing but errors."),
            click.option("-v", "--verbose", is_flag=True, help="Say everything."),
        )
    ):
        function = option(function)
    return function


def _chosen(now: str | None, drafts: bool, future: bool, quiet: bool) -> Options:
    from .plugin import Options

    return Options(now, drafts, future, _Progress(quiet))


def _config(config_file: str | None, options: Options, **overrides: Any) -> Any:
    """Return MkDocs' configuration, or leave with one line that says what is missing."""
    from .plugin import CONFIG_NAMES, load

    if config_file is None and not any(Path(name).is_file() for name in CONFIG_NAMES):
        above = next((f for up in Path.cwd().parents for name in CONFIG_NAMES if (f := up / name).is_file()), None)
        way = f"the nearest is -f {os.path.relpath(above)}" if above else "'briefing init DIR' makes a project"
        raise BriefingError(f"there is no mkdocs.yml here ({way})")
    return load(config_file, options, **overrides)


def _content(config_file: str | None, options: Options) -> tuple[Content, tuple[Problem, ...]]:
    """Return the project's content, and what is odd in its configuration."""
    from .build import gather
    from .plugin import plugin_of, project_of, selection_of

    config = _config(config_file, options)
    plugin = plugin_of(config)
    project = project_of(config, plugin.settings)
    return gather(project, selection_of(project, options), options.progress), plugin.oddities


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110})
@click.version_option(__version__, "-V", "--version", prog_name="briefing")
def main() -> None:
    """Publish a folder of articles as a briefing site, by region and theme."""


@main.command()
@_options
@click.option("-s", "--strict", is_flag=True, help="Publish nothing if anything is wrong.")
@click.option("-d", "--site-dir", type=click.Path(), help="Where to publish.")
def build(
    config_file: str | None, drafts: bool, future: bool, now: str | None, quiet: bool, verbose: bool, strict: bool,
    site_dir: str | None,
) -> None:  # fmt: skip
    """Build the site and publish it in one step."""
    from .plugin import build as build_site
    from .plugin import plugin_of

    _log(verbose, quiet)
    with _fenced():
        absolute = str(Path(site_dir).resolve()) if site_dir else None
        config = _config(config_file, _chosen(now, drafts, future, quiet), strict=strict or None, site_dir=absolute)
        where = Path(config.site_dir)
        _say(() if quiet else plugin_of(config).oddities)
        problems = build_site(config)
    faulty = len({problem.path for problem in problems if problem.severity == "error"})
    if not quiet:
        without = f" without {faulty} faulty {'file' if faulty == 1 else 'files'}" if faulty else ""
        click.echo(f"Published {os.path.relpath(where)}/{without}")
    raise SystemExit(1 if faulty else 0)


@main.command()
@_options
@click.option("-s", "--strict", is_flag=True, help="Refuse to show a site with anything wrong.")
@click.option("-a", "--dev-addr", metavar="IP:PORT", help="Where to serve (default: localhost:8000).")
@click.option(
    "--no-livereload", "livereload", is_flag=True, default=True, flag_value=False, help="Do not reload pages."
)
@click.option("-o", "--open", "open_in_browser", is_flag=True, help="Open a browser.")
def serve(
    config_file: str | None, drafts: bool, future: bool, now: str | None, quiet: bool, verbose: bool, strict: bool,
    dev_addr: str | None, livereload: bool, open_in_browser: bool,
) -> None:  # fmt: skip
    """Show the site in a browser and rebuild it as you write."""
    from .plugin import serve as serve_site

    _log(verbose, quiet)
    with _fenced():
        options = _chosen(now, drafts, future, quiet)
        serve_site(
            lambda **more: _config(config_file, options, strict=strict or None, dev_addr=dev_addr, **more),
            livereload=livereload,
            open_in_browser=open_in_browser,
            say=lambda text: None if quiet else click.echo(text, err=True),
        )


@main.command()
@_options
@click.option("--format", "form", type=click.Choice(["text", "json", "github"]), default="text", help="How to print.")
@click.option("--select", multiple=True, metavar="CODES", help="Only these codes or beginnings of codes: B2,B301.")
@click.option("--ignore", multiple=True, metavar="CODES", help="None of these codes or beginnings of codes.")
def check(
    config_file: str | None, drafts: bool, future: bool, now: str | None, quiet: bool, verbose: bool, form: str,
    select: tuple[str, ...], ignore: tuple[str, ...],
) -> None:  # fmt: skip
    """Say everything that an editor should know before publishing."""
    from .checks import check_content, printed
    from .findings import chosen

    _log(verbose, quiet)
    with _fenced():
        content, oddities = _content(config_file, _chosen(now, drafts, future, quiet))
        problems = chosen(sorted((*oddities, *check_content(content))), select, ignore)
    output = printed(problems, form, len(content.published))
    click.echo(output, nl=bool(output), err=form == "text" and bool(problems))
    raise SystemExit(1 if any(problem.severity != "notice" for problem in problems) else 0)


@main.command(name="list")
@_options
@click.option("--format", "form", type=click.Choice(["table", "json"]), default="table", help="How to print.")
@click.option("--region", default="", metavar="REGION", help="Only those in this region.")
@click.option("--theme", default="", metavar="THEME", help="Only those on this theme.")
@click.option("--since", metavar="TIME", help="No older ones.")
@click.option(
    "--source", default="", metavar="OUTLET", help="Only those of this outlet, or of all with this in the name."
)
@click.option("--unlabelled", is_flag=True, help="Only those without a region or without a theme.")
def list_(
    config_file: str | None, drafts: bool, future: bool, now: str | None, quiet: bool, verbose: bool, form: str,
    region: str, theme: str, since: str | None, source: str, unlabelled: bool,
) -> None:  # fmt: skip
    """List the published articles with all that was found in them."""
    from .listing import Filter, as_json, as_table

    _log(verbose, quiet)
    with _fenced():
        content, oddities = _content(config_file, _chosen(now, drafts, future, quiet))
        _say(() if quiet else (*oddities, *content.problems))
        wanted = Filter(region, theme, _moment("--since", since, content.project), source, unlabelled)
        click.echo(as_json(content, wanted) if form == "json" else as_table(content, wanted))
    raise SystemExit(1 if any(problem.severity == "error" for problem in content.problems) else 0)


@main.command()
@_options
@click.argument("article")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", help="How to print.")
def explain(
    config_file: str | None, drafts: bool, future: bool, now: str | None, quiet: bool, verbose: bool, article: str,
    form: str,
) -> None:  # fmt: skip
    """Say why ARTICLE (a file, slug or id) has these regions, themes, keywords and neighbours."""
    from .explain import as_json, as_text, find

    _log(verbose, quiet)
    with _fenced():
        content, _ = _content(config_file, _chosen(now, drafts, future, quiet))
        entry = find(content, article)
        click.echo(as_json(content, entry) if form == "json" else as_text(content, entry, colour=sys.stdout.isatty()))


@main.command()
@_options
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
    from .adding import Adder, AddOptions
    from .plugin import plugin_of, project_of

    _log(verbose, quiet)
    with _fenced():
        config = _config(config_file, _chosen(now, drafts, future, quiet))
        project = project_of(config, plugin_of(config).settings)
        options = AddOptions(
            retrieved=_moment("--retrieved", retrieved, project), since=_moment("--since", since, project),
            limit=limit or 0, date=date or "", images=images, keep_original=keep_original, allow_private=allow_private,
            ask=_ask_date if sys.stdin.isatty() and "-" not in sources else None,
        )  # fmt: skip
        failed = _told_all(Adder(project, options).add(sources), quiet)
    raise SystemExit(1 if failed else 0)


@main.command()
@_options
@click.option("--images", is_flag=True, help="Fetch pictures and lay them beside the articles.")
@click.option("--allow-private", is_flag=True, help="Fetch from this machine and the private network too.")
def watch(
    config_file: str | None, drafts: bool, future: bool, now: str | None, quiet: bool, verbose: bool, images: bool,
    allow_private: bool,
) -> None:  # fmt: skip
    """Add what is new from all `sources` of mkdocs.yml; for a cron job or a scheduled workflow."""
    from .adding import Adder, AddOptions, watched
    from .plugin import plugin_of, project_of

    _log(verbose, quiet)
    with _fenced():
        config = _config(config_file, _chosen(now, drafts, future, quiet))
        project = project_of(config, plugin_of(config).settings)
        sources, defaults = watched(project)
        if not sources:
            raise BriefingError("there is nothing to watch (sources: in mkdocs.yml, a list of url: https://…)")
        options = AddOptions(images=images, allow_private=allow_private)
        failed = _told_all(Adder(project, options).add(sources, defaults), quiet)
    raise SystemExit(1 if failed else 0)


@main.command()
@_options
@click.argument("title")
def new(
    config_file: str | None, drafts: bool, future: bool, now: str | None, quiet: bool, verbose: bool, title: str
) -> None:
    """Prepare a file for an article of your own, a draft with TITLE."""
    from .articles import FOLDER
    from .config import current_time
    from .plugin import plugin_of, project_of
    from .scaffold import new_article

    _log(verbose, quiet)
    with _fenced():
        config = _config(config_file, _chosen(now, drafts, future, quiet))
        project = project_of(config, plugin_of(config).settings)
        path = new_article(project.docs_dir / FOLDER, title, current_time(now, project.zone), project.zone)
        click.echo(project.shown(path))


def _moment(flag: str, value: str | None, project: Project) -> datetime | None:
    from .config import parse_time

    try:
        return parse_time(value, project.zone) if value else None
    except ValueError as error:
        raise BriefingError(f"{flag}: {error} (RFC 3339, such as 2025-06-21T08:00:00Z)") from None


def _ask_date(title: str) -> str:
    return str(click.prompt(f"When was '{title}' published? (YYYY-MM-DD; empty: leave it out)", default="", err=True))


def _told_all(results: Iterable[Added], quiet: bool) -> bool:
    """Print what became of each source as it comes; return whether one failed."""
    failed = False
    for done in results:
        for line in () if quiet else done.lines:
            click.echo(line)
        _say(done.problems)
        failed = failed or done.failed
    return failed


@main.command()
@click.option("-f", "--config-file", type=click.Path(exists=True, dir_okay=False), help="Another mkdocs.yml.")
@click.option("-d", "--site-dir", type=click.Path(file_okay=False), help="What was published (default: site_dir).")
@click.option(
    "--previous", type=click.Path(exists=True, file_okay=False), help="An earlier publication to compare with (for CI)."
)
@click.option("--all", "everything", is_flag=True, help="Tell of every feed, changed or not.")
@click.option("--dry-run", is_flag=True, help="Say what would be told, and tell nobody.")
@click.option("--timeout", type=click.FloatRange(0.1, 300), default=10.0, help="Seconds to wait for an answer.")
@click.option("-q", "--quiet", is_flag=True, help="Say nothing but errors.")
def ping(
    config_file: str | None, site_dir: str | None, previous: str | None, everything: bool, dry_run: bool,
    timeout: float, quiet: bool,
) -> None:  # fmt: skip
    """Tell the WebSub hub which feeds changed since it was last told."""
    from .plugin import Options, plugin_of, project_of
    from .websub import STATE
    from .websub import ping as tell

    _log(False, quiet)
    with _fenced():
        config = _config(config_file, Options(), site_dir=str(Path(site_dir).resolve()) if site_dir else None)
        project = project_of(config, plugin_of(config).settings)
        hub = project.settings.feed_hub
        report = tell(
            hub,
            project.site_url,
            Path(config.site_dir),
            project.root / project.settings.cache / STATE,
            everything=everything,
            previous=Path(previous) if previous else None,
            dry_run=dry_run,
            timeout=timeout,
            say=lambda line: None if quiet else click.echo(line),
        )
        _say(report.problems)
    if not quiet:
        total = len(report.told) + len(report.failed)
        if dry_run:
            for address in report.told:
                click.echo(project.site_url + address)
        click.echo(
            f"No feed has changed since {hub} was told"
            if not total
            else f"{'Would tell' if dry_run else 'Told'} {hub} of {len(report.told)} of {total} changed feeds"
        )
    raise SystemExit(1 if report.failed else 0)


@main.command()
@click.argument("folder", type=click.Path(file_okay=False))
@click.option("--name", default="", help="Name of the site.")
@click.option("--url", default="", help="Address of the site.")
def init(folder: str, name: str, url: str) -> None:
    """Make a new project in FOLDER, ready to build and to publish."""
    from .scaffold import make_project

    _log(False, False)
    with _fenced():
        for line in make_project(Path(folder), name, url):
            click.echo(line)
