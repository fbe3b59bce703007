"""Templates and their documented variables hold to each other, both ways: people override templates."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import fields, is_dataclass
from functools import cache
from pathlib import Path

import pytest
from conftest import ROOT, run_briefing
from jinja2 import Environment, FileSystemLoader, nodes

from generator import contexts
from generator.contexts import TEMPLATES

FOLDER = ROOT / "templates"
NO_CONTEXT = {"redirect.html"}  # gets `target` and `canonical`, see `plugin`
ENV = Environment(loader=FileSystemLoader(FOLDER))
SHOWN = {value: name for name, value in vars(contexts).items() if isinstance(value, type) and is_dataclass(value)}


@cache
def syntax(name: str) -> nodes.Template:
    return ENV.parse((FOLDER / name).read_text(encoding="utf-8"))


def family(name: str) -> Iterator[str]:
    """Return a template with all that it extends, imports and includes."""
    yield name
    kinds = (nodes.Extends, nodes.Import, nodes.FromImport, nodes.Include)
    for node in syntax(name).find_all(kinds):
        assert isinstance(node.template, nodes.Const), f"{name} chooses a template while it runs"
        yield from family(node.template.value.removeprefix("default:"))


def used(name: str) -> set[str]:
    """Return the attributes of `briefing` that a template and its family read."""
    return {
        node.attr
        for member in family(name)
        for node in syntax(member).find_all(nodes.Getattr)
        if isinstance(node.node, nodes.Name) and node.node.name == "briefing"
    }


def documented(kind: type) -> set[str]:
    return {field.name for field in fields(kind)}


def test_every_template_has_a_documented_context() -> None:
    """Each template of a page stands in `TEMPLATES`, and each that stands there exists."""
    pages = {path.name for path in FOLDER.glob("*.html")}
    assert pages - NO_CONTEXT == set(TEMPLATES)


@pytest.mark.parametrize("name", sorted(TEMPLATES))
def test_a_template_reads_only_what_is_documented(name: str) -> None:
    """No template reads an attribute of `briefing` that its class has not."""
    assert used(name) - documented(TEMPLATES[name]) == set()


@pytest.mark.parametrize("kind", sorted(set(TEMPLATES.values()), key=lambda kind: kind.__name__), ids=SHOWN.get)
def test_everything_documented_is_read(kind: type) -> None:
    """Each attribute of a class is read by a template that gets it: nothing is computed for nobody."""
    read = {attribute for name, given in TEMPLATES.items() if issubclass(given, kind) for attribute in used(name)}
    assert documented(kind) - read == set()


@pytest.mark.parametrize("kind", sorted(set(SHOWN) - set(TEMPLATES.values()), key=SHOWN.get), ids=SHOWN.get)
def test_every_part_of_a_context_is_shown_somewhere(kind: type) -> None:
    """Each attribute of cards, links, labels … is read by some template."""
    read = {
        node.attr
        for path in FOLDER.rglob("*.html")
        for node in syntax(path.relative_to(FOLDER).as_posix()).find_all(nodes.Getattr)
    }
    assert documented(kind) - read == set()


STRICT = """
from jinja2 import StrictUndefined, Undefined, UndefinedError


def undefined(hint=None, obj=None, name=None, exc=UndefinedError):
    # A table in a template may well lack an entry.
    return (Undefined if isinstance(obj, dict) else StrictUndefined)(hint, obj, name, exc)


def on_env(env, **kwargs):
    env.undefined = undefined
    return env
"""


@pytest.mark.parametrize("name", ["pages", "rights", "months", "every-key", "bare"])
def test_no_template_reads_what_is_not_there(name: str, site: Callable[[str], Path]) -> None:
    """Every page renders where an undefined name is an error."""
    folder = site(name)
    (folder / "strict.py").write_text(STRICT)
    with (folder / "mkdocs.yml").open("a") as config:
        config.write("hooks: [strict.py]\n")
    run = run_briefing(folder, "build", "--strict")
    assert (run.status, run.err) == (0, "")


def test_shown_text_is_escaped_everywhere(site: Callable[[str], Path]) -> None:
    """Markup in any key of the front matter or in a name of the settings reaches no page as markup."""
    folder = site("every-key")
    article = folder / "content/articles/by-name.md"
    evil = "<b title='x'>evil</b>"
    text = article.read_text(encoding="utf-8")
    for old in (
        "Asha Rao,", "Harbour Review\n", "Quad]", "Two navies look for submarines together.", "A frigate from the side",
        "two navies, one ocean", "republished with permission",
    ):  # fmt: skip
        assert old in text
        text = text.replace(old, old.rstrip(",]\n") + " " + evil + old[len(old.rstrip(",]\n")) :])
    article.write_text(text, encoding="utf-8")
    config = folder / "mkdocs.yml"
    config.write_text(
        config.read_text().replace("site_name: Tiny", f'site_name: "Tiny {evil}"')
        + f'copyright: "{evil}"\nsite_description: "{evil}"\n'
    )
    run = run_briefing(folder, "build")
    assert (run.status, run.err) == (0, "")
    pages = {p.relative_to(folder).as_posix(): p.read_text("utf-8") for p in (folder / "site").rglob("*.html")}
    assert [name for name, page in pages.items() if "<b title" in page] == []
    assert sum("&lt;b title" in page for page in pages.values()) > 5


def test_templates_that_make_no_page_are_not_published(site: Callable[[str], Path]) -> None:
    """Those of letters and books, ours and the project's own, stay off the site; content in such a folder does not."""
    folder = site("every-key")
    for name in ("templates/books/book.css", "templates/letters/note.txt", "content/books/list.csv"):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text("p {}\n", encoding="utf-8")
    run = run_briefing(folder, "build")
    assert (run.status, run.err) == (0, "")
    site_dir = folder / "site"
    published = {path.relative_to(site_dir).as_posix() for path in site_dir.rglob("*.*")}
    assert {name for name in published if name.startswith(("books/", "letters/"))} == {"books/list.csv"}


def test_macros_of_ours_know_nothing_of_a_page() -> None:
    """What is made once for many pages reads no more than what all pages have: `briefing.site`."""
    for path in sorted((FOLDER / "parts").glob("*.html")):
        for macro in syntax(f"parts/{path.name}").find_all(nodes.Macro):
            given = {argument.name for argument in macro.args}
            names = {node.name for node in macro.find_all(nodes.Name)} - given
            assert "page" not in names, (path.name, macro.name)
            read = {
                n.attr
                for n in macro.find_all(nodes.Getattr)
                if isinstance(n.node, nodes.Name) and n.node.name == "briefing"
            }
            assert read <= {"site"}, (path.name, macro.name)


def test_macros_of_a_project_may_know_their_page(site: Callable[[str], Path]) -> None:
    """A project's own file of parts is made for each page, and may use what is one page's own."""
    folder = site("pages")
    own = folder / "templates/parts/cards.html"
    own.parent.mkdir(parents=True)
    ours = (FOLDER / "parts/cards.html").read_text(encoding="utf-8")
    begin = "{%- macro chips(links, label, kind='', first=0) -%}"
    assert begin in ours
    own.write_text(ours.replace(begin, begin + '<i title="{{ page.url }} {{ briefing.title }}"></i>'), encoding="utf-8")
    assert run_briefing(folder, "build").status == 0
    marked = 0
    for path in (folder / "site").rglob("index.html"):
        text = path.read_text(encoding="utf-8")
        address = path.parent.relative_to(folder / "site").as_posix()
        for found in re.findall(r'<i title="([^" ]*)', text):
            assert found == ("" if address == "." else f"{address}/")
            marked += 1
    assert marked > 3


def test_indentation_of_ours_is_left_out(site: Callable[[str], Path]) -> None:
    """No line that a template of ours writes is indented; a project's own block comes out as it is written."""
    folder = site("pages")
    own = '{% extends "default:main.html" %}\n{% block footer %}<pre>\n  a\n    b\n</pre>{% endblock %}\n'
    (folder / "templates").mkdir(exist_ok=True)
    (folder / "templates/main.html").write_text(own, encoding="utf-8")
    assert run_briefing(folder, "build").status == 0
    page = (folder / "site/index.html").read_text(encoding="utf-8")
    assert "<pre>\n  a\n    b\n</pre>" in page
    assert re.findall(r"^[ \t].*", page.replace("<pre>\n  a\n    b\n</pre>", ""), re.MULTILINE) == []


def test_no_template_of_ours_has_text_that_keeps_its_lines() -> None:
    """What is left out of our templates is nowhere shown: none has lines of its own in an element that shows them."""
    shown = re.compile(r"<(pre|textarea|script|style)\b[^>]*>([^<{]*\n[^<]*)<")
    assert [path.name for path in FOLDER.rglob("*.html") if shown.search(path.read_text("utf-8"))] == []
