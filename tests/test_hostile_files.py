"""Files and folders made to harm: each stands beside five good articles, which are published all the same."""

from __future__ import annotations

import os
import resource
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from conftest import NOW, ROOT, Run, run_briefing

from generator.content.folders import is_hostile, walk

# Bounds for what must not grow without end, on any machine; no measure of speed.
SECONDS, MEGABYTES = 40, 1024
HEAD = "---\ntitle: Hostile\ndate: 2026-01-01\n---\n\n"
CONFIG = (
    "site_name: Files\nsite_url: https://example.org/\ndocs_dir: content\nplugins:\n  - briefing: {search: false}\n"
)


def put(path: Path, data: str | bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data if isinstance(data, bytes) else data.encode())


@contextmanager
def inside(folder: Path) -> Iterator[None]:
    before = Path.cwd()
    os.chdir(folder)
    try:
        yield
    finally:
        os.chdir(before)


def deep(articles: Path) -> None:
    with inside(articles):
        for _ in range(1500):
            os.mkdir("d")
            os.chdir("d")
        put(Path("x.md"), HEAD + "Deep.\n")


def crossed(articles: Path) -> None:
    for number in range(25):
        put(articles / f"{number}/x{number}.md", f"---\ntitle: N{number}\ndate: 2026-01-01\n---\n\nText {number}.\n")
        for name in "pq":
            (articles / f"{number}/{name}").symlink_to(f"../{number + 1}")


def bomb(articles: Path) -> None:
    rows = ["a0: &a0 [x, x, x, x, x, x, x, x, x]"]
    rows += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 12)]
    put(articles / "x.md", HEAD.replace("\n---\n\n", "\n" + "\n".join(rows) + "\n---\n\n") + "x\n")


def bound(articles: Path) -> None:
    with inside(articles):
        socket.socket(socket.AF_UNIX).bind("x.md")


def named(*names: str) -> Callable[[Path], None]:
    def make(articles: Path) -> None:
        for number, name in enumerate(names):
            put(articles / name, f"---\ntitle: Name {number}\ndate: 2026-01-01\n---\n\nText {number}.\n")

    return make


def front(extra: str) -> Callable[[Path], None]:
    return lambda articles: put(articles / "x.md", HEAD.replace("---\n\n", f"{extra}\n---\n\n", 1) + "Text.\n")


def body(text: str) -> Callable[[Path], None]:
    return lambda articles: put(articles / "x.md", HEAD + text)


def sparse(articles: Path) -> None:
    put(articles / "x.md", HEAD)
    os.truncate(articles / "x.md", 20 << 30)


HOSTILITIES: dict[str, Callable[[Path], None]] = {
    "symlink to a file elsewhere": lambda a: (a / "x.md").symlink_to("/etc/passwd"),
    "symlink to a folder elsewhere": lambda a: (a / "x").symlink_to("/etc"),
    "symlink to itself": lambda a: (a / "x.md").symlink_to("x.md"),
    "symlink to nothing": lambda a: (a / "x.md").symlink_to("nothing"),
    "symlinks in circles": lambda a: [(a / name).symlink_to(to) for name, to in (("l", "."), ("m", "."), ("n", ".."))],  # type: ignore[func-returns-value]
    "symlinks crossing": crossed,
    "symlink to a device": lambda a: (a / "x.md").symlink_to("/dev/zero"),
    "pipe": lambda a: os.mkfifo(a / "x.md"),
    "pipe as a picture": lambda a: os.mkfifo(a / "x.png"),
    "socket": bound,
    "folder named as an article": lambda a: (a / "x.md").mkdir(),
    "folders 1,500 deep": deep,
    "20 GB": sparse,
    "9 MB": body("word " * 1_800_000),
    "900 kB of sentences": body("Paris and Berlin spoke. " * 37_000),
    "one word of 900 kB": body("a" * 900_000),
    "50,000 quotes deep": body(">" * 50_000 + " x"),
    "600 lists deep": body("\n".join("  " * n + "- x" for n in range(600))),
    "100,000 elements deep": body("<div>" * 100_000),
    "100,000 brackets": body("[" * 100_000),
    "50,000 declarations": body("<![CDATA[" * 50_000),
    "20,000 links": body("[a](https://example.org/) " * 20_000),
    "alias bomb": bomb,
    "YAML 30,000 deep": front("a: " + "[" * 30_000),
    "YAML that builds objects": front("a: !!python/object/apply:os.system [touch pwned]"),
    "YAML that merges": front("a: &a {b: c}\nd: {<<: [*a, *a]}"),
    "6,000 keys": front("\n".join(f"k{n}: v" for n in range(6000))),
    "5,000 tags": front("tags: [" + ",".join(f"t{n}" for n in range(5000)) + "]"),
    "title of 60,000 letters": lambda a: put(a / "x.md", HEAD.replace("Hostile", "T" * 60_000) + "x\n"),
    "noise": lambda a: put(a / "x.md", os.urandom(300_000)),
    "noughts": body("x\0y\x01\x02\n"),
    "no UTF-8": lambda a: put(a / "x.md", HEAD.encode() + b"\xff\xfe\xc3("),
    "UTF-16": lambda a: put(a / "x.md", HEAD.encode("utf-16")),
    "name no UTF-8": lambda a: put(Path(os.fsdecode(os.fsencode(a) + b"/\xff\xfe.md")), HEAD + "x"),
    "names apart only by case": named("Case.md", "case.md", "CASE.MD"),
    "names apart only by form": named("\u00e9.md", "e\u0301.md"),
    "names of devices": named("con.md", "NUL.md", "aux.md", "com1.md", "lpt9.md", "prn.md"),
    "names for a shell": named("-rf.md", "$(touch pwned).md", "a;b.md", "`x`.md", "a\nb.md", "<b>.md", "..md"),
    "addresses elsewhere": front("slug: ../../x\nimage: ../../../etc/passwd\naliases: [/../x, 'a\\0b', con]"),
    "addresses taken": front(
        "aliases: [feed.xml, robots.txt/x.html, assets, articles/good-1, ARTICLES/GOOD-1, index.html, api/v1, '?x']"
    ),
    "labels elsewhere": front("tags: [../../x, .., con, /etc]\nauthors: [../../y, nul, .]\nsource: ../../z"),
    "days out of time": front("updated: 9999-12-31T23:59:59-23:59\nexpires: 0001-01-01"),
}  # fmt: skip


def project(folder: Path) -> Path:
    put(folder / "mkdocs.yml", CONFIG)
    for number in range(1, 6):
        text = f"Ministers of France and Germany met in Lyon for the {number}. time.\n\nThey agreed on plan {number}.\n"
        head = f"---\ntitle: Good {number}\ndate: 2026-0{number}-02\n---\n\n"
        put(folder / f"content/articles/good-{number}.md", head + text)
    return folder / "content/articles"


def build(folder: Path) -> tuple[Run, float, int]:
    """Build in a process of its own; return what it said, and the most that it took in seconds and MB."""
    limit = 4 << 30  # what goes beyond this is stopped, and fails the test

    def confined() -> None:
        resource.setrlimit(resource.RLIMIT_AS, (limit, limit))

    began = time.process_time(), resource.getrusage(resource.RUSAGE_CHILDREN)
    done = subprocess.Popen(
        [sys.executable, "-m", "generator", "build", "--now", NOW], cwd=folder, preexec_fn=confined,
        env={**os.environ, "PYTHONPATH": str(ROOT)}, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip
    out, err = done.communicate(timeout=120)
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    seconds = used.ru_utime + used.ru_stime - began[1].ru_utime - began[1].ru_stime
    run = Run(done.returncode, out.decode("utf-8", "replace"), err.decode("utf-8", "replace"))
    return run, seconds, used.ru_maxrss // 1024


def assert_survived(folder: Path, run: Run) -> None:
    published = [(folder / f"site/articles/good-{n}/index.html").is_file() for n in range(1, 6)]
    assert (published, "Traceback" in run.err, "please report" in run.err) == ([True] * 5, False, False), run.err[
        -3000:
    ]
    made = {path.name for path in folder.iterdir()}
    assert made <= {"mkdocs.yml", "content", "site", ".cache"}, made
    for path in (folder / "site").rglob("*"):
        assert not path.is_symlink() and (path.is_file() or path.is_dir()), path
        assert b"root:x:0" not in (path.read_bytes() if path.suffix in (".html", ".json", ".xml", ".md") else b"")


@pytest.mark.slow
@pytest.mark.parametrize("name", HOSTILITIES)
def test_no_file_costs_another(name: str, tmp_path: Path) -> None:
    """Beside each hostile file or folder five good articles are published, within bounds of work and of memory."""
    articles = project(tmp_path)
    HOSTILITIES[name](articles)
    run, seconds, megabytes = build(tmp_path)
    assert_survived(tmp_path, run)
    assert (seconds < SECONDS, megabytes < MEGABYTES) == (True, True), (seconds, megabytes)
    subprocess.run(["rm", "-rf", str(articles)], check=True)  # pytest's own clean-up knows no such depths


@pytest.mark.parametrize("name", ["symlinks in circles", "symlinks crossing", "folders 1,500 deep"])
def test_a_walk_ends(name: str, tmp_path: Path) -> None:
    """A tree without an end is known for one, and walked in a moment, each folder at most twice."""
    articles = project(tmp_path)
    assert is_hostile(articles) is False
    HOSTILITIES[name](articles)
    visited = [folder for folder, _, _ in walk(articles)]
    assert (is_hostile(articles), len(visited) < 200) == (True, True)
    subprocess.run(["rm", "-rf", str(articles)], check=True)


def test_a_pipe_does_not_hold_up_adding(tmp_path: Path) -> None:
    """`add` reads the articles that are there, and waits for no pipe among them."""
    os.mkfifo(project(tmp_path) / "x.md")
    put(tmp_path / "new.txt", "A headline\n\n" + "Some words of an article. " * 20)
    run = run_briefing(tmp_path, "add", "--date", "2026-01-01", "new.txt")
    assert (run.status, run.out.count("added:")) == (0, 1)
