"""A project of any size to measure with, made of our own demonstration texts; the same bytes for the same arguments.

    python benchmarks/corpus.py FOLDER --articles 10000

Each article takes sentences of a few of our English explainers, moved to other countries (a country's name becomes
another's, the same one throughout an article) and with other numbers, so that words, names and labels are spread about
as in a real archive: 600 to 1,000 words with headings, lists and quotations, forty outlets, two hundred authors, six a
day back from the last of June 2026. One in twelve reports what another outlet reported the day before.
"""

from __future__ import annotations

import argparse
import random
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from generator.content.frontmatter import split
from generator.settings import vocabulary
from generator.text.document import parse
from generator.text.sentences import split as split_sentences

CONTENT = Path(__file__).parent.parent / "content" / "articles"
NEWEST = datetime(2026, 6, 30, 18, tzinfo=UTC)
A_DAY = 6
COUNTRIES = 60
"""So many countries are written about, the first of them far more than the last."""
_SETTINGS = """site_name: Benchmark
site_url: https://example.org/
theme: briefing
docs_dir: content
plugins:
  - briefing:
      timezone: UTC
"""
_GIVEN = "Ada Bram Cora Dov Edda Femi Gita Hugo Ines Jonas Kaya Lars Mina Noor Odd Pia Rafi Sena Timo Uma".split()
_FAMILY = "Abel Borg Chen Diaz Eke Falk Garg Holt Imai Juarez".split()
_PAPER = "Courier Dispatch Gazette Herald Ledger Monitor Observer Post".split()
_TOWN = "Northgate Riverside Eastmoor Harbour Lakeland".split()


@dataclass(frozen=True)
class Source:
    """One of our explainers, cut up."""

    title: str
    sentences: tuple[str, ...]
    headings: tuple[str, ...]


def sources() -> tuple[Source, ...]:
    """Return our English explainers, in the order of their files."""
    found = []
    for path in sorted(CONTENT.rglob("*.md")):
        front, body, _ = split(path.read_text(encoding="utf-8"), path.name)
        if front.values.get("lang", "en") != "en":
            continue
        blocks = parse("", body).prose
        sentences = tuple(s.strip() for b in blocks for s in split_sentences(b.text, "en") if len(s.split()) > 6)
        headings = tuple(line[3:] for line in body.splitlines() if line.startswith("## "))
        if sentences:
            found.append(Source(str(front.values["title"]), sentences, headings or ("Background",)))
    return tuple(found)


def made(count: int, seed: int = 7) -> Iterator[tuple[str, str]]:
    """Yield (path below the content folder, text) of so many articles, newest first."""
    ours = sources()
    countries = [node.name for node in vocabulary.load("regions") if node.kind == "country"]
    known = re.compile(
        r"\b(?:" + "|".join(sorted(map(re.escape, countries), key=lambda name: (-len(name), name))) + r")\b"
    )
    earlier: list[tuple[str, str]] = []
    for number in range(count):
        chance = random.Random(f"{seed}/{number}")
        date = NEWEST - timedelta(hours=24 / A_DAY * number, minutes=chance.randrange(60))
        if earlier and chance.random() < 1 / 12:
            title, body = earlier[chance.randrange(len(earlier))]
            title = f"{title}, as told elsewhere"
        else:
            title, body = _written(chance, ours, countries, known, number)
        earlier = [*earlier[-A_DAY:], (title, body)]
        town, paper = chance.choice(_TOWN), chance.choice(_PAPER)
        author = f"{chance.choice(_GIVEN)} {chance.choice(_FAMILY)}"
        front = (
            f'---\ntitle: "{title}"\ndate: {date:%Y-%m-%dT%H:%M:%SZ}\nid: bench-{seed}-{number}\n'
            f"authors: [{author}]\nsource: {town} {paper}\nrights: {chance.choice(('full', 'full', 'excerpt'))}\n---\n"
        )
        yield f"articles/{date:%Y/%m}/a{number:06}.md", front + body


def _written(
    chance: random.Random, ours: tuple[Source, ...], countries: list[str], known: re.Pattern[str], number: int
) -> tuple[str, str]:
    parts = chance.sample(ours, 3)
    here = chance.choices(countries, [1 / (rank + 3) for rank in range(len(countries))], k=3)

    def elsewhere(match: re.Match[str]) -> str:
        return here[(0, 0, 0, 1, 2)[len(match[0]) % 5]]

    def told(text: str) -> str:
        text = re.sub(r"\d+", lambda n: n[0] if len(n[0]) == 4 else str(chance.randint(1, 10 ** len(n[0]))), text)
        return known.sub(elsewhere, text)

    wanted, words, paragraphs = chance.randint(600, 1000), 0, []
    while words < wanted:
        if paragraphs and chance.random() < 0.2:
            paragraphs.append(f"## {told(chance.choice(chance.choice(parts).headings))}")
        sentences = [
            told(s) for s in chance.choices(chance.choices(parts, (6, 2, 1))[0].sentences, k=chance.randint(2, 4))
        ]
        words += sum(len(s.split()) for s in sentences)
        form = chance.random()
        if form < 0.06:
            paragraphs.append("\n".join(f"- {s}" for s in sentences))
        else:
            paragraphs.append(("> " if form < 0.1 else "") + " ".join(sentences))
    title = told(parts[0].title).replace('"', "'")
    return f"{title} ({here[0]}, {number})", "\n\n".join(paragraphs) + "\n"


def write(folder: Path, count: int, seed: int = 7) -> None:
    """Write a project of so many articles into `folder`."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "mkdocs.yml").write_text(_SETTINGS, encoding="utf-8")
    for path, text in made(count, seed):
        target = folder / "content" / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("folder", type=Path)
    arguments.add_argument("--articles", type=int, default=1000)
    arguments.add_argument("--seed", type=int, default=7)
    given = arguments.parse_args()
    write(given.folder, given.articles, given.seed)
