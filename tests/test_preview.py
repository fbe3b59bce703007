"""The preview, step by step: what was saved is shown first, and a build that a save overtakes costs nothing."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pytest

from generator.plugin import BriefingPlugin, Options, load
from generator.plugin.preview import built
from generator.plugin.preview_faults import Faults
from generator.plugin.quick_preview import QuickPreview, looks
from generator.publishing.manifest import name_of

Copied = Callable[[str], Path]
ADDRESS = "http://localhost:8000/"
NOW = "2026-06-01T00:00:00Z"
ARTICLE = "articles/water.md"


class Overtaken(Exception):
    """A save in the middle of a build."""


class Preview:
    """A project with a preview of it."""

    def __init__(self, folder: Path, site: str = "shown") -> None:
        self.folder, self.site = folder, folder / site
        self.article = folder / "content" / ARTICLE
        self.text = self.article.read_text()
        self.page = self.site / "articles/water/index.html"

    def build(self, pause: Callable[[], None] = lambda: None) -> BriefingPlugin:
        options = Options(now=NOW, own_command=True)
        return built(partial(load, str(self.folder / "mkdocs.yml"), options), self.site, ADDRESS, pause=pause)

    def files(self) -> dict[str, str]:
        paths = (path for path in self.site.rglob("*") if path.is_file() and "pagefind" not in path.parts)
        return {str(path.relative_to(self.site)): hashlib.sha256(path.read_bytes()).hexdigest() for path in paths}

    def save(self, text: str) -> None:
        self.article.write_text(text)


@pytest.fixture
def preview(site: Copied) -> Preview:
    """Return a tiny project."""
    return Preview(site("misspelt-key"))


def test_a_saved_article_is_shown_before_the_rest(preview: Preview, capsys: pytest.CaptureFixture[str]) -> None:
    """Its page has the new text and title at once, other pages as they were, and the build that follows is as any."""
    seen = looks(preview.folder / "content")
    plugin = preview.build()
    before = preview.files()
    glance, said = QuickPreview(plugin, preview.site, seen), list[str]()
    assert not glance.show(seen, said.append)
    preview.save(preview.text.replace("Water for Lagos", "Water for everybody") + "\nAnd **rain** for all.\n")
    assert glance.show(looks(preview.folder / "content"), said.append)
    assert said == [f"content/{ARTICLE}"]
    page = preview.page.read_text()
    assert "<strong>rain</strong>" in page
    assert "Water for everybody" in page
    assert {name for name, bytes_ in preview.files().items() if before.get(name) != bytes_} == {
        "articles/water/index.html"
    }
    preview.build()
    clean = Preview(preview.folder, "clean")
    clean.build()
    assert preview.files() == clean.files()
    assert "Water for everybody" in (preview.site / "index.html").read_text()


def test_what_is_saved_twice_is_shown_twice(preview: Preview) -> None:
    """Each save is shown, also the one that takes the last one back; the build that follows leaves nothing of it."""
    seen = looks(preview.folder / "content")
    glance = QuickPreview(preview.build(), preview.site, seen)
    built_page, before = preview.page.read_text(), preview.files()
    for text in (preview.text + "\nIt rained.\n", preview.text + "\nIt poured down.\n", preview.text):
        preview.save(text)
        assert glance.show(looks(preview.folder / "content"))
        assert ("It rained." in text, "It poured down." in text) == (
            "It rained." in preview.page.read_text(),
            "It poured down." in preview.page.read_text(),
        )
    assert preview.page.read_text() == built_page
    preview.build()
    assert preview.files() == before


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("date: 2025-03-02", "date: soon"),
        ("date: 2025-03-02", "date: 2025-03-02\nslug: rivers"),
        ("date: 2025-03-02", "date: 2025-03-02\ndraft: true"),
        ("date: 2025-03-02", "date: 2099-03-02"),
    ],
)
def test_what_needs_more_is_left_to_the_build(preview: Preview, old: str, new: str) -> None:
    """A fault, another address, a draft and what is dated ahead change no page by themselves."""
    glance = QuickPreview(preview.build(), preview.site, looks(preview.folder / "content"))
    before = preview.files()
    assert old in preview.text
    preview.save(preview.text.replace(old, new))
    assert not glance.show(looks(preview.folder / "content"))
    assert preview.files() == before


def test_a_build_that_is_overtaken_leaves_the_site_as_it_was(preview: Preview) -> None:
    """Wherever it ends, the old site stands, nothing lies beside it, and the next build is as good as a clean one."""

    preview.build()
    preview.save(preview.text + "\nIt rained.\n")
    preview.build()  # now there is a site before the last, in which the next one grows
    spare = preview.folder / ".cache/briefing" / f"spare-{name_of(preview.folder, preview.site)}"
    assert spare.is_dir()
    before = preview.files()
    preview.save(preview.text + "\nIt poured down.\n")
    for last in (1, 2, 3, 4, 20, 60):
        steps = iter(range(1, last))

        def pause(left: Iterator[int] = steps) -> None:
            if next(left, None) is None:
                raise Overtaken

        with pytest.raises(Overtaken):
            preview.build(pause)
        assert preview.files() == before
        assert not list(preview.folder.glob(".shown.staging-*"))
        assert spare.is_dir(), last
    preview.build()
    clean = Preview(preview.folder, "clean")
    clean.build()
    assert preview.files() == clean.files()


def test_a_fault_is_shown_where_the_article_was(preview: Preview) -> None:
    """The address of an article with a fault says file, line and remedy, as text, until it is mended; others do not."""
    preview.save(preview.text.replace("date:", "slug: rivers\ndate:"))
    faults = Faults()
    faults.built(preview.build())
    preview.save(preview.text.replace("date: 2025-03-02", "date: <b>soon</b>"))
    (preview.folder / "content/articles/New one.md").write_text("---\ntitle: New\n---\n\nWords.\n")
    faults.built(preview.build())
    page = (faults.page("articles/rivers/") or b"").decode()
    assert "content/articles/water.md:3: date: &#x27;&lt;b&gt;soon&lt;/b&gt;&#x27; is not a date (expected" in page
    assert b"no date" in (faults.page("articles/new-one/") or b"")
    assert faults.page("articles/elsewhere/") is None
    preview.save(preview.text)
    faults.built(preview.build())
    assert faults.page("articles/rivers/") is None


def test_a_failed_build_is_said_above_every_page(preview: Preview) -> None:
    """Until a build succeeds, its message stands in each page that has a body; a sound site stays as it is."""
    faults, page = Faults(), b"<html><body class=x><p>Words</p></body></html>"
    assert faults.over(page) == page
    faults.failed("mkdocs.yml:5: <is> wrong")
    shown = faults.over(page)
    assert (shown.startswith(b"<html><body class=x><div"), b"mkdocs.yml:5: &lt;is&gt; wrong" in shown) == (True, True)
    assert b"mkdocs.yml:5" in (faults.page("anywhere/") or b"")
    assert faults.over(b"plain") == b"plain"
    faults.built(preview.build())
    assert faults.over(page) == page
