"""Hostile content in every shape in which an article can arrive, and the oracle that looks at the pages made of it."""

from __future__ import annotations

import contextlib
import functools
import http.server
import json
import random
import re
import threading
from collections.abc import Iterator, Sequence
from html import escape
from pathlib import Path
from xml.sax.saxutils import escape as xml_escape
from xml.sax.saxutils import quoteattr

import yaml

CASES = Path(__file__).parent / "cases" / "hostile"
SHAPES = ("markdown", "front", "address", "text", "page", "rss", "atom", "json")
_ESCAPE = re.compile(r"\\(?:x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|([nt0\\]))")
_WORDS = (CASES / "words.txt").read_text(encoding="utf-8").split()
_XML_BAD = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
CONFIG = """\
site_name: Hostile
site_url: https://example.org/
docs_dir: content
plugins:
  - macros
  - briefing:
      rights: full
      search: false
      share_pictures: false
      feed_length: 5000
markdown_extensions:
  [abbr, admonition, attr_list, def_list, fenced_code, footnotes, md_in_html, sane_lists, tables, toc]
"""


def _unescaped(line: str) -> str:
    def char(found: re.Match[str]) -> str:
        code = found[1] or found[2]
        return chr(int(code, 16)) if code else {"n": "\n", "t": "\t", "0": "\0", "\\": "\\"}[found[3]]

    return _ESCAPE.sub(char, line)


def vectors(*names: str) -> list[str]:
    """Return the vectors of these case files, or of all; `#` begins the line that says what a file is."""
    paths = [CASES / f"{name}.txt" for name in names] or sorted(p for p in CASES.glob("*.txt") if p.stem != "words")
    lines = [line for path in paths for line in path.read_text(encoding="utf-8").split("\n")[1:]]
    return [_unescaped(line) for line in lines if line.strip()]


def _prose(shape: str, number: int, sentences: int = 4) -> list[str]:
    """Return sentences that no two articles share, so that none is taken for a copy of another."""
    pick = random.Random(f"{shape} {number}")
    return [" ".join(pick.choices(_WORDS, k=12)).capitalize() + "." for _ in range(sentences)]


def name_of(shape: str, number: int) -> str:
    """Return the words by which the article made of a vector is found again: they stand in its title."""
    return f"Vector {shape} {number:05}"


def _file(folder: Path, name: str, text: str) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / name).write_text(text, encoding="utf-8", errors="surrogatepass", newline="\n")


def _front(**values: object) -> str:
    return "---\n" + yaml.safe_dump({"date": "2026-01-01", **values}, allow_unicode=True) + "---\n\n"


def write(project: Path, hostile: Sequence[str], shapes: Sequence[str] = SHAPES) -> list[Path]:
    """Make a project of the vectors in the shapes that are article files; return what is to be added to it."""
    articles, inbox = project / "content/articles", project / "inbox"
    _file(project, "mkdocs.yml", CONFIG)
    for number in range(5):
        body = "\n\n".join(_prose("good", number))
        _file(articles, f"good-{number}.md", _front(title=f"Good {number}", source="Outlet") + body)
    for number, vector in enumerate(hostile):
        name = name_of
        line = " ".join(vector.split()) or "-"
        one, two, *_ = _prose("markdown", number)
        if "markdown" in shapes:
            body = f"{one}\n\n{vector}\n\nWithin {vector} a line. {two}\n\n[a link]({line}) ![a picture]({line})\n"
            head = _front(title=name("markdown", number), source="Outlet")
            _file(articles, f"markdown-{number:05}.md", head + body)
        if "front" in shapes:
            head = _front(
                title=f"{name('front', number)} {vector}", summary=vector, tags=[vector, "shared"], authors=[vector],
                author_bios=[vector], source=vector, attribution=vector, image="x.png", image_alt=vector, extra=vector,
                rights="full", coordinates=vector, audio=vector, license=vector,
            )  # fmt: skip
            _file(articles, f"front-{number:05}.md", head + "\n\n".join(_prose("front", number)))
        if "address" in shapes:
            head = _front(title=name("address", number), canonical_url=vector, source_url=vector, image=vector,
                          slug=vector, aliases=[vector], id=vector, lang=vector, themes=[vector])  # fmt: skip
            _file(articles, f"address-{number:05}.md", head + "\n\n".join(_prose("address", number)))
        if "text" in shapes:
            text = f"{name('text', number)}\n\n{one}\n\n{vector}\n\n{' '.join(_prose('text', number))} {vector}\n"
            _file(inbox, f"text-{number:05}.txt", text)
        if "page" in shapes:
            _file(inbox, f"page-{number:05}.html", _page(number, vector))
    if "rss" in shapes:
        _file(inbox, "feed.rss", _rss(hostile))
    if "atom" in shapes:
        _file(inbox, "feed.atom", _atom(hostile))
    if "json" in shapes:
        _file(inbox, "feed.json", _json(hostile))
    return sorted(inbox.iterdir()) if inbox.is_dir() else []


def _page(number: int, vector: str) -> str:
    paragraphs = "".join(f"<p>{sentence} {sentence}</p>" for sentence in _prose("page", number, 6))
    reported = escape(vector)
    return (
        f"<!doctype html><html lang=en><head><meta charset=utf-8><title>{name_of('page', number)}</title>"
        f'<meta name=author content="{reported}"><meta name=description content="{reported}">'
        f'<meta name=keywords content="{reported}">'
        f'<meta property="og:image" content="{reported}"><link rel=canonical href="{reported}//page-{number}">'
        '<meta property="article:published_time" content="2026-01-01T00:00:00Z"></head><body><article>'
        f"<h1>{name_of('page', number)}</h1>{paragraphs}<p>A line with {vector} within.</p>{vector}{paragraphs}"
        f'<p><a href="{reported}">a link</a> <img src="{reported}" alt="{reported}"></p></article></body></html>'
    )


def _rss(hostile: Sequence[str]) -> str:
    items = []
    for number, raw in enumerate(hostile):
        vector = _XML_BAD.sub("", raw)
        prose = "".join(f"<p>{sentence}</p>" for sentence in _prose("rss", number))
        reported = xml_escape(vector)
        content = xml_escape(f'{prose}{vector}{prose}<p><a href="{escape(vector)}">x</a></p>')
        items.append(
            f"<item><title>{name_of('rss', number)} {reported}</title><guid isPermaLink='false'>rss-{number}</guid>"
            f"<link>https://example.org/rss/{number}</link><pubDate>Thu, 01 Jan 2026 00:00:00 GMT</pubDate>"
            f"<dc:creator>{reported}</dc:creator><category>{reported}</category><description>{reported}</description>"
            f"<enclosure url={quoteattr(vector)} type='image/png' length='1'/>"
            f"<content:encoded>{content}</content:encoded></item>"
        )
    return (
        '<?xml version="1.0"?><rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/"><channel><title>Rss outlet</title><link>https://example.org/</link>'
        f"<description>x</description>{''.join(items)}</channel></rss>"
    )


def _atom(hostile: Sequence[str]) -> str:
    entries = []
    for number, raw in enumerate(hostile):
        vector = _XML_BAD.sub("", raw)
        prose = "".join(f"<p>{sentence}</p>" for sentence in _prose("atom", number))
        reported = xml_escape(vector)
        entries.append(
            f"<entry><title type='html'>{name_of('atom', number)} {xml_escape(escape(vector))}</title>"
            f"<id>urn:x:atom-{number}</id><link href='https://example.org/atom/{number}'/>"
            f"<updated>2026-01-01T00:00:00Z</updated><author><name>{reported}</name><uri>{reported}</uri></author>"
            f"<category term={quoteattr(vector)}/><summary>{reported}</summary>"
            f"<content type='html'>{xml_escape(prose + vector + prose)}</content></entry>"
        )
    return (
        '<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom"><title>Atom outlet</title><id>urn:x:feed</id>'
        f"<link href='https://example.org/'/><updated>2026-01-01T00:00:00Z</updated>{''.join(entries)}</feed>"
    )


def _json(hostile: Sequence[str]) -> str:
    items = []
    for number, vector in enumerate(hostile):
        prose = "".join(f"<p>{sentence}</p>" for sentence in _prose("json", number))
        items.append(
            {
                "id": f"json-{number}", "url": f"https://example.org/json/{number}",
                "title": f"{name_of('json', number)} {vector}", "content_html": prose + vector + prose,
                "summary": vector, "date_published": "2026-01-01T00:00:00Z",
                "authors": [{"name": vector, "url": vector}],
                "tags": [vector], "image": vector, "banner_image": vector, "external_url": f"{vector}//json-{number}",
            }
        )  # fmt: skip
    feed = {"version": "https://jsonfeed.org/version/1.1", "title": "Json outlet", "items": items}
    return json.dumps(feed)


# The oracle ----------------------------------------------------------------------------------------------------------

ORACLE = (Path(__file__).parent / "oracle.js").read_text(encoding="utf-8").partition("\n")[2].strip().rstrip(";")


class _Quiet(http.server.SimpleHTTPRequestHandler):
    def do_GET(self) -> None:
        if self.path == "/oracle":
            self.send_response(200)
            self.send_header("Content-Type", "text/html")
            self.end_headers()
            self.wfile.write(b"<!doctype html><title>oracle</title><body></body>")
        else:
            super().do_GET()

    def log_message(self, *_: object) -> None:
        """Say nothing."""


class _Server(http.server.ThreadingHTTPServer):
    def handle_error(self, request: object, client_address: object) -> None:
        """Say nothing of addresses that are none, nor of a browser that goes on before it has its answer."""


@contextlib.contextmanager
def served(site: Path) -> Iterator[str]:
    """Serve a folder on loopback."""
    handler = functools.partial(_Quiet, directory=str(site))
    with _Server(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_address[1]}"
        server.shutdown()


LOAD = """
async (paths) => {
  const frames = await Promise.all(paths.map(path => new Promise(done => {
    const frame = document.createElement("iframe");
    frame.onload = () => done(frame);
    frame.src = path;
    document.body.append(frame);
  })));
  await new Promise(done => setTimeout(done, 30));
  const oracle = ORACLE;
  const found = {};
  frames.forEach((frame, at) => {
    const said = oracle(frame);
    if (said.length) found[paths[at]] = said;
  });
  frames.forEach(frame => frame.remove());
  return found;
}
""".strip().replace("ORACLE", ORACLE.strip())


def looked_at(browser: object, site: Path, pages: Sequence[str], batch: int = 24) -> dict[str, list[str]]:
    """Return what the oracle finds on each page (by path), with the site's own policy switched off.

    So what is seen is the gate's work alone. Dialogs and requests to elsewhere stand under their own names.
    """
    found: dict[str, list[str]] = {}
    with served(site) as address:
        context = browser.new_context(bypass_csp=True, service_workers="block")  # type: ignore[attr-defined]
        page = context.new_page()
        reported: list[str] = []

        def dialog(box: object) -> None:
            reported.append(f"dialog {box.message}")  # type: ignore[attr-defined]
            box.dismiss()  # type: ignore[attr-defined]

        page.on("dialog", dialog)
        context.on("request", lambda r: None if r.url.startswith(address) else reported.append(f"request {r.url}"))
        context.add_init_script("for (const n of ['alert','confirm','prompt']) { const f = n; "
                                "window[f] = (...a) => { window.fired = f + ' ' + a; }; }")  # fmt: skip
        page.goto(f"{address}/oracle")
        for start in range(0, len(pages), batch):
            some = [f"/{path}" for path in pages[start : start + batch]]
            found.update(page.evaluate(LOAD, some))
            if reported:
                found[" ".join(some)] = list(reported)
                reported.clear()
        context.close()
    return found
