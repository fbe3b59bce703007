"""What an importer of `briefing add` is: a module, of ours or of another package, that reads one kind of source."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from ..draft import Captured, Source


class Importer(Protocol):
    """One kind of source."""

    @property
    def NAME(self) -> str:  # noqa: N802
        """Short name of the kind."""

    @property
    def DESCRIPTION(self) -> str:  # noqa: N802
        """What it takes, as told to a person whose source is refused."""

    @property
    def SUFFIXES(self) -> tuple[str, ...]:  # noqa: N802
        """Suffixes of names (`.eml`) that mean this kind when the content alone does not tell."""

    @property
    def recognises(self) -> Callable[[Source], bool]:
        """Tell from the content whether a source is of this kind."""

    @property
    def read(self) -> Callable[[Source, Callable[[str], bool]], tuple[Captured, ...]]:
        """Return the articles of a source; the second argument tells whether a line is a printed date."""
