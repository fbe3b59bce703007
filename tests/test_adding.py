"""What `briefing add` promises of web pages, feeds, documents and the network: nothing lost, nothing twice."""

from __future__ import annotations

import base64
import dataclasses
import gzip
import io
import json
import os
import re
from collections import Counter
from datetime import UTC, datetime
from email.encoders import encode_base64
from email.mime.image import MIMEImage
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText
from pathlib import Path
from types import SimpleNamespace

import mutations
import pytest
import web_server
import yaml
from hypothesis import HealthCheck, assume, example, given, settings
from hypothesis import strategies as st
from web_server import Answer, serving

from generator.checking import findings
from generator.cli.new_article import new_article
from generator.errors import ImportRefused, Problem
from generator.ingest import adding, feed_list
from generator.ingest.adding import Added, Adder, AddOptions
from generator.ingest.draft import ArticleDraft
from generator.ingest.fetching import Fetcher, FetchLimits, Request, is_public
from generator.ingest.importers import IMPORTERS, html_text, markdown, read_all, render
from generator.ingest.importers.conversion_check import missing, tally
from generator.settings.config import Project, Settings, WatchedSource
from generator.text import near_duplicates, web_addresses
from generator.text.document import parse
from generator.text.html_tree import parse as parse_html

CASES = Path(__file__).parent / "cases"
RETRIEVED = datetime(2025, 6, 21, 8, tzinfo=UTC)
PATIENT = FetchLimits(size=2_000_000, redirects=3, pause=0.0, allow_private=True)
QUICK = dataclasses.replace(PATIENT, read=0.5, total=1.5)
ARTICLE = (CASES / "pages" / "news_with_linked_data" / "page.html").read_bytes()
RSS = b"""<rss version="2.0"><channel><title>Wire</title><link>https://wire.example/</link>%s</channel></rss>"""
TERSE = "Two towns have signed a timetable for their ferries, and neither says what it will cost to ride them."
HOSTILE = int(os.environ.get("BRIEFING_HOSTILE", "1000"))
FILES = [case for kind in ("pages", "documents") for case in sorted((CASES / kind).iterdir())]


def project(root: Path) -> Project:
    """Return an empty project at `root`."""
    return Project(root, "mkdocs.yml", root / "content", "Test", "", "", "", "", Settings())


def added(root: Path, *sources: str, **options: object) -> list[Added]:
    """Add sources to the project at `root`, from loopback too, without waiting."""
    given = AddOptions(**{"limits": PATIENT, **options})  # type: ignore[arg-type]
    return list(Adder(project(root), given, now=lambda: RETRIEVED).add(sources))


def item(number: int, text: str = "", **more: str) -> str:
    """Return an item of a feed."""
    fields = {
        "title": f"Item {number}",
        "link": f"https://wire.example/{number}",
        "pubDate": f"2025-06-{1 + number % 20:02}T08:00:00Z",
        "description": text or f"The text of item {number} speaks of {number} barges, {number + 1} cranes and a lock.",
    } | more
    return "<item>" + "".join(f"<{key}>{value}</{key}>" for key, value in fields.items() if value) + "</item>"


def rss(*items: str) -> bytes:
    """Return a feed of items."""
    return RSS % "".join(items).encode()


def articles(root: Path) -> list[Path]:
    """Return the article files of the project at `root`."""
    return sorted((root / "content" / "articles").rglob("[!.]*.md"))


@pytest.mark.parametrize("case", FILES, ids=lambda case: f"{case.parent.name}-{case.name}")
def test_source_becomes_article_files(case: Path) -> None:
    """A page, feed or document becomes the article files, and tells the losses, that lie beside it."""
    page = next(path for path in sorted(case.iterdir()) if path.name.startswith("page."))
    reported: list[str] = []
    found = []
    try:
        retrieved = None if (case / "no-capture").exists() else RETRIEVED
        reading = read_all(page.name, page.read_bytes(), retrieved=retrieved)
        found = [render(draft) for draft in reading.drafts]
        reported += [
            f"{n}: {p.severity} {p.code} {p}" for n, draft in enumerate(reading.drafts, 1) for p in draft.losses
        ]
        reported += [f"rejected: {p.code} {p}" for item in reading.rejected for p in item.problems]
    except ImportRefused as error:
        reported += [f"refused: {p.code} {p}" for p in error.problems]
    assert [path.read_text("utf-8") for path in sorted(case.glob("[0-9]*.md"))] == found
    assert (case / "losses.txt").read_text("utf-8").splitlines() == reported


def test_aggregator_in_html_gives_the_same_as_in_text() -> None:
    """The same page, saved as HTML and as text, gives the same articles."""
    text = (CASES / "importers" / "lead_and_cards" / "page.txt").read_bytes()
    page = (CASES / "pages" / "aggregator_in_html" / "page.html").read_bytes()
    saved = [
        [(d.title, d.body, d.date, d.source) for d in read_all(name, data, retrieved=RETRIEVED).drafts]
        for name, data in (("page.txt", text), ("page.html", page))
    ]
    assert saved[0] == saved[1]


def test_accounting_names_what_is_missing() -> None:
    """What went in and did not come out is counted by kind and section; what came out is not."""
    page = """<div><h2>Partners</h2><ul><li>The first of them</li><li>A second one</li><li>kept</li></ul>
        <blockquote><p>A word that was said and is gone.</p></blockquote><p>kept <a href="https://x.example/a">link</a></p>
        <img src="https://x.example/1.jpg"><table><tr><td>lost</td><td>row</td></tr></table></div>"""
    found = [m.message for m in missing(parse_html(page), "## Partners\n\n- kept\n\nkept link")]
    assert found == [
        "2 list items of section 'Partners' were not kept: 'The first of them'",
        "1 quotation was not kept: 'A word that was said and is gone.'",
        "1 table row of section 'Partners' was not kept: 'lostrow'",
        "1 link lost, the first to https://x.example/a",
        "1 picture left out, such as https://x.example/1.jpg",
    ]


def test_tally_counts_what_markdown_holds() -> None:
    """Words, items, quotes, tables, links and pictures of a text are counted."""
    text = "One *two*.\n\n- a\n- b\n\n> q\n\n| h |\n| --- |\n| c |\n\n[l](https://a.example) ![p](b.png)"
    found = tally(text)
    assert (found.words, found.items, found.quotes, found.tables, found.links, found.pictures) == (8, 2, 1, 1, 1, 1)


@settings(max_examples=80, deadline=None)
@given(st.text(min_size=1, max_size=80))
@example(">0")
@example("#a")
@example("--- x")
@example("1. x")
def test_text_of_html_is_shown_as_it_stands(text: str) -> None:
    """Whatever characters an element holds, its Markdown shows exactly them, and nothing becomes markup."""
    from html import escape

    shown = " ".join(parse_html(f"<p>{escape(text)}</p>").text_content().split())
    assume(shown and not any(c in text for c in "\x00\r") and shown == " ".join(text.split()))
    clean = html_text.plain(parse_html(f"<p>{escape(text)}</p>"))
    body = html_text.to_markdown(parse_html(f"<div><p>{escape(text)}</p></div>"), markdown.escape)
    assert [clean] * bool(clean) == [block.text for block in parse("", body).blocks]


TAGS = st.sampled_from(
    "p div ul ol li table tr td th blockquote h1 h2 pre code em b a img br span figure dl dt dd sup".split()
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.recursive(
        st.text("ab*#_[]()!|<>&\n 1.", max_size=12),
        lambda kids: st.tuples(TAGS, st.lists(kids, max_size=4)),
        max_leaves=30,
    )
)
def test_no_word_of_any_html_is_lost(tree: object) -> None:
    """However elements nest, every letter that a reader sees stands in the Markdown, in order."""

    def html(node: object) -> str:
        if isinstance(node, str):
            return node.replace("&", "&amp;").replace("<", "&lt;")
        tag, kids = node  # type: ignore[misc]
        return f"<{tag}>" + "".join(html(kid) for kid in kids) + f"</{tag}>"

    page = parse_html(f"<div>{html(tree)}</div>")
    wanted = sorted(c for c in html_text.plain(page) if c.isalpha())
    body = html_text.to_markdown(page, markdown.escape)
    assert wanted == sorted(c for block in parse("", body).blocks for c in block.text if c.isalpha())


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.data())
def test_damaged_source_gives_drafts_or_a_reason(data: st.DataObject) -> None:
    """A source with bytes missing, doubled or foreign gives drafts, rejections or a refusal, never another error."""
    case = data.draw(st.sampled_from([next(c.glob("page.*")) for c in FILES]))
    raw = bytearray(case.read_bytes())
    for _ in range(data.draw(st.integers(1, 4))):
        at, length = data.draw(st.integers(0, len(raw))), data.draw(st.integers(0, 200))
        raw[at : at + length] = data.draw(st.binary(max_size=20)) if data.draw(st.booleans()) else raw[at : at + 20] * 3
    try:
        reading = read_all(case.name, bytes(raw), retrieved=RETRIEVED)
    except ImportRefused as error:
        assert all("\n" not in str(problem) for problem in error.problems)
    else:
        assert all(draft.body and draft.title for draft in reading.drafts)
        assert all(rejected.problems for rejected in reading.rejected)


DATES = st.sampled_from(["2025-06-01", "", "06/07/2025"])


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.text(max_size=30), st.text(max_size=60), DATES), min_size=1, max_size=8))
def test_every_item_is_accounted_for(tmp_path_factory: pytest.TempPathFactory, items: list[tuple[str, ...]]) -> None:
    """Whatever a feed holds, its items are added, there already or in quarantine, and the counts add up."""
    root = tmp_path_factory.mktemp("p")
    feed = {"version": "https://jsonfeed.org/version/1.1", "title": "F", "items": [
        {"id": str(n), "title": title, "content_text": text, "date_published": date}
        for n, (title, text, date) in enumerate(items)
    ]}  # fmt: skip
    (root / "feed.json").write_text(json.dumps(feed), "utf-8")
    (done,) = added(root, str(root / "feed.json"))
    assert len(items) == done.counts.total()
    assert done.counts["added"] == len(articles(root))
    assert done.counts["quarantined"] == len(list((root / "quarantine").glob("*.reason.json")))


def test_new_items_only(tmp_path: Path) -> None:
    """A feed fetched again adds what is new, asks only for changes, and does not bring back what an editor deleted."""
    answers: dict[str, bytes | Answer] = {"/feed": web_server.conditional(rss(item(1), item(2)), '"a"')}
    with serving(answers) as site:
        (first,) = added(tmp_path, f"{site.address}/feed")
        (repeated,) = added(tmp_path, f"{site.address}/feed")
        articles(tmp_path)[0].unlink()
        answers["/feed"] = web_server.conditional(rss(item(1), item(2), item(3)), '"b"')
        (third,) = added(tmp_path, f"{site.address}/feed")
    assert Counter(added=2) == first.counts
    assert (f"nothing new: {site.address}/feed",) == repeated.lines
    assert Counter({"added": 1, "there already": 1, "passed over": 1}) == third.counts
    assert len(articles(tmp_path)) == 2


def test_what_has_been_added_leaves_the_quarantine(tmp_path: Path) -> None:
    """A page that lay there for want of a date lies there no more when it has been added with one; others stay."""
    case = CASES / "pages" / "without_a_date" / "page.html"
    (tmp_path / "other.txt").write_text("Another text\n\nIt bears no date either, and nobody has given it one.")
    added(tmp_path, str(case), str(tmp_path / "other.txt"))
    there = {path.name for path in (tmp_path / "quarantine").iterdir()}
    (done,) = added(tmp_path, str(case), date="2025-06-20")
    left = {path.name for path in (tmp_path / "quarantine").iterdir()}
    assert (len(there), len(left), done.counts) == (4, 2, {"added": 1})
    assert all(name.startswith("another-text-") for name in left)


def test_a_list_of_articles_stands_for_its_feed(tmp_path: Path) -> None:
    """Below any address a page of teasers is its feed, and an article with teasers below it is itself."""
    teasers = "".join(f"<article><h2><a href='/{n}'>Part {n}</a></h2><p>{TERSE}</p></article>" for n in range(4))
    feed = "<link rel='alternate' type='application/rss+xml' href='/feed'>"
    page = f"<html><head><title>Ferries</title>{feed}</head><body><h1>Ferries</h1><time>2025-06-20</time>"
    whole = "".join(f"<p>The ferry number {n} is to run from Monday, and the town is glad of it.</p>" for n in range(9))
    answers: dict[str, bytes | Answer] = {
        "/feed": rss(item(1)), "/news/": f"{page}{teasers}".encode(), "/news/1": f"{page}{whole}{teasers}".encode(),
    }  # fmt: skip
    with serving(answers) as site:
        added(tmp_path, f"{site.address}/news/", f"{site.address}/news/1")
    assert [article.stem for article in articles(tmp_path)] == ["2025-06-02-item-1", "2025-06-20-ferries"]


def test_a_feed_of_beginnings_is_told_once(tmp_path: Path) -> None:
    """Items that say that they go on are told of the feed; one that just stops is told of itself."""
    cut = "The ferry number %d runs again from Monday, says its master, and all of the town is glad of %s"
    items = [item(1, cut % (1, "[…]")), item(2, cut % (22, "its...")), item(3, "A lorry fell into the lock, and its")]
    items.append(item(4, "Item 4"))  # only a link: nothing that could have been lost
    with serving({"/feed": rss(*items)}) as site:
        (done,) = added(tmp_path, f"{site.address}/feed")
    assert sorted((p.severity, p.code, Path(p.path).suffix) for p in done.problems) == [
        ("notice", "teaser", ""), ("warning", "truncated", ".md"),
    ]  # fmt: skip
    assert "2 of its articles" in str(done.problems)


def test_losses_of_a_feed_name_the_article(tmp_path: Path) -> None:
    """What one article of several has lost is told of its own file; a source with one article is named itself."""
    cut = "The ferry on the lake runs again from Monday, and its"
    for name, items in {"two.xml": [item(1), item(2, cut)], "one.xml": [item(3, cut)]}.items():
        (tmp_path / name).write_bytes(rss(*items))
    two, one = added(tmp_path, str(tmp_path / "two.xml"), str(tmp_path / "one.xml"))
    assert [Path(p.path).name for p in two.problems] == ["2025-06-03-item-2.md"]
    assert [Path(p.path).name for p in one.problems] == ["one.xml"]


def test_a_home_page_stands_for_its_feed(tmp_path: Path) -> None:
    """The feed that a home page names is added, has nothing new the second time, and says why it is not there."""
    home = (
        b'<html><head><link rel="alternate" type="application/rss+xml" href="/feed"></head><body><h1>Wire</h1></body>'
    )
    answers: dict[str, bytes | Answer] = {"/": home, "/feed": web_server.conditional(rss(item(1)), '"a"')}
    with serving(answers) as site:
        (first,) = added(tmp_path, f"{site.address}/")
        (repeated,) = added(tmp_path, f"{site.address}/")
        del answers["/feed"]
        (gone,) = added(tmp_path, f"{site.address}/")
    assert (first.counts, repeated.lines) == ({"added": 1}, (f"nothing new: {site.address}/feed",))
    assert [(p.path, p.code) for p in gone.problems] == [(f"{site.address}/feed", "status-404")]


def test_changed_article_is_updated_unless_edited(tmp_path: Path) -> None:
    """A later version replaces a text that nobody touched, keeps the front matter, and spares edited text."""
    feed = tmp_path / "feed.xml"
    feed.write_bytes(rss(item(1), item(2)))
    added(tmp_path, str(feed))
    one, two = articles(tmp_path)
    one.write_text(
        one.read_text("utf-8").replace("rights:", "x:").replace("source:", "regions: [kenya]\nsource:"), "utf-8"
    )
    two.write_text(two.read_text("utf-8") + "\nAn editor's line.\n", "utf-8")
    feed.write_bytes(rss(item(1, "Quite another text, of some length."), item(2, "Another text too, which is new.")))
    (done,) = added(tmp_path, str(feed))
    assert Counter({"updated": 1, "there already": 1}) == done.counts
    assert "regions: [kenya]" in one.read_text("utf-8") and "Quite another text" in one.read_text("utf-8")
    assert "An editor's line." in two.read_text("utf-8")
    assert [problem.code for problem in done.problems] == ["edited"]
    (repeated,) = added(tmp_path, str(feed))
    assert Counter({"there already": 2}) == repeated.counts


def test_same_address_is_the_same_article(tmp_path: Path) -> None:
    """A page and a feed's item with one address are one article, whatever counts the reader in the address."""
    page = tmp_path / "page.html"
    page.write_bytes(ARTICLE)
    added(tmp_path, str(page))
    feed = tmp_path / "feed.xml"
    feed.write_bytes(rss(item(1, link="http://www.lowland-courier.example/trade/ondra-barges/?utm_source=rss#top")))
    (done,) = added(tmp_path, str(feed))
    assert list(done.counts) == ["there already"]


def test_copies_are_told_apart(tmp_path: Path) -> None:
    """The same text under another address is skipped within an outlet, and added, as told, from another outlet."""
    text = " ".join(f"word{n} barge{n % 7} crane{n % 11}" for n in range(60))
    feed, other = tmp_path / "a.xml", tmp_path / "b.xml"
    feed.write_bytes(rss(item(1, text), item(2, text + " end.", title="Item 1")))
    other.write_bytes(rss(item(3, text)).replace(b"<title>Wire</title>", b"<title>Echo</title>"))
    first, second = added(tmp_path, str(feed), str(other))
    assert Counter({"added": 1, "there already": 1}) == first.counts
    assert "from another outlet" in second.lines[0]


def guid(name: str) -> dict[str, str]:
    """Return the field of an item that is its own identity."""
    return {"guid": name}


MOULD = (
    "A fault in the control of lock gates lets a stranger on the network open gate {0} without a key. The maker has"
    " sent out a part that closes it. There is no other remedy. Notice {0} is urgent, and keepers act today."
)
BARGES = "Four barges of grain left the upper lake at dawn, and the lock keepers counted every one of them twice."
CRANES = "Two cranes fell silent in the lower harbour after a strike began, and nobody knows when work will resume."
ROPES = "Rope makers of the valley opened a school in which forty pupils learn to splice and to sell what they make."


@pytest.mark.parametrize(
    "items",
    [
        [item(n, text, **guid("item")) for n, text in enumerate((BARGES, CRANES, ROPES))],
        [item(n, text, link="https://wire.example") for n, text in enumerate((BARGES, CRANES, ROPES))],
        [item(n, text, link="https://wire.example/today") for n, text in enumerate((BARGES, CRANES, ROPES))],
        [item(n, text, **guid("item"), link="https://wire.example/today") for n, text in enumerate((BARGES, CRANES))],
        [
            item(n, text, **guid(f"g{n}"), link="https://wire.example/t")
            for n, text in enumerate((BARGES, CRANES, ROPES))
        ],
        [item(n, text, **guid(f"g{n}"), link=f"https://wire.example/t#{n}") for n, text in enumerate((BARGES, ROPES))],
        [item(n, text, link=f"https://wire.example/t#{n}") for n, text in enumerate((BARGES, CRANES, ROPES))],
        [item(n, MOULD.format(n), **guid(f"n{n}"), title=f"Notice {n}: open gate") for n in (20111, 20112, 20977)],
        [item(n, MOULD.format("it"), **guid(f"n{n}"), title=f"Notice: {w} gate") for n, w in ((1, "oak"), (2, "elm"))],
    ],
    ids=["guid", "home", "link", "guid-and-link", "own-guids", "fragments", "fragments-alone", "numbers", "moulds"],
)
def test_unlike_items_are_articles_of_their_own(tmp_path: Path, items: list[str]) -> None:
    """What unlike items share (guid, link, nearly all of the text) merges none of them; later adds change nothing."""
    feed = tmp_path / "feed.xml"
    feed.write_bytes(rss(*items))
    (first,) = added(tmp_path, str(feed))
    before = {path: path.read_bytes() for path in articles(tmp_path)}
    (repeated,) = added(tmp_path, str(feed))
    feed.write_bytes(rss(*reversed(items)))
    (turned,) = added(tmp_path, str(feed))
    for one in items:  # what is told from others in company is known alone, too
        feed.write_bytes(rss(one))
        assert [each.counts for each in added(tmp_path, str(feed))] == [{"there already": 1}]
    assert Counter(added=len(items)) == first.counts
    assert repeated.counts == turned.counts == Counter({"there already": len(items)})
    assert before == {path: path.read_bytes() for path in articles(tmp_path)}
    for data in before.values():
        title = yaml.safe_load(data.decode().split("---")[1])["title"]
        (source,) = [one for one in items if f"<title>{title}</title>" in one]
        assert data.decode().split("---")[2].strip() in source


@pytest.mark.parametrize(
    "shared", [guid("item"), {"link": "https://wire.example/today"}, {"link": "https://wire.example/"}]
)
def test_unlike_items_of_one_guid_or_link_day_by_day(tmp_path: Path, shared: dict[str, str]) -> None:
    """A feed of one item, always with the same guid or link, gives an article for each; none gets another's text."""
    feed = tmp_path / "feed.xml"
    outcomes = []
    for n, text in enumerate((BARGES, CRANES, ROPES, BARGES)):
        feed.write_bytes(rss(item(n % 3, text, **shared)))
        outcomes += [list(each.counts) for each in added(tmp_path, str(feed))]
    assert outcomes == [["added"], ["added"], ["added"], ["there already"]]


def test_an_item_twice_in_a_feed_is_one_article(tmp_path: Path) -> None:
    """The same item, listed twice with one guid, is one article; the second is no later version of the first."""
    feed = tmp_path / "feed.xml"
    feed.write_bytes(rss(item(1, BARGES, **guid("a")), item(1, BARGES + " So it was.", **guid("a"))))
    (done,) = added(tmp_path, str(feed))
    (repeated,) = added(tmp_path, str(feed))
    (article,) = articles(tmp_path)
    assert (done.counts, repeated.counts) == ({"added": 1, "there already": 1}, {"there already": 2})
    assert "So it was." not in article.read_text("utf-8")


def test_a_part_never_takes_the_place_of_the_whole(tmp_path: Path) -> None:
    """Two paragraphs of a feed leave the whole article, as its page gave it; the page completes those of a feed."""
    whole = f"<p>{BARGES}</p><p>{CRANES}</p><p>{ROPES}</p>"
    feed = tmp_path / "feed.xml"
    part = rss(item(1, f"<![CDATA[<p>{BARGES}</p><p><b>{CRANES}</b></p>]]>"))
    outcomes = []
    for data in (part, rss(item(1, f"<![CDATA[{whole}]]>")), part, part):
        feed.write_bytes(data)
        (done,) = added(tmp_path, str(feed))
        outcomes.append((list(done.counts), [problem.code for problem in done.problems]))
    assert ROPES in articles(tmp_path)[0].read_text("utf-8")
    there = ["there already"]
    assert outcomes == [(["added"], []), (["updated"], []), (there, ["part"]), (there, ["part"])]


def test_a_part_is_told_once(tmp_path: Path) -> None:
    """A feed on the web that carries less than is there says so with the first run, and not with every one."""
    page = tmp_path / "whole.xml"
    page.write_bytes(rss(item(1, f"<![CDATA[<p>{BARGES}</p><p>{CRANES}</p><p>{ROPES}</p>]]>")))
    added(tmp_path, str(page))
    with serving({"/feed": rss(item(1, BARGES))}) as site:
        reported = [
            [p.code for each in added(tmp_path, f"{site.address}/feed") for p in each.problems] for _ in range(2)
        ]
    assert reported == [["part"], []]


def test_quarantine_keeps_the_item_and_the_reason(tmp_path: Path) -> None:
    """An item without a date goes to the quarantine folder with its text and the reason, and is told as a failure."""
    feed = tmp_path / "feed.xml"
    feed.write_bytes(rss(item(1), item(2, pubDate="")))
    (done,) = added(tmp_path, str(feed))
    reason = json.loads(next((tmp_path / "quarantine").glob("*.reason.json")).read_text("utf-8"))
    stored = json.loads(next((tmp_path / "quarantine").glob("item-2-*[!n].json")).read_text("utf-8"))
    assert done.failed and Counter(added=1, quarantined=1) == done.counts
    assert reason["problems"][0]["code"] == "missing-date"
    assert "item 2" in stored["content_html"]


def test_an_item_without_text_is_a_link(tmp_path: Path) -> None:
    """An item with no text but a pixel that counts readers, or none at all, is an article of `rights: link`."""
    pixel = "<![CDATA[<img src='https://count.example/p.gif' width='1' height='1'/>]]>"
    bare = "<item><title>Barges wait</title><link>https://wire.example/9</link><pubDate>2025-06-20</pubDate></item>"
    (tmp_path / "feed.xml").write_bytes(rss(item(1, pixel), bare))
    (done,) = added(tmp_path, str(tmp_path / "feed.xml"))
    found = [path.read_text("utf-8") for path in articles(tmp_path)]
    assert done.counts == {"added": 2}
    assert all("\nrights: link\n" in text for text in found)
    assert sorted(text.rpartition("---\n")[2].strip() for text in found) == ["Barges wait", "Item 1"]


def test_undated_items_are_dated_by_their_retrieval(tmp_path: Path) -> None:
    """Items without a date bear that of their retrieval, and are marked; a later run changes no file."""
    later = datetime(2025, 6, 23, 8, tzinfo=UTC)
    with serving({"/feed": rss(item(1, pubDate=""), item(2, pubDate=""))}) as site:
        (first,) = added(tmp_path, f"{site.address}/feed")
        before = {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
        (repeated,) = Adder(project(tmp_path), AddOptions(limits=PATIENT), now=lambda: later).add(
            [f"{site.address}/feed"]
        )
    assert (first.counts, repeated.counts) == ({"added": 2}, {"there already": 2})
    assert [(p.severity, p.code) for p in first.problems] == [("notice", "undated")]
    assert all(b"date: 2025-06-21T08:00:00Z\ndate_source: retrieved\n" in p.read_bytes() for p in articles(tmp_path))
    assert before == {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}


@pytest.mark.parametrize(
    ("field", "expected"),
    [
        ("<author>ada.moor@lake.media (Ada Moor)</author>", ["Ada Moor"]),
        ("<dc:creator>Ada Moor; Bo Reed, Jr. &amp; Cy Fenn</dc:creator>", ["Ada Moor", "Bo Reed, Jr.", "Cy Fenn"]),
        ("<dc:creator>Ada Moor, Bo Reed and Cy Fenn</dc:creator>", ["Ada Moor", "Bo Reed", "Cy Fenn"]),
        ("<dc:creator>Ministry of Trade and Inland Ports</dc:creator>", ["Ministry of Trade and Inland Ports"]),
        ("<dc:creator>Moor, Ada</dc:creator>", ["Moor, Ada"]),
    ],
)
def test_authors_of_an_item(tmp_path: Path, field: str, expected: list[str]) -> None:
    """A field of authors gives each person, whatever stands between them, and a body's name whole."""
    data = rss(item(1, BARGES).replace("</item>", f"{field}</item>"))
    data = data.replace(b'version="2.0"', b'version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/"')
    assert [expected] == [list(draft.authors) for draft in read_all("feed.xml", data).drafts]


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("The &lt;details&gt; of a lock", "The <details> of a lock"),
        ("The lake&amp;#8217;s barges &amp;amp; cranes", "The lake’s barges & cranes"),
        ("A &lt;i&gt;slow&lt;/i&gt; lock", "A slow lock"),
    ],
)
def test_title_of_an_item(title: str, expected: str) -> None:
    """A title shows what its writer wrote: markup of HTML goes, words that look like it stay, entities are resolved."""
    assert [expected] == [draft.title for draft in read_all("feed.xml", rss(item(1, BARGES, title=title))).drafts]


def test_dates_that_are_counted(tmp_path: Path) -> None:
    """Unix time, in seconds or milliseconds, as text or as a number, is the date of an item."""
    (tmp_path / "feed.xml").write_bytes(rss(item(1, pubDate="1720000000")))
    feed = {"version": "https://jsonfeed.org/version/1.1", "title": "F", "items": [
        {"id": "a", "content_text": BARGES, "date_published": 1720000000000}]}  # fmt: skip
    (tmp_path / "feed.json").write_text(json.dumps(feed), "utf-8")
    added(tmp_path, str(tmp_path / "feed.xml"), str(tmp_path / "feed.json"))
    assert [re.search(r"^date: (.+)$", path.read_text("utf-8"), re.MULTILINE)[1] for path in articles(tmp_path)] == [
        "2024-07-03T09:46:40Z"
    ] * 2


def test_person_is_asked_for_a_date(tmp_path: Path) -> None:
    """A date that cannot be known is asked for where there is a person, and an error where there is none."""
    page = tmp_path / "page.html"
    page.write_bytes((CASES / "pages" / "without_a_date" / "page.html").read_bytes())
    asked: list[str] = []
    (without,) = added(tmp_path, str(page))
    (done,) = added(tmp_path, str(page), ask=lambda title: asked.append(title) or "2025-06-01")  # type: ignore[func-returns-value]
    assert without.failed and asked == ["Nobody knows when"]
    assert Counter(added=1) == done.counts


def test_since_and_limit(tmp_path: Path) -> None:
    """`since` passes over older items, `limit` all but the newest, and both are counted."""
    feed = tmp_path / "feed.xml"
    feed.write_bytes(rss(*map(item, range(10))))
    (done,) = added(tmp_path, str(feed), since=datetime(2025, 6, 4, tzinfo=UTC), limit=3)
    assert Counter({"added": 3, "passed over": 7}) == done.counts
    assert [path.name[:10] for path in articles(tmp_path)] == ["2025-06-08", "2025-06-09", "2025-06-10"]


def test_opml_with_bare_ampersands() -> None:
    """Addresses that a reader exported unescaped are those of its feeds; what is escaped stays what it means."""
    lines = "".join(
        f'<outline text="Barges & locks" xmlUrl="https://wire.example/feed?{query}"/>'
        for query in ("a=1&b=2", "c=3&amp;d=4", "copy=1&lt=2")
    )
    wanted = [f"https://wire.example/feed?{query}" for query in ("a=1&b=2", "c=3&d=4", "copy=1&lt=2")]
    assert wanted == list(feed_list.feeds(f'<opml version="2.0"><body>{lines}</body></opml>'.encode()))


def test_opml_and_folder_stand_for_what_is_in_them(tmp_path: Path) -> None:
    """A list of feeds and a folder of saved pages are added whole; one that fails does not stop the others."""
    folder = tmp_path / "saved"
    folder.mkdir()
    (folder / "a.html").write_bytes(ARTICLE)
    (folder / "b.html").write_bytes(b"<html><body></body></html>")
    with serving({"/1": rss(item(1)), "/3": rss(item(3))}) as site:
        outlines = "".join(f'<outline type="rss" xmlUrl="{site.address}/{n}"/>' for n in (1, 2, 3))
        (tmp_path / "feeds.opml").write_text(f"<opml version='2.0'><body>{outlines}</body></opml>", "utf-8")
        done = added(tmp_path, str(tmp_path / "feeds.opml"), str(folder))
    assert [each.failed for each in done] == [False, True, False, False, True]
    assert len(articles(tmp_path)) == 3


def test_home_page_leads_to_its_feed(tmp_path: Path) -> None:
    """The address of a site's home page adds what its feed holds."""
    link = b'<link rel="alternate" type="application/rss+xml" href="/feed">'
    home = b"<html><head>" + link + b"</head><body><p>Hello</p></body></html>"
    with serving({"/": home, "/feed": rss(item(1), item(2))}) as site:
        (done,) = added(tmp_path, f"{site.address}/")
    assert Counter(added=2) == done.counts


def test_pictures_of_a_complete_page(tmp_path: Path) -> None:
    """With `images` the pictures in the folder beside a saved page come along, and nothing from outside it."""
    saved = tmp_path / "saved"
    (saved / "page_files").mkdir(parents=True)
    page = (Path(__file__).parent / "cases" / "pages" / "complete_page" / "page.html").read_text("utf-8")
    page = page.replace("<!-- saved from", "<!-- a browser that says nothing of")
    more = "".join(f"<p>A paragraph with as many words as a picture needs: {n}.</p><img src='page_files/{n}' alt='{n}'>"
                   for n in ("text.png", "out.png", "..%2Fsecret.png", "none.png"))  # fmt: skip
    (saved / "page.html").write_text(page.replace("<p><b>How the auction", f"{more}<p><b>How the auction"), "utf-8")
    png = b"\x89PNG\r\n\x1a\n" + b"\0" * 20
    (saved / "secret.png").write_bytes(png)
    (saved / "page_files" / "auction.jpg").write_bytes(png)
    (saved / "page_files" / "text.png").write_bytes(b"words")
    (saved / "page_files" / "out.png").symlink_to(saved / "secret.png")
    (done,) = added(tmp_path, str(saved / "page.html"), images=True)
    (article,) = articles(tmp_path)
    (picture,) = article.with_suffix("").iterdir()
    text = article.read_text("utf-8")
    assert (picture.suffix, picture.read_bytes()) == (".png", png)
    assert f"![Boxes of cod on a quay]({article.stem}/{picture.name})" in text
    assert "beside.invalid" not in text
    reported = sorted(p.message for p in done.problems if p.code == "lost-pictures" and "_files/" in p.message)
    assert reported == [
        "the picture page_files/none.png was not kept: there is no such file",
        "the picture page_files/out.png was not kept: it leads out of the folder",
        "the picture page_files/text.png was not kept: it is no JPEG, PNG, GIF, WebP or AVIF",
    ]


def test_no_feed_reads_files_here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A source from the network that names a picture as a saved page's are named reads no file of this machine."""
    (tmp_path / "a_files").mkdir()
    (tmp_path / "a_files" / "x.png").write_bytes(b"\x89PNG\r\n\x1a\n" + b"\0" * 20)
    monkeypatch.chdir(tmp_path)
    text = "<p>Text of a certain length.</p><img src='https://beside.invalid/a_files/x.png' alt='A'>"
    with serving({"/feed.xml": rss(item(1, text.replace("<", "&lt;")))}) as site:
        added(tmp_path, f"{site.address}/feed.xml", images=True, allow_private=True)
    (article,) = articles(tmp_path)
    assert not article.with_suffix("").exists()


def test_what_was_cut_on_its_way_is_told(tmp_path: Path) -> None:
    """A feed that ends in an item gives the items before it, that one goes to the quarantine; a cut letter is told."""
    whole = rss(item(1, "One text."), item(2, "A text that is long enough to be cut in its middle."))
    feed, letter = tmp_path / "feed.xml", tmp_path / "letter.eml"
    feed.write_bytes(whole[: whole.index(b"in its middle")])
    page = (Path(__file__).parent / "cases" / "documents" / "newsletter" / "page.eml").read_bytes()
    letter.write_bytes(page[: page.rindex(b"--b--")])
    cut, reported = added(tmp_path, str(feed), str(letter))
    assert (cut.counts, cut.failed) == ({"added": 1, "quarantined": 1}, True)
    assert [p.message for p in cut.problems] == ["ends in the middle of 'Item 2'"]
    assert ("truncated", "ends in the middle of the message") in [(p.code, p.message) for p in reported.problems]
    feed.write_bytes(whole)
    (repeated,) = added(tmp_path, str(feed))
    assert repeated.counts == {"added": 1, "there already": 1}


@pytest.mark.parametrize("end", ["<div>Officials", "<ul><li>One", "<!-- ad <p>", "<script>var a", '<p class="'])
def test_a_page_cut_on_its_way_is_told(tmp_path: Path, end: str) -> None:
    """A page that ends within a box, tag, script or comment is told; one that leaves out its last tags is not."""
    text = f"<p>The ferry is back on the lake after eleven years, and the towns are glad of it.</p>{end}"
    head = '<!doctype html><html lang="en"><title>Ferry</title><body><p>2025-06-20</p>'
    pages = {"cut.html": f"{head}<h1>Ferry</h1>{text}", "whole.html": f"{head}<h1>Ferry</h1><p>{TERSE}"}
    reported = {}
    for name, page in pages.items():
        (tmp_path / name).write_text(page, "utf-8")
        reported[name] = [
            p.message for done in added(tmp_path, str(tmp_path / name), date="2025-06-20") for p in done.problems
        ]
    assert "ends in the middle of the page" in reported["cut.html"]
    assert "ends in the middle of the page" not in reported["whole.html"]


def test_a_capture_that_was_cut_short_takes_nothing_away(tmp_path: Path) -> None:
    """Where the whole article is there, a cut capture leaves it and is told; the whole one mends a cut article."""
    case = next(path for path in FILES if path.name == "mhtml_of_a_browser")
    whole = next(case.glob("page.*")).read_bytes()
    page, cut = tmp_path / "page.mhtml", whole[: whole.rindex(b"</p>") - 40]
    page.write_bytes(cut)
    (first,) = added(tmp_path, str(page))
    (article,) = articles(tmp_path)
    shorter = article.read_bytes()
    page.write_bytes(whole)
    (second,) = added(tmp_path, str(page))
    complete = article.read_bytes()
    page.write_bytes(cut)
    (third,) = added(tmp_path, str(page))
    assert [each.counts for each in (first, second, third)] == [{"added": 1}, {"updated": 1}, {"there already": 1}]
    assert "ends in the middle of the page" in [p.message for p in first.problems]
    assert len(shorter) < len(complete) and complete == article.read_bytes()
    assert [(p.severity, p.code) for p in third.problems] == [("warning", "truncated")]


@pytest.mark.parametrize(
    ("header", "link", "expected"),
    [("Archived-At: <https://lake.example/letters/25>", "", "https://lake.example/letters/25"),
     ("", "<a href='https://lake.example/letters/25?e=ab12&amp;utm_source=x'>View in browser</a>", "https://lake.example/letters/25"),
     ("", "<a href='https://lake.example/the-lake-this-week'>Im Browser ansehen</a>", "https://lake.example/the-lake-this-week"),
     ("", "<a href='https://click.example/f/a/Zk3Jd0Xq29PlmA81Tt~~/AAQ'>Read online</a>", None),
     ("", "<a href='https://click.example/?qs=4f1a'>View this email in your browser</a>", None),
     ("", "<a href='https://lake.example/view?id=25'>View in browser</a>", None),
     ("", "<a href='https://lake.example/boats'>Boats</a>", None)],
)  # fmt: skip
def test_a_letter_leads_to_itself_on_the_web(tmp_path: Path, header: str, link: str, expected: str | None) -> None:
    """A letter's address on the web is kept where it says so, without what tells the sender who its reader is."""
    lines = ["From: Lake <l@lake.example>", "Subject: The lake", "Date: Fri, 20 Jun 2025 07:00:00 +0200", header]
    head = "\n".join(filter(None, [*lines, "MIME-Version: 1.0", "Content-Type: text/html; charset=utf-8"]))
    (tmp_path / "letter.eml").write_text(f"{head}\n\n<p>{link}</p><p>{TERSE}</p>", "utf-8")
    added(tmp_path, str(tmp_path / "letter.eml"))
    front = yaml.safe_load(articles(tmp_path)[0].read_text("utf-8").split("---")[1])
    assert front.get("canonical_url") == expected


def test_text_without_a_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Plain text on standard input is an article; an empty name is refused, and is no folder."""
    text = b"A pipe\n\n2026-11-02\n\nThe pipe to the island was mended on Monday, and water runs again."
    monkeypatch.setattr("sys.stdin", SimpleNamespace(buffer=io.BytesIO(text)))
    monkeypatch.chdir(tmp_path)
    (tmp_path / "page.txt").write_bytes(text)
    piped, nameless = added(tmp_path, "-", "")
    assert (piped.counts, nameless.counts) == ({"added": 1}, {"failed": 1})
    assert [article.name for article in articles(tmp_path)] == ["2026-11-02-a-pipe.md"]


def test_pictures_and_original_lie_beside_the_article(tmp_path: Path) -> None:
    """With `images` a page's pictures are files beside it, one that is no picture stays a link; the source is kept."""
    png = b"\x89PNG\r\n\x1a\n" + b"\0" * 20
    with serving({"/a.png": png, "/b.svg": b"<svg/>"}) as site:
        text = "<p>Text of a certain length.</p><img src='%s/a.png' alt='A'><img src='%s/b.svg' alt='B'>" % (
            (site.address,) * 2
        )
        feed = tmp_path / "feed.xml"
        feed.write_bytes(rss(item(1, text.replace("<", "&lt;"))))
        (done,) = added(tmp_path, str(feed), images=True, keep_original=True)
    (article,) = articles(tmp_path)
    (picture,) = article.with_suffix("").iterdir()
    assert png == picture.read_bytes()
    assert f"![A]({article.stem}/{picture.name})" in article.read_text("utf-8")
    assert f"[Picture: B]({site.address}/b.svg)" in article.read_text("utf-8")
    assert [problem.code for problem in done.problems] == ["lost-pictures"]
    assert feed.read_bytes() == (article.parent / ".originals" / f"{article.stem}.xml").read_bytes()


@pytest.mark.parametrize("kind", ["single", "archive"])
def test_pictures_that_a_page_carries_come_from_it(tmp_path: Path, kind: str) -> None:
    """With `images` the pictures in a saved page itself (SingleFile, MHTML) are taken from there."""
    png, small = b"\x89PNG\r\n\x1a\n" + bytes(2000), b"\x89PNG\r\n\x1a\n" + bytes(20)
    carried, spacer = (f"data:image/png;base64,{base64.b64encode(data).decode()}" for data in (png, small))
    address = carried if kind == "single" else "https://nowhere.invalid/a.png"
    figure = f"<figure><img src='{address}' alt='A'></figure><figure><img src='{spacer}' alt='B'></figure>"
    text = f"<h1>Ferry</h1><p>2025-06-20</p><p>{TERSE}</p>{figure}<p>{TERSE} So it is.</p>"
    page = f"<html><body><article>{text}</article></body></html>"
    if kind == "archive":
        whole = MIMEMultipart("related")
        whole["Snapshot-Content-Location"], whole["From"] = "https://nowhere.invalid/", "<Saved by Blink>"
        whole.attach(MIMEText(page, "html", "utf-8"))
        whole.attach(MIMEImage(png, "png", _encoder=encode_base64))
        whole.get_payload()[1]["Content-Location"] = address  # type: ignore[index]
        page = whole.as_string()
    (tmp_path / "page.mhtml").write_text(page, "utf-8")
    (bare,) = added(tmp_path, str(tmp_path / "page.mhtml"), allow_private=False)
    (full,) = added(tmp_path, str(tmp_path / "page.mhtml"), images=True, allow_private=False)
    (article,) = articles(tmp_path)
    assert [file.read_bytes() for file in article.with_suffix("").iterdir()] == [png]
    assert f"![A]({article.stem}/" in article.read_text("utf-8")
    assert any("1 picture lies in the page itself" in p.message for p in bare.problems) == (kind == "single")
    assert full.counts == {"updated": 1} and "lost-pictures" not in {p.code for p in full.problems}


def test_pictures_and_original_come_later(tmp_path: Path) -> None:
    """`images` and `keep_original` hold for an article that is there too, unless an editor has touched it."""
    png = b"\x89PNG\r\n\x1a\n" + bytes(20)
    with serving({"/a.png": png, "/lead.png": png + b"1"}) as site:
        head = f"<title>Ferry</title><meta property='og:image' content='{site.address}/lead.png'>"
        text = f"<p>{TERSE}</p><figure><img src='{site.address}/a.png' alt='A'></figure><p>{TERSE} So it is.</p>"
        page = tmp_path / "page.html"
        page.write_text(
            f"<html><head>{head}</head><body><article><h1>Ferry</h1><time>2025-06-20</time>{text}</article></body>"
        )
        added(tmp_path, str(page))
        (article,) = articles(tmp_path)
        bare = article.read_text("utf-8")
        (repeated,) = added(tmp_path, str(page), images=True, keep_original=True)
        full = article.read_text("utf-8")
        asked = len(site.asked)
        (third,) = added(tmp_path, str(page), images=True, keep_original=True)
        assert asked == len(site.asked)
        article.write_text(bare.replace("\n\n", "\n\nA word of ours. ", 1), "utf-8")
        (edited,) = added(tmp_path, str(page), images=True)
    assert [each.counts for each in (repeated, third, edited)] == [{"updated": 1}, *[{"there already": 1}] * 2]
    assert full.count(f"]({article.stem}/") == 1 and f"\nimage: articles/2025/{article.stem}/" in full
    assert (article.parent / ".originals" / f"{article.stem}.html").read_bytes() == page.read_bytes()
    assert "![" not in article.read_text("utf-8")


@pytest.mark.parametrize(
    ("path", "code"),
    [("/loop", "redirects"), ("/slow", "timeout"), ("/endless", "too-large"),
     ("/drip", "timeout"),
     ("/bomb", "too-large"), ("/none", "status-404"), ("/to-file", "bad-address"), ("/picture", "undecodable"),
     ("/empty", "unknown-source"),
     ("/private/x", "robots"), ("/half", "unreachable")],
)  # fmt: skip
def test_hostile_server_gives_one_line(tmp_path: Path, path: str, code: str) -> None:
    """Whatever a server does, the source is refused in bounded time, with one line that says why."""

    def half(handler: web_server.BaseHTTPRequestHandler) -> None:
        handler.send_response(200)
        handler.send_header("Content-Encoding", "gzip")
        handler.end_headers()
        handler.wfile.write(b"no gzip at all")

    answers: dict[str, bytes | Answer] = {
        "/loop": web_server.redirect("/loop"), "/slow": web_server.slow, "/endless": web_server.endless,
        "/drip": web_server.dripping, "/bomb": web_server.bomb, "/to-file": web_server.redirect("file:///etc/passwd"),
        "/picture": b"\x89PNG\r\n\x1a\n" + bytes(range(128, 256)), "/empty": b"", "/half": half,
        "/robots.txt": b"User-agent: *\nDisallow: /private/*\n", "/private/x": ARTICLE,
    }  # fmt: skip
    with serving(answers) as site:
        limits = QUICK if code == "timeout" else PATIENT
        (done,) = added(tmp_path, site.address + path, limits=limits)
    assert (True, code) == (done.failed, done.problems[0].code)
    assert all("\n" not in str(problem) for problem in done.problems)


@pytest.mark.parametrize("wait", ["", "120", "Fri, 27 Nov 2026 10:00:00 GMT"])
def test_a_server_that_asks_for_time_is_given_it(wait: str) -> None:
    """How long a busy server wants to be left alone is told in its own seconds, else it is "later"."""
    with serving({"/robots.txt": b"", "/": lambda handler: web_server.send(handler, 503, Retry_After=wait)}) as site:
        (refused,) = Fetcher(PATIENT).get_all([Request(f"{site.address}/")])
    assert isinstance(refused, ImportRefused)
    assert f"try again {'in 120 seconds' if wait == '120' else 'later'}" == refused.problems[0].remedy


def test_redirected_and_packed_page_is_added(tmp_path: Path) -> None:
    """A page behind redirects, packed and in a charset that only the server names, is added; a lasting move is told."""
    page = (
        ARTICLE.decode().replace('<meta charset="utf-8">', "").replace("Mira", "Käthe").encode("iso-8859-1", "ignore")
    )
    answers: dict[str, bytes | Answer] = {
        "/old": web_server.redirect("/new", 301),
        "/new": lambda handler: web_server.send(
            handler, 200, gzip.compress(page), Content_Encoding="gzip", Content_Type="text/html; charset=iso-8859-1"
        ),
    }
    with serving(answers) as site:
        (done,) = added(tmp_path, f"{site.address}/old")
        agent = site.asked[0][1]["User-Agent"]
    front = yaml.safe_load(articles(tmp_path)[0].read_text("utf-8").split("---")[1])
    assert front["authors"] == ["Käthe Halvors"] and front["retrieved"] == RETRIEVED
    assert [problem.code for problem in done.problems] == ["moved"]
    assert agent.startswith("mkdocs-briefing/")


def test_private_addresses_are_refused() -> None:
    """Loopback is refused unless allowed, also when a redirect leads there."""
    with serving({"/a": ARTICLE}) as site, pytest.raises(ImportRefused, match="no public address"):
        Fetcher(FetchLimits()).get(f"{site.address}/a")
    assert site.asked == []


@pytest.mark.parametrize(
    ("address", "expected"),
    [("8.8.8.8", True), ("127.0.0.1", False), ("10.1.2.3", False), ("169.254.169.254", False), ("100.64.0.1", False),
     ("0.0.0.0", False), ("224.0.0.1", False), ("::1", False), ("fe80::1%eth0", False), ("fd00::1", False),
     ("::ffff:10.0.0.1", False), ("::ffff:8.8.8.8", True), ("64:ff9b::7f00:1", False), ("2002:7f00:1::", False),
     ("2001:4860:4860::8888", True)],
)  # fmt: skip
def test_public_addresses(address: str, expected: bool) -> None:
    """Only addresses of the public internet are public, whatever they are wrapped in."""
    assert expected == is_public(address)


def test_one_polite_request_a_host_at_a_time() -> None:
    """Requests to one host follow each other with the pause between them, and each gets its answer in order."""
    waits: list[float] = []
    now = [0.0]

    def sleep(seconds: float) -> None:
        waits.append(seconds)
        now[0] += seconds

    limits = FetchLimits(pause=1.0, allow_private=True)
    with serving({"/1": b"one", "/2": b"two"}) as site:
        fetcher = Fetcher(limits, clock=lambda: now[0], sleep=sleep)
        found = list(fetcher.get_all([Request(f"{site.address}/{n}") for n in (1, 2, 3)]))
    assert [answer.data for answer in found if not isinstance(answer, ImportRefused)] == [b"one", b"two"]
    assert isinstance(found[2], ImportRefused)
    assert waits == [1.0, 1.0, 1.0]  # robots.txt, then the three


@pytest.mark.parametrize(
    ("given", "expected"),
    [("https://a.example/x?utm_source=y&id=1&fbclid=z", "https://a.example/x?id=1"),
     ("https://a.example/x?q=a+b&page=2", "https://a.example/x?q=a+b&page=2"),
     ("https://a.example/?gclid=1", "https://a.example/"), ("/b?c=1", "https://a.example/b?c=1"),
     ("javascript:alert(1)", ""), ("", ""), ("http://[", ""),
     ("mailto:a@b.example", "")],
)  # fmt: skip
def test_addresses_lose_only_what_counts_readers(given: str, expected: str) -> None:
    """A link keeps all that finds the page, loses what counts the reader, and runs nothing."""
    assert expected == web_addresses.absolute(given, "https://a.example/dir/" if given else "")


def test_near_duplicates_are_found_among_many() -> None:
    """A text with a changed word in thirty is found, its length apart; texts on other things are not."""
    texts = [" ".join(f"w{(n * 7919 + k * 31) % 5000}" for k in range(200)) for n in range(200)]
    index = near_duplicates.DuplicateIndex()
    for n, text in enumerate(texts):
        index.add(str(n), text)
    changed = texts[17].split()
    changed[50] = changed[150] = "other"
    assert [name for name, _ in index.alike(" ".join(changed))] == ["17"]
    assert index.alike("A short text.") == []


def test_importers_have_what_is_asked() -> None:
    """Every importer has a name, a description, suffixes, and the two functions."""
    assert all(
        i.NAME and i.DESCRIPTION and isinstance(i.SUFFIXES, tuple) and i.recognises and i.read for i in IMPORTERS
    )


def test_watch_adds_what_is_new_from_all_sources(tmp_path: Path) -> None:
    """Every source of the settings is looked at; its articles bear what the settings say where they say nothing."""
    with serving({"/a": rss(item(1)), "/b": rss(item(2))}) as site:
        watched = (
            WatchedSource(f"{site.address}/a", "link", ("+kenya",), ("energy",)),
            WatchedSource(f"{site.address}/b"),
            WatchedSource(f"{site.address}/gone"),
        )
        given = dataclasses.replace(project(tmp_path), settings=Settings(sources=watched))
        done = list(Adder(given, AddOptions(limits=PATIENT), now=lambda: RETRIEVED).add(*adding.watched(given)))
    fronts = [yaml.safe_load(path.read_text("utf-8").split("---")[1]) for path in articles(tmp_path)]
    assert [each.failed for each in done] == [False, False, True]
    assert tuple(fronts[0][key] for key in ("rights", "regions", "themes")) == ("link", ["+kenya"], ["energy"])
    assert "rights" not in fronts[1]


def test_new_article_is_prepared_and_overwrites_nothing(tmp_path: Path) -> None:
    """A prepared file is a draft with title, date, id and address; the same title again gets a file of its own."""
    files = [new_article(tmp_path, 'A "quoted": title', RETRIEVED, UTC) for _ in range(2)]
    front = yaml.safe_load(files[1].read_text("utf-8").split("---")[1])
    assert (front["title"], front["draft"], front["date"]) == ('A "quoted": title', True, RETRIEVED)
    assert [file.stem for file in files] == ["2025-06-21-a-quoted-title", "2025-06-21-a-quoted-title-2"]
    assert front["slug"] == "a-quoted-title-2"


def test_every_code_has_a_number() -> None:
    """Every name of a finding that the code gives has a number of its own, and no number or name is given twice."""
    known = findings.findings()
    modules = ("checking/checks", "ingest/losses", "content/articles", "content/frontmatter")
    package = Path(findings.__file__).parents[1]
    source = "".join((package / f"{name}.py").read_text("utf-8") for name in modules)
    named = set(re.findall(r'"(?:warning|notice)", "([a-z-]+)"|code="([a-z-]+)"', source))
    assert sorted({a or b for a, b in named} - {finding.name for finding in known}) == []
    assert len(known) == len({finding.number for finding in known}) == len({finding.name for finding in known})
    assert all(finding.meaning and finding.remedy for finding in known)


@pytest.mark.parametrize(
    ("select", "ignore", "expected"),
    [((), (), ["email", "bad-slug", "no-labels"]), (("B2",), (), ["email"]),
     (("no-labels,B203",), (), ["email", "no-labels"]),
     ((), ("B5,bad-slug",), ["email"]), (("B",), ("B1",), ["email", "no-labels"])],
)  # fmt: skip
def test_findings_are_selected_by_code_or_name(
    select: tuple[str, ...], ignore: tuple[str, ...], expected: list[str]
) -> None:
    """A beginning of a code, a whole code or a name selects; what is ignored is not told."""
    reported = [Problem("a.md", 1, "x", code=code) for code in ("email", "bad-slug", "no-labels")]
    assert expected == [problem.code for problem in findings.chosen(reported, select, ignore)]


@pytest.mark.slow
@pytest.mark.parametrize(("kind", "suffixes"), [("feeds", (".xml", ".rdf", ".json")), ("pages", (".html", ".mhtml"))])
def test_every_article_of_a_thousand_hostile_sources_is_accounted_for(
    kind: str, suffixes: tuple[str, ...], tmp_path: Path
) -> None:
    """A thousand damaged feeds, and as many pages: each article is added, updated, there already or in quarantine.

    As many as the source holds, as many files as are said to be added, and a source that gives nothing says why.
    """
    seeds = [(name, data) for name, data in mutations.sources() if name.endswith(suffixes)]
    totals: Counter[str] = Counter()
    for first in range(0, HOSTILE, 50):
        root = tmp_path / f"{kind}{first}"
        root.mkdir()
        counts: Counter[str] = Counter()
        for number in range(first, min(first + 50, HOSTILE)):
            name = seeds[number % len(seeds)][0]
            data = mutations.mutated([data for other, data in seeds if other == name], number)
            (root / name).write_bytes(data)
            (done,) = added(root, str(root / name), retrieved=RETRIEVED, date="2025-06-01")
            try:
                reading = read_all(name, data, retrieved=RETRIEVED, date="2025-06-01")
                held = len(reading.drafts) + len(reading.rejected)
            except ImportRefused:
                held = 0
            assert (held or 1) == done.counts.total(), (
                number,
                name,
                done,
            )  # a source that gives nothing is one `failed`
            assert held or (done.counts["failed"] and done.failed and done.problems), (number, name)
            assert "tripped" not in {problem.code for problem in done.problems}, (number, name, done.problems)
            counts += done.counts
        assert counts["added"] == len(articles(root))
        reasons = list((root / "quarantine").glob("*.reason.json"))
        assert min(1, counts["quarantined"]) <= len(reasons) <= counts["quarantined"]  # the same item lies there once
        totals += counts
    print(kind, dict(totals))
    assert totals["added"] > HOSTILE / 10


def dated(head: str = "", body: str = "", address: str = "") -> ArticleDraft:
    """Return the draft of a page with this in its head and above its text."""
    note = f"<!-- saved from url=({len(address):04d}){address} -->" if address else ""
    page = f"<!doctype html>{note}<html><head>{head}</head><body><article><h1>Ferry</h1>{body}<p>{TERSE}</p></article>"
    return read_all("page.html", f"{page}</body></html>".encode(), ask=lambda _: "2001-02-03").drafts[0]


@pytest.mark.parametrize(
    ("head", "body", "address"),
    [
        ('<script type="application/ld+json">{"@type": "WebPage", "datePublished": "2019-04-02"}</script>', "", ""),
        ("", '<span property="schema:dateCreated" content="2019-04-02T00:00:00Z">Tuesday</span>', ""),
        ("", '<abbr title="2019-04-02T00:00:00Z">long ago</abbr>', ""),
        ('<meta property="og:updated_time" content="2019-04-02">', "", ""),
        ("", "", "https://vell.example/2019/04/02/ferry.html"),
        ("", '<span class="date">2019年4月2日</span>', ""),
        ('<meta name="date" content="2019-04-02 00:00:00.0">', "", ""),
        (
            '<script type="application/ld+json">{"@type": "NewsArticle", "datePublished": "soon"}</script>'
            '<meta property="article:published_time" content="2019-04-02">',
            "",
            "",
        ),
        ("", '<table><tr><td><time datetime="2009-01-01">2009</time></td></tr></table><time>2 April 2019</time>', ""),
    ],
    ids=["Yoast", "RDFa", "abbr", "last update", "address", "Japanese", "fraction", "unreadable", "fact box"],
)
def test_date_of_a_page(head: str, body: str, address: str) -> None:
    """The date is read where pages state it; one that cannot be read hides none, and a fact's date is no page's."""
    assert dated(head, body, address).date == datetime(2019, 4, 2, tzinfo=UTC)


def test_date_that_is_only_printed_is_told() -> None:
    """A date that the page does not mark as its own is taken and told."""
    draft = dated(body="<div class='post-meta'>Ada, 2 April 2019, 3 comments</div>")
    assert (draft.date.date().isoformat(), {p.code for p in draft.losses}) == (
        "2019-04-02",
        {"date-found", "no-outlet"},
    )


def test_date_given_replaces_one_that_cannot_be_read() -> None:
    """`--date` dates a page whose own date cannot be read."""
    head = '<script type="application/ld+json">{"@type": "NewsArticle", "datePublished": "soon"}</script>'
    assert dated(head).date == datetime(2001, 2, 3, tzinfo=UTC)


def test_lost_lead_is_told_apart() -> None:
    """A paragraph above the text that was not kept is told as a lost beginning; a button's text is not told at all."""
    lead = "<p>The ferry has not left the harbour since the storm of last Tuesday night.</p>"
    page = parse_html(f"{lead}<p>{TERSE}</p><div role='button'>Save this article for later</div>")
    assert [(m.code, m.message[:29]) for m in missing(page, TERSE)] == [("lost-lead", "the beginning may be missing:")]
