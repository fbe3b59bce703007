"""The texts of articles as sanitised HTML: those that this build has made, and those that the cache still knows.

Converting Markdown is most of the time that pages take. A text depends on its article's file, on what the site's digest
holds (Markdown extensions, our code), and, where it links to other files of the project, on which files there are.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from hashlib import blake2b

from ..cache import Store
from ..text.markup import sanitised_again

_SLOT = "body:"


class Bodies(Mapping[str, str]):
    """HTML by article id; empty for an article without a text that may be shown."""

    def __init__(self, keys: Mapping[str, bytes], convert: Callable[[str], str], store: Store | None = None) -> None:
        """Take the digest of each article's text by id, what makes a text, and where texts are remembered."""
        self._keys, self._convert, self._store = keys, convert, store
        self._made: dict[str, str] = {}
        self._fresh: dict[str, str] = {}

    @classmethod
    def of(cls, texts: Mapping[str, str]) -> Bodies:
        """Return these texts, remembered nowhere."""
        return cls(
            {name: blake2b(text.encode(), digest_size=16).digest() for name, text in texts.items()}, texts.__getitem__
        )

    def __len__(self) -> int:
        """Return how many articles there are."""
        return len(self._keys)

    def __iter__(self) -> Iterator[str]:
        """Yield the ids of all articles."""
        return iter(self._keys)

    def __getitem__(self, identity: str) -> str:
        """Return the text of an article, made now if it is not remembered; raises `KeyError` where there is none."""
        if identity not in self._keys:
            raise KeyError(identity)
        if identity not in self._made:
            self.load([identity])
        if identity not in self._made:
            self.add(identity, self._convert(identity))
        return self._made[identity]

    def hash_of(self, identity: str) -> bytes:
        """Return what an article's text depends on, as a digest; empty where there is none."""
        return self._keys.get(identity, b"")

    def load(self, identities: Iterable[str]) -> None:
        """Fetch several texts at once, those that are remembered."""
        wanted = {self._slot(name): name for name in identities if name in self._keys and name not in self._made}
        for slot, data in (self._store.read(wanted) if self._store and wanted else {}).items():
            # Through the gate again: whoever can write the cache must not be able to write on the site.
            self._made[wanted[slot]] = str(sanitised_again(data.decode("utf-8", "replace")))

    def ready(self, identity: str) -> bool:
        """Return True for a text that is at hand."""
        return identity in self._made

    def add(self, identity: str, html: str) -> None:
        """Take a text that was made now; `save` remembers it."""
        self._made[identity] = html
        if identity in self._keys:
            self._fresh[identity] = html

    def save(self, but: Iterable[str] = ()) -> None:
        """Remember the texts that were made now, without these."""
        unused = self._fresh.keys() - set(but)
        if self._store:
            self._store.write({self._slot(identity): self._fresh[identity].encode() for identity in sorted(unused)})
        self._fresh = {}

    def in_use(self) -> None:
        """Note that all these texts are in use, also those that this build had no need of."""
        if self._store:
            self._store.touch(map(self._slot, self._keys))

    def _slot(self, identity: str) -> str:
        return _SLOT + self._keys[identity].hex()
