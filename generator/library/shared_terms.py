"""What two articles share, said with keywords, names and countries, in words that a reader understands.

How much a word tells is known from its language alone: what two articles share does not depend on a third.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from ..analysis.terms import NOUNS_ARE_CAPITALISED, stem
from ..model import Entry
from ..text.strings import UNSPACED, words
from ..text.wordlists import calendar, stop_words, zipf
from .similarity import SATURATION, language, rarity

REASONS = 4
"""Most words named as shared."""
TELLING = 4.5
"""A plain word at least this frequent (Zipf scale) says nothing by itself: "paid", "April", "diez", "presque"."""
EMPTY = 5.2
"""A word at least this frequent says nothing within a phrase either: "per cent" is left with one word, "cent"."""
_UNSPACED = re.compile(f"[{UNSPACED}]")
_WEIGHTY = 1.5  # what a plain word must weigh to be named as shared


def is_telling(text: str, lang: str, *, name: bool = False) -> bool:
    """Return whether it says something that two articles share this: a name, a rare word, or two that are not empty.

    Numbers, days, months and function words are nothing to share, in the article's language or in English.
    """
    found = [word.casefold() for word in words(text)]
    dates = calendar(lang) | calendar("en")
    stops = stop_words(lang) | stop_words("en")
    common = zipf("en" if lang == "und" else lang)
    content = [
        word
        for word in found
        if not any(map(str.isdigit, word)) and word not in dates and word not in stops and len(word) > 1
    ]
    if (name and len(found) > 1) or any(_UNSPACED.search(word) for word in content):
        return bool(content)
    content = [word for word in content if common.get(word, 0.0) < EMPTY]
    return len(content) > (0 if name else 1) or any(common.get(word, 0.0) < TELLING for word in content)


class Reasons:
    """What two articles share, said with keywords, names and countries; computed for the pairs asked for."""

    def __init__(self, entries: Sequence[Entry], country_names: Mapping[str, str]) -> None:
        """Take the entries, which `shared` then names by their place."""
        self._entries = entries
        self._labels = _Labels(country_names)
        self._found: dict[int, dict[str, tuple[float, str]]] = {}
        self._asked: dict[tuple[int, int], tuple[str, ...]] = {}

    def shared(self, one: int, other: int) -> tuple[str, ...]:
        """Return what the articles at these places share, rarest and weightiest first, at most `REASONS`."""
        pair = (one, other) if one < other else (other, one)
        if pair not in self._asked:
            self._asked[pair] = self._compare(*pair)
        return self._asked[pair]

    def _of(self, at: int) -> dict[str, tuple[float, str]]:
        if at not in self._found:
            self._found[at] = self._labels.of(self._entries[at])
        return dict(self._found[at])

    def _compare(self, one: int, other: int) -> tuple[str, ...]:
        mine, theirs = self._of(one), self._of(other)
        common = mine.keys() & theirs.keys()
        for longer, shorter in ((mine, theirs), (theirs, mine)):  # "Mayor Lena Brandt" here, "Lena Brandt" there
            for key in longer.keys() - common:
                tail = key.partition(" ")[2]
                if " " in tail and tail in shorter and tail not in longer:
                    longer[tail] = (longer[key][0], shorter[tail][1])
                    common.add(tail)
        texts = {
            key: min(mine[key][1], theirs[key][1], key=lambda text: (text.isupper(), len(text), text)) for key in common
        }
        lang = language(self._entries[one])
        ranked = sorted(
            [(-min(mine[key][0], theirs[key][0]) * (rarity(texts[key], lang) + 0.1), key) for key in common]
        )
        chosen: dict[str, str] = {}
        for _, key in ranked:
            _add(chosen, key, texts[key])
            if len(chosen) == REASONS:
                break
        if len(chosen) < 2:
            for key, text in self._plain_words(one, other):
                _add(chosen, key, text)
                if len(chosen) >= 3:
                    break
        return tuple(chosen.values())

    def _plain_words(self, one: int, other: int) -> Iterator[tuple[str, str]]:
        """Yield the most telling stems that two articles share, each as a word of theirs."""
        mine = dict(self._entries[one].analysis.terms)
        theirs = dict(self._entries[other].analysis.terms)
        lang = language(self._entries[one])
        ranked = []
        for term in mine.keys() & theirs.keys() if lang == language(self._entries[other]) else ():
            count = min(mine[term], theirs[term])
            weight = count / (count + SATURATION) * rarity(term, lang)
            if count > 1 and weight >= _WEIGHTY and len(term) > 2 and term.islower() and term.isalpha():
                ranked.append((-weight, term))
        wanted = [term for _, term in sorted(ranked)[:3]]
        surfaces: dict[str, str] = {}
        for entry in (self._entries[one], self._entries[other]) if wanted else ():
            for word in words(f"{entry.article.body}\n{entry.article.title}"):
                root = stem(word, lang)
                if root in wanted and is_telling(word, lang):
                    surfaces[root] = min(surfaces.get(root, word), word, key=lambda w: (-w.islower(), len(w), w))
        for term in wanted:
            if term in surfaces:
                yield term, surfaces[term]


def _add(chosen: dict[str, str], key: str, text: str) -> None:
    """Add a label unless it says what another one says; of two of which one contains the other the longer stays."""
    padded = f" {key} "
    for known in chosen:
        if padded in f" {known} ":
            return
        if f" {known} " in padded:
            chosen[known] = text  # keeps the better place
            return
    chosen[key] = text


class _Labels:
    """What articles can be said to share; each term is looked at once, however many articles have it."""

    def __init__(self, country_names: Mapping[str, str]) -> None:
        self._country_names = country_names
        self._keys: dict[tuple[str, str], str] = {}
        self._telling: dict[tuple[str, str], bool] = {}
        self._names: dict[str, dict[str, tuple[float, str, str] | None]] = {}

    def _key(self, text: str, lang: str) -> str:
        """Return the comparable form of a text."""
        known = self._keys.get((text, lang))
        if known is None:
            known = " ".join([stem(word, lang) for word in words(text)]) or text.casefold()
            self._keys[text, lang] = known
        return known

    def _name(self, term: str, lang: str) -> tuple[float, str, str] | None:
        """Return what a name weighs, its folded and its comparable form; None for what is no name."""
        if term == term.lower() or not is_telling(term, lang, name=True):
            return None
        return 1.0 if " " in term else 0.6, term.casefold(), self._key(term, lang)

    def _tells(self, text: str, lang: str) -> bool:
        """Return whether a keyword says something that two articles share it; one with capitals is a name."""
        if (text, lang) not in self._telling:
            is_name = lang not in NOUNS_ARE_CAPITALISED and text[1:] != text[1:].lower()
            self._telling[text, lang] = is_telling(text, lang, name=is_name)
        return self._telling[text, lang]

    def of(self, entry: Entry) -> dict[str, tuple[float, str]]:
        """Return what an article can be said to share: comparable form → weight and displayed form."""
        lang = language(entry)
        names = self._names.setdefault(lang, {})
        found: dict[str, tuple[float, str]] = {}

        def add(key: str, text: str, weight: float) -> None:
            if key and (key not in found or found[key][0] < weight):
                found[key] = (weight, text)

        outlet = entry.article.source.casefold()
        for term, count in entry.analysis.terms:
            if term not in names:
                names[term] = self._name(term, lang)
            name = names[term]
            if name and name[1] != outlet:
                add(name[2], term, name[0] * count / (count + SATURATION))
        for code, score in ((label.code, label.score) for label in entry.countries):
            if code in self._country_names:
                add(self._key(self._country_names[code], lang), self._country_names[code], 0.4 + 0.4 * score)
        for keyword in entry.keywords:
            is_tag = keyword.text in entry.article.tags  # what the editor wrote is said as it is
            if keyword.text.casefold() != outlet and (is_tag or self._tells(keyword.text, lang)):
                add(self._key(keyword.text, lang), keyword.text, 0.5 + 0.5 * keyword.score)
        return found
