"""Whatever stands in an article file, it becomes an article or problems of one line each; nothing else happens."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from generator.content.articles import ALIASES, KEYS, parse_article
from generator.content.frontmatter import split
from generator.errors import ArticleError
from generator.model import Article
from generator.settings import vocabulary
from generator.settings.config import Project, Settings, parse_time

PROJECT = Project(Path("/p"), "mkdocs.yml", Path("/p/content"), "", "", "", "", "", Settings(timezone="Asia/Kolkata"))
ODD_KEYS = ["x", "?", "<<", "1", "null", "~", "true", "[a]", "{a: b}", "!!int 3", "&a k", "*a", "tittle"]
ODD_VALUES = [
    "", "x", "[a, b]", "{a: b}", "null", "~", "true", "2025-01-01", "0001-01-01T00:00:00+14:00", "9999-12-31", "'\\0'",
    '"\\0\\x01\\ud800"', "-", "+", "[+]", "[-]", "['+', '']", "\n  - a\n  - b", "|\n  text", "&a [1]", "*a",
    "!!binary aGk=", "!!python/name:os.system", "!!set {a, b}", "!!timestamp soon", "!!int x", "!!bool perhaps",
    "!!omap [a: b]", "1e999", "99999999999999999999", "1700000000", "²²²²²²²²²", "http://[::1", "https://x y", "..",
    "a\\b", ":", "%", "@x", "`x`", "\t", "\u2028", "\ufeff", "'unclosed", '"unclosed', "[", "{", "}}", "# c",
    "2025-02-30", "24:00", "190:20:30", "0x1F", "😀", "[" * 40, "<<: {a: b}", "{{ x }}", "2025-W01-1",
]  # fmt: skip
LINES = st.lists(
    st.tuples(st.sampled_from([*sorted(KEYS | set(ALIASES)), *ODD_KEYS]), st.sampled_from(ODD_VALUES)), max_size=5
)


@cache
def trees() -> tuple[vocabulary.Tree, vocabulary.Tree]:
    return vocabulary.load("regions"), vocabulary.load("themes")


def outcome(data: bytes) -> Article | list[str]:
    """Return the article, or its problems as they are printed."""
    try:
        return parse_article("articles/a.md", data, PROJECT, *trees())[0]
    except ArticleError as error:
        assert all(problem.path == "content/articles/a.md" for problem in error.problems)
        return [str(problem) for problem in error.problems]


@settings(max_examples=400, deadline=None)
@given(lines=LINES, body=st.sampled_from(["", "text", "# head\ntext", "#"]), sound=st.booleans(), closed=st.booleans())
def test_any_front_matter_gives_an_article_or_problems(
    lines: list[tuple[str, str]], body: str, sound: bool, closed: bool
) -> None:
    """Odd keys, values, tags and times raise nothing but `ArticleError`, and every problem is one line."""
    front = [*(["title: T", "date: 2025-01-01"] if sound else []), *(f"{key}: {value}" for key, value in lines)]
    found = outcome("\n".join(["---", *front, *(["---"] if closed else []), body]).encode("utf-8", "surrogatepass"))
    if isinstance(found, list):
        assert found
        assert all(line and len(line.splitlines()) == 1 for line in found)


@settings(max_examples=300, deadline=None)
@given(st.binary(max_size=300))
def test_any_bytes_give_an_article_or_problems(data: bytes) -> None:
    """So does anything that is no text at all."""
    assert outcome(data)
    assert outcome(b"---\ntitle: T\ndate: 2025-01-01\n---\n" + data)
    assert outcome(b"---\ntitle: T\n" + data + b"\n---\ntext\n")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2025-03-01", "2025-02-28T18:30:00+00:00"),
        ("2025-03-01T09:30:00+05:30", "2025-03-01T04:00:00+00:00"),
        ("2025-03-01 09:30", "2025-03-01T04:00:00+00:00"),
        ("2025-03-01T04:00:00Z", "2025-03-01T04:00:00+00:00"),
        ("2025-03-01 04:00 UTC", "2025-03-01T04:00:00+00:00"),
        ("1700000000", "2023-11-14T22:13:20+00:00"),
    ],
)
def test_a_time_without_zone_is_in_the_site_s(text: str, expected: str) -> None:
    """Days and times are those of the site's zone unless they say otherwise."""
    assert parse_time(text, PROJECT.zone).isoformat() == expected


@pytest.mark.parametrize("text", ["soon", "", "2025", "12:30", "0001-01-01", "9999-12-31", "2025-02-30", "9" * 20])
def test_what_is_no_time_is_refused(text: str) -> None:
    """Words, numbers and times that no calendar page could hold are no dates."""
    with pytest.raises(ValueError, match="is not a date"):
        parse_time(text, PROJECT.zone)


def test_a_number_sign_before_a_word_is_no_comment() -> None:
    """In a title, "#5" is text though YAML takes it for a comment; "# five" is a comment, as everybody reads it."""
    front, _, _ = split("---\ntitle: Lock #5 of the lake\nsummary: All shut # for now\nslug: x #y\n---\n", "a.md")
    assert front.values == {"title": "Lock #5 of the lake", "summary": "All shut", "slug": "x"}
