"""Watchlists: which articles are on them, where they stand on the site, and what is said of queries that go wrong."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from conftest import run_briefing
from feed_site import article, project, trees

from generator.cache import Store
from generator.errors import ConfigError
from generator.library import Library, make_library
from generator.library.watchlists import queries
from generator.model import Analysis, Article
from generator.settings.config import parse_settings
from generator.settings.watchlists import Watchlist
from generator.text.stemming import Searcher

SITE = """\
site_name: Watch
site_url: https://example.org/w/
theme: briefing
docs_dir: content
plugins:
  - briefing:
      watchlists:
"""
CABLES = "        - {name: Submarine cables, any: [submarine cable], about: On the sea floor}\n"


def library_of(articles: list[Article], *watchlists: Watchlist, store: Store | None = None) -> Library:
    regions, themes = trees()
    asked, problems = queries(watchlists, regions, themes)
    assert not problems
    found = {a.path: Analysis(a.lang or "en", 9) for a in articles}
    return make_library(articles, found, regions, themes, project().zone, watchlists=asked, store=store)


def on(articles: list[Article], **query: Any) -> set[str]:
    made = library_of(articles, Watchlist("Mine", **query))
    return {entry.article.id for entry in made.watchlists["mine"].entries}


@pytest.mark.parametrize(
    ("lang", "phrase", "text", "expected"),
    [
        ("en", "submarine cable", "Two Submarine Cables were cut.", "Submarine Cables"),
        ("en", "china navy", "China’s navy sails.", "China navy"),
        ("en", "submarine cable", "A submarine.\n\nCables of steel.", ""),
        ("en", "AIS", "They switched AIS off.", "AIS"),
        ("en", "AIS", "The ais of AI.", ""),
        ("en", "art", "They start with a party.", ""),
        ("de", "Seekabel", "Die Reparatur des Seekabels dauert.", "Seekabels"),
        ("fr", "câble sous-marin", "Des câbles sous-marins relient les îles.", "câbles sous marins"),
        ("es", "elección", "Las elecciones serán en mayo.", "elecciones"),
        ("ru", "выборы", "Итоги выборов объявлены.", "выборов"),
        ("zh", "海底电缆", "两条海底电缆被切断。", "海底电缆"),
        ("xx", "kabel", "Kabel", "Kabel"),
    ],
)  # fmt: skip
def test_words_are_found_whatever_their_endings(lang: str, phrase: str, text: str, expected: str) -> None:
    """A phrase is found in its forms, of any language, and in nothing that only contains its letters."""
    assert Searcher([phrase], lang).search(text).get(phrase, "") == expected


def test_places_are_those_of_the_text() -> None:
    """Offsets point to the very words, after a possessive too."""
    text = "China's cables, then a cable."
    assert [text[a:b] for a, b in Searcher(["cable"], "en").places(text)["cable"]] == ["cables", "cable"]


def test_every_key_narrows() -> None:
    """An article is on a watchlist when it fits every key that is set."""
    articles = [
        article("a", body="Cables of a port."),
        article("b", body="Cables and sport.", regions=("japan",)),
        article("c", body="A ship.", source="The Post", authors=("Ann Lee",), tags=("ports",), lang="fr"),
    ]
    asked: list[tuple[dict[str, Any], set[str]]] = [
        ({"any": ("cable", "ship")}, {"a", "b", "c"}),
        ({"all": ("cable", "port")}, {"a"}),
        ({"any": ("cable",), "none": ("sports",)}, {"a"}),
        ({"regions": ("asia", "-Japan")}, {"a", "c"}),
        ({"regions": ("India",), "themes": ("-defence",)}, set()),
        ({"outlets": ("the post",)}, {"c"}),
        ({"outlets": ("-The Post",)}, {"a", "b"}),
        ({"authors": ("Ann Lee",)}, {"c"}),
        ({"topics": ("Ports",)}, {"c"}),
        ({"languages": ("fr",)}, {"c"}),
    ]
    assert [on(articles, **query) for query, _ in asked] == [expected for _, expected in asked]


def test_targets_of_links_are_no_words() -> None:
    """What readers do not see puts no article on a watchlist."""
    hidden = "See [here](https://example.org/cable/report) and <https://example.org/cable>."
    assert on(
        [article("a", body=hidden), article("b", body="See [the cable](https://example.org/)")], any=("cable",)
    ) == {"b"}


def test_memory_changes_nothing(tmp_path: Path) -> None:
    """A library that remembers texts has the same watchlists as one that reads them, after a change too."""
    store, lists = Store(tmp_path), Watchlist("Mine", any=("cable",))
    before = [replace(article(name, body="A cable."), fingerprint=name) for name in "ab"]
    after = [*before[:1], replace(article("b", body="A ship."), fingerprint="b2")]
    for articles in (before, before, after):
        assert library_of(articles, lists, store=store).watched == library_of(articles, lists).watched
    other = Watchlist("Mine", any=("ship",))
    assert library_of(after, other, store=store).watched == {"b": {"mine": ("ship",)}}


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ([{"name": "A"}], "briefing: watchlists: A: asks for nothing (any: [a word], or regions: [a region])"),
        ([{"name": "", "any": ["x"]}], "briefing: watchlists: '' is no name (name: Submarine cables)"),
        ([{"name": "A", "any": ["x"]}] * 2, "briefing: watchlists: A: stands twice (another name)"),
        (
            [{"name": "Sea cables", "any": ["x"]}, {"name": "Sea-Cables", "any": ["y"]}],
            "briefing: watchlists: Sea-Cables: has the address of 'Sea cables', /watchlists/sea-cables/ (another name)",
        ),
        (
            [{"name": "A", "any": ["..."]}],
            "briefing: watchlists: A: any: '...' is no word (at least one letter or digit)",
        ),
        ([{"name": "A", "region": ["x"]}], "briefing: watchlists: A: unknown key 'region' (did you mean 'regions'?)"),
        (
            [{"name": "A", "none": ["x"]}],
            "briefing: watchlists: A: names only what articles must not have (any, all, regions, themes, …)",
        ),
    ],
)  # fmt: skip
def test_bad_watchlist_is_one_line(lines: Any, expected: str) -> None:
    """What is no watchlist is refused in one line that says what would be right."""
    with pytest.raises(ConfigError) as raised:
        parse_settings({"watchlists": lines}, where="")
    assert [str(problem) for problem in raised.value.problems] == [expected]


def write(folder: Path, watchlists: str) -> None:
    (folder / "content" / "articles").mkdir(parents=True)
    (folder / "mkdocs.yml").write_text(SITE + watchlists, encoding="utf-8")
    for name, text in (("cables", "Two submarine cables were cut off Estonia."), ("votes", "India votes in May.")):
        head = f"---\ntitle: On {name}\ndate: 2026-03-01\n---\n"
        (folder / "content" / "articles" / f"{name}.md").write_text(f"{head}\n{text}\n", encoding="utf-8")


def test_unknown_region_names_its_line(tmp_path: Path) -> None:
    """A region that nobody knows stops the build with file, line and the nearest right one."""
    write(tmp_path, CABLES + "        - name: Mine\n          regions:\n            - inda\n")
    run = run_briefing(tmp_path, "build")
    assert (run.status, run.err.strip()) == (
        1, "mkdocs.yml:11: briefing: watchlists: Mine: no region 'inda' (did you mean 'india'?)",
    )  # fmt: skip


def test_watchlist_stands_everywhere(tmp_path: Path) -> None:
    """A watchlist has its page, three feeds, its place in OPML, API and search from the first day, empty or not."""
    write(tmp_path, CABLES + "        - {name: Straits, any: [strait]}\n        - {name: Votes, any: [vote]}\n")
    run = run_briefing(tmp_path, "build", "-q", "--now", "2026-03-02")
    assert (run.status, run.err) == (0, "")
    site = tmp_path / "site"
    for slug, count in (("submarine-cables", 1), ("straits", 0)):
        folder = site / "watchlists" / slug
        assert sorted(path.name for path in folder.iterdir()) == ["atom.xml", "feed.json", "feed.xml", "index.html"]
        assert len(json.loads((folder / "feed.json").read_bytes())["items"]) == count
        assert f"watchlists/{slug}/feed.xml" in (site / "feeds" / "feeds.opml").read_text(encoding="utf-8")
    page = (site / "watchlists" / "submarine-cables" / "index.html").read_text(encoding="utf-8")
    assert "Here because of: submarine cables" in page
    assert "On the sea floor" in page
    records = json.loads((site / "api" / "v1" / "watchlists.json").read_bytes())["watchlists"]
    assert [(row["slug"], row["count"]) for row in records] == [
        ("submarine-cables", 1), ("straits", 0), ("votes", 1),
    ]  # fmt: skip
    assert 'value="submarine-cables"' in (site / "search" / "index.html").read_text(encoding="utf-8")


def test_check_names_queries_that_go_wrong(tmp_path: Path) -> None:
    """`check` tells which watchlists find nothing, find everything, or contradict themselves."""
    lines = ["{name: None, any: [xylophone]}", "{name: All, languages: [en]}", "{name: Odd, all: [cut], none: [cut]}"]
    write(tmp_path, "".join(f"        - {line}\n" for line in lines))
    found = json.loads(run_briefing(tmp_path, "check", "--format", "json").out)
    codes = [(row["line"], row["code"]) for row in found if row["code"].startswith("watchlist")]
    assert codes == [(8, "watchlist-empty"), (9, "watchlist-takes-all"), (10, "watchlist-contradicts")]


def test_list_and_explain(tmp_path: Path) -> None:
    """`list --watchlist` shows its articles, `explain` the words that put one there, with their place."""
    write(tmp_path, CABLES)
    rows = json.loads(run_briefing(tmp_path, "list", "--watchlist", "Submarine cables", "--format", "json").out)
    assert [(row["slug"], row["watchlists"]) for row in rows] == [("cables", ["submarine-cables"])]
    run = run_briefing(tmp_path, "list", "--watchlist", "submarine-cabels")
    assert (run.status, "did you mean 'submarine-cables'?" in run.err) == (2, True)
    explained = json.loads(run_briefing(tmp_path, "explain", "cables", "--format", "json").out)["watchlists"]
    assert [(row["slug"], row["evidence"][0]["text"]) for row in explained] == [
        ("submarine-cables", "submarine cables")
    ]
