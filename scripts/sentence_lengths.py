"""How long the sentences of the manual are: words a sentence, by page, the longest first, and the mean of all.

Prose alone is counted: no code, no tables, no headings, no generated part. A list's item is a sentence of its own.
`python scripts/sentence_lengths.py [--long N]` prints the table, and with `--long` every sentence of more than N words.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parent.parent
PAGES = (
    *sorted((ROOT / "docs").glob("*.md")),
    *(ROOT / name for name in ("README.md", "CONTRIBUTING.md", "SECURITY.md")),
)
_NO_PROSE = re.compile(r"```.*?^\s*```|<!-- generated: .*?<!-- end -->|<!--.*?-->", re.DOTALL | re.MULTILINE)
_MARKUP = re.compile(r"!\[[^\]]*\]\([^)]*\)|[*_#]|\[([^\]]*)\]\([^)]*\)|<https?://[^>]*>")
_CODE = re.compile(r"`[^`]*`")
_END = re.compile(r"(?<=[.!?:;])[\"”)]?\s+(?=[\"“(]?[A-Z0-9]|code\b)|\n{2,}")


def sentences(text: str) -> Iterator[str]:
    """Yield every sentence of a page's prose; what stands in backquotes is one word."""
    text = _NO_PROSE.sub("\n\n", text)
    lines = [line for line in text.split("\n") if not line.lstrip().startswith(("|", "#", "![", "---"))]
    text = re.sub(r"\n\s*(?:[-*]|\d+\.) ", "\n\n", "\n".join(lines))
    for part in _END.split(_MARKUP.sub(lambda m: m[1] or "", _CODE.sub(" code ", text))):
        words = re.findall(r"[\w’'-]+", part)
        if len(words) > 2:
            yield " ".join(part.split())


def lengths(path: Path) -> list[int]:
    """Return the number of words of every sentence of a page."""
    return [len(re.findall(r"[\w’'-]+", one)) for one in sentences(path.read_text(encoding="utf-8"))]


def mean(numbers: list[int]) -> float:
    """Return the mean, 0 of none."""
    return sum(numbers) / len(numbers) if numbers else 0.0


def main() -> None:
    """Print a line a page, and the mean of all."""
    most = int(sys.argv[sys.argv.index("--long") + 1]) if "--long" in sys.argv else 0
    found = {path: lengths(path) for path in PAGES}
    for path, numbers in sorted(found.items(), key=lambda item: -mean(item[1])):
        print(f"{mean(numbers):5.1f} words, {len(numbers):4} sentences: {path.relative_to(ROOT)}")
        for one in sentences(path.read_text(encoding="utf-8")) if most else ():
            if len(re.findall(r"[\w’'-]+", one)) > most:
                print(f"      {one}")
    everything = [number for numbers in found.values() for number in numbers]
    print(f"{mean(everything):5.1f} words, {len(everything)} sentences in all")


if __name__ == "__main__":
    main()
