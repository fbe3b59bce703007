"""What `briefing add` promises of a saved aggregator page: its articles, whole, dated, credited, and no furniture."""

from __future__ import annotations

import re
from contextlib import suppress
from datetime import UTC, datetime
from html import unescape
from pathlib import Path
from zoneinfo import ZoneInfo

import markdown as python_markdown
import pytest
import yaml
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from generator.content.credit import licence_shown
from generator.errors import ImportRefused
from generator.ingest import byline
from generator.ingest.draft import ArticleDraft
from generator.ingest.importers import dates, markdown, permanent_id, read_source, render, write_draft, write_drafts
from generator.ingest.losses import find_losses
from generator.text import document

CASES = sorted((Path(__file__).parent / "cases" / "importers").iterdir())
PAGE = (CASES[0].parent / "lead_and_cards" / "page.txt").read_bytes()
RETRIEVED = datetime(2025, 6, 21, 8, tzinfo=UTC)
PARIS = ZoneInfo("Europe/Paris")
FURNITURE = ("Hashtags", "Try Our AI Features", "AI can do for you", "No comments yet", "Related Articles")
EXTENSIONS = ["tables", "fenced_code", "toc", "attr_list", "footnotes", "def_list", "admonition", "abbr", "md_in_html"]


def drafts(data: bytes = PAGE, **given: object) -> tuple[ArticleDraft, ...]:
    """Return the drafts of a page captured at `RETRIEVED`, on a site in Paris."""
    return read_source("page.txt", data, **{"retrieved": RETRIEVED, "timezone": PARIS} | given)  # type: ignore[arg-type]


def shown(text: str) -> str:
    """Return what a reader sees of Markdown that Python-Markdown renders with the extensions sites switch on."""
    html = python_markdown.markdown(text, extensions=EXTENSIONS)
    assert re.fullmatch(r"<p>[^<]*</p>", html) or not html, html
    return " ".join(unescape(html[3:-4]).split())


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_page_becomes_article_files(case: Path) -> None:
    """A saved page becomes the article files, and the losses are those, that lie beside it."""
    found = drafts((case / "page.txt").read_bytes())
    losses = [f"{n}: {p.severity} {p.code} {p}" for n, draft in enumerate(found, 1) for p in draft.losses]
    expected = [path.read_text("utf-8") for path in sorted(case.glob("*.md"))]
    assert expected == [render(draft) for draft in found]
    assert (case / "losses.txt").read_text("utf-8").splitlines() == losses


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
@pytest.mark.parametrize("ends", [b"\r\n", b"\r"])
def test_line_ends_make_no_difference(case: Path, ends: bytes) -> None:
    """A page saved on Windows, with a byte order mark and without a last line end, gives the same articles."""
    page = (case / "page.txt").read_bytes()
    assert drafts(page) == drafts(b"\xef\xbb\xbf" + page.rstrip(b"\n").replace(b"\n", ends))


def test_no_word_of_a_body_is_lost() -> None:
    """Every word of every body and author line, but for addresses and furniture, stands in some draft."""
    found = drafts()
    stored = " ".join(" ".join((d.title, d.body, d.attribution, d.source, *d.author_bios)) for d in found).split()
    page = re.sub(r" \([\w.-]+@[\w.-]+\)", "", PAGE.decode()).splitlines()
    body = [line for line in page if not any(mark in line for mark in (*FURNITURE, "Comments", " ago", "yesterday"))]
    assert [word for line in body for word in line.removeprefix("- ").split() if word not in stored] == []


def test_no_furniture_in_any_body() -> None:
    """No piece of the page's furniture and no address of an author stands in an article file."""
    files = "".join(render(draft) for draft in drafts())
    assert [mark for mark in (*FURNITURE, "@harbour-review") if mark in files] == []


def test_page_without_moment_of_capture_is_refused() -> None:
    """Without the moment of the capture a page with ages is refused, naming the age and the remedy."""
    with pytest.raises(ImportRefused, match=r"page\.txt:22: the page says '28 minutes ago'.*--retrieved TIME"):
        drafts(retrieved=None)


def test_lead_without_moment_of_capture_is_refused() -> None:
    """A lead article without a date is never dated by guessing."""
    with pytest.raises(ImportRefused, match="bears no date but that of the capture"):
        drafts(b"Title\nSome text.\nTry Our AI Features\nExplore what X AI can do for you:\n", retrieved=None)


def test_absolute_dates_need_no_capture() -> None:
    """A page on which every article bears a whole date is read without knowing when it was captured."""
    page = (CASES[0].parent / "cards_only" / "page.txt").read_bytes()
    found = drafts(page, retrieved=None)
    assert [d.date.isoformat() for d in found] == ["2025-06-19T22:00:00+00:00", "2025-06-19T20:30:00+00:00"]


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "is empty"),
        (b"Just a text\n\nabout it.", "page.txt: 'Just a text' bears no date .give --date TIME"),
        (b"Hashtags\nComments\n\xff\xfe\xfd", "page.txt:3: is not text in UTF-8"),
        (b"Hashtags\nTry Our AI Features\nComments\nRelated Articles", "without any article"),
        (PAGE.replace(b"28 minutes ago", b"a while ago"), "page.txt:22: 'a while ago' is not a date"),
        (PAGE.replace(b"28 minutes ago", b"06/07/2025"), "can be read in two ways"),
        (PAGE.replace(b"28 minutes ago", b"9999 years ago"), "outside the calendar"),
    ],
)
def test_unusable_source_is_refused(data: bytes, message: str) -> None:
    """A source that cannot be used is refused in one line that says what, where and what to do."""
    with pytest.raises(ImportRefused, match=message):
        drafts(data)


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_damaged_page_gives_drafts_or_is_refused(data: st.DataObject) -> None:
    """A page with lines missing, doubled or swapped gives drafts or a refusal, never another error."""
    lines = PAGE.decode().split("\n")
    picked = data.draw(st.lists(st.integers(0, len(lines) - 1), min_size=1, max_size=len(lines)))
    try:
        found = drafts("\n".join(lines[n] for n in picked).encode())
    except ImportRefused as error:
        assert all("\n" not in str(problem) for problem in error.problems)
    else:
        assert all(draft.body and draft.title for draft in found)


@pytest.mark.parametrize(
    ("printed", "expected"),
    [
        ("28 minutes ago", "2025-06-21T07:32:00"), ("an hour ago", "2025-06-21T07:00:00"),
        ("about 2 hrs ago", "2025-06-21T06:00:00"), ("5h ago", "2025-06-21T03:00:00"),
        ("just now", "2025-06-21T08:00:00"), ("half an hour ago", "2025-06-21T07:30:00"),
        ("yesterday", "2025-06-20T08:00:00"), ("Yesterday at 10:15 pm", "2025-06-20T20:15:00"),
        ("two days ago", "2025-06-19T08:00:00"), ("a week ago", "2025-06-14T08:00:00"),
        ("last month", "2025-05-21T08:00:00"), ("2 years ago", "2023-06-21T08:00:00"),
        ("il y a 3 heures", "2025-06-21T05:00:00"), ("hace 3 días", "2025-06-18T08:00:00"),
        ("vor einer Stunde", "2025-06-21T07:00:00"), ("Published 3 hours ago", "2025-06-21T05:00:00"),
        ("2025-06-20", "2025-06-19T22:00:00"), ("20 June 2025", "2025-06-19T22:00:00"),
        ("June 20th, 2025", "2025-06-19T22:00:00"), ("Jun 20, 2025, 10:15 AM", "2025-06-20T08:15:00"),
        ("20. Juni 2025", "2025-06-19T22:00:00"), ("1er juillet 2024", "2024-06-30T22:00:00"),
        ("20.06.2025", "2025-06-19T22:00:00"), ("06/20/2025", "2025-06-19T22:00:00"),
        ("June 22", "2024-06-21T22:00:00"), ("29 Feb", "2024-02-28T23:00:00"),
        ("2025-06-20T10:00:00Z", "2025-06-20T10:00:00"), ("20 June 2025 10:15 UTC", "2025-06-20T10:15:00"),
        ("Fri, 20 Jun 2025 10:15:00 +0800", "2025-06-20T02:15:00"),
        ("Sat, 2 Dec 2023 1:05 PM EST", "2023-12-02T18:05:00"), ("Dec 2, 2023, 11:40 pm PDT", "2023-12-03T06:40:00"),
        ("Sat, 02 Dec 2023 07:06:03 GMT-07:00", "2023-12-02T14:06:03"),
        ("2 Dec 2023 10:00 UTC+2", "2023-12-02T08:00:00"),
        ("Sat, 02 Dec 2023 10:00:00 Asia/Tokyo", "2023-12-02T01:00:00"),
        ("1 Jul 2024 10:00 CEST", "2024-07-01T08:00:00"),
        ("1 Jul 2024 10:00 America/Lima", "2024-07-01T15:00:00"), ("1 Jul 2024 10:00 JST", "2024-07-01T01:00:00"),
        ("1 Jul 2024 10:00 -4", "2024-07-01T14:00:00"),
        ("Mon Jul 01 2024 17:00:00 GMT+0000 (Coordinated Universal Time)", "2024-07-01T17:00:00"),
        ("Mo, 1 Jul 2024 00:00:00 +0200", "2024-06-30T22:00:00"), ("lun., 01 juil. 2024", "2024-06-30T22:00:00"),
        ("1 de julho de 2024", "2024-06-30T22:00:00"), ("1º de julho de 2024 às 10h30", "2024-07-01T08:30:00"),
        ("lunedì 1 luglio 2024", "2024-06-30T22:00:00"), ("1 luglio", "2024-06-30T22:00:00"),
        ("2024年7月1日", "2024-06-30T22:00:00"), ("2024년 7월 1일 10:15", "2024-07-01T08:15:00"),
        ("1. Juli 2024, 10.30 Uhr", "2024-07-01T08:30:00"), ("1. Juli 2024 um 10 Uhr", "2024-07-01T08:00:00"),
        ("1 июля 2024 г.", "2024-06-30T22:00:00"), ("1 lipca 2024", "2024-06-30T22:00:00"),
        ("Mon, 01 Jul 24 10:00:00 +0000", "2024-07-01T10:00:00"),
        ("1 Jul 2024 10:00 IST", None), ("1 Jul 2024 10:00 XQT", None), ("3 listopad 2024", None),
        ("2024-07-01T10:00:00-05:00Z", None), ("1720000000", None),
        ("06/07/2025", None), ("30 February 2025", None), ("soon", None), ("some days ago", None), ("", None),
        ("2025", None), ("Published", None), ("25:00", None), ("June", None), ("The Times", None),
    ],
)  # fmt: skip
def test_printed_date(printed: str, expected: str | None) -> None:
    """A date as pages print it is resolved against the capture and the site's time zone, or is no date."""
    parsed = dates.parse(printed)
    assert expected == (parsed and dates.resolve(parsed, RETRIEVED, PARIS).isoformat()[:19])


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=70))
def test_any_text_is_a_date_or_none(text: str) -> None:
    """Whatever stands where a date should, reading it raises nothing but what is told."""
    parsed = dates.parse(text)
    if parsed:
        with suppress(ValueError):
            assert dates.resolve(parsed, RETRIEVED, PARIS).tzinfo is UTC


MARKED = st.text(st.sampled_from("ab 1.)*_`[]{}()<>#+-!&;:|~^=$\\\"'/?%@xé"), max_size=40)


@settings(max_examples=400, deadline=None)
@given(MARKED)
def test_text_is_shown_as_it_was(text: str) -> None:
    """Any text, escaped, is shown as itself by both readers of Markdown, as one paragraph."""
    expected = " ".join(text.split())
    assume(not re.search(r"\{[:.#][^{}]*\}$", expected))  # `document` takes it for an attribute list
    blocks = document.parse("", markdown.escape(text)).blocks
    assert [("paragraph", expected)] * bool(expected) == [(block.kind, block.text) for block in blocks]
    assert expected == shown(markdown.escape(text))


PARTS = ["He said 'no. Never", "' and left.", "It rained all day up north.", '"', "“A. B.", "C.”", "The boats' nets."]


@settings(max_examples=100, deadline=None)
@given(st.lists(st.sampled_from([*PARTS, "word " * 30 + "end."]), max_size=60))
def test_paragraphs_hold_the_text_verbatim(parts: list[str]) -> None:
    """Breaking a text into paragraphs changes nothing but the space between sentences."""
    text = " ".join(" ".join(parts).split())
    assert text == " ".join(markdown.paragraphs(text))


def test_long_line_becomes_readable_paragraphs() -> None:
    """A long line becomes paragraphs of two to four sentences and about 60 to 90 words."""
    sentence = "Sentence number {} has words enough to fill a line of its own, and then some more of them."
    text = " ".join(sentence.format(n) for n in range(60))
    sizes = [(len(part.split()), part.count(".")) for part in markdown.paragraphs(text)]
    assert all(60 <= words <= 90 and 2 <= sentences <= 4 for words, sentences in sizes), sizes


def test_quotations_are_not_torn() -> None:
    """No paragraph ends inside a quotation, whatever marks it wears; apostrophes open none."""
    filler = "The council met again on Tuesday and the farmers' union stayed away from it for the third time. " * 6
    for opening, closing in ("''", "‘’", "“”", '""', "«»", "„“"):
        quote = f"{opening}One of us must go. It's not 'me'. The other stays, and stays long. Nobody minds.{closing} "
        parts = markdown.paragraphs(filler + quote + filler)
        assert sum(quote.strip() in part for part in parts) == 1, opening


def test_long_texts_take_linear_time() -> None:
    """A body of two hundred thousand words, even without a stop or with quotes never closed, is read in seconds."""
    for body in ("word " * 200_000, "A word's 'end. " * 10_000, '" . ' * 20_000, "$" * 20_000, "1." * 20_000):
        page = f"T\n{body}\nTry Our AI Features\nExplore what X AI can do for you:"
        assert len(drafts(page.encode())) == 1


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("Members include those between:\n\nThe next paragraph is about something else.", [("lost-list", 1)]),
        ("Members include those between:\n\n- one\n- two", []),
        ("Members include those between:\n\n| a | b |\n|---|---|\n| 1 | 2 |", []),
        ("Members include those between:\n\n    code", []),
        ("Members include those between:\n\n• one\n\n• two", []),
        ("Members include those between:\n\nOne is in the north.", []),
        ("The measures are as follows:\n\nThe minister then left for Geneva.", [("lost-list", 1)]),
        ("Firms have joined, including:\n\n## Outlook\n\nThe year ends well.", [("lost-list", 1)]),
        ("They aim for 'peace and quiet':\n\nWe want to sleep at night.", []),
        ("He made the following statement:\n\nWe want to sleep at night.", []),
        ("She told reporters:\n\nWe want to sleep at night.", []),
        ("Il y a trois accords, notamment :\n\nLe texte continue ailleurs.", [("lost-list", 1)]),
        ("Members include those between:", [("lost-list", 1)]),
        ("One.\n\nThe minister said that the", [("truncated", 2)]),
        ("One.\n\nThe minister said that the talks...", [("truncated", 2)]),
        ("One.\n\nThe minister said [+1234 chars]", [("truncated", 2)]),
        ("One.\n\nThe minister said:", [("truncated", 2)]),
        ("One.\n\nShe said: 'That is all.'", []),
        ("One.\n\nEnde gut, alles gut!»", []),
        ("这是一个句子。", []),
        ("यह एक वाक्य है।", []),
        ("นี่คือประโยค", []),
        ("One.\n\n- an item", []),
        ("One.\n\n— Reuters, Delhi and elsewhere in the world", []),
        ("One.\n\nReuters", []),
        ("One.\n\nThe year ended in debt. – Hallow Press Agency", []),
        ("One.\n\nJane Alder is professor of geography at the University of Hallow", []),
        ("One.\n\nMore at https://example.org/a/b", []),
        ("", []),
    ],
)
def test_losses(body: str, expected: list[tuple[str, int]]) -> None:
    """A list that is announced and missing, and an end in the middle of a sentence, are found; their likes are not."""
    assert expected == [(loss.code, loss.paragraph) for loss in find_losses(document.parse("", body).blocks)]


@pytest.mark.parametrize(
    ("line", "article", "expected"),
    [
        ("Ana Ruiz is a senior fellow at Hallow.", "", ("Ana Ruiz",)),
        ("Dr. Ana Ruiz, PhD, is professor of law.", "", ("Ana Ruiz",)),
        ("Ana Ruiz and Bo van der Meer are economists.", "", ("Ana Ruiz", "Bo van der Meer")),
        ("Ana Ruiz (ana@x.example) is head of things.", "Ruiz said so.", ("Ana Ruiz",)),
        ("Ana Ruiz is a lecturer. She writes on rivers.", "", ("Ana Ruiz",)),
        ("The author is a retired engineer.", "", ()),
        ("Ana Ruiz is a lecturer at Hallow, and Bo Hale is a student there.", "", ("Ana Ruiz", "Bo Hale")),
        ("Ana Ruiz is a lecturer. The views expressed are her own.", "", ("Ana Ruiz",)),
        ("The views expressed here are the author's.", "", ()),
        ("The author Ana Ruiz was in the audience.", "", None),
        ("Ana Ruiz is a professor of law.", "Mrs Ruiz, a witness, had left.", None),
        ("Ana Ruiz is a professor of law. She said it would rain.", "", None),
        ("Ana Ruiz is the president of the republic.", "", None),
        ("The bank is an adviser to the state.", "", None),
        ("Talks are to resume on Monday.", "", None),
    ],
)
def test_author_note(line: str, article: str, expected: tuple[str, ...] | None) -> None:
    """A line about the authors gives their names; a sentence about a person of the story does not."""
    note = byline.author_note(line, article)
    assert expected == (note and note.authors)


@pytest.mark.parametrize(
    ("stated", "expected"),
    [
        ("https://creativecommons.org/licenses/by/4.0/", ("CC BY 4.0", "https://creativecommons.org/licenses/by/4.0/")),
        ("http://creativecommons.org/licenses/by-nc-nd/3.0/igo/deed.fr",
         ("CC BY-NC-ND 3.0 IGO", "http://creativecommons.org/licenses/by-nc-nd/3.0/igo/deed.fr")),
        ("https://creativecommons.org/publicdomain/zero/1.0/",
         ("CC0 1.0", "https://creativecommons.org/publicdomain/zero/1.0/")),
        ("https://post.example/terms", ("https://post.example/terms", "https://post.example/terms")),
        ("CC BY 4.0", ("CC BY 4.0", "https://creativecommons.org/licenses/by/4.0/")),
        ("CC-BY-NC-SA-4.0", ("CC-BY-NC-SA-4.0", "https://creativecommons.org/licenses/by-nc-sa/4.0/")),
        ("Creative Commons Attribution 4.0 International",
         ("Creative Commons Attribution 4.0 International", "https://creativecommons.org/licenses/by/4.0/")),
        ("CC BY 3.0", ("CC BY 3.0", "https://creativecommons.org/licenses/by/3.0/")),
        ("CC BY 3.0 DE", ("CC BY 3.0 DE", "")),
        ("CC BY", ("CC BY", "")),
        ("CC0", ("CC0", "https://creativecommons.org/publicdomain/zero/1.0/")),
        ("Open licence, see https://post.example/terms.",
         ("Open licence, see https://post.example/terms.", "https://post.example/terms")),
        ("javascript:alert(1)", ("javascript:alert(1)", "")),
        (" free  for schools ", ("free for schools", "")),
    ],
)  # fmt: skip
def test_licence_as_shown(stated: str, expected: tuple[str, str]) -> None:
    """A licence is shown by its code or in its own words, and leads to its text where that is known for sure."""
    assert expected == licence_shown(stated)


@pytest.mark.parametrize(
    ("credit", "expected"),
    [
        ("This story was originally published by Hallow Post and is republished here with permission.",
         ("Hallow Post", "full")),
        ("This article is republished from The Hallow under a Creative Commons licence.", ("The Hallow", "full")),
        ("Republished with permission from The Hallow Institute.", ("The Hallow Institute", "full")),
        ("Reprinted by permission of Hallow Post.", ("Hallow Post", "full")),
        ("© 2025 Hallow Post. Republished with permission.", ("Basket", "full")),
        ("This piece first appeared on Hallow.example.", ("Hallow.example", None)),
        ("The memo, first published by Hallow Post, set off a storm.", ("Basket", None)),
        ("Published by order of the king, the decree was never read.", ("Basket", None)),
    ],
)  # fmt: skip
def test_credit_line(credit: str, expected: tuple[str, str | None]) -> None:
    """The credit line names the outlet and sets the rights; a sentence of the story is none."""
    page = f"Title\n{credit}\nA body.\nIts end.\nTry Our AI Features\nExplore what Basket AI can do for you:"
    draft = drafts(page.encode())[0]
    assert expected == (draft.source, draft.rights)
    assert (credit in draft.body) == (draft.attribution == "")


def test_adding_twice_writes_once(tmp_path: Path) -> None:
    """The same page added again, even captured at another hour, finds its articles and touches nothing."""
    first = write_drafts(drafts(), tmp_path)
    first[0].path.write_text(first[0].path.read_text("utf-8") + "An editor's line.\n", "utf-8")
    moved = first[1].path.rename(tmp_path / "renamed.md")
    before = {path: path.read_bytes() for path in tmp_path.rglob("*.md")}
    repeated = write_drafts(drafts(retrieved=datetime(2025, 6, 23, 9, tzinfo=UTC)), tmp_path)
    assert [w.created for w in first] == [True] * 4
    assert [(False, first[0].path), (False, moved)] == [(w.created, w.path) for w in repeated][:2]
    assert before == {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}


def test_another_article_of_the_same_name_gets_its_own_file(tmp_path: Path) -> None:
    """Two articles with one title and day get two files and two slugs, and no file is overwritten."""
    page = b"Letters\nFrom %s.\nTry Our AI Features\nExplore what X AI can do for you:"
    taken = tmp_path / "2025" / "2025-06-21-letters-x.md"
    taken.parent.mkdir()
    taken.write_text("by hand", "utf-8")
    found = [write_draft(drafts(page % name)[0], tmp_path) for name in (b"Ana", b"Bo", b"Cy")]
    fronts = [yaml.safe_load(w.path.read_text("utf-8").split("---")[1]) for w in found]
    assert taken.read_text("utf-8") == "by hand"
    assert [front["slug"] for front in fronts] == ["letters", "letters-x", "letters-x-2"]
    assert 3 == len({w.path for w in found} - {taken}) == len({w.id for w in found})


@settings(max_examples=60, deadline=None)
@given(st.text(min_size=1, max_size=60), st.text(max_size=60))
def test_front_matter_reads_back(title: str, bio: str) -> None:
    """Whatever stands in a title or a biography, the front matter is YAML that gives it back, white space folded."""
    draft = ArticleDraft(title, RETRIEVED, "Text.", author_bios=(bio,), rights="full")
    front, body = render(draft).removeprefix("---\n").split("\n---\n\n", 1)
    values = yaml.safe_load(front)
    title, bio = " ".join(title.split()), " ".join(bio.split())
    assert (title, [bio], RETRIEVED, permanent_id(draft)) == (
        values["title"], values["author_bios"], values["date"], values["id"])  # fmt: skip
    assert body == "Text.\n"
