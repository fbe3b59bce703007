"""Which articles belong together, remembered from the last build while no article has changed.

Comparing all articles needs their languages' word frequencies and time; a build that changes nothing needs neither.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import msgspec

from .cache import Store, fingerprint
from .model import Entry
from .related import Neighbour, neighbours

_SLOT = "links"  # one value, overwritten: the cache does not grow with every build


@dataclass(frozen=True, slots=True)
class Links:
    """All links between articles."""

    neighbours: dict[str, tuple[Neighbour, ...]]
    """Related articles by id, best first."""
    stories: dict[str, str]
    """Story id by article id."""


@dataclass(frozen=True, slots=True)
class _Kept:
    of: str
    links: Links


def link(
    entries: Sequence[Entry],
    *,
    limit: int,
    country_names: Mapping[str, str],
    store: Store | None = None,
    base: str = "",
) -> Links:
    """Return what links these articles; from the store when it was worked out for the very same ones.

    `base` identifies the analyses (settings and code) that the entries come from.
    """
    # The file says all that a comparison sees: the text, the editor's labels, source and date.
    of = fingerprint(base, limit, [(e.article.id, e.article.fingerprint) for e in entries])
    kept = store.read([_SLOT]).get(_SLOT) if store else None
    if kept:
        try:
            known = msgspec.json.decode(kept, type=_Kept)
        except msgspec.DecodeError:
            pass
        else:
            if known.of == of:
                return known.links
    from .likeness import Vectors  # numpy, for those builds only that compare
    from .stories import stories

    vectors = Vectors.of(entries)
    near = neighbours(entries, limit=limit, country_names=country_names, vectors=vectors)
    made = Links(near, stories(entries, near, vectors=vectors))
    if store:
        store.write({_SLOT: msgspec.json.encode(_Kept(of, made))})
    return made
