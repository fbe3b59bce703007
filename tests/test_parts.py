# ruff: noqa: F401, F811 (fixtures of another module)
"""A site of parts: its feeds, its search and its front page are those of all their articles together."""

from __future__ import annotations

import functools
import http.server
import json
import re
import shutil
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from conftest import NOW, ROOT, Run, run_briefing, tree
from lxml import etree
from test_browser import browser, opened

PARTS = {"2025": "2025", "2026-h1": "2026-0[1-6]", "2026-h2": "2026-(0[7-9]|1)"}
SETTINGS = "      feed_length: 5\n      cell_minimum: 1\n      jobs: 1\n      cache: {cache}\n"
FEEDS = re.compile(r"((regions/[a-z-]+/|themes/)([a-z-]+/)?)?(feed\.xml|atom\.xml|feed\.json)\Z")


def project(folder: Path, address: str, articles: list[Path], cache: Path, more: str = "") -> Path:
    (folder / "content/articles").mkdir(parents=True)
    for path in articles:
        shutil.copy(path, folder / "content/articles")
    settings = SETTINGS.format(cache=cache) + more
    (folder / "mkdocs.yml").write_text(
        f"site_name: Atlas {address}\nsite_url: https://example.org/{address}\ntheme: briefing\ndocs_dir: content\n"
        f"plugins:\n  - briefing:\n{settings}"
    )
    return folder


def build(folder: Path) -> Run:
    return run_briefing(folder, "build", "-q", "--now", NOW)


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with a site of all our articles (`whole`), and one of three parts (`joined`), all built."""
    folder = tmp_path_factory.mktemp("archive")
    articles = sorted((ROOT / "content/articles").rglob("*.md"))
    cache = folder / "cache"
    assert build(project(folder / "whole", "", articles, cache)) == Run(0, "", "")
    for address, months in PARTS.items():
        wanted = [p for p in articles if re.search(rf"^date: {months}", p.read_text(encoding="utf-8"), re.MULTILINE)]
        assert build(project(folder / "joined" / address, f"{address}/", wanted, cache)) == Run(0, "", "")
    parts = "      parts:\n" + "".join(f"        {address}: {address}/site\n" for address in PARTS)
    assert build(project(folder / "joined", "", [], cache, parts)) == Run(0, "", "")
    return folder


@pytest.fixture(scope="module")
def published(archive: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the tree as a host has it: the joining site, and its parts in folders below it."""
    folder = tmp_path_factory.mktemp("host") / "tree"
    shutil.copytree(archive / "joined/site", folder)
    for address in PARTS:
        shutil.copytree(archive / "joined" / address / "site", folder / address)
    return folder


def ids(data: bytes) -> list[str]:
    """Return the ids of a feed's items, in their order."""
    if data.startswith(b"{"):
        return [str(item["id"]) for item in json.loads(data)["items"]]
    root = etree.fromstring(data)
    found = root.xpath("//item/guid/text() | //a:entry/a:id/text()", namespaces={"a": "http://www.w3.org/2005/Atom"})
    return [str(text) for text in found]


@pytest.mark.slow
def test_feeds_are_those_of_all_articles_together(archive: Path) -> None:
    """Every feed of the site, of regions, themes and both holds what it would if there were one site, in its order."""
    whole, joined = (
        {name: data for name, data in tree(archive / kind / "site").items() if FEEDS.match(name)}
        for kind in ("whole", "joined")
    )
    assert len(whole) > 600
    assert {name: ids(data) for name, data in joined.items()} == {name: ids(data) for name, data in whole.items()}
    changed = re.compile(rb"<lastBuildDate>[^<]+|<updated>[^<]+")
    for name in ("feed.xml", "atom.xml", "regions/asia/feed.xml"):
        assert changed.findall(joined[name])[:1] == changed.findall(whole[name])[:1]


@pytest.mark.slow
def test_items_are_those_that_the_parts_wrote(published: Path) -> None:
    """An item leads to its page in its part, which is there; no page of the site has a link that leads nowhere."""
    for item in json.loads((published / "feed.json").read_bytes())["items"]:
        assert (published / item["url"].removeprefix("https://example.org/") / "index.html").is_file()
    for page in ("index.html", "search/index.html", "feeds/index.html"):
        for link in re.findall(r'href="([^"#?:]+)["#?]', (published / page).read_text(encoding="utf-8")):
            target = (published / page).parent / link
            assert (target / "index.html").is_file() if link.endswith(("/", ".")) else target.is_file(), (page, link)
    sitemaps = etree.parse(published / "sitemap.xml").xpath("//*[local-name() = 'loc']/text()")
    assert sorted(sitemaps) == [f"https://example.org/{name}" for name in (
        *(f"{address}/sitemap.xml" for address in PARTS), "sitemap-pages.xml")]  # fmt: skip
    assert [(published / name.removeprefix("https://example.org/")).is_file() for name in sitemaps] == [True] * 4
    assert (published / "robots.txt").read_text().endswith("Sitemap: https://example.org/sitemap.xml\n")


@pytest.mark.slow
def test_catalogue_of_feeds_is_over_all_parts(archive: Path) -> None:
    """The OPML names every region, theme and both that any part has, by the feeds of this site."""

    def named(kind: str) -> list[str]:
        found = etree.parse(archive / kind / "site/feeds/feeds.opml").xpath("//outline/@xmlUrl")
        return [url for url in found if "/sources/" not in url and "/authors/" not in url and "/editions/" not in url]

    assert sorted(named("joined")) == sorted(named("whole"))


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "old", "new", "reported"),
    [
        ("api/v1/index.json", b'"version":1', b'"version":2', "api/v1/index.json is of another version"),
        ("api/v1/cells.json", b"}", b"", "api/v1/cells.json cannot be read"),
        ("feed.json", b"}", b"", "feed.json cannot be joined"),
        ("feed.xml", b"", b"", "has no feed.xml"),
        ("pagefind/bundles.json", b"", b"", "has no pagefind/bundles.json"),
        ("regions/asia/atom.xml", b"<entry", b"<", "regions/asia/atom.xml cannot be joined: the formats differ"),
    ],
)
def test_a_damaged_part_is_told_and_nothing_published(
    archive: Path, tmp_path: Path, name: str, old: bytes, new: bytes, reported: str
) -> None:
    """A part that lacks a file, or has one that is no more what it was, is named in one line; the site stays."""
    shutil.copytree(archive / "joined", tmp_path / "joined", copy_function=shutil.copy2)
    joined = tmp_path / "joined"
    file = joined / "2026-h2/site" / name
    if old:
        data = file.read_bytes()
        assert old in data
        file.write_bytes(data.replace(old, new, 1))
    else:
        file.unlink()
    before = tree(joined / "site")
    run = build(joined)
    assert (run.status, run.err.count("\n")) == (1, 1), run.err
    assert run.err.startswith("mkdocs.yml:14: briefing: parts: 2026-h2: ")
    assert reported in run.err
    assert tree(joined / "site") == before


@pytest.mark.slow
def test_what_would_give_half_an_answer_is_told(archive: Path, tmp_path: Path) -> None:
    """Feeds too short to join refuse the build; a search by another Pagefind is told, and the site published."""
    shutil.copytree(archive / "joined", tmp_path / "joined", copy_function=shutil.copy2)
    joined = tmp_path / "joined"
    entries = list((joined / "2025/site/pagefind").rglob("pagefind-entry.json"))
    for entry in entries:
        entry.write_text(re.sub(r'"version":\s*"[^"]+"', '"version":"1.0.0"', entry.read_text()))
    run = run_briefing(joined, "build", "--now", NOW)
    assert (run.status, run.err.count("\n")) == (0, 1), run.err
    assert "mkdocs.yml:12: briefing: parts: 2025: its search is by Pagefind 1.0.0, that of 2026-h2/ by" in run.err
    config = joined / "mkdocs.yml"
    config.write_text(config.read_text().replace("feed_length: 5", "feed_length: 9"))
    run = build(joined)
    # the newest part has more than nine: all of its last week
    assert (run.status, run.err.count("(feed_length: 9 there as here)\n")) == (1, 2), run.err


@pytest.fixture(scope="module")
def address(published: Path) -> Iterator[str]:
    handler = functools.partial(http.server.SimpleHTTPRequestHandler, directory=str(published))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()


@pytest.mark.slow
def test_search_finds_in_every_part(browser: Any, address: str, archive: Path) -> None:
    """A search gives articles of all parts, as many as the facets say, the newest first when asked, each with a way."""
    count = len(list((archive / "whole/content/articles").iterdir()))
    with opened(browser) as page:
        page.goto(f"{address}search/?region=world&sort=date")
        page.wait_for_selector(".search-results h2 a")
        page.wait_for_selector("[role=status]:not(:empty)")
        option = page.locator("select[name=region] option[value=world]")
        total = int(re.sub(r"\D", "", page.locator("[role=status]").first.inner_text()))
        assert 0 < total <= count
        assert int(re.search(r"\((\d+)\)", option.inner_text())[1]) == total  # type: ignore[index]
        for shown in range(20, total, 20):
            page.locator(".search-more button").click()
            page.locator(".search-results h2 a").nth(shown).wait_for()
        page.locator(".search-results h2 a").nth(total - 1).wait_for()
        links = [link.get_attribute("href") for link in page.locator(".search-results h2 a").all()]
        dates = [time.get_attribute("datetime") for time in page.locator(".search-results time").all()]
        assert (len(links), dates) == (total, sorted(dates, reverse=True))
        assert {link.split("/")[1] for link in links} == set(PARTS)
        assert [page.request.get(address + link[1:]).status for link in links] == [200] * total
        assert (page.foreign, page.faults) == ([], [])


@pytest.mark.slow
def test_what_changes_in_a_part_changes_here(archive: Path, tmp_path: Path) -> None:
    """After an article more in one part the site is what a build from nothing makes of it; before, nothing changes."""
    shutil.copytree(archive / "joined", tmp_path / "joined", copy_function=shutil.copy2)
    joined = tmp_path / "joined"
    before = tree(joined / "site")
    assert build(joined) == Run(0, "", "")
    assert tree(joined / "site") == before
    part = joined / "2026-h2"
    (part / "content/articles/late.md").write_text(
        "---\ntitle: Floods in Chad\ndate: 2026-12-30\n---\n\nThe rivers of Chad flooded towns in Chad again.\n"
    )
    assert (build(part), build(joined)) == (Run(0, "", ""), Run(0, "", ""))
    warm = tree(joined / "site")
    shutil.rmtree(joined / "site")
    assert build(joined) == Run(0, "", "")
    assert warm == tree(joined / "site")
    assert ids(warm["feed.json"])[0] not in ids(before["feed.json"])


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("2024: nowhere", "mkdocs.yml:8: briefing: parts: 2024: there is no folder nowhere (build it first"),
        (
            "2024: content",
            "mkdocs.yml:8: briefing: parts: 2024: has no api/v1/index.json (build it first, with api: true)",
        ),
        ("feeds: content", "mkdocs.yml:8: briefing: parts: feeds: is no address for a part"),
        ("../up: content", "mkdocs.yml:8: briefing: parts: ../up: is no address for a part"),
        ("2024: broken", "mkdocs.yml:8: briefing: parts: 2024: api/v1/index.json cannot be read"),
        ("2024: new", "mkdocs.yml:8: briefing: parts: 2024: api/v1/index.json is of another version"),
        ("about: content", "mkdocs.yml:8: briefing: parts: about: there is a page of this site's own"),
        ("2024: other", "mkdocs.yml:8: briefing: parts: 2024: is built for https://other.example/"),
    ],
)
def test_a_folder_that_is_no_part_is_told(tmp_path: Path, given: str, expected: str) -> None:
    """A part that is not there, not built, damaged, or built for another address refuses the build in one line."""
    project(tmp_path / "joined", "", [], Path(".cache"))
    config = tmp_path / "joined/mkdocs.yml"
    (tmp_path / "joined/content/about.md").write_text("# About\n")
    config.write_text(config.read_text().partition("      feed_length")[0] + f"      parts:\n        {given}\n")
    index = {
        "version": 1, "name": "X", "url": "https://other.example/", "description": "", "lang": "en", "updated": None,
        "total": 0, "months": [], "regions": "", "themes": "", "cells": "", "stories": "", "schema": "", "opml": None,
    }  # fmt: skip
    for name, data in (("broken", "{"), ("other", json.dumps(index)), ("new", json.dumps(index | {"version": 2}))):
        (tmp_path / "joined" / name / "api/v1").mkdir(parents=True)
        (tmp_path / "joined" / name / "api/v1/index.json").write_text(data)
    run = run_briefing(tmp_path / "joined", "build", "-q")
    assert (run.status, run.err.count("\n"), run.err.startswith(expected)) == (1, 1, True), run.err
