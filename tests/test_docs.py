"""What the manual says is true: its generated parts are current, and its commands print what it shows."""

from __future__ import annotations

import ast
import functools
import importlib
import inspect
import os
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from dataclasses import fields
from importlib import util
from pathlib import Path
from typing import Any

import click
import pytest
from conftest import run_python

from generator.cli import main
from generator.content.articles import ALIASES, KEYS
from generator.settings.config import Settings

ROOT = Path(__file__).parent.parent
PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").glob("*.md"))]
_STEP = re.compile(
    r"<!-- run: (?P<run>.+?) -->"
    r"|<!-- file: (?P<file>\S+) -->\n```\w*\n(?P<text>.*?)```"
    r"|```console\n(?P<console>.*?)```",
    re.DOTALL,
)
_FENCED = re.compile(r"^```.*?^```$", re.DOTALL | re.MULTILINE)
_LINK = re.compile(r"\[[^\]]+\]\((?P<target>[^)\s]+)\)")


def generated() -> Any:
    """Return the script that writes the generated parts."""
    spec = util.spec_from_file_location("docs", ROOT / "scripts" / "docs.py")
    assert spec and spec.loader
    module = util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def has_steps(page: Path) -> bool:
    return bool(_STEP.search(page.read_text(encoding="utf-8")))


def commands(console: str) -> Iterator[tuple[str, str]]:
    """Yield each command of a console block with the output shown below it."""
    for part in re.split(r"^\$ ", console, flags=re.MULTILINE)[1:]:
        command, _, output = part.partition("\n")
        yield command, output


def matches(expected: str, actual: str) -> bool:
    """Tell whether output is as shown: a line `...` stands for any lines, `...` in a line for any text in it."""
    pattern = re.escape(expected.rstrip("\n") + "\n")
    pattern = re.sub(r"(?<![^\n])" + re.escape(re.escape("...")) + r"\\\n", "(?:.*\\n)*", pattern)
    return re.fullmatch(pattern.replace(re.escape("..."), ".*"), actual.rstrip("\n") + "\n") is not None


class Shell:
    """A person in a throw-away folder, who types what the page says."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.home = folder
        scripts = str(Path(sys.executable).parent)
        keep = {"LANG": "C.UTF-8", "TMPDIR": str(folder)}
        self.environment = keep | {
            "PATH": os.pathsep.join((scripts, os.environ["PATH"])),
            "HOME": str(folder),
            "CHECKOUT": str(ROOT),
        }

    def __call__(self, command: str) -> str:
        done = subprocess.run(
            ["bash", "-c", f'{command}\npwd > "$HOME/.where"'],
            cwd=self.folder, env=self.environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=120,
        )  # fmt: skip
        self.folder = Path((self.home / ".where").read_text(encoding="utf-8").strip())
        return done.stdout.decode()

    def write(self, name: str, text: str) -> None:
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


def pages_with_steps() -> list[Any]:
    """Return the README, which the default run types, and the other pages, which CI does."""
    return [
        pytest.param(page, id=page.name, marks=() if page.name == "README.md" else pytest.mark.slow)
        for page in PAGES
        if has_steps(page)
    ]


@pytest.mark.parametrize("page", pages_with_steps())
def test_commands_print_what_the_page_shows(page: Path, tmp_path: Path) -> None:
    """Typed in order in an empty folder, the commands of a page print what it shows."""
    shell = Shell(tmp_path)
    for step in _STEP.finditer(page.read_text(encoding="utf-8")):
        if step["run"]:
            shell(step["run"])
        elif step["file"]:
            shell.write(step["file"], step["text"])
        else:
            for command, expected in commands(step["console"]):
                actual = shell(command)
                assert matches(expected, actual), f"$ {command}\n{actual}\ninstead of\n{expected}"


@pytest.mark.parametrize("name", ["README.md", "docs/tutorial.md"])
def test_every_block_is_typed(name: str) -> None:
    """The README and the tutorial show nothing that no test executes."""
    text = (ROOT / name).read_text(encoding="utf-8")
    assert _FENCED.search(_STEP.sub("", text)) is None


def test_generated_parts_are_current() -> None:
    """What `scripts/docs.py` would write is what stands there (else run it)."""
    docs = generated()
    assert [path.name for path, text in docs.pages().items() if path.read_text(encoding="utf-8") != text] == []


def test_every_generated_part_is_shown() -> None:
    """Every part that can be generated stands in the manual, once."""
    docs = generated()
    shown = re.findall(r"<!-- generated: ([a-z-]+),", "".join(page.read_text(encoding="utf-8") for page in PAGES))
    assert sorted(shown) == sorted(docs.PARTS)


def test_notice_names_every_dependency() -> None:
    """NOTICE has a line for every package that `pyproject.toml` asks for, and for no other."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    wanted = sorted(re.match(r"[\w-]+", line)[0] for line in project["dependencies"])  # type: ignore[index]
    table = (ROOT / "NOTICE").read_text(encoding="utf-8").partition("  ---")[2].partition("\n\n")[0]
    assert sorted(line.split()[0] for line in table.splitlines()[1:]) == wanted


def test_front_matter_page_names_every_key() -> None:
    """The table of the front matter has every key and every alias, and no other."""
    rows = re.findall(r"^\| (`.+?) \|", (ROOT / "docs" / "front-matter.md").read_text(encoding="utf-8"), re.MULTILINE)
    keys: set[str] = set()
    aliases: dict[str, str] = {}
    for row in rows:
        for key, others in re.findall(r"`(\w+)`(?: \(([^)]*)\))?", row):
            keys.add(key)
            aliases |= dict.fromkeys(re.findall(r"`(\w+)`", others), key)
    assert keys == KEYS
    assert aliases == ALIASES


def leads_somewhere(page: Path, target: str) -> bool:
    """Tell whether a link leads to a file of this repository, and to a heading of it if it names one."""
    name, _, fragment = target.partition("#")
    file = page.parent / name if name else page
    if not fragment or not file.exists():
        return file.exists()
    text = _FENCED.sub("", file.read_text(encoding="utf-8"))
    headings = re.findall(r"^#+ (.+)$", text, re.MULTILINE)
    return fragment in {re.sub(r"[^\w -]", "", line.lower()).replace(" ", "-") for line in headings}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_lead_somewhere(page: Path) -> None:
    """Every link of a page to a file of this repository, or to a heading of it, leads there."""
    text = _FENCED.sub("", page.read_text(encoding="utf-8"))
    targets = [link["target"] for link in _LINK.finditer(text) if "://" not in link["target"]]
    dead = [target for target in targets if not leads_somewhere(page, target)]
    assert dead == []


def test_every_option_and_setting_has_its_words() -> None:
    """No flag of a command is without help, no setting without a line that says what it does."""
    flags = [
        f"{name} {option.name}"
        for name, verb in main.commands.items()
        for option in verb.params
        if isinstance(option, click.Option) and not (option.help or "").strip()
    ]
    assert flags + [field.name for field in fields(Settings) if not field.metadata["doc"].strip()] == []


@pytest.mark.slow
def test_the_manual_builds_without_a_warning(tmp_path: Path) -> None:
    """MkDocs builds the manual strictly: no dead link or anchor; and its pages load nothing from elsewhere."""
    config = ROOT / "docs" / "manual" / "mkdocs.yml"
    run = run_python(ROOT, "-m", "mkdocs", "build", "--strict", "--quiet", "-f", config, "-d", tmp_path / "manual")
    assert (run.status, run.err) == (0, "")
    loads = re.compile(r"<(?:script|img)\b[^>]*\bsrc=\"https?:|<link\b[^>]*\bstylesheet\b[^>]*\bhref=\"https?:")
    loaded = {page.name for page in (tmp_path / "manual").rglob("*.html") if loads.search(page.read_text("utf-8"))}
    assert loaded == set()


def test_the_walk_of_one_article_is_short_and_true() -> None:
    """docs/architecture.md leads from file to feed through functions that there are: 20 at most, in 12 files."""
    text = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    walk = text.partition("## The walk of one article")[2].partition("\n## ")[0]
    steps = re.findall(r"^\| (\d+) \| `([\w.]+)` \| `([\w/.]+)` \|", walk, flags=re.MULTILINE)
    for _, name, path in steps:
        module = importlib.import_module(
            "generator." + path.removesuffix(".py").removesuffix("/__init__").replace("/", ".")
        )
        found = functools.reduce(getattr, name.split("."), module)
        assert inspect.isfunction(found), name
        assert Path(inspect.getsourcefile(found) or "") == ROOT / "generator" / path, name
    assert [int(number) for number, _, _ in steps] == list(range(1, len(steps) + 1))
    assert (0 < len(steps) <= 20, len({path for _, _, path in steps}) <= 12) == (True, True)


def test_hooks_hand_over_and_decide_little() -> None:
    """A hook of MkDocs is at most ten lines long; what a build does is in `plugin.session`."""
    tree = ast.parse((ROOT / "generator" / "plugin" / "hooks.py").read_text(encoding="utf-8"))
    hooks = [
        node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef) and node.name.startswith(("on_", "_"))
    ]
    lines = {hook.name: (hook.body[-1].end_lineno or 0) - hook.body[1].lineno + 1 for hook in hooks if hook.body[1:]}
    assert len(lines) > 10
    assert {name: count for name, count in lines.items() if count > 10} == {}
