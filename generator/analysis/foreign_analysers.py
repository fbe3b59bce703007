"""Analysers of other packages: which the project chose, what is asked of them, and what they may answer.

Such an analyser takes the place of our keywords, summary or themes. It gets a `Document` and returns plain tuples;
nothing it returns is believed: a sentence must stand in the article, a theme in the vocabulary, a score between 0 and
1. Where it fails, ours is shown, the failure is told in one line for all articles, and nothing is kept in the cache.
"""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Protocol

from ..errors import ConfigError, Problem
from ..hashing import fingerprint
from ..model import Analysis, Evidence, Keyword, Sentence, ThemeLabel
from ..settings import extensions
from ..settings.vocabulary import Tree
from ..text.document import Document
from ..text.sentences import split
from ..text.strings import fold

KINDS = ("keywords", "summary", "themes")
_LONGEST_KEYWORD = 80
_SUMMARY, _FEWEST_POINTS, _MOST_POINTS = 3, 3, 5
_PATIENCE = 3  # failures in a row after which an analyser is not asked again in this build


class ForeignAnalyser(Protocol):
    """What an entry point of `briefing.analysers` makes when it is called with its settings (a mapping)."""

    @property
    def VERSION(self) -> str:  # noqa: N802
        """Changes whenever the same article may get another answer; part of the cache's key."""

    def __call__(self, document: Document, limit: int) -> Iterable[Sequence[Any]]:
        """Return the answer, best first, scores in 0..1, higher is better; may raise anything.

        For keywords (text, score), at most `limit`. For a summary (whole sentence of the article, score): the first is
        the standfirst, the first three the summary, three to five after these the key points. For themes (slug of the
        vocabulary, score), and a third part if there is one: the words of the article that speak for it.
        """


@dataclass(frozen=True, slots=True)
class Choice:
    """An analyser that the project chose."""

    kind: str
    """What it finds: one of `KINDS`."""
    name: str
    """Name of its entry point."""
    settings: str
    """Its own settings as JSON."""
    identity: str
    """What identifies its answers: its package with version, its own version, its settings."""


def chosen(engines: Mapping[Any, Any]) -> tuple[Choice, ...]:
    """Return what the setting `engines` says, by kind; raises `ConfigError` for an analyser that cannot be used."""
    found = []
    for kind, value in sorted(engines.items()):
        own = {"name": value} if isinstance(value, str) else dict(value)
        name = str(own.pop("name", ""))
        if not name:
            message = f"briefing: engines: {kind}: names no analyser"
            raise ConfigError(Problem("mkdocs.yml", 0, message, "name: …, beside its own settings"))
        settings = json.dumps(own, sort_keys=True, default=str)
        analyser = _made(kind, name, settings)
        origin = extensions.origin(extensions.installed(extensions.ANALYSERS)[name])
        found.append(Choice(kind, name, settings, fingerprint(kind, name, origin, str(analyser.VERSION), settings)))
    return tuple(found)


def _made(kind: str, name: str, settings: str) -> ForeignAnalyser:
    make = extensions.load(extensions.ANALYSERS, name, f"engines: {kind}")
    try:
        analyser: ForeignAnalyser = make(json.loads(settings))
    except Exception as error:
        message = f"briefing: engines: {kind}: '{name}' refuses its settings: {' '.join(str(error).split())}"
        raise ConfigError(Problem("mkdocs.yml", 0, message, f"see the manual of '{name}'")) from error
    if not callable(analyser) or not hasattr(analyser, "VERSION"):
        message = f"briefing: engines: {kind}: '{name}' is no analyser: it needs VERSION and must be callable"
        raise ConfigError(Problem("mkdocs.yml", 0, message, "see docs/extending.md"))
    return analyser


class Team:
    """The chosen analysers of one process, made on first use."""

    def __init__(self, choices: Sequence[Choice], themes: Tree) -> None:
        """Take the choices and the theme vocabulary; makes nothing yet."""
        self._choices, self._themes = choices, themes
        self._made: dict[str, ForeignAnalyser] = {}
        self._failed = dict.fromkeys((choice.kind for choice in choices), 0)

    def applied(self, analysis: Analysis, document: Document, limit: int) -> Analysis:
        """Return an analysis with the answers of the chosen analysers in it; `failures` names those that gave none."""
        failures = []
        for choice in self._choices:
            if self._failed[choice.kind] >= _PATIENCE:
                failures.append(f"{choice.kind}\t{choice.name}\tit failed {_PATIENCE} times in a row")
                continue
            try:
                if choice.kind not in self._made:
                    self._made[choice.kind] = _made(choice.kind, choice.name, choice.settings)
                answer = [tuple(part) for part in self._made[choice.kind](document, limit)]
                analysis = _ANSWERS[choice.kind](analysis, document, answer, limit, self._themes)
                self._failed[choice.kind] = 0
            except Exception as error:  # whatever it is, ours is there
                self._failed[choice.kind] += 1
                text = " ".join(str(error).split())[:200] or "without a word"
                name = "" if isinstance(error, _Refused) else f"{type(error).__name__}: "
                failures.append(f"{choice.kind}\t{choice.name}\t{name}{text}")
        return replace(analysis, failures=tuple(failures)) if failures else analysis


class _Refused(ValueError):
    """An answer that is none."""


def _score(value: Any) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value) or not 0 <= value <= 1:
        raise _Refused(f"a score is no number in 0..1: {value!r}")
    return round(float(value), 4)


def _text(part: Sequence[Any]) -> str:
    if len(part) not in (2, 3) or not isinstance(part[0], str) or not part[0].strip():
        raise _Refused(f"an answer is no (text, score): {part!r}"[:160])
    return " ".join(part[0].split())


def _keywords(analysis: Analysis, document: Document, answer: list[Any], limit: int, themes: Tree) -> Analysis:
    found: dict[str, Keyword] = {}
    for part in answer:
        text = _text(part)
        if len(text) > _LONGEST_KEYWORD:
            raise _Refused(f"a keyword is longer than {_LONGEST_KEYWORD} characters: '{text[:40]}…'")
        found.setdefault(fold(text), Keyword(text, _score(part[1]), fold(text)))
    best = sorted(found.values(), key=lambda keyword: -keyword.score)
    return replace(analysis, keywords=tuple(best[:limit]))


def _summary(analysis: Analysis, document: Document, answer: list[Any], limit: int, themes: Tree) -> Analysis:
    places: dict[str, tuple[int, int, str]] = {}
    for block in document.prose:
        for at, sentence in enumerate(split(block.text, document.lang)):
            text = " ".join(sentence.split())
            places.setdefault(text, (block.number, at, text))
    found: dict[str, tuple[tuple[int, int], Sentence]] = {}
    for part in answer:
        text = _text(part)
        if text not in places:
            raise _Refused(f"no whole sentence of the article: '{text[:60]}'")
        number, at, verbatim = places[text]
        found.setdefault(text, ((number, at), Sentence(verbatim, number, _score(part[1]))))
    if not found:
        if places:
            raise _Refused("no sentence")
        return replace(analysis, summary=(), standfirst=None, key_points=())
    order = list(found.values())
    summary = tuple(sentence for _, sentence in sorted(order[:_SUMMARY], key=lambda pair: pair[0]))
    rest = order[_SUMMARY : _SUMMARY + _MOST_POINTS]
    lead = order[0][1]
    if len(rest) >= _FEWEST_POINTS:
        points = tuple(sentence for _, sentence in sorted(rest, key=lambda pair: pair[0]))
    else:
        points = tuple(point for point in analysis.key_points if point.text != lead.text)
        points = points if len(points) >= _FEWEST_POINTS else ()
    return replace(analysis, summary=summary, standfirst=lead, key_points=points)


def _themes(analysis: Analysis, document: Document, answer: list[Any], limit: int, themes: Tree) -> Analysis:
    scores: dict[str, float] = {}
    evidence: dict[str, tuple[Evidence, ...]] = {}
    for part in answer:
        slug = _text(part)
        if slug not in themes.nodes:
            raise _Refused(f"no theme of the vocabulary: '{slug[:60]}'")
        words = part[2] if len(part) == 3 else ()
        evidence.setdefault(slug, tuple(_found(document, words)))
        above: str = slug
        while above:
            scores[above] = max(scores.get(above, 0.0), _score(part[1]))
            above = themes[above].parent
    order = {node.slug: at for at, node in enumerate(themes)}
    best = sorted(scores, key=lambda slug: (-scores[slug], order[slug]))
    labels = (ThemeLabel(slug, themes[slug].code, scores[slug], evidence.get(slug, ())) for slug in best)
    return replace(analysis, themes=tuple(labels))


def _found(document: Document, words: Iterable[Any]) -> Iterable[Evidence]:
    """Yield where these words stand; raises `_Refused` for words that do not."""
    texts = [(0, document.title), *((block.number, block.text) for block in document.prose)]
    listed = [words] if isinstance(words, str) else list(words)
    for word in listed:
        place = next(((n, at) for n, text in texts if isinstance(word, str) and (at := text.find(word)) >= 0), None)
        if place is None or not word:
            raise _Refused(f"no words of the article: '{str(word)[:60]}'")
        yield Evidence(word, place[0], place[1], round(1 / len(listed), 4))


_ANSWERS: Mapping[str, Callable[[Analysis, Document, list[Any], int, Tree], Analysis]] = {
    "keywords": _keywords, "summary": _summary, "themes": _themes,
}  # fmt: skip


def reported(found: Mapping[str, Analysis], shown: Callable[[str], str]) -> tuple[Problem, ...]:
    """Return one warning for each analyser that failed: on how many articles, on which first, and why.

    `found` is by path, `shown` says a path as problems show it.
    """
    failed: dict[tuple[str, str], list[tuple[str, str]]] = {}
    for path in sorted(found):
        for failure in found[path].failures:
            kind, name, why = failure.split("\t", 2)
            failed.setdefault((kind, name), []).append((path, why))
    problems = []
    for (kind, name), cases in sorted(failed.items()):
        path, why = cases[0]
        more = f", and on {len(cases) - 1} more" if len(cases) > 1 else ""
        message = f"the engine '{name}' ({kind}) failed{more}: {why}"
        problems.append(
            Problem(shown(path), 0, message, "ours was used; it is asked again", "warning", "engine-failed")
        )
    return tuple(problems)
