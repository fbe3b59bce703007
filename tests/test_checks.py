"""What `briefing check` sees of a project as a whole: anchors, settings beside each other, sources, weak summaries."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from conftest import NOW, ROOT, run_briefing
from web_server import serving

from generator.checking.findings import findings

TEXT = "India and Japan sent frigates to a naval exercise in the Indian Ocean, which is to be held again next year."
Found = list[tuple[str, str, int]]


def project(root: Path, settings: str = "{}", *, url: str = "https://example.org/", **articles: str) -> Path:
    """Return a project with these articles; each is front matter and text, parted by a line of `---`."""
    site = f"site_url: {url}\n" if url else ""
    (root / "mkdocs.yml").write_text(f"site_name: T\n{site}docs_dir: content\nplugins:\n  - briefing: {settings}\n")
    folder = root / "content/articles"
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in articles.items():
        (folder / f"{name}.md").write_text(f"---\ntitle: {name.title()}\ndate: 2025-03-01\n{text}\n")
    return root


def found(root: Path, only: str) -> Found:
    """Return code, file's name and line of the findings of these kinds."""
    run = run_briefing(root, "check", "--format", "json", "--select", only, "--now", NOW)
    return [(one["number"], Path(one["path"]).name, one["line"]) for one in json.loads(run.out)]


def test_dead_anchors_are_found_and_live_ones_are_not(tmp_path: Path) -> None:
    """Headings, paragraphs and named places can be linked to, from here and elsewhere; nothing else, and no code."""
    root = project(
        tmp_path,
        one=f"---\n\n{TEXT}\n\n## The *second* day\n\n{TEXT}\n\n## The second day\n\n"
        "[a](#the-second-day) [b](#the-second-day_1) [c](#p2) [d](#here) <a id=\"here\"></a> `[e](#code)`\n\n"
        "[f](#the-third-day) [g](two.md#own) [h](two.md#other)\n[i](shown.md#p1)",
        two=f"---\n\n## Words {{#own}}\n\n{TEXT} [one](one.md#p1), [out](https://example.net/#x), [no](one.md#p99).",
        shown=f"source: Wire\ncanonical_url: https://wire.example/1\nrights: excerpt\n---\n\n{TEXT} [x](#nowhere)",
    )  # fmt: skip
    assert found(root, "B307") == [
        ("B307", "one.md", 16), ("B307", "one.md", 16), ("B307", "one.md", 17), ("B307", "two.md", 8),
    ]  # fmt: skip


def test_an_anchor_that_check_knows_is_on_the_page(tmp_path: Path) -> None:
    """The anchors that are taken for live ones are those that the built page has."""
    root = project(
        tmp_path, "{search: false, share_pictures: false}", one=f"---\n\n{TEXT}\n\n## A *bold*, new day!\n\n{TEXT}"
    )
    assert run_briefing(root, "build", "--now", NOW).status == 0
    page = (root / "site/articles/one/index.html").read_text()
    assert ('id="user-a-bold-new-day"' in page, 'id="p2"' in page) == (True, True)
    (root / "content/articles/two.md").write_text(
        "---\ntitle: Two\ndate: 2025-03-01\n---\n\n[a](one.md#a-bold-new-day), [b](one.md#p2), [c](one.md#bold)\n"
    )
    assert found(root, "B307") == [("B307", "two.md", 6)]


@pytest.mark.parametrize(
    ("settings", "expected"),
    [
        ("{}", 0),
        ("{feed_archives: [home, keyword]}", 1),
        ("{feed_archives: [home, keyword], feed_keywords: true}", 0),
        ("{feed_formats: [rss], feed_content: {rss: summary, atom: full}}", 1),
        ("{feed_formats: [rss], feed_tombstones: 30}", 1),
        ("{feed_formats: [rss], feed_tombstones: 0}", 0),
        ("{remote_pictures: true, content_policy: {img-src: \"'self'\"}}", 1),
        ("{remote_pictures: true, content_policy: {img-src: \"'self' https:\"}}", 0),
        ("{offline: true, content_policy: {worker-src: \"'none'\"}}", 1),
        ("{sources: [{url: 'https://a.example/f', rights: full}, {url: 'http://www.a.example/f/', rights: link}]}", 1),
        ("{sources: [{url: 'https://a.example/f', rights: full}, {url: 'https://b.example/f', rights: link}]}", 0),
    ],
)
def test_settings_that_contradict_each_other_are_told_with_their_line(
    settings: str, expected: int, tmp_path: Path
) -> None:
    """Two settings of which one makes the other idle are one warning, at the line of the setting; others are none."""
    assert found(project(tmp_path, settings, one=f"---\n\n{TEXT}"), "B610") == [("B610", "mkdocs.yml", 5)] * expected


def test_what_needs_an_address_is_told_without_one(tmp_path: Path) -> None:
    """Settings of feeds do nothing on a site without `site_url`, which has none."""
    root = project(tmp_path, "{feed_hub: 'https://hub.example/', feed_keywords: true}", url="", one=f"---\n\n{TEXT}")
    assert found(root, "B610") == [("B610", "mkdocs.yml", 4)] * 2


def test_a_source_with_a_region_that_nobody_knows_is_not_taken(tmp_path: Path) -> None:
    """A misspelt region or theme of a source is told with its line by `check` and `watch`, which adds the others."""
    feed = "<rss version='2.0'><channel><title>Wire</title><link>https://wire.example/</link>%s</channel></rss>"
    item = (
        f"<item><title>%s</title><guid>%s</guid><pubDate>2025-03-01</pubDate><description>{TEXT}</description></item>"
    )
    pages = {f"/{name}": (feed % item.replace("%s", name)).encode() for name in ("one", "two", "three")}
    with serving(pages) as site:  # type: ignore[arg-type]
        said = (
            f"\n      sources:\n        - url: {site.address}/one\n          regions: [+indja]\n"
            f"        - url: {site.address}/two\n          regions: [+india]\n"
            f"        - url: {site.address}/three\n          themes:\n            - energie"
        )
        root = project(tmp_path, said, own="---\n\nIndia has a text of its own.")
        run = run_briefing(root, "watch", "--allow-private")
    assert found(root, "B602") == [("B602", "mkdocs.yml", 8), ("B602", "mkdocs.yml", 13)]
    assert run.status == 1 and "no region 'indja' (did you mean 'india'?)" in run.err
    assert [file.stem for file in (root / "content/articles/2025").iterdir()] == ["2025-03-01-two"]


def test_an_article_does_not_show_more_than_its_source_allows(tmp_path: Path) -> None:
    """An article shown whole from a source that allows an excerpt is told, unless a licence allows it."""
    front = "source: Wire\ncanonical_url: https://wire.example/{}\nrights: {}\n{}---\n\n" + TEXT
    root = project(
        tmp_path, "{sources: [{url: 'https://wire.example/feed.xml', rights: excerpt}]}",
        beyond=front.format(1, "full", ""), within=front.format(2, "excerpt", ""), less=front.format(3, "link", ""),
        free=front.format(4, "full", "license: https://creativecommons.org/licenses/by/4.0/\n"),
    )  # fmt: skip
    assert found(root, "B404") == [("B404", "beyond.md", 1)]


@pytest.mark.parametrize(
    ("words", "expected"),
    [(("--select", "B2,weak-summary"), 0), (("--ignore", "bad-slug"), 0), (("--select", "B"), 0),
     (("--select", "B9"), 2), (("--ignore", "B2,wek-summary"), 2)],
)  # fmt: skip
def test_a_selection_of_nothing_is_wrong_usage(tmp_path: Path, words: tuple[str, ...], expected: int) -> None:
    """A code or a name that no finding has is refused: it would pass for a project with nothing to mend."""
    run = run_briefing(project(tmp_path, one=f"---\n\n{TEXT}"), "check", *words, "--now", NOW)
    assert (run.status, "no code" in run.err) == (expected, expected == 2)


def test_a_beginning_that_is_shown_as_one_is_no_loss(tmp_path: Path) -> None:
    """A text that its feed ends with "[…]" is told only where it is shown as if it were whole."""
    front = "source: Wire\ncanonical_url: https://wire.example/{}\nrights: {}\n---\n\n{} The fleet will then […]"
    root = project(tmp_path, whole=front.format(1, "full", TEXT), teaser=front.format(2, "excerpt", TEXT))
    assert found(root, "B202") == [("B202", "whole.md", 9)]


def test_a_summary_that_says_little_is_shown_to_the_editor(tmp_path: Path) -> None:
    """A found standfirst of little weight is a notice, and the check passes; an editor's own summary is left alone."""
    odd = "This also had tantalised, infuriated, enchanted and exhausted readers for twenty-two seasons, he said."
    root = project(tmp_path, weak=f"---\n\n{odd}", own=f"summary: Mine.\n---\n\n{odd}", good=f"---\n\n{TEXT}\n\n{TEXT}")
    assert found(root, "B206") == [("B206", "weak.md", 1)]
    assert run_briefing(root, "check", "--select", "B206", "--now", NOW).status == 0


@pytest.mark.parametrize(
    ("title", "text", "expected"),
    [("Lamu opens a berth", "The port of Lamu opened a second berth on Monday, two years late", "no whole sentence"),
     ("Lamu opens a berth", "Why? “Who knows,” he said. And now? The port of Lamu opened a berth.", "below 3 others"),
     ("Kraft cuts ads", "Who eats this? The largest maker of biscuits will also put a label on it.", "no word"),
     ("Kraft cuts ads", "Who eats this? Kraft, the largest maker of biscuits, will put a label on boxes.", "")],
)  # fmt: skip
def test_a_doubtful_summary_is_shown_with_the_reason(tmp_path: Path, title: str, text: str, expected: str) -> None:
    """A fragment, a sentence far down, and one beside the title that is not the first are told, and why."""
    root = project(tmp_path, **{title: f"---\n\n{text}"})
    reported = [
        one["message"] for one in json.loads(run_briefing(root, "check", "--format", "json", "--select", "B206").out)
    ]
    assert len(reported) == bool(expected) and all(expected in message for message in reported)


def test_only_errors_end_a_check_with_1(tmp_path: Path) -> None:
    """A warning ends `check` with 1 under `--strict` only, a notice never, an error always."""
    root = project(tmp_path, weak=f"source: Wire\nrights: excerpt\n---\n\n{TEXT} A second sentence [a](gone.md).")

    def statuses(only: str) -> list[int]:
        flags = ("--select", only, "--now", NOW)
        return [run_briefing(root, "check", *flags).status, run_briefing(root, "check", "--strict", *flags).status]

    before = statuses("B303,B401")
    (root / "content/articles/twin.md").write_bytes((root / "content/articles/weak.md").read_bytes())
    notices = statuses("B502")
    (root / "content/articles/wrong.md").write_text("---\ntitle: No date\n---\n\nWords.\n")
    assert (before, notices, statuses("B102")) == ([0, 1], [0, 0], [1, 1])


def test_the_manual_says_the_level_that_check_gives(tmp_path: Path) -> None:
    """Every finding of all faulty sites, and of a project with many faults, has the level that its table names."""
    said = {finding.name: finding.level for finding in findings()}
    (tmp_path / "many").mkdir()
    many = project(
        tmp_path / "many", url="",
        one=f"titel: x\nimage: no.png\nsource: Wire\nrights: excerpt\n---\n\n{TEXT} ada@example.org [a](no.md)"
        f" ![](https://a.example/x.png) “Open\n\n{TEXT} It names:\n\nAnd then it",
        two="canonical_url: https://wire.example/\nrights: full\nlicense: CC BY-NC 4.0\n---\n\nThe cat sat there.",
    )  # fmt: skip
    faulty = [folder.parent for folder in (ROOT / "tests/sites").glob("*/expected.txt")]
    reported = {}
    for folder in (many, *faulty):
        out = run_briefing(shutil.copytree(folder, tmp_path / "copy" / folder.name), "check", "--format", "json").out
        reported |= {one["code"]: one["severity"] for one in json.loads(out or "[]")}
    assert {code: said[code] for code in reported if code in said and reported[code] not in said[code]} == {}
    assert len(reported) > 20
