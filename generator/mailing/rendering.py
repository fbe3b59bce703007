"""The templates of letters and books: ours or the project's own, everything escaped that is markup."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from pathlib import Path

from jinja2 import Environment, FileSystemLoader

from .. import addresses
from ..templating.environment import prepare
from ..views import Views

_WIDTH = 72


def environment(views: Views, folders: Sequence[Path]) -> Environment:
    """Return an environment with the filters of pages, `absolute` and `wrapped`; `folders` are looked into in order."""
    loader = FileSystemLoader([str(place) for place in folders])
    env = Environment(loader=loader, autoescape=_is_markup, trim_blocks=True, lstrip_blocks=True)
    project = views.project
    prepare(env, folders, views.words)
    env.filters["absolute"] = lambda url: addresses.absolute(project.site_url, url)
    env.filters["wrapped"] = wrapped
    return env


def _is_markup(name: str | None) -> bool:
    return not (name or "").endswith(".txt")


def line(text: str) -> str:
    """Return a text as one line."""
    return " ".join(text.split())


def wrapped(text: str, indent: str = "") -> str:
    """Return a text in lines of at most 72 characters; no word and no address is cut."""
    return textwrap.fill(
        line(text), _WIDTH, initial_indent=indent, subsequent_indent=indent,
        break_long_words=False, break_on_hyphens=False,
    )  # fmt: skip
