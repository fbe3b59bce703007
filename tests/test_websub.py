"""WebSub: a hub on loopback is told what changed, once, and what goes wrong is said."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs

import pytest
from click.testing import CliRunner

from generator.cli import main
from generator.errors import BriefingError
from generator.feeds.websub import Report, ping

SITE = "https://example.org/"


@dataclass
class Hub:
    """What a hub was told, and what it answers."""

    url: str = ""
    notified: list[dict[str, list[str]]] = field(default_factory=list)
    status: int = 204
    body: bytes = b""
    delay: float = 0

    @property
    def topics(self) -> list[str]:
        return [notice["hub.url"][0] for notice in self.notified]


@pytest.fixture
def hub() -> Iterator[Hub]:
    state = Hub()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            notice = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
            time.sleep(state.delay)
            state.notified.append(notice)
            self.send_response(state.status)
            self.send_header("Content-Length", str(len(state.body)))
            self.end_headers()
            self.wfile.write(state.body)

        def log_message(self, *_: object) -> None:
            pass

    class Server(ThreadingHTTPServer):
        def handle_error(self, *_: object) -> None:  # a client that went away
            pass

    server = Server(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    state.url = f"http://127.0.0.1:{server.server_port}/"
    yield state
    server.shutdown()
    server.server_close()


@pytest.fixture
def published(tmp_path: Path) -> Path:
    site = tmp_path / "site"
    (site / "regions" / "asia").mkdir(parents=True)
    for name in ("feed.xml", "atom.xml", "regions/asia/feed.json", "index.html", "feed-2025-01.xml", "sitemap.xml"):
        (site / name).write_text(f"first {name}")
    return site


def tell(hub: Hub, published: Path, **options: object) -> Report:
    return ping(hub.url, SITE, published, published.parent / "cache" / "pinged.json", **options)  # type: ignore[arg-type]


FEEDS = ("atom.xml", "feed.xml", "regions/asia/feed.json")


def test_first_time_everything_is_new(hub: Hub, published: Path) -> None:
    """The hub is told of every feed by its absolute address: no pages, no archives."""
    assert tell(hub, published) == Report(FEEDS, (), ())
    assert hub.topics == [SITE + name for name in FEEDS]
    assert hub.notified[0]["hub.mode"] == ["publish"]


def test_only_what_changed_is_told(hub: Hub, published: Path) -> None:
    """After that only feeds that changed, and nothing when nothing did."""
    tell(hub, published)
    (published / "atom.xml").write_text("second")
    assert tell(hub, published).notified == ("atom.xml",)
    assert tell(hub, published) == Report((), (), ())
    assert len(hub.notified) == 4


def test_what_failed_is_told_again(hub: Hub, published: Path) -> None:
    """A refusal is one line with the hub's own words, and the feed is told of again the next time."""
    hub.status, hub.body = 500, b"try\nlater"
    report = tell(hub, published)
    assert (report.notified, report.failed) == ((), FEEDS)
    assert report.problems[0] == f"atom.xml: {hub.url} answered 500: try later"
    hub.status = 202
    assert tell(hub, published).notified == FEEDS


def test_a_slow_hub_is_given_up(hub: Hub, published: Path) -> None:
    """Nobody waits longer than the time-out allows."""
    hub.delay = 5
    start = time.monotonic()
    report = tell(hub, published, timeout=0.2)
    assert report.problems[0] == f"atom.xml: {hub.url} did not answer within 0.2 s"
    assert time.monotonic() - start < 3


def test_a_dead_hub_is_given_up(published: Path) -> None:
    """After three feeds without an answer the rest is not tried."""
    for n in range(4):
        (published / f"{n}").mkdir()
        (published / f"{n}" / "feed.xml").write_text("x")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        dead = Hub(f"http://127.0.0.1:{free.getsockname()[1]}/")
    report = tell(dead, published, timeout=1)
    assert len(report.failed) == 7
    assert report.problems[-1].endswith("does not answer; given up")


def test_a_redirect_is_no_answer(hub: Hub, published: Path) -> None:
    """A hub that has moved is said to have: a redirected POST would arrive as a GET."""
    hub.status = 302
    assert "answered 302" in tell(hub, published).problems[0]


def test_compared_with_an_earlier_publication(hub: Hub, published: Path, tmp_path: Path) -> None:
    """A machine without state compares with the folder of the former publication."""
    (tmp_path / "old").mkdir()
    (tmp_path / "old" / "feed.xml").write_text("first feed.xml")
    (tmp_path / "old" / "atom.xml").write_text("older")
    assert tell(hub, published, previous=tmp_path / "old").notified == ("atom.xml", "regions/asia/feed.json")


def test_dry_run_tells_nobody(hub: Hub, published: Path) -> None:
    """A dry run says what would be told, and it is told the next time."""
    assert tell(hub, published, dry_run=True).notified == FEEDS
    assert hub.notified == []
    assert tell(hub, published).notified == FEEDS


def test_another_hub_knows_nothing(hub: Hub, published: Path) -> None:
    """What one hub was told another was not; a damaged state is no state."""
    tell(hub, published)
    state = published.parent / "cache" / "pinged.json"
    state.write_text(state.read_text().replace(hub.url, "https://other.example/"))
    assert tell(hub, published).notified == FEEDS
    state.write_text("[")
    assert tell(hub, published).notified == FEEDS


@pytest.mark.parametrize(
    ("address", "site_url", "expected"),
    [("", SITE, "feed_hub is not set"), ("https://hub.example/", "", "site_url is not set")],
)
def test_missing_settings_are_named(published: Path, address: str, site_url: str, expected: str) -> None:
    """Without a hub or an address of the site there is one line that names the key."""
    with pytest.raises(BriefingError, match=expected):
        ping(address, site_url, published, published / "state")


def test_nothing_published(tmp_path: Path) -> None:
    """Before the first build there is one line that says so."""
    with pytest.raises(BriefingError, match="holds no feeds"):
        ping("https://hub.example/", SITE, tmp_path / "site", tmp_path / "state")


def test_the_verb_tells_the_hub(hub: Hub, published: Path) -> None:
    """`briefing ping` tells the hub that `mkdocs.yml` names, says how many feeds, and ends with 1 when one failed."""
    config = published.parent / "mkdocs.yml"
    (published.parent / "docs").mkdir()
    config.write_text(f"site_name: X\nsite_url: {SITE}\nplugins:\n  - briefing:\n      feed_hub: {hub.url}\n")
    first = CliRunner().invoke(main, ["ping", "-f", str(config)])
    assert (first.exit_code, first.stdout.splitlines()[-1]) == (0, f"Told {hub.url} of 3 of 3 changed feeds")
    repeated = CliRunner().invoke(main, ["ping", "-f", str(config)])
    assert (repeated.exit_code, repeated.stdout) == (0, f"No feed has changed since {hub.url} was told\n")
    hub.status = 503
    assert CliRunner().invoke(main, ["ping", "--all", "-q", "-f", str(config)]).exit_code == 1
