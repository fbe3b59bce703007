# ruff: noqa: F401, F811 (fixtures of another module)
"""Search: what is indexed, how it is cut and kept, and the page on which readers search, in a real browser."""

from __future__ import annotations

import contextlib
import functools
import gzip
import http.server
import json
import os
import re
import shutil
import stat
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from conftest import NOW, run_briefing, run_python, tree
from test_browser import browser, opened

from generator import search
from generator.build import gather
from generator.library import Library
from generator.plugin import Options, load, plugin_of, project_of, selection_of
from generator.search.bundles import SearchDocument, cut
from generator.search.cbor import decoded, encoded
from generator.search.extract import extract
from generator.search.pagefind import PagefindError, Program, found

Copied = Callable[[str], Path]


def library_of(folder: Path) -> Library:
    """Return the library of a project."""
    with contextlib.chdir(folder):
        config = load("mkdocs.yml", Options(now=NOW))
        project = project_of(config, plugin_of(config).settings)
        return gather(project, selection_of(project, Options(now=NOW))).library


def articles_of(demo: Path, to: Path) -> Path:
    """Return a new folder with the built article pages, without an index."""
    shutil.copytree(demo / "site" / "articles", to / "articles")
    return to


@pytest.fixture(scope="module")
def library(demo: Path) -> Library:
    return library_of(demo)


@pytest.fixture
def counting(tmp_path: Path) -> tuple[Program, Callable[[], int]]:
    """Return Pagefind, and how often it has been run."""
    real, log, path = found(), tmp_path / "runs", tmp_path / "pagefind"
    path.write_text(f'#!/bin/sh\necho run >> "{log}"\nexec "{real.path}" "$@"\n', encoding="utf-8")
    path.chmod(path.stat().st_mode | stat.S_IXUSR)
    return Program(path, real.version), lambda: len(log.read_text().splitlines()) if log.exists() else 0


def document(day: str, lang: str = "en", name: str = "") -> SearchDocument:
    slug = name or day
    order = int(day.replace("-", "")) * 1000
    return SearchDocument(f"articles/{slug}/", slug, lang, day, order, {"lang": (lang,), "year": (day[:4],)})


# What is indexed, and how it is cut ----------------------------------------------------------------------------------


@pytest.mark.parametrize("value", [0, 23, 24, 255, 256, 65536, 2**40, "", "é" * 30, [], ["a", [1, 2], ["b"] * 300]])
def test_what_is_written_is_read_the_same(value: Any) -> None:
    """CBOR of whole numbers, texts and lists comes back as it was."""
    assert decoded(encoded(value)) == value


@pytest.mark.parametrize("data", [b"", b"\x62a", b"\x9f\x01\xff", b"\xf5", b"\x00\x00", b"\x1c"])
def test_foreign_forms_are_refused(data: bytes) -> None:
    """What Pagefind does not write is an error, not a guess."""
    with pytest.raises(ValueError):
        assert decoded(data) == "a"


def test_a_closed_period_is_not_touched_by_newer_articles() -> None:
    """Months are put together until there are enough; what comes later changes only the newest period, or opens one."""
    before = [document(f"2025-{month:02}-{day:02}") for month in range(1, 6) for day in (1, 2)]
    names = [bundle.name for bundle in cut(before, least=4)]
    after = cut([*before, document("2025-05-20"), document("2025-06-01"), document("2025-06-02")], least=4)
    assert names == ["en-2025-05", "en-2025-03", "en-2025-01"]
    assert [bundle.name for bundle in after] == names
    assert after[1:] == cut(before, least=4)[1:]
    assert [len(bundle.documents) for bundle in after] == [5, 4, 4]


def test_there_are_never_many_bundles() -> None:
    """However many articles there are, a query loads a dozen pieces at most."""
    many = [
        document(f"{year}-{month:02}-01", name=f"{year}-{month}")
        for year in range(1900, 2026)
        for month in range(1, 13)
    ]
    bundles = cut(many, least=10)
    assert (len(bundles) <= 13, sum(len(bundle.documents) for bundle in bundles)) == (True, len(many))


def test_a_language_of_few_articles_stands_with_the_commonest() -> None:
    """A language with enough articles has an index of its own; others cost the reader no program of theirs."""
    some = [document(f"2025-01-{day:02}") for day in range(1, 6)]
    some += [document(f"2025-02-{day:02}", "fr") for day in range(1, 4)] + [document("2025-03-01", "ar")]
    found_langs = [(b.lang, sorted({d.facets["lang"][0] for d in b.documents})) for b in cut(some, own=3)]
    assert found_langs == [("en", ["ar", "en"]), ("fr", ["fr"])]


@pytest.mark.parametrize(
    ("page", "expected"),
    [
        (
            "<main><p>Out.</p><article data-pagefind-body>In.</article>Out.</main>",
            "<article data-pagefind-body>In.</article>",
        ),
        (
            '<main><article class="s" data-pagefind-body lang="fr">A<article>B</article>C</article>D</main>',
            '<article class="s" data-pagefind-body lang="fr">A<article>B</article>C</article>',
        ),
        ("Out.<main id=content>All.</main>Out.", "<main id=content>All.</main>"),
        ("<main><div data-pagefind-body>No end.</main>Out.", "<div data-pagefind-body>No end."),
        ("<p>Neither.</p>", None),
    ],
)
def test_only_what_is_marked_is_searched(page: str, expected: str | None) -> None:
    """Of a page the marked element is taken, whole; without a mark its main part; nothing around it."""
    page_of = extract(page, document("2025-01-01"))
    body = page_of.decode().partition("<body>")[2].removesuffix("</body></html>") if page_of else None
    assert body == expected


def test_names_cannot_break_out_of_what_pagefind_reads() -> None:
    """A headline with quotation marks and tags stays a headline."""
    page = extract("<main>x</main>", replace(document("2025-01-01"), title='"><script>alert(1)</script>'))
    assert page is not None
    assert b"<script>" not in page


# The index -----------------------------------------------------------------------------------------------------------


def test_the_same_pages_give_the_same_bytes(demo: Path, library: Library, tmp_path: Path) -> None:
    """Two indexes from nothing, and one from the cache, do not differ in a byte; Pagefind's own filters would."""
    made = []
    for name, cache in (("one", "a"), ("two", "b"), ("three", "b")):
        site = articles_of(demo, tmp_path / name)
        assert list(search.write_index(found(), library, site, None, tmp_path / cache, least=10, own=2)) == []
        made.append(tree(site / "pagefind"))
    assert made[0] == made[1] == made[2]
    assert len([name for name in made[0] if name.endswith("pagefind-entry.json")]) > 3


def test_only_the_changed_period_is_indexed_anew(
    demo: Path, library: Library, counting: tuple[Program, Callable[[], int]], tmp_path: Path
) -> None:
    """An article of the newest period that changes costs one run of Pagefind; the other periods stay as they are."""
    program, runs = counting
    site = articles_of(demo, tmp_path / "site")
    list(search.write_index(program, library, site, None, tmp_path / "cache", least=10))
    bundles = json.loads((site / "pagefind/bundles.json").read_text())
    first, before = runs(), tree(site / "pagefind")
    shutil.rmtree(site / "pagefind")
    page = site / "articles" / library.entries[0].article.slug / "index.html"
    page.write_text(page.read_text().replace("</article>", "<p>Quorl.</p></article>", 1))
    list(search.write_index(program, library, site, None, tmp_path / "cache", least=10))
    after = tree(site / "pagefind")
    changed = {name.split("/")[0] for name in before.keys() | after.keys() if before.get(name) != after.get(name)}
    assert (first, runs()) == (len(bundles), len(bundles) + 1)
    assert changed == {bundles[0]["path"].split("/")[1], "bundles.json"}


def test_what_surrounds_an_article_does_not_open_its_period(
    demo: Path, library: Library, counting: tuple[Program, Callable[[], int]], tmp_path: Path
) -> None:
    """Other related articles, another next one, another navigation: nothing is indexed anew."""
    program, runs = counting
    site = articles_of(demo, tmp_path / "site")
    list(search.write_index(program, library, site, None, tmp_path / "cache"))
    for page in site.glob("articles/*/index.html"):
        page.write_text(page.read_text().replace("<body", "<body data-new").replace("</main>", "<p>More.</p></main>"))
    list(search.write_index(program, library, site, None, tmp_path / "cache"))
    assert runs() == 1


def test_a_page_that_is_made_of_the_same_is_not_looked_into(
    demo: Path, library: Library, counting: tuple[Program, Callable[[], int]], tmp_path: Path
) -> None:
    """By digests alone the index is what it was; the page with another one is read, and its period indexed anew."""
    program, runs = counting
    site, digests = articles_of(demo, tmp_path / "site"), dict[str, bytes]()
    changed = f"articles/{library.entries[0].article.slug}/index.html"

    def written() -> dict[str, bytes]:
        made = search.write_index(
            program, library, site, None, tmp_path / "cache", least=10, made_of=lambda page: digests.get(page, b"same")
        )
        assert list(made) == []
        return tree(site / "pagefind")

    first, bundles = written(), runs()
    for page in site.glob("articles/*/index.html"):
        page.write_text(page.read_text().replace("</article>", "<p>Quorl.</p></article>", 1))
    assert (written(), runs()) == (first, bundles)
    digests[changed] = b"other"
    assert (written() == first, runs()) == (False, bundles + 1)
    assert "quorl" in words_of(site)


def test_a_page_without_a_mark_is_told_each_time(demo: Path, library: Library, tmp_path: Path) -> None:
    """Also when its digest is the same, and nothing is read."""
    site = articles_of(demo, tmp_path / "site")
    address = f"articles/{library.entries[0].article.slug}/"
    (site / address / "index.html").write_text("<p>Nothing.</p>")
    for _ in range(2):
        said = list(
            search.write_index(found(), library, site, None, tmp_path / "cache", made_of=lambda page: page.encode())
        )
        assert said == [f"1 pages are not searched: no data-pagefind-body and no <main> in them ({address})"]


def test_a_damaged_cache_costs_time_only(demo: Path, library: Library, tmp_path: Path) -> None:
    """A bundle in the cache with a wrong byte is made anew."""
    sites = [articles_of(demo, tmp_path / name) for name in ("one", "two", "three")]
    list(search.write_index(found(), library, sites[0], None, tmp_path / "cache"))
    (stored,) = (tmp_path / "cache/search").glob("*.zip")
    data = bytearray(stored.read_bytes())
    data[len(data) // 2] ^= 0xFF
    stored.write_bytes(data)
    list(search.write_index(found(), library, sites[1], None, tmp_path / "cache"))
    stored.write_bytes(b"nonsense")
    list(search.write_index(found(), library, sites[2], None, tmp_path / "cache"))
    assert tree(sites[0]) == tree(sites[1]) == tree(sites[2])


def test_a_program_that_fails_is_one_line(tmp_path: Path, demo: Path, library: Library) -> None:
    """A Pagefind that crashes or writes nothing is told in one line."""
    path = tmp_path / "pagefind"
    path.write_text("#!/bin/sh\necho broken >&2\nexit 3\n", encoding="utf-8")
    path.chmod(0o755)
    with pytest.raises(PagefindError, match="Pagefind failed with status 3: broken"):
        list(search.write_index(Program(path, "x"), library, articles_of(demo, tmp_path / "s"), None, tmp_path / "c"))


def opened_fragments(site: Path) -> list[bytes]:
    """Return the articles of the index, each as JSON."""
    paths = sorted(site.glob("pagefind/*/fragment/*"))
    return [gzip.decompress(path.read_bytes()).removeprefix(b"pagefind_dcd") for path in paths]


def words_of(site: Path) -> str:
    """Return everything that the index holds, as readable text."""
    return " ".join(
        gzip.decompress(path.read_bytes()).decode("utf-8", "replace")
        for suffix in ("pf_fragment", "pf_index")
        for path in sorted(site.glob(f"pagefind/*/*/*.{suffix}"))
    ).casefold()


def test_nothing_of_a_protected_text_is_found(site: Copied) -> None:
    """Of an excerpt only what its page shows is indexed, of a link the title; words of the hidden text are nowhere."""
    folder = site("rights")
    assert run_briefing(folder, "build", "--now", NOW).status == 0
    index = words_of(folder / "site")
    shown = re.sub(r"<[^>]+>", " ", (folder / "site/articles/part/index.html").read_text(encoding="utf-8")).casefold()
    expected = {"zwirn": True, "quorl": "quorl" in shown, "vexil": False, "(link)": True}
    assert {word: word in index for word in expected} == expected
    fragments = [json.loads(data) for data in opened_fragments(folder / "site")]
    (part,) = (f["content"].casefold() for f in fragments if f["url"] == "/articles/part/")
    (link,) = (f["content"] for f in fragments if f["url"] == "/articles/only-title/")
    assert "nobody was hurt" not in part
    assert link == "Two navies (link). Harbour Review"


def test_only_articles_are_found(demo: Path) -> None:
    """Listings, editions and ordinary pages are not in the index; every article is, once."""
    fragments = [json.loads(data) for data in opened_fragments(demo / "site")]
    assert sorted(f["url"] for f in fragments) == sorted(
        f"/articles/{path.name}/" for path in (demo / "site/articles").iterdir() if path.is_dir()
    )


def test_a_site_may_go_without(site: Copied) -> None:
    """With `search: false` there is no search page, no link to one, no index and no script."""
    folder = site("bare")
    config = folder / "mkdocs.yml"
    text = config.read_text(encoding="utf-8").partition("plugins:")[0]
    config.write_text(f"{text}plugins:\n  - briefing:\n      search: false\n", encoding="utf-8")
    run = run_briefing(folder, "build", "--strict", "--now", NOW)
    assert (run.status, run.err) == (0, "")
    files = tree(folder / "site")
    assert [name for name in files if "search" in name or name.startswith("pagefind")] == []
    assert [name for name, data in files.items() if b"search/" in data] == []


def test_without_pagefind_there_is_one_line_and_no_dead_link(site: Copied, tmp_path: Path) -> None:
    """Where Pagefind is not installed the site is built without search, and says so once."""
    folder, absent = site("bare"), tmp_path / "absent"
    absent.mkdir()
    for name in ("pagefind_bin", "pagefind_bin_extended"):
        (absent / f"{name}.py").write_text("raise ImportError\n", encoding="utf-8")
    path = os.pathsep.join((str(absent), str(Path(search.__file__).parents[2])))
    code = "import sys; sys.path.insert(0, sys.argv.pop(1)); from generator.cli import main; main()"
    run = run_python(folder, "-c", code, absent, "build", "--now", NOW, PYTHONPATH=path, PATH=str(absent))
    lines = [line for line in run.err.splitlines() if "search" in line]
    assert (run.status, len(lines)) == (0, 1)
    assert (
        "mkdocs.yml: no search: Pagefind is not installed (pip install pagefind_bin); or set 'search: false'"
        in lines[0]
    )
    assert [name for name, data in tree(folder / "site").items() if b"search/" in data or "pagefind" in name] == []


# In a browser --------------------------------------------------------------------------------------------------------

CSP = "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'"


class _Handler(http.server.SimpleHTTPRequestHandler):
    policy = ""

    def log_message(self, *_: object) -> None:
        """Say nothing."""

    def end_headers(self) -> None:
        if self.policy:
            self.send_header("Content-Security-Policy", self.policy)
        super().end_headers()


@contextlib.contextmanager
def served(folder: Path, policy: str = "", port: int = 0) -> Iterator[str]:
    handler = type("Handler", (_Handler,), {"policy": policy})
    made = functools.partial(handler, directory=str(folder))
    with http.server.ThreadingHTTPServer(("127.0.0.1", port), made) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_address[1]}/"
        server.shutdown()


@pytest.fixture(scope="module")
def cut_site(demo: Path, library: Library, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the demo below a folder, in three periods of English and in four other languages, each for itself."""
    root = tmp_path_factory.mktemp("cut")
    shutil.copytree(demo / "site", root / "atlas")
    shutil.rmtree(root / "atlas" / "pagefind")
    list(search.write_index(found(), library, root / "atlas", None, root / "cache", least=10, own=2))
    return root


@pytest.fixture(scope="module")
def address(cut_site: Path) -> Iterator[str]:
    with served(cut_site, CSP) as where:
        yield f"{where}atlas/"


def until(page: Any, condition: str, seconds: float = 15) -> None:
    """Wait until a JavaScript expression is true; Playwright's own way needs `unsafe-eval`."""
    end = time.monotonic() + seconds
    while not page.evaluate(condition):
        assert time.monotonic() < end, condition
        page.wait_for_timeout(50)


def titles(page: Any, least: int = 1) -> list[str]:
    until(page, f"document.querySelectorAll('.search-results li').length >= {least}")
    return [str(text) for text in page.locator(".search-results h2 a").all_inner_texts()]


@pytest.mark.browser
def test_search_by_keyboard_alone(browser: Any, address: str) -> None:
    """From an article `/` leads to the words, arrows through the results, Escape back, Enter to the article."""
    with opened(browser) as page:
        page.goto(f"{address}articles/strait-of-malacca/")
        page.keyboard.press("/")
        page.wait_for_url("**/search/")
        assert page.evaluate("document.activeElement.name") == "q"
        page.keyboard.type("canal")
        found_titles = titles(page, 3)
        assert "canal" in page.locator(".search-results mark").first.inner_text().lower()
        assert page.url.endswith("/search/?q=canal")
        for keys, expected in ((["ArrowDown"], 0), (["ArrowDown"], 1), (["ArrowUp"], 0)):
            for key in keys:
                page.keyboard.press(key)
            assert page.evaluate("document.activeElement.textContent") == found_titles[expected]
        page.keyboard.press("Escape")
        assert page.evaluate("document.activeElement.name") == "q"
        page.keyboard.press("ArrowDown")
        page.keyboard.press("Enter")
        page.wait_for_url("**/articles/*/")
        assert page.locator("h1").inner_text() == found_titles[0]
        page.go_back()
        assert titles(page, 3) == found_titles
        assert (page.foreign, page.faults) == ([], [])


@pytest.mark.browser
def test_the_key_can_be_turned_off(browser: Any, address: str) -> None:
    """Whoever unticks it on the search page is not taken there by a slash; in a field a slash is a slash."""
    with opened(browser) as page:
        page.goto(f"{address}search/")
        page.keyboard.type("a/b")
        assert page.locator("[name=q]").input_value() == "a/b"
        page.locator(".search-help summary").click()
        page.locator("[name=shortcut]").uncheck()
        page.goto(f"{address}regions/")
        page.keyboard.press("/")
        page.wait_for_timeout(300)
        assert page.url == f"{address}regions/"


@pytest.mark.browser
@pytest.mark.parametrize("facet", ["region", "theme", "source", "lang", "year"])
def test_a_facet_leaves_as_many_as_it_says(facet: str, browser: Any, address: str) -> None:
    """The number beside a value is the number of results under it, over all periods and languages; others stay."""
    with opened(browser) as page:
        page.goto(f"{address}search/?q=the")
        before = len(titles(page, 5))
        until(page, f"[...document.forms[0]?.elements.{facet}.options].some(option => option.label.endsWith(')'))")
        options = page.locator(f"[name={facet}] option:not([hidden])").evaluate_all(
            "all => all.slice(1).map(one => [one.value, Number(/\\((\\d+)\\)$/.exec(one.label)[1])])"
        )
        value, count = min((option for option in options if option[1] > 0), key=lambda option: (option[1], option[0]))
        page.select_option(f"[name={facet}]", value)
        expected = "1 article" if count == 1 else f"{count} articles"
        until(page, f"document.querySelector('.search-status').textContent === '{expected}'")
        assert len(titles(page)) == min(count, 20) <= before
        assert f"{facet}={value}" in page.url
        stored = page.locator(f"[name={facet}] option:not([hidden])").count()
        assert stored == len(options) + 1
        assert page.faults == []


@pytest.mark.browser
def test_a_deep_link_shows_what_it_says(browser: Any, address: str) -> None:
    """An address with words, facets and order gives that search, without the words too."""
    with opened(browser) as page:
        page.goto(f"{address}search/?region=europe&lang=en&year=2026&sort=date")
        shown = titles(page)
        days = page.locator(".search-results time").evaluate_all("all => all.map(one => one.dateTime)")
        assert page.locator("[name=region]").input_value() == "europe"
        assert (days, {day[:4] for day in days}) == (sorted(days, reverse=True), {"2026"})
        page.goto(f"{address}search/?q=zzzzqqqq&region=europe")
        until(page, "document.querySelector('.search-status').textContent.startsWith('No article')")
        assert (len(shown) > 2, page.locator(".browse").is_visible()) == (True, True)


@pytest.mark.browser
@pytest.mark.parametrize("width", [390, 1280])
def test_three_clicks_narrow_to_region_theme_outlet_and_month(
    width: int, browser: Any, address: str, demo_list: list[dict[str, Any]]
) -> None:
    """A cell of the matrix, an outlet on its page, a month: what this outlet wrote on this there and then."""
    there = [
        article
        for article in demo_list
        if "south-asia" in article["regions"] and any(theme["slug"] == "conflict" for theme in article["themes"])
    ]
    outlet, month = there[0]["source"], there[0]["date"][:7]
    wanted = [one["title"] for one in there if (one["source"], one["date"][:7]) == (outlet, month)]
    with opened(browser, viewport={"width": width, "height": 844}) as page:
        page.goto(f"{address}regions/")
        page.get_by_role("link", name="South Asia, Conflict and peace:").click()
        page.get_by_role("list", name="Sources").get_by_role("link", name=outlet).click()
        page.get_by_role("combobox", name="Period").select_option(month)
        until(page, f"document.querySelector('.search-status').textContent.startsWith('{len(wanted)} article')")
        assert (titles(page), page.faults) == (wanted, [])


@pytest.mark.browser
def test_the_newest_come_first_over_periods_and_languages(browser: Any, address: str) -> None:
    """Ordered by date, all articles of all bundles are in one order, page by page, and none is lost or doubled."""
    with opened(browser) as page:
        page.goto(f"{address}search/?q=&sort=date")
        page.select_option("[name=year]", "2026")
        titles(page, 20)
        page.locator(".search-more button").click()
        titles(page, 21)
        rows = page.locator(".search-results li").evaluate_all(
            "all => all.map(one => [one.querySelector('time').dateTime, one.querySelector('a').pathname])"
        )
        assert [row[0] for row in rows] == sorted((row[0] for row in rows), reverse=True)
        assert len({row[1] for row in rows}) == len(rows)


@pytest.mark.browser
def test_each_language_has_its_own_word_forms(browser: Any, address: str) -> None:
    """A French plural finds the singular, a German one its root; what is foreign says in which language it is."""
    with opened(browser) as page:
        for words, lang in (("centrales nucléaires", "fr"), ("Stromnetze", "de")):
            page.goto(f"{address}search/?lang={lang}&q={words}")
            assert len(titles(page)) >= 1
            assert page.locator(".search-results h2").first.get_attribute("lang") == lang
        assert page.faults == []


@pytest.mark.browser
def test_without_a_script_the_page_leads_on(browser: Any, address: str) -> None:
    """Without JavaScript there is no form that does nothing, but the ways to browse, and they lead somewhere."""
    with opened(browser, java_script_enabled=False) as page:
        page.goto(f"{address}search/")
        assert page.locator(".search-form").is_visible() is False
        assert "needs JavaScript" in page.locator("main").inner_text()
        names = page.locator(".browse h2").all_inner_texts()
        assert names == ["Region", "Theme", "Source", "Period"]
        page.locator(".browse a", has_text="Europe").first.click()
        assert page.locator("h1").inner_text() == "Europe"


@pytest.mark.browser
@pytest.mark.parametrize("width", [320, 1280])
def test_the_search_page_fits_its_window(width: int, browser: Any, address: str) -> None:
    """Narrow or wide, empty or full, the page does not scroll sideways and its fields have names."""
    with opened(browser, viewport={"width": width, "height": 800}) as page:
        for query in ("", "?q=energy"):
            page.goto(f"{address}search/{query}")
            if query:
                titles(page)
            overflow = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
            assert (overflow, page.faults) == (0, [])
        unnamed = page.locator("main :is(input, select)").evaluate_all(
            "all => all.filter(one => !one.labels.length).length"
        )
        assert unnamed == 0


@pytest.mark.browser
@pytest.mark.parametrize("broken", ["policy", "index"])
def test_where_it_cannot_search_the_page_says_so(broken: str, cut_site: Path, browser: Any, tmp_path: Path) -> None:
    """Where WebAssembly is forbidden or the index is missing, a line says so and the ways to browse are there."""
    root = cut_site
    if broken == "index":
        root = tmp_path / "root"
        shutil.copytree(cut_site / "atlas", root / "atlas", ignore=shutil.ignore_patterns("pagefind"))
    with served(root, "default-src 'self'" if broken == "policy" else "") as where, opened(browser) as page:
        page.goto(f"{where}atlas/search/?q=canal")
        until(page, "document.querySelector('.search-status').textContent.startsWith('Search does not work')", 30)
        assert page.locator(".browse").is_visible()


# Offline -------------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def offline_site(demo: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the demo built with `offline: true`."""
    folder = tmp_path_factory.mktemp("offline") / "atlas"
    shutil.copytree(demo, folder, ignore=shutil.ignore_patterns("site"))
    config = folder / "mkdocs.yml"
    config.write_text(config.read_text().replace("timezone: UTC", "timezone: UTC\n      offline: true"), "utf-8")
    run = run_briefing(folder, "build", "--strict", "--now", NOW)
    assert (run.status, run.err) == (0, "")
    return folder / "site"


def test_a_site_keeps_nothing_unless_asked(demo: Path) -> None:
    """Without the setting there is no service worker and no page for it."""
    assert [name for name in tree(demo / "site") if "offline" in name] == []
    assert b"data-worker" not in (demo / "site/index.html").read_bytes()


@pytest.mark.browser
def test_offline_the_newest_edition_and_what_was_read(
    offline_site: Path,
    browser: Any,
    tmp_path: Path,
) -> None:
    """Without a network: home, the newest edition unread, an old article that was read; with it, never a stale page."""
    site = tmp_path / "site"
    shutil.copytree(offline_site, site)
    worker = (site / "offline.js").read_text(encoding="utf-8")
    edition = json.loads(next(line for line in worker.splitlines() if line.startswith("const EDITION"))[16:-1])
    unread = next(address for address in edition if address.startswith("articles/"))
    old, never = [
        f"articles/{p.name}/" for p in sorted((site / "articles").iterdir()) if f"articles/{p.name}/" not in edition
    ][:2]
    with opened(browser) as page:
        with served(site) as where:
            port = int(where.rsplit(":", 1)[1].strip("/"))
            page.goto(where)
            page.evaluate("navigator.serviceWorker.ready.then(() => true)")
            until(page, "navigator.serviceWorker.controller !== null")
            page.goto(where + old)
            heading = page.locator("h1").inner_text()
            page.goto(where)
            (site / "index.html").write_text(
                (site / "index.html").read_text(encoding="utf-8").replace("<main", "<p id=fresh>Fresh</p><main", 1),
                "utf-8",
            )
            page.goto(where)
            assert page.locator("#fresh").inner_text() == "Fresh"
        page.goto(where)
        assert page.locator("#fresh").inner_text() == "Fresh"
        page.goto(where + unread)
        assert page.locator("article.story h1").count() == 1
        page.goto(where + old)
        assert page.locator("h1").inner_text() == heading
        page.goto(where + never)
        assert page.locator("h1").inner_text() == "Offline"
        page.locator("[data-kept] a", has_text=heading).click()
        assert page.locator("h1").inner_text() == heading
        shutil.rmtree(site / old)
        with served(site, port=port):
            page.goto(where + old)  # withdrawn: gone online, and from what was kept
        page.goto(where + old)
        assert page.locator("h1").inner_text() == "Offline"
        assert page.locator("[data-kept] a", has_text=heading).count() == 0
