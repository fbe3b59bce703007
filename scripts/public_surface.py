"""The public surface: what people have in their files, scripts and templates, by name.

`python scripts/public_surface.py` prints it; `--write` keeps it in `tests/cases/public.json`, which is done with each
release. What is in the one and not in the other has to be named in the changelog, a test says.
"""

from __future__ import annotations

import inspect
import json
import sys
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from pathlib import Path

import click

from generator import addresses, context_figures, context_parts, contexts
from generator.checking import findings
from generator.cli import main
from generator.content.articles import front_matter_keys
from generator.settings.config import Settings

FILE = Path(__file__).parent.parent / "tests" / "cases" / "public.json"


def commands(group: click.Group) -> Iterator[str]:
    """Yield every verb, and every flag as `verb --flag`."""
    for name, command in group.commands.items():
        yield name
        if isinstance(command, click.Group):
            yield from (f"{name} {inner}" for inner in commands(command))
        for option in command.params:
            yield from (f"{name} {flag}" for flag in option.opts if flag.startswith("--"))


def variables() -> Iterator[str]:
    """Yield every class of the templates' variables, and every field as `Class.field`."""
    for module in (contexts, context_parts, context_figures):
        for name, value in vars(module).items():
            if inspect.isclass(value) and is_dataclass(value) and value.__module__ == module.__name__:
                yield name
                yield from (f"{name}.{field.name}" for field in fields(value))


def templates() -> Iterator[str]:
    """Yield the name of every template."""
    folder = Path(__file__).parent.parent / "templates"
    yield from (path.relative_to(folder).as_posix() for path in folder.rglob("*.html"))


def surface() -> dict[str, list[str]]:
    """Return all public names by kind."""
    found = {
        "commands": commands(main),
        "settings": (field.name for field in fields(Settings)),
        "front matter": front_matter_keys(),
        "templates": templates(),
        "variables": variables(),
        "findings": (finding.number for finding in findings.findings()),
        "addresses": (value for name, value in vars(addresses).items() if name.isupper() and isinstance(value, str)),
    }
    return {kind: sorted(set(names)) for kind, names in found.items()}


if __name__ == "__main__":
    text = json.dumps(surface(), indent=1) + "\n"
    if "--write" in sys.argv:
        FILE.write_text(text, encoding="utf-8")
    else:
        print(text, end="")
