"""One tree of errors, and the one shape in which anything wrong is told to a person.

    BriefingError                 anything that this package raises on purpose
    ├── ConfigError               a setting or the project's layout is wrong: nothing can be built
    │   └── WrongUsage            a flag or an argument of a command cannot be used (exit status 2)
    ├── ArticleError              one article cannot be used: it is left out, the rest is published
    ├── VocabularyError           a region, theme or place vocabulary is wrong
    ├── ImportRefused             `briefing add` cannot turn a source into articles
    └── PublishError              the built site could not be put in place

Every one carries `Problem`s: file, line, what is wrong, what would be right. What prints them is the command line's
business (`cli`) or MkDocs' log (`plugin`).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Literal

Severity = Literal["error", "warning", "notice"]


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """Something that a person should mend, said in one line."""

    path: str
    """File, relative to the project's folder, with forward slashes; empty when no file is at fault."""
    line: int
    """Line in that file, from 1; 0 when the whole file is meant."""
    message: str
    """What is wrong, naming the key or the words at fault."""
    remedy: str = ""
    """What would be right."""
    severity: Severity = "error"
    """`error` keeps the article (or the site) from being published, `warning` does not."""
    code: str = ""
    """Stable name of the kind of problem, such as `missing-title`."""

    def __str__(self) -> str:
        """Return `file:line: what is wrong (what would be right)`, always on one line."""
        where = f"{self.path}:{self.line}: " if self.path and self.line else f"{self.path}: " if self.path else ""
        text = f"{where}{self.message}" + (f" ({self.remedy})" if self.remedy else "")
        return " ".join(text.split())


class BriefingError(Exception):
    """Base of all errors of this package; carries one or more problems."""

    def __init__(self, problems: Problem | str | Iterable[Problem]) -> None:
        """Take the problems; a string stands for one without a file."""
        if isinstance(problems, str):
            problems = Problem("", 0, problems)
        self.problems: tuple[Problem, ...] = (problems,) if isinstance(problems, Problem) else tuple(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))


class ConfigError(BriefingError):
    """A setting or the layout of the project is wrong."""


class WrongUsage(ConfigError):
    """What a command was given on its line cannot be used; its exit status is 2."""


class ArticleError(BriefingError):
    """One article cannot be used."""


class VocabularyError(BriefingError):
    """A vocabulary file is wrong."""


class ImportRefused(BriefingError):
    """A source cannot be turned into articles."""


class PublishError(BriefingError):
    """The built site could not be put in place."""


def nearest(word: str, choices: Iterable[str]) -> str:
    """Return the choice that `word` was most likely meant to be, or an empty string."""
    found = get_close_matches(word.lower(), sorted(choices), n=1, cutoff=0.72)
    return found[0] if found else ""


def did_you_mean(word: str, choices: Iterable[str], otherwise: str = "") -> str:
    """Return a remedy that names the choice nearest to `word`, else `otherwise`."""
    near = nearest(word, choices)
    return f"did you mean '{near}'?" if near else otherwise
