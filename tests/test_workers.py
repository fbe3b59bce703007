"""The processes that analyse: every job has its answer, whatever becomes of the process that does it."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from functools import partial
from pathlib import Path

import pytest

from generator.analysis import AnalysisSettings
from generator.cache import Store
from generator.model import Article
from generator.running import workers
from generator.running.engine import analyse_all
from generator.settings import vocabulary
from generator.settings.config import parse_settings

LIMITS = workers.Limits(seconds=0.4, megabytes=300)


def _work(title: str, body: str, lang: str) -> bytes | str:
    match title:
        case "dies":
            os._exit(3)
        case "dies once":
            marker = Path(body)
            if not marker.exists():
                marker.touch()
                os._exit(3)
        case "counts in C":
            max(iter(int, 1))
        case "counts":
            while True:
                pass
        case "sleeps":
            time.sleep(600)
        case "fills memory":
            return bytes(2_000_000_000)
        case "fails":
            raise ValueError("no")
    return f"{title}!".encode()


def _begin() -> workers.Work:
    return _work


def _never() -> workers.Work:
    os._exit(1)


def test_no_article_stops_the_others(tmp_path: Path) -> None:
    """Work that dies, hangs, sleeps or fills memory is told as such; every other job is answered, in order."""
    faults = {
        3: ("dies", "the process that analysed it died (exit status 3)"),
        20: ("counts in C", "it takes more than 0.4 seconds (analysis_seconds)"),
        40: ("counts", "it takes more than 0.4 seconds (analysis_seconds)"),
        60: ("fills memory", "it needs more than 300 MB of memory (analysis_memory)"),
        80: ("fails", "ValueError: no"),
        99: ("sleeps", "it takes more than 0.4 seconds (analysis_seconds)"),
    }
    titles = [faults[n][0] if n in faults else f"job {n}" for n in range(100)]
    expected = [faults[n][1] if n in faults else f"job {n}!".encode() for n in range(100)]
    assert list(workers.run([(title, "", "") for title in titles], _begin, 2, LIMITS)) == expected


def test_a_process_may_die_once(tmp_path: Path) -> None:
    """An article whose process died is tried again: the system may have been short of memory."""
    jobs = [("dies once", str(tmp_path / "marker"), ""), ("next", "", "")]
    assert list(workers.run(jobs, _begin, 2, LIMITS)) == [b"dies once!", b"next!"]


def test_without_processes_the_work_is_done_here(tmp_path: Path) -> None:
    """Where processes die before they begin, the main one does the work."""
    here = os.getpid()
    begin = partial(_here_or_never, here)
    assert list(workers.run([("a", "", ""), ("b", "", "")], begin, 2, LIMITS)) == [b"a!", b"b!"]


def _here_or_never(here: int) -> workers.Work:
    return _work if os.getpid() == here else _never()


def _articles(count: int) -> list[Article]:
    from datetime import UTC, datetime

    date = datetime(2026, 1, 1, tzinfo=UTC)
    return [
        Article(
            path=f"articles/{n}.md", body_line=5, id=f"a{n}", slug=f"a{n}", title=f"Harvest in Kenya, {n}",
            body=f"The harvest in Kenya was poor, farmers said, for the {n}th time.", date=date, updated=date,
            fingerprint=str(n),
        )
        for n in range(count)
    ]  # fmt: skip


def test_more_jobs_than_cores_are_told() -> None:
    """`jobs` above the number of cores is one note, and as many processes as there are cores; the answers are equal."""
    settings = AnalysisSettings(vocabulary.load("regions"), vocabulary.load("themes"), parse_settings({}).keywords)
    articles = _articles(48)
    many, one = (analyse_all(articles, settings, jobs=jobs) for jobs in (999, 1))
    cores = workers.available()
    assert many.notes == (f"jobs: 999 are more than this machine has cores: {cores} are used",)
    assert (many.found, many.problems, one.notes) == (one.found, one.problems, ())


def test_what_a_process_remembers_is_given_to_a_new_cache(tmp_path: Path) -> None:
    """A cache that is cleared while a preview runs, or another one, has everything again after the next build."""
    settings = AnalysisSettings(vocabulary.load("regions"), vocabulary.load("themes"), parse_settings({}).keywords)
    store, other = Store(tmp_path / "one"), Store(tmp_path / "other")
    articles = _articles(2)
    assert [analyse_all(articles, settings, store=store).computed for _ in range(2)] == [2, 0]
    store.path.unlink()
    assert analyse_all(articles, settings, store=store).computed == 2
    assert analyse_all(articles, settings, store=other).computed == 2
    assert analyse_all(articles, settings, store=store).computed == 0


ORPHANS = """
import os, sys, time
from generator.running import workers

def sleep(title, body, lang):
    os.write(1, f"{os.getpid()}\\n".encode())  # whole lines, though two processes write at once
    time.sleep(600)

if __name__ == "__main__":
    jobs = [("a", "", "en"), ("b", "", "en")]
    list(workers.run(jobs, lambda: sleep, 2, workers.Limits(seconds=600, megabytes=300), batch=1))
"""


@pytest.mark.skipif(sys.platform != "linux", reason="the kernel ends them on Linux only")
def test_no_process_outlives_the_build_that_began_it(tmp_path: Path) -> None:
    """A build that is killed outright leaves no process that analyses behind."""
    (tmp_path / "orphans.py").write_text(ORPHANS)
    root = str(Path(__file__).parent.parent)
    build = subprocess.Popen(
        [sys.executable, str(tmp_path / "orphans.py")], stdout=subprocess.PIPE, text=True, cwd=root,
        env={**os.environ, "PYTHONPATH": root},
    )  # fmt: skip
    assert build.stdout
    children = [int(build.stdout.readline()) for _ in range(2)]
    build.kill()
    build.wait(10)
    for _ in range(100):
        left = [child for child in children if _alive(child)]
        if not left:
            break
        time.sleep(0.05)
    for child in left:
        os.kill(child, 9)
    assert left == []


def _alive(process: int) -> bool:
    try:
        state = Path(f"/proc/{process}/stat").read_text(encoding="ascii", errors="replace")
    except OSError:
        return False
    return state.rpartition(")")[2].split()[0] != "Z"
