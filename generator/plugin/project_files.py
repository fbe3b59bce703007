"""MkDocs' files of a project: which are never published, and how links find the pages that it does not build."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import PurePath
from typing import Any

from mkdocs.structure.files import File, Files

_TEMPLATES = ("books/", "letters/")  # folders of templates that make no page


class WithOthers(Files):
    """The project's files, and, for links to them, our own pages: MkDocs builds none of these."""

    def __init__(self, files: Iterable[File], others: Callable[[str], File | None]) -> None:
        """Take MkDocs' files, and what finds one of ours by its path."""
        super().__init__(files)
        self._others = others

    def get_file_from_path(self, path: str) -> File | None:
        """Return the file of this path, MkDocs' or ours; None for neither."""
        return super().get_file_from_path(path) or self._others(PurePath(path).as_posix())


def paths_of(nav: Any) -> Iterator[str]:
    """Yield every path of a nav, as `mkdocs.yml` has it."""
    if isinstance(nav, str):
        yield nav
    elif isinstance(nav, Mapping):
        for inner in nav.values():
            yield from paths_of(inner)
    elif isinstance(nav, Sequence):
        for inner in nav:
            yield from paths_of(inner)


def is_raw(file: File, docs_dir: str) -> bool:
    """Return True for a file of a theme that is published in another form, or not at all: assets, some templates."""
    if file.src_uri.startswith(_TEMPLATES) and file.src_dir != docs_dir:  # MkDocs leaves out HTML only
        return True
    ours = ("assets/briefing.", "assets/feed.", "assets/search.", "assets/offline.")
    is_asset = file.src_uri.startswith(ours) and file.src_uri.count(".") == 1
    return is_asset or file.src_uri == "sitemap.xml"
