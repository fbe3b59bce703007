"""The command line: verbs, flags in MkDocs' style, exit codes (0 clean, 1 problems or refused, 2 wrong usage).

A module a verb. Problems go to standard error, one line each; nothing here is more than a few lines, and nothing heavy
is imported until a verb runs. A traceback is always a defect.
"""

from __future__ import annotations

import atexit
import gc

import click

from .. import __version__
from .add import add, watch
from .analyse import analyse
from .build import build
from .cache import cache_
from .check import check
from .digest import digest
from .explain import explain
from .import_ import import_
from .init import init
from .left_out import next_
from .listing import list_
from .names import names
from .new import new
from .ping import ping
from .serve import serve
from .withdraw import withdraw


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110})
@click.version_option(__version__, "-V", "--version", prog_name="briefing")
def main() -> None:
    """Publish a folder of articles as a briefing site, by region and theme."""


# At its end the process looks for garbage twice, in all that a large site has left: 1.5 s at 2,000 articles.
atexit.register(gc.freeze)
for _verb in (
    build, serve, check, list_, explain, next_, names, add, watch, import_, new, withdraw, digest, analyse, ping,
    cache_, init,
):  # fmt: skip
    main.add_command(_verb)
