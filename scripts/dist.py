"""Builds wheel and sdist, twice, and lets nothing through that differs, lacks something, or makes no site.

`make dist` runs it. What is built lies in `dist/`. The time in the archives is that of the last commit, so whoever has
the commit can build the same bytes. Both are installed in environments of their own, where each makes a project and its
site.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import tarfile
import tempfile
import zipfile
from pathlib import Path

ROOT = Path(__file__).parent.parent
DIST = ROOT / "dist"
NEEDED = (
    "generator/templates/article.html",
    "generator/templates/assets/briefing.css",
    "generator/cli/scaffold/files/common/dot.gitignore",
    "generator/settings/vocabularies/regions.yml",
    "generator/py.typed",
)
NOT_WANTED = ("/site/", "/.cache/", "/.venv", "__pycache__", ".pyc", "/dist/", "/.git/")


def run(*command: str | Path, folder: Path = ROOT, **env: str) -> str:
    """Run a command and return what it printed; leave with what it said if it fails."""
    done = subprocess.run(
        [str(part) for part in command],
        cwd=folder,
        env={**os.environ, **env},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        sys.exit(f"{' '.join(map(str, command))}\n{done.stdout}{done.stderr}")
    return done.stdout


def built(source: Path, target: Path, epoch: str) -> dict[str, str]:
    """Build both archives from `source`; return their SHA-256 by name."""
    target.mkdir(parents=True, exist_ok=True)
    run(sys.executable, "-m", "build", "--no-isolation", "--outdir", target, source, SOURCE_DATE_EPOCH=epoch)
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in sorted(target.iterdir())}


def copied(target: Path) -> Path:
    """Return a copy of what is committed or would be, in another folder."""
    names = run("git", "ls-files", "--cached", "--others", "--exclude-standard").splitlines()
    for name in names:
        if (ROOT / name).is_file():
            (target / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / name, target / name)
    return target


def looked_through(wheel: Path, sdist: Path) -> None:
    """Leave unless the archives hold what they must and nothing that they must not."""
    with zipfile.ZipFile(wheel) as archive:
        inside = set(archive.namelist())
    with tarfile.open(sdist) as source:
        names = [f"/{name}" for name in source.getnames()]
    missing = [name for name in NEEDED if name not in inside]
    odd = [name for name in (*inside, *names) if any(part in name for part in NOT_WANTED)]
    if missing or odd:
        sys.exit(f"lacks {missing}, should not have {odd}")


def tried(archive: Path, place: Path) -> str:
    """Install an archive in an empty environment, make a project and its site; return the version installed."""
    run(sys.executable, "-m", "venv", place / "python")
    python, briefing = place / "python/bin/python", place / "python/bin/briefing"
    if os.name == "nt":
        python, briefing = place / "python/Scripts/python.exe", place / "python/Scripts/briefing.exe"
    run(python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", archive)
    run(briefing, "init", "tried", "--yes", folder=place)
    run(briefing, "check", folder=place / "tried")
    run(briefing, "build", "--strict", folder=place / "tried")
    if not (place / "tried/site/articles/how-this-briefing-is-made/index.html").is_file():
        sys.exit(f"{archive.name}: the site lacks an article")
    return run(briefing, "--version", folder=place).strip()


def main() -> None:
    """Build, compare, check, install, try."""
    epoch = run("git", "log", "-1", "--format=%ct").strip()
    shutil.rmtree(DIST, ignore_errors=True)
    with tempfile.TemporaryDirectory() as scratch:
        first = built(copied(Path(scratch) / "one"), DIST, epoch)
        again = built(copied(Path(scratch) / "another" / "place"), Path(scratch) / "again", epoch)
        if first != again:
            sys.exit(f"built twice, and not the same: {first} and {again}")
        [wheel], [sdist] = DIST.glob("*.whl"), DIST.glob("*.tar.gz")
        run(sys.executable, "-m", "twine", "check", "--strict", wheel, sdist)
        run(sys.executable, "-m", "check_wheel_contents", wheel)
        looked_through(wheel, sdist)
        for name, digest in first.items():
            print(f"{digest}  {name}")
        for number, archive in enumerate((wheel, sdist)):
            place = Path(scratch) / f"try-{number}"
            place.mkdir()
            print(f"{archive.name}: installed ({tried(archive, place)}), made a project and its site")


if __name__ == "__main__":
    main()
