"""A site of Pelican: Markdown and reStructuredText with lines of metadata, and the addresses of `pelicanconf.py`."""

from __future__ import annotations

import html
import re
import unicodedata
from datetime import UTC, datetime, tzinfo
from pathlib import Path, PurePath
from typing import Any

from ...content.foreign_front_matter import read as read_front
from ...errors import ArticleError, Problem
from ...text.strings import slugify
from . import bodies, front
from .old_site import OldPost, OldSite

_TAKEN = frozenset(
    "title date modified category tags slug author authors summary lang status save_as url cover image template".split()
)


_FILENAME = r"(?P<date>\d{4}-\d{2}-\d{2}).*"
_SUBSTITUTIONS = ((r"[^\w\s-]", ""), (r"\A\s*", ""), (r"\s*\Z", ""), (r"[-\s]+", "-"))
_UNIDECODE = str.maketrans(
    {"ß": "ss", "æ": "ae", "Æ": "AE", "ø": "o", "Ø": "O", "œ": "oe", "Œ": "OE", "đ": "d", "Đ": "D", "ð": "d", "Ð": "D",
     "ł": "l", "Ł": "L", "þ": "th", "Þ": "Th", "ı": "i", "–": "-", "—": "--", "‘": "'", "’": "'", "“": '"', "”": '"',
     "„": ",,", "‚": ",", "«": "<<", "»": ">>", "€": "EUR", "£": "PS", "×": "x", "°": "deg", "©": "(c)", "®": "(r)",
     "•": "*", "·": "*", "§": "SS", "¿": "?", "¡": "!", "´": "'", "→": "-"}
)  # fmt: skip
"""What Unidecode makes of signs that a decomposition leaves; the rest of it is under the GPL, and is not used here."""
_DEFAULTS = {
    "ARTICLE_URL": "{slug}.html",
    "ARTICLE_LANG_URL": "{slug}-{lang}.html",
    "DRAFT_URL": "drafts/{slug}.html",
    "DRAFT_LANG_URL": "drafts/{slug}-{lang}.html",
}


def read(root: Path, zone: tzinfo) -> OldSite:
    """Return the articles of the content folder; raises `ArticleError` when there is none."""
    config = front.literals(root / "pelicanconf.py", "pelicanconf.py")
    zone = front.zone_of(config.get("TIMEZONE"), zone)
    named = config.get("PATH", "content")
    content = next((p for p in (root / str(named), root / "content") if p.is_dir()), root)
    skip = {content / str(path) for path in config.get("PAGE_PATHS", ["pages"])}
    posts: list[OldPost] = []
    problems: list[Problem] = []
    for path in front.files(content, (".md", ".markdown", ".rst")):
        if skip & set(path.parents):
            continue
        try:
            posts.append(_post(path, content, root, config, zone))
        except ArticleError as error:
            problems += error.problems
    if not posts and not problems:
        raise ArticleError(Problem(str(root), 0, "has no article", "the folder of pelicanconf.py"))
    return OldSite(
        tuple(posts),
        tuple(problems),
        str(config.get("SITEURL") or ""),
        lambda address: front.inside(content, address),
        zone,
    )


def _post(path: Path, content: Path, root: Path, config: dict[str, Any], zone: tzinfo) -> OldPost:
    shown = path.relative_to(root).as_posix()
    text = front.text_of(path, shown)
    is_rst = path.suffix == ".rst"
    if is_rst:
        values, body = front.fields(text)
    else:
        values, body = read_front(text, shown) if text.startswith("---") else front.metadata(text)
        values = {key.lower(): value for key, value in values.items()}
    log = bodies.ProblemLog(shown, body, text.count("\n") - body.count("\n") + 1)
    inner = path.relative_to(content)
    values = {**_of_path(inner, config), **values}
    in_folder = len(inner.parts) > 1 and config.get("USE_FOLDER_AS_CATEGORY", True)
    named_category = str(values.get("category") or "")
    folder = inner.parent.name if in_folder and not named_category else ""
    category = named_category or folder or config.get("DEFAULT_CATEGORY")
    title = str(values.get("title") or path.stem)
    named = path.stem if config.get("SLUGIFY_SOURCE") == "basename" else title
    slug = str(values.get("slug") or _slug(named, config, "SLUG"))
    status = str(values.get("status") or "published").strip().lower()
    date = values.get("date")
    if not date and config.get("DEFAULT_DATE") == "fs":
        date = datetime.fromtimestamp(path.stat().st_mtime, UTC).isoformat()
    lang = str(values.get("lang") or "")
    default = str(config.get("DEFAULT_LANG") or "en")
    kind = "DRAFT" if status == "draft" else "ARTICLE"
    pattern = f"{kind}_LANG_URL" if lang and lang != default else f"{kind}_URL"
    address = str(values.get("url") or values.get("save_as") or "") or _address(
        str(config.get(pattern) or _DEFAULTS[pattern]), front.when(date, zone), zone,
        {"slug": slug, "lang": lang or default, "category": _slug(str(category or "misc"), config, "CATEGORY"),
         "author": _slug(str(values.get("author") or config.get("AUTHOR") or ""), config, "AUTHOR")},
    )  # fmt: skip
    address = address.strip().lstrip("/").removesuffix("index.html")
    if not is_rst:
        body = bodies.liquid_tags(body, log)
    else:
        body = bodies.from_rst(body, shown, address, log)
    ours = {
        "updated": values.get("modified"),
        "draft": "true" if status in ("draft", "hidden", "skip") else "",
        "authors": front.listed(values.get("authors") or values.get("author"), ";,"),
        "summary": values.get("summary"),
        "lang": lang,
        "image": values.get("cover") or values.get("image"),
    }
    return OldPost(
        file=shown,
        key=shown,
        title=title,
        date=date,
        body=body,
        address=address,
        slug=slug,
        values=ours,
        categories=(str(category),) if category and not folder else (),
        tags=tuple(front.listed(values.get("tags"), ",;")),
        folders=(folder,) if folder else (),
        link=front.link_of(values),
        names=(inner.as_posix(), f"/{inner.as_posix()}", inner.name),
        folder=path.parent,
        dropped=tuple(key for key in values if key not in _TAKEN),
        problems=tuple(log.problems),
    )


def _of_path(inner: PurePath, config: dict[str, Any]) -> dict[str, str]:
    """Return what the patterns FILENAME_METADATA and PATH_METADATA read from the path of a file."""
    found: dict[str, str] = {}
    rows = ((config.get("FILENAME_METADATA", _FILENAME), inner.stem), (config.get("PATH_METADATA"), inner.as_posix()))
    for pattern, text in rows:
        try:
            match = re.match(pattern, text) if isinstance(pattern, str) and pattern else None
        except (re.error, RecursionError):
            continue  # Pelican would not have built the site
        for key, value in match.groupdict().items() if match else ():
            if value is not None:
                found.setdefault(key.lower(), value)
    return found


def _slug(text: str, config: dict[str, Any], kind: str) -> str:
    """Return a text as Pelican makes an address of it (`pelican.utils.slugify`); letters as Unidecode writes them."""
    rows = config.get(f"{kind}_REGEX_SUBSTITUTIONS") or config.get("SLUG_REGEX_SUBSTITUTIONS") or _SUBSTITUTIONS
    plain = unicodedata.normalize("NFKC", html.unescape(re.sub(r"<[^>]*>", "", text)))
    if not config.get("SLUGIFY_USE_UNICODE"):
        folded = unicodedata.normalize("NFKD", plain.translate(_UNIDECODE))
        plain = "".join(c for c in folded if not unicodedata.combining(c))
        if not plain.isascii():  # another script, which Unidecode spells in its own way
            return slugify(text)
    for row in rows:
        try:
            plain = re.sub(str(row[0]), str(row[1]), plain, flags=re.IGNORECASE)
        except (re.error, IndexError, TypeError, RecursionError):
            continue
    return (plain if config.get("SLUGIFY_PRESERVE_CASE") else plain.lower()).strip()


def _address(pattern: str, date: datetime | None, zone: tzinfo, values: dict[str, str]) -> str:
    """Return the address that a setting gives (https://docs.getpelican.com/en/stable/settings.html#url-settings)."""

    def filled(found: re.Match[str]) -> str:
        if found[1] == "date":
            return date.astimezone(zone).strftime(found[2] or "%Y-%m-%d") if date else ""
        return values.get(found[1], "")

    return re.sub(r"\{(\w+)(?::([^{}]*))?\}", filled, pattern)
