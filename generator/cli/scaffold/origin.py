"""What a new project's `requirements.txt` says: the place that this copy of mkdocs-briefing came from.

A bare name would install whatever somebody has uploaded under it. So the line names a folder, a file, an address with
its commit, or the exact version that came from an index. pip notes the place in `direct_url.json` (PEP 610).
"""

from __future__ import annotations

import json
import re
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit
from urllib.request import url2pathname

from ... import __version__

NAME = "mkdocs-briefing"


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a copy came from, as pip takes it."""

    requirement: str
    """A line of a requirements file."""
    note: str
    """What the reader of that file should know, one line."""
    is_local: bool = False
    """True for a place on this machine, which a CI does not have."""

    @property
    def is_gone(self) -> bool:
        """True for a place on this machine that is not there any more, such as the folder an image was built from."""
        place = re.search(r"file://(/[^#@]*)", self.requirement)
        return self.is_local and place is not None and not Path(url2pathname(place[1])).exists()


def origin(for_ci: bool = False) -> Origin:
    """Return the origin of the copy that is running; with `for_ci` a pushed commit goes before the folder it is in."""
    checkout = Path(__file__).resolve().parents[3]
    if _is_checkout(checkout):
        return (_pushed(checkout) if for_ci else None) or of_checkout(checkout)
    try:
        noted = distribution(NAME).read_text("direct_url.json")
    except PackageNotFoundError:
        noted = None
    return of_record(json.loads(noted) if noted else {})


def of_checkout(folder: Path) -> Origin:
    """Return the origin of a copy that runs from its own source folder: that folder, whose edits are seen at once."""
    note = "This copy runs from a folder of this machine. For a CI, name a repository and a commit instead."
    return Origin(f"--editable {folder.as_uri()}", note, is_local=True)


def of_record(record: Mapping[str, Any]) -> Origin:
    """Return the origin that a `direct_url.json` states; without one, the version that an index gave."""
    address = _without_password(str(record.get("url", "")))
    part = f"#subdirectory={record['subdirectory']}" if record.get("subdirectory") else ""
    if not address:
        note = "From a package index. If that is not PyPI, add a line above: --index-url https://…"
        return Origin(f"{NAME}=={__version__}", note)
    local = address.startswith("file:")
    if vcs := record.get("vcs_info"):
        note = "Another version is another commit behind the @."
        name = "" if local else f"{NAME} @ "  # older pips refuse a name before `git+file:`
        return Origin(f"{name}{vcs['vcs']}+{address}@{vcs['commit_id']}{part}", note, local)
    if "archive_info" in record:
        digest = _sha256(record["archive_info"])
        return Origin(f"{NAME} @ {address}{f'#sha256={digest}' if digest else part}", "A file.", local)
    editable = bool(record.get("dir_info", {}).get("editable"))
    note = "A folder of this machine. For a CI, name a repository and a commit instead."
    return Origin(f"--editable {address}" if editable else f"{NAME} @ {address}{part}", note, local)


def _sha256(archive: Mapping[str, Any]) -> str:
    """Return the digest of an archive, as `hashes` or, in older records, `hash` state it."""
    found = str(archive.get("hashes", {}).get("sha256") or archive.get("hash", "").removeprefix("sha256="))
    return found if re.fullmatch(r"[0-9a-f]{64}", found) else ""


def _without_password(address: str) -> str:
    """Return an address without the password or token in it; the file goes into a repository. `git@` stays."""
    parts = urlsplit(address)
    user, at, host = parts.netloc.rpartition("@")
    keep = at and ":" not in user and parts.scheme.endswith("ssh")
    return urlunsplit(parts._replace(netloc=f"{user}@{host}" if keep else host))


def _is_checkout(folder: Path) -> bool:
    try:
        return f'name = "{NAME}"' in (folder / "pyproject.toml").read_text(encoding="utf-8")
    except (OSError, ValueError):
        return False


def _pushed(folder: Path) -> Origin | None:
    """Return a checkout's commit at its remote address; None if it has edits, or was not pushed to one on the web."""
    address = _git(folder, "remote", "get-url", "origin")
    commit = _git(folder, "rev-parse", "HEAD")
    if not address.startswith(("https://", "ssh://")) or not commit or _git(folder, "status", "--porcelain"):
        return None
    if not _git(folder, "branch", "--remotes", "--contains", commit):
        return None
    return of_record({"url": address, "vcs_info": {"vcs": "git", "commit_id": commit}})


def _git(folder: Path, *arguments: str) -> str:
    """Return what git says, or nothing where it fails or is not there."""
    try:
        done = subprocess.run(
            ["git", "-C", str(folder), *arguments], capture_output=True, text=True, timeout=20, check=False
        )
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return done.stdout.strip() if done.returncode == 0 else ""
