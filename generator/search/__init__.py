"""Search: the built pages of the articles indexed by Pagefind, period by period, into bundles that a browser merges.

It runs when all pages are written and before the site is published. What has not changed since the last build is taken
from the cache. The page on which readers search is `search.page`'s; the script of that page does the searching.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any, Literal

import msgspec

from .. import addresses
from ..hashing import fingerprint
from ..library import Library
from ..parts import Parts
from ..publishing import exchange
from ..running.parallel_map import in_order
from .bundle_cache import Kept, forget, read, write
from .bundles import LEAST, OWN, Bundle, SearchDocument, cut, documents
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
    made_of: Callable[[str], bytes] = lambda address: b"",
    jobs: int | str = 1,
    label: Callable[[str, Literal["regions", "themes"]], str] = lambda slug, of: "",
) -> Iterator[str]:
    """Put the index of the site in `site` beside its pages; yield what a person should know, one line each.

    `published` is the site that readers have now: files that stay the same keep their time. `cache` is the cache's
    folder; `least` and `own` are `cut`'s. The bundles of `parts` stand in the catalogue beside ours. `made_of` gives
    the digest of all that the page at an address is made of, empty when unknown: a page that is made of the same as
    before is not looked into. `label` is `documents`' `name`. Bundles are made by up to `jobs` processes. Raises
    `PagefindError`.
    """
    bundles = cut(documents(library, label), least, own)
    bundle_folder = cache / "search"
    new = sum(not (bundle_folder / f"{bundle.name}.zip").is_file() for bundle in bundles)

    def make(at: int) -> Kept:
        return _made(program, bundles[at], site, bundle_folder / f"{bundles[at].name}.zip", made_of)

    done = list(in_order(make, len(bundles), jobs if new > 1 else 1, least=2))
    catalogue = []
    first: dict[str, str] = {}
    for bundle, made in zip(bundles, done, strict=True):
        if not made.files:
            continue
        primary = bundle.lang not in first
        first.setdefault(bundle.lang, bundle.name)
        for name, data in _published(bundle, made.files, primary):
            exchange.place(site, published, name, data)
        langs = sorted({lang for document in bundle.documents for lang in document.facets["lang"]})
        catalogue.append(
            {"lang": bundle.lang, "langs": langs, "path": f"{FOLDER}/{bundle.name}/", "tag": made.tag[:10]}
        )
    if parts:
        catalogue = _joined(catalogue, parts)
    exchange.place(site, published, CATALOGUE, (json.dumps(catalogue, indent=0) + "\n").encode())
    forget(bundle_folder, {bundle.name for bundle in bundles})
    unmarked = [address for made in done for address, (_, found) in made.pages.items() if not found]
    if unmarked:
        yield f"{len(unmarked)} pages are not searched: no data-pagefind-body and no <main> in them ({unmarked[0]})"


def _made(program: Program, bundle: Bundle, site: Path, path: Path, made_of: Callable[[str], bytes]) -> Kept:
    """Return a bundle of the pages as they are; without files when there is nothing to find in any of them."""
    known = read(path)
    pages: dict[str, tuple[str, str]] = {}
    texts: dict[str, bytes] = {}
    for document in bundle.documents:
        hashed = made_of(addresses.file_of(document.address))
        source = fingerprint(hashed.hex(), msgspec.to_builtins(document)) if hashed else ""
        before = known.pages.get(document.address) if known and source else None
        if before and before[0] == source:
            pages[document.address] = before
            continue
        text = _text(site, document)
        if text is not None:
            texts[document.address] = text
            pages[document.address] = (source, fingerprint(text.decode()) if text else "")
    tag = fingerprint(
        _FORMAT,
        program.path.stem,
        program.version,
        [[address, found] for address, (_, found) in pages.items() if found],
    )
    if known and known.tag == tag:
        found = Kept(tag, pages, known.files)
    else:
        every = ((d.address, texts.get(d.address) or _text(site, d)) for d in bundle.documents)
        marked = {address: text for address, text in every if text}
        found = Kept(tag, pages, indexed(program, marked) if marked else {})
    if known is None or known != found:
        write(path, found)
    return found


def _text(site: Path, document: SearchDocument) -> bytes | None:
    """Return what is to be found of a page, empty when nothing in it is marked; None where there is no page."""
    try:
        html = (site / document.address / "index.html").read_text(encoding="utf-8", errors="replace")
    except FileNotFoundError:
        return None
    return extract(html, document) or b""


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
    return bool(names) and all(exchange.keep(site, published, name) for name in names)


def _published(bundle: Bundle, files: Mapping[str, bytes], primary: bool) -> Iterator[tuple[str, bytes]]:
    """Yield address and bytes of what readers need: the program once a language, the rest of every bundle."""
    wasm = wasm_of(files)
    for name, data in files.items():
        if name == SCRIPT:
            if primary:
                yield f"{FOLDER}/{SCRIPT}", data
        elif name not in (WORKER, wasm) or primary:
            yield f"{FOLDER}/{bundle.name}/{name}", data


__all__ = ["CATALOGUE", "FOLDER", "PagefindError", "Program", "found", "write_index"]
