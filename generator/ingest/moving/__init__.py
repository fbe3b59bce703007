"""`briefing import`: from a site of another generator to article files, with its addresses, pictures and links.

    old site ─ jekyll, hugo, pelican, nikola, wordpress ─▶ OldSite ─ links, labels, dates ─▶ files, checked ─▶ written

Everything is worked out and read back by our own reader before the first file is written; a file that is there is
never touched, and a post that was taken over once is known again by its id, wherever its file lies now.
"""

from __future__ import annotations

import hashlib
import os
import re
import shutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import tzinfo
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from ... import addresses
from ...content.articles import FOLDER, parse_article
from ...errors import ArticleError, Problem
from ...settings.config import LANGUAGE, Project
from ...settings.vocabulary import Tree
from ...text.strings import slugify
from ..importers import markdown
from ..importers.article_file import Archive, article_text, create
from . import front, hugo, jekyll, nikola, pelican, wordpress
from .links import Links, normal
from .old_site import OldPost, OldSite

READERS: Mapping[str, Callable[[Path, tzinfo], OldSite]] = {
    "jekyll": jekyll.read,
    "hugo": hugo.read,
    "pelican": pelican.read,
    "nikola": nikola.read,
    "wordpress": wordpress.read,
}
"""Every generator that can be left, by name; each takes a folder, WordPress' a file."""
_FLAGS = ("draft", "pin")


@dataclass(frozen=True, slots=True)
class Moved:
    """What became of a site."""

    written: tuple[str, ...]
    """New article files, as problems show them."""
    there: int
    """How many posts had been taken over before."""
    left: int
    """How many posts could not be taken over."""
    copied: int
    """How many pictures and other files were copied."""
    problems: tuple[Problem, ...]
    """Everything that was lost, or that a person should look at."""


def move(kind: str, source: Path, project: Project, regions: Tree, themes: Tree, *, dry_run: bool = False) -> Moved:
    """Take over a site; raises `ArticleError` for one that cannot be read at all, and `OSError` for a full disk.

    `kind` is one of `READERS`. With `dry_run` nothing is written.
    """
    site = READERS[kind](source, project.zone)
    if not site.posts and not any(p.severity == "error" for p in site.problems):
        told = tuple(f"{problem}" for problem in site.problems)
        raise ArticleError(Problem(str(source), 0, "holds no post", "; ".join(told) or "another folder or file"))
    zone = site.zone or project.zone
    root = source if source.is_dir() else source.parent
    archive = Archive(project.docs_dir / FOLDER)
    problems = list(site.problems)
    places: dict[str, str] = {}
    slugs: dict[str, str] = {}
    fresh: list[OldPost] = []
    taken: set[str] = set()
    there = 0
    for post in site.posts:
        problems += post.problems
        known = archive.ids.get(identity(kind, post))
        if known is not None:
            places[post.key] = known.relative_to(project.docs_dir).as_posix()
            there += 1
            continue
        date = front.when(post.date, zone)
        if date is None:
            what = f"date: '{post.date}' is not a date" if post.date else "has no date, so it is no article"
            problems.append(Problem(post.file, 0, what, "a date, or a page of your own in the content folder"))
            continue
        slug = _free(slugify(unquote(post.slug) or post.title, limit=200), archive.slugs)
        archive.slugs.add(slug)
        day = date.astimezone(project.zone).date().isoformat()
        place = f"{FOLDER}/{day[:4]}/{day}-{slug[:100]}.md"
        number = 2
        while place in taken or (project.docs_dir / place).exists():
            place, number = f"{FOLDER}/{day[:4]}/{day}-{slug[:100]}-{number}.md", number + 1
        taken.add(place)
        places[post.key], slugs[post.key] = place, slug
        fresh.append(post)
    links = Links(site, places, root)
    texts: list[tuple[str, str]] = []
    for post in fresh:
        media = dict(links.media)
        place, slug = places[post.key], slugs[post.key]
        text = _text(kind, post, slug, links, zone, themes)
        faults = _faults(place, text, project, regions, themes)
        odd = [p for p in faults if p.code == "bad-aliases" or p.message.startswith("aliases: ")]
        if odd and len(odd) == sum(p.severity == "error" for p in faults):  # an address that cannot lead on, no more
            text = _text(kind, replace(post, address="", values={**post.values, "aliases": []}), slug, links,
                         zone, themes)  # fmt: skip
            faults = [replace(p, severity="warning", remedy="no old address leads here") for p in faults]
        if any(p.severity == "error" for p in faults):
            links.media = media
        else:
            texts.append((place, text))
        problems += [replace(p, path=post.file, line=0) for p in faults]
    problems += _lost(links.lost) + _dropped(fresh)
    copied, refused = (0, []) if dry_run else _copy(links.media, project)
    problems += refused
    if not dry_run:
        for place, text in texts:
            create(project.docs_dir / place, text)
    written = tuple(project.shown(project.docs_dir / place) for place, _ in texts)
    left = len(site.posts) - len(texts) - there + sum(p.severity == "error" for p in site.problems)
    return Moved(written, there, left, len(links.media) if dry_run else copied, tuple(problems))


def _faults(place: str, text: str, project: Project, regions: Tree, themes: Tree) -> list[Problem]:
    """Return what our own reader says of a new article file."""
    try:
        return list(parse_article(place, text.encode("utf-8", "replace"), project, regions, themes)[1])
    except ArticleError as error:
        return list(error.problems)


def identity(kind: str, post: OldPost) -> str:
    """Return a post's permanent id: `b-` and twelve hexadecimal digits, equal whenever it is taken over."""
    return "b-" + hashlib.sha256("\x1f".join(("moved", kind, post.key)).encode("utf-8", "replace")).hexdigest()[:12]


def _free(slug: str, taken: set[str]) -> str:
    free, number = slug, 2
    while free in taken:
        free, number = f"{slug}-{number}", number + 1
    return free


def _text(kind: str, post: OldPost, slug: str, links: Links, zone: tzinfo, themes: Tree) -> str:
    """Return the article file of a post."""
    old = post.values
    found: list[str] = []
    tags: list[str] = []
    for label in dict.fromkeys((*post.categories, *post.folders)):
        theme = themes.resolve(label) or themes.resolve(slugify(label))
        if theme:
            found.append(f"+{theme}")
        elif label in post.categories:
            tags.append(label)
    tags = list(dict.fromkeys((*tags, *post.tags)))
    lang = str(old.get("lang") or "").replace("_", "-")
    aliases = [post.address, *(a for a in old.get("aliases") or [])]
    new = addresses.article(slug)
    values: dict[str, Any] = {
        "title": " ".join(post.title.split()),
        "date": front.when(post.date, zone),
        "updated": front.when(old.get("updated"), zone),
        "expires": front.when(old.get("expires"), zone),
        **{key: True for key in _FLAGS if front.is_true(old.get(key))},
        "id": identity(kind, post),
        "slug": slug,
        "aliases": list(dict.fromkeys(f"/{unquote(a).strip('/')}" + ("/" if a.endswith("/") else "")
                                      for a in aliases if a and normal(a) not in ("", normal(new)))),
        "authors": old.get("authors"),
        "themes": list(dict.fromkeys(found)),
        "tags": tags,
        "lang": lang if LANGUAGE.match(lang) else "",
        "summary": _words(old.get("summary")),
        "image": links.picture(post, _words(old.get("image"))),
        "image_alt": _words(old.get("image_alt")),
    }  # fmt: skip
    if not values["image"] or values["image"].startswith("/"):
        values["image"] = values["image_alt"] = ""
    return article_text(values, links.led(post, _body(post)))


def _body(post: OldPost) -> str:
    """Return the text of a post; that of a link post ends with the link, where the text does not name it."""
    if not re.match(r"https?://", post.link) or post.link in post.body:
        return post.body
    link = f"[{markdown.escape(' '.join(post.title.split()))}](<{post.link}>)"
    return f"{post.body.strip()}\n\n{link}\n".lstrip()


def _words(value: Any) -> str:
    """Return a value that is text, and nothing for any other."""
    return value if isinstance(value, str) else ""


def _lost(lost: list[tuple[str, str]]) -> list[Problem]:
    """Return one warning a link that leads nowhere."""
    return [
        Problem(file, 0, f"the link to '{target[:100]}' leads to nothing that was taken over", "correct it",
                "warning", "dead-link")
        for file, target in dict.fromkeys(lost)
    ]  # fmt: skip


def _dropped(posts: list[OldPost]) -> list[Problem]:
    """Return one notice a key of front matter that has no counterpart."""
    files: dict[str, list[str]] = {}
    for post in posts:
        for key in post.dropped:
            files.setdefault(key, []).append(post.file)
    return [
        Problem(where[0], 0, f"the key '{key}' is not taken over", f"in {len(where)} files" if len(where) > 1 else "",
                "notice", "not-moved")
        for key, where in sorted(files.items())
    ]  # fmt: skip


def _copy(media: Mapping[str, Path], project: Project) -> tuple[int, list[Problem]]:
    """Copy files to their old addresses, each whole or not at all; one that is there is never touched."""
    copied, problems = 0, []
    for address, source in sorted(media.items()):
        target = project.docs_dir / address
        if target.exists():
            if not target.is_file() or target.read_bytes() != source.read_bytes():
                what = f"is there already and is not '{source.name}' of the old site"
                problems.append(Problem(project.shown(target), 0, what, "compare the two", "warning", "not-moved"))
            continue
        target.parent.mkdir(parents=True, exist_ok=True)
        part = target.with_name(f".{target.name}.part")
        try:
            shutil.copyfile(source, part)
            os.replace(part, target)
        finally:
            part.unlink(missing_ok=True)
        copied += 1
    return copied, problems
