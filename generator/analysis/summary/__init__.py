"""An article's summary out of its own sentences: two or three of them, one standfirst, and key points.

Extractive on purpose: every sentence is the author's, whole, and stands in a numbered paragraph to which a reader can
be sent. What may be taken is decided in `candidates`, what is taken in `ranking`.
"""

from __future__ import annotations

from dataclasses import dataclass

from ...document import Document
from ...model import Sentence
from . import candidates, ranking


@dataclass(frozen=True, slots=True)
class Summary:
    """What stands for the article where there is no room for it."""

    sentences: tuple[Sentence, ...] = ()
    """At most three, in the article's order."""
    standfirst: Sentence | None = None
    """The one sentence that says most."""
    key_points: tuple[Sentence, ...] = ()
    """Three to five in the article's order, without the standfirst; empty for a short article."""


def summarise(document: Document) -> Summary:
    """Return the summary of an article; an empty one for an article without a sentence."""
    found = candidates.read(document)
    if not found:
        return Summary()
    title, _ = candidates.terms(document.title, document.lang)
    chance = ranking.chances(found, title)
    lead = ranking.best(found, chance)
    points = ranking.points(found, chance, (lead,)) if lead >= 0 else ()

    def sentence(place: int) -> Sentence:
        one = found[place]
        score = ranking.worth(one, chance) / (one.words + 1)
        return Sentence(one.text, one.paragraph, round(min(1.0, score), 4))

    return Summary(
        tuple(map(sentence, ranking.choose(found, chance))),
        sentence(lead) if lead >= 0 else None,
        tuple(map(sentence, points)),
    )
