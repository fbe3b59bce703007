"""How our templates become Python: words of the interface are put in place, and what is escaped is escaped once.

Half of what a page costs is what Jinja2 does for each of its hundreds of values. Two things need not be done for each:
a text of the interface without variables is the same on every page of a site, so it is translated when a template is
compiled; and a value is escaped into a plain string, of which most stand on many pages and are remembered, in the
place of an object that says it is safe, which nothing asks for when it is written. And the indentation of our own
templates is for those who read them: it is left out of the pages.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from functools import lru_cache
from typing import Any

from jinja2 import Environment, nodes
from jinja2.compiler import CodeGenerator
from markupsafe import Markup, escape

_LONGEST = 200  # characters of a text that is remembered
_MOST = 1 << 16
_WORDS = frozenset({"_", "gettext"})
_INDENTED = re.compile(r"[ \t]*\n\s*")


@lru_cache(maxsize=_MOST)
def _known(text: str) -> str:
    return str(escape(text))


def escaped(value: object) -> str:
    """Return a value as HTML: what is HTML already stays."""
    return _known(value) if type(value) is str and len(value) < _LONGEST else escape(value)


class Generator(CodeGenerator):
    """Jinja2's compiler, which writes other code for words, for what is escaped and for the text of our templates."""

    def _output_child_pre(self, node: nodes.Expr, frame: Any, finalize: Any) -> None:
        if frame.eval_ctx.autoescape and not frame.eval_ctx.volatile and not finalize.src:
            self.write("environment.escaped(")
        else:
            super()._output_child_pre(node, frame, finalize)

    def _output_child_to_const(self, node: nodes.Expr, frame: Any, finalize: Any) -> str:
        if frame.eval_ctx.autoescape and not frame.eval_ctx.volatile:
            text = _text_of(node)
            if text is not None:
                return str(Markup(self.environment.translated_text(text)) % {})  # type: ignore[attr-defined]  # as Jinja2 does
            if isinstance(node, nodes.TemplateData) and self._is_ours:
                return _INDENTED.sub("\n", node.data)
        return super()._output_child_to_const(node, frame, finalize)

    @property
    def _is_ours(self) -> bool:
        """True for a page's template of ours: none has `<pre>` text of its own, as one of a project may."""
        return str(self.filename).startswith(self.environment.ours) and str(self.filename).endswith(".html")  # type: ignore[attr-defined]


def _text_of(node: nodes.Expr) -> str | None:
    """Return the text of a call such as `_('Archive')`; None for anything else."""
    if not isinstance(node, nodes.Call) or not isinstance(node.node, nodes.Name) or node.node.name not in _WORDS:
        return None
    if node.kwargs or node.dyn_args or node.dyn_kwargs or len(node.args) != 1:
        return None
    text = node.args[0]
    return text.value if isinstance(text, nodes.Const) and isinstance(text.value, str) else None


def set_up(env: Environment, translated: Callable[[str], str], ours: str) -> None:
    """Have an environment compile so; `translated` gives the words of the interface, and never changes.

    `ours` is the folder of our templates.
    """
    env.code_generator_class = Generator
    env.escaped = escaped  # type: ignore[attr-defined]
    env.ours = ours + os.sep  # type: ignore[attr-defined]
    env.translated_text = translated  # type: ignore[attr-defined]
