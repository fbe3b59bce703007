"""The one package that knows MkDocs: takes its configuration, hands it our pages, gates foreign HTML."""

from __future__ import annotations

from collections.abc import Sequence

from mkdocs.config.defaults import MkDocsConfig

from ..errors import Problem
from .adapter import Options, collect_seldom, in_our_words, project_of, selection_of
from .configuration import CONFIG_NAMES, load, plugin_of
from .hooks import BriefingPlugin
from .preview import serve
from .rendering import texts

__all__ = (
    "CONFIG_NAMES", "BriefingPlugin", "Options", "build", "load", "plugin_of", "project_of", "selection_of", "serve",
    "texts",
)  # fmt: skip


def build(config: MkDocsConfig) -> Sequence[Problem]:
    """Build and publish the site, unless it stands; return what a person should mend. Raises `BriefingError`."""
    from .up_to_date import UpToDate

    plugin = plugin_of(config)
    idle = UpToDate(config, plugin)
    plugin.stands = idle.stands()  # MkDocs keeps the plugin from one build of a process to the next
    if plugin.stands:
        return plugin.session.problems
    from mkdocs.commands.build import build as mkdocs_build

    idle.listen()
    config.plugins.on_startup(command="build", dirty=False)
    collect_seldom()  # for good: after it comes the end of the process, and to go through all that is left takes long
    try:
        with in_our_words(config):
            mkdocs_build(config)
    finally:
        plugin.session.discard()  # interrupted
        config.plugins.on_shutdown()
    idle.remember()
    return plugin.session.problems
