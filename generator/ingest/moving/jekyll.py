"""A site of Jekyll: `_posts` and `_drafts`, with the permalinks of `_config.yml`."""

from __future__ import annotations

import re
from datetime import UTC, datetime, tzinfo
from fnmatch import fnmatch
from pathlib import Path
from typing import Any

from ...content.foreign_front_matter import read as read_front
from ...errors import ArticleError, Problem
from ...text.strings import slugify
from . import bodies, front
from .old_site import OldPost, OldSite

SUFFIXES = (".md", ".markdown", ".mkd", ".mkdown", ".html")
_NAME = re.compile(r"(?:(\d{4}-\d{1,2}-\d{1,2})-)?(.+)")
_STYLES = {
    "date": "/:categories/:year/:month/:day/:title.html",
    "pretty": "/:categories/:year/:month/:day/:title/",
    "ordinal": "/:categories/:year/:y_day/:title.html",
    "weekdate": "/:categories/:year/W:week/:short_day/:title.html",
    "none": "/:categories/:title.html",
}
_TAKEN = frozenset(
    "title date last_modified_at modified updated categories category tags tag author authors description excerpt "
    "summary image lang permalink redirect_from published slug layout pin "
    "link external-url external_url".split()
)
_POSTS = ("_posts", "_drafts")


def read(root: Path, zone: tzinfo) -> OldSite:
    """Return the posts below `root`; raises `ArticleError` when it is no site of Jekyll."""
    config = front.settings(root, "_config.yml", "_config.yaml", "_config.toml")
    zone = front.zone_of(config.get("timezone"), zone)
    base = str(config.get("baseurl") or "").strip("/")
    posts: list[OldPost] = []
    problems: list[Problem] = []
    found = [
        path
        for path in front.files(root, SUFFIXES)
        if {"_posts", "_drafts"} & set(path.relative_to(root).parts[:-1]) and "_site" not in path.parts
    ]
    if not found:
        raise ArticleError(Problem(str(root), 0, "has no folder _posts", "the folder of a site of Jekyll"))
    for path in found:
        try:
            posts.append(_post(path, root, config, base, zone))
        except ArticleError as error:
            problems += error.problems

    def static(address: str) -> Path | None:
        return front.inside(root, address.removeprefix(f"{base}/") if base else address)

    return OldSite(tuple(posts), tuple(problems), str(config.get("url") or ""), static, zone)


def _post(path: Path, root: Path, config: dict[str, Any], base: str, zone: tzinfo) -> OldPost:
    shown = path.relative_to(root).as_posix()
    text = front.text_of(path, shown)
    own, body = read_front(text, shown)
    drafted = "_drafts" in path.parts
    values = {**_defaults(config, shown, drafted), **own}
    log = bodies.ProblemLog(shown, body, text.count("\n") - body.count("\n") + 1)
    name = _NAME.fullmatch(path.stem)
    assert name
    slug = str(values.get("slug") or name[2])
    draft = drafted or str(values.get("published", "true")).lower() == "false"
    date = values.get("date") or name[1]
    if name[1] and front.when(date, zone) is None:  # a clock without its day; the day stands in the file's name
        date = name[1]
    if not date and draft:
        date = datetime.fromtimestamp(path.stat().st_mtime, UTC).date().isoformat()
    collections = str(config.get("collections_dir") or "").strip("/")
    folders = [part for part in shown.removeprefix(f"{collections}/").split("/")[:-1] if part not in _POSTS]
    named = front.listed(values.get("categories") or values.get("category"), " ")
    categories = [*folders, *named]
    tags = front.listed(values.get("tags") or values.get("tag"), " ")
    pattern = str(values.get("permalink") or _permalink(config))
    # `:title` is `slug` where a post has one; `:name` and `:path` are of the file
    address = _address(pattern, front.when(date, zone), zone, slug, categories, name[2], shown)
    address = "/".join(filter(None, (base, address.strip("/")))) + ("/" if address.endswith("/") else "")
    image = values.get("image")
    image = image.get("path") if isinstance(image, dict) else image
    body = bodies.without_attribute_lists(bodies.liquid(body, log))
    if path.suffix == ".html":
        body = bodies.from_html(body, address, log)
    ours = {
        "updated": values.get("last_modified_at") or values.get("modified") or values.get("updated"),
        "draft": "true" if draft else "",
        "authors": front.listed(values.get("authors") or values.get("author")),
        "summary": values.get("description") or values.get("summary") or values.get("excerpt"),
        "lang": values.get("lang"),
        "image": image,
        "pin": values.get("pin"),
        "aliases": front.listed(values.get("redirect_from")),
    }
    return OldPost(
        file=shown,
        key=shown,
        title=str(values.get("title") or name[2].replace("-", " ").capitalize()),
        date=date,
        body=body,
        address=address,
        slug=slug,
        values=ours,
        categories=tuple(named),
        tags=tuple(tags),
        folders=tuple(folders),
        link=front.link_of(values),
        names=(path.stem, shown, "/".join([*folders, path.stem])),
        folder=path.parent,
        dropped=tuple(key for key in own if key not in _TAKEN),
        problems=tuple(log.problems),
    )


def _permalink(config: dict[str, Any]) -> str:
    """Return the permalink of posts: that of their collection goes before that of the site."""
    collections = config.get("collections")
    posts = collections.get("posts") if isinstance(collections, dict) else None
    own = posts.get("permalink") if isinstance(posts, dict) else None
    return str(own or config.get("permalink") or "date")


def _defaults(config: dict[str, Any], shown: str, drafted: bool) -> dict[str, Any]:
    """Return the front matter that `defaults:` gives a post; the longer path wins, then the one with a type.

    https://jekyllrb.com/docs/configuration/front-matter-defaults/
    """
    found: list[tuple[int, bool, dict[str, Any]]] = []
    rows = config.get("defaults")
    for row in rows if isinstance(rows, list) else ():
        scope, values = (row.get("scope"), row.get("values")) if isinstance(row, dict) else (None, None)
        if not isinstance(values, dict):
            continue
        scope = scope if isinstance(scope, dict) else {}
        path, kind = str(scope.get("path") or "").strip("/"), str(scope.get("type") or "")
        if kind not in ("", "drafts" if drafted else "posts", "posts"):
            continue
        collections = str(config.get("collections_dir") or "").strip("/")
        tried = [shown, shown.removeprefix(f"{collections}/")] if collections else [shown]
        if any(_in_scope(path, name) for name in tried):
            found.append((len(path), bool(kind), values))
    merged: dict[str, Any] = {}
    for _, _, values in sorted(found, key=lambda row: row[:2]):
        merged.update(values)
    return merged


def _in_scope(path: str, shown: str) -> bool:
    """Tell whether a file lies below the path of a scope, which may have asterisks."""
    if "*" in path:
        parents = ["/".join(shown.split("/")[:n]) for n in range(1, shown.count("/") + 2)]
        return any(fnmatch(name, path) for name in parents)
    return not path or shown == path or shown.startswith(f"{path}/") or shown.rpartition(".")[0] == path


def _address(
    permalink: str, date: datetime | None, zone: tzinfo, slug: str, categories: list[str], name: str, shown: str
) -> str:
    """Return the address that a permalink gives (https://jekyllrb.com/docs/permalinks/); empty without a date."""
    if date is None:
        return ""
    local = date.astimezone(zone)
    values = {
        "categories": "/".join(dict.fromkeys(category.lower() for category in categories)),
        "slugified_categories": "/".join(dict.fromkeys(slugify(category) for category in categories)),
        "year": f"{local:%Y}", "short_year": f"{local:%y}", "month": f"{local:%m}", "i_month": str(local.month),
        "day": f"{local:%d}", "i_day": str(local.day), "y_day": f"{local:%j}", "hour": f"{local:%H}",
        "minute": f"{local:%M}", "second": f"{local:%S}", "week": f"{local:%V}", "short_day": f"{local:%a}",
        "long_day": f"{local:%A}", "short_month": f"{local:%b}", "long_month": f"{local:%B}", "title": slug,
        "slug": slugify(slug), "output_ext": ".html", "collection": "posts", "name": slugify(name),
        "path": shown.rpartition(".")[0].removeprefix("_posts/"),
    }  # fmt: skip
    pattern = _STYLES.get(permalink, permalink)
    filled = re.sub(r":([a-z_]+)", lambda found: values.get(found[1], found[0]), pattern)
    return re.sub(r"/{2,}", "/", filled).lstrip("/")
