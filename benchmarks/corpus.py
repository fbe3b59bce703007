"""A project of any size to measure with, made of our own demonstration texts; the same bytes for the same arguments.

    python benchmarks/corpus.py FOLDER --articles 10000

Each article takes sentences of a few of our English explainers, moved to other countries (a country's name becomes
another's, the same one throughout an article) and with other numbers, so that words, names and labels are spread about
as in a real archive: 600 to 1,000 words with headings, lists and quotations, forty outlets, two hundred authors, about
six a day back from the last of June 2026. One in twelve reports what another outlet reported the day before.

Nothing is even, as in a real archive: of countries, outlets, authors and subjects a few are frequent and many are rare
(Zipf's law); half of the articles name one country, a third two; months differ, and weekends are quiet.
"""

from __future__ import annotations

import argparse
import random
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import count as counting
from pathlib import Path
from typing import TypeVar

from generator.content.frontmatter import split
from generator.settings import vocabulary
from generator.text.document import parse
from generator.text.sentences import split as split_sentences

CONTENT = Path(__file__).parent.parent / "content" / "articles"
LAST_DAY = date(2026, 6, 30)
A_DAY = 6
"""Articles on the mean day."""
_WEEKEND = 0.4  # share of a working day's articles
_MEAN_DAY = 1.1 * (5 + 2 * _WEEKEND) / 7  # mean of what `_articles_of` multiplies
T = TypeVar("T")
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


def few_and_many(chance: random.Random, of: Sequence[T], steepness: float) -> T:
    """Return one of these, the nth with a probability in proportion to 1 / n ** steepness."""
    return chance.choices(of, [(rank + 1) ** -steepness for rank in range(len(of))])[0]


def _articles_of(day: date, seed: int) -> int:
    """Return how many articles a day has."""
    month = random.Random(f"{seed}/{day:%Y-%m}").uniform(0.5, 1.7)
    chance = random.Random(f"{seed}/{day}").uniform(0.6, 1.4)
    return round(A_DAY / _MEAN_DAY * month * chance * (_WEEKEND if day.weekday() >= 5 else 1))


def moments(seed: int = 7) -> Iterator[datetime]:
    """Yield when articles were published, newest first, without an end."""
    for back in counting():
        day = LAST_DAY - timedelta(days=back)
        chance = random.Random(f"{seed}/{day}/minutes")
        minutes = sorted((chance.randrange(4 * 60, 22 * 60) for _ in range(_articles_of(day, seed))), reverse=True)
        yield from (datetime.combine(day, time(0), UTC) + timedelta(minutes=minute) for minute in minutes)


def made(count: int, seed: int = 7) -> Iterator[tuple[str, str]]:
    """Yield (path below the content folder, text) of so many articles, newest first."""
    ours = sources()
    countries = [node.name for node in vocabulary.load("regions") if node.kind == "country"]
    random.Random("countries").shuffle(countries)  # else the frequent ones would be neighbours
    outlets = [f"{town} {paper}" for paper in _PAPER for town in _TOWN]
    authors = [f"{given} {family}" for family in _FAMILY for given in _GIVEN]
    known = re.compile(
        r"\b(?:" + "|".join(sorted(map(re.escape, countries), key=lambda name: (-len(name), name))) + r")\b"
    )
    earlier: list[tuple[str, str]] = []
    for number, moment in zip(range(count), moments(seed), strict=False):
        chance = random.Random(f"{seed}/{number}")
        if earlier and chance.random() < 1 / 12:
            title, body = earlier[chance.randrange(len(earlier))]
            title = f"{title}, as told elsewhere"
        else:
            title, body = _written(chance, ours, countries, known, number)
        earlier = [*earlier[-A_DAY:], (title, body)]
        outlet, author = few_and_many(chance, outlets, 1.0), few_and_many(chance, authors, 0.7)
        front = (
            f'---\ntitle: "{title}"\ndate: {moment:%Y-%m-%dT%H:%M:%SZ}\nid: bench-{seed}-{number}\n'
            f"authors: [{author}]\nsource: {outlet}\nrights: {chance.choice(('full', 'full', 'excerpt'))}\n---\n"
        )
        yield f"articles/{moment:%Y/%m}/a{number:06}.md", front + body


def _written(
    chance: random.Random, ours: tuple[Source, ...], countries: list[str], known: re.Pattern[str], number: int
) -> tuple[str, str]:
    parts: list[Source] = []
    while len(parts) < min(3, len(ours)):
        part = few_and_many(chance, ours, 0.6)
        parts += [part] if part not in parts else []
    named = chance.choices((1, 2, 3), (50, 32, 18))[0]
    here = [few_and_many(chance, countries, 0.9) for _ in range(named)]

    def elsewhere(match: re.Match[str]) -> str:
        return here[(0, 0, 0, 1, 2)[len(match[0]) % 5] % len(here)]

    def told(text: str) -> str:
        text = re.sub(r"\d+", lambda n: n[0] if len(n[0]) == 4 else str(chance.randint(1, 10 ** len(n[0]))), text)
        return known.sub(elsewhere, text)

    wanted, words, paragraphs = chance.randint(600, 1000), 0, []
    while words < wanted:
        if paragraphs and chance.random() < 0.2:
            paragraphs.append(f"## {told(chance.choice(chance.choice(parts).headings))}")
        part = chance.choices(parts, (6, 2, 1)[: len(parts)])[0]
        sentences = [told(s) for s in chance.choices(part.sentences, k=chance.randint(2, 4))]
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
