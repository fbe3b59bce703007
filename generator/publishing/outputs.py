"""A file of the site that is no page, made only when the published one is not still right."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from ..hashing import hash_parts


@dataclass(frozen=True, slots=True)
class Output:
    """A file to be published."""

    address: str
    """Where it lies, relative to the site's root."""
    shows: bytes
    """Digest of all that it is made of, besides what the whole site has in common."""
    make: Callable[[], bytes]
    """Makes its bytes."""
    needs: tuple[str, ...] = ()
    """What others are made of too, by name: `prepare` makes these things once for all."""
    prepare: Callable[[Sequence[str]], None] | None = None
    """Makes what files need, so that `make` finds it in the cache; files without it may not be made side by side."""

    @classmethod
    def made(cls, address: str, data: bytes) -> Output:
        """Return a file whose bytes are there already: for files of which there are few."""
        return cls(address, hash_parts(data), lambda: data)
