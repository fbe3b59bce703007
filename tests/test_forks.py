"""Work shared out to copies of a process: the answers, the errors and what is logged are those of one process."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import NOW, ROOT, run_python, tree

SHARED = """
import json, logging, multiprocessing, os, sys
from generator.running.parallel_map import in_order

logging.basicConfig(format="%(message)s", stream=sys.stderr)
main = os.getpid()
both, met = multiprocessing.Barrier(2), []

def work(number):
    if {meet} and not met:  # whichever copy is first waits for the other, however busy the machine is
        met.append(both.wait(50))
    if number == {number} and {fault}:
        {happens}
    if number % 100 == 0:
        logging.getLogger("of.ours").warning("at %d", number)
    return number * number, os.getpid()

if __name__ == "__main__":
    made = list(in_order(work, 400, 2))
    who = {{pid for _, pid in made}}
    print(json.dumps([[value for value, _ in made], len(who), main in who]))
"""


def run(
    number: int = -1, fault: str = "False", happens: str = "pass", meet: bool = False
) -> subprocess.CompletedProcess[str]:
    code = SHARED.format(number=number, fault=fault, happens=happens, meet=meet)
    return subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, timeout=60, check=False
    )


@pytest.mark.skipif(sys.platform != "linux", reason="copies are made on Linux only")
def test_answers_and_logs_come_in_order() -> None:
    """Two copies do the work, none of it is done by the process itself, and what they log is logged in order."""
    done = run(meet=True)
    assert json.loads(done.stdout) == [[n * n for n in range(400)], 2, False]
    assert done.stderr.split("\n")[:-1] == [f"at {number}" for number in range(0, 400, 100)]


@pytest.mark.skipif(sys.platform != "linux", reason="copies are made on Linux only")
def test_copies_that_are_ended_lose_nothing() -> None:
    """When the system ends a copy the process does what is left, and everything is told once."""
    done = run(150, "os.getpid() != main", "os.kill(os.getpid(), 9)")
    values, _, alone = json.loads(done.stdout)
    assert (values, alone) == ([n * n for n in range(400)], True)
    assert done.stderr.split("\n")[:-1] == [f"at {number}" for number in range(0, 400, 100)]


def test_an_error_is_the_process_s_own() -> None:
    """What fails in a copy fails in the process, with its own error; what fails in copies only does not fail."""
    done = run(300, "True", "raise KeyError('three hundred')")
    assert done.returncode == 1
    assert done.stderr.rstrip().endswith("KeyError: 'three hundred'")
    done = run(300, "os.getpid() != main", "raise KeyError('three hundred')")
    assert json.loads(done.stdout)[0] == [n * n for n in range(400)]


@pytest.fixture
def project(tmp_path: Path, shared_cache: Path) -> Path:
    """The demonstration's own articles: pages enough to be shared out."""
    (tmp_path / "content").mkdir()
    shutil.copytree(ROOT / "content/articles", tmp_path / "content/articles")
    (tmp_path / ".cache").symlink_to(shared_cache)
    (tmp_path / "mkdocs.yml").write_text(
        "site_name: X\nsite_url: https://example.org/\ntheme: briefing\ndocs_dir: content\n"
        "plugins:\n  - briefing:\n      search: false\n      jobs: 2\n"
    )
    return tmp_path


@pytest.mark.slow
def test_pages_are_the_same_whoever_makes_them(project: Path) -> None:
    """Copies of the process, the process alone, and MkDocs' own loop (which a hook asks for) write the same bytes."""
    build = ("-m", "generator", "build", "-q", "--now", NOW)
    assert run_python(project, *build).status == 0
    shared = tree(project / "site")
    for config in ("jobs: 1", "jobs: 2\nhooks: [nothing.py]"):
        (project / "nothing.py").write_text("")
        text = (project / "mkdocs.yml").read_text()
        (project / "mkdocs.yml").write_text(text.replace("jobs: 2", config))
        shutil.rmtree(project / "site")
        assert run_python(project, *build).status == 0
        assert tree(project / "site") == shared
        (project / "mkdocs.yml").write_text(text)


@pytest.mark.slow
def test_a_fault_in_a_template_is_told_with_its_place(project: Path) -> None:
    """A template that fails on one page of hundreds, in a copy of the process, is one line with file and line."""
    (project / "templates").mkdir()
    (project / "templates/article.html").write_text(
        '{% extends "default:article.html" %}\n{% block title %}{{ super() }}\n'
        "{% if 'World Heritage' in briefing.title %}{{ 1 // 0 }}{% endif %}{% endblock %}\n"
    )
    run = run_python(project, "-m", "generator", "build", "-q", "--now", NOW)
    assert run.status == 1
    assert run.err.startswith("templates/article.html:3: ")
    assert len(run.err.splitlines()) == 1
    assert not (project / "site").exists()
