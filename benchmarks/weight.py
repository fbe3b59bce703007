"""What sites weigh, by kind of product, and the budget that a change must keep.

    python benchmarks/weight.py SITE …            files and megabytes of built sites
    python benchmarks/weight.py --write-budget    the limits by kind in tests/budget.yml, measured anew

The budget holds for two sites: the demonstration, and 1,000 articles of `corpus.py`. Its totals stay as they are, and
are lowered by hand; each kind may grow by a twentieth above what was measured. Builds of both take about two minutes.
"""

from __future__ import annotations

import argparse
import math
import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import corpus
import yaml

from generator.settings.site_weight import SiteWeight, files_of, table, weighed

ROOT = Path(__file__).parent.parent
BUDGET = ROOT / "tests" / "budget.yml"
NOW = {"demonstration": "2027-01-01T00:00:00Z", "benchmark-1000": "2026-07-01T00:00:00Z"}
_ROOM = 1.05
_HEAD = """# What a site may weigh. A test fails when a change makes one heavier (tests/test_budget.py).
# Totals only ever go down: the goals are 700 files and 12 MB, 5,000 files and 100 MB. Limits by kind are what was
# measured, and a twentieth: when a kind grows for a good reason, run `python benchmarks/weight.py --write-budget`, and
# say why in the commit. Megabytes are millions of bytes.
"""


def prepare(name: str, folder: Path) -> None:
    """Write one of the two projects into `folder`."""
    if name == "demonstration":
        folder.mkdir(parents=True, exist_ok=True)
        shutil.copytree(ROOT / "content", folder / "content")
        shutil.copy(ROOT / "mkdocs.yml", folder)
    else:
        corpus.write(folder, int(name.rpartition("-")[2]))


def built(name: str, folder: Path) -> SiteWeight:
    """Build one of the two projects in `folder`, and return what its site weighs."""
    prepare(name, folder)
    path = os.pathsep.join(filter(None, (str(ROOT), os.environ.get("PYTHONPATH"))))
    command = (sys.executable, "-m", "generator", "build", "-q", "--now", NOW[name])
    subprocess.run(command, cwd=folder, env={**os.environ, "PYTHONPATH": path}, check=True)
    return weighed(files_of(folder / "site"))


def excess(site: SiteWeight, limits: Mapping[str, Any]) -> list[str]:
    """Return each limit that a site does not keep, in a line; `limits` are those of one site in the budget."""
    found = []
    kinds = limits["kinds"] or {}
    rows = [("total", site.total, limits["total"])]
    rows += [
        (name, weight, kinds.get(name, {"files": 0, "megabytes": 0})) for name, weight in site.kinds.items() if kinds
    ]
    for name, weight, limit in rows:
        if weight.files > limit["files"]:
            found.append(f"{name}: {weight.files:,} files, and {limit['files']:,} are allowed")
        if weight.size > limit["megabytes"] * 1e6:
            found.append(f"{name}: {weight.size / 1e6:.2f} MB, and {limit['megabytes']} are allowed")
    return found


def limits_of(site: SiteWeight) -> dict[str, dict[str, float]]:
    """Return limits by kind for a site that weighs what it may."""
    return {
        name: {"files": math.ceil(w.files * _ROOM), "megabytes": math.ceil(w.size * _ROOM / 1e4) / 100}
        for name, w in site.kinds.items()
    }


def write_budget() -> None:
    """Measure both sites, and write the limits by kind; the totals stay."""
    budget = yaml.safe_load(BUDGET.read_text(encoding="utf-8"))
    for name in budget:
        with TemporaryDirectory() as folder:
            site = built(name, Path(folder) / name)
        print(table((name, site)))
        budget[name]["kinds"] = limits_of(site)
    text = yaml.safe_dump(budget, sort_keys=False, default_flow_style=None, width=120)
    BUDGET.write_text(_HEAD + text, encoding="utf-8")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("sites", nargs="*", type=Path, help="folders of built sites")
    parser.add_argument("--write-budget", action="store_true", help="measure both sites, and write the limits by kind")
    given = parser.parse_args()
    if given.write_budget:
        write_budget()
    if given.sites:
        print(table(*((site.resolve().parent.name, weighed(files_of(site))) for site in given.sites)))
