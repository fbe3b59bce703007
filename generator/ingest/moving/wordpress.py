"""An export of WordPress (WXR, a feed with more in it): its posts, with the addresses that they have there.

The file is foreign: no entity is resolved, no document type is read, nothing is fetched.
"""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import tzinfo
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from ...errors import ArticleError, Problem
from . import bodies, front
from .old_site import OldPost, OldSite

MAX_BYTES = 500_000_000
_HIDDEN = frozenset({"draft", "pending", "private", "future", "auto-draft"})


def read(file: Path, zone: tzinfo) -> OldSite:
    """Return the posts of an export; raises `ArticleError` when it is none."""
    from lxml import etree

    shown = file.name

    def refuse(line: int, message: str) -> ArticleError:
        return ArticleError(Problem(shown, line, message, "Tools → Export in WordPress makes a new one"))

    if not file.is_file():
        raise refuse(0, "is no file")
    if file.stat().st_size > MAX_BYTES:
        raise refuse(0, f"is larger than {MAX_BYTES // 1_000_000} MB")
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=True)
    try:
        tree = etree.parse(str(file), parser)
    except etree.XMLSyntaxError as error:
        raise refuse(error.lineno or 0, f"is no XML: {error.msg}") from None
    if tree.docinfo.internalDTD is not None:
        raise refuse(0, "has a document type, which an export never has")
    channel = tree.getroot().find("channel")
    wp = next(
        (uri for uri in tree.getroot().nsmap.values() if re.search(r"wordpress\.org/export/[\d.]+/\Z", uri or "")), ""
    )
    if channel is None or not wp:
        raise refuse(0, "is no export of WordPress")
    site = (channel.findtext(f"{{{wp}}}base_blog_url") or channel.findtext("link") or "").strip()
    names = {
        (a.findtext(f"{{{wp}}}author_login") or "").strip(): (a.findtext(f"{{{wp}}}author_display_name") or "").strip()
        for a in channel.iter(f"{{{wp}}}author")
    }
    items = list(channel.iter("item"))
    attached = {
        (item.findtext(f"{{{wp}}}post_id") or "").strip(): (item.findtext(f"{{{wp}}}attachment_url") or "").strip()
        for item in items
        if (item.findtext(f"{{{wp}}}post_type") or "").strip() == "attachment"
    }
    posts: list[OldPost] = []
    others: dict[str, int] = {}
    comments = 0
    for item in items:
        kind = (item.findtext(f"{{{wp}}}post_type") or "").strip() or "post"
        comments += len(item.findall(f"{{{wp}}}comment"))
        if kind != "post":
            others[kind] = others.get(kind, 0) + (kind not in ("attachment", "nav_menu_item"))
        elif (item.findtext(f"{{{wp}}}status") or "").strip() not in ("trash", "inherit"):
            posts.append(_post(item, wp, shown, names, attached, site))
    log = [
        Problem(shown, 0, f"{count} of the kind '{kind}' are not taken over", "pages are files of your own", "notice")
        for kind, count in sorted(others.items())
        if count
    ]
    if comments:
        log.append(Problem(shown, 0, f"{comments} comments are not taken over", "", "notice"))
    folder = file.parent
    return OldSite(tuple(_told_apart(posts)), tuple(log), site, lambda address: front.inside(folder, address))


def _told_apart(posts: list[OldPost]) -> list[OldPost]:
    """Return the posts with a key each: of those that share one, the first keeps it, so that a second import knows it.

    The next ones are known by the number of the post as well; a post that is there twice stays one.
    """
    found: dict[str, OldPost] = {}
    for post in posts:
        key, number = post.key, 1
        while key in found and replace(found[key], key="") != replace(post, key=""):
            key, number = "\x1f".join((post.key, *post.names, *([str(number)] if number > 1 else []))), number + 1
        found.setdefault(key, replace(post, key=key))
    return list(found.values())


def _post(item: Any, wp: str, shown: str, names: dict[str, str], attached: dict[str, str], site: str) -> OldPost:
    def text(name: str) -> str:
        return (item.findtext(name) or "").strip()

    title = text("title") or text(f"{{{wp}}}post_name") or f"Post {text(f'{{{wp}}}post_id')}"
    log = bodies.ProblemLog(f"{shown}: '{title[:60]}'", "")
    log.file = shown
    address = urlsplit(text("link"))
    old = address.path.lstrip("/") if not address.query else ""
    content = item.findtext("{http://purl.org/rss/1.0/modules/content/}encoded") or ""
    body = bodies.from_html(bodies.wordpress_html(content, log), old, log)
    excerpts = [e.text or "" for e in item if str(e.tag).endswith("/excerpt/}encoded")]
    gmt = text(f"{{{wp}}}post_date_gmt")
    date = text(f"{{{wp}}}post_date") if not gmt or gmt.startswith("0000") else f"{gmt}Z"
    changed = text(f"{{{wp}}}post_modified_gmt")
    author = text("{http://purl.org/dc/elements/1.1/}creator")
    secret = text(f"{{{wp}}}post_password")
    if secret:
        log(-1, f"'{title}' was behind a password and is a draft now", "take 'draft' out to publish it")
    image = next(
        (
            attached.get((meta.findtext(f"{{{wp}}}meta_value") or "").strip(), "")
            for meta in item.iter(f"{{{wp}}}postmeta")
            if (meta.findtext(f"{{{wp}}}meta_key") or "").strip() == "_thumbnail_id"
        ),
        "",
    )
    ours = {
        "updated": f"{changed}Z" if changed and not changed.startswith("0000") else "",
        "draft": "true" if secret or text(f"{{{wp}}}status") in _HIDDEN else "",
        "authors": [names.get(author) or author] if author else [],
        "summary": " ".join(excerpts[0].split()) if excerpts and "<" not in excerpts[0] else "",
        "image": image,
        "pin": "true" if text(f"{{{wp}}}is_sticky") == "1" else "",
    }
    terms = [(c.get("domain"), (c.text or "").strip()) for c in item.iter("category")]
    problems = tuple(
        Problem(p.path, p.line, f"'{title[:60]}': {p.message}", p.remedy, p.severity, p.code) for p in log.problems
    )
    return OldPost(
        file=f"{shown}: '{title[:60]}'",
        key=text("guid") or text("link") or text(f"{{{wp}}}post_id"),
        names=(f"?p={text(f'{{{wp}}}post_id')}",),
        title=title,
        date=date,
        body=body,
        address=old,
        slug=text(f"{{{wp}}}post_name"),
        values=ours,
        categories=tuple(term for kind, term in terms if kind == "category" and term.lower() != "uncategorized"),
        tags=tuple(term for kind, term in terms if kind not in (None, "category", "post_format")),
        problems=problems,
    )
