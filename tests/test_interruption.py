"""Builds that are killed, meet each other, or run out of room: readers have one complete site or the other, always.

`BRIEFING_KILLS=200` runs the long version.
"""

from __future__ import annotations

import contextlib
import os
import random
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from conftest import NOW, ROOT, Run, tree

pytestmark = pytest.mark.slow
KILLS = int(os.environ.get("BRIEFING_KILLS", "20"))
COMMAND = [sys.executable, "-m", "generator", "build", "--now", NOW]
ENV = {**os.environ, "PYTHONPATH": str(ROOT)}
CONFIG = "site_name: Two\nsite_url: https://example.org/\ndocs_dir: content\nplugins:\n  - briefing: {search: false}\n"


def write(folder: Path, version: str, articles: int = 6) -> None:
    """Write the content of one version; every page and feed of it differs from the other's."""
    (folder / "content/articles").mkdir(parents=True, exist_ok=True)
    (folder / "mkdocs.yml").write_text(CONFIG.replace("Two", f"Site {version}"))
    for number in range(articles):
        head = f"---\ntitle: Talks {number} in version {version}\ndate: 2026-01-0{1 + number % 9}\n---\n\n"
        text = f"Ministers of France and Germany met in Lyon, says version {version}.\n\nThey agreed on {number}.\n"
        (folder / f"content/articles/a{number}.md").write_text(head + text)


def build(folder: Path, *flags: str) -> Run:
    done = subprocess.run(
        [*COMMAND, *flags], cwd=folder, env=ENV, capture_output=True, text=True, timeout=300, check=False
    )
    return Run(done.returncode, done.stdout, done.stderr)


@pytest.fixture
def both(tmp_path: Path) -> tuple[Path, dict[str, dict[str, bytes]]]:
    """Return a project, and what its site is of either version; the older one is published."""
    folder = tmp_path / "project"
    sites = {}
    for version in ("B", "A"):
        write(folder, version)
        assert build(folder).status == 0
        sites[version] = tree(folder / "site")
    return folder, sites


def test_a_build_killed_at_any_moment_leaves_one_site_or_the_other(
    both: tuple[Path, dict[str, dict[str, bytes]]],
) -> None:
    """Of all builds killed at random none leaves a mixed or empty site, and the next one that ends is right."""
    folder, sites = both
    began = time.monotonic()
    write(folder, "B")
    assert build(folder).status == 0
    whole = time.monotonic() - began
    pick, killed, seen = random.Random(20261125), 0, set()
    while killed < KILLS:
        version = pick.choice("AB")
        write(folder, version)
        process = subprocess.Popen(COMMAND, cwd=folder, env=ENV, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        late = pick.random() < 0.5  # half of them towards the end, where the exchange is
        began = time.monotonic()
        try:
            process.wait(whole * (pick.uniform(0.6, 1.05) if late else pick.uniform(0, 1)))
            whole = time.monotonic() - began  # how fast this machine is just now
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
            killed += 1
        now = tree(folder / "site")
        found = [name for name, site in sites.items() if site == now]
        assert found, f"after {killed} kills the site is neither"
        seen.add(found[0])
        if pick.random() < 0.1:
            assert (build(folder).status, tree(folder / "site") == sites[version]) == (0, True)
    write(folder, "A")
    run = build(folder)
    assert (run.status, tree(folder / "site") == sites["A"], len(seen)) == (0, True, 2)
    assert [path.name for path in folder.glob(".site*")] == []


def test_three_builds_at_once_and_a_reader(both: tuple[Path, dict[str, dict[str, bytes]]]) -> None:
    """Three builds end well one after the other; a reader who asks all the while never misses a page or gets half."""
    folder, sites = both
    write(folder, "B")
    faults: list[str] = []
    reads = [0]
    stop = threading.Event()
    names = ("index.html", "feed.xml", "atom.xml", "articles/a0/index.html", "api/v1/index.json")
    names = tuple(name for name in names if name in sites["A"] and name in sites["B"])

    def read() -> None:
        while not stop.is_set():
            for name in names:
                try:
                    data = (folder / "site" / name).read_bytes()
                except OSError as error:
                    faults.append(f"{name}: {error}")
                    continue
                reads[0] += 1
                if data not in (sites["A"][name], sites["B"][name]):
                    faults.append(f"{name}: neither version")

    reader = threading.Thread(target=read)
    reader.start()
    try:
        running = [
            subprocess.Popen(COMMAND, cwd=folder, env=ENV, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
            for _ in range(3)
        ]
        ended = [(process.communicate(timeout=300)[1], process.returncode) for process in running]
    finally:
        stop.set()
        reader.join()
    assert [status for _, status in ended] == [0, 0, 0]
    assert all(line.startswith("site: another build is at work") for said, _ in ended for line in said.splitlines())
    assert (faults[:3], reads[0] > 100, tree(folder / "site") == sites["B"]) == ([], True, True)
    assert [path.name for path in folder.glob(".site*")] == []


@contextlib.contextmanager
def small_disk(at: Path, kilobytes: int) -> Iterator[bool]:
    """Mount a file system of this size; yield False where this user may not."""
    at.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", f"size={kilobytes}k", "tmpfs", str(at)]
    mounted = bool(shutil.which("mount")) and subprocess.run(mount, capture_output=True, check=False).returncode == 0
    try:
        yield mounted
    finally:
        if mounted:
            subprocess.run(["umount", str(at)], check=True)


def kilobytes(folder: Path) -> int:
    return sum(-(-path.stat().st_size // 4096) * 4 for path in folder.rglob("*") if path.is_file())


def test_a_full_disk_leaves_the_old_site(both: tuple[Path, dict[str, dict[str, bytes]]], tmp_path: Path) -> None:
    """Where the new site does not fit, one line says so, the old one stands, and with room the next build is right.

    On a small file system of its own; where none can be mounted, by the limit of a file's size.
    """
    folder, sites = both
    with small_disk(tmp_path / "disk", int(kilobytes(folder / "site") * 1.5)) as mounted:
        target = tmp_path / "disk/site" if mounted else folder / "site"
        if mounted:
            assert build(folder, "-d", str(target)).status == 0
        assert tree(target) == sites["A"]
        write(folder, "B")
        if mounted:
            run = build(folder, "-d", str(target))
            assert run.err == "No space left on device; the published site was left as it was (make room)\n".join(
                [run.err.partition("No space")[0], ""]
            )
        else:
            command = f"ulimit -f 8; trap '' XFSZ; exec {' '.join(COMMAND)}"
            done = subprocess.run(
                ["sh", "-c", command], cwd=folder, env=ENV, capture_output=True, text=True, check=False
            )
            run = Run(done.returncode, done.stdout, done.stderr)
            assert "File too large; the published site was left as it was" in run.err
        assert (run.status, run.err.count("\n"), tree(target) == sites["A"]) == (1, 1, True)
        assert [path.name for path in target.parent.iterdir() if path.name.startswith(".site")] == []
        if mounted:
            subprocess.run(["mount", "-o", "remount,size=64m", str(tmp_path / "disk")], check=True)
        run = build(folder, "-d", str(target))
        assert (run.status, run.err, tree(target) == sites["B"]) == (0, "", True)


def test_a_folder_that_cannot_be_written_is_told(
    both: tuple[Path, dict[str, dict[str, bytes]]], tmp_path: Path
) -> None:
    """Where nothing may be written, one line says where and what to do, and the old site stands."""
    folder, sites = both
    with small_disk(tmp_path / "disk", 65_536) as mounted:
        target = tmp_path / "disk/site"
        assert build(folder, "-d", str(target)).status == 0
        write(folder, "B")
        if mounted:
            subprocess.run(["mount", "-o", "remount,ro", str(tmp_path / "disk")], check=True)
        else:
            (tmp_path / "disk").chmod(0o555)
        run = build(folder, "-d", str(target))
        assert (run.status, run.err.count("\n"), tree(target) == sites["A"]) == (1, 1, True)
        assert "the published site was left as it was" in run.err
        if not mounted:
            (tmp_path / "disk").chmod(0o755)


def test_a_cache_that_cannot_be_trusted_changes_nothing(
    both: tuple[Path, dict[str, dict[str, bytes]]],
) -> None:
    """A cache that is damaged, cut short, of another program or full of lies costs a line at most, and no byte."""
    folder, sites = both
    pick = random.Random(7)
    files = [path for path in (folder / ".cache").rglob("*") if path.is_file() and path.name != ".gitignore"]
    assert files
    for way in ("flip", "cut", "foreign", "empty", "folder"):
        for path in files:
            data = bytearray(path.read_bytes()) if path.is_file() else bytearray(b"x" * 100)
            if way == "flip":
                for _ in range(200):
                    data[pick.randrange(len(data))] ^= 1 << pick.randrange(8)
            elif way == "cut":
                del data[len(data) // 2 :]
            elif way == "foreign":
                data = bytearray(b"GIF89a" + bytes(1000))
            elif way == "empty":
                data = bytearray()
            if path.is_dir():
                shutil.rmtree(path)
            path.unlink(missing_ok=True)
            if way == "folder":
                path.mkdir()
            else:
                path.write_bytes(data)
        run = build(folder, "-v") if way == "x" else build(folder)
        assert (way, run.status, "Traceback" in run.err, tree(folder / "site") == sites["A"]) == (way, 0, False, True)
