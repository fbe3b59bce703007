"""The changelog is one: its shape, its versions, and a line for every public name that came or went."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from datetime import date
from pathlib import Path

from generator import __version__

ROOT = Path(__file__).parent.parent
CHANGELOG = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
KINDS = {"Added", "Changed", "Deprecated", "Removed", "Fixed", "Security"}
_VERSION = re.compile(r"(?P<number>\d+\.\d+\.\d+) \((?P<day>\d{4}-\d{2}-\d{2})\)")


def sections() -> dict[str, str]:
    """Return what stands under each heading of the second level."""
    parts = re.split(r"^## (.+)$", CHANGELOG, flags=re.MULTILINE)[1:]
    return dict(zip(parts[::2], parts[1::2], strict=True))


def test_shape() -> None:
    """Keep a Changelog's: Unreleased first, then versions, newest first, each with its day and its kinds of changes."""
    names = list(sections())
    assert names[0] == "Unreleased"
    released = [_VERSION.fullmatch(name) for name in names[1:]]
    assert all(released), names
    numbers = [tuple(map(int, m["number"].split("."))) for m in released if m]
    days = [date.fromisoformat(m["day"]) for m in released if m]
    assert (numbers, days) == (sorted(numbers, reverse=True), sorted(days, reverse=True))
    for name, text in sections().items():
        found = re.findall(r"^### (.+)$", text, flags=re.MULTILINE)
        assert set(found) <= KINDS, name
        assert len(found) == len(set(found)), f"{name}: a kind of change stands there twice"


def test_version() -> None:
    """The package's version is the newest of the changelog, or above it while something is unreleased."""
    released = [m["number"] for name in sections() if (m := _VERSION.fullmatch(name))]
    newest = tuple(map(int, (released or ["0.0.0"])[0].split(".")))
    own = tuple(map(int, __version__.split(".")[:3]))
    assert own >= newest
    assert own == newest or sections()["Unreleased"].strip()


def test_every_public_name_that_came_or_went_is_told() -> None:
    """What is public now and was not in the last release stands under Unreleased, and so does what went."""
    done = subprocess.run(
        [sys.executable, "scripts/public_surface.py"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    now = json.loads(done.stdout)
    then = json.loads((ROOT / "tests/cases/public.json").read_text(encoding="utf-8"))
    reported = sections()["Unreleased"]
    differing = {kind: set(now[kind]) ^ set(then.get(kind, ())) for kind in now}
    missing = [
        f"{kind}: {name}"
        for kind, names in differing.items()
        for name in sorted(names)
        if re.split(r"[ .]", name)[0] not in names - {name}  # a flag of a new verb, a field of a new class
        if not re.search(rf"(?<![\w-]){re.escape(name.split(' ')[-1].split('.')[-1])}(?![\w-])", reported)
    ]
    assert missing == []
