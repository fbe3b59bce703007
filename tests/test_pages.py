"""What pages show: what is new since the last edition, the coverage of a story, articles by the other axis."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import feed_site as site
from feed_site import MORNING, article

from generator.contexts import ArticlePage, Home, Listing
from generator.model import Article
from generator.pages import Planner
from generator.pages.articles import ArticlePages
from generator.pages.editions import EditionPages
from generator.pages.groups import GroupPages
from generator.views import Views


def views(articles: list[Article], **stories: str) -> Views:
    made = site.views(articles, site.project())
    return Views(replace(made.library, stories=stories), made.project, stylesheet="a.css", script="a.js")


def story_of(id: str, many: Views) -> list[str]:
    context: Any = ArticlePages(many).article(many.library.by_id[id]).context
    assert isinstance(context, ArticlePage)
    return [card.id for card in context.story]


def test_news_counts_from_the_edition_before() -> None:
    """The front page says how many articles are new, which stories go on, and which earlier articles changed since."""
    changed = article("old", days=-5, updated=MORNING + timedelta(hours=1))
    made = views([article("a"), article("b"), article("c", days=-2), changed], a="s", c="s")
    context: Any = Planner(made).home().context
    assert isinstance(context, Home)
    assert context.news is not None
    assert (
        context.news.articles,
        context.news.since.url,
        [(link.url, link.count) for link in context.news.developing],
        [link.url for link in context.news.changed],
    ) == (2, "editions/2026-02-27/", [("stories/s/", 1)], ["articles/old/"])


def test_the_first_edition_is_since_nothing() -> None:
    """A site of one day, and one without articles, has no edition before."""
    contexts: list[Any] = [Planner(views(some)).home().context for some in ([article("a")], [])]
    assert [context.news for context in contexts] == [None, None]


def test_the_archive_has_every_day_in_its_column() -> None:
    """Each month of the calendar begins under its weekday, has all its days, and links those with articles."""
    made = views([article("a"), article("b"), article("c", days=-2)])
    context: Any = next(iter(EditionPages(made).archive())).context
    sheets = [
        (month.link.title, month.before, len(month.dates), [(day.title, day.count) for day in month.dates if day.url])
        for year in context.years
        for month in year.months
    ]
    assert (context.weekdays[0], context.weekdays[-1], context.most, sheets) == ("M", "S", 2, [
        ("2026-03", 6, 31, [("2026-03-01", 2)]), ("2026-02", 6, 28, [("2026-02-27", 1)]),
    ])  # fmt: skip


def test_the_shelf_shows_what_was_on_top() -> None:
    """The newest twelve editions stand there by their lead and three more; the months count all editions."""
    many = [article(f"n{n:02}", days=-n) for n in range(14)]
    made = views([*many, *(article(f"m{n}") for n in range(5))])
    context: Any = list(EditionPages(made).editions())[-1].context
    first = context.latest[0]
    counts = [len(month.days) for year in context.years for month in year.months]
    assert (len(context.latest), first.link.count, len(first.others), counts) == (12, 6, 3, [1, 13])
    assert first.lead.id not in {card.id for card in first.others}


def test_a_storys_coverage_runs_from_the_oldest() -> None:
    """An article's page has all that report its event, itself too, oldest first; one without a story has none."""
    made = views([article("a"), article("b", days=-1), article("c", days=-2), article("d")], a="s", b="s", c="s")
    assert [story_of(id, made) for id in ("b", "d")] == [["c", "b", "a"], []]


def test_a_long_story_is_shown_around_the_article() -> None:
    """Of a story of a hundred articles a page shows twelve, its own always among them."""
    many = [article(f"n{n:03}", days=-n) for n in range(100)]
    made = views(many, **{a.id: "s" for a in many})
    shown = {a.id: story_of(a.id, made) for a in many}
    assert [id for id, found in shown.items() if len(found) != 12 or id not in found] == []


def test_a_region_shows_its_articles_by_theme_each_once() -> None:
    """After the first three, a region's articles stand under their theme, and none is lost; a small region is plain."""
    themes = ("defence", "economy", "health")
    many = [article(f"n{n}", days=-n, themes=(themes[n % 3],)) for n in range(9)]
    pages = {page.address: page.context for page in GroupPages(views(many)).regions()}
    india: Any = pages["regions/india/"]
    cell: Any = pages["regions/india/economy/"]
    assert isinstance(india, Listing)
    grouped = [card.id for part in india.groups for card in part.cards]
    assert (sorted(grouped), {part.link.url for part in india.groups} <= set(pages), cell.groups) == (
        [f"n{n}" for n in range(3, 9)], True, (),
    )  # fmt: skip


def group_page(many: Views, address: str) -> Listing:
    """Return the context of a region's page."""
    context = next(page for page in GroupPages(many).regions() if page.address == address).context
    assert isinstance(context, Listing)
    return context


def test_a_page_of_a_group_lists_all_its_articles_once() -> None:
    """The newest are cards, those before them rows by period; no page of a period takes what this page lists."""
    many = views([article(f"a{n:02}", days=-n) for n in range(40)])
    pages = [page.address for page in GroupPages(many).regions() if page.address.startswith("regions/india/")]
    assert [address for address in pages if address[len("regions/india/") :][:2] == "20"] == []
    region, cell = group_page(many, "regions/india/"), group_page(many, "regions/india/defence/")
    for context, cards, names in ((region, 12, ["2026-02", "2026-01"]), (cell, 6, ["2026"])):
        rows = [row.url for part in context.earlier for row in part.rows]
        assert [part.id for part in context.earlier] == names
        assert (len(context.cards), len(rows)) == (cards, 40 - cards)
        assert len({*rows, *(card.url for card in context.cards)}) == 40


def test_a_group_with_periods_lists_its_newest() -> None:
    """With more articles than a page lists, the page has the newest thirty, and periods have all."""
    many = views([article(f"a{n:03}", days=-n) for n in range(130)])
    region = group_page(many, "regions/india/")
    assert len(region.cards) + sum(len(part.rows) for part in region.earlier) == 30
    assert sum(period.count for period in region.periods) == 130


def test_small_themes_with_the_same_articles_stand_together() -> None:
    """Each theme below the minimum has its heading; what has the same articles is listed once."""
    many = views([article("a", themes=("defence", "energy")), article("b", themes=("trade",), days=-1)])
    found = group_page(many, "regions/india/").small_cells
    rows = {tuple(one.id for one in part.themes): [row.url for row in part.rows] for part in found}
    together = next(ids for ids in rows if "theme-defence" in ids)
    assert ("theme-energy" in together, rows[together]) == (True, ["articles/a/"])
    assert [urls for ids, urls in rows.items() if "theme-trade" in ids] == [["articles/b/"]]


def test_a_page_is_described_by_what_it_lists() -> None:
    """A region says what it lists, and its newest headline; a keyword named like a region says so in its title."""
    many = views([article(n, tags=("India",), days=-at) for at, n in enumerate("abc")])
    region = group_page(many, "regions/india/")
    assert region.description == "Articles on India. The newest: Title of a"
    keyword = next(page.context for page in GroupPages(many).catalogues() if page.address == "keywords/india/")
    assert (keyword.title, region.title) == ("India (Keyword)", "India")


def test_crawlers_are_told_what_they_may_do() -> None:
    """The setting is for all pages; an article may say it for itself."""
    hidden = views([article("a", extra={"robots": "noindex"}), article("b", days=-1)])
    assert [ArticlePages(hidden).article(e).context.robots for e in hidden.library.entries] == ["noindex", ""]
