"""What other packages bring: found by entry points, checked once, and named in one line when it cannot be used.

Five groups: `briefing.importers` (read by the package `importers`), `briefing.analysers`, `briefing.filters`,
`briefing.pages` and `briefing.hooks`. Filters are there as soon as their package is; of the others a project names in
its settings those that it wants. What each has to be stands in `docs/extending.md`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import cache
from importlib.metadata import EntryPoint, entry_points
from pathlib import Path
from typing import Any

from ..errors import BriefingError, ConfigError, Problem, did_you_mean

ANALYSERS, FILTERS, PAGES, HOOKS = "briefing.analysers", "briefing.filters", "briefing.pages", "briefing.hooks"
PHASES = ("read", "analyse", "group", "plan", "publish")
"""The phases of a build, in order, before and after which hooks run."""


@cache
def installed(group: str) -> Mapping[str, EntryPoint]:
    """Return the entry points of a group by name; of two with one name, that of the first package by name."""
    points = sorted(entry_points(group=group), key=lambda point: (point.name, origin(point)), reverse=True)
    return dict(sorted((point.name, point) for point in points))


def origin(point: EntryPoint) -> str:
    """Return the package that brings an entry point, with its version: `briefing-example 1.0`."""
    return f"{point.dist.name} {point.dist.version}" if point.dist else point.value


def load(group: str, name: str, setting: str, *, needs: tuple[str, ...] = ()) -> Any:
    """Return what an entry point names; raises `ConfigError` if it is not installed, cannot be loaded, or lacks parts.

    `setting` is the setting that names it, for the message.
    """
    known = installed(group)
    if name not in known:
        remedy = did_you_mean(name, known, "install the package that brings it")
        raise ConfigError(Problem("mkdocs.yml", 0, f"briefing: {setting}: no '{name}' is installed", remedy))
    point = known[name]
    try:
        found = point.load()
    except Exception as error:
        message = f"briefing: {setting}: '{name}' cannot be loaded: {type(error).__name__}: {error}"
        raise ConfigError(Problem("mkdocs.yml", 0, message, f"see {point.value} of {origin(point)}")) from error
    missing = next((part for part in needs if not hasattr(found, part)), "")
    if missing:
        message = f"briefing: {setting}: '{name}' has no {missing}"
        raise ConfigError(Problem("mkdocs.yml", 0, message, f"see {point.value} of {origin(point)}"))
    return found


def filters(ours: Iterable[str]) -> dict[str, Callable[..., Any]]:
    """Return the template filters of other packages by name; raises `ConfigError` for one that cannot be used."""
    taken, found = frozenset(ours), {}
    for name, point in installed(FILTERS).items():
        if name in taken:
            message = f"the filter '{name}' of {origin(point)} has a name that is taken"
            raise ConfigError(Problem("", 0, message, "another name in its entry point"))
        found[name] = load(FILTERS, name, "filters")
        if not callable(found[name]):
            message = f"the filter '{name}' of {origin(point)} is no function"
            raise ConfigError(Problem("", 0, message, f"see {point.value}"))
    return found


def template_folders(pages: Iterable[str]) -> tuple[Path, ...]:
    """Return the folders in which the named kinds of pages have their templates."""
    kinds = (load(PAGES, name, "pages", needs=("plan",)) for name in pages)
    return tuple(Path(kind.TEMPLATES) for kind in kinds if getattr(kind, "TEMPLATES", None))


def identity(pages: Iterable[str]) -> tuple[str, ...]:
    """Return what identifies all that other packages add to pages: a part of every page's fingerprint."""
    named = [installed(PAGES)[name] for name in pages if name in installed(PAGES)]
    return tuple(f"{point.group} {point.name} {origin(point)}" for point in (*installed(FILTERS).values(), *named))


class Hooks:
    """The hooks that a project names, called before and after each of `PHASES`."""

    def __init__(self, names: Iterable[str]) -> None:
        """Load them; raises `ConfigError` for one that cannot be used."""
        self._hooks = tuple((name, load(HOOKS, name, "hooks")) for name in names)
        known = frozenset(f"{side}_{phase}" for side in ("before", "after") for phase in PHASES)
        for name, hook in self._hooks:
            for method in dir(hook):
                if method.startswith(("before_", "after_")) and method not in known:
                    message = f"briefing: hooks: '{name}' has {method}, which is never called"
                    raise ConfigError(Problem("mkdocs.yml", 0, message, did_you_mean(method, known)))

    def before(self, phase: str, what: Any) -> None:
        """Call what is to run before a phase, with what the phase begins from."""
        self._call(f"before_{phase}", what)

    def after(self, phase: str, what: Any) -> None:
        """Call what is to run after a phase, with what the phase made."""
        self._call(f"after_{phase}", what)

    def _call(self, method: str, what: Any) -> None:
        """Call each hook in order; one that raises refuses the build: raises `BriefingError` with one line."""
        for name, hook in self._hooks:
            function = getattr(hook, method, None)
            if function is None:
                continue
            try:
                function(what)
            except BriefingError:
                raise
            except Exception as error:
                text = f"{type(error).__name__}: {' '.join(str(error).split())}"
                raise ConfigError(Problem("", 0, f"the hook '{name}' refused {method}: {text}")) from error
