"""The whole: same input, same bytes; every link leads somewhere; every feed is read; nobody's state shows."""

from __future__ import annotations

import itertools
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urldefrag, urljoin

import feedparser
import pytest
from conftest import NOW, ROOT, Run, run_briefing, run_python, tree
from lxml import etree, html

from generator.build import gather
from generator.plugin import Options, load, plugin_of, project_of, selection_of

BASE = "https://example.org/atlas/"
Copied = Callable[[str], Path]


def copy_of(demo: Path, to: Path, *, cache: bool = True) -> Path:
    """Return a copy of the demo project without its site."""
    shutil.copytree(demo, to, ignore=shutil.ignore_patterns("site", "" if cache else ".cache"))
    return to


def build(folder: Path, *flags: str, **env: str) -> Run:
    run = run_python(folder, "-m", "generator", "build", "--strict", *flags, **env)
    assert (run.status, run.err) == (0, "")
    return run


def differing(one: Path, other: Path) -> list[str]:
    left, right = tree(one), tree(other)
    return sorted(name for name in left.keys() | right.keys() if left.get(name) != right.get(name))


# Same input, same bytes ----------------------------------------------------------------------------------------------


@pytest.mark.slow
@pytest.mark.parametrize(
    ("cache", "env"),
    [
        (True, {"TZ": "Pacific/Auckland", "LC_ALL": "de_DE.UTF-8", "PYTHONHASHSEED": "1"}),
        (True, {"TZ": "America/Los_Angeles", "LC_ALL": "C", "PYTHONHASHSEED": "2", "PYTHONUTF8": "0"}),
        (False, {"TZ": "Asia/Kathmandu", "LANG": "tr_TR.UTF-8", "PYTHONHASHSEED": "3"}),
    ],
    ids=["east", "west", "cold"],
)
def test_the_machine_does_not_show(cache: bool, env: dict[str, str], demo: Path, tmp_path: Path) -> None:
    """Time zone, locale, hash seed, place on the disk, user's mask and a cold cache change no byte."""
    folder = copy_of(demo, tmp_path / "an ödd place", cache=cache)
    mask = os.umask(0o077)
    try:
        build(folder, "--now", NOW, **env)
    finally:
        os.umask(mask)
    assert differing(demo / "site", folder / "site") == []


def test_of_a_picture_that_is_not_there_words_stay(tmp_path: Path) -> None:
    """Before any script runs no page has a picture that is not there; once the file lies there it is shown."""
    (tmp_path / "content/articles").mkdir(parents=True)
    (tmp_path / "mkdocs.yml").write_text("site_name: X\ntheme: briefing\ndocs_dir: content\nplugins: [briefing]\n")
    (tmp_path / "content/articles/a.md").write_text(
        "---\ntitle: Rain in Kenya\ndate: 2026-03-03\nimage: images/a%20b.svg\nimage_alt: Rain\n---\n\n"
        "Before.\n\n![A field](../images/a%20b.svg)\n\nBetween.\n\n![](gone.svg)\n\nAfter.\n"
    )

    def shown() -> tuple[list[str], str]:
        run_briefing(tmp_path, "build", "--now", NOW)
        pages = [tmp_path / "site" / name / "index.html" for name in ("", "articles/a", "regions/kenya", "editions")]
        found = [(page, html.parse(page)) for page in pages]
        images = [urljoin(page.as_uri(), src) for page, root in found for src in root.xpath("//img/@src")]
        prose = found[1][1].xpath("//*[@class='prose']")[0]
        return [unquote(src).rpartition("/site/")[2] for src in images], re.sub(
            r"\s+", " ", prose.text_content()
        ).strip()

    before = shown()
    (tmp_path / "content/images").mkdir()
    (tmp_path / "content/images/a b.svg").write_text('<svg xmlns="http://www.w3.org/2000/svg"/>')
    after = shown()
    assert before == ([], "Before. A field Between. After.")
    assert after == (["images/a b.svg"] * 5, "Before. Between. After.")


@pytest.mark.slow
def test_the_clock_does_not_show(demo: Path, tmp_path: Path) -> None:
    """While no article becomes due or expires, any moment gives the same bytes, the clock's own included."""
    folder = copy_of(demo, tmp_path / "atlas")
    build(folder, "-d", "later", "--now", "2031-07-14T12:34:56Z")
    build(folder, "-d", "clock", "--future")
    assert (differing(demo / "site", folder / "later"), differing(demo / "site", folder / "clock")) == ([], [])


def test_the_moment_of_the_build_stands_nowhere(site: Copied, monkeypatch: pytest.MonkeyPatch) -> None:
    """`--now`, `SOURCE_DATE_EPOCH` and the clock give the same bytes."""
    folder = site("every-key")
    assert run_briefing(folder, "build", "--now", NOW).status == 0
    assert run_briefing(folder, "build", "-d", "clock").status == 0
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1924992000")
    assert run_briefing(folder, "build", "-d", "epoch").status == 0
    assert [differing(folder / "site", folder / name) for name in ("clock", "epoch")] == [[], []]


@pytest.mark.slow
def test_the_number_of_processes_does_not_show(demo: Path, tmp_path: Path) -> None:
    """One process and two find the same; there are as many articles as it takes to share the work."""
    said = []
    for jobs in ("1", "2"):
        folder = copy_of(demo, tmp_path / jobs, cache=False)
        for path in sorted((folder / "content/articles").rglob("*.md")):
            body = path.read_text(encoding="utf-8").split("\n---\n", 1)[1]
            repeated = f"---\ntitle: Again {path.stem}\ndate: 2025-01-01\n---\n{body}"
            path.with_name(f"again-{path.stem}.md").write_text(repeated, encoding="utf-8")
        config = folder / "mkdocs.yml"
        config.write_text(config.read_text().replace("timezone: UTC", f"timezone: UTC\n      jobs: {jobs}"))
        said.append(run_python(folder, "-m", "generator", "list", "--format", "json", "--now", NOW))
    assert (said[0].status, said[0].err, said[0].out == said[1].out) == (0, "", True)


def test_the_order_of_the_files_does_not_show(site: Copied, tmp_path: Path) -> None:
    """Files made in another order, with other times, give the same bytes."""
    first, second = site("months"), tmp_path / "again"
    second.mkdir()
    for path in sorted(first.rglob("*.*"), reverse=True):
        if path.is_file() and ".cache" not in path.parts:
            target = second / path.relative_to(first)
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(path.read_bytes())
            os.utime(target, (1, 1))
    for folder in (first, second):
        assert run_briefing(folder, "build").status == 0
    assert differing(first / "site", second / "site") == []


def test_a_second_build_analyses_nothing(demo: Path) -> None:
    """With a warm cache no article is analysed again."""
    config = load(str(demo / "mkdocs.yml"), Options(now=NOW))
    project = project_of(config, plugin_of(config).settings)
    content = gather(project, selection_of(project, Options(now=NOW)))
    assert (content.analyses.computed, content.notes) == (0, ())


def test_a_changed_article_alone_is_analysed(site: Copied, tmp_path: Path) -> None:
    """Only the article whose text changed is analysed again; a change of its labels costs nothing."""
    folder = site("months")
    (folder / ".cache").unlink()

    def computed() -> int:
        config = load(str(folder / "mkdocs.yml"), Options(now=NOW))
        project = project_of(config, plugin_of(config).settings)
        return gather(project, selection_of(project, Options(now=NOW))).analyses.computed

    article = folder / "content/articles/01-05.md"
    assert [computed(), computed()] == [6, 0]
    article.write_text(article.read_text().replace("regions: [kenya]", "regions: [france]"))
    assert computed() == 0
    article.write_text(article.read_text() + "\nOne more sentence.\n")
    assert computed() == 1


def test_the_projects_own_robots_txt_is_published(site: Copied) -> None:
    """It is as the editor wrote it, with the sitemap's address; what may not be indexed is not in the sitemap."""
    folder = site("months")
    (folder / "content/robots.txt").write_text("User-agent: Bad\nDisallow: /\n")
    article = folder / "content/articles/01-05.md"
    article.write_text(article.read_text().replace("---\n", "---\nrobots: noindex\n", 1))
    assert run_briefing(folder, "build", "--now", NOW).status == 0
    text = "User-agent: Bad\nDisallow: /\n\nSitemap: https://example.org/sitemap.xml\n"
    assert (folder / "site/robots.txt").read_text() == text
    sitemap = (folder / "site/sitemap.xml").read_text()
    assert ("/articles/01-05/" in sitemap, sitemap.count("/articles/")) == (False, 5)
    page = (folder / "site/articles/01-05/index.html").read_text()
    assert '<meta name="robots" content="noindex">' in page


# MkDocs and its kin --------------------------------------------------------------------------------------------------


@pytest.mark.slow
@pytest.mark.parametrize("program", ["mkdocs", "properdocs"])
def test_mkdocs_gives_the_same_site(program: str, demo: Path, tmp_path: Path) -> None:
    """`mkdocs build --strict`, and its successor, publish byte for byte what `briefing build` does."""
    folder = copy_of(demo, tmp_path / "atlas")
    if program == "properdocs":
        pytest.importorskip("properdocs")
        shutil.copy(folder / "mkdocs.yml", folder / "properdocs.yml")
    epoch = {"SOURCE_DATE_EPOCH": "1798761600"}  # NOW
    run = run_python(folder, "-m", program, "build", "--strict", "--quiet", **epoch)
    assert (run.status, "Traceback" in run.err) == (0, False)
    assert differing(demo / "site", folder / "site") == []
    assert [path.name for path in folder.glob(".site*")] == []


# Every link ----------------------------------------------------------------------------------------------------------


@cache
def parsed(path: Path) -> Any:
    return html.fromstring(path.read_bytes())


def pages(site_dir: Path) -> Iterator[tuple[str, Any]]:
    for path in sorted(site_dir.rglob("*.html")):
        yield path.relative_to(site_dir).as_posix(), parsed(path)


def target_of(address: str) -> str:
    path = unquote(address.removeprefix(BASE))
    return f"{path}index.html" if not path or path.endswith("/") else path


def test_every_internal_link_and_anchor_resolves(demo: Path) -> None:
    """Each link, picture, script and fragment of each page leads to a file, and to a place in it."""
    site_dir, broken = demo / "site", []
    for name, page in pages(site_dir):
        here = BASE + name.removesuffix("index.html")
        for element, attribute, link, _ in page.iterlinks():
            address, fragment = urldefrag(urljoin(here, link))
            if not address.startswith(BASE) or (element.tag == "link" and element.get("rel") == "canonical"):
                continue
            target = site_dir / target_of(address)
            if not target.is_file():
                broken.append(f"{name}: {attribute}={link}")
            elif fragment and target.suffix == ".html" and not parsed(target).xpath("//*[@id=$id]", id=fragment):
                broken.append(f"{name}: no {fragment} in {link}")
    assert broken == []


def test_every_id_stands_once_on_a_page(demo: Path) -> None:
    """Fragments are unambiguous."""
    doubled = {}
    for name, page in pages(demo / "site"):
        ids = page.xpath("//@id")
        if len(ids) != len(set(ids)):
            doubled[name] = sorted({i for i in ids if ids.count(i) > 1})
    assert doubled == {}


def test_pages_load_nothing_from_elsewhere(demo: Path) -> None:
    """No script, style sheet, picture, font or frame comes from another origin."""
    foreign = []
    for name, page in pages(demo / "site"):
        for element, attribute, link, _ in page.iterlinks():
            loads = element.tag in ("script", "img", "iframe", "source", "video", "audio", "object", "embed") or (
                element.tag == "link" and element.get("rel") in ("stylesheet", "icon", "preload", "manifest")
            )
            if loads and re.match(r"[a-z]+:|//", link):
                foreign.append(f"{name}: {attribute}={link}")
    assert foreign == []


def test_the_sitemap_lists_what_there_is(demo: Path) -> None:
    """Every address of the sitemap is a page, each once, and every article is there."""
    root = etree.fromstring((demo / "site/sitemap.xml").read_bytes())
    found = [element.text or "" for element in root.iter("{*}loc")]
    assert len(found) == len(set(found))
    assert [a for a in found if not (a.startswith(BASE) and (demo / "site" / target_of(a)).is_file())] == []
    articles = {f"{BASE}articles/{path.name}/" for path in (demo / "site/articles").iterdir()}
    moved = {a for a in articles if "has moved" in (demo / "site" / target_of(a)).read_text("utf-8")}
    assert articles - moved - set(found) == set()


# Feeds ---------------------------------------------------------------------------------------------------------------


def feeds(site_dir: Path) -> list[Path]:
    """Return every RSS and Atom feed, the home page's first."""
    found = [*site_dir.rglob("feed.xml"), *site_dir.rglob("atom.xml")]
    return sorted(found, key=lambda path: (len(path.parts), path))


def assert_read_without_complaint(path: Path) -> None:
    feed = feedparser.parse(path.read_bytes())
    assert (path, feed.bozo, bool(feed.version)) == (path, False, True)
    assert len({entry.id for entry in feed.entries}) == len(feed.entries)


def test_feeds_are_read_without_complaint(demo: Path) -> None:
    """feedparser reads the feeds of the home page, and one in twenty of the others; lxml reads all XML, strictly."""
    strict = etree.XMLParser(resolve_entities=False, no_network=True)
    for path in (path for path in (demo / "site").rglob("*") if path.suffix in (".xml", ".opml")):
        etree.fromstring(path.read_bytes(), strict)
    found = feeds(demo / "site")
    assert len(found) > 100
    for path in [*found[:4], *found[4::20]]:
        assert_read_without_complaint(path)


@pytest.mark.slow
def test_every_feed_is_read_without_complaint(demo: Path) -> None:
    """feedparser reads every feed."""
    for path in feeds(demo / "site"):
        assert_read_without_complaint(path)


def test_xmllint_accepts_every_feed(demo: Path) -> None:
    """A second parser finds every feed, catalogue and the sitemap well-formed."""
    program = shutil.which("xmllint")
    if program is None:
        pytest.skip("xmllint is not installed (package libxml2-utils); lxml has read the same files strictly")
    files = sorted([*(demo / "site").rglob("*.xml"), *(demo / "site").rglob("*.opml")])
    done = subprocess.run([program, "--noout", "--nonet", *map(str, files)], capture_output=True, check=False)
    assert (done.returncode, done.stderr) == (0, b"")


def test_autodiscovery_leads_to_feeds(demo: Path) -> None:
    """Each page names feeds that exist, its own first; each feed's own address is where it lies."""
    site_dir, seen = demo / "site", set()
    for name, page in pages(site_dir):
        here = BASE + name.removesuffix("index.html")
        for link in page.xpath("//link[@rel='alternate'][contains(@type, 'xml') or contains(@type, 'feed')]"):
            address = urljoin(here, link.get("href"))
            assert (name, (site_dir / target_of(address)).is_file()) == (name, True)
            seen.add(address)
    home = [urljoin(BASE, href) for href in parsed(site_dir / "index.html").xpath("//link[@rel='alternate']/@href")]
    assert f"{BASE}feed.xml" in home
    rss = {BASE + path.relative_to(site_dir).as_posix() for path in site_dir.rglob("feed.xml")}
    assert rss - seen == set()
    for address in sorted(rss)[:40]:
        feed = feedparser.parse((site_dir / target_of(address)).read_bytes())
        own = [link.href for link in feed.feed.links if link.rel == "self"]
        assert own == [address]


def test_every_feed_leads_to_its_articles(demo: Path) -> None:
    """Items link to pages of the site that exist; links within their texts are absolute."""
    site_dir = demo / "site"
    feed = feedparser.parse((site_dir / "feed.xml").read_bytes())
    assert len(feed.entries) >= 40
    for entry in feed.entries:
        assert (entry.link, (site_dir / target_of(entry.link)).is_file()) == (entry.link, True)
        for part in entry.get("content", []):
            relative = [
                link for *_, link, _ in html.fromstring(f"<div>{part.value}</div>").iterlinks() if "://" not in link
            ]
            assert [link for link in relative if not link.startswith("mailto:")] == []


def test_an_item_s_identity_survives_title_slug_folder_and_domain(site: Copied) -> None:
    """The GUID is the article's `id`, whatever else changes."""
    folder = site("every-key")

    def identities() -> set[str]:
        assert run_briefing(folder, "build").status == 0
        return {entry.id for entry in feedparser.parse((folder / "site/feed.xml").read_bytes()).entries}

    before = identities()
    article, config = folder / "content/articles/by-name.md", folder / "mkdocs.yml"
    text = (
        article.read_text().replace("two navies, one ocean", "another title").replace("slug: two-navies", "slug: other")
    )
    article.unlink()
    (folder / "content/articles/deep/er").mkdir(parents=True)
    (folder / "content/articles/deep/er/moved.md").write_text(text)
    config.write_text(config.read_text().replace("https://example.org/", "https://example.com/new/"))
    assert identities() == before
    assert "tag:example.org,2025:navies" in before


# Publication ---------------------------------------------------------------------------------------------------------


def test_a_folder_that_no_build_has_made_is_left_alone(site: Copied) -> None:
    """`-d` never replaces files of somebody else's; what is hidden at the top of a site stays."""
    folder = site("misspelt-key")
    (folder / "docs").mkdir()
    (folder / "docs/manual.md").write_text("mine")
    run = run_briefing(folder, "build", "-d", "docs")
    assert (run.status, tree(folder / "docs")) == (1, {"manual.md": b"mine"})
    assert "docs: holds files but no index.html" in run.err
    run_briefing(folder, "build")
    (folder / "site/.nojekyll").touch()
    (folder / "site/stale.html").touch()
    run_briefing(folder, "build")
    assert [(folder / "site" / name).exists() for name in (".nojekyll", "stale.html")] == [True, False]


def test_a_site_folder_may_be_a_symlink(site: Copied) -> None:
    """The symlink stays, and what it leads to is exchanged."""
    folder = site("misspelt-key")
    (folder / "real").mkdir()
    (folder / "site").symlink_to("real")
    assert run_briefing(folder, "build").status == 0
    assert ((folder / "site").is_symlink(), (folder / "real/articles/good/index.html").is_file()) == (True, True)


@pytest.mark.slow
def test_a_killed_build_changes_nothing(demo: Path, tmp_path: Path) -> None:
    """Whenever a build is killed, readers have the old site whole, and the next build leaves no trace of it."""
    folder = copy_of(demo, tmp_path / "atlas")
    build(folder, "--now", NOW)
    before = tree(folder / "site")
    article = next((folder / "content/articles").rglob("*.md"))
    article.write_text(article.read_text(encoding="utf-8") + "\nOne more line.\n", encoding="utf-8")
    command = [sys.executable, "-m", "generator", "build", "--now", NOW]
    env = {**os.environ, "PYTHONPATH": str(ROOT)}
    for seconds in (0.5 * step for step in itertools.count(1)):
        running = subprocess.Popen(command, cwd=folder, env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            running.wait(seconds)
        except subprocess.TimeoutExpired:
            running.kill()
            running.wait()
            assert tree(folder / "site") == before
        if seconds > 1 and [*folder.glob(".site*")]:  # a slow machine has made nothing yet
            break
        assert seconds < 60
    run = run_python(folder, "-m", "generator", "build", "--strict", "--now", NOW)
    assert (run.status, run.err.count("an earlier build (process"), run.err.count("\n")) == (0, 1, 1)
    assert tree(folder / "site") != before
    assert [path.name for path in folder.glob(".site*")] == []


@pytest.mark.slow
def test_two_builds_at_once_do_not_meet(demo: Path, tmp_path: Path) -> None:
    """Both end well, and the site is whole."""
    folder = copy_of(demo, tmp_path / "atlas")
    command = [sys.executable, "-m", "generator", "build", "-q", "--now", NOW]
    env = {**os.environ, "PYTHONPATH": str(ROOT)}
    both = [subprocess.Popen(command, cwd=folder, env=env, stderr=subprocess.PIPE, text=True) for _ in range(2)]
    assert [(one.communicate(timeout=120)[1], one.returncode) for one in both] == [("", 0), ("", 0)]
    assert differing(demo / "site", folder / "site") == []
