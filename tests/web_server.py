"""A web server on loopback that misbehaves in every way a fetcher must survive; for the tests of `briefing add`."""

from __future__ import annotations

import gzip
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

Answer = Callable[[BaseHTTPRequestHandler], None]


class Site(ThreadingHTTPServer):
    """Answers by path: bytes as they are, a function as it likes; keeps what was asked of it."""

    daemon_threads = True

    def __init__(self, answers: dict[str, bytes | Answer]) -> None:
        self.answers, self.asked = answers, []  # type: ignore[var-annotated]
        super().__init__(("127.0.0.1", 0), _Handler)

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"

    def handle_error(self, request: object, client_address: object) -> None:
        """Say nothing when a client hangs up, as ours does on purpose."""


class _Handler(BaseHTTPRequestHandler):
    server: Site

    def do_GET(self) -> None:
        self.server.asked.append((self.path, dict(self.headers)))
        answer = self.server.answers.get(self.path.partition("?")[0])
        if callable(answer):
            answer(self)
        elif answer is None:
            send(self, 404)
        else:
            send(self, 200, answer)

    do_POST = do_GET  # noqa: N815 — the name is http.server's; who wants the body reads it

    def log_message(self, format: str, *args: object) -> None:
        """Keep the tests' output clean."""


def send(handler: BaseHTTPRequestHandler, status: int, data: bytes = b"", **headers: str) -> None:
    """Send one whole answer."""
    handler.send_response(status)
    for name, value in headers.items():
        handler.send_header(name.replace("_", "-"), value)
    handler.send_header("Content-Length", str(len(data)))
    handler.end_headers()
    handler.wfile.write(data)


def redirect(to: str, status: int = 302) -> Answer:
    return lambda handler: send(handler, status, Location=to)


def slow(handler: BaseHTTPRequestHandler) -> None:
    """Send the head and then nothing."""
    handler.send_response(200)
    handler.end_headers()
    time.sleep(3)


def endless(handler: BaseHTTPRequestHandler) -> None:
    """Send bytes for as long as anybody listens."""
    handler.send_response(200)
    handler.end_headers()
    for _ in range(10_000):
        handler.wfile.write(b"x" * 65_536)


def dripping(handler: BaseHTTPRequestHandler) -> None:
    """Send a byte now and then, so that no time-out of a single read ever comes."""
    handler.send_response(200)
    handler.end_headers()
    for _ in range(200):
        handler.wfile.write(b"<p>")
        time.sleep(0.05)


BOMB = gzip.compress(b"\0" * 20_000_000, 1)


def bomb(handler: BaseHTTPRequestHandler) -> None:
    """Send a small answer that unpacks to 20 MB, ten times what the tests allow."""
    send(handler, 200, BOMB, Content_Encoding="gzip", Content_Type="text/html")


def conditional(data: bytes, etag: str) -> Answer:
    """Send data once, and 304 to whoever has it."""

    def answer(handler: BaseHTTPRequestHandler) -> None:
        if handler.headers.get("If-None-Match") == etag:
            send(handler, 304)
        else:
            send(handler, 200, data, ETag=etag)

    return answer


@contextmanager
def serving(answers: dict[str, bytes | Answer]) -> Iterator[Site]:
    """Serve for the length of a `with` block."""
    site = Site(answers)
    thread = threading.Thread(target=site.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield site
    finally:
        site.shutdown()
        site.server_close()
