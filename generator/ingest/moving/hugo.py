"""A site of Hugo: everything dated below `content`, with bundles, languages and the permalinks of its settings."""

from __future__ import annotations

import re
import unicodedata
from datetime import tzinfo
from pathlib import Path, PurePosixPath
from typing import Any

from ...content.foreign_front_matter import read as read_front
from ...errors import ArticleError, Problem
from . import bodies, front
from .old_site import OldPost, OldSite

_CONFIGS = tuple(
    f"{folder}{name}.{suffix}"
    for folder in ("", "config/_default/")
    for name in ("hugo", "config")
    for suffix in ("toml", "yaml", "yml", "json")
)
_TAKEN = frozenset(
    "title date publishdate lastmod expirydate draft slug url aliases tags categories keywords author authors "
    "description summary images image featured_image cover lang layout type".split()
)


def read(root: Path, zone: tzinfo) -> OldSite:
    """Return the posts below `root`/content; raises `ArticleError` when it is no site of Hugo."""
    config = {key.lower(): value for key, value in front.settings(root, *_CONFIGS).items()}
    content = root / str(config.get("contentdir") or "content")
    if not content.is_dir():
        raise ArticleError(Problem(str(root), 0, "has no folder content", "the folder of a site of Hugo"))
    languages = config.get("languages")
    known = set(languages) if isinstance(languages, dict) else set()
    default = str(config.get("defaultcontentlanguage") or "en")
    posts: list[OldPost] = []
    problems: list[Problem] = []
    # A translation (`thaw.fr.md`) comes after what it translates, which keeps the plain slug.
    for path in sorted(front.files(content, (".md", ".markdown", ".html")), key=lambda p: ("." in p.stem, p)):
        if path.stem.split(".")[0] == "_index":
            continue
        try:
            posts.append(_post(path, content, root, config, known, default))
        except ArticleError as error:
            problems += error.problems

    def static(address: str) -> Path | None:
        return front.inside(root / "static", address) or front.inside(root / "assets", address)

    return OldSite(tuple(posts), tuple(problems), str(config.get("baseurl") or ""), static)


def _post(path: Path, content: Path, root: Path, config: dict[str, Any], known: set[str], default: str) -> OldPost:
    shown = path.relative_to(root).as_posix()
    text = front.text_of(path, shown)
    values, body = read_front(text, shown)
    values = {key.lower(): value for key, value in values.items()}
    log = bodies.ProblemLog(shown, body, text.count("\n") - body.count("\n") + 1)
    stem, _, lang = path.stem.rpartition(".")
    if not stem or lang not in known:
        stem, lang = path.stem, ""
    inner = PurePosixPath(path.relative_to(content).as_posix()).parent
    bundle = stem == "index"
    name = inner.name if bundle else stem
    parts = inner.parts[:-1] if bundle else inner.parts
    slug = str(values.get("slug") or name)
    date = values.get("date") or values.get("publishdate")
    address = str(values.get("url") or "") or _address(config, content, parts, slug, name, values, date)
    held_back = front.when(values.get("publishdate"))
    if held_back and (dated := front.when(date)) and held_back > dated:  # an embargo; the address is that of `date`
        date = values.get("publishdate")
    if lang and lang != default and not values.get("url"):
        address = f"{lang}/{address.lstrip('/')}"
    body = bodies.shortcodes(body, log)
    if path.suffix == ".html":
        body = bodies.from_html(body, address.lstrip("/"), log)
    cover = values.get("cover")
    images = front.listed(values.get("images"))
    ours = {
        "updated": values.get("lastmod"),
        "expires": values.get("expirydate"),
        "draft": "true" if front.is_true(values.get("draft")) else "",
        "authors": front.listed(values.get("authors") or values.get("author")),
        "summary": values.get("description") or values.get("summary"),
        "lang": lang or values.get("lang"),
        "image": values.get("featured_image")
        or values.get("image")
        or (cover.get("image") if isinstance(cover, dict) else cover)
        or (images[0] if images else ""),
        "image_alt": cover.get("alt") if isinstance(cover, dict) else "",
        "aliases": front.listed(values.get("aliases")),
    }
    inside = path.relative_to(content).as_posix()
    return OldPost(
        file=shown,
        key=shown,
        title=str(values.get("title") or name.replace("-", " ").capitalize()),
        date=date,
        body=body,
        address=address.lstrip("/"),
        slug=slug,
        values=ours,
        labels=tuple(front.listed(values.get("categories")) + front.listed(values.get("tags"))),
        names=(inside, f"/{inside}", path.name, inner.as_posix() if bundle else inside.removesuffix(path.suffix), name),
        folder=path.parent,
        dropped=tuple(key for key in values if key not in _TAKEN),
        problems=tuple(log.problems),
    )


def _address(
    config: dict[str, Any],
    content: Path,
    parts: tuple[str, ...],
    slug: str,
    name: str,
    values: dict[str, Any],
    date: Any,
) -> str:
    """Return the address of a page (https://gohugo.io/content-management/urls/)."""
    section = parts[0] if parts else ""
    patterns = config.get("permalinks") or {}
    patterns = patterns.get("page", patterns) if isinstance(patterns, dict) else {}
    pattern = patterns.get(section) if isinstance(patterns, dict) else None
    moment = front.when(date)
    if isinstance(pattern, str) and moment is not None:
        title = str(values.get("title") or name)
        filled = {
            "year": f"{moment:%Y}", "month": f"{moment:%m}", "monthname": f"{moment:%B}".lower(),
            "day": f"{moment:%d}", "weekday": str(moment.isoweekday() % 7), "yearday": f"{moment:%j}",
            "section": section, "sections": "/".join(_sections(content, parts)), "title": title,
            "slug": slug if values.get("slug") else title, "filename": name, "contentbasename": name,
            "slugorfilename": slug, "slugorcontentbasename": slug,
        }  # fmt: skip
        address = re.sub(r":([a-z]+)(?:\[[^\]]*\])?", lambda found: filled.get(found[1], found[0]), pattern)
    else:
        address = "/".join((*parts, slug)) + "/"
    address = re.sub(r"/{2,}", "/", f"{_sanitised(address, config)}/")
    return address.rstrip("/") + ".html" if front.is_true(config.get("uglyurls")) else address


def _sections(content: Path, parts: tuple[str, ...]) -> tuple[str, ...]:
    """Return the folders that are sections: the first, and each below with an `_index` file of its own."""
    found = parts[:1]
    for depth in range(2, len(parts) + 1):
        if not any(content.joinpath(*parts[:depth]).glob("_index.*")):
            break
        found = parts[:depth]
    return found


def _sanitised(path: str, config: dict[str, Any]) -> str:
    """Return a path as Hugo writes it: no signs but a few, hyphens for spaces, lower case; accents stay."""
    if front.is_true(config.get("removepathaccents")):
        path = "".join(c for c in unicodedata.normalize("NFD", path) if not unicodedata.combining(c))
    path = re.sub(r"[^\w./#+~@\s-]", "", path)
    path = re.sub(r"[\s-]*\s[\s-]*", "-", path.strip())
    return path if front.is_true(config.get("disablepathtolower")) else path.lower()
