"""Directives of reStructuredText that Pelican, Nikola and Sphinx add, as far as a text can show them.

docutils drops the whole block when it does not know one of its options; code is worth more than its line numbers.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar

from docutils import nodes
from docutils.parsers.rst import Directive, directives


def _as_text(argument: str | None) -> str:
    return argument or ""


class _AnyOption(dict[str, Callable[[str], Any]]):
    """Takes every option, as text."""

    def __bool__(self) -> bool:  # docutils reads no options where this is empty
        return True

    def __missing__(self, name: str) -> Callable[[str], Any]:
        return _as_text


class CodeBlock(Directive):  # type: ignore[misc]  # docutils has no types
    """Code, in the language that the argument names."""

    optional_arguments = 1
    option_spec: ClassVar[Any] = _AnyOption()
    has_content = True

    def run(self) -> list[nodes.Node]:
        """Return the block, its language as a class."""
        self.assert_has_content()
        text = "\n".join(self.content)
        language = self.arguments[0].split()[0] if self.arguments else ""
        return [nodes.literal_block(text, text, classes=["code", *([f"language-{language}"] if language else [])])]


class Film(Directive):  # type: ignore[misc]
    """A film elsewhere, as a link."""

    required_arguments = 1
    option_spec: ClassVar[Any] = _AnyOption()

    def run(self) -> list[nodes.Node]:
        """Return a paragraph with the link."""
        where = "https://www.youtube.com/watch?v=" if self.name == "youtube" else "https://vimeo.com/"
        address = where + self.arguments[0]
        return [nodes.paragraph("", "", nodes.reference("", address, refuri=address))]


def register() -> None:
    """Make the directives known to docutils."""
    for name in ("code", "code-block", "sourcecode"):
        directives.register_directive(name, CodeBlock)
    for name in ("youtube", "vimeo"):
        directives.register_directive(name, Film)
