"""A fault in a template as one problem with the template's file and line, whatever Python made of it.

People override templates, so a slip in one is bad input like any other, and no defect of this program.
"""

from __future__ import annotations

import traceback
from pathlib import Path

from jinja2 import TemplateNotFound, TemplatesNotFound, TemplateSyntaxError, UndefinedError

from ..errors import Problem


def template_problem(error: BaseException, root: Path) -> Problem | None:
    """Return what is wrong with which template, or None when `error` does not come from one.

    `root` is the project's folder, to which the template's file is told relative.
    """
    if isinstance(error, TemplateSyntaxError):
        return _problem(root, error.filename or error.name or "", error.lineno, error.message or "")
    # Jinja2 writes the template's own file and lines into the traceback of what is raised while it is rendered.
    frames = [frame for frame in traceback.extract_tb(error.__traceback__) if frame.filename.endswith(".html")]
    file, line = (frames[-1].filename, frames[-1].lineno or 0) if frames else ("", 0)
    if isinstance(error, TemplatesNotFound | TemplateNotFound):
        return _problem(root, file, line, f"there is no template '{error.message or error.name}'")
    if isinstance(error, UndefinedError):
        return _problem(root, file, line, str(error.message))
    return _problem(root, file, line, f"{type(error).__name__}: {error}") if frames else None


def _problem(root: Path, file: str, line: int, message: str) -> Problem:
    path = Path(file)
    shown = path.relative_to(root).as_posix() if path.is_relative_to(root) else file
    return Problem(shown, line, message.rstrip("."), "see docs/templates.md", code="bad-template")
