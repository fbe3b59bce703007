"""A site of Nikola: posts with their metadata above the text or in a `.meta` beside it, by the paths of `conf.py`."""

from __future__ import annotations

from datetime import tzinfo
from fnmatch import fnmatch
from pathlib import Path
from typing import Any

from ...content.foreign_front_matter import read as read_front
from ...errors import ArticleError, Problem
from ...text.strings import slugify
from . import bodies, front
from .old_site import OldPost, OldSite

SUFFIXES = (".md", ".rst", ".html", ".txt", ".mdown", ".markdown", ".htm")
_TAKEN = frozenset(
    "title slug date updated tags category description author authors status type previewimage lang template "
    "link".split()
)


def read(root: Path, zone: tzinfo) -> OldSite:
    """Return the posts; raises `ArticleError` when there is none."""
    config = front.literals(root / "conf.py", "conf.py")
    rows = [(str(row[0]), str(row[1])) for row in config.get("POSTS", ()) if len(row) > 1]
    rows = rows or [("posts/*", "posts")]
    posts: list[OldPost] = []
    problems: list[Problem] = []
    seen: set[Path] = set()
    for pattern, target in rows:
        folder = root / pattern.rpartition("/")[0]
        for path in front.files(folder, SUFFIXES) if folder.is_dir() else ():
            if path in seen or not fnmatch(path.name, pattern.rpartition("/")[2] or "*"):
                continue
            seen.add(path)
            try:
                posts.append(_post(path, folder, root, target.strip("/"), config))
            except ArticleError as error:
                problems += error.problems
    if not posts and not problems:
        raise ArticleError(Problem(str(root), 0, "has no post", "the folder of conf.py"))

    def static(address: str) -> Path | None:
        return front.inside(root / "files", address) or front.inside(root, address)

    zone = front.zone_of(config.get("TIMEZONE"), zone)
    return OldSite(tuple(posts), tuple(problems), str(config.get("SITE_URL") or ""), static, zone)


def _post(path: Path, folder: Path, root: Path, target: str, config: dict[str, Any]) -> OldPost:
    shown = path.relative_to(root).as_posix()
    text = front.text_of(path, shown)
    meta = path.with_suffix(".meta")
    if meta.is_file():
        values, _ = front.comments(front.text_of(meta, meta.relative_to(root).as_posix()))
        body = text
    elif text.startswith(("---", "+++")):
        values, body = read_front(text, shown)
    else:
        values, body = front.comments(text)
    log = bodies.ProblemLog(shown, body, text.count("\n") - body.count("\n") + 1)
    translations = config["TRANSLATIONS"] if isinstance(config.get("TRANSLATIONS"), dict) else {}
    stem, _, lang = path.stem.rpartition(".")
    known = bool(stem) and lang in translations
    stem, lang = (stem, lang) if known else (path.stem, "")
    home = str(translations[lang]).removeprefix(".").strip("/") if known else ""
    slug = str(values.get("slug") or stem)
    inner = path.relative_to(folder).parent.as_posix()
    place = "/".join(part for part in (home, target, "" if inner == "." else inner, slug) if part)
    address = f"{place}/" if config.get("PRETTY_URLS", True) else f"{place}.html"
    tags = front.listed(values.get("tags"))
    hidden = {"draft", "private", "mathjax"}
    status = str(values.get("status") or "").lower()
    body = bodies.nikola_tags(body, log)
    if path.suffix in (".rst", ".txt"):
        body = bodies.from_rst(body, shown, address, log)
    elif path.suffix in (".html", ".htm"):
        body = bodies.from_html(body, address, log)
    ours = {
        "updated": values.get("updated"),
        "draft": "true" if status in ("draft", "private") or {"draft", "private"} & set(tags) else "",
        "authors": front.listed(values.get("authors") or values.get("author")),
        "summary": values.get("description"),
        "lang": lang or values.get("lang"),
        "image": values.get("previewimage"),
    }
    category = values.get("category")
    return OldPost(
        file=shown,
        key=shown,
        title=str(values.get("title") or slug.replace("-", " ").capitalize()),
        date=values.get("date"),
        body=body,
        address=address,
        slug=slugify(slug),
        values=ours,
        categories=(str(category),) if category else (),
        tags=tuple(tag for tag in tags if tag not in hidden),
        link=front.link_of(values),
        names=(f"link://slug/{slug}", slug, path.name),
        folder=path.parent,
        dropped=tuple(key for key in values if key not in _TAKEN and values[key]),
        problems=tuple(log.problems),
    )
