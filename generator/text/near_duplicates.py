"""Texts that are nearly the same, found without comparing all with all: a MinHash sketch of each, and an index of them.

Bottom-k sketches of word 5-grams (Broder, "On the resemblance and containment of documents", 1997): one hash function,
the k smallest values; the share of common values among the k smallest of both estimates the Jaccard similarity.
"""

from __future__ import annotations

import re
from collections import Counter
from heapq import nsmallest
from zlib import crc32

SIZE = 128
SHINGLE = 5
ALIKE = 0.8
"""Least estimated Jaccard similarity of two copies of one text."""
_FEWEST = 12  # shingles; two shorter texts may be alike by chance
_TOKEN = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\u0e00-\u0eff]|[^\W_]+")

Sketch = tuple[int, ...]


def sketch(text: str) -> Sketch:
    """Return the sketch of a text, ascending; empty for one too short to tell."""
    tokens = _TOKEN.findall(text.casefold())
    if len(tokens) < SHINGLE + _FEWEST - 1:
        return ()
    shingles = zip(*(tokens[n:] for n in range(SHINGLE)), strict=False)
    # CRC-32 alone is linear in its bits; multiplied by an odd constant its order looks random
    values = {(crc32(" ".join(words).encode()) * 2654435761) & 0xFFFFFFFF for words in shingles}
    return tuple(nsmallest(SIZE, values))


def resemblance(one: Sketch, other: Sketch) -> float:
    """Return the estimated Jaccard similarity of two texts in 0..1; 0 when one is too short to tell."""
    if not one or not other:
        return 0.0
    union = sorted({*one, *other})[: min(SIZE, max(len(one), len(other)))]
    both = set(one) & set(other)
    return sum(value in both for value in union) / len(union)


class DuplicateIndex:
    """Sketches by name; finds the text that is nearest to another one."""

    def __init__(self) -> None:
        self._sketches: dict[str, Sketch] = {}
        self._names: dict[int, list[str]] = {}

    def add(self, name: str, text: str) -> None:
        """Take in a text under a name."""
        found = sketch(text)
        self._sketches[name] = found
        for value in found:
            self._names.setdefault(value, []).append(name)

    def alike(self, text: str, least: float = ALIKE) -> list[tuple[str, float]]:
        """Return the names of texts at least that similar, the most similar first."""
        found = sketch(text)
        shared = Counter(name for value in found for name in self._names.get(value, ()))
        enough = [name for name, count in shared.items() if count >= least * len(found) / 2]
        scored = [(name, resemblance(found, self._sketches[name])) for name in enough]
        return sorted((pair for pair in scored if pair[1] >= least), key=lambda pair: (-pair[1], pair[0]))
