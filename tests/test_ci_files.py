"""The CI files that `briefing init` writes, and this repository's own: well formed, and what they run does run."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from conftest import ROOT, run_briefing
from web_server import serving

HOSTS = ("github", "gitlab", "forgejo")
_VALUE = re.compile(r"\$\{\{\s*(?P<name>[\w.]+)\s*\}\}")
_NEW = """---
title: A new dam for Kenya
date: 2025-06-20
---

The dam will bring water to farms in Kenya, the ministry of agriculture said on Friday.
"""


@pytest.fixture(scope="module")
def projects(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with a new project for each host."""
    folder = tmp_path_factory.mktemp("hosts")
    for host in HOSTS:
        assert run_briefing(folder, "init", host, "--ci", host, "--yes").status == 0
    return folder


def files(projects: Path) -> Iterator[tuple[str, Path]]:
    """Yield every CI file with the name of the schema that it must satisfy."""
    for path in sorted([*projects.glob("*/.github/workflows/*"), *projects.glob("*/.forgejo/workflows/*")]):
        yield "vendor.github-workflows", path
    yield "vendor.gitlab-ci", projects / "gitlab/.gitlab-ci.yml"
    for path in sorted((ROOT / ".github/workflows").glob("*.yml")):
        yield "vendor.github-workflows", path
    yield "vendor.github-actions", ROOT / "action.yml"


def steps(path: Path) -> list[dict[str, Any]]:
    """Return the steps of a workflow or an action, job after job."""
    made = yaml.safe_load(path.read_text(encoding="utf-8"))
    jobs = [made["runs"]] if "runs" in made else made["jobs"].values()
    return [step for job in jobs for step in job["steps"]]


def blocks(path: Path) -> Iterator[str]:
    """Yield the shell blocks of a CI file."""
    if path.name == ".gitlab-ci.yml":
        for job in yaml.safe_load(path.read_text(encoding="utf-8")).values():
            if isinstance(job, dict) and "script" in job:
                yield "\n".join(job["script"])
        return
    yield from (step["run"] for step in steps(path) if "run" in step)


def test_every_file_satisfies_its_schema(projects: Path) -> None:
    """Workflows, the action and GitLab's file are what the schemas of their hosts want."""
    found = list(files(projects))
    for kind in sorted({kind for kind, _ in found}):
        names = [str(path) for its, path in found if its == kind]
        command = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", kind, *names]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout + done.stderr
    assert len(found) >= 9


def test_shell_blocks_have_no_slip(projects: Path, tmp_path: Path) -> None:
    """ShellCheck finds nothing in what the CI files run, and no block takes values of others into its code."""
    told = []
    for _, path in files(projects):
        for number, block in enumerate(blocks(path)):
            assert "${{" not in block, (
                path,
                block,
            )  # values go through `env`, where a shell does not read them as code
            script = tmp_path / f"{path.parent.parent.parent.name}-{path.stem}-{number}.sh"
            script.write_text("#!/bin/bash\n" + block, encoding="utf-8")
            told.append(str(script))
    if not shutil.which("shellcheck"):
        pytest.skip("ShellCheck is not installed (tests/need-clients.sh)")
    done = subprocess.run(["shellcheck", *told], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (0, "")


def test_least_rights(projects: Path) -> None:
    """Every workflow says what its token may do; only that which publishes may publish, only `watch` may write."""
    for _, path in files(projects):
        if path.suffix != ".yml" or ".github" not in path.parts or path.name == "action.yml":
            continue
        made = yaml.safe_load(path.read_text(encoding="utf-8"))
        writes = {name for name, right in made["permissions"].items() if right == "write"}
        assert writes == ({"contents", "pull-requests"} if path.stem == "watch" else set()), path


@pytest.fixture(scope="module")
def environment(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """Return the environment of a fresh machine: an empty Python, and this project as a wheel where pip looks."""
    folder = tmp_path_factory.mktemp("machine")
    wheel = [
        sys.executable,
        "-m",
        "pip",
        "wheel",
        "-q",
        "--no-deps",
        "--no-build-isolation",
        "-w",
        str(folder),
        str(ROOT),
    ]
    subprocess.run(wheel, check=True, capture_output=True)
    subprocess.run([sys.executable, "-m", "venv", str(folder / "python")], check=True)
    keep = {name: value for name, value in os.environ.items() if name not in ("PYTHONPATH", "VIRTUAL_ENV")}
    return {
        **keep, "PATH": f"{folder / 'python/bin'}{os.pathsep}{os.environ['PATH']}", "PIP_FIND_LINKS": str(folder),
        "HOME": str(folder), "GITHUB_OUTPUT": str(folder / "output"),
    }  # fmt: skip


FLAGS = {"briefing check": "briefing check -v", "briefing watch": "briefing watch --allow-private"}
"""What a test adds: more is said, and a server of this machine may be asked."""


def run(path: Path, project: Path, environment: dict[str, str], **values: str) -> str:
    """Run every shell block of a workflow in a project, as its host would; return what was said."""
    said = ""
    for step in steps(path):
        if "run" in step:
            env = {k: _VALUE.sub(lambda m: values.get(m["name"], ""), str(v)) for k, v in step.get("env", {}).items()}
            block = step["run"]
            for plain, more in FLAGS.items():
                block = block.replace(f"{plain} ", f"{more} ")
            done = subprocess.run(
                ["bash", "-eo", "pipefail", "-c", block], cwd=project, env={**environment, **env},
                capture_output=True, text=True, timeout=300, check=False,
            )  # fmt: skip
            assert done.returncode == 0, (step.get("name"), done.stdout, done.stderr)
            said += done.stdout + done.stderr
    return said


def git(folder: Path, *arguments: str) -> str:
    command = ["git", "-c", "user.name=Editor", "-c", "user.email=editor@example.org", *arguments]
    return subprocess.run(command, cwd=folder, check=True, capture_output=True, text=True).stdout


@pytest.mark.slow
def test_a_second_run_analyses_only_what_is_new(projects: Path, environment: dict[str, str], tmp_path: Path) -> None:
    """The steps of the publishing workflow run in a clean clone; with its cache, the next one does the new article."""
    first, second = tmp_path / "first", tmp_path / "second"
    shutil.copytree(projects / "github", first)
    git(first, "init", "--quiet", "--initial-branch=main")
    git(first, "add", "--all")
    git(first, "commit", "--quiet", "--message", "New")
    workflow = first / ".github/workflows/publish.yml"
    said = run(workflow, first, environment)
    assert ("analysed 3 of 3 articles" in said, "Published site/" in said) == (True, True), said
    git(tmp_path, "clone", "--quiet", str(first), str(second))
    [cache] = [step["with"]["path"] for step in steps(workflow) if "cache@" in step.get("uses", "")]
    for pattern in cache.split():
        for path in first.glob(pattern):
            target = second / path.relative_to(first)
            target.parent.mkdir(parents=True, exist_ok=True)
            (shutil.copytree if path.is_dir() else shutil.copy)(path, target)
    (second / "content/articles/new.md").write_text(_NEW)
    said = run(second / ".github/workflows/publish.yml", second, environment)
    assert "analysed 1 of 4 articles" in said, said
    assert (second / "site/articles/new/index.html").is_file()


@pytest.mark.slow
@pytest.mark.parametrize("host", ["github", "forgejo"])
def test_what_is_new_is_proposed(host: str, projects: Path, environment: dict[str, str], tmp_path: Path) -> None:
    """The scheduled workflow pushes a branch with what the watched feed gave, and opens a pull request on GitHub."""
    project, remote = tmp_path / "project", tmp_path / "remote.git"
    shutil.copytree(projects / host, project)
    feed = (ROOT / "tests/cases/documents/rss/page.xml").read_bytes()
    git(project, "init", "--quiet", "--initial-branch=main")
    git(project, "add", "--all")
    git(project, "commit", "--quiet", "--message", "New")
    git(tmp_path, "clone", "--quiet", "--bare", str(project), str(remote))
    git(project, "remote", "add", "origin", str(remote))
    stand_in = tmp_path / "bin/gh"  # GitHub itself is nowhere near
    stand_in.parent.mkdir()
    stand_in.write_text(f'#!/bin/sh\necho "$GH_TOKEN $*" >> {tmp_path}/asked\n')
    stand_in.chmod(0o755)
    path = {**environment, "PATH": f"{stand_in.parent}{os.pathsep}{environment['PATH']}"}
    [workflow] = project.glob(".*/workflows/watch.yml")
    with serving({"/feed.xml": feed}) as site:
        config = project / "mkdocs.yml"
        config.write_text(config.read_text() + f"      sources:\n        - url: {site.address}/feed.xml\n")
        run(workflow, project, path, **{"github.token": "secret"})
    [branch] = [line.strip() for line in git(remote, "branch", "--list", "watch/*").splitlines()]
    changed = git(remote, "diff", "--name-only", "main", branch).splitlines()
    assert any(name.startswith("content/articles/") for name in changed), changed
    asked = (tmp_path / "asked").read_text() if (tmp_path / "asked").exists() else ""
    assert asked == (f"secret pr create --fill --head {branch}\n" if host == "github" else "")


@pytest.mark.slow
def test_the_action_builds_this_repositorys_demo(environment: dict[str, str], tmp_path: Path) -> None:
    """The action's steps build a project and say where the site is."""
    project = tmp_path / "demo"
    project.mkdir()
    shutil.copytree(ROOT / "content", project / "content")
    shutil.copy(ROOT / "mkdocs.yml", project)
    output = tmp_path / "output"
    values = {"github.action_path": "mkdocs-briefing", "inputs.strict": "true", "inputs.drafts": "false"}
    # Not the links: nothing in a test goes out.
    made = yaml.safe_load((ROOT / "action.yml").read_text(encoding="utf-8"))
    made["runs"]["steps"] = [step for step in made["runs"]["steps"] if "links" not in str(step.get("if", ""))]
    (tmp_path / "action.yml").write_text(yaml.safe_dump(made))
    run(tmp_path / "action.yml", project, {**environment, "GITHUB_OUTPUT": str(output)}, **values)
    assert output.read_text() == f"site={project}/site\n"
    assert (project / "site/index.html").is_file()
