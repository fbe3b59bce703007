"""The built demo site in a real browser, from a server on loopback."""

from __future__ import annotations

import contextlib
import functools
import http.server
import shutil
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from conftest import run_briefing

pytestmark = pytest.mark.browser

SHOTS = Path(__file__).parent / "shots"
PAGES = {
    "home": "",
    "article": "articles/strait-of-malacca/",
    "excerpt": "articles/montreux-convention/",
    "region": "regions/asia/",
    "cell": "regions/asia/politics/",
    "matrix": "regions/",
    "archive": "archive/",
    "feeds": "feeds/",
}
FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--disable-dev-shm-usage",
]  # fmt: skip


class _Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        """Say nothing."""


@contextlib.contextmanager
def served(folder: Path, kind: type[_Quiet] = _Quiet) -> Iterator[str]:
    handler = functools.partial(kind, directory=str(folder))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_address[1]}/"
        server.shutdown()


@pytest.fixture(scope="module")
def address(demo_site: Path) -> Iterator[str]:
    with served(demo_site) as base:
        yield base


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    from playwright.sync_api import sync_playwright

    names = ("chromium", "chromium-browser", "google-chrome")
    installed = next(filter(None, map(shutil.which, names)), None)
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=installed, args=FLAGS)
        yield chromium
        chromium.close()


@contextlib.contextmanager
def opened(browser: Any, **options: Any) -> Iterator[Any]:
    context = browser.new_context(**options)
    page = context.new_page()
    page.foreign = []
    page.on("request", lambda request: page.foreign.append(request.url) if "127.0.0.1" not in request.url else None)
    page.faults = []
    page.on("pageerror", lambda error: page.faults.append(str(error)))
    page.on("console", lambda message: page.faults.append(message.text) if message.type == "error" else None)
    try:
        yield page
    finally:
        context.close()


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize("width", [320, 390, 1280])
def test_pages_fit_their_window_and_ask_nobody_else(browser: Any, address: str, name: str, width: int) -> None:
    """No page scrolls sideways, logs an error, or asks another origin for anything."""
    scheme = "dark" if width == 390 else "light"
    with opened(browser, viewport={"width": width, "height": 844}, color_scheme=scheme) as page:
        page.goto(address + PAGES[name])
        overflow = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        SHOTS.mkdir(exist_ok=True)
        if width != 320:
            page.screenshot(path=SHOTS / f"{name}-{width}-{scheme}.png", full_page=True)
        assert (overflow, page.foreign, page.faults) == (0, [], [])


@pytest.mark.parametrize("name", PAGES)
def test_pages_fit_the_paper(browser: Any, address: str, name: str) -> None:
    """In print nothing is cut off at the edge of the paper, and what can only be clicked is left out."""
    with opened(browser, viewport={"width": 660, "height": 1000}) as page:  # A4 less its margins
        page.goto(address + PAGES[name])
        page.emulate_media(media="print")
        overflow = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        fields = page.locator("main :is(input, select, button)").filter(visible=True).count()
        assert (overflow, fields) == (0, 0)


def test_reading_needs_no_script(browser: Any, address: str) -> None:
    """Without JavaScript a reader gets from the front page to an article, its dates and its evidence."""
    with opened(browser, java_script_enabled=False) as page:
        page.goto(address)
        title = page.locator("main h2 a").first
        words = title.inner_text()
        title.click()
        assert page.locator("h1").inner_text() == words
        assert page.locator("time").first.inner_text().strip() != ""
        page.locator("details summary").first.click()
        assert page.locator("details").first.get_attribute("open") is not None


def test_a_key_point_leads_to_its_paragraph(browser: Any, address: str) -> None:
    """The mark behind a key point jumps to the paragraph in which the sentence stands."""
    with opened(browser) as page:
        page.goto(address + PAGES["article"])
        mark = page.locator("a.cite[href^='#p']").first
        target = str(mark.get_attribute("href"))
        sentence = mark.locator("xpath=ancestor::li[1]").inner_text().split("¶")[0].strip()
        mark.click()
        assert page.url.endswith(target)
        assert sentence[:60] in page.locator(target).inner_text()


def test_the_matrix_is_a_navigation_by_keyboard(browser: Any, address: str) -> None:
    """A number in the matrix is reached with the Tab key and leads to as many articles, in a cell or in a region."""
    with opened(browser) as page:
        page.goto(address + PAGES["matrix"])
        cell = page.locator("table.matrix td a:not([href*='#'])").first
        count = cell.inner_text()
        cell.focus()
        page.keyboard.press("Enter")
        page.wait_for_url("**/regions/*/*/")
        assert page.locator("main article.card, main .diary .headlines > li").count() == int(count)
        page.goto(address + PAGES["matrix"])
        part = page.locator("table.matrix td a[href*='#']").first
        count, anchor = part.inner_text(), part.get_attribute("href").partition("#")[2]
        part.focus()
        page.keyboard.press("Enter")
        page.wait_for_url(f"**/regions/*/#{anchor}")
        assert page.locator(f".small-cell:has(#{anchor}) li").count() == int(count)


class _WithPageOfFaults(_Quiet):
    """A host that shows 404.html for what is not there, as GitHub Pages does."""

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        page = Path(self.directory, "atlas", "404.html").read_bytes()
        self.send_response(code)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(page)))
        self.end_headers()
        self.wfile.write(page)


def test_an_address_that_moved_into_another_page_leads_there(browser: Any, demo_site: Path, tmp_path: Path) -> None:
    """Old periods lead to the page that lists their articles now, small cells to their part of the region's page."""
    (tmp_path / "atlas").symlink_to(demo_site)
    with served(tmp_path, _WithPageOfFaults) as address, opened(browser) as page:
        for old, new in (
            ("themes/politics/2025-06/", "themes/politics/#2025-06"),
            ("regions/asia/politics/2025-06/", "regions/asia/politics/#2025"),
            ("regions/asia/sport/2025-06/", "regions/asia/#theme-sport"),
            ("regions/asia/sport/", "regions/asia/#theme-sport"),
        ):
            page.goto(f"{address}atlas/{old}")
            page.wait_for_url(f"**/atlas/{new}")
        assert page.locator("h1").inner_text() == "Asia"


def test_a_reader_hides_languages(browser: Any, address: str) -> None:
    """Articles in a language that a reader has hidden stay hidden on the next page, until the reader shows them."""
    with opened(browser) as page:
        for hide in (True, False):
            page.goto(address)
            page.locator(".hide-languages").get_by_label("français").set_checked(hide)
            for where in ("", "regions/africa/"):
                page.goto(address + where)
                french = page.locator("main .card:not(.card-lead):has(.badge[lang=fr])")
                shown = [french.nth(at).is_visible() for at in range(french.count())]
                assert shown == [not hide] * len(shown) != []


def test_the_theme_switch_is_remembered(browser: Any, address: str) -> None:
    """A reader who switches to dark finds it dark on the next page."""
    with opened(browser, color_scheme="light") as page:
        page.goto(address)
        before = page.evaluate("getComputedStyle(document.body).backgroundColor")
        page.locator("button.theme-switch").click()
        after = page.evaluate("getComputedStyle(document.body).backgroundColor")
        page.goto(address + PAGES["article"])
        assert before != after == page.evaluate("getComputedStyle(document.body).backgroundColor")


def test_an_old_address_leads_to_the_article(browser: Any, address: str) -> None:
    """A visitor of an alias arrives at the article's present address."""
    with opened(browser) as page:
        page.goto(address + "briefings/panama-canal/")
        page.wait_for_url("**/articles/panama-canal-water/")
        assert "Panama" in page.locator("h1").inner_text()


def test_a_subscriber_finds_and_copies_a_feed(browser: Any, address: str, demo_site: Path) -> None:
    """On the feeds' page a region and a theme give the address of their feed, else of its RSS, to be copied."""
    with opened(browser, permissions=["clipboard-read", "clipboard-write"]) as page:
        page.goto(address + "feeds/")
        form = page.locator(".feed-finder")
        form.get_by_label("Region").select_option("Asia")
        form.get_by_label("Theme").select_option("Diplomacy")
        form.get_by_label("Format").select_option("Atom")
        found = form.locator("output").inner_text()
        form.get_by_role("button", name="Copy").click()
        form.get_by_role("status").filter(has_text="Copied").wait_for()
        path = found.removeprefix("https://example.org/atlas/")
        assert (page.evaluate("navigator.clipboard.readText()"), path) == (
            found,
            "regions/asia/diplomacy/feed.xml",
        )
        assert (demo_site / path).is_file()


def test_a_subscriber_takes_a_choice_as_opml(browser: Any, address: str, tmp_path: Path) -> None:
    """The feeds that are ticked come as an OPML file that lists just these, by absolute address."""
    from lxml import etree

    with opened(browser) as page:
        page.goto(address + "feeds/")
        boxes = page.locator("tr[data-region]:not([data-region='']):not([data-theme='']) input[type=checkbox]")
        page.locator("details:has(.feed-table)").first.evaluate("element => element.open = true")
        for at in (0, 1):
            boxes.nth(at).evaluate("box => box.click()")
        with page.expect_download() as download:
            page.get_by_role("button", name="OPML of the feeds").click()
        download.value.save_as(tmp_path / "feeds.opml")
        outlines = etree.parse(str(tmp_path / "feeds.opml")).findall("//outline[@xmlUrl]")
        beginnings = {outline.get("xmlUrl").partition("regions/")[0] for outline in outlines}
        assert (len(outlines), beginnings) == (2, {"https://example.org/atlas/"})


def test_the_feeds_page_needs_no_script(browser: Any, address: str) -> None:
    """Without JavaScript every feed stands in a table, and the form that would need it does not show."""
    with opened(browser, java_script_enabled=False) as page:
        page.goto(address + "feeds/")
        cell = page.locator("tr[data-theme='Diplomacy'][data-region='Asia'] a[href$='feed.xml']")
        assert (cell.count(), page.locator(".feed-finder").is_visible()) == (1, False)


def test_an_article_has_its_tools(browser: Any, address: str) -> None:
    """Print and share are there; listening is hidden where the browser cannot speak; a paragraph's mark leads to it."""
    with opened(browser) as page:
        page.add_init_script("delete window.speechSynthesis; window.printed = 0; window.print = () => window.printed++")
        page.goto(address + PAGES["article"])
        tools = page.get_by_role("list", name="Tools")
        tools.get_by_role("button", name="Print").click()
        share = tools.get_by_role("link", name="Share").get_attribute("href") or ""
        shown = (page.evaluate("printed"), share[:16], tools.get_by_text("Listen").is_visible(), page.faults)
        assert shown == (1, "mailto:?subject=", False, [])


def test_nothing_of_a_discussion_is_loaded_before_a_click(browser: Any, site: Any) -> None:
    """With comments on, a page asks no other site for anything until its reader presses the button; then it does."""
    folder = site("every-key")
    config = folder / "mkdocs.yml"
    lines = "\n      comments: {service: utterances, repo: someone/something, email: desk@example.org}"
    text = config.read_text(encoding="utf-8")
    config.write_text(text.replace("- briefing", f"- briefing:{lines}"), encoding="utf-8")
    run = run_briefing(folder, "build", "-q", "--now", "2027-01-01")
    assert run.err == ""
    with served(folder / "site") as base, opened(browser) as page:
        page.route("**/*", lambda route: route.continue_() if "127.0.0.1" in route.request.url else route.abort())
        first = next((folder / "site" / "articles").glob("*/index.html")).parent.name
        page.goto(f"{base}articles/{first}/")
        before = list(page.foreign)
        page.get_by_role("button", name="Show the discussion").click()
        page.wait_for_timeout(300)
        assert (before, [url.split("/")[2] for url in page.foreign][:1]) == ([], ["utteranc.es"])
