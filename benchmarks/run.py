"""What builds cost, in one run on one machine: ours against other generators, stock YAKE and the bare disk.

    python benchmarks/run.py FOLDER --articles 10000 --small 1000 --repeat 3 --write docs/performance.md

Times are of processes with all their children: wall clock, processor time, and the largest process. Warm builds are
repeated, each after another change of the same kind, and their medians told. Generators that are not installed are left
out. Then come files and megabytes of our sites by kind, as they are after the last change.
Results are kept in FOLDER/results.json as they come; what is there is not measured again without `--again`.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import re
import shutil
import socket
import statistics
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path

import corpus
import peers

from generator.settings.site_weight import files_of, weighed
from generator.settings.site_weight import table as weights

BRIEFING = (sys.executable, "-m", "generator")
_SAMPLE = 300  # stock YAKE works on so many articles, and the rest is reckoned
_NEW = """---
title: "Harvest in Kenya better than feared, {number}"
date: 2026-06-30T{hour:02}:30:00Z
id: new-{number}
source: Northgate Courier
---
Farmers in Kenya brought in more maize than the ministry of agriculture had expected, officials said on day {number}.

"The rains came late, but they came," said the minister. Prices on the markets of Nairobi fell by {number} per cent.
"""


@dataclass(frozen=True)
class Cost:
    """What a command cost."""

    wall: float
    """Seconds by the clock."""
    cpu: float
    """Seconds of processor time, children included."""
    megabytes: float
    """Memory of the largest process."""


def measured(command: tuple[str, ...], folder: Path) -> Cost:
    """Run a command and return what it cost; raises `RuntimeError` with what it said if it fails."""
    said = folder.parent / "said.txt"
    with said.open("wb") as file:
        begun = time.perf_counter()
        process = subprocess.Popen(command, cwd=folder, stdout=file, stderr=file, env=_environment())
        _, status, usage = os.wait4(process.pid, 0)
        wall = time.perf_counter() - begun
        process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise RuntimeError(f"{' '.join(command)}: {said.read_text(errors='replace')[-500:]}")
    return Cost(wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024)


def _environment() -> dict[str, str]:
    root = str(Path(__file__).parent.parent)
    return {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, (root, os.environ.get("PYTHONPATH"))))}


def median(costs: list[Cost]) -> Cost:
    """Return the median of each figure; of the memory, the largest."""
    return Cost(
        statistics.median(c.wall for c in costs),
        statistics.median(c.cpu for c in costs),
        max(c.megabytes for c in costs),
    )


class Run:
    """The measurements of one run; each is made once, and kept at once."""

    def __init__(self, folder: Path, repeat: int, again: bool) -> None:
        self.folder, self.repeat = folder, repeat
        self.file = folder / "results.json"
        folder.mkdir(parents=True, exist_ok=True)
        self.costs: dict[str, Cost] = {}
        if self.file.is_file() and not again:
            self.costs = {name: Cost(**cost) for name, cost in json.loads(self.file.read_text()).items()}
        self.new = 0

    def take(self, name: str, make: Callable[[], Cost]) -> None:
        """Measure what `make` measures, unless that is known, and keep it."""
        if name in self.costs:
            return
        try:
            cost = make()
        except (RuntimeError, OSError) as error:
            print(f"{name}: {error}", file=sys.stderr)
            return
        self.costs[name] = cost
        print(f"{name}: wall {cost.wall:.2f} s, processor {cost.cpu:.2f} s, {cost.megabytes:.0f} MB", flush=True)
        self.file.write_text(json.dumps({name: asdict(cost) for name, cost in self.costs.items()}, indent=1))

    # What is measured ------------------------------------------------------------------------------------------------

    def ours(self, count: int) -> None:
        """Measure our own builds of so many articles, from cold to nothing changed."""
        project = self.folder / f"ours-{count}"
        if not project.is_dir():
            corpus.write(project, count)
        build = (*BRIEFING, "build", "-q", "--now", "2026-07-01T00:00:00Z")

        def cold() -> Cost:
            for name in ("site", ".cache"):
                shutil.rmtree(project / name, ignore_errors=True)
            return measured(build, project)

        def changed(change: Callable[[], None]) -> Callable[[], Cost]:
            def repeated() -> Cost:
                costs = []
                for _ in range(self.repeat):
                    change()
                    costs.append(measured(build, project))
                return median(costs)

            return repeated

        def new() -> None:
            number = len(list((project / "content").rglob("*.md")))
            where = project / "content" / "articles" / "2026" / "06" / f"new-{number}.md"
            where.write_text(_NEW.format(number=number, hour=number % 24), encoding="utf-8")

        def template() -> None:
            own = project / "templates"
            own.mkdir(exist_ok=True)
            count = len((own / "article.html").read_text()) if (own / "article.html").is_file() else 0
            text = '{% extends "default:article.html" %}{% block title %}{{ super() }}' + "." * (count % 7 + 1)
            (own / "article.html").write_text(text + "{% endblock %}\n", encoding="utf-8")

        def search(on: bool) -> None:
            settings = corpus._SETTINGS + ("" if on else "      search: false\n")
            (project / "mkdocs.yml").write_text(settings, encoding="utf-8")

        self.take(f"cold {count}", cold)
        self.take(f"nothing {count}", changed(lambda: None))
        self.take(f"new {count}", changed(new))
        self.take(f"template {count}", changed(template))
        if f"new, no search {count}" not in self.costs:
            search(False)
            measured(build, project)
            self.take(f"new, no search {count}", changed(new))
            search(True)
        self.take(f"first list {count}", lambda: measured((*BRIEFING, "list"), project))
        self.take(f"list {count}", lambda: median([measured((*BRIEFING, "list"), project) for _ in range(self.repeat)]))

    def served(self, count: int) -> None:
        """Measure the live preview of so many articles."""
        self.take(f"serve {count}", lambda: self._served(self.folder / f"ours-{count}"))

    def _served(self, project: Path) -> Cost:
        """Measure from saving an article to the page that shows it, in the live preview."""
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            address = f"127.0.0.1:{probe.getsockname()[1]}"
        articles = sorted((project / "content" / "articles").rglob("a*.md"), reverse=True)
        texts = ((path, path.read_text(encoding="utf-8")) for path in articles)
        article, text = next((path, text) for path, text in texts if "\nrights: full\n" in text)
        page = f"http://{address}/articles/{article.stem}/"
        said = (self.folder / "served.txt").open("wb")
        server = subprocess.Popen(
            (*BRIEFING, "serve", "-q", "-a", address), cwd=project, env=_environment(), stdout=said, stderr=said
        )
        costs = []
        try:
            _until(page, "</html>", 1800)
            for number in range(self.repeat):
                mark = f"changed for the {number}th time of this {os.getpid()}"
                begun = time.perf_counter()
                article.write_text(f"{text}\nIt was {mark}.\n", encoding="utf-8")
                _until(page, mark, 600)
                costs.append(Cost(time.perf_counter() - begun, 0, 0))
                time.sleep(2)
        finally:
            server.kill()
            server.wait()
            article.write_text(text, encoding="utf-8")
        return median(costs)

    def others(self, count: int) -> None:
        """Measure full builds of the other generators, those that are installed."""
        articles = self.folder / f"ours-{count}" / "content"
        for name, peer in peers.PEERS.items():
            program = shutil.which(peer.program)
            if program is None:
                continue
            if f"{name} {count}" in self.costs:
                continue
            folder = self.folder / f"peer-{peer.program}-{count}"
            peers.prepare(peer, articles, folder)
            self.take(f"{name} {count}", lambda f=folder, c=(program, *peer.command[1:]): measured(c, f))  # type: ignore[misc]
            shutil.rmtree(folder, ignore_errors=True)

    def yake(self, count: int) -> None:
        """Measure stock YAKE on a sample, single-threaded, and reckon what all articles would cost."""

        def reckoned() -> Cost:
            code = (
                "import sys, pathlib, yake\n"
                "files = sorted(pathlib.Path(sys.argv[1]).rglob('*.md'))[:int(sys.argv[2])]\n"
                "found = yake.KeywordExtractor(lan='en', n=3, top=20)\n"
                "for f in files: found.extract_keywords(f.read_text(encoding='utf-8').split('---', 2)[2])\n"
            )
            content = self.folder / f"ours-{count}" / "content"
            size = min(_SAMPLE, count)
            base = measured((sys.executable, "-c", code, str(content), "0"), self.folder)
            full = measured((sys.executable, "-c", code, str(content), str(size)), self.folder)
            return Cost((full.wall - base.wall) * count / size, (full.cpu - base.cpu) * count / size, full.megabytes)

        self.take(f"yake {count}", reckoned)

    def floor(self, count: int) -> None:
        """Measure reading all articles and writing 20 KB for each."""
        code = (
            "import sys, pathlib; out = pathlib.Path(sys.argv[2]); out.mkdir()\n"
            "for n, f in enumerate(pathlib.Path(sys.argv[1]).rglob('*.md')):\n"
            "    f.read_bytes(); (out / str(n)).write_bytes(bytes(20_000))\n"
        )
        out = self.folder / "floor"

        def work() -> Cost:
            shutil.rmtree(out, ignore_errors=True)
            content = self.folder / f"ours-{count}" / "content"
            cost = measured((sys.executable, "-c", code, str(content), str(out)), self.folder)
            shutil.rmtree(out)
            return cost

        self.take(f"floor {count}", work)


def _until(address: str, text: str, patience: float) -> None:
    """Wait until a page shows a text; raises `RuntimeError` after `patience` seconds."""
    end = time.monotonic() + patience
    while time.monotonic() < end:
        try:
            with urllib.request.urlopen(address, timeout=60) as answer:
                if text in answer.read().decode("utf-8", "replace"):
                    return
        except OSError:
            pass
        time.sleep(0.05)
    raise RuntimeError(f"{address} does not show it after {patience:g} seconds")


def table(costs: dict[str, Cost], large: int, small: int) -> str:
    """Return the results as tables of Markdown: targets as ratios, and every figure."""
    import math

    lines = ["| work | measured | target | ratio |", "| --- | --- | --- | --- |"]

    def row(work: str, target: str, needs: tuple[str, ...], ratio: Callable[..., float], unit: str = "×") -> None:
        if all(name in costs for name in needs):
            found = [costs[name] for name in needs]
            shown = ", ".join(
                f"{n}: {c.wall:.1f} s wall, {c.cpu:.1f} s processor" for n, c in zip(needs, found, strict=True)
            )
            lines.append(f"| {work} | {shown} | {target} | {ratio(*found):.2f} {unit} |")

    c, n, h = f"cold {large}", f"new {large}", f"Hugo {large}"
    row(
        "cold build against stock YAKE alone, processor time", "≤ 0.6", (c, f"yake {large}"), lambda a, b: a.cpu / b.cpu
    )
    row("cold build: wall against own processor time", "≤ 0.55", (c,), lambda a: a.wall / a.cpu)
    row(
        "one new article, without search, against Hugo (wall)",
        "≤ 0.4",
        (f"new, no search {large}", h),
        lambda a, b: a.wall / b.wall,
    )
    row("one new article, against Hugo (wall)", "≤ 0.8", (n, h), lambda a, b: a.wall / b.wall)
    row("nothing changed, against Hugo (wall)", "≤ 0.2", (f"nothing {large}", h), lambda a, b: a.wall / b.wall)
    row("one template changed, against Hugo (wall)", "≤ 1.0", (f"template {large}", h), lambda a, b: a.wall / b.wall)
    row(
        "one new article, without search, against Hugo (processor)",
        "",
        (f"new, no search {large}", h),
        lambda a, b: a.cpu / b.cpu,
    )
    row("nothing changed, against Hugo (processor)", "", (f"nothing {large}", h), lambda a, b: a.cpu / b.cpu)
    row("one template changed, against Hugo (processor)", "", (f"template {large}", h), lambda a, b: a.cpu / b.cpu)
    row(f"one new article: {large} against {small} (processor)", "≤ 4", (n, f"new {small}"), lambda a, b: a.cpu / b.cpu)
    row(
        f"cold: exponent from {small} to {large} (processor)",
        "≤ 1.05",
        (c, f"cold {small}"),
        lambda a, b: math.log(a.cpu / b.cpu) / math.log(large / small),
        "",
    )
    row("memory, largest process, MB", "≤ 600", (c,), lambda a: a.megabytes, "MB")
    row(f"serve: from saving to the page, {small} articles", "≤ 1 s", (f"serve {small}",), lambda a: a.wall, "s")
    row(f"serve: from saving to the page, {large} articles", "≤ 3 s", (f"serve {large}",), lambda a: a.wall, "s")
    row("`list`, warm", "≤ 1.5 s", (f"list {large}",), lambda a: a.wall, "s")
    row("`--help`", "≤ 0.15 s", ("help",), lambda a: a.wall, "s")
    lines += ["", "| measured | wall, s | processor, s | largest process, MB |", "| --- | --- | --- | --- |"]
    lines += [f"| {name} | {cost.wall:.2f} | {cost.cpu:.2f} | {cost.megabytes:.0f} |" for name, cost in costs.items()]
    return "\n".join(lines)


def machine() -> str:
    """Return what the figures were measured on, in a sentence."""
    load = os.getloadavg()[2] if hasattr(os, "getloadavg") else 0.0
    system = f"{os.cpu_count()} cores, Python {platform.python_version()}, {platform.system()}"
    return f"{system}; load over the last quarter of an hour {load:.1f}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--articles", type=int, default=10_000)
    parser.add_argument("--small", type=int, default=1_000)
    parser.add_argument("--repeat", type=int, default=3)
    parser.add_argument("--again", action="store_true", help="measure what is known already too")
    parser.add_argument("--only", choices=("ours", "others"), help="measure only a part")
    parser.add_argument("--write", type=Path, help="put the tables between the comments of this page")
    given = parser.parse_args()
    run = Run(given.folder.resolve(), given.repeat, given.again)
    large, small = given.articles, given.small
    help_ = (*BRIEFING, "--help")
    run.take("help", lambda: median([measured(help_, run.folder) for _ in range(5)]))
    for count in (small, large):
        if not (run.folder / f"ours-{count}").is_dir():
            corpus.write(run.folder / f"ours-{count}", count)
    if given.only != "ours":
        run.floor(large)
        run.yake(large)
        run.others(large)
    if given.only != "others":
        run.ours(large)
        run.ours(small)
        run.served(small)
        run.served(large)
    text = f"{machine()}\n\n{table(run.costs, large, small)}\n"
    sites = [(count, run.folder / f"ours-{count}" / "site") for count in (small, large)]
    found = [(f"{count:,} articles", weighed(files_of(site))) for count, site in sites if site.is_dir()]
    if found:
        text += f"\n```text\n{weights(*found)}\n```\n"
    print(text)
    if given.write:
        page = given.write.read_text(encoding="utf-8")
        marks = r"(<!-- measured by benchmarks/run\.py -->\n).*?(<!-- end -->)"
        page = re.sub(marks, lambda match: match[1] + text + match[2], page, flags=re.S)
        given.write.write_text(page, encoding="utf-8")


if __name__ == "__main__":
    main()
