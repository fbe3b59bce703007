"""What stands on many pages in the same words is made once: cards, addresses, the words of the interface."""

from __future__ import annotations

import os
import posixpath
from collections.abc import Callable
from functools import lru_cache
from typing import Any

from jinja2 import Template, pass_context
from jinja2.runtime import Context

_MOST = 30_000  # fragments held at once, some 2 KB each


class Once:
    """Templates' `once(macro, object, …)`: what the macro makes of an object, made once for all pages of one depth.

    The macro may use nothing that differs between pages but the way up to the site's root.
    """

    def __init__(self) -> None:
        """Start with nothing made."""
        self._made: dict[tuple[object, ...], tuple[Any, object]] = {}

    @pass_context
    def __call__(self, context: Context, macro: Any, of: object, *more: Any, **named: Any) -> Any:
        """Return the macro's text; `of` is known by its identity, so it must be the same object on every page."""
        key = (context.name, macro.name, context.get("base_url"), id(of), more, *named.items())
        made = self._made.get(key)
        if made is None:
            if len(self._made) >= _MOST:
                self._made.clear()
            made = self._made[key] = (context.call(macro, of, *more, **named), of)  # `of` too: its id stays its own
        return made[0]


class _Everywhere:
    """The `briefing` of what is made for many pages: of a page's own only what all pages have."""

    def __init__(self, site: object) -> None:
        self.site = site


class MacrosOf:
    """Templates' `macros_of(file)`: the macros of a file of ours, made once for all pages of one depth.

    They see `briefing.site`, `base_url` and `config`, and nothing that is one page's own; that they are given. A file
    of the project's own may use what it likes: its macros are made for each page, as by `import … with context`.
    """

    def __init__(self, ours: str) -> None:
        """Take the folder of our templates."""
        self._ours = ours + os.sep
        self._made: dict[tuple[Template, object], Any] = {}

    @pass_context
    def __call__(self, context: Context, name: str) -> Any:
        """Return the macros of a file, as attributes."""
        template = context.environment.get_template(name, context.name)
        if not str(template.filename).startswith(self._ours):
            return template.make_module(context.get_all(), shared=True)
        base = context.get("base_url")
        made = self._made.get((template, base))
        if made is None:
            seen = {"base_url": base, "config": context.get("config")}
            every = {**context.environment.globals, **seen, "briefing": _Everywhere(context["briefing"].site)}
            made = self._made[template, base] = template.make_module(every, shared=True)
        return made


def addresses_by(usual: Callable[[Any, Any], str]) -> Callable[[Any, Any], str]:
    """Return the filter `url` that leads by way of the site's root; `usual`, MkDocs' own, has what is no plain address.

    MkDocs takes the shortest way between two pages, so that a link differs from page to page; this one is the same on
    all pages of one depth.
    """

    @pass_context
    def url(context: Context, value: object) -> str:
        text = str(value)
        base = context.get("base_url")
        if not isinstance(base, str) or not _is_plain(text):
            return usual(context, value)
        if base == ".":  # at the root
            return text
        return f"{base}{text}" if base.endswith("/") else f"{base}/{text}"

    return url


@lru_cache(maxsize=1 << 16)
def _is_plain(address: str) -> bool:
    """Return True for an address within the site, as ours are written: nothing in it that MkDocs would resolve."""
    path = address.partition("#")[0].partition("?")[0]
    stem = path.removesuffix("/")
    return bool(stem) and not path.startswith("/") and not set(path) & {":", "\\"} and posixpath.normpath(stem) == stem


def words_by(usual: Callable[..., str]) -> Callable[..., str]:
    """Return the templates' `gettext`, which looks up a text without variables once; `usual` is Jinja2's own."""
    known: dict[tuple[str, bool], str] = {}

    @pass_context
    def gettext(context: Context, text: str, /, **variables: Any) -> str:
        if variables:
            return usual(context, text, **variables)
        key = (text, context.eval_ctx.autoescape)
        found = known.get(key)
        if found is None:
            found = known[key] = usual(context, text)
        return found

    return gettext
