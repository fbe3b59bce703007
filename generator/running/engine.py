"""Who does the analyses, where, and which are already known: the cache before, processes beside, order kept.

An analysis is a pure function of one article's title, body and language and of the analysis settings, so its result may
come from the cache, from this process or from another one, and nobody can tell which.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial

import msgspec

from ..analysis import Analyser, AnalysisSettings
from ..analysis.foreign_analysers import reported
from ..cache import Store
from ..errors import Problem
from ..hashing import fingerprint
from ..model import Analysis, Article
from . import workers

Run = Callable[[Sequence[workers.Job], AnalysisSettings, workers.Limits], Iterator[workers.Answer]]
"""What does the work: an answer for each job, in their order."""
_ANALYSERS: dict[str, Analyser] = {}
# Of the last build of this process, for the preview asks again at every save; by the cache that has them: another one,
# or one made anew, has to be given them.
_DECODED: dict[tuple[str, int], dict[str, Analysis]] = {}
_KEPT_AT_ONCE = 1000  # analyses: what is kept is not lost, whatever becomes of the run
_READ_AT_ONCE = 500  # analyses: as they are kept they are large
_ALONE = 48  # below so many articles, starting processes costs more than it saves


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
    notes: tuple[str, ...] = ()
    """What a person should know, one line each."""


def prepared(settings: AnalysisSettings) -> workers.Work:
    """Return what analyses one article (title, body, language) to JSON bytes; a process loads its models once."""
    name = settings.fingerprint()
    analyser = _ANALYSERS.get(name) or Analyser(settings)
    _ANALYSERS.clear()  # of several vocabularies the last is that of the next save, in the preview
    if not settings.engines:  # a server that did not answer is asked again by the next build
        _ANALYSERS[name] = analyser
    return lambda title, body, lang: msgspec.json.encode(analyser.analyse(title, body, lang))


def _run(
    jobs: Sequence[workers.Job], settings: AnalysisSettings, processes: int, limits: workers.Limits
) -> Iterator[workers.Answer]:
    begin = partial(prepared, settings)
    if processes > 1 and len(jobs) >= _ALONE:
        yield from workers.run(jobs, begin, processes, limits)
    elif jobs:
        work = begin()
        for job in jobs:
            yield workers.guarded(work, job, limits)


def analyse_all(
    articles: Sequence[Article],
    settings: AnalysisSettings,
    *,
    store: Store | None = None,
    jobs: int | str = 1,
    limits: workers.Limits | None = None,
    run: Run | None = None,
    progress: Callable[[int, int], None] | None = None,
    shown: Callable[[Article], str] = lambda article: article.path,
) -> Analyses:
    """Return the analysis of every article; `progress` is told (done, of) as the unknown ones are worked out.

    `run` does the work elsewhere (`cluster.Cluster.run`), else it is done by `jobs` processes of this machine.
    """
    base = settings.fingerprint()
    keys = {article.path: fingerprint(base, *_job(article)) for article in articles}
    remembered = _DECODED.get(_identity(store), {}) if store else {}
    decode = _Decoder()
    found: dict[str, Analysis] = {}
    missing: list[Article] = []
    for start in range(0, len(articles), _READ_AT_ONCE):
        lot = articles[start : start + _READ_AT_ONCE]
        known = store.read(key for a in lot if (key := keys[a.path]) not in remembered) if store else {}
        for article in lot:
            key = keys[article.path]
            try:
                found[article.path] = remembered[key] if key in remembered else decode(known.get(key, b""))
            except msgspec.DecodeError:  # absent, or of another shape
                missing.append(article)
    cores = workers.available()
    processes = cores if jobs == "auto" else int(jobs)
    notes: tuple[str, ...] = ()
    if processes > cores:
        notes = (f"jobs: {processes} are more than this machine has cores: {cores} are used",)
        processes = cores
    work = [_job(article) for article in missing]
    fresh: dict[str, bytes] = {}
    problems: list[Problem] = []
    limits = limits or workers.Limits()
    elsewhere = run(work, settings, limits) if run and work else None
    answers = elsewhere or _run(work, settings, processes, limits)
    try:
        for number, (article, result) in enumerate(zip(missing, answers, strict=True), 1):
            if isinstance(result, str):
                text = f"the analysis failed: {result}"
                fault = Problem(shown(article), article.body_line, text, _remedy(result), code="analysis-failed")
                problems.append(fault)
            else:
                # Decoded from what the cache would give, so that a cold and a warm build see the very same values.
                found[article.path] = decode(result)
                if not found[article.path].failures:
                    fresh[keys[article.path]] = result
            if store and len(fresh) >= _KEPT_AT_ONCE:
                store.write(fresh)
                fresh = {}
            if progress:
                progress(number, len(missing))
    finally:  # also what was done before Ctrl-C, or before a cluster was lost
        if store:
            store.write(fresh)
    _DECODED.clear()
    if store:
        sound = {keys[path]: analysis for path, analysis in found.items() if not analysis.failures}
        _DECODED[_identity(store)] = sound
    by_path = {article.path: article for article in articles}
    problems += reported(found, lambda path: shown(by_path[path]))
    failed = [(path, found[path].failures) for path in sorted(found) if found[path].failures]
    basis = fingerprint(base, failed) if failed else base
    return Analyses(found, tuple(problems), len(missing), basis, notes)


def _job(article: Article) -> workers.Job:
    """Return all of an article that its analysis rests on."""
    return article.title, article.body, article.lang


def analyse_one(
    article: Article, settings: AnalysisSettings, *, store: Store, limits: workers.Limits | None = None
) -> Analysis | None:
    """Return the analysis of one article, remembered for the next `analyse_all`; None when it failed."""
    job = _job(article)
    result = workers.guarded(prepared(settings), job, limits or workers.Limits())
    if isinstance(result, str):
        return None
    analysis = _Decoder()(result)
    if not analysis.failures:
        store.write({fingerprint(settings.fingerprint(), *job): result})
    return analysis


def _identity(store: Store) -> tuple[str, int]:
    """Return which file the cache is; 0 stands for one that is not there."""
    try:
        return str(store.path.absolute()), store.path.stat().st_ino
    except OSError:
        return str(store.path.absolute()), 0


def _remedy(reason: str) -> str:
    return "shorten the article, or raise the setting" if reason.startswith("it ") else "please report it"


class _Decoder:
    """Reads analyses from the cache; what many of them have, a term so many times, they share in memory.

    Measured at 2,000 articles: 60 MB in place of 95, in the same time.
    """

    def __init__(self) -> None:
        self._decoder = msgspec.json.Decoder(Analysis)
        self._terms: dict[tuple[str, int], tuple[str, int]] = {}

    def __call__(self, data: bytes) -> Analysis:
        """Return the analysis; raises `msgspec.DecodeError` for what is none, as nothing is."""
        analysis = self._decoder.decode(data)
        shared = self._terms.setdefault
        return replace(
            analysis,
            terms=tuple([shared(term, term) for term in analysis.terms]),
            opening=tuple([shared(term, term) for term in analysis.opening]),
        )
