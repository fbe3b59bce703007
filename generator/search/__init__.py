"""Search: the built pages of the articles indexed by Pagefind, period by period, into bundles that a browser merges.

It runs when all pages are written and before the site is published. What has not changed since the last build is taken
from the cache. The page on which readers search is `search.page`'s; the script of that page does the searching.
"""

from __future__ import annotations

import json
import os
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

import msgspec

from .. import addresses, publish
from ..cache import fingerprint
from ..library import Library
from ..parts import Parts
from .bundles import LEAST, OWN, Bundle, cut, documents
from .extract import extract
from .pagefind import SCRIPT, WORKER, PagefindError, Program, found, indexed, wasm_of

FOLDER = "pagefind"
CATALOGUE = addresses.SEARCH_CATALOGUE
_FORMAT = 1


def write_index(
    program: Program,
    library: Library,
    site: Path,
    published: Path | None,
    cache: Path,
    *,
    least: int = LEAST,
    own: int = OWN,
    parts: Parts | None = None,
) -> Iterator[str]:
    """Put the index of the site in `site` beside its pages; yield what a person should know, one line each.

    `published` is the site that readers have now: files that stay the same keep their time. `cache` is the cache's
    folder; `least` and `own` are `cut`'s. The bundles of `parts` stand in the catalogue beside ours.
    Raises `PagefindError`.
    """
    bundles = cut(documents(library), least, own)
    catalogue = []
    unmarked: list[str] = []
    first: dict[str, str] = {}
    for bundle in bundles:
        pages, missing = _pages(bundle, site)
        unmarked += missing
        if not pages:
            continue
        tag = fingerprint(_FORMAT, program.version, [[address, html.decode()] for address, html in pages.items()])
        files = _known(cache / "search" / f"{bundle.name}.zip", tag)
        if files is None:
            files = indexed(program, pages)
            with suppress(OSError):  # a cache that cannot be written costs time, nothing else
                _keep(cache / "search" / f"{bundle.name}.zip", tag, files)
        primary = bundle.lang not in first
        first.setdefault(bundle.lang, bundle.name)
        for name, data in _published(bundle, files, primary):
            publish.place(site, published, name, data)
        langs = sorted({lang for document in bundle.documents for lang in document.facets["lang"]})
        catalogue.append({"lang": bundle.lang, "langs": langs, "path": f"{FOLDER}/{bundle.name}/", "tag": tag[:10]})
    if parts:
        catalogue = _joined(catalogue, parts)
    publish.place(site, published, CATALOGUE, (json.dumps(catalogue, indent=0) + "\n").encode())
    _forget(cache / "search", {f"{bundle.name}.zip" for bundle in bundles})
    if unmarked:
        yield f"{len(unmarked)} pages are not searched: no data-pagefind-body and no <main> in them ({unmarked[0]})"


def _joined(own: list[dict[str, Any]], parts: Parts) -> list[dict[str, Any]]:
    """Return the catalogue with the bundles of all parts: by language as ever, of each the newest period first.

    The first bundle of a language brings the program that its whole search runs on; so it does in the part it is of.
    """
    found = list(own)
    for part in parts.found:
        found += [
            msgspec.to_builtins(bundle) | {"path": part.address + bundle.path, "base": part.address}
            for bundle in part.bundles
        ]
    counts = Counter(bundle["lang"] for bundle in found)
    newest_first = sorted(found, key=lambda bundle: str(bundle["path"])[-8:], reverse=True)
    return sorted(newest_first, key=lambda bundle: (-counts[bundle["lang"]], bundle["lang"]))


def carried(site: Path, published: Path) -> bool:
    """Put the index of the published site in `site` as it is; False when there is none."""
    old = published / FOLDER
    names = sorted(path.relative_to(published).as_posix() for path in old.rglob("*") if path.is_file())
    return bool(names) and all(publish.keep(site, published, name) for name in names)


def _pages(bundle: Bundle, site: Path) -> tuple[dict[str, bytes], list[str]]:
    """Return what is to be found of each page by address, and the addresses of pages without a mark."""
    pages, missing = {}, []
    for document in bundle.documents:
        with suppress(FileNotFoundError):
            html = (site / document.address / "index.html").read_text(encoding="utf-8", errors="replace")
            page = extract(html, document)
            if page is None:
                missing.append(document.address)
            else:
                pages[document.address] = page
    return pages, missing


def _published(bundle: Bundle, files: Mapping[str, bytes], primary: bool) -> Iterator[tuple[str, bytes]]:
    """Yield address and bytes of what readers need: the program once a language, the rest of every bundle."""
    wasm = wasm_of(files)
    for name, data in files.items():
        if name == SCRIPT:
            if primary:
                yield f"{FOLDER}/{SCRIPT}", data
        elif name not in (WORKER, wasm) or primary:
            yield f"{FOLDER}/{bundle.name}/{name}", data


def _known(path: Path, tag: str) -> dict[str, bytes] | None:
    """Return a bundle from the cache if it is of these very pages; every byte is checked by its checksum."""
    try:
        with zipfile.ZipFile(path) as kept:
            return {name: kept.read(name) for name in kept.namelist()} if kept.comment == tag.encode() else None
    except (OSError, ValueError, zipfile.BadZipFile, zlib.error, RuntimeError, EOFError):
        return None


def _keep(path: Path, tag: str, files: Mapping[str, bytes]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    new = path.with_suffix(f".{os.getpid()}")
    with zipfile.ZipFile(new, "w") as kept:  # not compressed: it is already
        kept.comment = tag.encode()
        for name, data in files.items():
            kept.writestr(zipfile.ZipInfo(name), data)
    os.replace(new, path)


def _forget(folder: Path, present: set[str]) -> None:
    """Remove bundles of periods that are no more."""
    with suppress(OSError):
        for path in sorted(folder.iterdir()):
            if path.suffix == ".zip" and path.name not in present:
                path.unlink(missing_ok=True)


__all__ = ["CATALOGUE", "FOLDER", "PagefindError", "Program", "found", "write_index"]
