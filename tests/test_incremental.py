"""A build that keeps what has not changed publishes what a clean build does: byte for byte, whatever was changed.

Random projects are changed step by step (articles, labels, files, templates, settings, the moment); after each step the
site that was kept up to date is compared with one that was made from nothing. `python tests/test_incremental.py SEED
STEPS EVERY` walks as long as one likes, builds after every step, and compares after EVERY so many.
"""

from __future__ import annotations

import os
import random
import shutil
import sqlite3
import sys
import tempfile
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from conftest import Run, run_briefing, tree
from PIL import Image

# Few places and subjects: each brings pages and feeds of a region, a theme and both, and a step costs by these.
PLACES = "India Kenya France Japan".split()
SUBJECTS = (
    "The central bank raised its interest rate and inflation slowed",
    "Parliament passed an election law after a long debate between the parties",
    "The navy sent two warships on patrol and the defence ministry bought missiles",
    "Farmers reported a poor harvest after months of drought",
)
NOW = datetime(2026, 6, 30, tzinfo=UTC)


class Project:
    """A project that is changed at random."""

    def __init__(self, folder: Path, seed: int) -> None:
        self.folder, self.chance, self.made = folder, random.Random(seed), 0
        self.now = NOW
        self.settings = {"listing": 4, "related": 3, "feed_length": 5, "timezone": "UTC"}
        self.settings["search"] = "true" if seed % 2 else "false"
        self.settings["feed_formats"] = "[rss]"
        self.site_name = "Steps"
        (folder / "content" / "articles").mkdir(parents=True)
        for _ in range(6):
            self.add()
        self.configure()

    @property
    def articles(self) -> list[Path]:
        return sorted((self.folder / "content" / "articles").rglob("*.md"))

    def configure(self) -> None:
        lines = [f"site_name: {self.site_name}", "site_url: https://example.org/s/", "theme: briefing"]
        lines += ["docs_dir: content", "plugins:", "  - briefing:"]
        lines += [f"      {key}: {value}" for key, value in self.settings.items()]
        (self.folder / "mkdocs.yml").write_text("\n".join(lines) + "\n", encoding="utf-8")

    def sentence(self) -> str:
        chance = self.chance
        return f"{chance.choice(SUBJECTS)} in {chance.choice(PLACES)} by {chance.randint(2, 99)} per cent."

    # What can happen, each a step -------------------------------------------------------------------------------------

    def add(self) -> None:
        self.made += 1
        chance = self.chance
        day = self.now - timedelta(days=chance.choice((0, 1, 2, 20, 40, 70)), hours=chance.randint(0, 20))
        head = [f"title: {chance.choice(PLACES)} and {chance.choice(PLACES)}, {self.made}", f"id: a{self.made}"]
        head += [f"date: {day:%Y-%m-%dT%H:%M:%SZ}", f"authors: [{chance.choice(('Ada Lund', 'ada lund', 'Bo Ek'))}]"]
        head += [f"source: {chance.choice(('Ledger', 'Courier', ''))}", f"rights: {chance.choice(('full', 'excerpt'))}"]
        if chance.random() < 0.2:
            head.append(f"expires: {day + timedelta(days=chance.randint(1, 90)):%Y-%m-%d}")
        head = [line for line in head if not line.endswith(": ")]
        body = "\n\n".join(" ".join(self.sentence() for _ in range(3)) for _ in range(chance.randint(1, 4)))
        path = self.folder / "content" / "articles" / f"a{self.made}.md"
        path.write_text("---\n" + "\n".join(head) + f"\n---\n\n{body}\n", encoding="utf-8")

    def repeated(self) -> None:
        """An outlet reports what another did: a story."""
        if self.articles:
            self.made += 1
            old = self.chance.choice(self.articles).read_text(encoding="utf-8")
            new = "\n".join(f"id: a{self.made}" if line.startswith("id: ") else line for line in old.split("\n"))
            path = self.folder / "content" / "articles" / f"a{self.made}.md"
            path.write_text(new.replace("source: Ledger", "source: Courier"), encoding="utf-8")

    def edit(self) -> None:
        self._change(lambda text: text + f"\n{self.sentence()}\n")

    def link(self) -> None:
        """A text links to another article's file, which may be there or not."""
        target = self.chance.choice([*(path.name for path in self.articles), "gone.md"])
        self._change(lambda text: text + f"\nSee [the other]({target}) and <https://example.org/>.\n")

    def relabel(self) -> None:
        label = self.chance.choice(
            ("regions: [+india]", "themes: [-economy]", "regions: [japan, asean]", "tags: [Dams, EU]")
        )
        self._change(lambda text: text.replace("---\n", f"---\n{label}\n", 1) if label[:6] not in text else text)

    def retitle(self) -> None:
        self._change(
            lambda text: text.replace("title: ", f"title: {self.chance.choice(PLACES)}: ".replace(": ", " - ", 2), 1)
        )

    def pin(self) -> None:
        self._change(lambda text: text.replace("---\n", "---\npin: true\n", 1) if "pin:" not in text else text)

    def rename(self) -> None:
        if self.articles:
            path = self.chance.choice(self.articles)
            self.made += 1
            path.rename(path.with_name(f"b{self.made}.md"))

    def delete(self) -> None:
        if len(self.articles) > 2:
            self.chance.choice(self.articles).unlink()

    def template(self) -> None:
        place = self.folder / "templates"
        place.mkdir(exist_ok=True)
        name = self.chance.choice(("article.html", "listing.html", "home.html"))
        if (place / name).exists():
            (place / name).unlink()
        else:
            text = f'{{% extends "default:{name}" %}}{{% block footer %}}<p>{self.chance.random()}</p>{{% endblock %}}'
            (place / name).write_text(text, encoding="utf-8")

    def setting(self) -> None:
        key, values = self.chance.choice(
            (
                ("listing", (2, 4, 50)),
                ("related", (2, 5)),
                ("feed_length", (2, 5)),
                ("timezone", ("UTC", "Asia/Tokyo")),
                ("feed_formats", ("[rss]", "[atom]", "[json]", "[atom, rss]")),
                ("api", ("true", "false")),
                ("share_pictures", ("true", "false")),
                ("language", ("en", "de")),
                ("search", ("true", "false")),
                (
                    "watchlists",
                    ("[]", "[{name: Rates, any: [interest rate]}]", "[{name: Rates, any: [warship, harvest]}]"),
                ),
            )
        )
        self.settings[key] = self.chance.choice(values)
        self.site_name = self.chance.choice(("Steps", "Steps & Stairs"))
        self.configure()

    def page(self) -> None:
        """A page of the editor's own comes, changes or goes; one introduces a region."""
        name = self.chance.choice(("about.md", "regions/asia.md", "themes/economy.md"))
        path = self.folder / "content" / name
        if path.exists() and self.chance.random() < 0.5:
            path.unlink()
        else:
            path.parent.mkdir(exist_ok=True)
            path.write_text(f"# About\n\n{self.sentence()}\n", encoding="utf-8")

    def picture(self) -> None:
        """A picture comes, becomes another, or goes; a text shows it, or an article has it for its lead."""
        name = self.chance.choice(("dam.png", "port.png"))
        path = self.folder / "content" / "articles" / name
        if path.exists() and self.chance.random() < 0.5:
            path.unlink()
        else:
            Image.new("RGB", (8, 8), (self.chance.randint(0, 255), 9, 9)).save(path)
        if self.chance.random() < 0.5:
            self._change(lambda text: text + f"\n![The {path.stem}]({name})\n")
        else:
            lead = f"---\nimage: articles/{name}\n"
            self._change(lambda text: text if "image:" in text else text.replace("---\n", lead, 1))

    def time(self) -> None:
        self.now += timedelta(days=self.chance.choice((1, 5, 33)))

    def touch(self) -> None:
        """Somebody's hand is in the published site."""
        files = sorted(path for path in (self.folder / "site").rglob("*") if path.is_file())
        for path in self.chance.sample(files, 3):
            self.chance.choice((path.unlink, lambda path=path: path.write_text("touched", encoding="utf-8")))()

    def forget(self) -> None:
        """The cache is damaged or gone."""
        file = next((self.folder / ".cache").rglob("*.sqlite"), None)
        if file and self.chance.random() < 0.5:
            with sqlite3.connect(file) as store:
                store.execute("UPDATE entry SET value = x'00' WHERE key LIKE 'body:%' OR key LIKE 'item:%'")
        elif file:
            file.unlink()

    def _change(self, edit: Callable[[str], str]) -> None:
        if self.articles:
            path = self.chance.choice(self.articles)
            path.write_text(edit(path.read_text(encoding="utf-8")), encoding="utf-8")

    def step(self) -> str:
        steps = (self.add, self.repeated, self.edit, self.link, self.relabel, self.retitle, self.pin, self.rename,
                 self.delete, self.template, self.setting, self.page, self.picture, self.time, self.touch, self.forget,
                 self.add, self.edit)  # fmt: skip
        chosen = self.chance.choice(steps)
        chosen()
        return chosen.__name__


def build(folder: Path, now: datetime) -> Run:
    return run_briefing(folder, "build", "-q", "--now", f"{now:%Y-%m-%dT%H:%M:%SZ}")


def differences(project: Project, clean: Path) -> list[str]:
    """Build the project as it stands, and a copy of it from nothing; return the files in which the two differ."""
    stored = build(project.folder, project.now)
    shutil.rmtree(clean, ignore_errors=True)
    shutil.copytree(project.folder, clean, ignore=shutil.ignore_patterns("site", ".cache"))
    file = next((project.folder / ".cache").rglob("*.sqlite"), None)
    if file:  # what was analysed may be known; pages, texts and items are not
        copied = clean / file.relative_to(project.folder)
        copied.parent.mkdir(parents=True)
        shutil.copy(file, copied)
        with sqlite3.connect(copied) as store:
            store.execute("DELETE FROM entry WHERE key LIKE '%:%' OR key = 'links'")
    fresh = build(clean, project.now)
    assert (stored.status, stored.err) == (fresh.status, fresh.err)
    one, other = tree(project.folder / "site"), tree(clean / "site")
    return sorted(name for name in one.keys() | other.keys() if one.get(name) != other.get(name))


def walk(folder: Path, seed: int, steps: int, every: int = 1) -> list[tuple[int, list[str], list[str]]]:
    """Return the steps after which the two sites differed: (number, what was done, files).

    The project is built after every step, and compared with a clean one after `every` so many.
    """
    project = Project(folder / "project", seed)
    found = []
    done: list[str] = []
    for number in range(steps + 1):
        if number % every == 0:
            wrong = differences(project, folder / "clean")
            if wrong:
                found.append((number, done, wrong[:5]))
            done = []
        else:
            build(project.folder, project.now)
        done.append(project.step())
    return found


def test_a_lost_text_is_converted_as_before(tmp_path: Path) -> None:
    """A feed that is made anew asks for a text whose page stays: its links lead to other articles as on the page."""
    project = Project(tmp_path / "project", 2)
    first, second, third, *others = project.articles
    for path in others:
        path.unlink()
    head = "---\ntitle: {}\ndate: {}\nsource: Ledger\nrights: full\n---\n\n"
    old = head.format("Rain in Japan", "2026-01-02") + "Farmers in Japan had rain in spring.\n"
    third.write_text(old, encoding="utf-8")
    second.write_text(head.format("Missiles for France", "2026-05-01") + "France bought missiles.\n", encoding="utf-8")
    words = f"The navy of India bought ships. See [the other]({second.name}).\n"
    first.write_text(head.format("Ships for India", "2026-06-29") + words, encoding="utf-8")
    assert differences(project, tmp_path / "clean") == []
    (store,) = (project.folder / ".cache").rglob("*.sqlite")
    with sqlite3.connect(store) as stored:
        stored.execute("DELETE FROM entry WHERE key LIKE 'body:%' OR key LIKE 'item:%'")
    third.write_text(old.replace("Rain in Japan", "Much rain in Japan"), encoding="utf-8")
    assert differences(project, tmp_path / "clean") == []
    feed = (project.folder / "site/sources/ledger/feed.xml").read_text(encoding="utf-8")
    assert f'<a href="https://example.org/s/articles/{second.stem}/">the other</a>' in feed


@pytest.mark.parametrize("seed", [1])
def test_a_few_steps(tmp_path: Path, seed: int) -> None:
    """After each of a few random changes the kept site is the clean one."""
    assert walk(tmp_path, seed, 4) == []


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(2, 6))
def test_many_steps(tmp_path: Path, seed: int) -> None:
    """The same over longer ways."""
    assert walk(tmp_path, seed, 25) == []


if __name__ == "__main__":
    os.environ.pop("SOURCE_DATE_EPOCH", None)
    with tempfile.TemporaryDirectory() as place:
        print(walk(Path(place), int(sys.argv[1]), int(sys.argv[2]), every=int(sys.argv[3])))
