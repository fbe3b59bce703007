"""The YAML between the `---` lines, with the line of every key, and nothing in it executed, guessed or exploded.

Scalars stay the text that the editor typed (`lang: no` is Norwegian, not false; `slug: 007` keeps its noughts):
`articles` gives each key its type. Unknown keys, which go to the templates, get YAML's ordinary types.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Set
from dataclasses import dataclass, field
from typing import Any

import yaml

from ..errors import ArticleError, Problem
from . import yaml_faults

MAX_CHARACTERS = 65_536
MAX_ALIASES = 20
MAX_DEPTH = 20
_USUAL = frozenset(
    "title date author authors tags category slug summary layout draft published lang source themes regions".split()
)
"""Keys by which front matter is known where its fences are missing, also those of other generators; lower case."""
_OPEN = re.compile(r"---[ \t]*(?:\n|\Z)")
_CLOSE = re.compile(r"^(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.MULTILINE)
_PROSE = frozenset({"title", "summary", "description", "source", "attribution", "image_alt"})
_NO_COMMENT = re.compile(r"(\s+#\w.*?)\s*")
_SafeLoader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
# What PyYAML's constructors raise besides `YAMLError`: `!!bool perhaps`, `!!timestamp soon`, `2025-02-30`, `{[a]: b}`.
_UNFIT = (ArithmeticError, AttributeError, LookupError, RecursionError, TypeError, ValueError)


class _TextLoader(_SafeLoader):  # type: ignore[misc]
    """A safe loader to which every plain scalar but null is text."""


# None of YAML 1.1's implicit types but null ("~", "null", ""): see the module's docstring.
_TextLoader.yaml_implicit_resolvers = {
    first: [pair for pair in pairs if pair[0] == "tag:yaml.org,2002:null"]
    for first, pairs in _SafeLoader.yaml_implicit_resolvers.items()
}


@dataclass(frozen=True, slots=True)
class FrontMatter:
    """The keys of one file."""

    values: Mapping[str, Any] = field(default_factory=dict)
    """Key → text, list, mapping or None; scalars are text."""
    lines: Mapping[str, int] = field(default_factory=dict)
    """Key → its line in the file, from 1."""
    source: str = ""
    """The YAML itself."""

    def extra(self, known: Set[str]) -> dict[str, Any]:
        """Return the keys that are not in `known`, with YAML's ordinary types."""
        if not set(self.values) - known:
            return {}
        try:
            typed = yaml.load(self.source, Loader=_SafeLoader)
        except (yaml.YAMLError, *_UNFIT):  # such as a date that is none, in a key that we do not know
            typed = self.values
        if not isinstance(typed, Mapping):  # `!!set`, `!!omap` over all of it
            typed = self.values
        return {str(key): value for key, value in typed.items() if str(key) not in known}


def split(text: str, shown: str) -> tuple[FrontMatter, str, int]:
    """Return front matter, body, and the line (from 1) on which the body begins; raises `ArticleError`.

    A text without a first line `---` has no front matter, unless its first lines show that it was to have some.
    """
    opening = _OPEN.match(text)
    if not opening:
        if fault := yaml_faults.misplaced(text, _USUAL):
            raise ArticleError(Problem(shown, fault.line + 1, fault.reason, fault.remedy, code="bad-front-matter"))
        return FrontMatter(), text, 1
    closing = _CLOSE.search(text, opening.end())
    if not closing:
        if fault := yaml_faults.closing(text[opening.end() :]):
            line = fault.line + 2
            raise ArticleError(Problem(shown, line, fault.reason, fault.remedy, code="unclosed-front-matter"))
        remedy = "a line '---' after the last key"
        raise ArticleError(Problem(shown, 1, "the front matter is never closed", remedy, code="unclosed-front-matter"))
    source = text[opening.end() : closing.start()]
    return _parse(source, shown), text[closing.end() :], text.count("\n", 0, closing.end()) + 1


def _stops(source: str) -> int | None:
    """Return the line, from 0, on which the parser gives a text up; None for a mapping that can be read."""
    try:
        _limit(source, lambda line, message, remedy: ArticleError(message))
        loaded = yaml.load(source, Loader=_TextLoader)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        return mark.line if mark else 0
    except (ArticleError, *_UNFIT):
        return 0
    return None if isinstance(loaded, Mapping) else 0


def _line(event: yaml.Event) -> int:
    return event.start_mark.line + 2 if event.start_mark else 1


def _limit(source: str, refuse: Callable[[int, str, str], ArticleError]) -> None:
    """Raise for YAML whose aliases could explode, or so deep that libyaml's composer would overflow the C stack."""
    depth = aliases = 0
    for event in yaml.parse(source, Loader=_SafeLoader):
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        aliases += isinstance(event, yaml.AliasEvent)
        if depth > MAX_DEPTH:
            raise refuse(_line(event), "the front matter is nested too deeply", "plain keys and values")
        if aliases > MAX_ALIASES:
            raise refuse(_line(event), "the front matter has too many YAML aliases", "write the values out")


def _numbered(source: str, value: yaml.ScalarNode) -> str:
    """Return what YAML takes for a comment behind a plain text and people do not: " #5 for Nepal"."""
    end = value.end_mark
    if end is None or value.start_mark is None or end.line != value.start_mark.line:
        return ""
    found = _NO_COMMENT.fullmatch(source.split("\n")[end.line][end.column :])
    return found[1] if found else ""


def _parse(source: str, shown: str) -> FrontMatter:
    def refuse(line: int, message: str, remedy: str = "") -> ArticleError:
        return ArticleError(Problem(shown, line, message, remedy, code="bad-front-matter"))

    if len(source) > MAX_CHARACTERS:
        raise refuse(1, f"the front matter is longer than {MAX_CHARACTERS} characters", "move text into the body")
    try:
        if ("*" in source and "&" in source) or "- -" in source or source.count("[") + source.count("{") > MAX_DEPTH:
            _limit(source, refuse)
        loader = _TextLoader(source)
        try:
            node = loader.get_single_node()
            if node is None:
                return FrontMatter()
            if not isinstance(node, yaml.MappingNode):
                fault = yaml_faults.explained(source, node.start_mark.line, _USUAL, _stops)
                if fault:
                    raise refuse(fault.line + 2, f"the front matter is not valid YAML: {fault.reason}", fault.remedy)
                remedy = "lines such as 'title: …'"
                remedy += ", without a hyphen before the key" if isinstance(node, yaml.SequenceNode) else ""
                raise refuse(node.start_mark.line + 2, "the front matter is no mapping", remedy)
            values: dict[str, Any] = {}
            lines: dict[str, int] = {}
            for name, value in node.value:
                key, line = str(getattr(name, "value", "?")), name.start_mark.line + 2
                if key in values:
                    raise refuse(line, f"'{key}' stands twice", f"the first is on line {lines[key]}")
                try:
                    values[key], lines[key] = loader.construct_object(value, deep=True), line
                    if key in _PROSE and isinstance(value, yaml.ScalarNode) and not value.style and values[key]:
                        values[key] += _numbered(source, value)
                except _UNFIT:
                    raise refuse(line, f"{key}: the value does not fit its YAML tag", "plain text") from None
        finally:
            loader.dispose()
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
        what = getattr(error, "problem", None) or str(error).splitlines()[0]
        line, remedy = mark.line + 2 if mark else 1, "quote values that hold ': ' or '#'"
        if fault := yaml_faults.explained(source, mark.line if mark else 0, _USUAL, _stops):
            line, what, remedy = fault.line + 2, fault.reason, fault.remedy
        raise refuse(line, f"the front matter is not valid YAML: {what}", remedy) from None
    except _UNFIT as error:
        raise refuse(1, f"the front matter cannot be read: {error}", "plain keys and values") from None
    return FrontMatter(values, lines, source)
