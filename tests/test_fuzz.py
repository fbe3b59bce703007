"""Whatever stands in a file, it is an article or a named problem: never a traceback, never at the cost of another.

`BRIEFING_MUTATIONS=100000` runs the long version.
"""

from __future__ import annotations

import os
from functools import cache
from pathlib import Path

import pytest
from conftest import NOW, ROOT, run_python
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from mutations import TOKENS, articles, mutated, sources

from generator.content.articles import parse_article
from generator.content.frontmatter import split
from generator.errors import ArticleError, BriefingError
from generator.ingest.importers import read_all
from generator.settings import vocabulary
from generator.settings.config import Project, Settings
from generator.settings.vocabulary import Tree
from generator.text import document
from generator.text.markup import Excessive, numbered, sanitise, sanitised_again, with_absolute_links

MUTATIONS = int(os.environ.get("BRIEFING_MUTATIONS", "2000"))
FIRST = int(os.environ.get("BRIEFING_FIRST", "0"))
PROJECT = Project(ROOT, "mkdocs.yml", ROOT / "content", "Fuzz", "https://example.org/", "", "", "", Settings())
PIECES = st.lists(
    st.one_of(st.sampled_from([token.decode("utf-8", "replace") for token in TOKENS]), st.text(max_size=12)),
    max_size=25,
).map("".join)


@cache
def trees() -> tuple[Tree, Tree]:
    return vocabulary.load("regions"), vocabulary.load("themes")


def read(data: bytes) -> bool:
    """Return True for an article, False for a refusal in words; all else fails the test."""
    try:
        article, problems = parse_article("articles/x.md", data, PROJECT, *trees())
    except ArticleError as error:
        problems = error.problems
        assert problems
        article = None
    for problem in problems:
        line = str(problem)
        assert line.startswith("content/articles/x.md") and "\n" not in line and problem.message, line
    return article is not None


@given(PIECES, PIECES)
@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
def test_any_front_matter_is_read_or_refused_in_words(front: str, body: str) -> None:
    """Front matter of whatever pieces, and a text of whatever pieces, give an article or lines that say why not."""
    text = f"---\ntitle: T\ndate: 2026-01-01\n{front}\n---\n\n{body}\n"
    read(text.encode("utf-8", "surrogatepass"))
    try:
        split(text, "x.md")
    except ArticleError as error:
        assert error.problems


@given(PIECES)
@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
def test_any_markdown_becomes_safe_html(body: str) -> None:
    """Markdown of whatever pieces passes the gate, which finds nothing to do a second time, here and in feeds."""
    import markdown

    html = markdown.markdown(body, extensions=["extra", "toc", "sane_lists", "admonition"])
    try:
        text, found = numbered(html, [block.text for block in document.parse("T", body).prose])
    except Excessive:
        return
    assert sanitised_again(str(text)) == text
    assert sanitise(sanitise(text)) == sanitise(text)
    assert all(f'id="p{number}"' in text for number in found)
    with_absolute_links(str(text), "https://example.org/articles/x/")


@pytest.mark.parametrize("part", range(4))
def test_mutated_articles_are_read_or_refused_in_words(part: int) -> None:
    """Sound articles with one to eight changes give articles or lines that say why not; many are still articles."""
    seeds = articles()
    numbers = range(FIRST + part, FIRST + MUTATIONS, 4)
    read_whole = sum(read(mutated(seeds, number)) for number in numbers)
    assert 0 < read_whole < len(numbers)


@pytest.mark.slow
@pytest.mark.parametrize("part", range(4))
def test_mutated_sources_are_added_or_refused_in_words(part: int) -> None:
    """Sound pages, feeds and letters with one to eight changes become drafts, or are refused with the reason."""
    named = sources()
    for number in range(FIRST + part, FIRST + MUTATIONS // 4, 4):
        name, _ = named[number % len(named)]
        data = mutated([data for other, data in named if other == name], number)
        try:
            reading = read_all(name, data, date="2026-01-01")
        except BriefingError as error:
            assert error.problems and "tripped" not in {problem.code for problem in error.problems}, (number, name)
        else:
            assert all(draft.title for draft in reading.drafts), (number, name)
            codes = [problem.code for item in reading.rejected for problem in item.problems]
            assert len(codes) >= len(reading.rejected) and "tripped" not in codes, (number, name, reading.rejected)


@pytest.mark.slow
def test_mutated_articles_cost_no_good_one(tmp_path: Path) -> None:
    """Built beside hundreds of mutated articles, the good ones are published, and nobody sees a traceback."""
    seeds, batch = articles(), 500
    for start in range(FIRST, FIRST + MUTATIONS, batch):
        folder = tmp_path / str(start)
        content = folder / "content/articles"
        content.mkdir(parents=True)
        config = "site_name: Fuzz\nsite_url: https://example.org/\ndocs_dir: content\n"
        config += "plugins:\n  - briefing: {search: false, share_pictures: false, rights: full}\n"
        (folder / "mkdocs.yml").write_text(config)
        for number in range(start, start + batch):
            (content / f"m{number}.md").write_bytes(mutated(seeds, number))
        for number in range(5):
            head = f"---\ntitle: Good {number}\ndate: 2026-01-02\nid: good-{number}\nslug: good-{number}\n---\n\n"
            (content / f"{number}-good.md").write_text(f"{head}Ministers met in Lyon for the {number}. time.\n")
        run = run_python(folder, "-m", "generator", "build", "--now", NOW)
        odd = [line for line in run.err.splitlines() if "Traceback" in line or "please report" in line]
        good = [(folder / f"site/articles/good-{number}/index.html").is_file() for number in range(5)]
        assert (start, odd, good, run.status) == (start, [], [True] * 5, 1), run.err[-2000:]
