"""Analyses on a Dask cluster of real processes: the same answers, whatever becomes of a process."""

from __future__ import annotations

import os
import shutil
import signal
import sqlite3
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from conftest import ROOT, Run, run_briefing, run_python

from generator import vocabulary
from generator.analysis import AnalysisSettings
from generator.cache import unpacked
from generator.engine import prepared
from generator.workers import Limits, guarded

pytestmark = pytest.mark.slow
LIMITS = Limits(seconds=60, megabytes=0)
pytest.importorskip("distributed")


@pytest.fixture(scope="module")
def settings() -> AnalysisSettings:
    return AnalysisSettings(regions=vocabulary.load("regions"), themes=vocabulary.load("themes"))


@pytest.fixture(scope="module")
def cluster() -> Iterator[Any]:
    from generator.cluster import Cluster

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


def test_an_article_that_kills_is_found(cluster: Any, settings: AnalysisSettings) -> None:
    """Of a batch whose process dies each article is tried alone; the one to blame is reported, the others answered."""

    def work(name: str, batch: list[tuple[str, str, str]], limits: Limits) -> list[bytes]:
        import os as system

        if any(title == "kills" for title, _, _ in batch):
            system._exit(3)
        return [title.encode() for title, _, _ in batch]

    batch = [(title, "", "") for title in ("one", "kills", "two")]
    answers = list(cluster.run(batch, settings, LIMITS, work))
    assert answers == [b"one", "the process that worked on it died or hung", b"two"]


def test_an_article_that_hangs_is_given_up(cluster: Any, settings: AnalysisSettings) -> None:
    """Work that never comes back is given up and reported, and the run ends."""

    def work(name: str, batch: list[tuple[str, str, str]], limits: Limits) -> list[bytes]:
        import time as clock

        if any(title == "hangs" for title, _, _ in batch):
            clock.sleep(600)
        return [title.encode() for title, _, _ in batch]

    batch = [(title, "", "") for title in ("one", "hangs", "two")]
    begun = time.monotonic()
    answers = list(cluster.run(batch, settings, Limits(seconds=2, megabytes=0), work))
    assert answers[1] == "the process that worked on it died or hung"
    assert len(answers) == 3
    assert time.monotonic() - begun < 300


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


def test_no_scheduler_is_told_in_one_line(project: Path) -> None:
    """A scheduler that is not there, or has no workers, is refused in seconds; wrong usage ends with 2."""
    from distributed import LocalCluster

    nobody = refused(project, "--engine", "dask", "--scheduler", "tcp://127.0.0.1:1")
    assert (nobody.status, nobody.err.count("\n")) == (1, 1)
    assert nobody.err.startswith("--scheduler: tcp://127.0.0.1:1 does not answer")
    with LocalCluster(n_workers=0, dashboard_address=None) as empty:
        alone = refused(project, "--engine", "dask", "--scheduler", empty.scheduler_address)
    assert (alone.status, alone.err.split(" (")[0]) == (1, f"--scheduler: {empty.scheduler_address} has no workers")
    assert refused(project, "--scheduler", "tcp://127.0.0.1:1").status == 2
    assert threading.active_count() < 100
