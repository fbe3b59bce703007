"""What all verbs share: the flags of a project, where problems are said, and the fence around whatever goes wrong."""

from __future__ import annotations

import logging
import os
import signal
import sys
import threading
from collections.abc import Callable, Iterable
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from ..errors import BriefingError, Problem, WrongUsage

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from ..build import Content
    from ..plugin import Options
    from ..settings.config import Project


class _Plain(logging.Formatter):
    """Problems as they are; MkDocs' own messages with their level before them; never more than one line."""

    def format(self, record: logging.LogRecord) -> str:
        text = " ".join(record.getMessage().split())
        ours = record.name == "mkdocs.plugins.briefing"
        return text if ours or record.levelno < logging.WARNING else f"{record.levelname.lower()}: {text}"


def _not_told_elsewhere(record: logging.LogRecord) -> bool:
    """Keep out MkDocs' "Error building page …" where the fault is in a template, which is told with file and line."""
    if not record.getMessage().startswith("Error building page"):
        return True
    from ..templating.faults import template_problem

    error = sys.exc_info()[1]
    return error is None or template_problem(error, Path()) is None


def log_to_terminal(verbose: bool, quiet: bool) -> None:
    """Send MkDocs' log and ours to standard error, as much of it as was asked for."""
    logger = logging.getLogger("mkdocs")
    for handler in list(logger.handlers):
        logger.removeHandler(handler)
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(_Plain())
    handler.addFilter(_not_told_elsewhere)
    handler.setLevel(logging.ERROR if quiet else logging.DEBUG if verbose else logging.INFO + 5)  # notices too
    logger.addHandler(handler)
    logger.setLevel(logging.DEBUG if verbose else logging.INFO)
    logger.propagate = False


def say(problems: Iterable[Problem | str]) -> None:
    """Print problems to standard error, one line each."""
    for problem in problems:
        click.echo(str(problem), err=True)


@contextmanager
def fenced() -> Iterator[None]:
    """Turn every error into one line and exit status 1, or 2 for wrong usage."""
    try:
        yield
    except BriefingError as error:
        say(error.problems)
        raise SystemExit(2 if isinstance(error, WrongUsage) else 1) from None
    except click.ClickException:  # wrong usage, which click itself tells
        raise
    except BrokenPipeError:  # `briefing list | head`
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        raise SystemExit(1) from None
    except OSError as error:  # disk full, no permission
        say([Problem(os.path.relpath(error.filename) if error.filename else "", 0, error.strerror or str(error))])
        raise SystemExit(1) from None
    except Exception as error:  # a defect of ours or of another plugin; the user still gets one line
        say([f"{type(error).__name__}: {' '.join(str(error).split())} (please report it; -v shows where)"])
        if logging.getLogger("mkdocs").level == logging.DEBUG:
            raise
        raise SystemExit(1) from None


@contextmanager
def ended_in_order() -> Iterator[None]:
    """Let a request to end (SIGTERM, a closed terminal) clean up first, like Ctrl-C."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def end(number: int, frame: object) -> None:
        raise SystemExit(128 + number)

    asked = [number for name in ("SIGTERM", "SIGHUP") if (number := getattr(signal, name, None)) is not None]
    before = {number: signal.signal(number, end) for number in asked}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


class _Progress:
    """A bar on a terminal, a plain line now and then elsewhere."""

    def __init__(self, quiet: bool) -> None:
        self.quiet, self._reported = quiet, 0
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
        elif total >= 200 and (done == total or done - self._reported >= max(200, total // 10)):
            self._reported = done
            click.echo(f"Analysing: {done} of {total}", err=True)


def project_options(function: Callable[..., Any]) -> Callable[..., Any]:
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


def chosen_options(now: str | None, drafts: bool, future: bool, quiet: bool) -> Options:
    """Return what the flags of `project_options` say."""
    from ..plugin import Options

    return Options(now, drafts, future, _Progress(quiet))


def configuration(config_file: str | None, options: Options, **overrides: Any) -> Any:
    """Return MkDocs' configuration, or leave with one line that says what is missing."""
    from ..plugin import CONFIG_NAMES, load

    if config_file is None and not any(Path(name).is_file() for name in CONFIG_NAMES):
        above = next((f for up in Path.cwd().parents for name in CONFIG_NAMES if (f := up / name).is_file()), None)
        way = f"the nearest is -f {os.path.relpath(above)}" if above else "'briefing init DIR' makes a project"
        raise BriefingError(f"there is no mkdocs.yml here ({way})")
    return load(config_file, options, **overrides)


def content_of(config_file: str | None, options: Options) -> tuple[Content, tuple[Problem, ...]]:
    """Return the project's content, and what is odd in its configuration."""
    from ..build import gather
    from ..plugin import plugin_of, project_of, selection_of

    config = configuration(config_file, options)
    plugin = plugin_of(config)
    project = project_of(config, plugin.settings)
    return gather(project, selection_of(project, options), options.progress), plugin.oddities


def moment(flag: str, value: str | None, project: Project) -> datetime | None:
    """Return the time that a flag gives; raises `WrongUsage` with the flag's name."""
    from ..settings.config import parse_time

    try:
        return parse_time(value, project.zone) if value else None
    except ValueError as error:
        raise WrongUsage(f"{flag}: {error} (RFC 3339, such as 2025-06-21T08:00:00Z)") from None
