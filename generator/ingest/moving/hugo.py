"""A site of Hugo: everything dated below `content`, with bundles, languages and the permalinks of its settings."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone, tzinfo
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
    config = _config(root)
    languages = _languages(config)
    default = str(config.get("defaultcontentlanguage") or "en").lower()
    zone = front.zone_of(config.get("timezone"), zone)
    folders = _folders(root, config, languages, default)
    if not folders:
        raise ArticleError(Problem(str(root), 0, "has no folder content", "the folder of a site of Hugo"))
    posts: list[OldPost] = []
    problems: list[Problem] = []
    for content, lang in folders:
        inner = [folder for folder, _ in folders if folder != content and content in folder.parents]
        # A translation (`thaw.fr.md`) comes after what it translates, which keeps the plain slug.
        for path in sorted(front.files(content, (".md", ".markdown", ".html")), key=lambda p: ("." in p.stem, p)):
            if path.stem.split(".")[0] == "_index" or any(folder in path.parents for folder in inner):
                continue
            try:
                posts.append(_post(path, _Site(root, content, lang, config, languages, default)))
            except ArticleError as error:
                problems += error.problems

    def static(address: str) -> Path | None:
        return front.inside(root / "static", address) or front.inside(root / "assets", address)

    return OldSite(tuple(posts), tuple(problems), str(config.get("baseurl") or ""), static, zone)


@dataclass(frozen=True, slots=True)
class _Site:
    """What the address of a page depends on besides the page."""

    root: Path
    content: Path
    """The folder of content that the page is in."""
    lang: str
    """The language of all pages there; empty where their names tell it."""
    config: dict[str, Any]
    languages: dict[str, dict[str, Any]]
    default: str

    def setting(self, lang: str, name: str) -> Any:
        """Return a setting of a language, or else of the site."""
        return self.languages.get(lang or self.default, {}).get(name) or self.config.get(name)


def _lower(values: dict[str, Any]) -> dict[str, Any]:
    return {key.lower(): value for key, value in values.items()}


def _config(root: Path) -> dict[str, Any]:
    """Return the settings: a file at the root, or those of `config/_default`, where a file's name is a key."""
    config = _lower(front.settings(root, *_CONFIGS))
    for path in sorted((root / "config" / "_default").glob("*.*")):
        name = path.stem.lower()
        if path.suffix in (".toml", ".yaml", ".yml", ".json") and name in ("languages", "permalinks", "taxonomies"):
            config.setdefault(name, front.settings(root, path.relative_to(root).as_posix()))
    return config


def _languages(config: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """Return the settings of each language."""
    found = config.get("languages")
    rows = found.items() if isinstance(found, dict) else ()
    return {code.lower(): _lower(row) if isinstance(row, dict) else {} for code, row in rows}


def _folders(
    root: Path, config: dict[str, Any], languages: dict[str, dict[str, Any]], default: str
) -> list[tuple[Path, str]]:
    """Return the folders of content, each with the language of its pages; the default language comes first."""
    rows = [
        (str(row["contentdir"]), code)
        for code, row in sorted(languages.items(), key=lambda item: (item[0] != default, item[0]))
        if row.get("contentdir")
    ]
    shared = str(config.get("contentdir") or "content")
    if shared not in [name for name, _ in rows]:
        rows.append((shared, ""))
    return [(root / name, code) for name, code in rows if (root / name).is_dir()]


def _terms(config: dict[str, Any], values: dict[str, Any]) -> tuple[tuple[str, ...], tuple[str, ...], set[str]]:
    """Return categories, the terms of every other taxonomy, and the keys that hold them."""
    taxonomies = config.get("taxonomies")
    names = [str(name).lower() for name in taxonomies.values()] if isinstance(taxonomies, dict) else []
    keys = list(dict.fromkeys(["categories", "tags", *names]))
    found = {key: tuple(front.listed(values.get(key))) for key in keys}
    categories = found.pop("categories")
    return categories, tuple(dict.fromkeys(term for terms in found.values() for term in terms)), set(keys)


def _moment(date: Any, zone: tzinfo) -> datetime | None:
    """Return a date in the zone that it was written in, as Hugo does: an address has the author's day."""
    moment = front.when(date, zone)
    offset = re.search(r"[T ]\S*([+-])(\d\d):?(\d\d)$", str(date).strip())
    if moment is None or offset is None:
        is_utc = str(date).strip().endswith(("Z", "UTC"))
        return moment and moment.astimezone(UTC if is_utc else zone)
    shift = timedelta(hours=int(offset[2]), minutes=int(offset[3]))
    return moment.astimezone(timezone(-shift if offset[1] == "-" else shift))


def _post(path: Path, site: _Site) -> OldPost:
    root, content, config, default = site.root, site.content, site.config, site.default
    shown = path.relative_to(root).as_posix()
    text = front.text_of(path, shown)
    values, body = read_front(text, shown)
    values = {key.lower(): value for key, value in values.items()}
    log = bodies.ProblemLog(shown, body, text.count("\n") - body.count("\n") + 1)
    stem, _, lang = path.stem.rpartition(".")
    if not stem or lang.lower() not in site.languages:
        stem, lang = path.stem, site.lang
    lang = lang.lower()
    inner = PurePosixPath(path.relative_to(content).as_posix()).parent
    bundle = stem == "index"
    name = inner.name if bundle else stem
    parts = inner.parts[:-1] if bundle else inner.parts
    slug = str(values.get("slug") or name)
    date = values.get("date") or values.get("publishdate")
    address = str(values.get("url") or "") or _address(site, lang, parts, slug, name, values, date)
    held_back = front.when(values.get("publishdate"))
    if held_back and (dated := front.when(date)) and held_back > dated:  # an embargo; the address is that of `date`
        date = values.get("publishdate")
    in_folder = (lang and lang != default) or front.is_true(config.get("defaultcontentlanguageinsubdir"))
    if in_folder and not values.get("url"):
        address = f"{lang or default}/{address.lstrip('/')}"
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
    categories, tags, taxonomies = _terms(config, values)
    return OldPost(
        file=shown,
        key=shown,
        title=str(values.get("title") or name.replace("-", " ").capitalize()),
        date=date,
        body=body,
        address=address.lstrip("/"),
        slug=slug,
        values=ours,
        categories=categories,
        tags=tags,
        link=front.link_of(values),
        names=(inside, f"/{inside}", path.name, inner.as_posix() if bundle else inside.removesuffix(path.suffix), name),
        folder=path.parent,
        dropped=tuple(key for key in values if key not in _TAKEN | taxonomies | set(front.LINK_KEYS)),
        problems=tuple(log.problems),
    )


def _address(
    site: _Site,
    lang: str,
    parts: tuple[str, ...],
    slug: str,
    name: str,
    values: dict[str, Any],
    date: Any,
) -> str:
    """Return the address of a page (https://gohugo.io/content-management/urls/)."""
    section = parts[0] if parts else ""
    config, content = site.config, site.content
    patterns = site.setting(lang, "permalinks") or {}
    patterns = patterns.get("page", patterns) if isinstance(patterns, dict) else {}
    pattern = patterns.get(section) if isinstance(patterns, dict) else None
    moment = _moment(date, front.zone_of(config.get("timezone"), UTC))
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
