"""Digests of what pages and feeds show, without making them: equal digests mean equal bytes, so the old file stays.

A digest names its inputs: the article's file, what other articles change in how it is shown (its story's size, which
of its keywords have pages), the counts behind a link. What is the same for the whole site (code, templates, settings,
vocabularies) is in one digest of its own, `build.site_digest`, which is part of every file's fingerprint. It may
only err on the side of making a page anew: `tests/test_incremental.py` holds such builds to clean ones, byte by byte.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from ..hashing import hash_of, hash_parts
from ..library.related import Neighbour
from ..model import Entry, Keyword
from ..text.strings import slugify
from . import Views


class ContentHashes:
    """What articles show, as digests; each is made once."""

    def __init__(self, views: Views, base: bytes = b"") -> None:
        """Take the views of a library, and the digest of what all articles have in common, if it is to be part."""
        self.views, self.library, self.base = views, views.library, base
        self._cards: dict[str, bytes] = {}
        self._listed: dict[str, bytes] = {}

    def card(self, entry: Entry) -> bytes:
        """Return the digest of an article's card, and of all that its own file and analysis say."""
        identity = entry.article.id
        known = self._cards.get(identity)
        if known is None:
            article = entry.article
            story = self.library.stories.get(identity, "")
            size = self.views.story_size(story) if story else 0
            image = self.views.image(article)
            shown = f"{article.fingerprint}\0{article.path}\0{article.slug}\0{identity}\0{story}\0{size}\0{image}"
            known = self._cards[identity] = hash_parts(self.base, shown.encode())
        return known

    def listed(self, entry: Entry) -> bytes:
        """Return the digest of an article on a page that counts keywords: the card, and which keywords have pages."""
        identity = entry.article.id
        known = self._listed.get(identity)
        if known is None:
            keywords = self.library.keywords
            pages = [(k.text, s, keywords[s].name) for k in entry.keywords if (s := self._slug(k)) in keywords]
            known = self._listed[identity] = hash_parts(self.card(entry), hash_of(pages))
        return known

    @staticmethod
    def _slug(keyword: Keyword) -> str:
        return slugify(keyword.key or keyword.text)

    def cards(self, entries: Iterable[Entry]) -> bytes:
        """Return the digest of several cards in their order."""
        known = self._cards
        return hash_parts(b"".join([known.get(entry.article.id) or self.card(entry) for entry in entries]))

    def listing(self, entries: Sequence[Entry]) -> bytes:
        """Return the digest of a listing of articles in their order."""
        known = self._listed
        return hash_parts(b"".join([known.get(entry.article.id) or self.listed(entry) for entry in entries]))

    def related(self, entry: Entry) -> bytes:
        """Return the digest of an article's related articles, and of what is said of each."""
        found: Sequence[Neighbour] = self.library.neighbours.get(entry.article.id, ())
        by_id = self.library.by_id
        return hash_parts(*(self.card(by_id[n.id]) for n in found), hash_of([(n.id, n.score, n.shared) for n in found]))
