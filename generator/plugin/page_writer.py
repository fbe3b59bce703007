"""Our own pages, and the feeds, made beside MkDocs' loop: no Markdown, no events, as many at once as there are cores.

For sites on which nobody else may change a page (`sameness.obstacle`); on others MkDocs makes each page, with the same
bytes: `tests/test_forks.py` holds one way to the other.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Any, TypeVar

from mkdocs.commands.build import get_context
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File
from mkdocs.structure.nav import Navigation
from mkdocs.structure.pages import Page as MkDocsPage

from .. import addresses
from ..model import Article
from ..pages import Page
from ..publishing import exchange
from ..publishing.outputs import Output
from ..running.parallel_map import in_order

MARKDOWN = (".markdown", ".mdown", ".mkdn", ".mkd", ".md")
T = TypeVar("T")
_LOT = 10  # items of feeds that are written at once


class PageWriter:
    """Makes pages and other files, and writes them into the growing site."""

    def __init__(
        self, config: MkDocsConfig, name: str, published: Path | None, jobs: int | str, pause: Callable[[], None]
    ) -> None:
        """Take where the site grows, its name, where readers have it now, and how many processes may work.

        `pause` is called between two files, and may raise.
        """
        self.config, self.name, self.published, self.jobs, self.pause = config, name, published, jobs, pause
        self.folder = Path(config.site_dir)

    def texts(self, articles: Sequence[Article], convert: Callable[[Article], T]) -> Iterator[tuple[Article, T]]:
        """Yield each article with what `convert` makes of it."""
        return zip(articles, in_order(lambda at: convert(articles[at]), len(articles), self.jobs), strict=True)

    def outputs(self, outputs: Sequence[Output]) -> None:
        """Write files that are no pages."""
        needs: dict[Callable[[Sequence[str]], None], dict[str, None]] = {}
        for output in outputs:
            if output.prepare:
                needs.setdefault(output.prepare, {}).update(dict.fromkeys(output.needs))
        lots = [(prepare, lot) for prepare, names in needs.items() for lot in batched(names, _LOT)]
        for _ in in_order(lambda at: lots[at][0](lots[at][1]), len(lots), self.jobs):
            pass
        self._write([(output.address, output.make) for output in outputs])

    def set_up(
        self, env: Any, nav: Navigation, files: Sequence[File], body: Callable[[Page], str],
        framed: Callable[[Any, Page], Any],
    ) -> None:  # fmt: skip
        """Take what pages need: `body` gives the text of an article's, `framed` adds to the context what ours need."""
        self._env, self._nav, self._files, self._body, self._framed = env, nav, files, body, framed

    def page(self, page: Page) -> bytes:
        """Return a page."""
        page_file = sheet(page, self.config, self._body(page), self.name)
        context = get_context(self._nav, self._files, self.config, page_file)
        output = self._env.get_template(page.template).render(self._framed(context, page))
        return str(output).encode("utf-8", errors="xmlcharrefreplace")

    def pages(self, pages: Sequence[Page]) -> None:
        """Write pages."""
        self._write([(addresses.file_of(page.address), partial(self.page, page)) for page in pages])

    def _write(self, files: Sequence[tuple[str, Callable[[], bytes]]]) -> None:
        def write(at: int) -> None:
            self.pause()
            address, make = files[at]
            data = make()
            if data.strip():  # MkDocs writes no empty page either; what is missing is told before the site is exchanged
                exchange.place(self.folder, self.published, address, data)

        for _ in in_order(write, len(files), self.jobs):
            pass


def batched(names: Iterable[str], most: int) -> Iterator[tuple[str, ...]]:
    """Yield the names in lots of so many (`itertools.batched`, which Python 3.11 has not)."""
    left = iter(names)
    while lot := tuple(islice(left, most)):
        yield lot


def sheet(page: Page, config: MkDocsConfig, body: str, site_name: str) -> MkDocsPage:
    """Return MkDocs' own idea of a planned page."""
    made = MkDocsPage(None, generated(config, source_of(page), addresses.file_of(page.address)), config)
    extra = page.article.extra if page.article else {}
    made.meta = {**extra, "template": page.template, "title": page.title or site_name}
    made.markdown, made.content = "", body
    return made


def source_of(page: Page) -> str:
    """Return the name under which MkDocs knows a planned page; it minds the case of `.md`."""
    return page.source if page.source.endswith(MARKDOWN) else f"{page.source}.md"


def generated(config: MkDocsConfig, source: str, target: str, content: str | bytes = "") -> File:
    """Return a file that MkDocs finds nowhere on the disk, with the place where it is published."""
    file = File.generated(config, source, content=content)
    file.dest_uri = target
    for name in ("url", "abs_dest_path"):  # worked out from the source before
        file.__dict__.pop(name, None)
    return file
