"""Feeds as they are hosted and followed: the manual's nginx snippet, and real clients over a real server."""

from __future__ import annotations

import functools
import gzip
import http.client
import http.server
import json
import os
import re
import shutil
import socket
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest

ROOT = Path(__file__).parent.parent
NGINX = shutil.which("nginx", path=os.environ["PATH"] + ":/usr/sbin")
CADDY = shutil.which("caddy")
COUNT = 6

pytestmark = pytest.mark.slow


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Site:
    """A small project with its published site, on a port of its own."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.port = folder, free_port()
        self.url = f"http://127.0.0.1:{self.port}/"
        self.articles = folder / "content" / "articles"
        self.articles.mkdir(parents=True)
        (folder / "mkdocs.yml").write_text(
            f"site_name: Morning News\nsite_url: {self.url}\ntheme: briefing\ndocs_dir: content\n"
            "plugins:\n  - briefing:\n      feed_hub: https://hub.example/\n"
        )
        for n in range(COUNT):
            self.write(n)
        self.build()

    def write(self, n: int, *, title: str = "", slug: str = "", updated: str = "") -> None:
        front = [
            f"title: {json.dumps(title or f'Défense & Sécurité <{n}>')}",
            f"id: item-{n}",
            f"date: 2026-02-0{n + 1}",
        ]
        front += [f"slug: {slug}"] * bool(slug) + [f"updated: {updated}"] * bool(updated)
        text = "\n".join(["---", *front, "regions: [india]", "themes: [defence]", "---", f"Body {n} & more.", ""])
        (self.articles / f"a{n}.md").write_text(text, encoding="utf-8")

    def build(self) -> None:
        done = subprocess.run(
            [sys.executable, "-m", "generator", "build", "-q", "-f", str(self.folder / "mkdocs.yml")],
            cwd=ROOT, capture_output=True, text=True, timeout=300,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr

    @property
    def root(self) -> Path:
        return self.folder / "site"


@pytest.fixture
def site(tmp_path: Path) -> Site:
    return Site(tmp_path)


@pytest.fixture
def served(site: Site) -> Iterator[Site]:
    class Handler(http.server.SimpleHTTPRequestHandler):
        def log_message(self, *_: object) -> None:
            pass

        def translate_path(self, path: str) -> str:  # the folder is exchanged by each build
            return str(site.root / urlsplit(path).path.lstrip("/"))

    server = http.server.ThreadingHTTPServer(("127.0.0.1", site.port), functools.partial(Handler))
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    yield site
    server.shutdown()
    server.server_close()


def get(port: int, path: str, **headers: str) -> tuple[int, dict[str, str], bytes]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    connection.request("GET", path, headers={name.replace("_", "-"): value for name, value in headers.items()})
    answer = connection.getresponse()
    data = answer.read()
    connection.close()
    return answer.status, {name.lower(): value for name, value in answer.getheaders()}, data


def snippet_of(server: str, form: str, site: Site) -> str:
    """Return the manual's snippet for a server, with this site's folder."""
    manual = (ROOT / "docs" / "hosting.md").read_text(encoding="utf-8")
    found = re.search(rf"<!-- {server} -->\n```{form}\n(.*?)```", manual, re.DOTALL)
    assert found
    return found.group(1).replace("/srv/site", str(site.root))


def wait_for(port: int) -> None:
    """Return when something listens at the port, or after ten seconds."""
    for _ in range(200):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)


@pytest.fixture
def nginx(site: Site, tmp_path: Path) -> Iterator[Site]:
    if not NGINX:
        pytest.skip("nginx is not installed (tests/need-clients.sh)")
    snippet = snippet_of("nginx", "nginx", site).replace("listen 80;", f"listen 127.0.0.1:{site.port};")
    run = tmp_path / "nginx"
    run.mkdir()
    temporary = "".join(
        f"{kind}_temp_path {run}/{kind};\n" for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    (run / "nginx.conf").write_text(
        f"daemon off; master_process off; pid {run}/pid; error_log {run}/error.log;\nevents {{}}\n"
        f"http {{ include /etc/nginx/mime.types; access_log off;\n{temporary}{snippet}}}\n"
    )
    process = subprocess.Popen(
        [NGINX, "-p", str(run), "-c", str(run / "nginx.conf")], stderr=subprocess.PIPE, stdout=subprocess.DEVNULL
    )
    wait_for(site.port)
    yield site
    process.terminate()
    process.wait(10)


def test_nginx_serves_feeds_as_they_should_be(nginx: Site) -> None:
    """With the manual's snippet feeds have their media types, are compressed, and asked again answer 304."""
    types = {
        "/feed.xml": "application/rss+xml; charset=utf-8",
        "/regions/india/atom.xml": "application/atom+xml; charset=utf-8",
        "/editions/feed.json": "application/feed+json; charset=utf-8",
        "/feeds/feeds.opml": "text/x-opml; charset=utf-8",
        "/api/v1/index.json": "application/json",
        "/": "text/html; charset=utf-8",
    }
    assert {path: get(nginx.port, path)[1]["content-type"] for path in types} == types
    for path in ("/feed.xml", "/atom.xml", "/feed.json"):
        status, headers, data = get(nginx.port, path)
        assert (status, data) == (200, (nginx.root / path[1:]).read_bytes())
        assert get(nginx.port, path, If_None_Match=headers["etag"])[::2] == (304, b"")
        assert get(nginx.port, path, If_Modified_Since=headers["last-modified"])[::2] == (304, b"")
        _, packed, squeezed = get(nginx.port, path, Accept_Encoding="gzip")
        assert packed["content-encoding"] == "gzip"
        assert len(squeezed) < len(data) / 2
        assert gzip.decompress(squeezed) == data


@pytest.fixture
def caddy(site: Site, tmp_path: Path) -> Iterator[Site]:
    if not CADDY:
        pytest.skip("Caddy is not installed (tests/need-clients.sh)")
    snippet = snippet_of("caddy", "caddyfile", site).replace("example.org {", f"http://127.0.0.1:{site.port} {{", 1)
    (tmp_path / "Caddyfile").write_text("{\n    admin off\n    auto_https off\n}\n" + snippet, encoding="utf-8")
    process = subprocess.Popen(
        [CADDY, "run", "--config", str(tmp_path / "Caddyfile"), "--adapter", "caddyfile"],
        stderr=subprocess.DEVNULL, stdout=subprocess.DEVNULL, env={**os.environ, "HOME": str(tmp_path)},
    )  # fmt: skip
    wait_for(site.port)
    yield site
    process.terminate()
    process.wait(10)


def test_caddy_serves_feeds_as_they_should_be(caddy: Site) -> None:
    """With the manual's snippet feeds have their media types, are compressed, and asked again answer 304."""
    types = {
        "/feed.xml": "application/rss+xml; charset=utf-8",
        "/regions/india/atom.xml": "application/atom+xml; charset=utf-8",
        "/editions/feed.json": "application/feed+json; charset=utf-8",
        "/": "text/html; charset=utf-8",
    }
    assert {path: get(caddy.port, path)[1]["content-type"] for path in types} == types
    for path in ("/feed.xml", "/atom.xml", "/feed.json"):
        status, headers, data = get(caddy.port, path)
        assert (status, data) == (200, (caddy.root / path[1:]).read_bytes())
        assert get(caddy.port, path, If_None_Match=headers["etag"])[::2] == (304, b"")
        _, packed, squeezed = get(caddy.port, path, Accept_Encoding="gzip")
        assert (packed["content-encoding"], gzip.decompress(squeezed)) == ("gzip", data)
    status, _, page = get(caddy.port, "/nowhere/")
    assert (status, page) == (404, (caddy.root / "404.html").read_bytes())


def test_nginx_shows_browsers_a_readable_feed(nginx: Site) -> None:
    """A browser is sent the same bytes as XML, so that it uses the style sheet, which is there."""
    browser = {"Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"}
    for path in ("/feed.xml", "/regions/india/atom.xml"):
        status, headers, data = get(nginx.port, path, **browser)
        assert (status, headers["content-type"]) == (200, "application/xml; charset=utf-8")
        assert data == (nginx.root / path[1:]).read_bytes()
    assert get(nginx.port, "/feeds/feed.css")[1]["content-type"] == "text/css; charset=utf-8"


def test_a_build_that_changes_nothing_leaves_304(nginx: Site) -> None:
    """After a build that changes nothing a subscriber is told 304; after a new article only its feeds are sent."""
    before = {path: get(nginx.port, path)[1]["etag"] for path in ("/feed.xml", "/regions/india/atom.xml")}
    nginx.build()
    assert {path: get(nginx.port, path, If_None_Match=etag)[0] for path, etag in before.items()} == dict.fromkeys(
        before, 304
    )
    nginx.write(0, title="Another title", updated="2026-03-01")
    nginx.build()
    assert get(nginx.port, "/feed.xml", If_None_Match=before["/feed.xml"])[0] == 200


def test_sfeed_reads_every_item(site: Site) -> None:
    """Debian's sfeed reads each item of RSS and of Atom, with its title, address and id."""
    if not shutil.which("sfeed"):
        pytest.skip("sfeed is not installed (tests/need-clients.sh)")
    for name in ("feed.xml", "atom.xml"):
        done = subprocess.run(
            ["sfeed", site.url], input=(site.root / name).read_bytes(), capture_output=True, check=True
        )
        rows = [line.split("\t") for line in done.stdout.decode().splitlines()]
        assert [(row[1], row[2]) for row in rows] == [
            (f"Défense & Sécurité <{n}>", f"{site.url}articles/a{n}/") for n in reversed(range(COUNT))
        ]
        assert len({row[5] for row in rows}) == COUNT


@pytest.mark.parametrize("feed", ["feed.xml", "atom.xml"])
def test_newsboat_shows_nothing_twice(served: Site, tmp_path: Path, feed: str) -> None:
    """Newsboat shows N of N; after a rebuild, a new title or a new slug nothing new, and the edited title."""
    if not shutil.which("newsboat"):
        pytest.skip("newsboat is not installed (tests/need-clients.sh)")
    home = tmp_path / "newsboat"
    home.mkdir()
    (home / "urls").write_text(f"{served.url}{feed}\n")
    (home / "config").write_text("")
    cache = home / "cache.db"

    def unread() -> tuple[int, int]:
        """Return how many items there are and how many are new, and mark all as read."""
        command = ["newsboat", "-u", str(home / "urls"), "-C", str(home / "config"), "-c", str(cache), "-x", "reload"]
        subprocess.run(command, check=True, capture_output=True, timeout=60, env={**os.environ, "TERM": "dumb"})
        with sqlite3.connect(cache) as db:
            counts = db.execute("SELECT count(*), coalesce(sum(unread), 0) FROM rss_item").fetchone()
            db.execute("UPDATE rss_item SET unread = 0")
            db.execute("UPDATE rss_feed SET lastmodified = 0, etag = ''")  # so that it does read the feed again
        db.close()
        return int(counts[0]), int(counts[1])

    assert unread() == (COUNT, COUNT)
    served.build()
    assert unread() == (COUNT, 0)
    served.write(2, title="An edited title", updated="2026-03-01")
    served.build()
    assert unread() == (COUNT, 0)
    with sqlite3.connect(cache) as db:
        titles = {title for (title,) in db.execute("SELECT title FROM rss_item")}
    db.close()
    assert titles == {f"Défense & Sécurité <{n}>" for n in range(COUNT) if n != 2} | {"An edited title"}
    served.write(2, title="An edited title", slug="elsewhere", updated="2026-03-01")
    served.build()
    assert unread() == (COUNT, 0)


@pytest.mark.parametrize("feed", ["feed.xml", "atom.xml", "feed.json"])
def test_reader_sees_only_what_changed(served: Site, feed: str) -> None:
    """lemon24's reader takes N of N, then 0 new and 0 modified, then the one that was edited, then no new one."""
    reader = pytest.importorskip("reader")
    url = served.url + feed
    with reader.make_reader(":memory:") as program:
        program.add_feed(url)

        def update() -> tuple[int, int]:
            result = program.update_feed(url)
            return (result.new, result.modified) if result else (0, 0)

        assert update() == (COUNT, 0)
        served.build()
        assert update() == (0, 0)
        served.write(2, title="An edited title", updated="2026-03-01")
        served.build()
        assert update() == (0, 1)
        assert {
            e.title for e in program.get_entries() if e.updated and e.updated.year == 2026 and e.updated.month == 3
        } == {"An edited title"}
        served.write(2, title="An edited title", slug="elsewhere", updated="2026-03-01")
        served.build()
        new, _ = update()
        assert (new, len(list(program.get_entries()))) == (0, COUNT)
