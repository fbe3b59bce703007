"""What a site weighs: kinds told by address, limits of hosts, and the warnings about them."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from conftest import run_briefing

from generator.settings.config import Settings
from generator.settings.hosts import HOSTS, host_problems
from generator.settings.site_weight import KINDS, SiteWeight, Weight, files_of, kind_of, weighed

_KINDS = """
index.html                                  other
404.html                                    other
articles/a-dam/index.html                   article pages
articles/a-dam/share.png                    share pictures
articles/a-dam/map.jpg                      other
feed.xml                                    feeds of the site
editions/atom.xml                           feeds of the site
feed-2025-06.xml                            feed archives
feed-2025-06-2.xml                          feed archives
regions/asia/feed-2025.json                 feed archives
regions/index.html                          regions
regions/asia/index.html                     regions
regions/asia/2025-06/index.html             periods of regions
regions/asia/feed.json                      feeds of regions
regions/asia/feeds.opml                     catalogues of feeds
regions/asia/trade/index.html               cells
regions/asia/trade/2025/index.html          periods of cells
regions/asia/trade/feed.xml                 feeds of cells
themes/trade/2025-06/index.html             periods of themes
keywords/2024/index.html                    topics
topics/monsoon/2025/index.html              periods of topics
sources/desk/index.html                     sources
authors/ada/feed.xml                        feeds of authors
stories/a-dam/feed.xml                      feeds of stories
editions/2025-06-01/index.html              editions
archive/2025/06/index.html                  archive
pagefind/en-2025-06/pagefind.en.pf_meta     search index
api/v1/articles/2025-06.json                api
assets/briefing.1a2b.css                    assets
feeds/feed.css                              catalogues of feeds
"""


def test_kinds() -> None:
    """Each file of a site is of one kind, whatever its name looks like."""
    cases = [line.split(maxsplit=1) for line in _KINDS.strip().splitlines()]
    assert [(address, kind_of(address).name) for address, _ in cases] == [(a, kind) for a, kind in cases]


def test_a_folder_is_weighed(tmp_path: Path) -> None:
    """Every file counts, those excepted that the host keeps hidden at the top; known sizes are not looked up."""
    for name, size in {
        "index.html": 10,
        "articles/a/index.html": 20,
        "articles/b/index.html": 30,
        ".git/x": 99,
    }.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(bytes(size))
    site = weighed(files_of(tmp_path, {"articles/a/index.html": 25}))
    assert site.kinds == {"article pages": Weight(2, 55), "other": Weight(1, 10)}
    assert (site.total, site.largest, site.folders) == (Weight(3, 65), ("articles/b/index.html", 30), 3)


def _site(**kinds: tuple[int, int]) -> SiteWeight:
    return SiteWeight({name.replace("_", " "): Weight(*weight) for name, weight in kinds.items()})


def reported(settings: Settings, site: SiteWeight) -> list[str]:
    return [str(problem) for problem in host_problems(settings, site, "mkdocs.yml", 7)]


def test_from_four_fifths_on() -> None:
    """Below 80 % of a limit nothing is said; from there on what weighs most, and the setting that lowers it."""
    settings = Settings(host="github-pages")
    assert reported(settings, _site(article_pages=(10, 500_000_000), share_pictures=(10, 299_000_000))) == []
    near = _site(article_pages=(10, 500_000_000), share_pictures=(10, 300_000_000))
    assert reported(settings, near) == [
        "mkdocs.yml:7: briefing: host: the site weighs 800 MB, and GitHub Pages takes 1,000 MB; most are "
        "article pages (500 MB), share pictures (300 MB) (share_pictures: false)"
    ]


def test_what_is_set_already_is_not_advised() -> None:
    """A setting that the project has made is no remedy, and where none is left the remedy is parts or another host."""
    site = _site(article_pages=(10_000, 1), feeds_of_regions=(9_000, 1))
    settings = Settings(host="cloudflare-pages", feed_formats=("rss",))
    assert reported(replace(settings, feed_formats=("rss", "atom")), site)[0].endswith("(feed_formats: [rss])")
    parts = "publish in parts (docs/large-archives.md), or choose another host"
    assert reported(settings, site)[0].endswith(f"(no setting makes it small enough: {parts})")


def test_limits_that_no_setting_meets() -> None:
    """A limit below what no setting lowers is told as such."""
    site = _site(article_pages=(10, 3_000_000), search_index=(10, 1_000_000))
    assert reported(Settings(host=2), site) == [
        "mkdocs.yml:7: briefing: host: the site weighs 4.0 MB, and 2 MB are set; most are article pages (3.0 MB), "
        "search index (1.0 MB) (no setting makes it small enough: publish in parts (docs/large-archives.md), or choose "
        "another host)"
    ]


def test_files_and_folders() -> None:
    """Limits of one file and of one folder are told with the file and the folder; GitLab counts folders as files."""
    large = weighed([("map.mp4", 25 * 2**20)])
    assert reported(Settings(host="cloudflare-pages"), large) == [
        "mkdocs.yml:7: briefing: host: map.mp4 weighs 26 MB, and Cloudflare Pages takes files of 26 MB "
        "(a smaller file, or publish in parts: docs/large-archives.md)"
    ]
    full = reported(Settings(host="netlify"), weighed((f"maps/{number}.svg", 1) for number in range(50_000)))
    assert "the folder maps/ holds 50,000 files, and Netlify takes 54,000 in one" in full[0]
    many = reported(Settings(host="gitlab-pages"), weighed((f"a/{number}/index.html", 1) for number in range(80_000)))
    assert "the site has 160,001 files and folders, and GitLab Pages takes 200,000" in many[0]


def test_every_remedy_is_a_setting_of_the_contract() -> None:
    """What a kind is lowered by is a line of YAML with one key."""
    known = set(Settings.__dataclass_fields__) | {"cell_minimum", "topic_minimum", "feed_authors"}  # the next version's
    assert {kind.lowered_by.partition(":")[0] for kind in KINDS} - {""} <= known


BAD = {
    "host: githubpages": "no limits are known of 'githubpages' (did you mean 'github-pages'?)",
    "host: clodflare": "no limits are known of 'clodflare' (did you mean 'cloudflare-pages'?)",
    "host: ftp": f"no limits are known of 'ftp' ({', '.join(HOSTS)}, or a number of megabytes)",
    "host: 0": "0 is no size (megabytes, 1 or more)",
    "host: -5": "-5 is no size (megabytes, 1 or more)",
}


@pytest.mark.parametrize("setting", BAD)
def test_a_host_that_is_none(setting: str, tmp_path: Path) -> None:
    """An unknown host is one line with its own line in `mkdocs.yml` and the nearest right one."""
    text = f"site_name: A\ntheme: briefing\ndocs_dir: content\nplugins:\n  - briefing:\n      {setting}\n"
    (tmp_path / "mkdocs.yml").write_text(text)
    (tmp_path / "content").mkdir()
    run = run_briefing(tmp_path, "build")
    assert (run.status, run.err) == (1, f"mkdocs.yml:6: briefing: host: {BAD[setting]}\n")


def test_a_build_warns_and_with_strict_publishes_nothing(tmp_path: Path) -> None:
    """The warning comes again from a build that has nothing to do; `--strict` refuses."""
    text = "site_name: A\nsite_url: https://example.org/\ntheme: briefing\ndocs_dir: content\n"
    text += "plugins:\n  - briefing:\n      host: 1\n"
    (tmp_path / "mkdocs.yml").write_text(text)
    (tmp_path / "content" / "articles").mkdir(parents=True)
    (tmp_path / "content" / "large.bin").write_bytes(bytes(900_000))
    (tmp_path / "content" / "articles" / "a.md").write_text("---\ntitle: A\ndate: 2026-01-01\n---\n\nText.\n")
    strict = run_briefing(tmp_path, "build", "--strict")
    assert (strict.status, (tmp_path / "site").exists()) == (1, False)
    first, second = run_briefing(tmp_path, "build"), run_briefing(tmp_path, "build")
    assert first.err.startswith("mkdocs.yml:7: briefing: host: the site weighs 1.")
    assert (first.err, "already" in second.out, first.status) == (second.err, True, 0)
    checked = run_briefing(tmp_path, "check", "--select", "host-limit")
    assert checked.err.startswith("mkdocs.yml:7: briefing: host: the site weighs 1.")
    assert "[B611" in checked.err
