"""Which old addresses can redirect: none may take the place of a file of the site, nor of a folder that one lies in.

Compared without regard to case, for a site may be served from a disk that has none.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from ..addresses import file_of


def possible(redirects: Mapping[str, str], files: Iterable[str]) -> tuple[dict[str, str], list[str]]:
    """Return the redirects (old address → new) that can stand beside `files`, and the old addresses that cannot."""
    taken = {name.casefold() for name in files}
    folders = {above for name in taken for above in _above(name)}
    possible: dict[str, str] = {}
    refused: list[str] = []
    for old, new in sorted(redirects.items()):
        target = file_of(old).casefold()
        above = _above(target)
        if target in taken or target in folders or not taken.isdisjoint(above):
            refused.append(old)
            continue
        taken.add(target)
        folders.update(above)
        possible[old] = new
    return possible, refused


def _above(name: str) -> list[str]:
    parts = name.split("/")[:-1]
    return ["/".join(parts[:at]) for at in range(len(parts), 0, -1)]
