"""How much of a page's main text `briefing add` finds, word by word, beside trafilatura alone on the same pages.

    python benchmarks/extraction.py [--texts FILE.jsonl.gz --most 50] [--format json]

Pages are those of `tests/cases/pages/` that have a `main.txt`: the words that a reader would call the article, marked
by hand in the page, standfirst and captions included, title, byline and furniture not. With `--texts` each page is
filled with each text of a corpus (JSON lines with `text`) in place of its own paragraphs; nothing of it is kept.
Status 1 when ours is below trafilatura's on a page.
"""

from __future__ import annotations

import argparse
import gzip
import json
import logging
import re
import statistics
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from html import escape
from pathlib import Path

from generator.errors import ImportRefused
from generator.ingest.importers import read_all

PAGES = Path(__file__).parent.parent / "tests" / "cases" / "pages"
RETRIEVED = datetime(2025, 6, 21, 8, tzinfo=UTC)
_WORD = re.compile(r"[\u4e00-\u9fff]|[^\W\u4e00-\u9fff]+")
_ADDRESS = re.compile(r"\]\([^)\s]*\)")
_LONG = 60  # characters; a paragraph of the article, and no label


@dataclass(frozen=True)
class Score:
    """F1 of the words of a page's main text, each counted as often as it stands there."""

    page: str
    ours: float
    trafilatura: float


def words(text: str) -> Counter[str]:
    """Return how often each word stands in a text; a Chinese character is one."""
    return Counter(_WORD.findall(text.casefold()))


def f1(found: str, wanted: str) -> float:
    """Return the harmonic mean of precision and recall of the words, in 0..1."""
    have, want = words(found), words(wanted)
    common = (have & want).total()
    return 2 * common / (have.total() + want.total()) if common else 0.0


def ours(name: str, data: bytes) -> str:
    """Return the text of what `briefing add` makes of a page, without what only marks it up; empty for a refusal."""
    try:
        drafts = read_all(name, data, retrieved=RETRIEVED, date="2025-06-01", pictures=True).drafts
    except ImportRefused:
        return ""
    text = "\n\n".join(draft.body for draft in drafts)
    return _ADDRESS.sub("]", re.sub(r"!\[[^\]]*\]\([^)]*\)", " ", text))


def theirs(data: bytes) -> str:
    """Return what trafilatura extracts from a page as plain text, as its manual shows it."""
    import trafilatura

    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)
    return trafilatura.extract(data.decode(), include_comments=False) or ""


def filled(page: str, main: str, text: str) -> tuple[str, str]:
    """Return a page with a text in place of its own paragraphs, and what then is its main text.

    The last of the page's paragraphs takes what the others have not taken; the rest of the main text stays.
    """
    own = [line for line in main.splitlines() if len(line) > _LONG and page.count(f">{line}<") == 1]
    parts = [" ".join(part.split()) for part in re.split(r"\n\s*\n", text) if part.strip()]
    if len(own) < 2 or not parts:
        return "", ""
    share = -(-len(parts) // len(own))
    lines = main.splitlines()
    for at, line in enumerate(own):
        mine = parts[at * share : (at + 1) * share]
        page = page.replace(f">{line}<", ">" + "</p><p>".join(map(escape, mine)) + "<")
        lines[lines.index(line)] = "\n".join(mine)
    return page, "\n".join(lines)


def cases() -> Iterator[tuple[str, str, str]]:
    """Yield the name, the page and the main text of every case that has one."""
    for folder in sorted(PAGES.iterdir()):
        if (folder / "main.txt").is_file():
            yield folder.name, (folder / "page.html").read_text("utf-8"), (folder / "main.txt").read_text("utf-8")


def corpus(path: Path, most: int) -> Iterator[str]:
    """Yield the first texts of a corpus that have paragraphs and a hundred words."""
    with (gzip.open if path.suffix == ".gz" else open)(path, "rt", encoding="utf-8") as file:
        for line in file:
            text = json.loads(line).get("text") or ""
            if "\n\n" not in text:
                text = re.sub(r"\n+", "\n\n", text)
            if len(text.split()) >= 100 and "\n\n" in text.strip() and most > 0:
                most -= 1
                yield text


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--texts", type=Path)
    parser.add_argument("--most", type=int, default=50)
    parser.add_argument("--format", choices=("text", "json"), default="text")
    options = parser.parse_args()
    texts = list(corpus(options.texts, options.most)) if options.texts else []
    scores: list[Score] = []
    for name, page, main_text in cases():
        pairs = [filled(page, main_text, text) for text in texts] if texts else [(page, main_text)]
        found = [
            (f1(ours("page.html", html.encode()), wanted), f1(theirs(html.encode()), wanted))
            for html, wanted in pairs
            if html
        ]
        if found:
            scores.append(Score(name, statistics.mean(a for a, _ in found), statistics.mean(b for _, b in found)))
    if options.format == "json":
        print(json.dumps([asdict(score) for score in scores], indent=1))
    else:
        print("| page | ours | trafilatura |\n| --- | --- | --- |")
        for score in scores:
            print(f"| {score.page} | {score.ours:.3f} | {score.trafilatura:.3f} |")
        both = [statistics.mean(s.ours for s in scores), statistics.mean(s.trafilatura for s in scores)]
        print(f"| mean | {both[0]:.3f} | {both[1]:.3f} |")
    return 1 if any(score.ours < score.trafilatura for score in scores) else 0


if __name__ == "__main__":
    sys.exit(main())
