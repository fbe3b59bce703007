"""Sentences of several reports of one event that say the same with other figures: "120 killed", "at least 140"."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import combinations

from ..content import rights
from ..model import Entry, Sentence

_NUMBER = re.compile(r"\d+(?:[.,\u00a0\u202f ]\d+)*")
_WORD = re.compile(r"[^\W\d_]{4,}")
_LIKE = 0.3
"""Share of their words (Jaccard) from which on two sentences speak of the same."""
_MOST = 3


def differing_figures(entries: Sequence[Entry]) -> tuple[tuple[tuple[Entry, Sentence], ...], ...]:
    """Return sets of sentences, one an article, that are alike in words and differ in figures; three at most.

    Only sentences that may be shown are compared: key points and summaries. Within a set they stand in the order of
    `entries`.
    """
    sentences = [(at, sentence) for at, entry in enumerate(entries) for sentence in _shown(entry)]
    pairs = sorted(
        (-likeness, one, other)
        for one, other in combinations(range(len(sentences)), 2)
        if sentences[one][0] != sentences[other][0]
        and (likeness := _likeness(sentences[one][1].text, sentences[other][1].text)) >= _LIKE
    )
    taken: set[int] = set()
    found = []
    for _, one, other in pairs:
        if {one, other} & taken:
            continue
        group = {sentences[one][0]: one, sentences[other][0]: other}
        for at in range(len(sentences)):
            place, sentence = sentences[at]
            if place not in group and at not in taken and _likeness(sentences[one][1].text, sentence.text) >= _LIKE:
                group[place] = at
        taken.update(group.values())
        found.append(tuple((entries[place], sentences[at][1]) for place, at in sorted(group.items())))
    return tuple(found[:_MOST])


def _shown(entry: Entry) -> Iterator[Sentence]:
    """Yield the sentences of an article that may be shown and have figures, each once."""
    every = (*rights.key_points(entry), *rights.summary(entry))
    yield from {sentence.text: sentence for sentence in every if _figures(sentence.text)}.values()


def _figures(text: str) -> frozenset[str]:
    """Return the figures of a sentence; a year is a date and no figure of an event."""
    numbers = (re.sub(r"\D", "", number) for number in _NUMBER.findall(text))
    return frozenset(number for number in numbers if not (len(number) == 4 and number[:2] in ("19", "20")))


def _likeness(one: str, other: str) -> float:
    """Return how alike two sentences are in their words; 0 when their figures are the same."""
    if _figures(one) == _figures(other):
        return 0.0
    words, others = ({word.casefold() for word in _WORD.findall(text)} for text in (one, other))
    return len(words & others) / len(words | others) if words | others else 0.0
