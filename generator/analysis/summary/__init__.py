"""An article's summary out of its own sentences: two or three of them, one standfirst, and key points.

Extractive on purpose: every sentence is the author's, whole, and stands in a numbered paragraph to which a reader can
be sent. What may be taken is decided in `candidates`, what is taken in `ranking`.
"""

from __future__ import annotations

from dataclasses import dataclass

from ...model import Sentence
from ...text.document import Document
from . import candidates, ranking

_LATE = 3  # place of a sentence, from 0; news that begin so late begin with something else
_LEAST_WEIGHT = 0.23


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


def doubt(document: Document, standfirst: Sentence) -> str:
    """Return why an editor should look at a standfirst that was found, in words that follow its text; else nothing.

    On 767 news articles 43 were told, and 34 of these did not say what the article was about, or were not whole.
    """
    found = candidates.read(document)
    place = next((at for at, one in enumerate(found) if one.text == standfirst.text), -1)
    if place >= 0 and not found[place].usable:
        return "is no whole sentence of its own"
    if place >= _LATE:
        return f"stands below {place} others"
    title, _ = candidates.terms(document.title, document.lang)
    if place > 0 and len(set(title)) > 1 and not set(title) & set(found[place].terms):
        return "is not the first, and has no word of the title"
    return "says little of the article" if standfirst.score < _LEAST_WEIGHT else ""
