"""What all pages of a site have in common, as digests: when it has not changed, a page may stay that has not either.

Two of them: what the conversion of a text depends on (our code, Markdown's extensions), and what a page depends on
besides what it shows (templates, settings, navigation). And the reason, where there is one, why nobody can know.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import fields, is_dataclass
from functools import cache
from hashlib import blake2b
from importlib import metadata
from pathlib import Path
from typing import Any

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import Files

from ..build import Briefing
from ..hashing import hash_of, hash_parts
from ..settings import extensions
from ..settings.config import Settings
from .foreign_theme import is_framed

_KNOWN_PLUGINS = frozenset({"briefing"})
_NOT_SHOWN = frozenset(
    {"config_file_path", "docs_dir", "site_dir", "plugins", "hooks", "theme", "watch", "dev_addr", "strict", "nav",
     "exclude_docs", "draft_docs", "not_in_nav", "pages"}
)  # fmt: skip
_HOW = frozenset({"jobs", "analysis_seconds", "analysis_memory", "cache", "sources"})  # settings that no page shows
_PACKAGES = (
    "babel",
    "feedgen",
    "jinja2",
    "lxml",
    "markdown",
    "markupsafe",
    "mkdocs",
    "nh3",
    "pillow",
    "properdocs",
    "snowballstemmer",
)
_PACKAGE = Path(__file__).parent.parent


def obstacle(config: MkDocsConfig, settings: Settings) -> str:
    """Return why every page has to be made anew in each build; empty when pages may stay."""
    foreign = sorted(name for name in config.plugins if name.rpartition("/")[2] not in _KNOWN_PLUGINS)
    if foreign:
        return f"the plugin '{foreign[0]}' may change any of them"
    if config.hooks or settings.hooks:
        return "hooks may change any of them"
    if is_framed(config):
        return f"the theme '{config.theme.name}' is not ours"
    return ""


def text_hash(config: MkDocsConfig, settings: Settings) -> bytes:
    """Return the digest of all that the conversion of a text depends on, besides the text."""
    gate = [settings.article_extensions, settings.remote_pictures, settings.max_nesting, settings.max_links]
    shown = [gate, config.markdown_extensions, config.mdx_configs, config.use_directory_urls, config.validation]
    return hash_parts(code(), structure(shown))


def data_hash(config: MkDocsConfig, briefing: Briefing) -> bytes:
    """Return the digest of all that feeds and the like depend on, besides what each is made of."""
    settings = briefing.content.project.settings
    asked = [getattr(settings, field.name) for field in fields(settings) if field.name not in _HOW]
    given = {key: value for key, value in config.items() if key not in _NOT_SHOWN}
    others = extensions.identity(settings.pages)
    shown = structure([asked, given, others, config.nav, briefing.views.words.identity.decode("utf-8", "replace")])
    return hash_parts(text_hash(config, settings), briefing.content.analyses.basis.encode(), shown)


def page_hash(config: MkDocsConfig, briefing: Briefing, files: Files, introductions: Iterable[str]) -> bytes:
    """Return the digest of all that pages depend on, besides what each shows; `introductions` stand in no nav."""
    own = set(introductions)
    written = [
        (file.src_uri, file.dest_uri, file.content_bytes)
        for file in files.documentation_pages()
        if file.src_uri not in own
    ]
    look = _files(Path(place) for place in config.theme.dirs)
    views = briefing.views
    frame = hash_of([written, sorted(briefing.assets), views.site, views.site_feeds, views.picture()])
    return hash_parts(data_hash(config, briefing), frame, look)


def files_hash(files: Files, briefing: Briefing) -> bytes:
    """Return the digest of where every file of the project is published: what relative links in texts depend on."""
    planned = ((page.source, page.address) for page in briefing.pages)
    return hash_of(sorted([*((file.src_uri, file.dest_uri) for file in files), *planned]))


@cache
def code() -> bytes:
    """Return the digest of our code, and of the versions of the packages that make pages."""
    versions = []
    for name in _PACKAGES:
        try:
            versions.append(f"{name} {metadata.version(name)}")
        except metadata.PackageNotFoundError:
            versions.append(name)
    return hash_parts(hash_of(versions), _files([_PACKAGE]))


def _files(folders: Iterable[Path]) -> bytes:
    made = blake2b(digest_size=16)
    for folder in folders:
        for path in sorted(folder.rglob("*")):
            if path.is_file() and "__pycache__" not in path.parts:
                made.update(path.relative_to(folder).as_posix().encode() + b"\0")
                made.update(path.read_bytes() + b"\0")
    return made.digest()


def structure(value: Any) -> bytes:
    """Return the digest of a configuration's value, however it is nested."""
    return _Structure().of(value)


class _Structure:
    """Digests of a configuration's values: functions by their names, nothing by its place in memory.

    Each object is looked at once, however often YAML's aliases name it.
    """

    def __init__(self) -> None:
        self._known: dict[int, tuple[object, bytes]] = {}

    def of(self, value: Any) -> bytes:
        if isinstance(value, str | int | float | bool | None):
            return repr(value).encode()
        known = self._known.get(id(value))
        if known is None:
            known = self._known[id(value)] = (value, self._of(value))  # the object too: its id stays its own
        return known[1]

    def _of(self, value: Any) -> bytes:
        if is_dataclass(value) and not isinstance(value, type):
            value = {field.name: getattr(value, field.name) for field in fields(value)}
        if isinstance(value, Mapping):
            return hash_parts(b"mapping", *(self.of(part) for key in value for part in (str(key), value[key])))
        if isinstance(value, Iterable):
            return hash_parts(b"list", *map(self.of, value))
        named = value if callable(value) and hasattr(value, "__qualname__") else type(value)
        return f"{named.__module__}.{named.__qualname__}".encode()
