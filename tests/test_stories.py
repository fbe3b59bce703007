"""Stories: stable ids, closeness in time, news only. What belongs together is in `cases/related`."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from generator.analysis.terms import opening, terms
from generator.library.related_cache import link
from generator.library.stories import is_news
from generator.model import Analysis, Article, Entry
from generator.text import document

MORNING = datetime(2026, 1, 1, tzinfo=UTC)
REPORT = (
    "The ferry Stella Borealis ran aground off Lindholm on Tuesday with 212 passengers aboard. Captain Ingrid Solvang "
    "told the coast guard that the rudder had failed. Tugs from Port Elsin wait for high tide."
)


def entry(id: str, title: str, body: str, *, date: datetime = MORNING, lang: str = "en", outlet: str = "") -> Entry:
    article = Article(f"articles/{id}.md", id, id, title, date, date, body, source=outlet)
    text = document.parse(title, body, lang)
    analysis = Analysis(lang, len(body.split()), terms=terms(text), opening=opening(text))
    return Entry(article, analysis, (), (), (), ())


def report(id: str, *, days: float = 0, body: str = REPORT) -> Entry:
    return entry(id, "Ferry aground off Lindholm", body, date=MORNING + timedelta(days=days))


def made(entries: list[Entry]) -> dict[str, str]:
    return link(entries, limit=5, country_names={}).stories


def test_id_from_the_earliest() -> None:
    """A story is named after its earliest member, whatever the ids."""
    assert made([report("a", days=1), report("b")]) == {"b": "story-b", "a": "story-b"}


def test_id_survives_another_report() -> None:
    """A further report joins the story and leaves its id as it was."""
    two = [report("m"), report("n", days=0.5)]
    three = [*two, report("a", days=1)]
    assert {**made(two), "a": "story-m"} == made(three)


def test_far_in_time() -> None:
    """Reports that lie further apart than the window are two events; it is wider for what is very much alike."""
    assert made([report("a"), report("b", days=9)]) == {}
    assert made([report("a"), report("b", days=6)]) == {"a": "story-a", "b": "story-a"}


def test_explainers_are_no_story() -> None:
    """Articles that name no day report no event, however alike they are."""
    timeless = REPORT.replace(" on Tuesday", "")
    assert made([report("a", body=timeless), report("b", body=timeless)]) == {}


@pytest.mark.parametrize(
    ("outlet", "days", "more", "expected"),
    [("Daily", 9, "", True), ("Weekly", 9, "", False), ("Daily", 20, "", False),
     ("Daily", 9, " Nobody was hurt, and the cargo of oranges was sold at the quay for half of its price.", False)],
)  # fmt: skip
def test_a_copy_at_another_outlet_is_one_story(outlet: str, days: float, more: str, expected: bool) -> None:
    """A text that another outlet republishes within two weeks joins its original, also an essay that names no day."""
    essay = REPORT.replace(" on Tuesday", "")
    first = entry("a", "Ferry aground off Lindholm", essay, outlet="Weekly")
    copy = entry("b", "Why a ferry ran aground", essay + more, date=MORNING + timedelta(days=days), outlet=outlet)
    assert made([first, copy]) == ({"a": "story-a", "b": "story-a"} if expected else {})


@pytest.mark.parametrize(
    ("text", "lang", "expected"),
    [
        ("It happened on Tuesday.", "en", True),
        ("It happened in Tuesdayville.", "en", False),
        ("L’accident a eu lieu mardi.", "fr", True),
        ("C'est arrivé aujourd’hui.", "fr", True),
        ("Es geschah gestern.", "de", True),
        ("会谈于星期二举行。", "zh", True),
        ("It happened on Tuesday.", "und", True),
        ("A treaty has nine articles.", "en", False),
        ("", "xx", False),
    ],
)
def test_is_news(text: str, lang: str, expected: bool) -> None:
    """An opening that names a weekday or says yesterday or today is news, in the article's language."""
    assert expected == is_news(entry("a", "Title", text, lang=lang))


def test_no_entries() -> None:
    """An empty site has no stories."""
    assert made([]) == {}
