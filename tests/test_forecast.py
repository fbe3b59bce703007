"""What `build --forecast` says is what a build makes; and more articles are what an archive grows to."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest
from conftest import NOW, run_briefing

from generator.build import Content, design, gather
from generator.forecast import Product, estimated, extrapolated, fitted, sampled
from generator.growth import grown
from generator.plugin import Options, forecasting, load, plugin_of, project_of
from generator.plugin.forecasting import forecast
from generator.settings.config import Selection, current_time
from generator.settings.site_weight import SiteWeight, Weight, files_of, weighed

_ARTICLE = """---
title: "{title}"
date: 2026-0{month}-03
authors: [{author}]
source: The {outlet}
rights: full
---

{text}
"""
_TEXT = "Farmers in {country} brought in maize, and the ministry of agriculture spoke of {subject}. " * 12
_ABOUT = [
    ("Kenya", "water", "Ada"), ("Kenya", "prices", "Ada"), ("Ghana", "water", "Bram"), ("Peru", "wages", "Cora"),
    ("Japan", "roads", "Ada"), ("Kenya", "schools", "Dov"), ("Ghana", "prices", "Ada"), ("Chile", "water", "Edda"),
]  # fmt: skip
_SETTINGS = "site_name: Maize\nsite_url: https://example.org/\n{theme}docs_dir: content\nplugins:\n  - briefing\n"


def project(folder: Path, theme: str = "theme: briefing\n") -> Path:
    """Write a project of eight articles."""
    (folder / "content" / "articles").mkdir(parents=True)
    (folder / "mkdocs.yml").write_text(_SETTINGS.format(theme=theme))
    (folder / "content" / "about.md").write_text("# About\n\nWho we are.\n")
    for at, (country, subject, author) in enumerate(_ABOUT):
        text = _TEXT.format(country=country, subject=subject) * (1 + at % 3)
        title = f"Maize in {country}: {subject}"
        article = _ARTICLE.format(title=title, month=1 + at // 2, author=author, outlet=f"{country} Post", text=text)
        (folder / "content" / "articles" / f"maize-{at}.md").write_text(article)
    return folder


def expected(folder: Path, *times: int) -> list[SiteWeight]:
    config = load(str(folder / "mkdocs.yml"), Options(now=NOW))
    return [each.weight for each in forecast(config, plugin_of(config), times or (1,))]


def content_of(folder: Path) -> Content:
    config = load(str(folder / "mkdocs.yml"), Options(now=NOW))
    return gather(project_of(config, plugin_of(config).settings), Selection(current_time(NOW)))


def far_off(found: SiteWeight, built: SiteWeight, share: float = 0.1) -> list[str]:
    """Return the kinds whose forecast is off by more than a share, those of a few kilobytes excepted."""
    return [
        f"{name}: {found.kinds.get(name)} expected, {weight} built"
        for name, weight in built.kinds.items()
        if name not in found.kinds
        or abs(found.kinds[name].size - weight.size) > share * weight.size + 5_000
        or abs(found.kinds[name].files - weight.files) > share * weight.files
    ]


def test_the_demonstration_is_forecast(demo: Path) -> None:
    """Within a tenth for each kind, and within a fiftieth in all; files but the search index's to the last one."""
    built = weighed(files_of(demo / "site"))
    (found,) = expected(demo)
    assert far_off(found, built) == []
    assert abs(found.total.size / built.total.size - 1) < 0.02
    of_search = "search index"
    assert found.total.files - found.kinds[of_search].files == built.total.files - built.kinds[of_search].files


@pytest.mark.parametrize("theme", ["theme: briefing\n", "theme: mkdocs\n"])
def test_a_small_site_is_forecast(theme: str, tmp_path: Path) -> None:
    """A site of a few articles, in our theme and in the frame of another."""
    folder = project(tmp_path, theme)
    (found,) = expected(folder)
    assert run_briefing(folder, "build", "--now", NOW).status == 0
    assert far_off(found, weighed(files_of(folder / "site"))) == []


def test_nothing_is_built(tmp_path: Path) -> None:
    """`--forecast` prints a table of three sizes, with the total of each, and publishes nothing."""
    folder = project(tmp_path)
    run = run_briefing(folder, "build", "--forecast", "--now", NOW)
    assert (run.status, (folder / "site").exists(), list(folder.glob(".site*"))) == (0, False, [])
    assert re.split(r"\s{2,}", run.out.splitlines()[0].strip()) == ["8 articles", "16 articles", "80 articles"]
    assert run.out.splitlines()[-1].startswith("total")
    assert run_briefing(folder, "build", "--forecast", "--now", NOW).out == run.out


def test_the_limits_of_the_host_are_forecast(tmp_path: Path) -> None:
    """With a host, each size that comes near its limits is told."""
    folder = project(tmp_path)
    settings = folder / "mkdocs.yml"
    settings.write_text(settings.read_text().replace("  - briefing\n", "  - briefing:\n      host: 10\n"))
    said = run_briefing(folder, "build", "--forecast", "--now", NOW).err
    assert re.search(r"^with 80 articles: mkdocs\.yml:7: briefing: host: the site weighs ", said, flags=re.MULTILINE)
    assert "with 8 articles" not in said


def test_an_empty_project_is_forecast(tmp_path: Path) -> None:
    """A project without articles has a forecast like any other."""
    folder = project(tmp_path)
    shutil.rmtree(folder / "content" / "articles")
    found = expected(folder, 1, 2)
    assert found[0].total == found[1].total


def test_an_archive_grows(tmp_path: Path) -> None:
    """So many times the articles, each with an address and a time of its own; the first are what they were."""
    content = content_of(project(tmp_path))
    more, origin = grown(content, 5)
    ids = [entry.article.id for entry in more.library.entries]
    assert (len(ids), len(set(ids)), len(more.library.months) > 15) == (40, 40, True)
    assert ids[:8] == [entry.article.id for entry in content.library.entries]
    assert {origin(identity) for identity in ids} == set(ids[:8])
    addresses = [page.address for page in design(more).pages]
    assert len(addresses) == len(set(addresses))
    assert set(more.library.regions) == set(content.library.regions)
    again = grown(content, 5)[0].library
    assert (again.cells.keys(), again.keywords.keys()) == (more.library.cells.keys(), more.library.keywords.keys())


def test_very_many_articles_are_extrapolated(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where a plan would be too large, each kind goes on as it grew; the result is near that of the plan."""
    folder = project(tmp_path)
    (planned,) = expected(folder, 10)
    for most in (16, 8):
        monkeypatch.setattr(forecasting, "_MOST", most)
        (found,) = expected(folder, 10)
        assert 0.5 < found.total.size / planned.total.size < 2  # from 8 articles no better
        assert found.kinds["article pages"].files == planned.kinds["article pages"].files
    site = SiteWeight({"api": Weight(4, 400), "cells": Weight(1, 10)})
    half = SiteWeight({"api": Weight(2, 200), "cells": Weight(1, 10)})
    assert extrapolated(half, site, 3).kinds == {"api": Weight(12, 1200), "cells": Weight(1, 10)}


def test_a_sample_is_even_and_has_the_heavy() -> None:
    """All of few; of many so many, with the lightest part and the heaviest."""
    assert sampled([3, 1, 2], 5) == [0, 1, 2]
    chosen = sampled([1.0] * 990 + [1000.0] * 10, 20)
    assert (len(chosen) <= 20, sum(at >= 990 for at in chosen) >= 3, sum(at < 990 for at in chosen) >= 9) == (True,) * 3
    assert len(sampled([0.0] * 100, 20)) <= 20


def test_the_line_through_a_sample() -> None:
    """Sizes in proportion are found to the byte; where a line makes no sense, the mean."""
    products = [Product(f"regions/{n}/index.html", n, lambda n=n: bytes(100 + 7 * n)) for n in range(500)]
    assert estimated(products) == [100 + 7 * n for n in range(500)]
    assert fitted([1, 1, 1], [10, 20, 30])(5) == 20
    assert fitted([1, 2], [20, 10])(9) == 15
    assert fitted([10, 20], [10, 40])(10) == pytest.approx(50 / 30 * 10)
