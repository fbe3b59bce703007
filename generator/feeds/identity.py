"""Identity: from the permanent id of an article alone, so that no move of anything makes a reader show it again."""

from __future__ import annotations

import re
from uuid import UUID, uuid5

_ROOT = UUID("8f9ad3a4-5d0e-5c4b-9d0c-3b1f6a2e7c51")  # of this program; never to be changed
_IRI = re.compile(r"(?:https?://|urn:[A-Za-z0-9][A-Za-z0-9-]+:|tag:)[^\s<>\"{}|\\^`]+")


def iri(identity: str, namespace: str = "") -> str:
    """Return `identity` as an IRI: itself if it is one, else a UUID of it (RFC 9562, version 5).

    `namespace` keeps apart two sites that have articles with equal ids.
    """
    if _IRI.fullmatch(identity):
        return identity
    return f"urn:uuid:{uuid5(uuid5(_ROOT, namespace), identity)}"


def edition_id(slug: str) -> str:
    """Return the identity of a day's edition."""
    return f"edition:{slug}"
