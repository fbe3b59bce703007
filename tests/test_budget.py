"""A site is no heavier than its budget (tests/budget.yml): in all, and in each kind of product."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import pytest
import yaml
from conftest import ROOT

from generator.settings.site_weight import NAMES, SiteWeight, Weight, files_of, weighed

sys.path.insert(0, str(ROOT / "benchmarks"))
import weight

BUDGET: dict[str, Any] = yaml.safe_load((ROOT / "tests" / "budget.yml").read_text(encoding="utf-8"))


def test_the_demonstration_keeps_its_budget(demo_site: Path) -> None:
    """The demonstration has no more files and megabytes than it may, in all and by kind."""
    assert weight.excess(weighed(files_of(demo_site)), BUDGET["demonstration"]) == []


@pytest.mark.slow
def test_a_thousand_articles_keep_their_budget(tmp_path: Path) -> None:
    """So does a site of 1,000 articles of the benchmark's corpus."""
    assert weight.excess(weight.built("benchmark-1000", tmp_path / "site"), BUDGET["benchmark-1000"]) == []


def test_the_budget_speaks_of_kinds_that_there_are() -> None:
    """Every limit is of a kind of `generator.settings.site_weight`."""
    assert {name for limits in BUDGET.values() for name in limits["kinds"]} <= set(NAMES)


def test_what_exceeds_is_named() -> None:
    """Each limit that is not kept is a line; a kind without one may have no files, once any has."""
    site = SiteWeight({"cells": Weight(11, 2_000_000), "api": Weight(1, 10)})
    limits = {"total": {"files": 12, "megabytes": 2}, "kinds": {"cells": {"files": 10, "megabytes": 2}}}
    assert weight.excess(site, limits) == [
        "total: 2.00 MB, and 2 are allowed",
        "cells: 11 files, and 10 are allowed",
        "api: 1 files, and 0 are allowed",
        "api: 0.00 MB, and 0 are allowed",
    ]
    assert (
        weight.excess(site, {**limits, "kinds": weight.limits_of(site), "total": {"files": 12, "megabytes": 3}}) == []
    )
