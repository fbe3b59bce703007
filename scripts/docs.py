"""The parts of the manual that the code knows best, written from the code: `python scripts/docs.py`.

Each part stands between two comments in a page of `docs/`, and `tests/test_docs.py` fails while one is out of date.
What people have to be told in their own order (why, how, what for) stands around the parts and is written by hand.
"""

from __future__ import annotations

import ast
import dataclasses
import inspect
import re
import sys
import types
import typing
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from textwrap import dedent
from typing import Any

import click
import msgspec

from generator import api, cli, contexts
from generator.analysis import themes
from generator.checking import findings, schemas
from generator.settings import vocabulary
from generator.settings.config import Settings
from generator.templating import environment

ROOT = Path(__file__).parent.parent
DOCS = ROOT / "docs"
PACKAGE = ROOT / "generator"
_PART = re.compile(r"(<!-- generated: (?P<name>[a-z-]+), by scripts/docs\.py -->\n).*?(<!-- end -->)", re.DOTALL)
_EXAMPLE = re.compile(r"(<!-- example: (?P<name>[\w.]+) -->\n```python\n).*?(^```$)", re.DOTALL | re.MULTILINE)
EXAMPLES = DOCS / "examples" / "briefing-glossary" / "briefing_glossary"
_BLOCK = re.compile(r"\{%-?\s*block\s+(\w+)")

LAYERS: tuple[tuple[str, tuple[str, ...]], ...] = (
    (
        "Data, without a rule of its own",
        ("errors", "model", "addresses", "hashing", "context_parts", "context_figures", "contexts"),
    ),
    ("Tools that know no article", ("text", "cache", "settings", "templating")),
    ("From files to articles, and from pages to a site on disk", ("content", "publishing")),
    ("One article analysed, and all articles together", ("analysis", "running", "library")),
    ("What is published of them", ("views", "api", "parts", "search", "pages", "feeds")),
    (
        "The build, and what else is done with articles",
        ("project_setup", "build", "growth", "forecast", "ingest", "mailing", "checking"),
    ),
    ("MkDocs and the command line", ("theme", "plugin", "cli")),
    ("Public names for other packages", ("sentences", "draft", "frames")),
)
"""The packages and top modules from the ground up: each imports only from those named before it."""


def tops() -> frozenset[str]:
    """Return the packages and top modules of the generator."""
    found = {path.stem for path in PACKAGE.glob("*.py")} | {path.parent.name for path in PACKAGE.glob("*/__init__.py")}
    return frozenset(found - {"__init__", "__main__"})


def modules_of(top: str) -> list[str]:
    """Return a package and all modules in it by dotted name, or the top module alone."""
    found = []
    for path in [PACKAGE / f"{top}.py", *sorted((PACKAGE / top).rglob("*.py"))]:
        if path.is_file():
            parts = path.relative_to(PACKAGE).with_suffix("").parts
            found.append(".".join(parts[:-1] if parts[-1] == "__init__" else parts))
    return sorted(found)


# Small tools ---------------------------------------------------------------------------------------------------------


def _table(head: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> str:
    lines = [head, tuple("---" for _ in head), *rows]
    return "\n".join("| " + " | ".join(cell.replace("|", "\\|") for cell in line) + " |" for line in lines) + "\n"


def _first_line(module: str) -> str:
    place = PACKAGE.joinpath(*module.split("."))
    path = place / "__init__.py" if place.is_dir() else place.with_suffix(".py")
    return (ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or "").partition("\n")[0]


def _field_docs(kind: type) -> dict[str, str]:
    """Return the docstrings that stand below the fields of a dataclass, by field."""
    body = ast.parse(dedent(inspect.getsource(kind))).body[0]
    assert isinstance(body, ast.ClassDef)
    docs = {}
    for field, doc in zip(body.body, body.body[1:], strict=False):
        if isinstance(field, ast.AnnAssign) and isinstance(doc, ast.Expr) and isinstance(doc.value, ast.Constant):
            assert isinstance(field.target, ast.Name)
            docs[field.target.id] = " ".join(str(doc.value.value).split())
    return docs


def _type_name(hint: Any, link: Callable[[str], str] = str) -> str:
    """Return a type as people say it: `list of Link`, `whole number`, `Card or none`."""
    names = {str: "text", int: "whole number", bool: "true or false", float: "number", type(None): "none"}
    origin, arguments = typing.get_origin(hint), typing.get_args(hint)
    if origin in (tuple, list):
        return f"list of {_type_name(arguments[0], link)}"
    if origin is typing.Literal:
        return ", ".join(f"`{value}`" for value in arguments)
    if origin in (typing.Union, types.UnionType):
        return " or ".join(_type_name(argument, link) for argument in arguments)
    if origin in (Mapping, dict):
        return "mapping"
    if hint is datetime:
        return "time"
    return names[hint] if hint in names else link(hint.__name__)


# The parts -----------------------------------------------------------------------------------------------------------


def floors() -> str:
    """Return the packages in their order, each with its modules and what each says of itself."""
    named = [top for _, layer in LAYERS for top in layer]
    if set(named) != tops():
        raise SystemExit(f"LAYERS in scripts/docs.py and generator/ differ: {sorted(set(named) ^ tops())}")
    parts = []
    for number, (title, layer) in enumerate(LAYERS, 1):
        parts.append(f"**{number}. {title}**\n")
        rows = [(f"`{name}`", _first_line(name)) for top in layer for name in modules_of(top)]
        parts.append(_table(("module", "what it does"), rows))
    return "\n".join(parts)


def settings() -> str:
    """Return every setting with its type, default and line of documentation."""
    hints = typing.get_type_hints(Settings)
    rows = []
    for field in dataclasses.fields(Settings):
        default = "none" if callable(field.default_factory) or field.default == "" else f"`{field.default}`"
        rows.append((f"`{field.name}`", _type_name(hints[field.name]), default, field.metadata["doc"]))
    return _table(("setting", "type", "default", "what it does"), rows)


def _flag(option: click.Option) -> tuple[str, str]:
    names = ", ".join(sorted(option.opts, key=len))
    if isinstance(option.type, click.Choice):
        value = " " + "|".join(map(str, option.type.choices))
    else:
        value = "" if option.is_flag else f" {option.make_metavar(click.Context(cli.main))}"
    text = option.help or ""
    if isinstance(option.default, str) and option.default and not option.is_flag:
        text = f"{text.rstrip('.')} (default: `{option.default}`)."
    return f"`{names}{value}`", text


def commands() -> str:
    """Return every command with its arguments and flags; those that all commands on a project share, once."""
    verbs: dict[str, click.Command] = {}
    for name, verb in cli.main.commands.items():
        below = verb.commands.items() if isinstance(verb, click.Group) else ()
        verbs |= {name: verb} | {f"{name} {sub}": command for sub, command in below}
    flags = {
        name: {row[0]: row for p in verb.params if isinstance(p, click.Option) for row in [_flag(p)]}
        for name, verb in verbs.items()
    }
    shared = [flag for flag in flags["build"] if all(flag in flags[name] for name in ("serve", "check", "list"))]
    sharing = [name for name in verbs if all(flag in flags[name] for flag in shared)]
    parts = [
        "## Flags that most commands share\n",
        "These are flags of " + ", ".join(f"`{name}`" for name in sharing) + ".\n",
        _table(("flag", "what it does"), [flags["build"][flag] for flag in shared]),
    ]
    for name, verb in verbs.items():
        arguments = [p.make_metavar(click.Context(verb)) for p in verb.params if isinstance(p, click.Argument)]
        own = [row for flag, row in flags[name].items() if name not in sharing or flag not in shared]
        parts.append(f"##{'#' * name.count(' ')} `{' '.join(('briefing', name, *arguments))}`\n")
        parts.append(f"{inspect.cleandoc(verb.help or '')}\n")
        if name in sharing:
            parts.append(
                "It has the [flags that most commands share](#flags-that-most-commands-share)"
                + ("; and:\n" if own else ".\n")
            )
        if own:
            parts.append(_table(("flag", "what it does"), own))
    return "\n".join(parts)


def _anchor(name: str) -> str:
    return f"[{name}](#{name.lower()})"


def _variables(kind: type, without: type | None = None) -> str:
    hints, docs = typing.get_type_hints(kind, vars(contexts)), _field_docs(kind)
    inherited = {field.name for field in dataclasses.fields(without)} if without else set()
    rows = []
    for field in dataclasses.fields(kind):
        if field.name not in inherited:
            shown = _type_name(hints[field.name], lambda name: "time" if name == "datetime" else _anchor(name))
            rows.append((f"`{field.name}`", shown, docs[field.name]))
    return _table(("variable", "type", "what it is"), rows)


def _blocks(name: str, folder: Path) -> list[str]:
    """Return the blocks of a template, its own first, then those that it has from the ones it extends."""
    source = (folder / name).read_text(encoding="utf-8")
    found = list(dict.fromkeys(_BLOCK.findall(source)))
    above = re.search(r"\{%-?\s*extends\s+\"([\w.]+)\"", source)
    return found + [block for block in (_blocks(above[1], folder) if above else []) if block not in found]


def template_list() -> str:
    """Return every template with its blocks and the class of its variables."""
    folder = environment.folder()
    rows = []
    for name, kind in contexts.TEMPLATES.items():
        blocks = " ".join(f"`{block}`" for block in _blocks(name, folder)) if (folder / name).is_file() else ""
        rows.append((f"`{name}`", _anchor(kind.__name__), blocks))
    return _table(("template", "`briefing` is a", "blocks"), rows)


def template_variables() -> str:
    """Return the variables of every class, those that all pages have once, then what these are made of."""
    frames = list(dict.fromkeys(contexts.TEMPLATES.values()))
    kinds = [kind for kind in vars(contexts).values() if dataclasses.is_dataclass(kind) and isinstance(kind, type)]
    parts = []
    for kind in [*frames, *(kind for kind in kinds if kind not in frames)]:
        above = contexts.Frame if kind is not contexts.Frame and issubclass(kind, contexts.Frame) else None
        also = f" Besides these it has all variables of {_anchor('Frame')}." if above else ""
        doc = " ".join((kind.__doc__ or "").split())
        parts += [f"### {kind.__name__}\n", f"{doc}{also}\n", _variables(kind, above)]
    return "\n".join(parts)


def theme_list() -> str:
    """Return the shipped themes: top level with what is below."""
    tree = vocabulary.load("themes")
    rows = []
    for slug in tree.roots():
        below = ", ".join(f"`{child}`" for child in tree.children(slug))
        rows.append((f"`{slug}`", tree[slug].name, tree[slug].code, below))
    return _table(("theme", "name", "IPTC code", "below it"), rows)


def region_list() -> str:
    """Return the shipped regions above the countries, as a tree and as a list of composites."""
    tree = vocabulary.load("regions")

    def walk(slug: str, depth: int) -> Iterator[str]:
        node = tree[slug]
        if node.kind in ("world", "region", "subregion"):
            below = [child for child in tree.children(slug) if tree[child].kind == "country"]
            count = f": {len(below)} countries and territories" if len(below) > 1 else ""
            yield f"{'  ' * depth}- `{slug}` {node.name}{count}"
            for child in tree.children(slug):
                yield from walk(child, depth + 1)

    lines = [line for root in tree.roots() for line in walk(root, 0)]
    geographic = ", ".join(f"`{node.slug}`" for node in tree if node.kind == "composite" and not node.club)
    clubs = ", ".join(f"`{node.slug}`" for node in tree if node.club)
    elsewhere = [
        (f"`{node.slug}`", f"`{node.parent}`", f"`{tree.by_code[node.m49].slug}` ({node.m49})")
        for node in tree
        if node.m49
    ]
    return (
        "\n".join(lines)
        + f"\n\nGeographic composites: {geographic}.\n\nAlliances and clubs: {clubs}.\n\n"
        + "Where the usage of news desks and M49 part:\n\n"
        + _table(("country", "here, as news desks have it", "in M49"), elsewhere)
    )


def lexicon_list() -> str:
    """Return the languages in which themes are recognised."""
    return "Lexicons are shipped for: " + ", ".join(f"`{lang}`" for lang in themes.languages()) + ".\n"


def api_files() -> str:
    """Return every kind of file of the JSON API and what it is made of."""
    kinds = [kind for kind in vars(api).values() if isinstance(kind, type) and issubclass(kind, msgspec.Struct)]
    parts = []
    for kind in sorted(kinds, key=lambda kind: ("version" not in kind.__struct_fields__, kind is not api.Index)):
        docs = _field_docs(kind)
        hints = typing.get_type_hints(kind)
        rows = [(f"`{name}`", _type_name(hints[name], _anchor), docs.get(name, "")) for name in kind.__struct_fields__]
        if not docs:
            rows = [row[:2] for row in rows]
        head = ("key", "type", "what it is")[: len(rows[0])]
        parts += [f"### {kind.__name__}\n", f"{kind.__doc__}\n", _table(head, rows)]
    return "\n".join(parts)


PARTS: dict[str, Callable[[], str]] = {
    "api": api_files,
    "checks": findings.table,
    "floors": floors,
    "settings": settings,
    "commands": commands,
    "template-list": template_list,
    "template-variables": template_variables,
    "themes": theme_list,
    "regions": region_list,
    "lexicons": lexicon_list,
}
"""What may stand between `<!-- generated: NAME, by scripts/docs.py -->` and `<!-- end -->`."""


def renewed(text: str) -> str:
    """Return a page with its generated parts as they should be."""
    text = _PART.sub(lambda part: f"{part[1]}\n{PARTS[part['name']]().strip()}\n\n{part[3]}", text)
    return _EXAMPLE.sub(lambda part: part[1] + (EXAMPLES / part["name"]).read_text(encoding="utf-8") + part[3], text)


def pages() -> dict[Path, str]:
    """Return every page of the manual as it should be, by file."""
    made = {path: renewed(path.read_text(encoding="utf-8")) for path in sorted(DOCS.glob("*.md"))}
    front = schemas.front_matter(vocabulary.load("regions"), vocabulary.load("themes"))
    made[DOCS / "schemas" / schemas.FRONT_MATTER] = schemas.text(front)
    made[DOCS / "schemas" / schemas.SETTINGS] = schemas.text(schemas.settings())
    return made


def main() -> None:
    """Write the pages that changed; with `--check` only name them, and exit with 1."""
    stale = {
        path: text for path, text in pages().items() if not path.is_file() or path.read_text(encoding="utf-8") != text
    }
    for path, text in stale.items():
        print(f"{path.relative_to(ROOT).as_posix()}: {'out of date' if '--check' in sys.argv else 'written'}")
        if "--check" not in sys.argv:
            path.write_text(text, encoding="utf-8")
    raise SystemExit(1 if stale and "--check" in sys.argv else 0)


if __name__ == "__main__":
    main()
