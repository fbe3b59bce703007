"""Which articles of one capture are one and the same, and by what each of them is known again later.

A feed may give one `guid` to all its items, or one link, such as that of its home page. What unlike articles share
tells none of them again, and must never put the headline of one over the text of another.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Sequence
from dataclasses import replace
from urllib.parse import urldefrag, urlsplit

from ..text.near_duplicates import resemblance, sketch
from ..text.strings import fold
from ..text.web_addresses import identity
from .draft import ArticleDraft

_RELATED = 0.3  # least similarity of two versions of one text, one of which may have grown


def place(address: str) -> str:
    """Return what is equal for addresses of one place in a page: as `web_addresses.identity`, with the fragment."""
    fragment = urldefrag(address).fragment
    return identity(address) + (f"#{fragment}" if fragment else "")


def is_home(address: str) -> bool:
    """Tell whether an address is that of a whole site, and so of no article."""
    parts = urlsplit(address)
    return bool(parts.netloc) and not parts.path.strip("/") and not parts.query and not parts.fragment


def is_version(title: str, body: str, other_title: str, other_body: str) -> bool:
    """Tell whether two texts may be versions of one article: by their titles, or by what they have in common."""
    if fold(title) == fold(other_title):
        return True
    one, other = " ".join(fold(body).split()), " ".join(fold(other_body).split())
    if not one or not other or one in other or other in one:
        return True
    return resemblance(sketch(one), sketch(other)) >= _RELATED


def _alike(one: ArticleDraft, other: ArticleDraft) -> bool:
    """Tell whether two items of a capture are one article: two of title, address and text are the same."""
    same = (
        fold(one.title) == fold(other.title),
        bool(one.canonical_url) and place(one.canonical_url) == place(other.canonical_url),
        one.body.split() == other.body.split(),
    )
    return sum(same) >= 2


def _shared(drafts: Sequence[ArticleDraft], key: Callable[[ArticleDraft], Hashable]) -> set[int]:
    """Return the positions of the drafts whose key unlike articles have, too."""
    groups: dict[Hashable, list[int]] = defaultdict(list)
    for at, draft in enumerate(drafts):
        if key(draft):
            groups[key(draft)].append(at)
    return {
        at
        for several in groups.values()
        if not all(_alike(drafts[several[0]], drafts[other]) for other in several[1:])
        for at in several
    }


def told_apart(drafts: Sequence[ArticleDraft]) -> tuple[ArticleDraft, ...]:
    """Return the articles of one capture, each with what tells it from the others; the order stays.

    A `guid` of unlike articles is dropped; an address of unlike articles, or of a whole site, is marked as shared.
    """
    guids = _shared(drafts, lambda draft: draft.guid and (draft.source_url, draft.guid))
    addresses = _shared(drafts, lambda draft: place(draft.canonical_url))
    return tuple(
        replace(
            draft,
            guid="" if at in guids else draft.guid,
            shares_address=at in addresses or (len(drafts) > 1 and is_home(draft.canonical_url)),
        )
        for at, draft in enumerate(drafts)
    )
