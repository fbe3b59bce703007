"""Who does the analyses, where, and which are already known: the cache before, processes beside, order kept.

An analysis is a pure function of one article's title, body and language and of the analysis settings, so its result may
come from the cache, from this process or from another one, and nobody can tell which.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass

import msgspec

from .analysis import Analyser, AnalysisSettings
from .cache import Store, fingerprint
from .errors import Problem
from .foreign_analysers import told
from .model import Analysis, Article

_ALONE = 48  # below so many articles, starting processes costs more than it saves
_CHUNK = 12
_worker: Analyser | None = None


@dataclass(frozen=True, slots=True)
class Analyses:
    """What became of every article."""

    found: dict[str, Analysis]
    """Analysis by article path."""
    problems: tuple[Problem, ...]
    """Articles that an analyser failed on."""
    computed: int
    """How many were worked out anew; the others came from the cache."""
    basis: str = ""
    """What identifies all that they rest on besides the articles: settings, analysers, and which of these failed."""


def _start(settings: AnalysisSettings) -> None:
    global _worker  # one set of models a process, made by the pool's initialiser
    _worker = Analyser(settings)


def _work(job: tuple[str, str, str]) -> bytes | str:
    assert _worker is not None
    return attempt(_worker, *job)


def attempt(analyser: Analyser, title: str, body: str, lang: str) -> bytes | str:
    """Return the analysis as JSON bytes, or the reason (text) why there is none."""
    try:
        return msgspec.json.encode(analyser.analyse(title, body, lang))
    except Exception as error:  # one article that trips an analyser must not cost the others
        return f"{type(error).__name__}: {error}"


def _run(
    jobs: Sequence[tuple[str, str, str]], settings: AnalysisSettings, processes: int, analyser: Analyser | None
) -> Iterator[bytes | str]:
    if processes > 1 and len(jobs) >= _ALONE:
        with ProcessPoolExecutor(processes, initializer=_start, initargs=(settings,)) as pool:
            yield from pool.map(_work, jobs, chunksize=_CHUNK)
    elif jobs:
        mine = analyser or Analyser(settings)
        for job in jobs:
            yield attempt(mine, *job)


def analyse_all(
    articles: Sequence[Article],
    settings: AnalysisSettings,
    *,
    store: Store | None = None,
    jobs: int | str = 1,
    progress: Callable[[int, int], None] | None = None,
    shown: Callable[[Article], str] = lambda article: article.path,
) -> Analyses:
    """Return the analysis of every article; `progress` is told (done, of) as the unknown ones are worked out."""
    base = settings.fingerprint()
    keys = {a.path: fingerprint(base, a.title, a.body, a.lang) for a in articles}
    known = store.read(keys.values()) if store else {}
    decoder = msgspec.json.Decoder(Analysis)
    found: dict[str, Analysis] = {}
    missing: list[Article] = []
    for article in articles:
        data = known.get(keys[article.path])
        try:
            found[article.path] = decoder.decode(data) if data else _absent()
        except msgspec.DecodeError:
            missing.append(article)
    processes = (os.cpu_count() or 1) if jobs == "auto" else int(jobs)
    work = [(article.title, article.body, article.lang) for article in missing]
    fresh: dict[str, bytes] = {}
    problems: list[Problem] = []
    for number, (article, result) in enumerate(zip(missing, _run(work, settings, processes, None), strict=True), 1):
        if isinstance(result, str):
            text = f"the analysis failed: {result}"
            problems.append(
                Problem(shown(article), article.body_line, text, "please report it", code="analysis-failed")
            )
        else:
            # Decoded from what the cache would give, so that a cold and a warm build see the very same values.
            found[article.path] = decoder.decode(result)
            if not found[article.path].failures:
                fresh[keys[article.path]] = result
        if progress:
            progress(number, len(missing))
    if store:
        store.write(fresh)
    by_path = {article.path: article for article in articles}
    problems += told(found, lambda path: shown(by_path[path]))
    failed = [(path, found[path].failures) for path in sorted(found) if found[path].failures]
    return Analyses(found, tuple(problems), len(missing), fingerprint(base, failed) if failed else base)


def _absent() -> Analysis:
    raise msgspec.DecodeError("not in the cache")
