"""The border to MkDocs: its configuration becomes our project, what it refuses becomes a problem of ours."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from jinja2 import TemplateNotFound
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import MkDocsException

from ..errors import BriefingError, PublishError
from ..publishing import exchange
from ..running.engine import Run
from ..settings.config import Project, Selection, Settings, current_time
from ..templating.faults import template_problem

_OBJECTS = 200_000  # more new ones than gone before they are looked at


@dataclass(frozen=True)
class Options:
    """What the command line adds to `mkdocs.yml`."""

    now: str | None = None
    """The moment of the build; None for `SOURCE_DATE_EPOCH` or the clock."""
    drafts: bool = False
    """True to publish drafts."""
    future: bool = False
    """True to publish articles dated after now."""
    progress: Callable[[int, int], None] | None = None
    """Told (done, of) while articles are analysed."""
    run: Run | None = None
    """What analyses in the place of this machine's processes."""
    pause: Callable[[], None] = lambda: None
    """Called between the steps of a build; what it raises ends it."""
    search_stays: bool = False
    """True to keep the search index of the published site, whatever has changed since."""
    own_command: bool = False
    """True when it is not MkDocs' command line that runs."""


def project_of(config: MkDocsConfig, settings: Settings) -> Project:
    """Return our project from MkDocs' configuration."""
    file = Path(config.config_file_path or "mkdocs.yml").absolute()
    url = str(config.site_url or "")
    return Project(
        root=file.parent,
        config_file=file.name,
        docs_dir=Path(config.docs_dir),
        site_name=str(config.site_name),
        site_url=url if not url or url.endswith("/") else url + "/",
        site_description=str(config.site_description or ""),
        site_author=str(config.site_author or ""),
        copyright=str(config.copyright or ""),
        settings=settings,
        excluded=lambda path: any(spec.match_file(path) for spec in (config.exclude_docs, config.draft_docs) if spec),
    )


def selection_of(project: Project, options: Options) -> Selection:
    """Return which articles are published; raises `ConfigError` for a time that is none."""
    return Selection(current_time(options.now, project.zone), options.drafts, options.future)


def collect_seldom() -> None:
    """Look for garbage seldom from now on: nearly all that a build makes stays to its end.

    Measured on the preview of 1,000 articles: 4.0 s of a rebuild instead of 4.7.
    """
    gc.set_threshold(_OBJECTS, 1000, 1000)


@contextmanager
def seldom_collecting() -> Iterator[None]:
    """Look for garbage seldom while a site is built, and as usual after it."""
    before = gc.get_threshold()
    collect_seldom()
    try:
        yield
    finally:
        gc.set_threshold(*before)


def refused_by_disk(error: BaseException) -> PublishError | None:
    """Return what the disk has refused; None for others, and a missing template, which is one to Jinja2."""
    if not isinstance(error, OSError) or isinstance(error, TemplateNotFound):
        return None
    return exchange.refused(Path(error.filename or "the new site"), error)


@contextmanager
def in_our_words(config: MkDocsConfig) -> Iterator[None]:
    """Turn what MkDocs, a template or the disk refuse into `BriefingError`; a defect passes as it is."""
    try:
        yield
    except BriefingError:
        raise
    except Exception as error:
        if refused := refused_by_disk(error):
            raise refused from error
        problem = template_problem(error, Path(config.config_file_path or "mkdocs.yml").absolute().parent)
        if problem is None and not isinstance(error, MkDocsException):
            raise
        text = " ".join(str(error).split())
        if text.startswith("Aborted with a BuildError"):  # logged already
            raise BriefingError(()) from error
        if text.startswith("Aborted with ") and text.endswith(" in strict mode!"):
            text = "nothing was published: --strict is on, and something is wrong"
        raise BriefingError(problem or text) from error
