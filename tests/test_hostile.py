"""Hostile content in all shapes: built once, opened in a real browser, and looked at by an oracle without mercy."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from conftest import NOW, Run, run_python
from lxml import etree, html
from vectors import SHAPES, looked_at, name_of, vectors, write

from generator.text.markup import sanitise

pytestmark = [pytest.mark.slow, pytest.mark.browser]
FLAGS = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-sync"]
_VECTOR = re.compile(r"Vector (\w+) (\d{5})")
_ON = re.compile(r"on\w+", re.IGNORECASE)


@dataclass(frozen=True)
class Hostile:
    """The project of all vectors, built."""

    folder: Path
    count: int
    added: Run
    built: Run
    pages: dict[tuple[str, int], str]
    """Page by shape and number of the vector."""

    @property
    def site(self) -> Path:
        return self.folder / "site"


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Hostile:
    folder = tmp_path_factory.mktemp("hostile")
    found = vectors()
    inbox = write(folder, found)
    added = run_python(folder, "-m", "generator", "add", "--date", "2026-01-01", *inbox)
    built = run_python(folder, "-m", "generator", "build", "--now", NOW)
    pages = {}
    for path in (folder / "site/articles").glob("*/index.html"):
        title = html.parse(str(path), html.HTMLParser(encoding="utf-8")).findtext(".//title") or ""
        named = _VECTOR.search(title)
        if named:
            pages[named[1].lower(), int(named[2])] = path.relative_to(folder / "site").as_posix()
    return Hostile(folder, len(found), added, built, pages)


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    from playwright.sync_api import sync_playwright

    installed = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=installed, args=FLAGS)
        yield chromium
        chromium.close()


def test_nothing_runs_and_nothing_is_fetched(hostile: Hostile, browser: Any) -> None:
    """In a browser no vector in any shape opens a dialog, asks another origin, or leaves what could do either.

    With the pages' own policy switched off: the gate alone must hold.
    """
    pages = [*sorted(hostile.pages.values()), "index.html", "feeds/index.html", "authors/index.html", "404.html"]
    pages += [p.relative_to(hostile.site).as_posix() for p in sorted(hostile.site.glob("archive/**/*.html"))]
    assert looked_at(browser, hostile.site, [p for p in pages if (hostile.site / p).is_file()]) == {}


def test_no_article_is_lost(hostile: Hostile) -> None:
    """Each vector in each shape is published, or named with the reason; the good neighbours are published."""
    said = hostile.added.err + hostile.built.err
    missing = [
        (shape, number)
        for shape in SHAPES
        for number in range(hostile.count)
        if (shape, number) not in hostile.pages and f"{shape}-{number:05}" not in said
        and name_of(shape, number) not in said
    ]  # fmt: skip
    good = [(hostile.site / f"articles/good-{number}/index.html").is_file() for number in range(5)]
    assert (missing, good) == ([], [True] * 5)


def test_nobody_sees_a_traceback(hostile: Hostile) -> None:
    """Whatever stands in a text, what is wrong is said in one line."""
    for run in (hostile.added, hostile.built):
        assert [line for line in run.err.splitlines() if "Traceback" in line or line.startswith("  File ")] == []


def test_templates_stay_text(hostile: Hostile) -> None:
    """Jinja, macros and includes in a text are shown as they stand, also beside mkdocs-macros."""
    found = vectors()
    for expression in ("{{ 7*7 }}", "${7*7}", '--8<-- "/etc/passwd"', "{% include '/etc/passwd' %}"):
        page = (hostile.site / hostile.pages["markdown", found.index(expression)]).read_text(encoding="utf-8")
        text = " ".join(html.fromstring(page).xpath("string(//article)").split())
        assert (expression, expression.replace('"', "").split()[0] in text.replace("“", "")) == (expression, True)
    whole = b"".join(path.read_bytes() for path in hostile.site.glob("articles/*/index.html"))
    assert (b"root:x:0" in whole, b"site_name: Hostile" in whole) == (False, False)
    assert "plugins: macros is not applied to articles" in hostile.built.err


def test_feeds_pass_the_same_gate(hostile: Hostile) -> None:
    """What feeds say in HTML is what the gate would let through, and every address in them is one of the web."""
    seen = 0
    for path in sorted(hostile.site.rglob("atom.xml"))[:400]:
        for element in etree.parse(path).iter("{*}content", "{*}summary", "{*}link", "{*}uri"):
            address = element.get("href") or (element.text if etree.QName(element).localname == "uri" else "") or ""
            assert re.match(r"(https?://|mailto:|$)", address), (path, address)
            if element.get("type") == "html" and element.text:
                seen += 1
                assert_inert(element.text, path)
    for path in sorted(hostile.site.rglob("feed.json"))[:400]:
        for item in json.loads(path.read_bytes())["items"]:
            assert_inert(item.get("content_html", ""), path)
            assert re.match(r"https?://", item["url"]), item["url"]
    assert seen > 1000


def assert_inert(text: str, path: Path) -> None:
    if not text.strip():
        return
    for element in html.fragment_fromstring(text, create_parent="div").iter(etree.Element):
        assert element.tag not in ("script", "style", "iframe", "object", "svg", "math", "form", "base"), (path, text)
        for name, value in element.attrib.items():
            assert not _ON.fullmatch(name) and name not in ("style", "srcdoc"), (path, text)
            if name in ("href", "src", "cite"):
                assert re.match(r"(https?://|mailto:)", value), (path, value)
    assert element is not None and sanitise(text) is not None


def test_no_file_lies_outside_or_under_a_reserved_name(hostile: Hostile) -> None:
    """Slugs, tags, sources and authors made of hostile names stay in their folders, apart on any disk."""
    names = [path.relative_to(hostile.site).as_posix() for path in hostile.site.rglob("*")]
    reserved = re.compile(r"(^|/)(con|prn|aux|nul|com\d|lpt\d)(\.[^/]*)?(/|$)", re.IGNORECASE)
    assert [name for name in names if reserved.search(name) or any(c in name for c in '\\:*?"<>|\0')] == []
    assert len({name.casefold() for name in names}) == len(names)
    made = {path.name for path in hostile.folder.iterdir()}
    assert made <= {"mkdocs.yml", "content", "inbox", "site", ".cache", "quarantine", "briefing-sources.json"}
