"""What a site of another generator comes to: its posts in our terms, its settings, and where its files lie."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import tzinfo
from pathlib import Path
from typing import Any

from ...errors import Problem


@dataclass(frozen=True, slots=True)
class OldPost:
    """One post, read and mapped; nothing in it is written yet."""

    file: str
    """Its file (and what else tells it in it), as problems show it."""
    key: str
    """What identifies it on the old site for good: its file there, or the identity that the site itself gave it."""
    title: str
    """Headline, plain text."""
    date: Any
    """Publication time as it stood there."""
    body: str
    """Markdown."""
    address: str
    """Its old address, without leading slash: `2020/01/ports/` or `ports.html`; empty when it had none."""
    slug: str = ""
    """The last part of it, as the old site named it."""
    values: Mapping[str, Any] = field(default_factory=dict)
    """Our front matter besides: text, lists and true."""
    categories: tuple[str, ...] = ()
    """Its categories: one that is the name of a theme becomes the theme, any other a tag."""
    tags: tuple[str, ...] = ()
    """Its tags and terms of other taxonomies; they stay tags, since a site uses such words in its own sense."""
    folders: tuple[str, ...] = ()
    """Folders that stood for categories: themes where they name one, and nothing else."""
    link: str = ""
    """The page elsewhere that it points to, if it is a link post."""
    names: tuple[str, ...] = ()
    """How other posts may link to it, besides its address."""
    folder: Path | None = None
    """Where files lie that its text names without a folder."""
    dropped: tuple[str, ...] = ()
    """Keys of its front matter that have no counterpart."""
    problems: tuple[Problem, ...] = ()
    """What its text had that could not be kept."""


@dataclass(frozen=True, slots=True)
class OldSite:
    """Everything that was read of a site."""

    posts: tuple[OldPost, ...]
    """Posts in the order of their files."""
    problems: tuple[Problem, ...] = ()
    """What could not be read at all."""
    address: str = ""
    """The site's own address, by which its texts may name their own pages and pictures."""
    static: Callable[[str], Path | None] = lambda address: None
    """The file that was published at an address (`images/x.png`), if there is one."""
    zone: tzinfo | None = None
    """The zone that its settings name, for times that name none."""
