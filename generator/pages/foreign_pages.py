"""Pages of kinds that other packages bring: planned beside ours, and never in the place of one.

Such a package has an object with `plan(maker)`, which returns pages made with the given `PageMaker`, and `TEMPLATES`,
the folder of their templates. What goes wrong there costs its pages and one line.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from ..errors import Problem
from ..settings import extensions
from ..views import Views
from .frames import Page, PageMaker


def foreign_pages(
    views: Views, ours: Iterable[Page], folders: Sequence[Path]
) -> tuple[tuple[Page, ...], list[Problem]]:
    """Return the pages of the kinds that the project names, and what is wrong with any; `folders` have templates."""
    taken = {page.address for page in ours}
    found: list[Page] = []
    problems: list[Problem] = []
    config_file = views.project.config_file
    for name in views.project.settings.pages:
        kind = extensions.load(extensions.PAGES, name, "pages", needs=("plan",))
        try:
            pages = tuple(kind.plan(PageMaker(views)))
            here = set(taken)
            for page in pages:
                page.context  # noqa: B018  # made now, so that what it raises costs only this kind
                fault = _fault(page, here, folders)
                here.add(page.address)
                if fault:
                    raise ValueError(f"/{page.address}: {fault}")
        except Exception as error:
            text = f"{type(error).__name__}: " * (type(error) is not ValueError) + " ".join(str(error).split())
            what = f"briefing: pages: '{name}' has no pages on this site: {text}"
            problems.append(Problem(config_file, 0, what, "see its manual", "warning", "bad-pages"))
            continue
        taken = here
        found += pages
    return tuple(found), problems


def _fault(page: Page, taken: set[str], folders: Sequence[Path]) -> str:
    parts = page.address.split("/")
    if not page.address.endswith("/") or any(part in ("", ".", "..") for part in parts[:-1]) or "\\" in page.address:
        return "is no address of a page (such as glossary/)"
    if page.address in taken:
        return "is taken by another page"
    if not any((place / page.template).is_file() for place in folders):
        return f"there is no template {page.template}"
    return ""
