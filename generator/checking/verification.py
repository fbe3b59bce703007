"""`briefing build --verify`: the same input built again where all else is different, and compared byte for byte.

The second build runs in a process of its own: in another folder, time zone and locale, with another hash seed and
umask, one process, and no cache. What differs is a defect, of ours or of a plugin or template of the project.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import stat
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from ..errors import BriefingError, Problem

_ELSEWHERE = {
    "TZ": "Pacific/Kiritimati",
    "LC_ALL": "tr_TR.UTF-8",
    "LANG": "tr_TR.UTF-8",
    "PYTHONHASHSEED": "4242",
}


def differences(site: Path, config_file: Path, flags: Sequence[str], cache: str) -> tuple[tuple[Problem, ...], int]:
    """Return what differs between the site and one built elsewhere, and how many files were compared.

    `flags` are those of the first build, with its moment; `cache` is the setting. Raises `BriefingError` when the
    second build cannot be made.
    """
    root = config_file.parent
    with tempfile.TemporaryDirectory(prefix="briefing vérifié-") as folder:
        project, target = Path(folder, "a place of its own"), Path(folder, "site")
        project.mkdir()
        left_out = {site.name, Path(cache).parts[0] if cache else ""}
        for path in sorted(root.iterdir()):
            if path.name not in left_out and not path.name.startswith((".git", ".venv", f".{site.name}.")):
                _stand_in(project / path.name, path)
        command = [
            sys.executable, "-m", "generator", "build", "-q", "-f", str(project / config_file.name), "-d", str(target),
            "--jobs", "1", *flags,
        ]  # fmt: skip
        package = str(Path(__file__).parents[2])
        paths = os.pathsep.join(filter(None, (package, os.environ.get("PYTHONPATH"))))
        done = subprocess.run(
            command, cwd=folder, env={**os.environ, **_ELSEWHERE, "PYTHONPATH": paths}, umask=0o077,
            capture_output=True, text=True, errors="replace", check=False,
        )  # fmt: skip
        if not target.is_dir():
            said = " ".join(done.stderr.split())[-300:]
            raise BriefingError(f"the second build, which was to be compared, failed: {said}")
        one, other = _files(site), _files(target)
    names = sorted(name for name in one.keys() | other.keys() if one.get(name) != other.get(name))
    shown = os.path.relpath(site)
    return tuple(
        Problem(f"{shown}/{name}", 0, _how(one.get(name), other.get(name)), "please report it", code="unstable")
        for name in names
    ), len(one)


def _stand_in(link: Path, path: Path) -> None:
    try:
        link.symlink_to(path)
    except OSError:  # a system or user without symbolic links
        if path.is_dir():
            shutil.copytree(path, link, symlinks=True)
        else:
            shutil.copy2(path, link)


def _files(site: Path) -> dict[str, tuple[str, int]]:
    """Return digest and mode of every file by its name; what is hidden at the top is not the builds'."""
    found = {}
    for path in sorted(site.rglob("*")):
        name = path.relative_to(site).as_posix()
        if path.is_file() and not name.startswith("."):
            found[name] = (hashlib.sha256(path.read_bytes()).hexdigest(), stat.S_IMODE(path.stat().st_mode))
    return found


def _how(one: tuple[str, int] | None, other: tuple[str, int] | None) -> str:
    if one is None or other is None:
        return "is there after one build of the same input, and not after another"
    if one[0] == other[0]:
        return f"has other permissions in another build of the same input: {one[1]:o}, {other[1]:o}"
    return "differs from another build of the same input"
