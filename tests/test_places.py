"""Places: countries mentioned, countries the article is about, regions; cases lie in `tests/cases/places/`."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest
import yaml

from generator.analysis.places import Gazetteer, Places, find, load_gazetteer
from generator.settings import vocabulary
from generator.text import document

CASES = [
    pytest.param(case, id=f"{path.stem}: {case['name']}")
    for path in sorted((Path(__file__).parent / "cases" / "places").glob("*.yml"))
    for case in yaml.safe_load(path.read_text(encoding="utf-8"))
]


@cache
def gazetteer() -> Gazetteer:
    return load_gazetteer(vocabulary.load("regions"))


def places(title: str, text: str, lang: str = "en") -> Places:
    return find(document.parse(title, text, lang), gazetteer())


@pytest.mark.parametrize("case", CASES)
def test_case(case: dict) -> None:
    """Each case mentions these countries so often, is about these and no others, and stands in these regions."""
    found = places(case["title"], case["text"], case.get("lang", "en"))
    mentions = {mention.code: mention.count for mention in found.mentions}
    about = [label.code for label in found.countries]
    if "mentions" in case:
        assert case["mentions"] == mentions
    if "about" in case:
        assert sorted(case["about"]) == sorted(about)
    assert not set(case.get("not", ())) & set(about)
    if case.get("regions") == []:
        assert found.regions == ()
    assert set(case.get("regions", ())) <= {label.slug for label in found.regions}


NAMESAKES = Path(__file__).parent / "cases" / "namesakes"


@pytest.mark.parametrize(("name", "share"), [("tried", 0.95), ("held", 0.95), ("later", 0.9)])
def test_namesakes(name: str, share: float) -> None:
    """Of texts with names that are other places, or none, at least so many mention the right countries and no other."""
    cases = yaml.safe_load((NAMESAKES / f"{name}.yml").read_text(encoding="utf-8"))
    wrong = []
    for case in cases:
        found = places(case["title"], case["text"], case.get("lang", "en"))
        if {m.code for m in found.mentions} != set(case["countries"]):
            wrong.append(case["title"])
    assert len(cases) - len(wrong) >= share * len(cases), wrong


def test_evidence_points_at_the_words() -> None:
    """Evidence gives the very words, the paragraph and the offset at which they stand; the title is paragraph 0."""
    body = "Peruvian envoys came.\n\nThe meeting in Santiago ended; Chile was pleased."
    doc = document.parse("Peru and Chile talk", body, "en")
    texts = [doc.title, *(block.text for block in doc.prose)]
    found = find(doc, gazetteer())
    spans = [span for label in (*found.mentions, *found.countries) for span in label.evidence]
    assert spans
    assert [span.text for span in spans] == [texts[s.paragraph][s.start : s.start + len(s.text)] for s in spans]
    assert {0, 1, 2} == {span.paragraph for span in spans}


def test_scores_are_ordered_and_in_range() -> None:
    """Scores lie in 0..1 and labels come best first; a region has the score of its best country."""
    found = places("India and Canada talk", "India and Canada talked in Ottawa. India wants more trade with Canada.")
    scores = [label.score for label in found.countries]
    assert sorted(scores, reverse=True) == scores and all(0 <= score <= 1 for score in scores)
    regions = {label.slug: label for label in found.regions}
    assert max(scores) == regions["world"].score
    assert regions["south-asia"].countries == ("IN",)


def test_clubs_are_named_or_have_half_of_their_members() -> None:
    """Japan's news is not the Quad's; that of three of four members is, through them; a text that names it says so."""
    one = places("Japan votes", "Japan votes on Sunday. Japan's parties agree on little.")
    three = places("India, Japan and Australia to train pilots", "India, Japan and Australia agreed in Delhi.")
    named = places("Quad meets in Delhi", "The Quad meets in Delhi. India hosts the Quad.")
    found = [{label.slug: label for label in places.regions}.get("quad") for places in (one, three, named)]
    assert found[0] is None
    assert found[1] is not None and (found[1].countries, found[1].evidence) == (("AU", "IN", "JP"), ())
    assert found[2] is not None and found[2].countries == () and found[2].evidence[0].text == "The Quad"
    assert found[1].score == min(label.score for label in three.countries)


def test_a_leader_is_no_mention() -> None:
    """A leader's or a firm's name speaks for the subject, but is no place that is mentioned."""
    assert places("Merkel meets Siemens", "Merkel praised Siemens.").mentions == ()


ANY_TEXT = {
    "empty": "", "one word": "word", "blank": " \n\t", "numbers": "1 2 3 4", "control characters": "\x00\x01\x7f",
    "one name over and over": "US " * 3000, "only quotes": "“” " * 500, "right to left": "\u202eUSA\u202c \u200f",
    "one endless word": "a" * 200_000, "no blanks": "日本" * 20_000, "commas": "London, " * 8_000,
    "all capitals": "IN OF THE US " * 2000, "mixed scripts": "Ж" * 1000 + " Россия", "list": "- item\n" * 1000,
}  # fmt: skip


@pytest.mark.parametrize("text", ANY_TEXT.values(), ids=ANY_TEXT.keys())
def test_any_text(text: str) -> None:
    """Any text gives a result whose scores lie in 0..1."""
    for lang in ("en", "ru", "zh", "und"):
        found = find(document.Document(text[:200], (document.Block("paragraph", text, 1, 0),), lang), gazetteer())
        assert all(0 <= label.score <= 1 for label in (*found.countries, *found.regions))


def test_same_result_each_time() -> None:
    """The same document gives equal places."""
    text = "Birmingham and London, Ontario, met Georgia and Victoria in Paris."
    assert places("x", text) == places("x", text)
