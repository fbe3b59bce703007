"""What a reader may expect of an article's keywords; the articles and what they must give lie in `cases/keywords/`."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from generator.analysis.keywords import extract, lexicon, segment
from generator.text.document import Document, parse
from generator.text.wordlists import has_stop_words

CASES = sorted((Path(__file__).parent / "cases" / "keywords").glob("*.md"))


def article(path: Path) -> Document:
    """Return a case as a document: its first line is the title."""
    title, _, body = path.read_text(encoding="utf-8").partition("\n")
    return parse(title, body, json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))["lang"])


def texts(title: str, body: str, lang: str = "en") -> list[str]:
    """Return the keywords of a text."""
    return [keyword.text for keyword in extract(parse(title, body, lang))]


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_case_has_its_keywords(path: Path) -> None:
    """An article has the keywords that its subject asks for, and none that a reader would laugh at."""
    wanted = json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))
    found = [keyword.text for keyword in extract(article(path))]
    missing = [text for text in wanted["has"] if text not in found]
    unwanted = [text for text in wanted["not"] if text in found]
    assert (missing, unwanted) == ([], []), found


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_scores_are_ordered_and_keys_unique(path: Path) -> None:
    """Scores lie in 0..1, best first; no two keywords of an article share a key."""
    found = extract(article(path))
    scores = [keyword.score for keyword in found]
    assert scores == sorted(scores, reverse=True)
    assert all(0 <= score <= 1 for score in scores)
    assert len({keyword.key for keyword in found}) == len(found)


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_no_keyword_is_part_of_another(path: Path) -> None:
    """No keyword repeats a part of another; only a name of the title may stand beside its part."""
    keys = [keyword.key for keyword in extract(article(path))]
    parts = [(a, b) for a in keys for b in keys if a != b and f" {a} " in f" {b} "]
    assert parts == []


@pytest.mark.parametrize("path", [p for p in CASES if p.stem.startswith("en")], ids=lambda p: p.stem)
def test_keywords_stand_in_the_article(path: Path) -> None:
    """Keywords are the article's own words, with its own capitals."""
    whole = " ".join(path.read_text(encoding="utf-8").split())
    assert [k.text for k in extract(article(path)) if k.text not in whole] == []


@pytest.mark.parametrize("path", [p for p in CASES if p.stem[:2] in ("en", "fr", "de")], ids=lambda p: p.stem)
def test_no_keyword_starts_or_ends_with_a_function_word(path: Path) -> None:
    """No keyword is a fragment that starts or ends with a stop word."""
    document = article(path)
    stop = lexicon.stopwords(document.lang) - {"us"}
    ends = [k.text for k in extract(document) if {k.text.split()[0].lower(), k.text.split()[-1].lower()} & stop]
    assert ends == []


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("A tariff on steel. The tariff stays.", "Tariffs on steel. Tariffs stay."),
        ("U.S. farmers. Farmers of the U.S. wait.", "US farmers. Farmers of the US wait."),
        ("Rain fell on the United States. The United States of old.", "Rain fell on the U.S. The U.S. of old."),
        ("They wrote grain policies. The grain policies of old.", "They wrote a grain policy. A grain policy of old."),
    ],
)
def test_two_forms_of_one_concept_share_a_key(one: str, other: str) -> None:
    """The same concept has the same key in every article, singular or plural, dotted or not."""
    first = extract(parse("", one, "en"))[0].key
    assert first in {keyword.key for keyword in extract(parse("", other, "en"))}


def test_surname_counts_for_the_full_name() -> None:
    """A person is named in full, and the surname alone counts for the full name."""
    body = "Ngozi Adeyemi leads the port. Adeyemi hired divers. The divers like Adeyemi. Critics say Adeyemi hurries."
    assert texts("", body)[0] == "Ngozi Adeyemi"


def test_titles_are_parted_from_names() -> None:
    """An office is no part of a name."""
    body = "Foreign Minister Ines Calder met President Tomas Weil. Ines Calder smiled. Tomas Weil left."
    found = texts("", body)
    assert [text for text in found if "Calder" in text or "Weil" in text] == ["Ines Calder", "Tomas Weil"]


def test_names_with_small_words_stay_whole() -> None:
    """Small words inside a name do not cut it."""
    body = "Ships left the Strait of Malacca. The Strait of Malacca is narrow. Pilots know the Strait of Malacca."
    assert texts("", body)[0] == "Strait of Malacca"


def test_outlet_is_kept_when_the_article_is_about_it() -> None:
    """The name of a newspaper is no keyword, unless the title speaks of it."""
    body = "Ferries stopped, the BBC reported. The BBC said that ferries wait. Ferries stay, according to the BBC."
    assert ["BBC" in texts(title, body) for title in ("Ferries stop", "How the BBC works")] == [False, True]


def test_title_beside_its_part() -> None:
    """A name of the title may stand beside a part that is a subject of its own."""
    body = "In China it rained. " * 9 + "China has sailed in the South China Sea. The South China Sea is wide."
    found = texts("Who owns the South China Sea", body)
    assert {"China", "South China Sea"} <= set(found)


@pytest.mark.parametrize("limit", [0, 1, 3, 25])
def test_limit(limit: int) -> None:
    """No more keywords than asked for, and the first are the same whatever the limit."""
    document = article(CASES[0])
    found = extract(document, limit=limit)
    assert found == extract(document, limit=50)[:limit]


@pytest.mark.parametrize(
    "body",
    [
        "",
        "word",
        "1 2 3 44 5.6 7,8 " * 50,
        "!!! ??? ...",
        '" " ’’’ ”“ «»',
        "    x = y[1] + {a: b}; for i in z:\n",
        "\x00\x01\u200f\u202e",
        "a-" * 5000 + "a",
        "'" * 5000,
        "a." * 5000,
        "\u0301" * 5000,
        "A" * 20000,
        "ア" * 5000,
    ],
    ids=[
        "empty",
        "one",
        "digits",
        "marks",
        "quotes",
        "code",
        "control",
        "hyphens",
        "apostrophes",
        "dots",
        "accents",
        "long",
        "kana",
    ],
)
@pytest.mark.parametrize("lang", ["en", "zh", "und", "../x", ""])
def test_junk_gives_little_and_never_raises(body: str, lang: str) -> None:
    """Whatever the text, the result is short and nothing is raised."""
    assert all(keyword.text.strip() and len(keyword.text) < 80 for keyword in extract(parse("", body, lang)))


@settings(max_examples=60, deadline=None)
@given(st.text(), st.text(max_size=300), st.sampled_from(["en", "fr", "de", "ru", "ja", "xx", "und"]))
def test_any_text_is_taken(title: str, body: str, lang: str) -> None:
    """Any title and body give at most ten keywords with scores in 0..1."""
    found = extract(parse(title, body, lang))
    assert len(found) <= 10 and all(0 <= keyword.score <= 1 and keyword.text for keyword in found)


# What prose and headlines are made of: names beside stop words, possessive endings and marks, in several scripts.
_WORDS = st.sampled_from(
    "Harbour World’s Best Fox News Northern Trust It the of and one an’s ’s 's Ladies’ & + / - – C++ C# AT&T R&D"
    " U.S. No. 5 5% $5 @desk #rail l’État dell’Arno Straße İzmir Москва भारत القاهرة 東京 서울 ½ ™ “ ”"
    " ( ) … ! . , ; : \u200d e\u0301 ﬁ Ⅷ 🚢".split()
)


@settings(max_examples=150, deadline=None)
@given(
    st.lists(st.tuples(st.lists(_WORDS, min_size=1, max_size=9), st.sampled_from([" ", " ", ""])), max_size=4),
    st.sampled_from([str, str.title, str.upper]),
    st.sampled_from(["en", "fr", "de", "it", "tr", "ru", "hi", "ja", "und"]),
)
def test_any_words_give_keywords(parts: list[tuple[list[str], str]], written: Callable[[str], str], lang: str) -> None:
    """Names, stop words, possessive endings and marks, in whatever order and capitals, are never too much."""
    text = ". ".join(written(between.join(words)) for words, between in parts)
    found = extract(parse("Two lines", text, lang))
    assert len(found) <= 10 and all(0 <= keyword.score <= 1 and keyword.text for keyword in found)


@pytest.mark.parametrize(
    ("text", "keyword"),
    [
        ("She sails with one of the World’s Best Crews.", "World’s Best Crews"),
        ("Fox News & Ferry Radio agreed.", "Fox News & Ferry Radio"),
    ],
)
def test_marks_inside_a_name_are_no_terms(text: str, keyword: str) -> None:
    """A name with a possessive ending or "&" inside is a keyword like any other."""
    assert keyword in texts("A morning at sea", text)


def test_hash_seed_changes_nothing() -> None:
    """The same article gives the same keywords under any hash seed."""
    code = (
        "import sys; from pathlib import Path; sys.path.insert(0, '.');"
        "from tests.test_keywords import CASES, article; from generator.analysis.keywords import extract;"
        "print([extract(article(path)) for path in CASES if path.stem[:2] == 'en'])"
    )
    root = Path(__file__).parents[1]
    runs = {
        subprocess.run(
            [sys.executable, "-c", code],
            cwd=root,
            env={"PYTHONHASHSEED": seed, "PYTHONPATH": str(root)},
            capture_output=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    }
    assert len(runs) == 1


@pytest.mark.parametrize("lang", "ar bg cs da el et fa fi hi hr hu hy id it lt lv nb nl pl ro sk sl sv tr uk".split())
def test_every_language_of_yake_gives_keywords(lang: str) -> None:
    """Every language that YAKE has stop words for gives keywords."""
    assert has_stop_words(lang)
    assert "Valparaíso" in texts("", "Valparaíso, zorbel, kundrel. In: Valparaíso! Valparaíso?", lang)


def test_unknown_language_still_gives_names() -> None:
    """A language without stop words degrades to what still works."""
    assert (has_stop_words("sw"), texts("", "Blorp Kendrick zal vorn. Blorp Kendrick nal shorp.", "sw")[0]) == (
        False,
        "Blorp Kendrick",
    )


def test_running_script_is_cut_into_words() -> None:
    """Chinese is cut at the likeliest word ends."""
    assert segment.cut("贸易部长说", "zh") in (["贸易", "部长", "说"], ["贸易部长", "说"])
