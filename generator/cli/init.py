"""`briefing init`: a new project."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from datetime import timedelta
from pathlib import Path

import click

from .common import fenced, log_to_terminal

_KINDS, _HOSTS = ("policy", "news", "security"), ("github", "gitlab", "forgejo", "none")
_SCREEN = 40  # lines of a list that is not narrowed by a word


@click.command()
@click.argument("folder", type=click.Path(file_okay=False))
@click.option("--template", "kind", type=click.Choice(_KINDS), help="Kind of desk it is for (default: policy).")
@click.option("--ci", type=click.Choice(_HOSTS), help="Whose CI builds it: its files are written (default: none).")
@click.option("--name", default="", help="Name of the site.")
@click.option("--url", default="", help="Address of the site.")
@click.option("--language", default="", metavar="TAG", help="Language of the site (default: en).")
@click.option("--timezone", default="", metavar="ZONE", help="Its time zone (default: UTC).")
@click.option("--region", "regions", multiple=True, metavar="REGION", help="A region that it follows; several times.")
@click.option("--theme", "themes", multiple=True, metavar="THEME", help="A theme that it follows; several times.")
@click.option("-y", "--yes", is_flag=True, help="Ask nothing.")
@click.option("--force", is_flag=True, help="Add what is missing to a folder that is not empty; overwrite nothing.")
def init(
    folder: str, kind: str | None, ci: str | None, name: str, url: str, language: str, timezone: str,
    regions: Sequence[str], themes: Sequence[str], yes: bool, force: bool,
) -> None:  # fmt: skip
    """Make a new project in FOLDER, ready to build and to publish.

    On a terminal it asks for what no option says, and lists the possible answers for a question mark.
    """
    from . import scaffold

    log_to_terminal(False, False)
    where = Path(folder)
    asks = not yes and sys.stdin.isatty() and sys.stdout.isatty()
    with fenced():
        if asks and (force or not (where.is_dir() and any(where.iterdir()))):
            kind = kind or click.prompt("Kind of desk", "policy", type=click.Choice(_KINDS))
            chosen = scaffold.KINDS[kind or "policy"]
            name = name or click.prompt("Name of the site", scaffold.title_of(where))
            url = url or _asked("Its address", "https://example.org/", scaffold.address)
            language = language or _asked("Its language", "en", scaffold.language, "languages")
            timezone = timezone or _asked("Its time zone", "UTC", scaffold.zone, "timezones")
            regions = regions or _list("Regions that it follows", "regions", chosen.regions, scaffold.labels)
            themes = themes or _list("Themes that it follows", "themes", chosen.themes, scaffold.labels)
            ci = ci or click.prompt("Whose CI builds it", "none", type=click.Choice(_HOSTS))
        wishes = scaffold.Wishes(
            kind=kind or "policy", ci=ci or "none", name=name, url=url, language=language or "en",
            timezone=timezone or "UTC", regions=regions, themes=themes, day=_yesterday(),
        )  # fmt: skip
        for line in scaffold.make_project(where, wishes, force=force):
            click.echo(line)


def _yesterday() -> str:
    """Return the date of the first articles: they are new, and in no time zone still to come."""
    from ..settings.config import current_time

    return f"{current_time(None) - timedelta(days=1):%Y-%m-%d}"


def _asked(question: str, default: str, check: Callable[[str], str], kind: str = "") -> str:
    """Return an answer that `check` takes; `?` lists the names of a kind, and `? word` those that fit."""
    from ..errors import BriefingError

    while True:
        answer = str(click.prompt(f"{question} (? lists all)" if kind else question, default=default))
        if kind and answer.startswith("?"):
            _show(kind, answer[1:].strip())
            continue
        try:
            return check(answer)
        except BriefingError as error:
            click.echo(str(error), err=True)


def _show(kind: str, word: str) -> None:
    """List the names that fit; without a word no more than a screen of them, and how to see the others."""
    from ..settings import names, vocabulary

    if kind in ("regions", "themes"):
        rows = names.of_tree(vocabulary.load("regions" if kind == "regions" else "themes"))
    else:
        rows = names.languages() if kind == "languages" else names.timezones()
    found = names.matching(rows, word)
    for name, meaning in found if word else found[:_SCREEN]:
        click.echo(f"  {name:<28}  {meaning}")
    if not found:
        click.echo(f"  none fits '{word}'")
    elif not word and len(found) > _SCREEN:
        click.echo(f"  and {len(found) - _SCREEN} more: '? word' lists those that fit, such as '? africa'")


def _list(
    question: str, kind: str, default: Sequence[str], check: Callable[[str, Sequence[str]], tuple[str, ...]]
) -> tuple[str, ...]:
    found: tuple[str, ...] = ()

    def checked(answer: str) -> str:
        nonlocal found
        found = check(kind, [part for part in map(str.strip, answer.split(",")) if part])
        return answer

    _asked(f"{question}, with commas", ", ".join(default), checked, kind)
    return () if found == tuple(default) else found
