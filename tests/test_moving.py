"""`briefing import`: sites of other generators become articles that keep their addresses; what cannot is told."""

from __future__ import annotations

import shutil
from datetime import UTC
from pathlib import Path

import pytest
from conftest import Run, run_briefing, tree

from generator.ingest.moving import hugo

CASES = Path(__file__).parent / "cases" / "moving"
KINDS = ("jekyll", "hugo", "pelican", "nikola", "wordpress")


@pytest.fixture
def project(tmp_path: Path) -> Path:
    folder = tmp_path / "new"
    (folder / "content").mkdir(parents=True)
    config = (
        "site_name: X\nsite_url: https://example.org/\ndocs_dir: content\nplugins:\n  - briefing: {search: false}\n"
    )
    (folder / "mkdocs.yml").write_text(config)
    return folder


def old(kind: str, project: Path) -> Path:
    """Return a copy of the case's old site."""
    folder = project.parent / "old"
    shutil.copytree(CASES / kind / "old", folder, dirs_exist_ok=True)
    return folder / "export.xml" if kind == "wordpress" else folder


def moved(kind: str, project: Path, *more: str) -> Run:
    return run_briefing(project, "import", kind, old(kind, project), *more)


@pytest.mark.parametrize("kind", KINDS)
def test_a_site_moves_in(kind: str, project: Path) -> None:
    """A site becomes the files of its case, and what could not be kept is told line by line."""
    run = moved(kind, project)
    found = {name: data.decode() for name, data in tree(project / "content").items()}
    expected = {name: data.decode() for name, data in tree(CASES / kind / "new").items()}
    assert found == expected
    assert f"{run.err}---\n{run.out.splitlines()[-1]}\n" == (CASES / kind / "told.txt").read_text(encoding="utf-8")


@pytest.mark.parametrize("kind", KINDS)
def test_twice_is_once(kind: str, project: Path) -> None:
    """A second import writes nothing, also where an editor has moved and changed a file."""
    moved(kind, project)
    first = next(iter(sorted((project / "content" / "articles").rglob("*.md"))))
    (project / "content" / "articles" / "mine.md").write_text(first.read_text() + "\nMy line.\n")
    first.unlink()
    before = tree(project)
    run = moved(kind, project)
    assert run.out.startswith("0 imported, ")
    assert tree(project) == before


def test_a_dry_run_writes_nothing(project: Path) -> None:
    """`--dry-run` says what would be done."""
    before = tree(project)
    run = moved("jekyll", project, "--dry-run")
    assert "would be imported: content/articles/2020/2020-01-05-ferry-timetable.md" in run.out.splitlines()
    assert tree(project) == before


@pytest.mark.parametrize(
    ("kind", "name", "text", "line"),
    [
        ("wordpress", "x.xml", "<rss><channel>", "x.xml:1: is no XML: "),
        ("wordpress", "x.xml", "<html/>", "x.xml: is no export of WordPress "),
        ("wordpress", "x.xml", '<!DOCTYPE r [<!ENTITY e SYSTEM "file:///etc/passwd">]><r>&e;</r>', "x.xml: has a doc"),
        ("hugo", "hugo.toml", "a = ", "hugo.toml: is not valid TOML"),
        ("jekyll", "_config.yml", "a: [", "_config.yml:"),
        ("pelican", "pelicanconf.py", "def", "pelicanconf.py:1: is no Python"),
        ("nikola", "conf.py", "X = 1", "old: has no post"),
    ],
)  # fmt: skip
def test_a_broken_site_is_one_line(project: Path, kind: str, name: str, text: str, line: str) -> None:
    """What is no site of its kind is refused in one line, and nothing is written."""
    folder = project.parent / "old"
    folder.mkdir()
    (folder / name).write_text(text)
    before = tree(project)
    run = run_briefing(project, "import", kind, folder / name if kind == "wordpress" else folder)
    assert run.status == 1
    assert len(run.err.splitlines()) == 1
    assert line in run.err
    assert tree(project) == before


def test_nothing_there_is_overwritten(project: Path) -> None:
    """A picture and an article file that have the name of a new one stay as they are."""
    picture = project / "content" / "assets" / "img" / "ferry.png"
    picture.parent.mkdir(parents=True)
    picture.write_text("mine")
    article = project / "content" / "articles" / "2020" / "2020-01-05-ferry-timetable.md"
    article.parent.mkdir(parents=True)
    article.write_text("---\ntitle: Mine\ndate: 2020-01-05\nid: mine\n---\nMy text.\n")
    run = moved("jekyll", project)
    assert (picture.read_text(), "My text." in article.read_text()) == ("mine", True)
    assert "content/assets/img/ferry.png: is there already" in run.err
    assert article.with_name("2020-01-05-ferry-timetable-2.md").is_file()


def test_a_link_that_leaves_the_old_site_copies_nothing(project: Path) -> None:
    """A symlink or a path out of the old site's folder brings no file of the machine in."""
    folder = old("jekyll", project)
    (project.parent / "secret.txt").write_text("secret")
    (folder / "assets" / "link.txt").symlink_to(project.parent / "secret.txt")
    (folder / "_posts" / "2022-01-01-thief.md").write_text(
        "---\ntitle: Thief\n---\nSee [one](/notes/assets/link.txt) and [two](../../secret.txt).\n"
    )
    run_briefing(project, "import", "jekyll", folder)
    assert b"secret" not in set(tree(project / "content").values())


def test_a_text_reads_no_file(project: Path) -> None:
    """Directives of reStructuredText that read files or bring raw HTML in do nothing, and are told."""
    folder = old("pelican", project)
    (project.parent / "secret.txt").write_text("secret words")
    reads = ".. include:: ../../secret.txt\n\n.. raw:: html\n\n   <script>alert(1)</script>\n"
    text = f"T\n=\n\n:date: 2020-01-01\n\nStart.\n\n{reads}"
    (folder / "content" / "thief.rst").write_text(text)
    run = run_briefing(project, "import", "pelican", folder)
    assert '"include" directive disabled' in run.err
    assert not any(b"secret words" in data or b"<script" in data for data in tree(project / "content").values())


def test_settings_in_python_are_not_run(project: Path) -> None:
    """Of `pelicanconf.py` only plain values are read."""
    folder = old("pelican", project)
    mark = project.parent / "ran"
    (folder / "pelicanconf.py").write_text(
        f"ARTICLE_URL = open({str(mark)!r}, 'w') and 'x/{{slug}}/'\nPATH = 'content'\n"
    )
    run_briefing(project, "import", "pelican", folder)
    assert not mark.exists()


@pytest.mark.slow
def test_old_addresses_lead_to_the_articles(project: Path) -> None:
    """The new site builds, its pictures lie where they lay, and every old address redirects."""
    moved("jekyll", project)
    run = run_briefing(project, "build", "--now", "2027-01-01T00:00:00Z")
    assert run.status == 0, run.err
    site = project / "site"
    assert (
        "url=../../../../articles/ferry-timetable/" in (site / "notes/2020/01/ferry-timetable/index.html").read_text()
    )
    assert (site / "old-ferries.html").is_file()
    page = (site / "articles/ferry-timetable/index.html").read_text()
    assert "../../assets/img/ferry.png" in page
    assert 'href="../winter-tides/' in page


@pytest.mark.parametrize(("published", "expected"), [("2031-03-01", "2031-03-01"), ("2024-01-01", "2024-02-02")])
def test_what_hugo_holds_back_stays_held_back(tmp_path: Path, published: str, expected: str) -> None:
    """An article appears no sooner than its `publishDate` allows, under the address that its `date` gives."""
    (tmp_path / "content" / "posts").mkdir(parents=True)
    (tmp_path / "hugo.toml").write_text('[permalinks]\nposts = "/:year/:slug/"\n')
    text = f"---\ntitle: Lock\ndate: 2024-02-02\npublishDate: {published}\n---\n\nThe lock is shut.\n"
    (tmp_path / "content" / "posts" / "lock.md").write_text(text)
    (post,) = hugo.read(tmp_path, UTC).posts
    assert (str(post.date)[:10], post.address.strip("/")) == (expected, "2024/lock")
