"""Which articles belong together, remembered from build to build and worked out anew for what changed.

Likeness depends on two articles alone. So an article that is new, changed or gone is compared with its candidates; what
it does not touch is taken from the cache. A build from nothing takes the same way with all articles new, and so both
come to the same links.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from zlib import crc32

import msgspec

from ..cache import Store
from ..cache.code_identity import code_identity
from ..hashing import fingerprint
from ..model import Entry
from .related import Neighbour

if TYPE_CHECKING:  # numpy is loaded by those builds only that compare
    from .candidates import Candidates, Mask
    from .similarity import Vector, Vectors

# Values that are overwritten: the cache does not grow with every build.
_SLOT, _MEMORY, _VECTORS = "links", "links-memory", "links-vectors"
_PARTS = 64  # vectors lie in so many values: a changed article costs the writing of one of them


@dataclass(frozen=True, slots=True)
class Relations:
    """All links between articles."""

    neighbours: dict[str, tuple[Neighbour, ...]]
    """Related articles by id, best first."""
    stories: dict[str, str]
    """Story id by article id."""


@dataclass(frozen=True, slots=True)
class _Last:
    """The links of the last build."""

    of: str
    links: Relations


class _Memory(msgspec.Struct, frozen=True):
    """What the next build need not compare again; articles stand in the order of their ids."""

    of: str
    """What it belongs to: the same as that of the links."""
    base: str
    """What identifies settings and code."""
    files: dict[str, str]
    """Fingerprint of each article's file by id."""
    columns: int
    """How many candidates an article can have."""
    candidates: tuple[bytes, bytes, bytes]
    """The arrays of `Candidates`."""
    pairs: list[tuple[int, int, int]]
    """The pairs that report one event (`stories.Pair`)."""


_Part = dict[str, tuple[str, bytes, bytes]]
"""By article id: the fingerprint of its file, and its vector."""


def link(
    entries: Sequence[Entry],
    *,
    limit: int,
    country_names: Mapping[str, str],
    store: Store | None = None,
    base: str = "",
) -> Relations:
    """Return what links these articles; from the store as far as it was worked out for the same ones.

    `base` identifies the analyses (settings and code) that the entries come from.
    """
    # The file says all that a comparison sees: the text, the editor's labels, source and date.
    files = {entry.article.id: entry.article.fingerprint for entry in sorted(entries, key=lambda e: e.article.id)}
    code = code_identity("library.related_cache", "library.labels")
    base = fingerprint(base, code, limit, sorted(country_names.items()))
    of = fingerprint(base, list(files.items()))
    last = _decoded(store, _SLOT, msgspec.json.Decoder(_Last))
    if last and last.of == of:
        links: Relations = last.links
        return links
    memory = _decoded(store, _MEMORY, msgspec.msgpack.Decoder(_Memory)) if last else None
    if memory and (memory.of != last.of or memory.base != base):
        memory = None
    comparison = _Comparison(entries, files, limit, store)
    links, values = comparison.made(country_names, memory, last.links if memory else Relations({}, {}), of, base)
    if store:
        store.write({_SLOT: msgspec.json.encode(_Last(of, links)), **values})
    return links


def _decoded(store: Store | None, slot: str, decoder: Any) -> Any:
    """Return a value of the store; None where there is none, or one of another shape."""
    found = store.read([slot]).get(slot) if store else None
    try:
        return decoder.decode(found) if found else None
    except msgspec.DecodeError:
        return None


class _Comparison:
    """One round of comparing: what changed since the last, and all links after it."""

    def __init__(self, entries: Sequence[Entry], files: Mapping[str, str], limit: int, store: Store | None) -> None:
        from .candidates import CANDIDATES

        self.entries = sorted(entries, key=lambda entry: entry.article.id)
        self.files, self.limit, self.store = files, limit, store
        self.columns = max(CANDIDATES, limit)

    def made(
        self, country_names: Mapping[str, str], memory: _Memory | None, last: Relations, of: str, base: str
    ) -> tuple[Relations, dict[str, bytes]]:
        """Return all links, and what is to be remembered of this comparison."""
        import numpy as np

        from .candidates import updated
        from .related import neighbours
        from .stories import events, stories

        places = self._places(memory)
        known, stale = self._known(memory, places)
        vectors, values = self._vectors(of)
        candidates, changed = updated(vectors, known, stale)
        near = neighbours(
            self.entries, vectors, candidates, np.flatnonzero(changed), limit=self.limit, country_names=country_names
        )
        pairs = []
        for one, other, value in memory.pairs if memory else ():
            here, there = places[one], places[other]
            if here >= 0 and there >= 0 and not changed[here] and not changed[there]:
                pairs.append((here, there, value))
            else:  # the story of the one that is left may be another without it
                stale[[at for at in (here, there) if at >= 0]] = True
        pairs = sorted(pairs + events(self.entries, candidates, changed))
        told = stories(self.entries, vectors, candidates, pairs, last.stories, changed | stale)
        ids = [entry.article.id for entry in self.entries]
        links = Relations(
            {id: near[id] if id in near else last.neighbours[id] for id in ids}, dict(sorted(told.items()))
        )
        arrays = (candidates.other, candidates.part, candidates.cosine)
        packed = tuple(array.astype("<i4").tobytes() for array in arrays)
        stored = _Memory(of, base, dict(self.files), self.columns, (packed[0], packed[1], packed[2]), pairs)
        return links, {_MEMORY: msgspec.msgpack.encode(stored), **values}

    def _places(self, memory: _Memory | None) -> list[int]:
        """Return for each article of the last build where it stands now; -1 for one that changed or is gone."""
        now = {id: at for at, id in enumerate(self.files)}
        before = memory.files if memory else {}
        return [now[id] if self.files.get(id) == file else -1 for id, file in before.items()]

    def _known(self, memory: _Memory | None, places: Sequence[int]) -> tuple[Candidates, Mask]:
        """Return the candidates that are known, and which articles must look for theirs."""
        import numpy as np

        from .candidates import Candidates

        count = len(self.entries)
        if memory is None or memory.columns != self.columns:
            return Candidates.none(count, self.columns), np.ones(count, dtype=bool)
        arrays = [np.frombuffer(data, "<i4").astype(np.int64).reshape(-1, self.columns) for data in memory.candidates]
        return Candidates(arrays[0], arrays[1], arrays[2]).moved(np.array(places, dtype=np.int64), count)

    def _vectors(self, of: str) -> tuple[Vectors, dict[str, bytes]]:
        """Return the vectors of all articles, and those parts of what is remembered that are not as they were."""
        from .similarity import Vectors, Weights

        known: dict[int, _Part] = {}
        if self.store:
            slots = {f"{_VECTORS}-{part}": part for part in range(_PARTS)}
            decoder = msgspec.msgpack.Decoder(_Part)
            for slot, data in self.store.read(slots).items():
                known[slots[slot]] = _part(decoder, data)
        weights, parts = Weights(), dict[int, _Part]()
        found: list[Vector] = []
        changed = set()
        for entry in self.entries:
            id = entry.article.id
            part = crc32(id.encode("utf-8", "surrogatepass")) % _PARTS
            file = self.files[id]
            vector = known.get(part, {}).get(id)
            if vector is None or vector[0] != file:
                vector = (file, *weights.vector(entry))
                changed.add(part)
            parts.setdefault(part, {})[id] = vector
            found.append(vector[1:])
        changed |= {part for part, ours in known.items() if ours.keys() != parts.get(part, {}).keys()}
        values = {f"{_VECTORS}-{part}": msgspec.msgpack.encode(parts.get(part, {})) for part in sorted(changed)}
        return Vectors.of(found), values


def _part(decoder: Any, data: bytes) -> _Part:
    try:
        part: _Part = decoder.decode(data)
    except msgspec.DecodeError:
        return {}
    return part
