"""What pages say to machines: JSON-LD by its schema, cards for links, citations, the manifest; in whole built sites."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from conftest import ROOT, run_briefing
from jsonschema import Draft202012Validator

from generator.model import Article
from generator.views.branding import COLOURS, contrast
from generator.views.citation import cite
from generator.views.structured import address

URL = {"type": "string", "pattern": r"^https?://[^\s\"<>]+$"}
TEXT = {"type": "string", "minLength": 1}
TIME = {"type": "string", "pattern": r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[+-]\d\d:\d\d$"}
NAMED = {"required": ["@type", "name"], "properties": {"name": TEXT, "url": URL, "logo": {"properties": {"url": URL}}}}
ARTICLE = {
    "required": [
        "headline",
        "datePublished",
        "dateModified",
        "author",
        "publisher",
        "about",
        "keywords",
        "url",
        "image",
    ],
    "properties": {
        "headline": {**TEXT, "maxLength": 110},
        "datePublished": TIME,
        "dateModified": TIME,
        "author": {"anyOf": [NAMED, {"type": "array", "items": NAMED, "minItems": 1}]},
        "publisher": NAMED,
        "about": {"type": "array", "items": NAMED},
        "keywords": {"type": "array", "items": TEXT},
        "image": {"required": ["url"], "properties": {"url": URL}},
        "isBasedOn": {"required": ["@type", "url"], "properties": {"url": URL, "publisher": NAMED}},
        "mainEntityOfPage": URL,
        "url": URL,
        "inLanguage": TEXT,
        "articleBody": False,
    },
}
CRUMBS = {
    "required": ["itemListElement"],
    "properties": {
        "itemListElement": {
            "type": "array",
            "minItems": 2,
            "items": {"required": ["position", "name", "item"], "properties": {"name": TEXT, "item": URL}},
        }
    },
}
KINDS = {
    "NewsArticle": ARTICLE,
    "BreadcrumbList": CRUMBS,
    "CollectionPage": {**NAMED, "required": ["name", "url", "dateModified"]},
    "WebSite": {**NAMED, "required": ["name", "url", "publisher"]},
}
_DATA = re.compile(r'<script type="application/ld\+json">(.*?)</script>', re.DOTALL)
_META = re.compile(r'<meta (?:property|name)="(og:[\w:]+|twitter:\w+)" content="([^"]*)">')


def things(page: str) -> list[dict[str, Any]]:
    found = _DATA.findall(page)
    assert len(found) <= 1
    graph: list[dict[str, Any]] = json.loads(found[0])["@graph"] if found else []
    return graph


def pages(site: Path) -> dict[str, str]:
    return {p.relative_to(site).as_posix(): p.read_text("utf-8") for p in sorted(site.rglob("*.html"))}


def test_every_page_says_what_it_is(demo: Path) -> None:
    """On every page of the demo site each thing in the JSON-LD is of a kind we know and as its schema wants it."""
    faults = []
    seen = set()
    for name, page in pages(demo / "site").items():
        for thing in things(page):
            seen.add(thing["@type"])
            validator = Draft202012Validator(KINDS[thing["@type"]])
            faults += [f"{name}: {thing['@type']}: {error.message[:120]}" for error in validator.iter_errors(thing)]
    assert (faults, seen) == ([], set(KINDS))


def test_every_article_is_one(demo: Path) -> None:
    """Each article's page has one NewsArticle and its breadcrumbs; addresses of the site lead to pages of it."""
    site = demo / "site"
    wrong = []
    for path in sorted((site / "articles").glob("*/index.html")):
        found = things(path.read_text("utf-8"))
        if [thing["@type"] for thing in found] != ["NewsArticle", "BreadcrumbList"]:
            wrong.append(path.parent.name)
        wrong += [
            item["item"]
            for item in found[-1]["itemListElement"]
            if not (
                site / item["item"].removeprefix("https://example.org/atlas/").partition("#")[0] / "index.html"
            ).is_file()
        ]
    assert wrong == []


def test_cards_for_links_have_their_pictures(demo: Path) -> None:
    """Every page has title, kind and address for shared links, and each picture of ours that it names is there."""
    site = demo / "site"
    wrong = []
    for name, page in pages(site).items():
        meta = dict(_META.findall(page))
        if not meta or name.startswith(("404", "briefings/")):
            continue
        picture = meta["og:image"].removeprefix("https://example.org/atlas/")
        if not (meta["og:title"] and meta["og:url"] and meta["twitter:card"] == "summary_large_image"):
            wrong.append(name)
        if not (site / picture).is_file():
            wrong.append(picture)
    assert wrong == []


def test_the_manifest_names_icons_that_are_there(demo: Path) -> None:
    """The web manifest is JSON with the site's name, and every icon that it names exists."""
    site = demo / "site"
    manifest = json.loads((site / "manifest.webmanifest").read_text("utf-8"))
    missing = [icon["src"] for icon in manifest["icons"] if not (site / icon["src"]).is_file()]
    assert (manifest["name"], manifest["start_url"], missing) == ("Atlas Briefing", "./", [])


def test_markup_in_a_title_stays_within_the_data(site: Callable[[str], Path]) -> None:
    """A title that closes the element is still only text in the JSON-LD."""
    folder = site("every-key")
    article = folder / "content/articles/by-name.md"
    text = article.read_text("utf-8")
    title = re.search(r"^title: (.+)$", text, re.MULTILINE)
    assert title
    evil = "</script><script>alert(1)</script>"
    article.write_text(text.replace(title[0], f"title: '{evil}'"), encoding="utf-8")
    assert run_briefing(folder, "build").status == 0
    shown = [page for page in pages(folder / "site").values() if "alert(1)" in html.unescape(page)]
    assert (len(shown) > 0, [page for page in shown if evil in page]) == (True, [])


def test_without_an_address_nothing_is_absolute(site: Callable[[str], Path]) -> None:
    """A site without `site_url` says what its articles are, without addresses and without pictures."""
    folder = site("bare")
    assert run_briefing(folder, "build").status == 0
    shown = pages(folder / "site")
    found = [thing for page in shown.values() for thing in things(page)]
    assert ([thing for thing in found if "url" in thing or "@id" in thing], "og:image" in "".join(shown.values())) == (
        [], False,
    )  # fmt: skip


def test_settings_make_the_site_its_own(site: Callable[[str], Path]) -> None:
    """Palette and font go into the style sheet, the logo before the name; pictures can be left out."""
    folder = site("every-key")
    with (folder / "mkdocs.yml").open() as file:
        text = file.read()
    own = (
        "      palette: {accent: ['#0b5d4b', '#7fd1bd']}\n      font: Georgia, serif\n"
        "      logo: images/own.svg\n      share_pictures: false\n"
    )
    at = re.search(r"- briefing:?[^\n]*\n", text)
    assert at
    (folder / "mkdocs.yml").write_text(text[: at.start()] + "- briefing:\n" + own + text[at.end() :])
    (folder / "content/images").mkdir(exist_ok=True)
    (folder / "content/images/own.svg").write_text('<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1"/>')
    run = run_briefing(folder, "build", "--strict")
    assert (run.status, run.err) == (0, "")
    style = next((folder / "site/assets").glob("briefing.*.css")).read_text("utf-8")
    home = (folder / "site/index.html").read_text("utf-8")
    assert [
        style.endswith(":root { --accent: light-dark(#0b5d4b, #7fd1bd); --font-display: Georgia, serif }\n"),
        '<img src="images/own.svg" alt="">' in home,
        list((folder / "site").rglob("share.png")),
    ] == [True, True, []]


def test_the_palette_is_that_of_the_style_sheet() -> None:
    """The colours that the settings start from are those of the design, and readable."""
    style = (ROOT / "templates/assets/briefing.css").read_text("utf-8")
    tokens = re.findall(r"^  --([\w-]+): light-dark\((#\w{6}), (#\w{6})\);", style, re.MULTILINE)
    poor = [
        name for name in ("ink", "ink-soft", "accent") for mode in (0, 1)
        if contrast(COLOURS[name][mode], COLOURS["paper"][mode]) < 4.5
    ]  # fmt: skip
    assert ({name: (light, dark) for name, light, dark in tokens}, poor) == (COLOURS, [])


@pytest.mark.parametrize(
    ("site_url", "link", "expected"),
    [
        ("https://a.org/b/", "regions/asia/", "https://a.org/b/regions/asia/"),
        ("https://a.org/b/", "", "https://a.org/b/"),
        ("https://a.org/b/", "https://c.org/é x", "https://c.org/%C3%A9%20x"),
        ("", "regions/asia/", ""),
        ("", "", ""),
    ],
)
def test_address(site_url: str, link: str, expected: str) -> None:
    """An address is absolute and escaped, or empty."""
    assert address(site_url, link) == expected


def test_citations() -> None:
    """An article is cited in words, BibTeX and RIS; signs of TeX are escaped, lines are never broken."""
    from datetime import UTC, datetime

    at = datetime(2026, 3, 1, tzinfo=UTC)
    article = Article("a.md", "a", "a", "Rice & rain:\n100 % up?", at, at, "", authors=("Asha Rao", "Li Wei"))
    found = cite(article, outlet="Harbour Review", url="https://a.org/x", day="2026-03-01", lang="en")
    assert [found.plain, found.bibtex, found.ris] == [
        "Asha Rao, Li Wei: Rice & rain: 100 % up? Harbour Review, 2026-03-01. https://a.org/x",
        "@online{rao2026rice,\n  author = {{Asha Rao} and {Li Wei}},\n  title = {{Rice \\& rain: 100 \\% up?}},\n"
        "  organization = {Harbour Review},\n  date = {2026-03-01},\n  url = {https://a.org/x},\n  langid = {en},\n}",
        "TY  - NEWS\nAU  - Asha Rao\nAU  - Li Wei\nTI  - Rice & rain: 100 % up?\nT2  - Harbour Review\nPY  - 2026\n"
        "DA  - 2026/03/01\nUR  - https://a.org/x\nLA  - en\nER  - ",
    ]
