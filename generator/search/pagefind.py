"""Pagefind (https://pagefind.app): found, run over a folder of pages, and its bundle made repeatable.

The program itself is run, not its Python interface: that waits a tenth of a second for each page, and ends the program
while it still writes. Of the same pages Pagefind writes the same fragments and word indexes each time, but its filters
in the random order of a hash table, and what refers to them under other names; so these are written anew, sorted.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import os
import shutil
import subprocess
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from .cbor import Value, decoded, encoded

SCRIPT = "pagefind.js"
WORKER = "pagefind-worker.js"
ENTRY = "pagefind-entry.json"
_SIGNATURE = b"pagefind_dcd"
_KEPT = (SCRIPT, WORKER, ENTRY)
_FOLDERS = ("fragment/", "index/")
_PATIENCE = 3600  # seconds


class PagefindError(Exception):
    """Pagefind is not there, does not run, or wrote what we do not understand; the text is one line."""


@dataclass(frozen=True, slots=True)
class Program:
    """A Pagefind that runs here."""

    path: Path
    """The program."""
    version: str
    """What it says of itself, `pagefind 1.5.2`."""


def found() -> Program:
    """Return the Pagefind of this environment; raises `PagefindError` with what to do."""
    path = _path()
    if path is None:
        raise PagefindError("Pagefind is not installed (pip install pagefind_bin)")
    try:
        done = subprocess.run([path, "--version"], capture_output=True, text=True, timeout=30, check=True)
    except (OSError, subprocess.SubprocessError) as error:
        raise PagefindError(f"Pagefind does not run here: {' '.join(str(error).split())}") from None
    return Program(path, done.stdout.strip())


def _path() -> Path | None:
    """Return where the program lies: in one of the packages that bring it, the one that knows more languages first."""
    from importlib import import_module

    for package in ("pagefind_bin_extended", "pagefind_bin"):
        try:
            return Path(import_module(package).get_executable())
        except (ImportError, OSError):
            continue
    command = shutil.which("pagefind_extended") or shutil.which("pagefind")
    return Path(command).absolute() if command else None


def indexed(program: Program, pages: Mapping[str, bytes]) -> dict[str, bytes]:
    """Return the bundle of pages of one language (HTML by address, with a slash at its end), as file → bytes.

    The same pages give the same bytes. Raises `PagefindError`.
    """
    with tempfile.TemporaryDirectory(prefix="briefing-search-") as folder:
        source, target = Path(folder, "pages"), Path(folder, "bundle")
        for address, html in pages.items():
            path = source / address / "index.html"
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(html)
        command = [str(program.path), "--site", str(source), "--output-path", str(target), "--silent"]
        try:
            done = subprocess.run(
                command, cwd=folder, env=_environment(), capture_output=True, text=True, errors="replace",
                timeout=_PATIENCE, check=False,
            )  # fmt: skip
        except (OSError, subprocess.SubprocessError) as error:
            raise PagefindError(f"Pagefind does not run here: {' '.join(str(error).split())}") from None
        if done.returncode or not (target / ENTRY).is_file():
            said = " ".join((done.stderr or done.stdout).split())[-200:]
            raise PagefindError(f"Pagefind failed with status {done.returncode}: {said}")
        files = {p.relative_to(target).as_posix(): p.read_bytes() for p in sorted(target.rglob("*")) if p.is_file()}
    try:
        return _repeatable(files)
    except (AttributeError, IndexError, KeyError, OSError, TypeError, ValueError) as error:
        raise PagefindError(f"{program.version} writes a form that is not known here: {error!r}") from None


def _environment() -> dict[str, str]:
    """Return the environment without what would change Pagefind's settings."""
    return {name: value for name, value in os.environ.items() if not name.upper().startswith("PAGEFIND_")}


def wasm_of(files: Mapping[str, bytes]) -> str:
    """Return the name of the WebAssembly that a bundle needs, `wasm.en.pagefind`."""
    return next(name for name in files if name.startswith("wasm."))


def _repeatable(files: Mapping[str, bytes]) -> dict[str, bytes]:
    entry = json.loads(files[ENTRY])
    (language, index), *others = entry["languages"].items()
    if others:
        raise ValueError(f"several languages: {sorted(entry['languages'])}")
    needed = {name: data for name, data in files.items() if name in _KEPT or name.startswith(_FOLDERS)}
    wasm = f"wasm.{index['wasm'] or 'unknown'}.pagefind"
    needed[wasm] = files[wasm]
    meta = _list(decoded(_open(files[f"pagefind.{index['hash']}.pf_meta"])))
    filters = [_list(pair) for pair in _list(meta[3])]
    renamed: list[Value] = []
    for name, old in sorted((str(pair[0]), str(pair[1])) for pair in filters):
        data = _sorted_filter(_open(files[f"filter/{old}.pf_filter"]))
        new = f"{language}_{hashlib.sha256(data).hexdigest()[:10]}"
        needed[f"filter/{new}.pf_filter"] = data
        renamed.append([name, new])
    meta[3] = renamed
    meta[4] = sorted(_list(meta[4]), key=lambda pair: str(_list(pair)[0]))
    data = _SIGNATURE + encoded(meta)
    index["hash"] = f"{language}_{hashlib.sha256(data).hexdigest()[:10]}"
    needed[f"pagefind.{index['hash']}.pf_meta"] = data
    needed[ENTRY] = json.dumps(entry, sort_keys=True, separators=(",", ":")).encode()
    return dict(sorted(needed.items()))


def _sorted_filter(data: bytes) -> bytes:
    name, values = _list(decoded(data))
    ordered = sorted(_list(values), key=lambda pair: str(_list(pair)[0]))
    return _SIGNATURE + encoded([name, ordered])  # not compressed again: zlib's bytes differ between machines


def _open(data: bytes) -> bytes:
    plain = gzip.decompress(data)
    if not plain.startswith(_SIGNATURE):
        raise ValueError("no signature")
    return plain[len(_SIGNATURE) :]


def _list(value: Value) -> list[Value]:
    if not isinstance(value, list):
        raise TypeError(f"{value!r} is no list")
    return value
