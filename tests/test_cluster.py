"""Analyses on a Dask cluster of real processes: the same answers, whatever becomes of a process."""

from __future__ import annotations

import multiprocessing
import os
import shutil
import signal
import socket
import sqlite3
import threading
import time
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from conftest import ROOT, Run, run_briefing, run_python

from generator.analysis import AnalysisSettings
from generator.cache import unpacked
from generator.errors import BriefingError
from generator.running.engine import prepared
from generator.running.workers import BATCH, Limits, Work, guarded, run
from generator.settings import vocabulary

pytestmark = pytest.mark.slow
LIMITS = Limits(seconds=60, megabytes=0)
pytest.importorskip("distributed")


@pytest.fixture(scope="module")
def settings() -> AnalysisSettings:
    return AnalysisSettings(regions=vocabulary.load("regions"), themes=vocabulary.load("themes"))


@pytest.fixture(scope="module")
def cluster() -> Iterator[Any]:
    from generator.running.dask_cluster import Cluster

    with Cluster(processes=2) as made:
        yield made


@pytest.fixture(scope="module")
def jobs() -> list[tuple[str, str, str]]:
    """Return sixty articles of the demonstration, some of them twice."""
    found = []
    for path in sorted((ROOT / "content/articles").rglob("*.md")):
        text = path.read_text(encoding="utf-8").split("---", 2)[2]
        found.append((path.stem.replace("-", " "), text, ""))
    return (found * 2)[:60]


def test_a_killed_worker_costs_its_batch_only(
    cluster: Any, settings: AnalysisSettings, jobs: list[tuple[str, str, str]]
) -> None:
    """One of two workers is killed in the middle: all answers come, in order, and are those of this process."""
    here = prepared(settings)
    expected = [guarded(here, job, LIMITS) for job in jobs]
    before = set(cluster.client.run(os.getpid).values())
    answers, killed = [], 0
    for answer in cluster.run(jobs, settings, LIMITS):
        answers.append(answer)
        if len(answers) == 13:  # the second batch is at work
            killed = next(iter(before))
            os.kill(killed, signal.SIGKILL)
    assert answers == expected
    assert killed not in set(cluster.client.run(os.getpid).values())


def marking(folder: Path, settings: AnalysisSettings) -> Work:
    """Return work that leaves a mark for each article that it takes up, and needs a moment for it."""

    def work(title: str, body: str, lang: str) -> bytes:
        with open(folder / title, "a", encoding="utf-8") as marks:
            marks.write(f"{os.getppid()}\n")
        time.sleep(0.05)
        return title.encode()

    return work


def test_only_the_batch_of_a_killed_worker_is_done_again(
    cluster: Any, settings: AnalysisSettings, tmp_path: Path
) -> None:
    """When a worker is killed, no more is done twice than what it had: its batch, and one that was not yet fetched."""
    names = [f"{number:03}" for number in range(240)]
    answers = []
    for answer in cluster.run([(name, "", "") for name in names], settings, LIMITS, partial(marking, tmp_path)):
        answers.append(answer)
        if len(answers) == 61:
            [last, *_] = sorted(tmp_path.iterdir(), reverse=True)
            os.kill(int(last.read_text().split()[-1]), signal.SIGKILL)
    assert answers == [name.encode() for name in names]
    repeated = [name for name in names if len((tmp_path / name).read_text().split()) > 1]
    assert repeated
    assert len({int(name) // BATCH for name in repeated}) <= 2


def hostile(settings: AnalysisSettings) -> Work:
    """Return work that does to its process what the title says."""

    def work(title: str, body: str, lang: str) -> bytes:
        if title == "kills":
            os._exit(3)
        if title == "hangs":
            time.sleep(600)
        if title == "counts":
            max(iter(int, 1))
        if title == "fills memory":
            return bytes(2_000_000_000)
        return title.encode()

    return work


def test_an_article_costs_what_it_may_cost_here(cluster: Any, settings: AnalysisSettings) -> None:
    """What kills its process, hangs, takes too long or fills memory is told as here; every other job is answered."""
    limits = Limits(seconds=2, megabytes=300)
    titles = [f"article {number}" for number in range(40)]
    titles[5:30:6] = ["kills", "hangs", "counts", "fills memory", "kills"]
    jobs = [(title, "", "") for title in titles]
    workers = set(cluster.client.run(os.getpid).values())
    assert list(cluster.run(jobs, settings, limits, hostile)) == list(run(jobs, partial(hostile, settings), 2, limits))
    assert set(cluster.client.run(os.getpid).values()) == workers


def test_a_cluster_is_left_as_it_was_found(settings: AnalysisSettings, jobs: list[tuple[str, str, str]]) -> None:
    """When we leave someone's cluster its workers have nothing of ours, no process either; lost, it is told in time."""
    from distributed import Client, LocalCluster

    from generator.running.dask_cluster import Cluster

    with LocalCluster(n_workers=1, threads_per_worker=2, dashboard_address=None) as theirs, Client(theirs) as client:
        with Cluster(theirs.scheduler_address) as cluster:
            assert len(list(cluster.run(jobs[:24], settings, LIMITS))) == 24
            assert list(client.run(ours).values()) != [[]]
        assert list(client.run(ours).values()) == [[]]
        with Cluster(theirs.scheduler_address, gone=3) as cluster:
            answers = cluster.run([("hangs", "", "")], settings, LIMITS, hostile)
            theirs.scale(0)
            with pytest.raises(BriefingError, match="has lost its workers"):
                next(answers)


def ours(dask_worker: Any) -> list[str]:
    """Return what of us is in a worker: plugins and processes."""
    children = [child.name for child in multiprocessing.active_children()]
    return [name for name in dask_worker.plugins if name.startswith("briefing-")] + children


@pytest.fixture
def project(tmp_path: Path) -> Path:
    (tmp_path / "content").mkdir()
    shutil.copytree(ROOT / "content/articles", tmp_path / "content/articles")
    shutil.copytree(ROOT / "content/images", tmp_path / "content/images")
    (tmp_path / "mkdocs.yml").write_text(
        "site_name: X\nsite_url: https://example.org/\ntheme: briefing\ndocs_dir: content\n"
        "plugins:\n  - briefing:\n      search: false\n      jobs: 2\n"
    )
    return tmp_path


def analyses(project: Path) -> dict[str, bytes | None]:
    [store] = (project / ".cache/briefing").glob("*.sqlite")
    with sqlite3.connect(store) as db:
        rows = dict(db.execute("SELECT key, value FROM entry"))
    db.close()
    return {key: unpacked(value) for key, value in rows.items() if ":" not in key}


def test_the_cache_is_the_same_and_a_build_finds_it(project: Path) -> None:
    """`analyse --engine dask` keeps what `analyse` keeps, to the byte; a build then analyses nothing."""
    run = run_python(project, "-m", "generator", "analyse", "--engine", "dask")
    assert (run.status, run.err) == (0, ""), run.err
    there = analyses(project)
    built = run_python(project, "-m", "generator", "build", "-v")
    assert f"analysed 0 of {len(there)} articles" in built.err
    shutil.rmtree(project / ".cache")
    assert run_briefing(project, "analyse").status == 0
    assert analyses(project) == there


def test_articles_at_any_address(project: Path) -> None:
    """Articles in a bucket are read through fsspec; faulty ones are named by their address, the others analysed."""
    import fsspec

    bucket = fsspec.filesystem("memory")
    for path in sorted((project / "content/articles").rglob("*.md"))[:5]:
        bucket.pipe(f"/bucket/{path.name}", path.read_bytes())
    bucket.pipe("/bucket/faulty.md", b"---\ntitle: No date\n---\n\nText.\n")
    run = run_briefing(project, "analyse", "memory://bucket")
    assert run.status == 1
    assert run.out == "Analysed 5 of 6 articles; the others were known or are faulty\n"
    assert run.err.startswith("memory://bucket/faulty.md:1: no date") or "faulty.md:" in run.err
    assert len(analyses(project)) == 5


def refused(project: Path, *arguments: str) -> Run:
    begun = time.monotonic()
    run = run_python(project, "-m", "generator", "analyse", *arguments)
    assert time.monotonic() - begun < 60
    return run


def greet(server: socket.socket) -> None:
    """Answer whoever comes as a web server would that was not understood."""
    while True:
        try:
            line, _ = server.accept()
        except OSError:
            return
        with line:
            line.sendall(b"HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n")


def test_no_scheduler_is_told_in_one_line(project: Path) -> None:
    """A scheduler that is not there, or has no workers, is refused in seconds; wrong usage ends with 2."""
    from distributed import LocalCluster

    nobody = refused(project, "--engine", "dask", "--scheduler", "tcp://127.0.0.1:1")
    assert (nobody.status, nobody.err.count("\n")) == (1, 1)
    assert nobody.err.startswith("--scheduler: tcp://127.0.0.1:1 does not answer")
    with socket.create_server(("127.0.0.1", 0)) as other:  # it speaks, but is no scheduler
        threading.Thread(target=greet, args=(other,), daemon=True).start()
        strange = refused(project, "--engine", "dask", "--scheduler", f"tcp://127.0.0.1:{other.getsockname()[1]}")
    assert (strange.status, strange.err.count("\n")) == (1, 1)
    with LocalCluster(n_workers=0, dashboard_address=None) as empty:
        alone = refused(project, "--engine", "dask", "--scheduler", empty.scheduler_address)
    assert (alone.status, alone.err.split(" (")[0]) == (1, f"--scheduler: {empty.scheduler_address} has no workers")
    assert refused(project, "--scheduler", "tcp://127.0.0.1:1").status == 2
    assert threading.active_count() < 100
