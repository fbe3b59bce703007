"""Pages of stories: one event, what was written about it, and where the figures differ."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from conftest import NOW, ROOT, run_briefing
from feed_site import article, project, views
from lxml import html

from generator.library.differing_figures import differing_figures
from generator.model import Sentence

CASE = ROOT / "tests/cases/stories/earthquake"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a site of three reports of one event, and an article on something else."""
    folder = tmp_path_factory.mktemp("story")
    shutil.copytree(CASE, folder / "content/articles")
    (folder / "mkdocs.yml").write_text(
        "site_name: Quakes\nsite_url: https://example.org/\ntheme: briefing\ndocs_dir: content\n"
        "plugins:\n  - briefing\n"
    )
    run = run_briefing(folder, "build", "--strict", "--now", NOW)
    assert (run.status, run.err) == (0, "")
    return folder / "site"


def test_a_story_has_a_page_with_all_its_reports(site: Path) -> None:
    """One page: from the first report to the last, who was first, and nothing of another event."""
    (page,) = site.glob("stories/*/index.html")
    root = html.parse(str(page)).getroot()
    titles = [link.get("href").rstrip("/").rpartition("/")[2] for link in root.xpath("//*[@class='card-title']/a")]
    assert titles == ["first-report", "second-report", "third-report"]
    assert "First reported by Northgate Courier" in root.text_content()
    assert (page.parent / "feed.xml").is_file()


def test_cards_lead_to_the_page_of_the_story(site: Path) -> None:
    """Whoever reads "also covered by" finds what covers it; an article that stands alone says nothing."""
    root = html.parse(str(site / "index.html")).getroot()
    links = {
        card.get("data-id"): [site / link.get("href") / "index.html" for link in card.xpath(".//a[@class='others']")]
        for card in root.xpath("//article[@data-id]")
    }
    assert {name: [path.is_file() for path in found] for name, found in links.items()} == {
        "first-report": [True], "second-report": [True], "third-report": [True], "another-event": [],
    }  # fmt: skip


def test_figures_that_differ_stand_side_by_side(site: Path) -> None:
    """Each sentence is quoted as it stands, with its outlet and the way to its paragraph."""
    (page,) = site.glob("stories/*/index.html")
    root = html.parse(str(page)).getroot()
    rows = [[row.text_content() for row in group.xpath("li")] for group in root.xpath("//ul[@class='figures']")]
    killed = next(group for group in rows if "killed" in group[0])
    assert [figure in row for figure, row in zip(("120", "143", "157"), killed, strict=True)] == [True] * 3
    for link in root.xpath("//ul[@class='figures']//a/@href"):
        target, _, anchor = link.partition("#")
        other = html.parse(str(page.parent / target / "index.html")).getroot()
        assert other.xpath(f"//*[@id='{anchor}']")


def test_the_same_figures_are_no_difference() -> None:
    """Sentences with the same numbers, with none but a year, or on other things are not compared."""
    pairs = {
        ("At least 120 people were killed in the flood.", "In the flood 120 people were killed, at least."): 0,
        ("The flood of 2024 killed people in the valley.", "The flood of 2025 killed people in the valley."): 0,
        ("At least 120 people were killed in the flood.", "The bridge will cost 400 million."): 0,
        ("At least 120 people were killed in the flood.", "At least 140 people were killed in the flood."): 1,
    }
    for texts, expected in pairs.items():
        reports = [article(n, body=text, days=-at) for at, (n, text) in enumerate(zip("ab", texts, strict=True))]
        many = views(reports, project())
        found = differing_figures(many.library.entries)
        assert len(found) == expected, texts
        assert all(isinstance(sentence, Sentence) for group in found for _, sentence in group)
