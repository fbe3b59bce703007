"""A new project installs the very copy that made it: from a folder, a file, an address, an index; never a bare name."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import sysconfig
from pathlib import Path

import pytest
from conftest import ROOT, run_briefing

from generator import __version__
from generator.cli.scaffold.origin import of_record

COMMIT, DIGEST = "0123456789" * 4, "ab" * 32


@pytest.mark.parametrize(
    ("record", "expected"),
    [
        ({}, f"mkdocs-briefing=={__version__}"),
        ({"url": "file:///a%20b", "dir_info": {}}, "mkdocs-briefing @ file:///a%20b"),
        ({"url": "file:///a", "dir_info": {"editable": True}}, "--editable file:///a"),
        ({"url": "https://a.example/b.git", "vcs_info": {"vcs": "git", "commit_id": COMMIT}},
         f"mkdocs-briefing @ git+https://a.example/b.git@{COMMIT}"),
        ({"url": "https://me:secret@a.example/b", "vcs_info": {"vcs": "git", "commit_id": COMMIT}, "subdirectory": "x"},
         f"mkdocs-briefing @ git+https://a.example/b@{COMMIT}#subdirectory=x"),
        ({"url": "https://secret@a.example/b", "vcs_info": {"vcs": "git", "commit_id": COMMIT}},
         f"mkdocs-briefing @ git+https://a.example/b@{COMMIT}"),
        ({"url": "ssh://git@a.example/b", "vcs_info": {"vcs": "git", "commit_id": COMMIT}},
         f"mkdocs-briefing @ git+ssh://git@a.example/b@{COMMIT}"),
        ({"url": "file:///a.whl", "archive_info": {"hashes": {"sha256": DIGEST}}},
         f"mkdocs-briefing @ file:///a.whl#sha256={DIGEST}"),
        ({"url": "https://a.example/a.whl", "archive_info": {"hash": f"sha256={DIGEST}"}},
         f"mkdocs-briefing @ https://a.example/a.whl#sha256={DIGEST}"),
        ({"url": "https://a.example/a.whl", "archive_info": {}}, "mkdocs-briefing @ https://a.example/a.whl"),
    ],
)  # fmt: skip
def test_a_requirement_names_the_place(record: dict[str, object], expected: str) -> None:
    """What pip noted about an installation (PEP 610) becomes a line that pip takes, without passwords."""
    assert of_record(record).requirement == expected


def test_a_ci_is_not_sent_to_a_folder_in_silence(tmp_path: Path) -> None:
    """A copy in a folder of this machine: `init --ci` says that a CI does not have it, or names a commit."""
    run = run_briefing(tmp_path, "init", "new", "--ci", "github", "--yes")
    line = (tmp_path / "new/requirements.txt").read_text().splitlines()[-1]
    assert ("which a CI does not have" in run.out) == line.startswith("--editable file:///")
    assert line.startswith(("--editable file:///", "mkdocs-briefing @ git+"))


def _python(folder: Path) -> Path:
    """Return an empty Python that sees the dependencies of this one, but not its mkdocs-briefing first."""
    subprocess.run([sys.executable, "-m", "venv", str(folder)], check=True)
    [packages] = folder.glob("lib/python*/site-packages")
    (packages / "dependencies.pth").write_text(sysconfig.get_path("purelib") + "\n")
    return folder / "bin/python"


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="the paths of an environment are others there")
@pytest.mark.parametrize("kind", ["clone", "wheel", "git"])
def test_the_requirements_of_a_new_project_install(kind: str, tmp_path: Path) -> None:
    """Installed from a clone, a wheel or a git address, `init` writes lines that install the same in a fresh Python."""
    env = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    pip = ["-m", "pip", "install", "--quiet", "--no-deps", "--no-build-isolation", "--no-index"]

    def run(*command: str | Path, cwd: Path = tmp_path) -> str:
        done = subprocess.run([str(part) for part in command], cwd=cwd, env=env, capture_output=True, text=True)
        assert done.returncode == 0, "\n".join([done.stdout, done.stderr])
        return done.stdout

    source = tmp_path / "a clone"
    source.mkdir()
    lines = (ROOT / ".dockerignore").read_text().splitlines()  # what a container image is made of suffices
    for path in (ROOT / line.removeprefix("!") for line in lines if line.startswith("!")):
        if path.is_dir():
            shutil.copytree(path, source / path.name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(path, source)
    git = ["git", "-C", source, "-c", "user.name=E", "-c", "user.email=e@example.org"]
    for command in (["init", "--quiet"], ["add", "--all"], ["commit", "--quiet", "--message", "New"]):
        run(*git, *command)
    first, second = _python(tmp_path / "first"), _python(tmp_path / "second")
    if kind == "clone":
        run(first, *pip, "--editable", source)
    elif kind == "git":
        run(first, *pip, f"git+{source.as_uri()}")
    else:
        run(first, "-m", "pip", "wheel", "-q", "--no-deps", "--no-build-isolation", "-w", tmp_path, source)
        run(first, *pip, next(tmp_path.glob("*.whl")))
    run(first.parent / "briefing", "init", "new", "--yes")
    run(second, *pip, "--requirement", "new/requirements.txt")
    where = "import generator, importlib.metadata as m, json; print(json.dumps([generator.__file__, m.distribution("
    found, record = json.loads(run(second, "-c", where + "'mkdocs-briefing').read_text('direct_url.json')]))"))
    expected = {"clone": "editable", "git": "commit_id", "wheel": "archive_info"}[kind]
    assert (Path(found).is_relative_to(source if kind == "clone" else tmp_path / "second"), expected in record) == (
        True, True,
    )  # fmt: skip
    assert run(second.parent / "briefing", "build", "--quiet", cwd=tmp_path / "new") == ""


def test_a_place_that_is_gone_is_seen(tmp_path: Path) -> None:
    """A folder or file that is not there any more is told from one that is, spaces and digests in it or not."""
    here = tmp_path / "a folder"
    here.mkdir()
    place = {"url": here.as_uri(), "dir_info": {}}
    wheel = {"url": (tmp_path / "a.whl").as_uri(), "archive_info": {"hashes": {"sha256": DIGEST}}}
    assert [of_record(record).is_gone for record in (place, wheel, {})] == [False, True, False]
