"""What of the published site stays as it is: linked into the growing one, neither rendered nor written again.

A file stays when the digest of all that it is made of is the one under which it was published. What another plugin or
theme may change, and a page about which MkDocs had something to say (it has to say it again), is always made anew.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Mapping
from pathlib import Path

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files

from ..build import Briefing
from ..cache import Store
from ..content.rights import may_show_body
from ..hashing import hash_parts
from ..model import Article
from ..pages import Page
from ..publishing import exchange, manifest
from ..publishing.bodies import Bodies
from ..publishing.outputs import Output
from ..publishing.previous_site import PreviousSite, sweep
from .build_hash import data_hash, files_hash, obstacle, page_hash, text_hash

log = logging.getLogger("mkdocs.plugins.briefing")
_LINK = re.compile(r"\]\(|\]:|<[a-z][^>]*\s(?:href|src)", re.IGNORECASE)
_LINK_OUT = re.compile(r"(\]\(|\]:)\s*<?(?:https?:|mailto:|#)", re.IGNORECASE)


class Incremental:
    """Decides for each file of one build whether the published one stays, and remembers what was published."""

    def __init__(
        self,
        config: MkDocsConfig,
        briefing: Briefing,
        files: Files,
        introductions: Mapping[str, File],
        site_dir: Path | None,
        folder: Path,
        convert: Callable[[str], str],
    ) -> None:
        """Take the plan of the site, the project's files, and where the site is published; None where it is not.

        `folder` is where the next site grows, still empty.
        `convert` makes the text of an article, by its id, into sanitised HTML.
        """
        self.project = briefing.content.project
        self.store = Store(self.project.root / self.project.settings.cache)
        self.site_dir = site_dir
        self.obstacle = obstacle(config, self.project.settings)
        self.data = data_hash(config, briefing)
        self._page = page_hash(config, briefing, files, (file.src_uri for file in introductions.values()))
        self._known = manifest.Manifest(site_dir or Path())
        if site_dir and not self.obstacle:
            self._known = manifest.read(self.store, self.project.root, site_dir)
        self._spare = PreviousSite(self.store, self.project.root, site_dir) if site_dir and not self.obstacle else None
        self._at_hand = self._spare.adopt(folder) if self._spare and self._known.rows else {}
        self._hashes: dict[str, bytes] = {}
        self.unchanged_rows: dict[str, manifest.FileRecord] = {}
        self.rows: Mapping[str, manifest.FileRecord] = {}
        self._doubtful: set[str] = set()
        self._warned = _Warned()
        logging.getLogger("mkdocs").addHandler(self._warned)
        text, where = text_hash(config, self.project.settings), files_hash(files, briefing)
        texts = {
            article.id: hash_parts(
                text, f"{article.fingerprint}\0{article.path}".encode(), where * _links_within(article)
            )
            for article in briefing.content.published
            if may_show_body(article)
        }
        self.bodies = Bodies(texts, convert, None if self.obstacle else self.store)
        self._pages: dict[str, tuple[str, str]] = {}

    def __str__(self) -> str:
        """Return why nothing stays, or that something may."""
        return f"every page is made anew: {self.obstacle}" if self.obstacle else f"{len(self._known.rows)} files known"

    def page(self, page: Page, target: str, folder: Path) -> bool:
        """Return True when the page stays, and link its file into `folder`."""
        shown = hash_parts(self._page, page.template.encode(), page.shows)
        if page.article:
            shown = hash_parts(shown, self.bodies.hash_of(page.article.id))
            self._pages[target] = (page.source, page.article.id)
        return self._stays(target, shown, folder)

    def output(self, output: Output, folder: Path) -> bool:
        """Return True when a file that is no page stays, and link it into `folder`."""
        return self._stays(output.address, hash_parts(self.data, output.shows), folder)

    def _stays(self, address: str, shown: bytes, folder: Path) -> bool:
        self._hashes[address] = shown
        row, mine = self._known.rows.get(address), self._at_hand.get(address)
        same = row is not None and row[0] == shown
        if row and same and mine == row and manifest.is_file_of(f"{folder}/{address}", row):
            self.unchanged_rows[address] = row
            return True
        if mine:  # unlinked, never written into: it may be a published file's other name
            sweep(folder, [address])
        if row and same and self._known.has(address, shown) and exchange.keep(folder, self._known.folder, address):
            self.unchanged_rows[address] = row
            return True
        return False

    def sweep(self, folder: Path) -> None:
        """Remove what the folder still holds of an older site; every page and every output has been asked for now."""
        sweep(folder, self._at_hand.keys() - self._hashes.keys())

    def doubt(self, identity: str) -> None:
        """Keep an article's text, and its page, out of memory: it has a fault, which the next build has to tell too."""
        self._doubtful.add(identity)

    def done(self) -> None:
        """Remember the texts that were converted, but for those about which MkDocs had something to say."""
        logging.getLogger("mkdocs").removeHandler(self._warned)
        warnings = self._warned.messages
        self._doubtful.update(identity for source, identity in self._pages.values() if warnings and source in warnings)
        for address, (_, identity) in self._pages.items():
            if identity in self._doubtful:
                del self._hashes[address]
        self.bodies.save(but=self._doubtful)

    def made_of(self, address: str) -> bytes:
        """Return the digest of all that a file of the growing site is made of; empty when it is not known."""
        return b"" if self.obstacle else self._hashes.get(address, b"")

    def retire(self, old: Path) -> bool:
        """Keep the folder that the new site took the place of; False when it is of no use."""
        return bool(self._spare and self._known.rows and self._spare.retire(old, self._known.rows))

    def release(self, folder: Path) -> None:
        """Put a spare in which a site grew, and will not be finished, back for the next build."""
        if self._spare and self._at_hand:
            self._spare.retire(folder, self._at_hand)

    def let_go(self) -> None:
        """Forget what is known of each file, after the build."""
        self._known, self._at_hand, self._hashes, self._pages = manifest.Manifest(Path()), {}, {}, {}
        self.unchanged_rows, self.rows = {}, {}

    def remember(self) -> None:
        """Remember what has been published now."""
        if self.site_dir and not self.obstacle:
            rows = manifest.rows_of(self.site_dir, self._hashes, self.unchanged_rows)
            log.info("made %d of %d files", len(rows) - len(self.unchanged_rows), len(rows))
            manifest.write(self.store, self.project.root, self.site_dir, rows)
            self.rows = rows
        if self.site_dir:
            self.bodies.in_use()
            self.store.prune()


class _Warned(logging.Handler):
    """Collects the sources of pages about which MkDocs warns."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.messages = ""

    def emit(self, record: logging.LogRecord) -> None:
        if not record.name.startswith("mkdocs.plugins.briefing"):
            self.messages += record.getMessage() + "\n"


def _links_within(article: Article) -> bool:
    """Return True when a text may have links to other files of the project; rather too often than too rarely."""
    return len(_LINK.findall(article.body)) != len(_LINK_OUT.findall(article.body))
