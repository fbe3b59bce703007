"""Beside others: our pages in the frames of MkDocs' own themes, and common plugins in the same project."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urldefrag, urljoin

import pytest
from conftest import NOW, SITES, run_briefing, tree
from lxml import html
from test_browser import browser as browser
from test_browser import opened, served

BASE = "https://example.org/sub/"
THEMES = ("mkdocs", "readthedocs")
ARTICLE = "articles/navies/index.html"
VISITED = ("", "articles/fish/", "articles/navies/", "regions/", "regions/kenya/", "search/", "feeds/", "archive/")
STYLES = ("color", "background-color", "font-family", "font-weight", "font-style", "text-transform", "letter-spacing",
          "text-decoration-line", "list-style-type", "display", "padding-left", "white-space")  # fmt: skip


def framed(theme: str, folder: Path, *flags: str) -> Path:
    """Return the published site of the tiny project `pages` in the frame of a theme."""
    config = folder / "mkdocs.yml"
    # The theme asks another host for a script that colours code, unless it is told not to.
    plain = config.read_text().replace("plugins:", "plugins:\n  - search")
    config.write_text(f"{plain}theme:\n  name: {theme}\n  highlightjs: false\n")
    run = run_briefing(folder, "build", "--strict", "--now", NOW, *flags)
    assert (run.status, run.err) == (0, "")
    return folder / "site"


@pytest.fixture(scope="module", params=THEMES)
def in_frame(request: Any, tmp_path_factory: pytest.TempPathFactory, shared_cache: Path) -> Iterator[Path]:
    folder = tmp_path_factory.mktemp(request.param) / "pages"
    shutil.copytree(SITES / "pages", folder)
    (folder / ".cache").symlink_to(shared_cache)
    article = folder / "content/articles/fish.md"
    head = "---\ntitle: Fish & <i>chips\ndate: 2026-12-30\n---\n"
    article.write_text(head + "A port in Kenya lands fish.\n\n| a | b |\n|---|---|\n| 1 | 2 |\n")
    return framed(request.param, folder)


def dead_links(site: Path) -> list[str]:
    """Return the links, pictures, scripts and fragments of a site's pages that lead nowhere."""
    pages = {path: html.fromstring(path.read_bytes()) for path in site.rglob("*.html")}
    dead = []
    for path, page in sorted(pages.items()):
        here = BASE + path.relative_to(site).as_posix().removesuffix("index.html")
        for element, _, link, _ in page.iterlinks():
            address, fragment = urldefrag(urljoin(here, link))
            theirs = path.name == "404.html" and element.tag == "form"  # MkDocs: a slash too many before search.html
            if not address.startswith(BASE) or element.get("rel") == "canonical" or theirs:
                continue
            name = unquote(address.removeprefix(BASE))
            target = site / (f"{name}index.html" if not name or name.endswith("/") else name)
            if not target.is_file() or (
                fragment and target in pages and not pages[target].xpath("//*[@id=$id]", id=fragment)
            ):
                dead.append(f"{path.relative_to(site)}: {link}")
    return dead


# Themes --------------------------------------------------------------------------------------------------------------


def test_a_foreign_frame_names_and_leads_to_our_pages(in_frame: Path) -> None:
    """Title, head and navigation of the theme's page are those of ours, once each, and a title is text."""
    page = html.fromstring((in_frame / "articles/fish/index.html").read_bytes())
    assert page.xpath("//title/text()") == ["Fish & <i>chips - Tiny"]
    assert page.xpath("//link[@rel='canonical']/@href") == [f"{BASE}articles/fish/"]
    assert len(page.xpath("//meta[@name='description']")) == 1
    assert page.xpath("//meta[@property='og:title']/@content") == ["Fish & <i>chips"]
    (data,) = page.xpath("//script[@type='application/ld+json']/text()")
    assert f"{BASE}articles/fish/" in json.dumps(json.loads(data))
    assert "../../feed.xml" in page.xpath("//link[@type='application/rss+xml']/@href")
    assert page.xpath("//*[@id='briefing']//h1/text()") == ["Fish & <i>chips"]
    assert len(page.xpath("//main | //*[@role='main']")) == 1
    for name in ("about/index.html", ARTICLE):
        frame = html.fromstring((in_frame / name).read_bytes()).xpath("//a[not(ancestor::*[@id='briefing'])]")
        titles = [" ".join(link.text_content().split()) for link in frame]
        assert [titles.count(title) for title in ("Regions", "Themes", "Archive", "Feeds")] == [1] * 4
        assert "About us" in titles


def test_every_link_in_a_foreign_frame_resolves(in_frame: Path) -> None:
    """Links of the theme and of ours lead to files and to places in them."""
    assert dead_links(in_frame) == []


@pytest.mark.slow
@pytest.mark.parametrize("width", [390, 1280])
def test_a_foreign_frame_works_in_a_browser(width: int, in_frame: Path, browser: Any) -> None:
    """No page logs an error, asks another host, or is wider than its window."""
    with served(in_frame) as base, opened(browser, viewport={"width": width, "height": 800}) as page:
        for address in VISITED:
            page.goto(base + address)
            page.wait_for_load_state("networkidle")
            overflow = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
            assert (address, overflow, page.foreign, page.faults) == (address, 0, [], [])


@pytest.mark.slow
def test_theme_and_pages_leave_each_other_their_looks(in_frame: Path, browser: Any) -> None:
    """Outside our part nothing changes by our style sheet; inside it nothing by the theme's."""
    looks = f"""where => [...document.querySelectorAll(where)].map(element => {{
        const style = getComputedStyle(element);
        return [element.tagName + "." + element.className, ...{list(STYLES)}.map(name => style.getPropertyValue(name))];
    }})"""
    turn = """([ours, off]) => { for (const sheet of document.styleSheets)
        if (sheet.href && sheet.href.includes("/assets/briefing.") === ours) sheet.disabled = off; }"""
    outside, inside = "body *:not(#briefing, #briefing *)", "#briefing *:not(svg *, .bs-sidebar)"
    with served(in_frame) as base, opened(browser, viewport={"width": 1280, "height": 800}) as page:
        for address in ("articles/fish/", "regions/", "feeds/"):
            page.goto(base + address)
            page.wait_for_load_state("networkidle")
            before = page.evaluate(looks, outside), page.evaluate(looks, inside)
            page.evaluate(turn, [True, True])
            without_ours = page.evaluate(looks, outside)
            page.evaluate(turn, [True, False])
            page.evaluate(turn, [False, True])
            without_theirs = page.evaluate(looks, inside)
            assert [pair for pair in zip(before[0], without_ours, strict=True) if pair[0] != pair[1]] == []
            assert [pair for pair in zip(before[1], without_theirs, strict=True) if pair[0] != pair[1]] == []
            assert len(before[0]) > 20 and len(before[1]) > 20


@pytest.mark.slow
def test_a_foreign_frame_keeps_overridden_templates(site: Any) -> None:
    """The project's templates hold in any frame, but for the frame itself, which is the theme's."""
    folder = site("own-templates")
    (folder / "templates/main.html").write_text('{% extends "default:main.html" %}{% block header %}OURS{% endblock %}')
    built = tree(framed("mkdocs", folder))
    assert b"Our own title & " in built["articles/votes/index.html"]
    assert b'<p id="ours">1 in all, <&lt;b&gt;</p>' in built["archive/index.html"]
    assert [name for name, data in built.items() if name.endswith(".html") and b"OURS" in data] == []


@pytest.mark.slow
def test_a_second_build_in_a_foreign_frame_is_a_clean_one(in_frame: Path) -> None:
    """Built again over what is there, the site has the same bytes."""
    before = tree(in_frame)
    run = run_briefing(in_frame.parent, "build", "--strict", "--now", NOW)
    assert (run.status, run.err) == (0, "")
    assert tree(in_frame) == before
