"""`briefing import` on the odd things that sites of the field have: nothing aborts, nothing is lost without a word."""

from __future__ import annotations

from pathlib import Path

import pytest
from conftest import Run, run_briefing

FRONT = "---\ntitle: {title}\ndate: 2021-02-03\n---\n\n{text}\n"


@pytest.fixture
def project(tmp_path: Path) -> Path:
    folder = tmp_path / "new"
    (folder / "content").mkdir(parents=True)
    config = (
        "site_name: X\nsite_url: https://example.org/\ndocs_dir: content\nplugins:\n  - briefing: {search: false}\n"
    )
    (folder / "mkdocs.yml").write_text(config)
    return folder


def imported(project: Path, kind: str, files: dict[str, str]) -> Run:
    """Import a site of these files."""
    for name, text in files.items():
        path = project.parent / "old" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    source = project.parent / "old" / ("export.xml" if kind == "wordpress" else "")
    return run_briefing(project, "import", kind, source)


def articles(project: Path) -> dict[str, str]:
    """Return the text of each article by the end of its name."""
    found = sorted((project / "content").rglob("*.md"))
    return {path.stem[11:]: path.read_text(encoding="utf-8") for path in found}


def export(*items: str) -> str:
    """Return an export of WordPress with these items."""
    wp, content = "http://wordpress.org/export/1.2/", "http://purl.org/rss/1.0/modules/content/"
    head = f'<rss version="2.0" xmlns:wp="{wp}" xmlns:content="{content}"><channel><link>https://old.example</link>'
    return f"{head}{''.join(items)}</channel></rss>"


def item(title: str, number: int, guid: str, kind: str = "post") -> str:
    """Return one post of an export."""
    return (
        f"<item><title>{title}</title><link>https://old.example/{number}/</link><guid>{guid}</guid>"
        f"<content:encoded>The text of {title} is here.</content:encoded><wp:post_id>{number}</wp:post_id>"
        f"<wp:post_date_gmt>2020-01-0{number} 10:00:00</wp:post_date_gmt><wp:post_name></wp:post_name>"
        f"<wp:status>\n publish </wp:status><wp:post_type> {kind} </wp:post_type></item>"
    )


def test_posts_with_one_guid_are_two_articles(project: Path) -> None:
    """Two posts that share a guid are both taken over, and a second import writes none anew."""
    files = {"export.xml": export(item("Locks", 1, "g"), item("Weirs", 2, "g"), item("Weirs", 2, "g"))}
    first, second = (imported(project, "wordpress", files) for _ in range(2))
    assert (first.status, sorted(articles(project))) == (0, ["locks", "weirs"])
    assert second.out.splitlines()[-1] == "0 imported, 2 there already, 0 left out; 0 files copied"


def test_an_export_without_posts_says_so(project: Path) -> None:
    """An export of pages alone is refused, and the line says what it holds."""
    run = imported(project, "wordpress", {"export.xml": export(item("About", 1, "g", "page"))})
    assert (run.status, "holds no post" in run.err, "1 of the kind 'page'" in run.err) == (1, True, True)


def test_a_link_to_a_page_without_a_date_keeps_its_old_address(project: Path) -> None:
    """A link to what is no article leads to the old address, is told, and aborts nothing."""
    text = 'See [us](/about/) and [the faq]({{< ref "about.md" >}}#who) and [none]({{< relref "gone.md" >}}).'
    files = {
        "hugo.toml": 'baseURL = "https://old.example/"\n',
        "content/about.md": "---\ntitle: About\n---\n\nUs.\n",
        "content/posts/snow.md": FRONT.format(title="Snow", text=text),
    }
    run = imported(project, "hugo", files)
    links = "[us](/about/) and [the faq](https://old.example/about/#who) and [none](https://old.example/gone.md)"
    assert links in articles(project)["snow"]
    assert run.err.count("leads to nothing that was taken over") == 3


def test_links_in_code_and_footnotes_stay(project: Path) -> None:
    """What stands in code is no link, and the text of a footnote is no address."""
    text = (
        "One[^1] `[a](other.md)` and [b](other.md).\n\n```\n[c](other.md)\n```\n\n    [d](other.md)\n\n"
        "- item\n\n    [e](other.md)\n\n[^1]: other.md\n"
    )
    files = {
        "hugo.toml": "",
        "content/posts/other.md": FRONT.format(title="Other", text="Another text."),
        "content/posts/snow.md": FRONT.format(title="Snow", text=text),
    }
    imported(project, "hugo", files)
    for kept in ("`[a](other.md)`", "\n[c](other.md)\n", "    [d](other.md)", "[^1]: other.md"):
        assert kept in articles(project)["snow"]
    for led in ("[b](2021-02-03-other.md)", "    [e](2021-02-03-other.md)"):
        assert led in articles(project)["snow"]
