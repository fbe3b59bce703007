"""Beside others: our pages in the frames of MkDocs' own themes, and common plugins in the same project."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urldefrag, urljoin

import pytest
import yaml
from conftest import NOW, SITES, run_briefing, run_python, tree
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


# Plugins -------------------------------------------------------------------------------------------------------------

PLUGINS = {
    "search": {},
    "redirects": {"redirect_maps": {"before.md": "about.md", "ships.md": "articles/2025/navies.md"}},
    "macros": {},
    "git-revision-date-localized": {"type": "iso_date"},
    "minify": {"minify_html": True, "htmlmin_opts": {"remove_comments": True}},
}
ADDED = {
    "search": {"search/lunr.js", "search/main.js", "search/search_index.json", "search/worker.js"},
    "redirects": {"before/index.html", "ships/index.html"},
}
LAST_CHANGE = {f"GIT_{who}_DATE": "2026-02-03T12:00:00+00:00" for who in ("AUTHOR", "COMMITTER")}


def nearby(names: tuple[str, ...], folder: Path, *, last: bool = False) -> dict[str, bytes]:
    """Return the published files of the tiny project `pages` with other plugins before or after ours."""
    text = "# About\n\nTwo and two is {{ 2 + 2 }}, on {{ git_revision_date_localized }}.\n"
    (folder / "content/about.md").write_text(text)
    article = folder / "content/articles/fish.md"
    article.write_text(
        "---\ntitle: Fish\ndate: 2026-12-30\n---\nA port in Kenya, {{ 3 * 3 }}, lands fish.\n\n    a  b\n"
    )
    for line in (["init", "-q"], ["add", "content"], ["commit", "-qm", "All"]):
        user = ["-c", "user.name=A", "-c", "user.email=a@example.org", "-c", "commit.gpgsign=false"]
        subprocess.run(["git", *user, *line], cwd=folder, check=True, env={**os.environ, **LAST_CHANGE})
    config = yaml.safe_load((folder / "mkdocs.yml").read_text())
    theirs = [{name: PLUGINS[name]} for name in names]
    config["plugins"] = [*config["plugins"], *theirs] if last else [*theirs, *config["plugins"]]
    (folder / "mkdocs.yml").write_text(yaml.safe_dump(config))
    run = run_python(folder, "-m", "generator", "build", "--strict", "--now", NOW)
    reported = [line for line in run.err.splitlines() if "macros is not applied to articles" not in line]
    assert (run.status, reported) == (0, [])
    return tree(folder / "site")


def words(page: bytes) -> tuple[list[str], list[str], list[str]]:
    """Return what a reader gets of a page: its words, where it leads, what its code blocks hold."""
    parsed = html.fromstring(page)
    links = [link for _, _, link, _ in parsed.iterlinks()]
    return " ".join(parsed.itertext()).split(), links, [pre.text_content() for pre in parsed.iter("pre")]


@pytest.fixture(scope="module")
def alone(tmp_path_factory: pytest.TempPathFactory, shared_cache: Path) -> dict[str, bytes]:
    """Return the published files without any other plugin."""
    folder = tmp_path_factory.mktemp("alone") / "pages"
    shutil.copytree(SITES / "pages", folder)
    (folder / ".cache").symlink_to(shared_cache)
    return nearby((), folder)


@pytest.mark.slow
@pytest.mark.parametrize("last", [False, True], ids=["before", "after"])
@pytest.mark.parametrize("names", [*((name,) for name in PLUGINS), tuple(PLUGINS)], ids="+".join)
def test_common_plugins_do_their_work_and_no_more(
    names: tuple[str, ...], last: bool, alone: dict[str, bytes], site: Any
) -> None:
    """Beside ours each adds its files and changes the pages that it is for; an article's text is never a template."""
    folder = site("pages")
    built = nearby(names, folder, last=last)
    assert built.keys() - alone.keys() == {name for plugin in names for name in ADDED.get(plugin, ())}
    ours = {name for name in alone if not name.startswith("pagefind/")}  # the index of search: of the pages' bytes
    assert ours - built.keys() == set()
    changed = {name for name in ours if built[name] != alone[name]}
    for name in changed:
        if name != "about/index.html":
            assert ("minify" in names, name.endswith(".html")) == (True, True)
            assert (name, words(built[name])) == (name, words(alone[name]))
    about = " ".join(words(built["about/index.html"])[0])
    assert ("Two and two is 4" in about) == ("macros" in names)
    assert ("on 2026-02-03" in about) == ("git-revision-date-localized" in names)
    assert "{{ 3 * 3 }}" in " ".join(words(built["articles/fish/index.html"])[0])
    assert ("about/index.html" in changed) == bool({"macros", "git-revision-date-localized", "minify"} & {*names})
    assert (len(built["index.html"]) < len(alone["index.html"])) == ("minify" in names)


@pytest.mark.slow
def test_plugins_that_write_last_write_nothing_that_is_refused(site: Any) -> None:
    """What another plugin writes after the pages is published with them, or not at all."""
    folder = site("pages")
    before = nearby(("redirects",), folder, last=True)
    (folder / "mkdocs.yml").write_text((folder / "mkdocs.yml").read_text().replace("before.md", "then.md"))
    (folder / "content/about.md").write_text("[gone](gone.md)\n")
    run = run_python(folder, "-m", "generator", "build", "--strict", "--now", NOW)
    assert (run.status, tree(folder / "site") == before) == (1, True)
