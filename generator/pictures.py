"""Pictures of an article fetched and laid beside it (`add --images`), so that its page loads nothing from elsewhere.

What a picture is, its first bytes say, not its name or what the server calls it; SVG, which can hold scripts, is not
taken.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from .draft import ArticleDraft
from .errors import ImportRefused, Problem
from .web_addresses import is_web

Fetch = Callable[[str], bytes]
_PICTURE = re.compile(r"!\[(?P<alt>(?:[^\]\\]|\\.)*)\]\((?P<address>https?://[^\s()]+)\)")
_KINDS = (
    (b"\xff\xd8\xff", ".jpg"), (b"\x89PNG\r\n\x1a\n", ".png"), (b"GIF87a", ".gif"), (b"GIF89a", ".gif"),
)  # fmt: skip
_MOST = 40


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
        message = f"the picture {address} was not kept: {reason}"
        problems.append(Problem("", 0, message, "add it by hand", "warning", "lost-pictures"))
        return None

    def put(found: re.Match[str]) -> str:
        file = file_of(found["address"].replace("%28", "(").replace("%29", ")"))
        if file is None:
            return f"[Picture: {found['alt'] or found['address'].rpartition('/')[2]}]({found['address']})"
        return f"![{found['alt']}]({folder.name}/{file.name})"

    body = _PICTURE.sub(put, draft.body)
    image = ""
    if draft.image and is_web(draft.image):
        lead = file_of(draft.image)
        image = lead.relative_to(docs_dir).as_posix() if lead else ""
    return replace(draft, body=body, image=image, losses=tuple(problems)), files
