# ruff: noqa: F401, F811 (fixtures of another module)
"""The checkers of others find nothing on any kind of page: Nu, axe, HTML CodeSniffer, Lighthouse."""

from __future__ import annotations

import functools
import gzip
import http.server
import json
import os
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from conftest import NOW, ROOT, run_briefing
from test_browser import FLAGS, browser, opened

pytestmark = [pytest.mark.browser, pytest.mark.slow]

_LISTS = "      watchlists:\n        - name: Rivers and canals\n          any: [river, canal]\n"
PACKAGES = Path(sys.prefix) / "checkers/node_modules"
# Of each template a page; what stands after a `#` is a second page of the same template.
PAGES = {
    "404": "no/such/page/",
    "archive": "archive/",
    "article": "articles/strait-of-malacca/",
    "article#excerpt": "articles/montreux-convention/",
    "article#foreign": "articles/gulf-cooperation-council-ar/",
    "author": "authors/*/",
    "catalogue": "keywords/",
    "cell": "regions/asia/politics/",
    "edition": "editions/2*/",
    "editions": "editions/",
    "feeds": "feeds/",
    "home": "",
    "keyword": "keywords/*/",
    "main": "about/",
    "month": "archive/2*/*/",
    "offline": "offline/",
    "period": "themes/politics/2*/",
    "region": "regions/asia/",
    "region#world": "regions/world/",
    "regions": "regions/",
    "search": "search/",
    "search#results": "search/?q=canal",
    "source": "sources/*/",
    "story": "stories/*/",
    "theme": "themes/politics/",
    "themes": "themes/",
    "watchlist": "watchlists/*/",
}
WAYS = {
    "desktop-light": {"viewport": {"width": 1280, "height": 900}, "color_scheme": "light"},
    "phone-dark": {"viewport": {"width": 390, "height": 844}, "color_scheme": "dark", "has_touch": True},
}
# Nu takes a site in a folder for one without an origin, and data (JSON-LD) for a script: the policy is held to by
# test_policy.py, in a browser.
NOT_NU = ".*Content Security Policy.*"


def package(path: str) -> Path:
    """Return a file of an npm package, or skip the test."""
    found = PACKAGES / path
    if not found.exists():
        pytest.skip(f"{path} is not installed (tests/need-clients.sh)")
    return found


class _Host(http.server.SimpleHTTPRequestHandler):
    """A host as sites have it: compressed, its own page for what is not there; the site lies below /atlas/."""

    protocol_version = "HTTP/1.1"

    def log_message(self, *_: object) -> None:
        """Say nothing."""

    def do_GET(self) -> None:
        root = Path(self.directory)
        wanted = root / self.path.partition("?")[0].removeprefix("/atlas/").lstrip("/")
        path = wanted / "index.html" if wanted.is_dir() else wanted
        data = (path if path.is_file() else root / "404.html").read_bytes()
        kind = self.guess_type(path) if path.is_file() else "text/html"
        self.send_response(200 if path.is_file() else 404)
        self.send_header("Content-Type", kind)
        if kind.startswith("text/") or kind.endswith(("json", "javascript", "xml")):
            data = gzip.compress(data)
            self.send_header("Content-Encoding", "gzip")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)


class _Far(_Host):
    """A host at the end of a slow line: the first 30 KB of a page come in small pieces, each of which is painted."""

    def do_GET(self) -> None:
        path = Path(self.directory) / self.path.removeprefix("/atlas/") / "index.html"
        if not path.is_file():
            super().do_GET()
            return
        data = path.read_bytes()
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        for at in range(0, 30_000, 300):
            self.wfile.write(data[at : at + 300])
            time.sleep(0.008)
        self.wfile.write(data[30_000:])


class _Server(http.server.ThreadingHTTPServer):
    def handle_error(self, request: object, client_address: object) -> None:
        """Say nothing when a browser that has seen enough hangs up."""


@contextmanager
def hosted(folder: Path, host: type[_Host] = _Host) -> Iterator[str]:
    """Give the address of a site that a host on loopback serves."""
    with _Server(("127.0.0.1", 0), functools.partial(host, directory=str(folder))) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_address[1]}/atlas/"
        server.shutdown()


@pytest.fixture(scope="module", params=["en", "ar"])
def built(request: Any, demo: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the demo with pages for reading offline: in English, and in Arabic, from right to left; with periods."""
    folder = tmp_path_factory.mktemp(f"checked-{request.param}")
    shutil.copytree(demo, folder, ignore=shutil.ignore_patterns("site"), dirs_exist_ok=True)
    config = folder / "mkdocs.yml"
    more = f"timezone: UTC\n{_LISTS}      listing: 12\n      offline: true\n      language: {request.param}"
    config.write_text(config.read_text(encoding="utf-8").replace("timezone: UTC", more), encoding="utf-8")
    for path in (ROOT / "tests/cases/stories/earthquake").glob("*-report.md"):
        shutil.copy(path, folder / "content/articles")
    run = run_briefing(folder, "build", "--strict", "--now", NOW)
    assert (run.status, run.err) == (0, "")
    return folder / "site"


@pytest.fixture(scope="module")
def few(demo: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the demo with fifteen of its articles: its longest table of feeds is folded, and short."""
    folder = tmp_path_factory.mktemp("few")
    shutil.copytree(demo, folder, ignore=shutil.ignore_patterns("site"), dirs_exist_ok=True)
    for path in sorted((folder / "content/articles").rglob("*.md"))[15:]:
        path.unlink()
    assert run_briefing(folder, "build", "--now", NOW).status == 0
    return folder / "site"


@pytest.fixture(scope="module")
def address(built: Path) -> Iterator[str]:
    with hosted(built) as base:
        yield base


def at(name: str, site: Path) -> str:
    """Return the address of a page of `PAGES`; where there are many of a kind, of the first."""
    if "*" not in PAGES[name]:
        return PAGES[name]
    return sorted(path.parent.relative_to(site).as_posix() for path in site.glob(f"{PAGES[name]}index.html"))[0] + "/"


def opens(page: Any, where: str) -> None:
    """Open a page with all that is folded away on it; wait for what a script shows."""
    page.goto(where)
    if "?q=" in where:
        page.locator(".search-results:not([hidden]) a").first.wait_for()
    if "/feeds/" not in where:  # axe holds each of its thousand links against each other: see `few`
        unfold(page)


def unfold(page: Any) -> None:
    """Open all that is folded away."""
    page.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true })")


def test_every_template_is_checked() -> None:
    """No template is forgotten; a redirect is no page that people see, and a listing is the base of others."""
    templates = {path.stem for path in (ROOT / "templates").glob("*.html")}
    assert {name.partition("#")[0] for name in PAGES} == templates - {"redirect", "listing"}


def test_nu_finds_nothing(built: Path) -> None:
    """Every page of the site is valid HTML: not one error, not one warning."""
    if not shutil.which("java"):
        pytest.skip("Java is not installed (tests/need-clients.sh)")
    command = ["java", "-jar", package("vnu-jar/build/dist/vnu.jar"), "--skip-non-html"]
    command += ["--filterpattern", NOT_NU, "--format", "gnu", "--stdout", "."]
    done = subprocess.run(command, cwd=built, capture_output=True, text=True, timeout=300, check=False)
    found = [line for line in done.stdout.splitlines() if not known(line, built)]
    assert (found, done.stderr) == ([], "")


def known(line: str, site: Path) -> bool:
    """Tell whether Nu only takes the language of a page's articles for that of the page."""
    return "appears to be written in" in line and 'lang="ar"' in (site / "index.html").read_text(encoding="utf-8")[:99]


def accused(name: str, page: Any) -> list[tuple[str, ...]]:
    """Return what axe and HTML CodeSniffer find on the page that is open."""
    page.evaluate(package("axe-core/axe.min.js").read_text(encoding="utf-8"))
    said = page.evaluate("axe.run({ rules: { 'target-size': { enabled: true } } })")
    found = [(name, "axe", one["id"], one["nodes"][0]["html"][:200]) for one in said["violations"]]
    page.evaluate(package("html_codesniffer/build/HTMLCS.js").read_text(encoding="utf-8"))
    messages = page.evaluate(
        """new Promise(done => HTMLCS.process("WCAG2AA", document, () => done(HTMLCS.getMessages().filter(
        one => one.type === HTMLCS.ERROR).map(one => [one.code, one.element.outerHTML?.slice(0, 200)]))))"""
    )
    return found + [(name, "codesniffer", *message) for message in messages]


@pytest.mark.parametrize("way", WAYS)
def test_axe_and_codesniffer_find_nothing(way: str, built: Path, address: str, browser: Any) -> None:
    """Nothing is found against WCAG 2.2 AA and axe's best practices on any kind of page, all of it unfolded."""
    found = []
    with opened(browser, **WAYS[way]) as page:
        for name in PAGES:
            opens(page, address + at(name, built))
            found += accused(name, page)
    assert found == []


@pytest.mark.parametrize("way", WAYS)
def test_axe_and_codesniffer_find_nothing_in_unfolded_feeds(way: str, few: Path, browser: Any) -> None:
    """The folded tables of feeds are open to both on a site of few articles: their time grows with the square."""
    with hosted(few) as base, opened(browser, **WAYS[way]) as page:
        page.goto(f"{base}feeds/")
        folded = page.locator(".part details").count()
        unfold(page)
        assert (folded > 0, accused("feeds", page)) == (True, [])


def shifts(page: Any, base: str, names: Iterable[str], built: Path) -> dict[str, float]:
    """Return by how much pages shift while they load, those above half of what counts as good (0.1)."""
    page.add_init_script(
        """window.shift = 0;
        new PerformanceObserver(list => list.getEntries().forEach(one => { shift += one.value }))
          .observe({ type: "layout-shift", buffered: true })"""
    )
    shifted = {}
    for name in names:
        page.goto(base + at(name, built))
        page.wait_for_timeout(500)
        shifted[name] = page.evaluate("shift")
    return {name: shift for name, shift in shifted.items() if shift > 0.05}


@pytest.mark.parametrize("way", WAYS)
def test_nothing_moves_while_a_page_loads(way: str, built: Path, address: str, browser: Any) -> None:
    """On a slow machine too, no kind of page shifts."""
    with opened(browser, **WAYS[way]) as page:
        page.context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": 6})
        assert shifts(page, address, PAGES, built) == {}


@pytest.mark.parametrize("way", WAYS)
def test_nothing_moves_while_a_page_comes_in(way: str, built: Path, browser: Any) -> None:
    """On a slow line, where a page is painted with every piece that arrives, no kind of page shifts."""
    with hosted(built, _Far) as base, opened(browser, **WAYS[way]) as page:
        names = [name for name in PAGES if "#" not in name or name == "article#excerpt"]
        assert shifts(page, base, names, built) == {}


@pytest.mark.parametrize("name", ["home", "article", "region", "cell"])
def test_lighthouse_has_nothing_to_say(name: str, demo_site: Path, tmp_path: Path) -> None:
    """Accessibility, best practices and SEO are 100 of 100, and nothing moves; how fast it is, is printed."""
    cli = package("lighthouse/cli/index.js")
    chromium = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), "")
    with hosted(demo_site) as base:
        done = subprocess.run(
            ["node", cli, base + PAGES[name], "--quiet", "--no-enable-error-reporting", "--output=json",
             f"--output-path={tmp_path / 'said.json'}",
             f"--chrome-flags={' '.join(['--headless=new', *FLAGS])}"],
            env={**os.environ, "CHROME_PATH": chromium}, capture_output=True, text=True, timeout=180, check=False,
        )  # fmt: skip
    assert done.returncode == 0, done.stderr
    said = json.loads((tmp_path / "said.json").read_bytes())
    audits = said["audits"]
    scores = {kind: round(100 * category["score"]) for kind, category in said["categories"].items()}
    print(name, scores, {key: audits[key]["displayValue"] for key in ("largest-contentful-paint", "total-byte-weight")})
    failed = [key for key, audit in audits.items() if audit["score"] == 0 and audit["scoreDisplayMode"] == "binary"]
    assert {scores[kind] for kind in ("accessibility", "best-practices", "seo")} == {100}, failed
    assert (scores["performance"] >= 80, audits["cumulative-layout-shift"]["numericValue"] < 0.05) == (True, True)
