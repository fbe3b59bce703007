"""Bad input: each faulty site in `sites/` says exactly its `expected.txt`, and nobody else suffers.

The first line of `expected.txt` is the exit status and whether the site was published, the others are standard error.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import SITES, run_briefing, run_python, tree

FAULTY = sorted(path.parent for path in SITES.glob("*/expected.txt"))
OLD = {"index.html": b"the site of yesterday", "articles/old/index.html": b"an article of yesterday"}
Copied = Callable[[str], Path]


def expected(case: Path) -> list[str]:
    return (case / "expected.txt").read_text(encoding="utf-8").splitlines()


def with_old_site(folder: Path) -> Path:
    for name, data in OLD.items():
        (folder / "site" / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / "site" / name).write_bytes(data)
    return folder


@pytest.mark.parametrize("case", FAULTY, ids=lambda case: case.name)
def test_a_fault_is_one_line_and_costs_no_neighbour(case: Path, site: Copied) -> None:
    """A fault is told in one line with file, line, reason and remedy; every sound article is published all the same."""
    folder = with_old_site(site(case.name))
    run = run_briefing(folder, "build")
    published = (folder / "site/articles/good/index.html").is_file()
    untouched = tree(folder / "site") == OLD
    what = "published" if published else "nothing published" if untouched else "half published"
    assert expected(case) == [f"exit {run.status}, {what}", *run.err.splitlines()]
    assert [path.name for path in folder.glob(".site*")] == []


@pytest.mark.parametrize(
    "name",
    ["alias-taken", "broken-link", "date-is-none", "misspelt-key", "page-not-utf8", "same-slug", "unknown-mkdocs-key"],
)
def test_strict_publishes_nothing(name: str, site: Copied) -> None:
    """With `--strict` any fault or warning leaves the published site as it was, byte for byte, and ends with 1."""
    folder = with_old_site(site(name))
    run = run_briefing(folder, "build", "--strict")
    assert (run.status, tree(folder / "site"), run.out) == (1, OLD, "")
    reported = expected(SITES / name)[1:]
    assert run.err.splitlines()[: len(reported)] == reported


@pytest.mark.parametrize("case", [c for c in FAULTY if "template" not in c.name], ids=lambda case: case.name)
def test_check_tells_the_same(case: Path, site: Copied) -> None:
    """What `build` says of the content and the settings, `check` says before."""
    run = run_briefing(site(case.name), "check")
    reported = [line for line in expected(case)[1:] if not line.startswith("warning: ")]
    said = [re.sub(r" \[B\d{3}(, \w+)?\]$", "", line) for line in run.err.splitlines()]
    assert [line for line in reported if line not in said] == []
    assert expected(case)[0].startswith(f"exit {run.status}, ") or not reported


OUT = "is a symlink out of the content folder (copy the file in, or remove it)"
PLAIN = "is no regular file (remove it)"


@pytest.mark.parametrize(
    ("make", "line"),
    [
        (lambda c: (c / "leak.md").symlink_to("/etc/hostname"), f"leak.md: {OUT}"),
        (lambda c: (c / "articles/leak.md").symlink_to(c.parent / "mkdocs.yml"), f"articles/leak.md: {OUT}"),
        (lambda c: (c / "etc").symlink_to("/etc/ssl"), f"etc: {OUT}"),
        (lambda c: (c / "loop").symlink_to("."), "loop: is a symlink to a folder around it (remove it)"),
        (lambda c: (c / "gone.md").symlink_to("nowhere.md"), "gone.md: is a symlink to nothing (remove it)"),
        (lambda c: os.mkfifo(c / "articles/pipe.md"), f"articles/pipe.md: {PLAIN}"),
        (lambda c: os.mkfifo(c / "pipe.md"), f"pipe.md: {PLAIN}"),
        (lambda c: Path(os.fsdecode(bytes(c) + b"/\xff.md")).touch(), "?.md: its name is not UTF-8 (rename it)"),
        (
            lambda c: (c / "articles/big.md").write_bytes(bytes(8_000_001)),
            "articles/big.md: is larger than 1000000 bytes (split it, or set max_article_size)",
        ),
    ],
    ids=["file-out", "article-out", "folder-out", "loop", "dangling", "pipe-article", "pipe", "name", "size"],
)
def test_what_is_no_plain_file_is_refused(make: Callable[[Path], None], line: str, site: Copied) -> None:
    """What MkDocs would follow, read or wait for for ever is named and left out; the rest is published."""
    folder = site("misspelt-key")
    (folder / "content/articles/water.md").unlink()
    make(folder / "content")
    run = run_briefing(folder, "build")
    assert (run.status, run.err.splitlines()) == (1, [f"content/{line}"])
    built = tree(folder / "site")
    assert "articles/good/index.html" in built
    assert [name for name in built if any(part in name for part in ("leak", "etc/", "loop", "pipe", "big"))] == []


def test_hidden_files_are_passed_over(site: Copied) -> None:
    """An editor's lock and a Finder's leavings are neither articles nor faults."""
    folder = site("misspelt-key")
    (folder / "content/articles/water.md").unlink()
    (folder / "content/articles/.#good.md").symlink_to("user@host.1234")
    (folder / "content/articles/._good.md").write_bytes(b"\x00\x05\x16\x07")
    run = run_briefing(folder, "build", "--strict")
    assert (run.status, run.err) == (0, "")


@pytest.mark.slow
@pytest.mark.parametrize("name", ["date-is-none", "unknown-setting", "template-no-jinja", "region-no-slug"])
def test_mkdocs_tells_it_too(name: str, site: Copied) -> None:
    """`mkdocs build` says the same line, never a traceback; an article's fault stops only `--strict`."""
    folder = with_old_site(site(name))
    run = run_python(folder, "-m", "mkdocs", "build", "--strict")
    assert [line for line in expected(SITES / name)[1:] if line not in run.err] == []
    assert (run.status, "Traceback" in run.err, tree(folder / "site")) == (1, False, OLD)
