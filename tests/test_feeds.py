"""Feeds: what is written is what is read, by whom and whenever; identity; rights; archives. Cases in `cases/feeds`."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from email.utils import parsedate_to_datetime
from functools import cache
from pathlib import Path
from typing import Any

import feed_site as site
import feedparser
import pytest
from feed_site import MORNING, SITE, article, files, project
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from lxml import etree

from generator.content.articles import without_doubles
from generator.contexts import FeedCatalogue
from generator.errors import ConfigError
from generator.feeds.identity import iri
from generator.feeds.items import line
from generator.model import Article
from generator.pages import plan
from generator.publishing import exchange
from generator.settings.config import Settings, parse_settings

pytestmark = pytest.mark.filterwarnings("ignore:To avoid breaking existing software:DeprecationWarning")
ROOT = Path(__file__).parent.parent
CASES = sorted((Path(__file__).parent / "cases" / "feeds").glob("*.md"))
FORMATS = {"feed.xml": "rss", "atom.xml": "atom", "feed.json": "json"}
ATOM = "{http://www.w3.org/2005/Atom}"
ODD = "Défense & Sécurité <x> ]]> \U0001f6a2 \u202bعاجل\u202c \x0b\x00 \"quoted\" 'single' &amp; &lt;b&gt;"


# How feeds are read ---------------------------------------------------------------------------------------------------


def read(data: bytes) -> Any:
    """Return a feed as feedparser reads it, as it stands."""
    found = feedparser.parse(data, sanitize_html=False, resolve_relative_uris=False)
    assert not found.bozo, found.get("bozo_exception")
    return found


def reported(made: Mapping[str, bytes], page: str = "") -> dict[str, list[dict[str, Any]]]:
    """Return what each format tells of its items, in one shape."""
    rss, atom = read(made[f"{page}feed.xml"]), read(made[f"{page}atom.xml"])
    rows: dict[str, list[dict[str, Any]]] = {"rss": [], "atom": [], "json": []}
    for name, parsed in (("rss", rss), ("atom", atom)):
        for e in parsed.entries:
            content = [c.value for c in e.get("content", ()) if "html" in c.type]
            rows[name].append(
                {
                    "id": e.id,
                    "url": e.link,
                    "title": e.title,
                    "content": content[0] if content else "",
                    "published": datetime(*e.published_parsed[:6], tzinfo=UTC),
                    "updated": datetime(*(e.get("updated_parsed") or e.published_parsed)[:6], tzinfo=UTC),
                    "tags": [tag.get("label") or tag.term for tag in e.get("tags", ())],
                }
            )
    for item in json.loads(made[f"{page}feed.json"])["items"]:
        rows["json"].append(
            {
                "id": item["id"],
                "url": item["url"],
                "title": item["title"],
                "content": item.get("content_html", ""),
                "published": datetime.fromisoformat(item["date_published"]),
                "updated": datetime.fromisoformat(item.get("date_modified", item["date_published"])),
                "tags": item.get("tags", []),
            }
        )
    return rows


def ids(made: Mapping[str, bytes], page: str = "") -> list[str]:
    return [item["id"] for item in json.loads(made[f"{page}feed.json"])["items"]]


@cache
def grammar() -> Any:
    return etree.RelaxNG(etree.parse(str(ROOT / "docs" / "schemas" / "atom.rng")))


@cache
def json_schema() -> Draft202012Validator:
    text = (ROOT / "docs" / "schemas" / "jsonfeed-1.1.schema.json").read_text(encoding="utf-8")
    return Draft202012Validator(json.loads(text))


def faults(address: str, data: bytes) -> list[str]:
    """Return everything for which a validator would blame a feed."""
    if address.endswith(".json"):
        return [f"{list(e.path)}: {e.message}" for e in json_schema().iter_errors(json.loads(data))]
    tree = etree.fromstring(data, etree.XMLParser(huge_tree=True))
    if tree.tag == f"{ATOM}feed":
        return [] if grammar().validate(tree) else [str(grammar().error_log.last_error)]
    return list(rss_faults(tree))


def rss_faults(tree: Any) -> Iterator[str]:
    """Yield what is not as the RSS 2.0 specification and the RSS Advisory Board's profile have it."""
    channel = tree[0]
    known = set("title link description language lastBuildDate docs generator item".split())
    for element in tree.iter(etree.Element):
        name = etree.QName(element)
        if not (element.text or "").strip() and not element.attrib and not len(element) and name.localname != "archive":
            yield f"{name.localname} is empty"
        if element.getparent() is channel and not name.namespace and name.localname not in known:
            yield f"channel: {name.localname}"
    for name in ("title", "link", "description"):
        if len(channel.findall(name)) != 1:
            yield f"channel: not one {name}"
    here = [link.get("href") for link in channel.findall(f"{ATOM}link") if link.get("rel") == "self"]
    if len(here) != 1 or not here[0].startswith("http"):
        yield "no address of its own"
    for when in (*channel.findall("lastBuildDate"), *channel.iter("pubDate")):
        moment = parsedate_to_datetime(when.text)
        if moment.tzinfo is None or when.text != moment.strftime("%a, %d %b %Y %H:%M:%S %z"):
            yield f"{when.text} is no RFC 822 date"
    guids = [guid.text for guid in channel.iter("guid")]
    items = channel.findall("item")
    if len(set(guids)) != len(items):
        yield "guids that are missing or not unique"
    for item in items:
        for name in ("title", "link", "description", "guid", "pubDate", "enclosure", "source"):
            count = len(item.findall(name))
            if count > 1 or (count == 0 and name not in ("enclosure", "source")):
                yield f"item: {count} {name}"
        if item.find("guid").get("isPermaLink") != "false":
            yield "guid taken for an address"
        for enclosure in item.findall("enclosure"):
            if not (enclosure.get("length", "").isdigit() and "/" in enclosure.get("type", "")):
                yield "enclosure without length or type"
        for url in (item.findtext("link"), *(e.get("url") for e in item.iter() if e.get("url"))):
            if not re.match(r"https?://[^/\s]+", url or ""):
                yield f"{url} is not absolute"
        html = item.findtext("{http://purl.org/rss/1.0/modules/content/}encoded") or ""
        for link in re.findall(r"\s(?:href|src)=[\"']([^\"']*)", html):
            if not re.match(r"https?://|mailto:", link):
                yield f"{link} in the content is not absolute"


def all_faults(made: Mapping[str, bytes]) -> list[str]:
    feeds = {a: data for a, data in made.items() if a.endswith((".xml", ".json"))}
    return [f"{a}: {fault}" for a, data in feeds.items() for fault in faults(a, data)]


# Cases ----------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.stem)
def test_item_of_an_article(case: Path) -> None:
    """The item of an article is the JSON beside its file; RSS and Atom are valid and say the same."""
    where = project(case.parent)
    one = site.parsed(case.read_text(encoding="utf-8"), case.stem, replace(where, docs_dir=case.parent))
    made = files([one], replace(where, docs_dir=case.parent))
    expected = json.loads(case.with_suffix(".json").read_text(encoding="utf-8"))
    rows = reported(made)
    assert json.loads(made["feed.json"])["items"] == [expected]
    for name in ("rss", "atom"):
        wanted = dict(rows["json"][0])
        if name == "atom":
            wanted["id"] = iri(wanted["id"])
        assert {**rows[name][0], "tags": list(dict.fromkeys(rows[name][0]["tags"]))} == wanted
    assert all_faults(made) == []


# Read as written ------------------------------------------------------------------------------------------------------

TEXT = st.text(max_size=80).map(lambda text: text + ODD)
NAMES = st.lists(st.sampled_from(["Ann Lee", "Défense & Sécurité <x>", "عمر", "\U0001f600", 'O\'Neil "Q"']), max_size=3)


@settings(max_examples=20, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    title=TEXT,
    id=TEXT,
    body=TEXT,
    summary=TEXT,
    names=NAMES,
    tags=NAMES,
    rights=st.sampled_from(["full", "excerpt", "link"]),
)
def test_what_is_written_is_what_is_read(
    title: str, id: str, body: str, summary: str, names: list[str], tags: list[str], rights: Any
) -> None:
    """Whatever stands in an article, every format is valid and a second parser reads the same from each."""
    one = article(
        "one", title=title, body=body, summary=summary, authors=tuple(names), tags=tuple(tags), rights=rights,
        source=ODD, source_url="https://outlet.example/?a=1&b=<2>", attribution=ODD,
    )  # fmt: skip
    one = replace(one, id=id)
    made = files([one])
    rows = reported(made)
    wanted = rows["json"][0]
    assert wanted["title"] == line(title)
    for name in ("rss", "atom"):
        row = {**rows[name][0], "tags": list(dict.fromkeys(rows[name][0]["tags"]))}
        assert {k: v for k, v in row.items() if k != "id"} == {k: v for k, v in wanted.items() if k != "id"}
    assert rows["rss"][0]["id"] == wanted["id"]
    assert all_faults(made) == []


def test_a_body_of_five_megabytes() -> None:
    """Ten thousand words are whole in a feed; so is a body of five megabytes, by itself; as an older item it goes."""
    long = article("long", body="word " * 10_000 + "end-of-long")
    html = "<p>" + "</p>\n<p>".join(["letter " * 100] * 7_500) + "</p>\n<p>end-of-huge</p>"
    texts = {"long": f"<p>{long.body}</p>", "huge": html}
    assert len(html) > 5_000_000
    made = files([long, article("huge", days=-1)], html=texts)
    assert all(b"end-of-long" in made[name] and len(made[name]) < 1_000_000 for name in FORMATS)
    alone = files([long, article("huge", days=1)], html=texts)
    assert all(b"end-of-huge" in alone[name] and b"end-of-long" not in alone[name] for name in FORMATS)
    assert faults("feed.xml", alone["feed.xml"]) + faults("feed.json", alone["feed.json"]) == []


# Identity -------------------------------------------------------------------------------------------------------------


def test_no_move_changes_an_identity() -> None:
    """A new title, slug, folder, domain or scheme changes no id in any format, neither of items nor of the feed."""
    before, after = article("one"), replace(
        article("one"), title="Another title", slug="elsewhere", path="articles/2026/moved.md"
    )  # fmt: skip

    def identities(made: Mapping[str, bytes]) -> list[Any]:
        atom = etree.fromstring(made["atom.xml"])
        return [{k: [r["id"] for r in v] for k, v in reported(made).items()}, atom.findtext(f"{ATOM}id")]

    moved = files([after], project(site_url="http://other.example/"))
    assert identities(files([before])) == identities(moved)


@pytest.mark.parametrize(
    ("identity", "expected"),
    [
        ("urn:uuid:1b671a64-40d5-491e-99b0-da01ff1f3341", "urn:uuid:1b671a64-40d5-491e-99b0-da01ff1f3341"),
        ("tag:example.org,2026:ferry", "tag:example.org,2026:ferry"),
        ("https://outlet.example/?p=1", "https://outlet.example/?p=1"),
        ("ferry", "urn:uuid:82dda4ad-909e-53e7-84ed-f43a679a62dc"),
        ("http://not an address", "urn:uuid:b0db2282-c90c-5464-9ddd-37ca50cfc896"),
    ],
)
def test_identity_as_an_iri(identity: str, expected: str) -> None:
    """An id that is an IRI stays itself; any other becomes a UUID of it, the same in every release."""
    assert iri(identity) == expected


def test_namespace_tells_two_sites_apart() -> None:
    """Two sites with an article of one name have different Atom ids once one of them has a namespace."""
    assert iri("welcome", "ours") != iri("welcome")


def test_only_a_change_of_substance_updates() -> None:
    """Another article, another neighbour or another template leaves an item's bytes as they were."""
    old = article("old")
    alone, accompanied = files([old]), files([old, article("new", days=1)])
    item = re.compile(rb"<(item|entry)>(?:(?!<(?:item|entry)>).)*Title of old.*?</\1>", re.DOTALL)
    for name in ("feed.xml", "atom.xml"):
        found = [match.group() for made in (alone, accompanied) if (match := item.search(made[name]))]
        assert len(found) == 2
        assert found[0] == found[1]
    assert json.loads(alone["feed.json"])["items"][0] == json.loads(accompanied["feed.json"])["items"][1]


# Time and order -------------------------------------------------------------------------------------------------------


def test_times_come_from_the_articles() -> None:
    """The feed's own time is that of its newest change, whatever the clock says; an update keeps the publication."""
    changed = article("a", updated=MORNING + timedelta(days=3))
    made = files([changed, article("b", days=1)])
    rss, atom = etree.fromstring(made["feed.xml"])[0], etree.fromstring(made["atom.xml"])
    assert parsedate_to_datetime(rss.findtext("lastBuildDate")) == MORNING + timedelta(days=3)
    assert datetime.fromisoformat(atom.findtext(f"{ATOM}updated")) == MORNING + timedelta(days=3)
    row = {r["id"]: r for r in reported(made)["json"]}["a"]
    assert (row["published"], row["updated"]) == (MORNING, MORNING + timedelta(days=3))


def test_order_is_stable() -> None:
    """Newest first, equal times by id, whatever the order of the files: the same bytes."""
    some = [article(name, days=day) for name, day in (("b", 0), ("a", 0), ("c", 1))]
    made = files(some)
    assert ids(made) == ["c", "a", "b"]
    assert made == files(list(reversed(some)))


def test_another_zone_is_the_same_moment() -> None:
    """A time is the same moment in every format, whatever the zone in which it was written."""
    away = article("a", date=MORNING.astimezone(timezone(timedelta(hours=5, minutes=30))))
    assert {name: rows[0]["published"] for name, rows in reported(files([away])).items()} == dict.fromkeys(
        ("rss", "atom", "json"), MORNING
    )


# Which feeds ----------------------------------------------------------------------------------------------------------


def test_every_group_has_its_feeds() -> None:
    """Home, editions, region, theme and outlet have each format, a cell RSS; an author and a keyword RSS on demand."""
    some = [article(n, source="The Post", authors=("Ann Lee",), tags=("ferries",)) for n in ("a", "b", "c")]
    pages = ["", "regions/india/", "regions/asia/", "themes/defence/", "sources/the-post/", "editions/"]
    made = files(some)
    assert [p + name for p in pages for name in FORMATS if p + name not in made] == []
    assert [name for name in made if name.startswith("regions/india/defence/")] == ["regions/india/defence/feed.xml"]
    assert not any(name.startswith(("keywords/", "authors/")) for name in made)
    more = files(some, project(feed_keywords=True, feed_authors=True))
    assert {"keywords/ferry/feed.xml", "authors/ann-lee/feed.xml"} <= set(more)
    assert all_faults(more) == []


@pytest.mark.parametrize(("minimum", "articles", "has_feed"), [(3, 2, False), (3, 3, True), (1, 1, True)])
def test_a_cell_has_a_feed_from_its_minimum_on(minimum: int, articles: int, has_feed: bool) -> None:
    """A cell has a feed from `cell_minimum` articles on."""
    made = files([article(f"a{n}") for n in range(articles)], project(cell_minimum=minimum))
    assert ("regions/india/defence/feed.xml" in made) is has_feed


def test_a_cell_keeps_its_feed_when_its_articles_leave() -> None:
    """A cell that once had enough articles keeps its feed, and so does a group that has none left; both are valid."""
    gone = [replace(article(f"gone{n}"), expires=MORNING + timedelta(days=10)) for n in range(3)]
    made = files([article("else", regions=("kenya",), themes=("trade",))], withdrawn=gone)
    for name in ("regions/india/defence/feed.xml", "regions/india/feed.xml", "themes/defence/atom.xml"):
        assert read(made[name]).entries == []
    assert all_faults(made) == []


def test_a_narrow_feed_is_short() -> None:
    """A cell's feed holds the newest ten, or all of its last seven days, never more than `feed_length`."""
    slow = files([article(f"a{n}", days=-5 * n) for n in range(30)])
    quick = files([article(f"a{n}", days=-n / 4) for n in range(80)])
    busy = files([article(f"a{n}", days=-n / 100) for n in range(80)])
    where = "regions/india/defence/feed.xml"
    assert [len(read(made[where]).entries) for made in (slow, quick, busy)] == [10, 28, 50]
    assert [len(read(made["feed.xml"]).entries) for made in (slow, quick, busy)] == [30, 50, 80]


def test_no_feed_is_too_large() -> None:
    """Whatever the length of its articles, a feed or an archive stays below a megabyte, and none is lost between."""
    some = [article(f"a{n:03}", days=-n / 3, body="A long text of many words. " * 1500) for n in range(120)]
    made = files(some)
    assert max(len(data) for name, data in made.items() if name.endswith((".xml", ".json"))) < 1_000_000
    assert sorted(walk(made, "feed.xml")) == sorted(a.id for a in some)


def test_story_has_its_feeds() -> None:
    """Articles that report one event have a feed of their own, and each item of JSON Feed names the story."""
    report = (
        "The ferry Stella Borealis ran aground off Lindholm on Tuesday with 212 passengers aboard. Captain Ingrid "
        "Solvang told the coast guard that the rudder had failed. Tugs from Port Elsin wait for high tide."
    )
    from generator.analysis.terms import opening, terms
    from generator.library import make_library
    from generator.model import Analysis
    from generator.text import document
    from generator.views import Views

    some = [article(n, days=d, title="Ferry aground off Lindholm", body=report) for n, d in (("a", 0), ("b", 0.5))]
    texts = {a.path: document.parse(a.title, a.body, "en") for a in some}
    found = {path: Analysis("en", 40, terms=terms(text), opening=opening(text)) for path, text in texts.items()}
    where = project()
    library = make_library(some, found, *site.trees(), where.zone)
    made = site.feeds_of(Views(library, where, stylesheet="", script=""), site.bodies(some))
    assert [entry.id for entry in read(made["stories/story-a/feed.xml"]).entries] == ["b", "a"]
    assert {i["_briefing"]["story"] for i in json.loads(made["feed.json"])["items"]} == {"story-a"}
    assert all_faults(made) == []


def test_edition_is_one_item_a_day() -> None:
    """The editions' feed has a digest a day, which names every article of it and keeps its id when one is added."""
    made = files([article("a"), article("b", days=0.1), article("c", days=1)])
    more = files([article("a"), article("b", days=0.1), article("c", days=1), article("d", days=1.1)])
    items = json.loads(made["editions/feed.json"])["items"]
    assert [item["id"] for item in items] == ["edition:2026-03-02", "edition:2026-03-01"] == ids(more, "editions/")
    assert [item["title"].partition(":")[0] for item in items] == ["Monday, March 2, 2026", "Sunday, March 1, 2026"]
    assert all(f"{SITE}articles/{name}/" in items[1]["content_html"] for name in "ab")


def test_length_is_a_setting() -> None:
    """A feed holds as many of the newest articles as the setting says."""
    some = [article(f"a{n}", days=-8 * n) for n in range(5)]
    assert ids(files(some, project(feed_length=3))) == ["a0", "a1", "a2"]


def test_formats_are_a_setting() -> None:
    """Only the formats that are wanted are written."""
    made = files([article("a")], project(feed_formats=("atom",)))
    assert {name.rsplit("/")[-1] for name in made} == {"atom.xml", "feeds.opml", *(
        f"{kind}.opml" for kind in ("region", "theme")
    )}  # fmt: skip
    assert b"atom.xml" in made["feeds/feeds.opml"]


def test_without_an_address_no_feed() -> None:
    """A site without `site_url` has no feeds, for they need absolute links."""
    assert files([article("a")], project(site_url="")) == {}


def test_site_without_articles() -> None:
    """A site without articles has valid, empty feeds."""
    made = files([])
    assert (ids(made), all_faults(made)) == ([], [])


# What stands in an item -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("rights", ["excerpt", "link"])
def test_rights_hold_in_every_feed(rights: Any) -> None:
    """What the rights withhold is in no feed of any format: the text for an excerpt, for a link the summary too."""
    body = "Opening words of it.\n\nSECRET words of the text."
    one = article(
        "a",
        body=body,
        rights=rights,
        summary="STANDFIRST of it.",
        source="The Post",
        canonical_url="https://post.example/a",
    )
    made = b"".join(files([one], project(feed_keywords=True)).values())
    assert b"SECRET" not in made
    assert (b"STANDFIRST" in made, b"Opening words" in made) == (
        (True, True) if rights == "excerpt" else (False, False)
    )
    assert b"https://post.example/a" in made


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ("full", {"feed.xml": True, "atom.xml": True, "feed.json": True}),
        ("summary", {"feed.xml": False, "atom.xml": False, "feed.json": False}),
        ({"rss": "summary"}, {"feed.xml": False, "atom.xml": True, "feed.json": True}),
    ],
)
def test_content_is_a_setting(content: Any, expected: dict[str, bool]) -> None:
    """Feeds hold the whole text or only the summary, as the setting says for all formats or for one."""
    made = files([article("a", body="First.\n\nBODY of it.")], project(feed_content=content))
    assert {name: b"BODY of it" in made[name] for name in FORMATS} == expected


def test_categories_have_schemes() -> None:
    """Countries are in ISO 3166, regions in M49, themes in IPTC Media Topics, composites and tags in our own."""
    one = article("a", regions=("india", "indo-pacific"), tags=("ferries",))
    item = etree.fromstring(files([one])["feed.xml"])[0].find("item")
    found = {category.text: category.get("domain") for category in item.findall("category")}
    expected = {
        "India": "urn:iso:std:iso:3166:-1",
        "South Asia": "https://unstats.un.org/unsd/methodology/m49/",
        "Defence": "http://cv.iptc.org/newscodes/mediatopic/",
        "Indo-Pacific": f"{SITE}regions/",
        "ferries": f"{SITE}keywords/",
    }
    assert {name: found.get(name) for name in expected} == expected


def test_pictures_and_recordings(tmp_path: Path) -> None:
    """An enclosure has the file's length and type; one that is not there, or lies outside, is left out."""
    (tmp_path / "content" / "images").mkdir(parents=True)
    (tmp_path / "content" / "images" / "a map.svg").write_bytes(b"<svg/>")
    (tmp_path / "content" / "talk.mp3").write_bytes(b"1234")
    where = project(tmp_path)
    both = article("a", image="images/a map.svg", image_alt="A map", extra={"audio": "talk.mp3"})
    picture, missing = article("b", image="images/a map.svg", days=-1), article("c", image="images/none.png", days=-2)
    outside = article("d", extra={"audio": "../secret.mp3"}, days=-3)
    made = files([both, picture, missing, outside], where)
    items = etree.fromstring(made["feed.xml"])[0].findall("item")
    assert [dict(e.attrib) if (e := item.find("enclosure")) is not None else None for item in items] == [
        {"url": f"{SITE}talk.mp3", "length": "4", "type": "audio/mpeg"},
        {"url": f"{SITE}images/a%20map.svg", "length": "6", "type": "image/svg+xml"},
        None,
        None,
    ]
    assert [len(item.get("attachments", ())) for item in json.loads(made["feed.json"])["items"]] == [2, 1, 0, 0]
    assert all_faults(made) == []


def test_licence_is_told() -> None:
    """The licence stands in the text of an item, in the language of the site, and where each format has its place."""
    where = project(language="de")
    deed = "https://creativecommons.org/licenses/by-sa/4.0/"
    stated = {"code": "CC BY-SA 4.0", "words": "ask <us>", "none": ""}
    made = files([article(name, license=text) for name, text in stated.items()], where)
    rss, atom = etree.fromstring(made["feed.xml"]), etree.fromstring(made["atom.xml"])
    module = "{http://backend.userland.com/creativeCommonsRssModule}license"
    assert [(i.findtext("guid"), i.findtext(module)) for i in rss.iter("item") if i.find(module) is not None] == [
        ("code", deed)
    ]
    assert [link.get("href") for link in atom.iter(f"{ATOM}link") if link.get("rel") == "license"] == [deed]
    assert sorted(e.text for e in atom.iter(f"{ATOM}rights")) == ["CC BY-SA 4.0", "ask <us>"]
    items = json.loads(made["feed.json"])["items"]
    assert {item["id"]: item["_briefing"].get("license") for item in items} == {
        "code": {"name": "CC BY-SA 4.0", "url": deed}, "words": {"name": "ask <us>"}, "none": None,
    }  # fmt: skip
    shown = {row["id"]: re.findall("<p>Lizenz: (.*?)</p>", row["content"]) for row in reported(made)["rss"]}
    assert shown == {
        "code": [f'<a href="{deed}" rel="license">CC BY-SA 4.0</a>'], "words": ["ask &lt;us&gt;"], "none": [],
    }  # fmt: skip


def test_place_only_where_it_is_sure() -> None:
    """A point stands in a feed where the editor gave one, and nowhere else: a country's middle would be a guess."""
    some = [
        article("a", extra={"coordinates": [19.07, 72.88]}),
        article("b", days=-1),
        article("c", extra={"coordinates": "far"}, days=-2),
    ]
    made = files(some)
    points = [
        i.findtext("{http://www.georss.org/georss}point") for i in etree.fromstring(made["feed.xml"])[0].findall("item")
    ]
    assert points == ["19.07 72.88", None, None]


def test_links_are_absolute() -> None:
    """Links and pictures of the text lead somewhere from any reader program."""
    body = "First.\n\n[there](../b/) ![x](../../images/x.png) [top](#top) <script>alert(1)</script>"
    content = json.loads(files([article("a", body=body)])["feed.json"])["items"][0]["content_html"]
    assert re.findall(r'(?:href|src)="([^"]+)"', content) == [
        f"{SITE}articles/b/", f"{SITE}images/x.png", f"{SITE}articles/a/#top",
    ]  # fmt: skip
    assert "script" not in content


# Archives and tombstones ----------------------------------------------------------------------------------------------


def many(count: int, *, every: float = 5) -> list[Article]:
    return [article(f"a{n:03}", days=n * every) for n in range(count)]


def walk(made: Mapping[str, bytes], address: str = "atom.xml") -> list[str]:
    """Return the ids that a client finds which follows the archives back to the first (RFC 5005, section 4)."""
    seen: dict[str, None] = {}
    while address:
        feed = etree.fromstring(made[address])
        seen.update(dict.fromkeys(e.findtext(f"{ATOM}id") for e in feed.findall(f"{ATOM}entry")))
        seen.update(dict.fromkeys(e.findtext("guid") for e in feed.iter("item")))
        back = [link.get("href") for link in feed.iter(f"{ATOM}link") if link.get("rel") == "prev-archive"]
        address = back[0].removeprefix(SITE) if back else ""
    return list(seen)


def test_archives_hold_everything() -> None:
    """A client that walks back through the archives meets every article, in every format that has archives."""
    some, where = many(40), project(feed_length=5, feed_archive_formats=("rss", "atom", "json"))
    made = files(some, where)
    assert sorted(walk(made)) == sorted(iri(a.id) for a in some)
    address, found = "feed.json", set()
    while address:
        feed = json.loads(made[address])
        found |= {item["id"] for item in feed["items"]}
        address = feed.get("next_url", "").removeprefix(SITE)
    assert found == {a.id for a in some}
    assert all_faults(made) == []


def test_closed_months_never_change() -> None:
    """New articles change the subscription documents and no archive of an earlier month."""
    some, where = many(40), project(feed_length=5)
    before, after = files(some[:30], where), files(some, where)
    archives = [name for name in before if re.search(r"-\d{4}-\d{2}\.", name)]
    assert len(archives) >= 4
    assert [name for name in archives if before[name] != after[name]] == []
    assert before["feed.xml"] != after["feed.xml"]


def test_archives_are_a_setting() -> None:
    """Only the kinds of feeds that the setting names have archives; a short feed has none."""
    some = many(12)
    made = files(some, project(feed_length=5, feed_archives=("region",)))
    kinds = {name.rsplit("/", 1)[0] for name in made if re.search(r"-\d{4}-\d{2}\.", name)}
    assert "regions/india" in kinds
    assert all(kind.startswith("regions/") and kind.count("/") == 1 for kind in kinds)
    assert not [n for n in files(some) if re.search(r"-\d{4}-\d{2}\.", n)]


def test_expired_article_leaves_a_tombstone() -> None:
    """Atom says for a while that an expired article left, with the id that it had; then no more."""
    gone = replace(article("gone"), expires=MORNING + timedelta(days=10))

    def stones(days: float) -> list[tuple[str, str]]:
        feed = etree.fromstring(files([article("a", days=days)], withdrawn=[gone])["atom.xml"])
        return [
            (e.get("ref"), e.get("when")) for e in feed.findall("{http://purl.org/atompub/tombstones/1.0}deleted-entry")
        ]

    assert stones(20) == [(iri("gone"), "2026-03-11T08:00:00+00:00")]
    assert stones(200) == []


# Finding and following ------------------------------------------------------------------------------------------------


def test_pages_name_their_own_feeds_first() -> None:
    """Each page names the feeds beside it, then the site's, in every format; the catalogue names all; each is there."""
    some = [article(n, source="The Post", authors=("Ann Lee",)) for n in ("a", "b", "c")]
    made = files(some)
    pages = {page.address: page.context for page in plan(site.views(some, project()))}
    assert [feed.url for feed in pages["regions/india/defence/"].feeds] == ["regions/india/defence/feed.xml", *FORMATS]
    assert [feed.url for feed in pages["regions/india/"].feeds] == [
        *(f"regions/india/{name}" for name in FORMATS), *FORMATS,
    ]  # fmt: skip
    assert {feed.url for page in pages.values() for feed in page.feeds} - set(made) == set()
    catalogue = pages["feeds/"]
    assert isinstance(catalogue, FeedCatalogue)
    listed = [feed.url for part in catalogue.parts for row in part.rows for feed in row.feeds]
    assert sorted(listed) == sorted(name for name in made if name.endswith(("feed.xml", "atom.xml", "feed.json")))
    assert {part.opml for part in catalogue.parts if part.opml} | {catalogue.opml} <= set(made)


def test_feed_leads_to_its_page() -> None:
    """A feed leads to the page that it follows, and names its own address."""
    made = files([article("a")])
    page = "regions/india/"
    assert [read(made[page + name]).feed.link for name in ("feed.xml", "atom.xml")] == [SITE + page] * 2
    feed = json.loads(made[f"{page}feed.json"])
    assert (feed["home_page_url"], feed["feed_url"]) == (SITE + page, f"{SITE}{page}feed.json")


def test_hub_is_named_in_every_format() -> None:
    """With a hub set every format names it, beside the feed's own address; without, none does."""
    hub = "https://hub.example/"
    made = files([article("a")], project(feed_hub=hub))
    for name in ("feed.xml", "atom.xml"):
        links = etree.fromstring(made[name]).iter(f"{ATOM}link")
        assert {"hub": hub, "self": SITE + name}.items() <= {
            link.get("rel"): link.get("href") for link in links
        }.items()
    assert json.loads(made["feed.json"])["hubs"] == [{"type": "WebSub", "url": hub}]
    assert all_faults(made) == []
    assert not any(b"hub" in data for data in files([article("a")]).values())


def test_opml_names_every_feed_once() -> None:
    """The catalogue of all names every feed once."""
    made = files([article(n, source="R&D <News>", authors=("Ann Lee",)) for n in ("a", "b", "c")])
    outlines = [o.get("xmlUrl") for o in etree.fromstring(made["feeds/feeds.opml"]).iter("outline") if o.get("xmlUrl")]
    assert sorted(outlines) == sorted(SITE + name for name in made if name.endswith("feed.xml"))


def test_browser_finds_the_style_sheet() -> None:
    """A feed opened in a browser names a style sheet that is there."""
    made = files([article("a")], css=b"rss {}")
    for name in ("feed.xml", "regions/india/atom.xml"):
        href = re.search(rb'<\?xml-stylesheet type="text/css" href="([^"]+)"\?>', made[name])
        assert href
        assert href.group(1).decode() == "../" * name.count("/") + "feeds/feed.css"
    assert made["feeds/feed.css"] == b"rss {}"


def test_feed_that_did_not_change_keeps_its_time(tmp_path: Path) -> None:
    """A file with the same bytes is not written again and keeps its time, so that servers answer 304."""
    old, new = tmp_path / "site", tmp_path / "staging"
    (old / "a").mkdir(parents=True)
    for name in ("a/feed.xml", "feed.xml"):
        (old / name).write_bytes(b"same")
    both = (("a/feed.xml", b"same"), ("feed.xml", b"more"))
    assert [exchange.place(new, old, name, data) for name, data in both] == [False, True]
    assert (new / "a/feed.xml").stat().st_mtime_ns == (old / "a/feed.xml").stat().st_mtime_ns
    assert (old / "feed.xml").read_bytes() == b"same"


# Bad input ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("setting", "expected"),
    [
        ({"feed_formats": ["rdf"]}, "feed_formats"),
        ({"feed_formats": []}, "feed_formats: names no format"),
        ({"feed_content": "some"}, "feed_content"),
        ({"feed_hub": "hub.example"}, "feed_hub: 'hub.example' is no address"),
        ({"feed_tombstones": -1}, "feed_tombstones: -1 is too small"),
        ({"feed_archives": ["all"]}, "feed_archives"),
    ],
)
def test_wrong_settings_are_named(setting: dict[str, Any], expected: str) -> None:
    """A setting that cannot be is one line that names the key."""
    with pytest.raises(ConfigError) as refused:
        parse_settings(setting)
    assert [expected in str(problem) for problem in refused.value.problems] == [True]


def test_settings_of_feeds_are_taken() -> None:
    """Settings as they stand in a project's file are taken."""
    raw = {
        "feed_formats": ["atom"],
        "feed_content": {"atom": "summary"},
        "feed_archives": [],
        "feed_hub": "https://h.example/",
    }
    assert parse_settings(raw) == Settings(
        feed_formats=("atom",), feed_content={"atom": "summary"}, feed_archives=(), feed_hub="https://h.example/"
    )


def test_two_articles_with_one_id(tmp_path: Path) -> None:
    """Of two articles with one id the second is left out, with a line that names both files."""
    where = project(tmp_path)
    stored, problems = without_doubles([article("a"), replace(article("b"), id="a")], where)
    assert [a.path for a in stored] == ["articles/a.md"]
    assert "content/articles/a.md" in str(problems[0])
    assert str(problems[0]).startswith("content/articles/b.md")
