"""The benchmarks run, and their builds do what they are to measure: counts, never times."""

from __future__ import annotations

import json
import re
import statistics
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import ROOT, run_python

pytestmark = pytest.mark.slow
COUNT = 60
_NEW = (
    "---\ntitle: A late harvest in Kenya\ndate: 2026-06-30T22:00:00Z\n---\n\nFarmers in Kenya brought in maize late.\n"
)


def built(project: Path) -> tuple[tuple[int, int], tuple[int, int]]:
    """Build; return (analysed, of articles) and (made, of files)."""
    run = run_python(project, "-m", "generator", "build", "-v", "--now", "2026-07-01T00:00:00Z")
    assert run.status == 0, run.err
    analysed = re.search(r"analysed (\d+) of (\d+) articles", run.err)
    made = re.search(r"made (\d+) of (\d+) files", run.err)
    if not analysed or not made:
        assert "nothing has changed" in run.out
        return (0, 0), (0, 0)
    return (int(analysed[1]), int(analysed[2])), (int(made[1]), int(made[2]))


def test_a_build_does_what_has_changed(tmp_path: Path) -> None:
    """Cold all is analysed and made; unchanged nothing; one article more is analysed, and few files are made."""
    subprocess.run(
        [sys.executable, ROOT / "benchmarks/corpus.py", tmp_path, "--articles", str(COUNT)],
        check=True, capture_output=True, env={"PYTHONPATH": str(ROOT), "PATH": ""},
    )  # fmt: skip
    cold, files = built(tmp_path)
    assert (cold, files[0]) == ((COUNT, COUNT), files[1])
    assert built(tmp_path) == ((0, 0), (0, 0))
    (tmp_path / "content/articles/late.md").write_text(_NEW)
    one, more = built(tmp_path)
    assert one == (1, COUNT + 1)
    assert 0 < more[0] < more[1] / 3, more


def test_the_benchmark_prints_its_table(tmp_path: Path) -> None:
    """A run of a handful of articles measures our builds and writes the table into a page."""
    page = tmp_path / "page.md"
    page.write_text("<!-- measured by benchmarks/run.py -->\n<!-- end -->\n")
    run = run_python(
        tmp_path, ROOT / "benchmarks/run.py", tmp_path / "run", "--articles", "16", "--small", "8", "--repeat", "1",
        "--only", "ours", "--write", page,
    )  # fmt: skip
    assert run.status == 0, run.err
    text = page.read_text()
    assert "| memory, largest process, MB |" in text
    assert re.search(r"^article pages +\d+ +[\d.]+ +\d+ +[\d.]+$", text, flags=re.MULTILINE)
    for work in ("cold 16", "nothing 16", "new 16", "template 16", "list 16", "serve 16", "help"):
        assert f"| {work} |" in text


def test_no_page_gives_less_of_its_text_than_trafilatura_finds(tmp_path: Path) -> None:
    """On every saved page whose main text is marked, our words are as right as trafilatura's, and on the mean 0.95."""
    run = run_python(tmp_path, ROOT / "benchmarks/extraction.py", "--format", "json")
    scores = json.loads(run.out)
    assert [score for score in scores if score["ours"] < score["trafilatura"]] == []
    assert len(scores) > 9 and statistics.mean(score["ours"] for score in scores) > 0.95, scores
    assert run.status == 0, run.err
