"""What stands around the gate: the pages' policy, redirects, extensions, trusted pages, addresses, deadlines."""

from __future__ import annotations

import re
import time
import tomllib
from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import ROOT, run_briefing
from lxml import html

from generator.cache import Store
from generator.plugin.rendering import applied
from generator.publishing.bodies import Bodies
from generator.publishing.redirects import possible
from generator.settings.config import Settings
from generator.text.deadline import Overdue, deadline
from generator.text.web_addresses import outgoing
from generator.views.content_policy import content_policy

POLICY = "//meta[@http-equiv='Content-Security-Policy']/@content"
PLAIN = "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'self'; form-action 'self'"


def policy_of(page: Path) -> list[str]:
    return [str(found) for found in html.fromstring(page.read_bytes()).xpath(POLICY)]


def test_every_page_names_its_policy_but_a_trusted_one(site: Callable[[str], Path]) -> None:
    """Articles, listings, redirects and the 404 page have one; an editor's trusted page keeps its HTML instead."""
    folder = site("every-key")
    (folder / "content/mine.md").write_text("---\ntrusted: true\n---\n\n# Mine\n\n<script>x</script>\n")
    (folder / "content/plain.md").write_text("# Plain\n\n<script>x</script><b onclick='x'>y</b>\n")
    assert run_briefing(folder, "build").status == 0
    pages = {path.relative_to(folder / "site").as_posix(): path for path in (folder / "site").rglob("*.html")}
    without = [name for name, page in pages.items() if not policy_of(page)]
    assert without == ["mine/index.html"]
    assert policy_of(pages["index.html"]) == [PLAIN]
    assert "wasm-unsafe-eval" in policy_of(pages["search/index.html"])[0]
    inline = [name for name, page in pages.items() if html.fromstring(page.read_bytes()).xpath("//@style|//style")]
    assert ("<script>x</script>" in pages["mine/index.html"].read_text(), inline) == (True, [])
    assert "onclick" not in pages["plain/index.html"].read_text()


def test_check_lists_what_is_trusted(site: Callable[[str], Path]) -> None:
    """Pages whose HTML passes are named; an article that claims to be one is told that it is none."""
    folder = site("misspelt-key")
    (folder / "content/mine.md").write_text("---\ntitle: x\ntrusted: true\n---\n\nMine.\n")
    article = next((folder / "content/articles").rglob("*.md"))
    article.write_text(article.read_text().replace("---\n", "---\ntrusted: true\n", 1))
    run = run_briefing(folder, "check", "--select", "B608,B609")
    shown = article.relative_to(folder).as_posix()
    assert [line.partition(" (")[0] for line in (run.out + run.err).splitlines() if "trusted" in line] == [
        f"{shown}:2: trusted: does nothing in an article: foreign text is data",
        "content/mine.md:3: trusted: the HTML of this page passes as it is, and it has no content policy",
    ]


def test_the_policy_can_be_changed_by_directive() -> None:
    """A setting adds, replaces or leaves out directives; pictures of other sites widen it by themselves."""
    settings = Settings(content_policy={"style-src": "'self'  https://e.org", "object-src": ""}, remote_pictures=True)
    assert content_policy(settings) == (
        "default-src 'self'; img-src 'self' data: https: http:; base-uri 'self'; form-action 'self'; "
        "style-src 'self' https://e.org"
    )


def test_articles_get_only_extensions_that_mark_up() -> None:
    """Those that read files or run code are left out, whatever their name's spelling; a setting lets one in."""
    names = ["toc", "markdown.extensions.tables", "pymdownx.snippets", "markdown_include.include", "my.own"]
    assert applied(names, ()) == (names[:2], names[2:])
    assert applied(names, ["my.own"]) == ([*names[:2], "my.own"], names[2:4])


def test_an_old_address_takes_no_place() -> None:
    """Redirects give way to files and their folders, also where only the case differs, and to each other."""
    files = ["feed.xml", "articles/a/index.html", "Assets/x.css"]
    redirects = {
        "feed.xml/": "n", "articles/": "n", "ARTICLES/A/": "n", "assets/x.css": "n", "old/": "n", "OLD/index.html": "n",
        "old/deeper/": "n", "new.html": "n", "new.html/under.html": "n",
    }  # fmt: skip
    stored, refused = possible(redirects, files)
    assert sorted(stored) == ["OLD/index.html", "articles/", "new.html", "old/deeper/"]
    assert refused == ["ARTICLES/A/", "assets/x.css", "feed.xml/", "new.html/under.html", "old/"]


@pytest.mark.parametrize(
    ("address", "passes"),
    [
        ("https://example.org/a?b=c#d", True), ("http://[::1]:80/x", True), ("https://münchen.example/", True),
        ("javascript:alert(1)", False), ("//example.org/", False), ("https:example.org", False), ("https:///x", False),
        ("https://e.org/\u202egpj", False), ("https://e.org/a b", False), ("https://e.org:99999999/", False),
        ('https://e.org/"x', False), ("https://e.org\\@x", False), ("data:text/html,x", False),
        ("https://%00e.org", False),
    ],
)  # fmt: skip
def test_one_gate_for_addresses(address: str, passes: bool) -> None:
    """Web addresses with a host pass as they stand; nothing that could run, end an attribute, or disguise itself."""
    assert outgoing(address) == (address if passes else "")


def test_work_without_end_is_ended() -> None:
    """A deadline ends work that a parser would go on with, even one that catches every exception."""
    began = time.process_time()
    with pytest.raises(Overdue), deadline(0.2):
        while True:
            try:
                sum(range(1000))
            except Exception:
                continue
    assert time.process_time() - began < 2
    with deadline(5):
        pass


def test_a_text_without_end_is_shown_as_it_stands(site: Callable[[str], Path]) -> None:
    """What cannot be converted is published word for word, told with file and line, and costs no other article."""
    folder = site("misspelt-key")
    head = "---\ntitle: Deep\ndate: 2025-01-01\n---\n\n"
    (folder / "content/articles/deep.md").write_text(head + "Before.\n\n" + ">" * 300 + " <b>deep</b>\n")
    run = run_briefing(folder, "build")
    assert run.err.splitlines()[-1] == (
        "content/articles/deep.md:5: the text could not be converted: it is nested more than 100 deep (max_nesting); "
        "it is shown without its markup (plain Markdown)"
    )
    page = (folder / "site/articles/deep/index.html").read_text()
    assert (run.status, "<p>Before.</p>" in page, "&lt;b&gt;deep&lt;/b&gt;" in page) == (1, True, True)


def test_what_is_promised_names_tests_that_are_there() -> None:
    """Every test and module that SECURITY.md names exists, and no promise stands without a test."""
    rows = [line for line in (ROOT / "SECURITY.md").read_text(encoding="utf-8").splitlines() if line.startswith("| **")]
    assert len(rows) > 10
    for row in rows:
        named = re.findall(r"`(test_\w+\.py)`", row)
        assert [name for name in named if not (ROOT / "tests" / name).is_file()] == [], row
        assert named or "requirements.lock" in row, row
        modules = re.findall(r"`([\w/]+\.py|\w+/)`", row.replace("`tests/", ""))
        paths = [name for name in modules if not name.startswith("test_")]
        assert [name for name in paths if not (ROOT / "generator" / name).exists()] == [], row


def test_the_lock_pins_all_that_is_asked_for() -> None:
    """Every dependency stands in requirements.lock with a version and hashes, and no host of a registry does."""
    lock = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    wanted = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["dependencies"]
    wanted += [line for line in (ROOT / "requirements-dev.txt").read_text().splitlines() if line[:1].isalpha()]
    names = {re.match(r"[\w.-]+", line)[0].lower().replace("_", "-") for line in wanted}  # type: ignore[index]
    pinned = set(re.findall(r"^([\w.-]+)==\S+ (?:;[^\\]*)?\\\n    --hash=sha256:", lock, re.MULTILINE))
    assert names - pinned == set()
    assert ("://" in lock, "--index" in lock) == (False, False)


@pytest.mark.slow
def test_a_setting_of_the_gate_holds_for_remembered_texts(site: Callable[[str], Path]) -> None:
    """What the cache knows was made under other settings is made anew: no remote picture stays that is not wanted."""
    folder = site("misspelt-key")
    (folder / "content/articles/p.md").write_text(
        "---\ntitle: P\ndate: 2025-01-01\n---\n\nA ![p](https://e.org/x.png)\n"
    )
    config = folder / "mkdocs.yml"
    plain = config.read_text()
    seen = []
    for wanted in (False, True, False):
        config.write_text(plain.replace("- briefing\n", f"- briefing: {{remote_pictures: {str(wanted).lower()}}}\n"))
        run_briefing(folder, "build")
        seen.append("<img" in (folder / "site/articles/p/index.html").read_text())
    assert seen == [False, True, False]


def test_the_cache_cannot_write_on_the_site(site: Callable[[str], Path], tmp_path: Path) -> None:
    """A text that somebody has put into the cache, checksum and all, passes the gate like any other."""
    store = Store(tmp_path / "poisoned")
    bodies = Bodies({"a": b"k", "b": b"l"}, lambda identity: "<p>made</p>", store)
    bodies.add("a", "<p id=content onclick=x class=masthead>x<script>1</script></p>")
    bodies.save()
    store.write({"body:" + b"l".hex(): b"\xff<script>1</script>ok"})
    repeated = Bodies({"a": b"k", "b": b"l"}, lambda identity: "<p>made</p>", store)
    assert (repeated["a"], repeated["b"]) == ("<p>x</p>", "\ufffdok")
