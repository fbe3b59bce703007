"""Which few sentences together say most of what a short account of the article would say.

A person's summary repeats the words that an article uses often, early and in its title. So each content word gets the
chance that it would stand in a summary, and sentences are chosen *together*: those whose words, each counted once,
promise the most for the room that they take (expected F-measure against a summary of usual length; compare SumBasic,
Nenkova and Vanderwende 2005, and submodular coverage, Lin and Bilmes 2011), with the news habit of saying the
important first.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import exp, log

from .candidates import LONGEST, Candidate


@dataclass(frozen=True, slots=True)
class Weights:
    """What the choice rests on; round numbers, since the summaries they were read off are few."""

    base: float = -1.0
    """Log-odds that a word said once, in the first sentence, stands in a summary."""
    often: float = 2.0
    """What each e-fold of the sentences that use the word adds."""
    late: float = 0.6
    """What each e-fold of the first such sentence's place takes away."""
    title: float = 1.0
    """What standing in the title adds."""
    length: float = 0.7
    """What each e-fold of the article's sentences beyond twenty takes away: in a long text all is said more often."""
    room: float = 25.0
    """Words of room that are free; the smaller, the more short and dense sentences are preferred."""
    small_words: float = 0.2
    """Share of the function words that would stand there too."""
    place: float = 0.0125
    """What each e-fold of a sentence's place takes from its worth."""
    third: float = 0.02
    """What a third sentence is worth in itself."""
    floor: float = 0.4
    """A sentence that says less for its length than this share of the best one is left out."""
    reach: int = 10
    """How many of the first usable sentences are looked at."""
    most_words: int = 80
    """Length beyond which no further sentence is added."""


NEWS = Weights()


def chances(sentences: Sequence[Candidate], title: Sequence[str], weights: Weights = NEWS) -> Mapping[str, float]:
    """Return for each content word the chance, in 0..1, that a summary would repeat it."""
    uses: dict[str, int] = {}
    first: dict[str, int] = {}
    for place, sentence in enumerate(sentences):
        for word in dict.fromkeys(sentence.terms):
            uses[word] = uses.get(word, 0) + 1
            first.setdefault(word, place)
    named = frozenset(title)

    base = weights.base - weights.length * log(max(len(sentences), 5) / 20)

    def odds(word: str) -> float:
        late = weights.late * log(1 + first[word])
        return base + weights.often * log(uses[word]) - late + weights.title * (word in named)

    return {word: 1.0 / (1.0 + exp(-odds(word))) for word in uses}


def worth(sentence: Candidate, chance: Mapping[str, float], weights: Weights = NEWS) -> float:
    """Return how many of its words one sentence promises to share with a summary."""
    content = sum(chance[word] for word in dict.fromkeys(sentence.terms))
    return sentence.quality * (content + weights.small_words * (sentence.words - len(sentence.terms)))


def choose(sentences: Sequence[Candidate], chance: Mapping[str, float], weights: Weights = NEWS) -> tuple[int, ...]:
    """Return the places of the two or three sentences that say most together, in order; fewer when there are fewer."""
    pool = usable(sentences)[: weights.reach]
    density = {place: worth(sentences[place], chance, weights) / (sentences[place].words + 1) for place in pool}
    pool = [place for place in pool if density[place] >= weights.floor * max(density.values())]
    if len(pool) < 2:
        return tuple(pool)
    best: tuple[float, tuple[int, ...]] = (float("-inf"), ())

    def grow(taken: tuple[int, ...], after: int, covered: frozenset[str], gain: float, words: int, lag: float) -> None:
        nonlocal best
        for at in range(after, len(pool)):
            place = pool[at]
            sentence = sentences[place]
            if sentence.leans and place and place - 1 not in taken:
                continue
            size = words + sentence.words
            if taken and size > weights.most_words:
                continue
            new = [word for word in dict.fromkeys(sentence.terms) if word not in covered]
            more = sum(chance[word] for word in new) + weights.small_words * (sentence.words - len(sentence.terms))
            total = gain + sentence.quality * more
            back = lag + log(1 + place)
            chosen = (*taken, place)
            if len(chosen) > 1:
                score = total / (size + weights.room) - 3 * weights.place * back / len(chosen)
                score += weights.third * (len(chosen) == 3)
                if score > best[0]:
                    best = (score, chosen)
            if len(chosen) < 3:
                grow(chosen, at + 1, covered.union(new), total, size, back)

    grow((), 0, frozenset(), 0.0, 0, 0.0)
    return best[1] or (pool[0],)


def _room(sentence: Candidate, weights: Weights) -> float:
    """Return the room that one sentence takes on its own; more than its length where it is too long to be read."""
    return max(sentence.words, 12) + weights.room / 2 + max(0, sentence.words - 32)


def best(sentences: Sequence[Candidate], chance: Mapping[str, float], weights: Weights = NEWS) -> int:
    """Return the place of the sentence that says most on its own, as a standfirst does; -1 when there is none."""

    def value(place: int) -> float:
        one = sentences[place]
        return worth(one, chance, weights) / _room(one, weights) - 3 * weights.place * log(1 + place)

    pool = [place for place in usable(sentences) if not sentences[place].leans or not place][: weights.reach]
    return max(pool, key=value, default=-1)


def points(
    sentences: Sequence[Candidate], chance: Mapping[str, float], said: Sequence[int], weights: Weights = NEWS
) -> tuple[int, ...]:
    """Return the places of three to five sentences from all over the article, none of those in `said`; else none.

    One at a time, that whose words are worth most and are not yet said (maximal marginal relevance, Carbonell and
    Goldstein 1998); two from one paragraph never, two from one section only when the sections are few.
    """
    pool = [place for place in usable(sentences) if not sentences[place].leans and place not in said]
    sections = len({sentences[place].section for place in pool})
    wanted = 3 if len(pool) < 10 else 4 if len(pool) < 20 else 5
    if len(pool) < 5:
        return ()
    covered = {word for place in said for word in sentences[place].terms}
    paragraphs = {sentences[place].paragraph for place in said} if len(pool) > 8 else set()
    used: dict[int, int] = {}
    taken: list[int] = []
    values = {place: worth(sentences[place], chance, weights) for place in pool}
    while pool and len(taken) < wanted:

        def value(place: int) -> float:
            one = sentences[place]
            repeated = sum(chance[word] for word in dict.fromkeys(one.terms) if word in covered)
            lag = log(1 + place) + 2 * used.get(one.section, 0) * (sections > 2)
            return (values[place] - 0.6 * one.quality * repeated) / _room(one, weights) - weights.place / 2 * lag

        place = max(pool, key=value)
        one = sentences[place]
        taken.append(place)
        covered.update(one.terms)
        paragraphs.add(one.paragraph)
        used[one.section] = used.get(one.section, 0) + 1
        pool = [other for other in pool if other != place and sentences[other].paragraph not in paragraphs]
    return tuple(sorted(taken)) if len(taken) >= 3 else ()


def usable(sentences: Sequence[Candidate]) -> list[int]:
    """Return the places of the sentences that may be taken; those second best only when there is no other."""
    good = [place for place, sentence in enumerate(sentences) if sentence.usable and sentence.words <= LONGEST]
    if len(good) >= 2:
        return good
    good = [place for place, sentence in enumerate(sentences) if sentence.usable]
    return good or [place for place, sentence in enumerate(sentences) if sentence.spare]
