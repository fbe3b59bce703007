"""Our pages in the frame of another theme: made by an environment of our own, so the theme's stays as MkDocs made it.

A theme's templates escape nothing and have words of their own; ours escape everything. So neither is filled by the
other's rules: the theme's template asks for the parts of our page, and gets finished HTML.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, pass_context
from jinja2.runtime import Context
from markupsafe import Markup, escape
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.nav import Link as NavLink
from mkdocs.structure.nav import Navigation

from ..contexts import Link
from ..settings.catalogues import Words
from ..templating.environment import PREFIX, prepare

THEME = "briefing"
FRAME = "parts/foreign_frame.html"
_INSIDE = "parts/inside.html"
_WORDS = ("_", "gettext", "ngettext", "pgettext", "npgettext")


def is_framed(config: MkDocsConfig) -> bool:
    """Return True when the project names a theme that is not ours."""
    return config.theme.name != THEME and any("theme" in given for given in config.user_configs)


class _Pages(FileSystemLoader):
    """Gives `parts/inside.html` for what our pages extend: around them is the theme's frame."""

    def get_source(self, environment: Environment, template: str) -> Any:
        """Return a template's source, file and freshness."""
        inside = template in ("main.html", f"{PREFIX}:main.html")
        return super().get_source(environment, _INSIDE if inside else template)


def environment(theirs: Environment, folders: Sequence[Path], words: Words) -> Environment:
    """Return what fills our templates; `folders` are the project's own, then ours. Gives the theme `briefing_part`."""
    # Not an overlay of theirs: that would share the functions by which an environment is given its words.
    own = Environment(loader=_Pages([str(place) for place in folders]), auto_reload=False)
    for kind in ("globals", "filters", "tests"):
        getattr(own, kind).update(getattr(theirs, kind))
    for name in _WORDS:
        own.globals.pop(name, None)
    prepare(own, folders, words)

    @pass_context
    def briefing_part(context: Context, part: str) -> Markup:
        given = {name: value for name, value in context.get_all().items() if name not in theirs.globals}
        return rendered(own, given, part)

    theirs.globals["briefing_part"] = briefing_part
    return own


def rendered(own: Environment, context: Mapping[str, Any], part: str) -> Markup:
    """Return the `title`, the `head` or the `body` of a page as HTML."""
    template = own.get_template(context["briefing_template"])
    return Markup(template.render({**context, "frame_part": part}))


def harmless(title: str) -> str:
    """Return a title that is no HTML; one that could not be any stays, for a search shows entities."""
    return str(escape(title)) if "<" in title else title


def with_sections(nav: Navigation, sections: Iterable[Link]) -> Navigation:
    """Add our sections to the theme's navigation, behind what the project has there, but for what it has there."""
    there = {page.url for page in nav.pages} | {getattr(item, "url", None) for item in nav.items}
    nav.items.extend(NavLink(section.title, section.url) for section in sections if section.url not in there)
    return nav
