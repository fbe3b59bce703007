"""Pictures of an article fetched and laid beside it (`add --images`), so that its page loads nothing from elsewhere.

A browser that saves a complete page lays its pictures into a folder beside it (`page_files/`). While such a page is
converted they have addresses of a host that cannot exist (RFC 2606), which are read from that folder and nowhere else.
So have those that a page carries in itself (`data:`, as SingleFile writes them).

What a picture is, its first bytes say, not its name or what the server calls it; SVG, which can hold scripts, is not
taken.
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path, PurePosixPath
from urllib.parse import quote, unquote

from ..errors import ImportRefused, Problem
from ..text.web_addresses import is_web
from .draft import ArticleDraft

Fetch = Callable[[str], bytes]
_PICTURE = re.compile(r"!\[(?P<alt>(?:[^\]\\]|\\.)*)\]\((?P<address>https?://[^\s()]+)\)")
_KINDS = (
    (b"\xff\xd8\xff", ".jpg"), (b"\x89PNG\r\n\x1a\n", ".png"), (b"GIF87a", ".gif"), (b"GIF89a", ".gif"),
)  # fmt: skip
_MOST = 40
_MOST_BYTES = 16_000_000
_HOST_BESIDE = "https://beside.invalid/"
_WITHIN = "within_files"
_DATA = re.compile(r"data:image/[\w.+-]+;base64,", re.IGNORECASE)
_LEAST_BYTES = 1000
_BESIDE = re.compile(r"(?:\./)?(?P<folder>[^/\\:?#]+[_-](?:files|Dateien|fichiers|archivos))/(?P<name>[^/\\:?#]+)")


def address_beside(where: str) -> str:
    """Return the address under which a picture of a complete page is converted; empty when `where` is no such picture.

    `where` is relative to the page, as browsers write it: `./page_files/a.jpg`.
    """
    found = _BESIDE.fullmatch(unquote(where.strip()))
    return _HOST_BESIDE + "/".join(quote(found[key], safe="") for key in ("folder", "name")) if found else ""


def address_within(uri: str) -> tuple[str, bytes]:
    """Return the address under which a picture in a `data:` address is converted, and the picture; ("", b"") for none.

    A small one is none: it stands in for what a script was to load.
    """
    if not _DATA.match(uri):
        return "", b""
    try:
        data = base64.b64decode(uri.partition(",")[2])
    except ValueError:
        return "", b""
    suffix = suffix_of(data)
    if not suffix or not _LEAST_BYTES <= len(data) <= _MOST_BYTES:
        return "", b""
    return f"{_HOST_BESIDE}{_WITHIN}/{hashlib.sha256(data).hexdigest()[:12]}{suffix}", data


def where_lie(names: Sequence[str]) -> str:
    """Return in words where pictures lie that `name_beside` named: in the page, or in the folder beside it."""
    count = len(set(names))
    lie = "1 picture lies" if count == 1 else f"{count} pictures lie"
    if all(name.startswith(f"{_WITHIN}/") for name in names):
        return f"{lie} in the page itself"
    return f"{lie} in the folder beside the page, such as {names[0]}"


def name_beside(address: str) -> str:
    """Return what `address_beside` made an address of, `page_files/a.jpg`; empty for any other address."""
    if not address.startswith(_HOST_BESIDE):
        return ""
    found = _BESIDE.fullmatch("/".join(map(unquote, address.removeprefix(_HOST_BESIDE).split("/"))))
    return f"{found['folder']}/{found['name']}" if found else ""


def read_beside(name: str, page: Path) -> bytes:
    """Return a picture of the folder beside a saved page; raises `ImportRefused` for none, or one outside.

    A link in that folder that leads out of it is not followed: who sends a page may send its folder.
    """
    folder = page.parent / PurePosixPath(name).parent
    file = page.parent / name
    reason = ""
    try:
        if folder.is_symlink() or not file.resolve().is_relative_to(folder.resolve()):
            reason = "it leads out of the folder"
        elif not file.is_file():
            reason = "there is no such file"
        elif file.stat().st_size > _MOST_BYTES:
            reason = f"it is larger than {_MOST_BYTES // 1_000_000} MB"
        else:
            return file.read_bytes()
    except (OSError, ValueError) as error:
        reason = f"it cannot be read ({error.strerror or 'error'})" if isinstance(error, OSError) else "it has no name"
    raise ImportRefused(Problem(str(page), 0, reason, "save the page with its pictures", code="lost-pictures"))


def suffix_of(data: bytes) -> str:
    """Return the suffix for a picture by its first bytes, or an empty string for what is none that browsers show."""
    found = next((suffix for magic, suffix in _KINDS if data.startswith(magic)), "")
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return ".webp"
    if data[4:12] in (b"ftypavif", b"ftypavis"):
        return ".avif"
    return found


def with_pictures(
    draft: ArticleDraft, path: Path, docs_dir: Path, fetch: Fetch
) -> tuple[ArticleDraft, dict[Path, bytes]]:
    """Return the draft with its pictures as files beside `path`, and those files; what cannot be had becomes a link."""
    folder = path.with_suffix("")
    files: dict[Path, bytes] = {}
    known: dict[str, Path | None] = {}
    problems = list(draft.losses)

    def file_of(address: str) -> Path | None:
        if address in known:
            return known[address]
        known[address] = None
        reason = "there are too many"
        if len(files) < _MOST:
            try:
                data = fetch(address)
                suffix = suffix_of(data)
                reason = "" if suffix else "it is no JPEG, PNG, GIF, WebP or AVIF"
            except ImportRefused as error:
                data, suffix, reason = b"", "", error.problems[0].message
            if suffix:
                name = folder / f"{hashlib.sha256(data).hexdigest()[:12]}{suffix}"
                files[name] = data
                known[address] = name
                return name
        message = f"the picture {name_beside(address) or address} was not kept: {reason}"
        problems.append(Problem("", 0, message, "add it by hand", "warning", "lost-pictures"))
        return None

    def put(found: re.Match[str]) -> str:
        file = file_of(found["address"].replace("%28", "(").replace("%29", ")"))
        if file is None and name_beside(found["address"]):
            return ""  # nothing that readers could be led to
        if file is None:
            return f"[Picture: {found['alt'] or found['address'].rpartition('/')[2]}]({found['address']})"
        return f"![{found['alt']}]({folder.name}/{file.name})"

    body = _PICTURE.sub(put, draft.body)
    image = ""
    if draft.image and is_web(draft.image):
        lead = file_of(draft.image)
        image = lead.relative_to(docs_dir).as_posix() if lead else ""
    return replace(draft, body=body, image=image, losses=tuple(problems)), files
