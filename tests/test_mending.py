"""`check --fix`, `check --links` and `withdraw`: what has one right answer is mended, and nothing else is touched."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import ROOT, run_briefing
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft7Validator
from web_server import serving

from generator.checking import schemas
from generator.checking.front_matter_fixes import mended, with_key
from generator.content.frontmatter import split
from generator.settings import vocabulary

REMEDY = "correct it, or lead to a copy in an archive"
CASES = sorted(p for p in (Path(__file__).parent / "cases" / "mending").glob("*.md") if ".fixed" not in p.name)
REGIONS, THEMES = vocabulary.load("regions"), vocabulary.load("themes")


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.stem)
def test_case(case: Path) -> None:
    """A file becomes the one beside it, and stays so the second time."""
    text, _ = mended(case.read_text(encoding="utf-8"), case.name, REGIONS, THEMES)
    assert text == case.with_suffix(".fixed.md").read_text(encoding="utf-8")
    assert mended(text, case.name, REGIONS, THEMES) == (text, ())


@given(st.text(alphabet="---\n:#[]{}'\"&*!|>abtid 0é\t", max_size=120))
def test_any_text_keeps_its_body(text: str) -> None:
    """Whatever a file holds, the text below the front matter is what it was."""
    whole = f"---\ntitle: t\n{text}\n---\nbody {text}"
    fixed, done = mended(whole, "a.md", REGIONS, THEMES)
    assert fixed.endswith(f"body {text}") and (bool(done) or fixed == whole)


def test_fix_mends_the_files_and_says_so(site: Callable[[str], Path]) -> None:
    """`check --fix` writes what it mends and tells the rest; a second run has nothing to mend."""
    folder = site("misspelt-key")
    run = run_briefing(folder, "check", "--fix")
    mends = [line for line in run.out.splitlines() if line.startswith("mended: ")]
    repeated = run_briefing(folder, "check", "--fix")
    assert (len(mends) > 0, "B104" in run.err, "mended" in repeated.out) == (True, False, False)


@pytest.mark.parametrize("end", [b"\n", b"\r\n"])
def test_fix_keeps_the_line_ends(site: Callable[[str], Path], end: bytes) -> None:
    """A file with the line ends of Windows keeps them in every line, so that git shows only what was mended."""
    folder = site("misspelt-key")
    article = folder / "content/articles/water.md"
    article.write_bytes(article.read_bytes().replace(b"\n", end))
    before = article.read_bytes()
    run_briefing(folder, "check", "--fix")
    after = article.read_bytes()
    assert after != before and after.count(b"\n") == after.count(end)


def test_links_that_are_gone_are_told(site: Callable[[str], Path]) -> None:
    """`check --links` asks each address once and names the places that lead to those that are gone."""
    folder = site("misspelt-key")
    (folder / "content/articles/water.md").unlink()
    article = folder / "content/articles/good.md"
    with serving({"/here": b"yes"}) as server:
        base = server.address
        article.write_text(
            article.read_text(encoding="utf-8") + f"\n[a]({base}/here) [b]({base}/gone) [c]({base}/here)\n",
            encoding="utf-8",
        )
        line = article.read_text(encoding="utf-8").count("\n")
        quiet = run_briefing(folder, "check")
        run = run_briefing(folder, "check", "--links", "--allow-private")
    reported = f"content/articles/good.md:{line}: {base}/gone is not there (status 404) ({REMEDY}) [B305, warning]"
    assert (quiet.err.count(base), run.err.splitlines(), [path for path, _ in server.asked].count("/here")) == (
        0,
        [reported],
        1,
    )


def test_a_withdrawn_article_leaves_a_tombstone(site: Callable[[str], Path]) -> None:
    """`withdraw` takes an article off the site, and the Atom feed says that it was deleted."""
    folder = site("misspelt-key")
    (folder / "content/articles/water.md").unlink()
    other = (folder / "content/articles/good.md").read_text(encoding="utf-8")
    (folder / "content/articles/gone.md").write_text(other, encoding="utf-8")
    run = run_briefing(folder, "withdraw", "gone", "--now", "2026-01-02T03:04:05Z")
    run_briefing(folder, "build", "--now", "2026-01-03T00:00:00Z")
    atom = (folder / "site/atom.xml").read_text(encoding="utf-8")
    file = (folder / "content/articles/gone.md").read_text(encoding="utf-8")
    assert (run.status, "expires: 2026-01-02T03:04:05Z" in file) == (0, True)
    assert ("deleted-entry" in atom, (folder / "site/articles/gone").exists()) == (True, False)


def test_a_key_is_set_where_there_was_none() -> None:
    """A text without front matter gets one."""
    assert with_key("# Title\n", "expires", "2026-01-01") == "---\nexpires: 2026-01-01\n---\n# Title\n"


def test_the_schemas_know_what_the_code_knows() -> None:
    """Every key of the front matter has an order, a schema and a meaning; what the demo writes fits the schema."""
    from generator.checking.front_matter_fixes import ORDER
    from generator.content.articles import ALIASES, KEYS

    schema = schemas.front_matter(REGIONS, THEMES)
    assert (frozenset(ORDER), schema["properties"].keys()) == (KEYS, KEYS | set(ALIASES))
    checker = Draft7Validator(schema)
    for path in (ROOT / "content/articles").rglob("*.md"):
        front, _, _ = split(path.read_text(encoding="utf-8"), "")
        plain = json.loads(json.dumps(front.extra(frozenset()), default=str))
        assert list(checker.iter_errors(plain)) == []


@pytest.mark.parametrize(
    ("front", "expected"),
    [("published: 2025-06-20\nregions: [+kenya, Ivory Coast]\nown: 3", []), ("date: 2025-06-20 10:00\ntags: a, b", []),
     ("title: T", [""]),
     ("date: 2025-06-20\nrights: ful\ndraft: 3\nsource_url: x.example", ["draft", "rights", "source_url"])],
)  # fmt: skip
def test_a_validator_says_of_front_matter_what_the_reader_says(front: str, expected: list[str]) -> None:
    """What may stand in an article's file passes the schema that editors check it by, aliases too; a slip does not."""
    validator = Draft7Validator(schemas.front_matter(REGIONS, THEMES))
    written = split(f"---\n{front}\n---\n", "")[0].extra(frozenset())
    plain = json.loads(json.dumps(written, default=str))
    assert expected == sorted(".".join(map(str, error.path)) for error in validator.iter_errors(plain))
