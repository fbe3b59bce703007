"""Other generators over the same articles: the smallest site that each of them makes of a folder of Markdown.

Every one gets the same files, and makes a page of each article and a listing of all. What they make besides differs:
none of them labels, summarises or relates articles, so their times are a floor for what a page costs, no rivals.
"""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

_PAGE = "<!doctype html><html><head><title>{title}</title></head><body><h1>{title}</h1>{body}</body></html>"


@dataclass(frozen=True)
class Peer:
    """A generator: the files it needs beside the articles, and the command that builds."""

    program: str
    files: Mapping[str, str]
    command: tuple[str, ...]


PEERS: Mapping[str, Peer] = {
    "Hugo": Peer(
        "hugo",
        {
            "hugo.toml": 'baseURL = "https://example.org/"\ntitle = "Benchmark"\n',
            "config.toml": (
                'baseURL = "https://example.org/"\ntitle = "Benchmark"\n[taxonomies]\nauthor = "authors"\n'
                '[services.rss]\nlimit = 50\n'
            ),
            "layouts/_default/single.html": _PAGE.format(title="{{ .Title }}", body="{{ .Content }}"),
            "layouts/_default/list.html": _PAGE.format(
                title="{{ .Title }}",
                body='{{ range first 50 .Pages }}<a href="{{ .RelPermalink }}">{{ .Title }}</a>{{ end }}',
            ),
        },
        ("hugo", "--quiet", "--destination", "out"),
    ),
    "Pelican": Peer(
        "pelican",
        {"pelicanconf.py": 'SITENAME = "Benchmark"\nPATH = "content"\nTIMEZONE = "UTC"\nTHEME = "simple"\n'
         'DEFAULT_PAGINATION = 50\nLOG_LEVEL = "ERROR"\n'},
        ("pelican", "content", "-s", "pelicanconf.py", "-o", "out", "-q"),
    ),
    "MkDocs, minimal theme": Peer(
        "mkdocs",
        {
            "mkdocs.yml": (
                "site_name: Benchmark\ndocs_dir: content\nsite_dir: out\nplugins: []\nnav: [index.md]\n"
                "theme:\n  name: null\n  custom_dir: theme\n"
            ),
            "content/index.md": "# Benchmark\n",
            "theme/main.html": _PAGE.format(title="{{ page.title }}", body="{{ page.content }}"),
        },
        ("mkdocs", "build", "-q"),
    ),
    "Eleventy": Peer(
        "eleventy",
        {
            ".eleventy.js": 'module.exports = c => ({dir: {input: "content", output: "out", includes: "../layouts"}});\n',  # noqa: E501
            "content/content.json": '{"layout": "page.njk"}',
            "layouts/page.njk": _PAGE.format(title="{{ title }}", body="{{ content | safe }}"),
        },
        ("eleventy", "--quiet"),
    ),
}  # fmt: skip


def prepare(peer: Peer, articles: Path, folder: Path) -> None:
    """Lay the articles and what the generator needs into `folder`."""
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(articles, folder / "content")
    for name, text in peer.files.items():
        target = folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8")
