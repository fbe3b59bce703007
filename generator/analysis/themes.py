"""What an article is about: themes of the vocabulary, found by weighted lexicons, without training.

The words lie in `vocabularies/lexicons/<language>.yml` (theme → strong, normal and weak terms) and in the seed words of
the project's own themes. Each term found is evidence for its theme and for all above it; evidence saturates with
repetition, weighs more in the title and the opening, and themes compete for the article. Every label can be traced to
words and places. Which language a text is in, and what the editor says, is the business of others.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, lru_cache
from typing import Any, NamedTuple

from ..model import Evidence, ThemeLabel
from ..settings.vocabulary import FOLDER, Node, Tree, read
from ..text.document import Document

LEXICONS = FOLDER / "lexicons"

# Log-odds-like weight of one occurrence of a term, by how exclusively it belongs to its theme.
TIERS: Mapping[str, float] = {"strong": 3.0, "normal": 1.5, "weak": 0.5}
TITLE = 2.5  # a word of the title counts for so many words of the body
OPENING = ((40, 2.5), (120, 1.5))  # up to this many words into the body, a word counts for so many
NOISE = 1.6  # evidence that an article of any subject gathers by chance in its first hundred words
FOREIGN = 2.0  # times as much in a language without a lexicon, where words may be false friends
KEEP = 0.36  # a second top-level theme must have this share of the evidence of the first
KEEP_BELOW = 0.14  # a theme below must have this share of the evidence of the strongest top-level theme
FLOOR = 0.30  # calibrated confidence under which an article has no theme
TELLING = 1.7  # weight from which a term alone tells a theme: a strong one, unless it speaks for many
MOST = (4, 6)  # labels of an article: top-level themes, themes below
# English forms that mean something else than what is left when the ending goes.
FORMS = frozenset(
    {
        "according",
        "arms",
        "arts",
        "assists",
        "athletics",
        "bargaining",
        "blacks",
        "bowling",
        "camping",
        "ceramics",
        "closing",
        "crafts",
        "crossings",
        "customs",
        "defected",
        "doubles",
        "dumping",
        "during",
        "earnings",
        "fighting",
        "findings",
        "freedoms",
        "futures",
        "goods",
        "grounds",
        "hearing",
        "hits",
        "hurdles",
        "jeans",
        "justices",
        "lobbying",
        "logging",
        "marketing",
        "messaging",
        "mugging",
        "news",
        "overs",
        "parenting",
        "points",
        "premiums",
        "recovering",
        "results",
        "rights",
        "runs",
        "rushing",
        "securities",
        "services",
        "shelled",
        "shelling",
        "showers",
        "spending",
        "spends",
        "talks",
        "texting",
        "tights",
        "times",
        "united",
        "warming",
    }
)
EVIDENCE = 12  # pieces of evidence a label carries at most

_TOKEN = re.compile(r"(?:[^\W\d_]\.){2,}|[^\W_]+(?:&[^\W_]+)*")
_VOWEL = re.compile(r"[aeiouy]")
_BREAK = re.compile(r"[,;:!?()\[\]\n…]")  # no phrase goes across these; a full stop may be "St. Louis"
_DOUBLED = re.compile(r"([bdfgmnprt])\1$")


@dataclass(frozen=True, slots=True)
class Term:
    """A word or phrase of a lexicon, ready for matching."""

    words: tuple[str, ...]
    """The words as written, for the check of capitals; empty when capitals do not matter."""
    weights: tuple[tuple[str, float], ...]
    """Themes that it speaks for, those above included, with its weight; empty for a phrase that means none of them."""


@dataclass(frozen=True, slots=True)
class Table:
    """All terms of one language."""

    lang: str
    """Language of the lexicon, by which words are stemmed."""
    terms: Mapping[str, tuple[Term, ...]]
    """Terms by their stems, joined by spaces; those that ask for capitals first."""
    reach: Mapping[str, int]
    """Longest phrase that begins with a stem, and with two stems joined by a space, in words."""


@dataclass(frozen=True, slots=True)
class ThemeModel:
    """The theme tree with the words by which its themes are recognised; a language is prepared when it is first met."""

    tree: Tree
    """The vocabulary."""
    above: Mapping[str, tuple[str, ...]]
    """Themes above every theme, nearest first."""
    tables: dict[str, Table] = field(default_factory=dict, compare=False, repr=False)
    """Terms by language, those prepared so far."""

    def root(self, slug: str) -> str:
        """Return the top-level theme of a theme; its own slug for one of these."""
        line = self.above[slug]
        return line[-1] if line else slug

    def table(self, lang: str) -> Table:
        """Return the terms of a language that has a lexicon."""
        found = self.tables.get(lang)
        if found is None:
            found = self.tables[lang] = _table(lang, self)
        return found


class _Hit(NamedTuple):
    """One occurrence of a term in an article; a named tuple because there are hundreds an article."""

    text: str
    paragraph: int
    start: int
    weight: float
    term: Term


def _plain(text: str) -> str:
    if text.isascii():
        return text.lower()
    return "".join(c for c in unicodedata.normalize("NFKD", text.casefold()) if not unicodedata.combining(c))


def _english(word: str) -> str:
    """Return `word` without endings of number and tense or silent e, cautiously: "banned" is "ban", "care" stays."""
    if word in FORMS:
        return word
    if len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us", "is")):
        if word.endswith("ies") and len(word) > 4:
            word = word[:-3] + "y"
        elif word.endswith(("sses", "shes", "ches", "xes", "zes")):
            word = word[:-2]
        else:
            word = word[:-1]
    for ending in ("ing", "ed"):
        root = word[: -len(ending)]
        if word.endswith(ending) and len(root) > 3 and _VOWEL.search(root) and not word.endswith("eed"):
            word = _DOUBLED.sub(r"\1", root)
            break
    return word[:-1] if word.endswith("e") and len(word) > 5 else word


def _ending(word: str, endings: tuple[str, ...], shortest: int) -> str:
    for ending in endings:
        if word.endswith(ending) and len(word) - len(ending) >= shortest:
            return word[: -len(ending)]
    return word


@lru_cache(maxsize=65536)
def stem(word: str, lang: str) -> str:
    """Return the stem by which two forms of a word are one: folded, without the commonest endings of `lang`."""
    word = _plain(word.replace(".", ""))
    if lang == "en":
        return _english(word)
    if lang == "fr":
        if word.endswith("aux") and len(word) > 5:
            return word[:-3] + "al"
        return _ending(_ending(word, ("s", "x"), 3), ("ee", "e"), 4)
    if lang in ("es", "pt"):
        return _ending(_ending(word, ("es", "s"), 4), ("o", "a", "e"), 4)
    if lang == "de":
        return _ending(word, ("ern", "em", "en", "er", "es", "e", "n", "s"), 4)
    return _ending(word, ("s",), 4)


def _split(value: Any) -> list[str]:
    """Return the terms of one tier: a list, or one text with commas between."""
    if isinstance(value, str):
        value = value.split(",")
    return [text for item in value or () if (text := " ".join(str(item).split()))]


@cache
def _lexicon(lang: str) -> tuple[tuple[str, str, str, str], ...]:
    """Return a shipped lexicon as (top-level slug, slug, tier, term); `neutral` is a tier without a theme."""
    found: list[tuple[str, str, str, str]] = []
    for top, tiers in read(LEXICONS / f"{lang}.yml").items():
        for name, value in tiers.items():
            if isinstance(value, Mapping):
                found += [(top, name, tier, term) for tier, terms in value.items() for term in _split(terms)]
            else:
                found += [(top, top, name, term) for term in _split(value)]
    return tuple(found)


@cache
def languages() -> tuple[str, ...]:
    """Return the languages that have a lexicon, English first."""
    return tuple(sorted((path.stem for path in LEXICONS.glob("*.yml")), key=lambda lang: (lang != "en", lang)))


def _cased(term: str) -> tuple[str, ...]:
    words = tuple(_TOKEN.findall(term))
    return words if any(word != word.lower() for word in words) else ()


def _capitals(term: Term, tokens: Sequence[re.Match[str]], at: int) -> bool:
    """Return whether the capitals agree: "WHO" only as written, "Labour" with a capital, "labour" in any case."""
    for token, wanted in zip(tokens[at : at + len(term.words)], term.words, strict=True):
        got = token[0]
        if wanted[:1].isupper() and not (got == wanted if len(wanted) > 1 and wanted.isupper() else got[:1].isupper()):
            return False
    return True


def _seeds(node: Node, shipped: bool) -> Iterator[tuple[str, str]]:
    """Yield the tier and the words that the vocabulary itself gives: seed words are all that a project's theme has."""
    for word in node.words:
        yield "strong", word
    for name in (node.name, *node.names.values()):
        # "Rare earths" is written small in a text, "Belt and Road" is not.
        small = shipped or not any(letter.isupper() for letter in name[1:])
        yield ("weak" if shipped else "normal"), name.lower() if small else name


def _table(lang: str, model: ThemeModel) -> Table:
    tree = model.tree
    found: dict[tuple[str, tuple[str, ...]], dict[str, float]] = defaultdict(dict)

    def add(slug: str | None, tier: str, term: str) -> None:
        words = _TOKEN.findall(term)
        if not words:
            return
        weights = found[" ".join(stem(word, lang) for word in words), _cased(term)]
        if slug is not None and tier in TIERS:
            for name in (slug, *model.above[slug]):
                weights[name] = max(weights.get(name, 0.0), TIERS[tier])

    known: set[str] = set()
    for source in dict.fromkeys(("en", lang)):
        for top, slug, tier, term in _lexicon(source):
            if source != lang and not (tier == "strong" and _cased(term)):
                continue  # of a foreign lexicon only names and acronyms hold
            target = tree.resolve(slug) or tree.resolve(top)
            if target or tier == "neutral":
                add(target, tier, term)
                known.add(target or "")
    for node in tree:
        for tier, term in _seeds(node, node.slug in known):
            add(node.slug, tier, term)
    terms: dict[str, list[Term]] = defaultdict(list)
    reach: dict[str, int] = {}
    for (key, words), weights in found.items():
        # What speaks for several top-level themes says less about each: as log-odds do, but gentler.
        share = max(1, len({model.root(slug) for slug in weights})) ** -0.5
        terms[key].append(Term(words, tuple((slug, weight * share) for slug, weight in weights.items())))
        stems = key.split(" ")
        for start in {stems[0], " ".join(stems[:2])}:
            reach[start] = max(reach.get(start, 0), len(stems))
    return Table(lang, {key: tuple(sorted(t, key=lambda t: not t.words)) for key, t in terms.items()}, reach)


def load_model(themes: Tree) -> ThemeModel:
    """Return the classifier for this theme tree. Raises `VocabularyError` for an unreadable lexicon."""
    model = ThemeModel(themes, {node.slug: themes.ancestors(node.slug) for node in themes})
    model.table("en")
    return model


def _find(paragraph: int, text: str, table: Table, passed: int) -> tuple[list[_Hit], int]:
    """Return the terms of a text, longest first and none inside another, and the number of its words.

    `passed` words of the body stand before it.
    """
    tokens = list(_TOKEN.finditer(text))
    lang, known, reach = table.lang, table.terms, table.reach
    stems = [stem(token[0], lang) for token in tokens]
    hits: list[_Hit] = []
    free = 0  # the first token that no term has taken
    for at, first in enumerate(stems):
        longest = reach.get(first)
        if longest is None or at < free:
            continue
        if longest > 1:
            longest = reach.get(f"{first} {stems[at + 1]}", 1) if at + 1 < len(stems) else 1
        for length in range(min(longest, len(stems) - at), 0, -1):
            terms = known.get(" ".join(stems[at : at + length]) if length > 1 else first)
            if terms is None:
                continue
            for term in terms:
                if not term.words or _capitals(term, tokens, at):
                    break
            else:
                continue
            start, end = tokens[at].start(), tokens[at + length - 1].end()
            if length > 1 and _BREAK.search(text, start, end):
                continue
            if term.weights:
                hits.append(_Hit(text[start:end], paragraph, start, _place(paragraph, passed + at), term))
            free = at + length
            break
    return hits, len(tokens)


def _place(paragraph: int, passed: int) -> float:
    """Return how much a word counts, by where it stands."""
    if paragraph == 0:
        return TITLE
    for words, weight in OPENING:
        if passed < words:
            return weight
    return 1.0


def _read(document: Document, table: Table) -> tuple[dict[str, list[tuple[float, _Hit]]], int]:
    """Return the evidence of every theme, one entry a term with the first place where it stands, and the words read."""
    occurrences: dict[int, list[_Hit]] = {}
    hits, _ = _find(0, document.title, table, 0)
    words = 0
    for block in document.prose:
        more, count = _find(block.number, block.text, table, words)
        hits += more
        words += count
    for hit in hits:
        occurrences.setdefault(id(hit.term), []).append(hit)
    found: dict[str, list[tuple[float, _Hit]]] = defaultdict(list)
    for group in occurrences.values():
        amount = math.log2(1 + sum(hit.weight for hit in group))
        for slug, weight in group[0].term.weights:
            found[slug].append((weight * amount, group[0]))
    return found, words


def _label(node: Node, score: float, evidence: list[tuple[float, _Hit]]) -> ThemeLabel:
    total = sum(weight for weight, _ in evidence) or 1.0
    best = sorted(evidence, key=lambda e: (-e[0], e[1].paragraph, e[1].start))[:EVIDENCE]
    return ThemeLabel(
        node.slug,
        node.code,
        round(score, 4),
        tuple(Evidence(hit.text, hit.paragraph, hit.start, round(weight / total, 4)) for weight, hit in best),
    )


def _confidence(own: float, noise: float, rival: float) -> float:
    """Return the confidence in 0..1 in a theme with evidence `own`, against chance and against the strongest rival."""
    return (1 - math.exp(-own / (2.2 * noise))) * own / (own + 0.5 * rival + 0.15 * noise)


def _telling(evidence: Sequence[tuple[float, _Hit]], least: int = 1) -> bool:
    """Return whether it is more than everyday words: a strong term, in the title or together with another term."""
    strong = [hit for _, hit in evidence if any(weight >= TELLING for _, weight in hit.term.weights)]
    return bool(strong) and (len(evidence) >= least or any(hit.paragraph == 0 for hit in strong))


def classify(document: Document, model: ThemeModel) -> tuple[ThemeLabel, ...]:
    """Return the themes of an article, best first, each with its evidence; those above a theme are in it too.

    Scores are confidences in 0..1; a theme's parent scores at least as high and stands before it. An article in a
    language without a lexicon is read with each of them, and the one that recognises most decides.
    """
    base = document.lang.lower().split("-")[0]
    known = languages()
    readings = [_read(document, model.table(lang)) for lang in ((base,) if base in known else known)]
    tree = model.tree
    found, words = max(readings, key=lambda reading: _total(reading[0], model))
    amounts = {slug: sum(weight for weight, _ in evidence) for slug, evidence in found.items()}
    noise = NOISE * (1 + words / 100) ** 0.5 * (1.0 if base in known else FOREIGN)
    tops = sorted((slug for slug in amounts if model.root(slug) == slug), key=lambda slug: (-amounts[slug], slug))
    if not tops:
        return ()
    first = amounts[tops[0]]
    second = amounts[tops[1]] if len(tops) > 1 else 0.0
    scores: dict[str, float] = {}
    for place, slug in enumerate(tops[: MOST[0]]):
        score = _confidence(amounts[slug], noise, second if place == 0 else first)
        if score >= FLOOR and amounts[slug] >= KEEP * first and (place == 0 or _telling(found[slug])):
            scores[slug] = score
    best = scores.get(tops[0], 0.0)
    chosen_below = 0
    below = (slug for slug in amounts if model.root(slug) != slug)
    for slug in sorted(below, key=lambda slug: (-amounts[slug], slug)):
        score = min(best, _confidence(amounts[slug], noise, (first - amounts[slug]) / 2))
        if (
            chosen_below >= MOST[1]
            or amounts[slug] < KEEP_BELOW * first
            or score < FLOOR
            or not _telling(found[slug], 2)
        ):
            continue
        scores[slug] = score
        chosen_below += 1
        for name in model.above[slug]:  # a theme brings those above it along
            scores[name] = max(scores.get(name, 0.0), score)
    depth = {slug: len(model.above[slug]) for slug in scores}
    order = sorted(scores, key=lambda slug: (-round(scores[slug], 4), depth[slug], -amounts.get(slug, 0.0), slug))
    return tuple(_label(tree[slug], scores[slug], found.get(slug, [])) for slug in order)


def _total(found: Mapping[str, Iterable[tuple[float, _Hit]]], model: ThemeModel) -> float:
    return sum(weight for slug, evidence in found.items() if model.root(slug) == slug for weight, _ in evidence)
