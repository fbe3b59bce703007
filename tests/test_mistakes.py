"""What a beginner gets wrong, and the one line that says how to mend it (`tests/cases/mistakes.txt`)."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from conftest import NOW, ROOT, run_briefing

FILE = ROOT / "tests/cases/mistakes.txt"
"""Cases: a line `== what is wrong`, the file, and lines `>> line: message (remedy)`."""


def cases() -> dict[str, tuple[str, list[str]]]:
    """Return each case's text and expected lines by its name."""
    found = {}
    for part in re.split(r"^== ", FILE.read_text(encoding="utf-8"), flags=re.MULTILINE)[1:]:
        name, _, rest = part.partition("\n")
        lines = rest.splitlines(keepends=True)
        text = "".join(line for line in lines if not line.startswith(">> "))
        found[name] = (text, [line.removeprefix(">> ").rstrip() for line in lines if line.startswith(">> ")])
    return found


@pytest.fixture(scope="module")
def said(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[str]]:
    """Return what `check` says of the front matter of each case, all in one project."""
    root = tmp_path_factory.mktemp("mistakes")
    (root / "mkdocs.yml").write_text(
        "site_name: T\nsite_url: https://example.org/\ndocs_dir: content\nplugins: [briefing]\n"
    )
    folder = root / "content/articles"
    folder.mkdir(parents=True)
    names = list(cases())
    for number, name in enumerate(names):
        (folder / f"case-{number}.md").write_text(cases()[name][0], encoding="utf-8")
    run = run_briefing(root, "check", "--format", "json", "--select", "B1", "--now", NOW)
    found: dict[str, list[str]] = {name: [] for name in names}
    for one in json.loads(run.out):
        name = names[int(Path(one["path"]).stem.removeprefix("case-"))]
        found[name].append(f"{one['line']}: {one['message']}" + (f" ({one['remedy']})" if one["remedy"] else ""))
    return found


def test_there_are_sixty() -> None:
    """The file has at least sixty mistakes, each with what must be said of it."""
    assert (len(cases()) >= 60, [name for name, (_, lines) in cases().items() if not lines]) == (True, [])


@pytest.mark.parametrize("name", cases())
def test_a_mistake_is_named_with_its_remedy(name: str, said: dict[str, list[str]]) -> None:
    """Each mistake has the message that lies beside it."""
    assert said[name] == cases()[name][1]


def test_what_is_meant_without_doubt_is_taken(tmp_path: Path) -> None:
    """A list in one line needs no brackets, and a file's name may give the date; nothing is to mend."""
    (tmp_path / "mkdocs.yml").write_text("site_name: T\nsite_url: https://example.org/\nplugins: [briefing]\n")
    folder = tmp_path / "docs/articles"
    folder.mkdir(parents=True)
    (folder / "2026-11-19-dam.md").write_text("---\ntitle: Dam\nthemes: energy, +economy\ntags: a, b\n---\n\nWords.\n")
    [found] = json.loads(run_briefing(tmp_path, "list", "--format", "json", "--now", NOW).out)
    assert run_briefing(tmp_path, "check", "--select", "B1", "--now", NOW).status == 0
    assert (found["date"][:10], [theme["slug"] for theme in found["themes"]]) == ("2026-11-19", ["economy", "energy"])


@pytest.mark.parametrize(
    ("source", "expected"),
    [("127.0.0.1:8899/x", "https://127.0.0.1:8899/x"), ("www.example.org", "https://www.example.org"),
     ("example.org/a", "https://example.org/a"), ("a-file.html", "a file, an address, or -")],
)  # fmt: skip
def test_an_address_without_https_is_seen(source: str, expected: str, tmp_path: Path) -> None:
    """`add` of an address without `https://` says what is missing; of a file that is not there, that."""
    run_briefing(tmp_path, "init", "new", "--yes")
    assert expected in run_briefing(tmp_path / "new", "add", source).err
