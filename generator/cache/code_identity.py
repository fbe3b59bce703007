"""What identifies the code that made a value: the text of its modules and of all modules of ours that these import.

So nothing that older code worked out is taken for today's, and nobody keeps a list of modules by hand.
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

from ..hashing import fingerprint

_IMPORT = re.compile(
    r"^[ \t]*from[ \t]+(?P<dots>\.*)(?P<module>[\w.]*)[ \t]+import[ \t]+(?P<names>\([^)]*\)|[^\n]*)", re.MULTILINE
)
_PACKAGE = Path(__file__).parents[1]


def _file(parts: tuple[str, ...]) -> Path | None:
    """Return the file of a module of ours; None for what is none."""
    base = _PACKAGE.joinpath(*parts)
    return next((path for path in (base.with_suffix(".py"), base / "__init__.py") if parts and path.is_file()), None)


@cache
def _imported(path: Path) -> frozenset[Path]:
    """Return the files of ours that a file imports, wherever the import stands."""
    home = path.relative_to(_PACKAGE).parts[:-1]
    found = set()
    for match in _IMPORT.finditer(path.read_text(encoding="utf-8")):
        module = tuple(filter(None, match["module"].split(".")))
        if match["dots"]:
            base = (*home[: len(home) + 1 - len(match["dots"])], *module)
        elif module[:1] == (_PACKAGE.name,):
            base = module[1:]
        else:
            continue
        names = re.sub(r"#[^\n]*", "", match["names"]).strip("() \t\n").replace("\n", " ").split(",")
        found.add(_file(base))
        found.update(_file((*base, name.split()[0])) for name in names if name.split())
    return frozenset(file for file in found if file)


@cache
def import_closure(*modules: str) -> tuple[Path, ...]:
    """Return the files of these modules (`analysis.terms`) and of all modules of ours that they lead to, sorted.

    Imports inside functions and for type checkers count too: better one file too many than a change that goes unseen.
    """
    queue = []
    for module in modules:
        file = _file(tuple(module.split(".")))
        if file is None:
            raise ValueError(f"there is no module {module}")
        queue.append(file)
    found: set[Path] = set()
    while queue:
        file = queue.pop()
        if file not in found:
            found.add(file)
            queue.extend(_imported(file))
    return tuple(sorted(found))


@cache
def code_identity(*modules: str) -> str:
    """Return what identifies these modules and all that they import of ours."""
    return fingerprint([(path.relative_to(_PACKAGE).as_posix(), fingerprint(path.read_bytes()))
                        for path in import_closure(*modules)])  # fmt: skip
