"""A draft as a Markdown file with front matter: its permanent id, its name, and the rule that nothing is overwritten.

The same draft gives the same bytes and the same id, whenever and wherever it is added; so an article that is there
already, also when an editor has moved, renamed or corrected its file, is found again and left alone.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo
from pathlib import Path
from typing import Any

import yaml

from ..draft import ArticleDraft
from ..errors import ArticleError, ImportRefused, Problem
from ..frontmatter import split
from ..text import fold, slugify

_OPENING_WORDS = 30


@dataclass(frozen=True, slots=True)
class Written:
    """What became of one draft."""

    draft: ArticleDraft
    """The draft."""
    path: Path
    """The article's file: the new one, or the one that was there already."""
    id: str
    """The article's permanent identity."""
    created: bool
    """False when an article with this id was there already: nothing was written."""


class _Dumper(yaml.SafeDumper):
    """Writes times as plain YAML timestamps in UTC, and list items below their key."""

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:
        super().increase_indent(flow, False)


def _timestamp(dumper: yaml.SafeDumper, value: datetime) -> yaml.ScalarNode:
    return dumper.represent_scalar("tag:yaml.org,2002:timestamp", _iso(value))


_Dumper.add_representer(datetime, _timestamp)


def _iso(moment: datetime) -> str:
    return moment.astimezone(UTC).replace(microsecond=0, tzinfo=None).isoformat() + "Z"


def permanent_id(draft: ArticleDraft) -> str:
    """Return the draft's identity: `b-` and twelve hexadecimal digits of a SHA-256.

    It rests on the original's address where that is known, else on outlet, title and opening words; not on the date,
    as an age such as "3 hours ago" gives another minute with every capture of one and the same article.
    """
    opening = " ".join(draft.body.split()[:_OPENING_WORDS])
    parts = (draft.canonical_url,) if draft.canonical_url else (fold(draft.source), fold(draft.title), fold(opening))
    return "b-" + hashlib.sha256("\x1f".join(parts).encode("utf-8", "surrogatepass")).hexdigest()[:12]


def _folded(value: Any) -> Any:
    """Return texts with white space folded: YAML readers take U+0085 and U+2028 for line ends, also when quoted."""
    if isinstance(value, list):
        return [_folded(item) for item in value]
    return " ".join(value.split()) if isinstance(value, str) else value


def render(draft: ArticleDraft, slug: str = "") -> str:
    """Return the article file of `draft`: front matter with its keys in fixed order, then the body."""
    values: dict[str, Any] = {
        "title": draft.title,
        "date": draft.date,
        "id": permanent_id(draft),
        "slug": slug or slugify(draft.title),
        "authors": list(draft.authors),
        "author_bios": list(draft.author_bios),
        "source": draft.source,
        "source_url": draft.source_url,
        "canonical_url": draft.canonical_url,
        "attribution": draft.attribution,
        "rights": draft.rights,
        "retrieved": draft.retrieved,
        "tags": list(draft.tags),
        "lang": draft.lang,
    }
    front = yaml.dump(
        {key: _folded(value) for key, value in values.items() if value},
        Dumper=_Dumper, sort_keys=False, allow_unicode=True, default_flow_style=False, width=1_000_000,
    )  # fmt: skip
    return f"---\n{front}---\n\n{draft.body.strip()}\n"


def _articles(folder: Path) -> Iterator[tuple[Path, Mapping[str, Any]]]:
    """Yield the article files below `folder` with their front matter, by path; unreadable ones with none."""
    for path in sorted(p for p in folder.rglob("*") if p.suffix.lower() in (".md", ".markdown")):
        try:
            front, _, _ = split(path.read_text(encoding="utf-8-sig"), path.name)
        except (OSError, ValueError, ArticleError):
            yield path, {}
        else:
            yield path, front.values


def _known(folder: Path) -> tuple[dict[str, Path], set[str]]:
    """Return the articles of `folder` by id, and every slug in use, as `articles` derives them."""
    ids: dict[str, Path] = {}
    slugs: set[str] = set()
    for path, front in _articles(folder):
        ids.setdefault(str(front.get("id") or front.get("guid") or path.stem).strip(), path)
        slugs.add(str(front.get("slug") or slugify(path.stem)).strip().lower())
    return ids, slugs


def _free_slug(draft: ArticleDraft, taken: set[str]) -> str:
    slug = slugify(draft.title)
    if slug in taken and draft.source:
        slug = slugify(f"{draft.title} {draft.source}", limit=120)
    free, number = slug, 2
    while free in taken:
        free, number = f"{slug}-{number}", number + 1
    return free


def _create(path: Path, text: str) -> None:
    """Write `text` to a file that must not exist, whole or not at all; raises `FileExistsError`."""
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_name(f".{path.name}.part")
    try:
        unfinished.write_text(text, encoding="utf-8", newline="\n")
        try:
            os.link(unfinished, path)  # unlike a rename, this fails when the name is taken
        except FileExistsError:
            raise
        except OSError:  # a file system without hard links
            with path.open("x", encoding="utf-8", newline="\n") as file:
                file.write(text)
    finally:
        unfinished.unlink(missing_ok=True)


def write_drafts(drafts: Iterable[ArticleDraft], folder: Path, *, timezone: tzinfo = UTC) -> tuple[Written, ...]:
    """Write each draft to `folder/YYYY/YYYY-MM-DD-slug.md` and return what became of it, in order.

    The day in the name is that of `timezone`, as it is on the site. A draft whose id is that of an article anywhere
    below `folder` is not written. No existing file is ever touched. Raises `ImportRefused` when `folder` is read-only.
    """
    ids, slugs = _known(folder)
    written: list[Written] = []
    for draft in drafts:
        identity = permanent_id(draft)
        if identity in ids:
            written.append(Written(draft, ids[identity], identity, False))
            continue
        slug = _free_slug(draft, slugs)
        day = draft.date.astimezone(timezone).date().isoformat()
        path = folder / day[:4] / f"{day}-{slug}.md"
        number = 2
        while True:
            try:
                _create(path, render(draft, slug))
                break
            except FileExistsError:
                path, number = path.with_name(f"{day}-{slug}-{number}.md"), number + 1
            except OSError as error:
                raise ImportRefused(Problem(str(path), 0, f"cannot be written: {error.strerror}")) from None
        ids[identity] = path
        slugs.add(slug)
        written.append(Written(draft, path, identity, True))
    return tuple(written)


def write_draft(draft: ArticleDraft, folder: Path, *, timezone: tzinfo = UTC) -> Written:
    """Write one draft; see `write_drafts`."""
    return write_drafts((draft,), folder, timezone=timezone)[0]
