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


def test_jekylls_defaults_and_collections_give_addresses(project: Path) -> None:
    """Front matter of `defaults:` goes before the permalink of the collection, the longer path before the shorter."""
    files = {
        "_config.yml": (
            "collections:\n  posts:\n    permalink: /c/:title/\ndefaults:\n"
            "  - scope: {path: news, type: posts}\n    values: {permalink: '/n/:title/'}\n"
            "  - scope: {path: '', type: pages}\n    values: {permalink: '/p/:title/'}\n"
        ),
        "_posts/2021-02-03-locks.md": FRONT.format(
            title="Locks", text="A table.\n{: .table}\n\n{% img /i/a.png Map %}"
        ),
        "news/_posts/2021-02-03-weirs.md": FRONT.format(title="Weirs", text="Weirs are low."),
    }
    imported(project, "jekyll", files)
    found = articles(project)
    assert ["  - /c/locks/\n" in found["locks"], "  - /n/weirs/\n" in found["weirs"]] == [True, True]
    assert ["{:" in found["locks"], "![Map](/i/a.png)" in found["locks"], "tags:" in found["weirs"]] == [
        False,
        True,
        False,
    ]


def test_hugos_languages_have_folders_and_permalinks(project: Path) -> None:
    """A language has its own folder and permalinks, and a date has the day that its author saw."""
    late = FRONT.format(title="Snow", text="{{< highlight go >}}\nx\n{{< /highlight >}}\n\nAfter.")
    late = late.replace("date: 2021-02-03", "date: 2021-02-03T00:30:00+02:00\ntopics: [ice]\ntags: [culture]")
    files = {
        "hugo.toml": (
            "[taxonomies]\ntopic = 'topics'\n[permalinks]\nposts = '/:year/:month/:day/:slug/'\n[languages.en]\n"
            "contentDir = 'content/en'\n[languages.fr]\ncontentDir = 'content/fr'\n[languages.fr.permalinks]\n"
            "posts = '/nouvelles/:slug/'\n"
        ),
        "content/en/posts/snow.md": late,
        "content/fr/posts/neige.md": FRONT.format(title="Neige", text="La neige."),
    }
    imported(project, "hugo", files)
    found = articles(project)
    assert "  - /2021/02/03/snow/\n" in found["snow"]
    assert "tags:\n  - culture\n  - ice\n" in found["snow"]
    assert found["snow"].rstrip().endswith("```\n\nAfter.")
    assert ["  - /fr/nouvelles/neige/\n" in found["neige"], "lang: fr" in found["neige"]] == [True, True]


def test_pelicans_file_names_and_slugs_give_addresses(project: Path) -> None:
    """The date and the slug may stand in the file's name; else the slug is made as Pelican makes it."""
    files = {
        "pelicanconf.py": "FILENAME_METADATA = r'(?P<date>\\d{4}-\\d{2}-\\d{2})_(?P<slug>.*)'\n",
        "content/2021-02-03_locks.md": "Title: The locks\n\nThe locks are old.\n",
        "content/other.md": "Title: What's_new \u2013 C++ (2)\nDate: 2021-02-03\n\nNot much.\n",
        "content/code.rst": (
            "Code\n####\n\n:date: 2021-02-03\n\nRead this.\n\n.. code-block:: python\n   :linenos:\n\n"
            "   x = 1\n\n*Unclosed\n"
        ),
    }
    imported(project, "pelican", files)
    text = "\n".join(articles(project).values())
    assert [f"  - /{name}.html\n" in text for name in ("locks", "whats_new-c-2", "code")] == [True, True, True]
    assert ["    x = 1" in text, "System Message" in text] == [True, False]


def test_nikolas_hidden_files_are_no_articles(project: Path) -> None:
    """Only what a pattern of POSTS names is a post; a link post is not empty."""
    head = ".. title: {}\n.. date: 2021-02-03\n.. link: https://example.com/x\n\n"
    files = {
        "conf.py": "POSTS = (('posts/*.md', 'posts', 'post.tmpl'),)\n",
        "posts/locks.md": head.format("Locks"),
        "posts/.hidden.md": head.format("Hidden"),
        "posts/locks.wpcomment.txt": head.format("Comment"),
    }
    imported(project, "nikola", files)
    assert [(name, "[Locks](<https://example.com/x>)" in text) for name, text in articles(project).items()] == [
        ("locks", True)
    ]
