"""Sound input: what the front matter, the settings, the templates and the other pages of a project do to its site."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from html import unescape
from pathlib import Path
from typing import Any

import feedparser
import pytest
from conftest import SITES, Run, run_briefing, tree
from lxml import html

from generator.settings.site_weight import files_of, weighed

SOUND = sorted(path for path in SITES.iterdir() if not (path / "expected.txt").exists())
Copied = Callable[[str], Path]
_TAG = re.compile(r"<[^>]*>")


def build(folder: Path, *flags: str) -> Run:
    run = run_briefing(folder, "build", "--strict", *flags)
    assert (run.status, run.err) == (0, "")
    return run


def listed(folder: Path, *flags: str) -> dict[str, dict[str, Any]]:
    """Return the objects of `briefing list` by slug."""
    return {item["slug"]: item for item in json.loads(run_briefing(folder, "list", "--format", "json", *flags).out)}


def page(folder: Path, address: str) -> Any:
    return html.fromstring((folder / "site" / address).read_bytes())


@pytest.mark.parametrize("case", SOUND, ids=lambda case: case.name)
def test_a_sound_site_says_nothing(case: Path, site: Copied) -> None:
    """A project without faults builds with `--strict`, and says one line and what is left out; `check` is content."""
    folder = site(case.name)
    said, *more = build(folder).out.splitlines()
    assert said == f"Published site/: {weighed(files_of(folder / 'site')).total}"
    left_out = ["Not on the site: 1 draft, 1 waits until 2099-03-01, 1 expired ('briefing list --left-out' names them)"]
    assert more == (left_out if case.name == "times" else [])
    assert run_briefing(folder, "check").status == 0 or case.name == "own-vocabulary-files"


def test_no_settings_at_all(site: Copied) -> None:
    """A name and the plugin are enough; without an address there are no feeds and no sitemap."""
    folder = site("bare")
    build(folder)
    built = tree(folder / "site")
    assert {"index.html", "articles/votes/index.html", "regions/kenya/index.html", "404.html"} <= set(built)
    assert [name for name in built if name.endswith(("feed.xml", "sitemap.xml", ".opml"))] == []


def test_every_key_is_understood(site: Copied) -> None:
    """Each key of the front matter reaches the list and the page."""
    folder = site("every-key")
    build(folder, "--now", "2026-01-01")
    found = listed(folder, "--now", "2026-01-01")["two-navies"]
    expected = {
        "path": "content/articles/by-name.md",
        "id": "tag:example.org,2025:navies",
        "slug": "two-navies",
        "url": "https://example.org/articles/two-navies/",
        "title": "Frigates: two navies, one ocean",
        "date": "2025-03-01T04:00:00Z",
        "updated": "2025-03-02T00:00:00Z",
        "lang": "en-GB",
        "source": "Harbour Review",
        "rights": "full",
    }
    assert {key: found[key] for key in expected} == expected
    assert [country["code"] for country in found["countries"]] == ["IN", "JP"]
    assert [theme["slug"] for theme in found["themes"]] == ["politics", "defence"]
    assert [keyword["text"] for keyword in found["keywords"]][:2] == ["frigates", "Quad"]
    shown = page(folder, "articles/two-navies/index.html")
    text = " ".join(shown.text_content().split())
    for words in (
        "Frigates: two navies, one ocean", "Asha Rao", "Kenji Mori", "Asha Rao writes about the sea.", "Harbour Review",
        "Originally published by Harbour Review, republished with permission",
        "Two navies look for submarines together.",
    ):  # fmt: skip
        assert words in text
    assert "asha@example.org" not in text
    assert shown.xpath("//link[@rel='canonical']/@href") == ["https://harbour.example/navies"]
    picture = shown.xpath("//img[contains(@src, 'images/frigate.svg')]")[0]
    assert (picture.get("src"), picture.get("alt")) == ("../../images/frigate.svg", "A frigate from the side")
    assert "https://harbour.example/" in shown.xpath("//a/@href")


def test_every_alias_of_a_key_is_understood(site: Copied) -> None:
    """`published`, `modified`, `guid`, `author`, `link`, `keywords`, `description`, `redirect_from` are other names."""
    folder = site("every-key")
    build(folder)
    found = listed(folder)["by-alias"]
    assert (found["id"], found["date"], found["updated"]) == (
        "votes-1", "2025-03-01T00:00:00Z", "2025-03-02T10:00:00Z",
    )  # fmt: skip
    assert found["keywords"][0]["text"] == "ballots"
    shown = page(folder, "articles/by-alias/index.html")
    text = shown.text_content()
    assert [word for word in ("Wanjiru Kamau", "The count takes a week.") if word not in text] == []
    assert shown.xpath("//link[@rel='canonical']/@href") == ["https://nairobi.example/votes"]
    assert (folder / "site/votes/index.html").is_file()


def test_old_addresses_lead_to_the_article(site: Copied) -> None:
    """Each alias is a page that sends readers on by a relative address, machines by the canonical one."""
    folder = site("pages")
    build(folder)
    for old, way in (("old/index.html", "../articles/navies/"), ("older/place.html", "../articles/navies/")):
        shown = page(folder, old)
        assert shown.xpath("//meta[@http-equiv='refresh']/@content") == [f"0; url={way}"]
        assert shown.xpath("//link[@rel='canonical']/@href") == ["https://example.org/sub/articles/navies/"]
        assert (folder / "site" / old).parent.joinpath(way, "index.html").resolve().is_file()


def test_ordinary_pages_are_mkdocs_pages(site: Copied) -> None:
    """Hand-written pages keep their place, their links into the briefing work, foreign scripts in them do not."""
    folder = site("pages")
    build(folder)
    about = page(folder, "about/index.html")
    links = about.xpath("//main//a/@href")
    assert ("../articles/navies/" in links, "../regions/india/" in links) == (True, True)
    assert about.xpath("//main//script") == []
    navigation = page(folder, "index.html").xpath("//nav[@aria-label='Sections']//a[contains(@href, 'about')]")
    assert [" ".join(a.text_content().split()) for a in navigation] == ["About us"]


def test_an_introduction_stands_on_the_page_that_it_introduces(site: Copied) -> None:
    """`content/regions/india.md` and `content/index.md` are shown on the pages that the briefing makes."""
    folder = site("pages")
    build(folder)
    india, home = page(folder, "regions/india/index.html"), page(folder, "index.html")
    assert [e.text_content() for e in india.xpath("//main//em")] == ["as we see it"]
    assert india.xpath("//main//a[contains(@href, 'articles/navies')]")
    assert "A word before the news." in home.text_content()


def test_links_between_articles_and_pages_follow_the_files(site: Copied) -> None:
    """A link to a file beside or above becomes a link to its page, whatever the page's address."""
    folder = site("pages")
    build(folder)
    shown = page(folder, "articles/navies/index.html")
    assert "../../about/" in shown.xpath("//main//a/@href")
    assert shown.xpath("//main//img[@alt='a frigate']/@src") == ["../../images/frigate.svg"]


def test_templates_are_overridden_file_by_file_and_block_by_block(site: Copied) -> None:
    """A project's template replaces ours or one block of it; what it writes is escaped; its style sheet is served."""
    folder = site("own-templates")
    build(folder)
    article = (folder / "site/articles/votes/index.html").read_text(encoding="utf-8")
    assert "Our own title & Kenya counts its votes" in article
    assert "within seven days" in article
    archive = (folder / "site/archive/index.html").read_text(encoding="utf-8")
    assert '<p id="ours">1 in all, <&lt;b&gt;</p>' in archive
    styles = page(folder, "archive/index.html").xpath("//link[@rel='stylesheet']/@href")
    assert [(folder / "site/archive" / path).read_text() for path in styles[:1]] == ["body { color: #123456 }\n"]


def test_unknown_keys_reach_the_templates(site: Copied) -> None:
    """What the contract does not know is passed on as it stands, and escaped like all else."""
    folder = site("own-templates")
    (folder / "templates/article.html").write_text("{{ page.meta.mood or briefing.extra.mood }}")
    build(folder)
    assert (folder / "site/articles/votes/index.html").read_text() == "calm &amp; quiet"


def test_own_regions_and_themes(site: Copied) -> None:
    """Settings add composites, rename nodes, and add themes that are found by their seed words, parents included."""
    folder = site("own-vocabulary")
    build(folder)
    wells = listed(folder)["wells"]
    assert "lake-chad" in wells["regions"]
    assert [theme["slug"] for theme in wells["themes"] if theme["slug"] in ("wells", "water")] == [
        "wells",
        "water",
    ] or [theme["slug"] for theme in wells["themes"] if theme["slug"] in ("wells", "water")] == ["water", "wells"]
    assert 'id="theme-water"' in (folder / "site/regions/lake-chad/index.html").read_text("utf-8")


def test_own_vocabularies_replace_ours(site: Copied) -> None:
    """Vocabulary files of the project are the whole truth: nothing of ours shows through."""
    folder = site("own-vocabulary-files")
    build(folder)
    found = listed(folder)
    assert set(found["navies"]["regions"]) == {"east", "india", "world"}
    assert [theme["slug"] for theme in found["navies"]["themes"]] == ["sea"]
    assert (found["votes"]["regions"], found["votes"]["countries"], found["votes"]["themes"]) == ([], [], [])


@pytest.mark.parametrize(
    ("flags", "expected"),
    [
        ([], ["now"]),
        (["--drafts"], ["draft", "now"]),
        (["--future"], ["future", "now"]),
        (["--now", "2025-03-15"], ["expired", "now"]),
        (["--now", "2025-02-28T23:59:59Z"], []),
        (["--now", "2025-03-01"], ["expired", "now"]),
        (["--now", "2099-03-01", "--drafts"], ["draft", "future", "now"]),
    ],
)
def test_drafts_future_and_expired_articles_are_left_out(flags: list[str], expected: list[str], site: Copied) -> None:
    """What is published depends on the flags and on the moment, and the built site shows just that."""
    folder = site("times")
    assert sorted(listed(folder, *flags)) == expected
    if "--drafts" in flags or not flags:
        build(folder, *flags)
        assert sorted(p.name for p in (folder / "site/articles").iterdir()) == expected


def test_the_moment_may_come_from_the_environment(site: Copied, monkeypatch: pytest.MonkeyPatch) -> None:
    """`SOURCE_DATE_EPOCH` is the clock where `--now` is not given."""
    folder = site("times")
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1741996800")  # 2025-03-15
    assert sorted(listed(folder)) == ["expired", "now"]
    assert sorted(listed(folder, "--now", "2026-01-01")) == ["now"]


def test_the_editor_corrects_the_labels(site: Copied) -> None:
    """`+x` adds, `-x` removes, a plain list replaces; containers come and go with what they contain."""
    found = listed(site("labels"))

    def of(slug: str) -> tuple[set[str], set[str]]:
        return set(found[slug]["regions"]), {theme["slug"] for theme in found[slug]["themes"]}

    regions, themes = of("found")
    assert ({"india", "japan", "east-asia", "world"} <= regions, "defence" in themes) == (True, True)
    assert {"kenya", "africa"} <= of("added")[0] - regions
    assert "health" in of("added")[1] - themes
    assert of("removed")[0] & {"japan", "east-asia"} == set()
    assert "defence" not in of("removed")[1]
    assert (of("replaced")[0] & {"india", "asia"}, "france" in of("replaced")[0]) == (set(), True)
    assert "energy" in of("replaced")[1]
    assert "defence" not in of("replaced")[1]


def runs(text: str, length: int = 5) -> set[tuple[str, ...]]:
    """Return all runs of so many words."""
    words = re.findall(r"[^\W_]+", text.casefold())
    return {tuple(words[at : at + length]) for at in range(len(words) - length + 1)}


@pytest.mark.parametrize(("kind", "word"), [("excerpt", "quorl"), ("link", "vexil")])
def test_nothing_of_a_protected_text_is_published(kind: str, word: str, site: Copied) -> None:
    """Of an `excerpt` no file of the site holds more than the summary, of a `link` nothing but title and source."""
    folder = site("rights")
    build(folder)
    slug = {"excerpt": "part", "link": "only-title"}[kind]
    found = listed(folder)[slug]
    body = (folder / f"content/articles/{slug}.md").read_text(encoding="utf-8").split("---\n")[2]
    allowed = runs(" . ".join(s["text"] for s in found["summary"])) if kind == "excerpt" else set()
    # What the readable article of this site says, too, betrays nothing.
    open_text = (folder / "content/articles/whole.md").read_text(encoding="utf-8").split("---\n")[2]
    secret = runs(body) - allowed - runs(open_text)
    assert any(word in run for run in secret)
    leaks = set()
    for name, data in tree(folder / "site").items():
        text = unescape(_TAG.sub(" ", unescape(data.decode("utf-8", "replace")))).replace("\\n", " ")
        if secret & runs(text):
            leaks.add(name)
    assert leaks == set()


def test_a_full_text_is_fed_and_a_protected_one_is_not(site: Copied) -> None:
    """A feed holds the whole of a `full` article, the summary of an `excerpt`, the title of a `link`; all lead out."""
    folder = site("rights")
    build(folder)
    feed = feedparser.parse((folder / "site/feed.xml").read_bytes())
    shown = {entry.title: " ".join(c.value for c in entry.get("content", [])) for entry in feed.entries}
    assert "zwirn tea" in shown["Two navies (full)"]
    assert "India and Japan sent" not in shown["Two navies (link)"]
    for kind in ("full", "excerpt", "link"):
        assert f"https://harbour.example/{kind}" in shown[f"Two navies ({kind})"]
        assert f"https://harbour.example/{kind}" in page(
            folder, f"articles/{ {'full': 'whole', 'excerpt': 'part', 'link': 'only-title'}[kind] }/index.html"
        ).xpath("//main//a/@href")


def test_long_listings_are_split_by_month(site: Copied) -> None:
    """A group with more articles than `listing` has a page for each month, in the site's own time zone."""
    folder = site("months")
    build(folder)
    region = folder / "site/regions/kenya"
    assert sorted(p.name for p in region.iterdir() if re.match(r"\d{4}-\d\d$", p.name)) == [
        "2025-01", "2025-02", "2025-03",
    ]  # fmt: skip
    newest = page(folder, "regions/kenya/index.html")
    month = page(folder, "regions/kenya/2025-01/index.html")

    def articles(shown: Any) -> list[str]:
        found = (re.search(r"articles/([\d-]+)/$", href) for href in shown.xpath("//main//a/@href"))
        return sorted({match[1] for match in found if match})

    assert articles(newest) == ["02-15", "03-05", "03-15"]
    assert articles(month) == ["01-05", "01-15"]
    assert "../../regions/kenya/2025-01/" in newest.xpath("//main//a/@href")


def test_mkdocs_exclusions_hold_for_articles(site: Copied) -> None:
    """An article that `exclude_docs` or `draft_docs` names is neither listed nor published."""
    folder = site("months")
    with (folder / "mkdocs.yml").open("a") as config:
        config.write("exclude_docs: |\n  01-05.md\n  /articles/02-*\ndraft_docs: /articles/03-15.md\n")
    assert sorted(listed(folder)) == ["01-15", "03-05"]
    build(folder)
    assert sorted(path.name for path in (folder / "site/articles").iterdir()) == ["01-15", "03-05"]


def test_a_site_without_folder_addresses_keeps_its_links(site: Copied) -> None:
    """`use_directory_urls: false` moves the hand-written pages only, and links between both kinds follow."""
    folder = site("pages")
    with (folder / "mkdocs.yml").open("a") as config:
        config.write("use_directory_urls: false\n")
    build(folder)
    for name in ("about.html", "articles/navies/index.html", "regions/india/index.html", "index.html"):
        links = page(folder, name).xpath(
            "//main//a[not(contains(@href, '://') or starts-with(@href, 'mailto:'))]/@href"
        )
        targets = [(folder / "site" / name).parent / link.partition("#")[0] for link in links]
        assert [path for path in targets if not (path / "index.html").is_file() and not path.is_file()] == []
    assert "../../about.html" in page(folder, "articles/navies/index.html").xpath("//main//a/@href")
