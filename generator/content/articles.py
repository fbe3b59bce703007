"""The content folder as articles: front matter checked key by key, every fault with its line.

What it refuses that MkDocs would take: symlinks that leave the content folder, anything that is no regular file,
undecodable bytes, YAML with tags that construct objects or aliases that explode. A faulty article is left out and
reported; the others are returned.
"""

from __future__ import annotations

import hashlib
import os
import re
import stat
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path, PurePosixPath
from typing import Any, Literal, cast, get_args

from ..errors import ArticleError, Problem, did_you_mean
from ..model import Article, Rights
from ..settings import names
from ..settings.config import LANGUAGE, Project, Selection, parse_time
from ..settings.vocabulary import Tree
from ..text.strings import is_reserved, slugify, without_emails
from ..text.web_addresses import outgoing
from .folders import is_too_deep, walk
from .frontmatter import FrontMatter, split

FOLDER = "articles"
SUFFIXES = frozenset({".md", ".markdown", ".mdown", ".mkd", ".mkdn"})  # those that MkDocs takes for Markdown
MAX_VALUES = 200  # of one key: each tag and each author may get a page
ALIASES = {
    "published": "date", "modified": "updated", "lastmod": "updated", "redirect_from": "aliases", "guid": "id",
    "author": "authors", "link": "canonical_url", "licence": "license", "keywords": "tags", "description": "summary",
}  # fmt: skip
MEANT = {
    "subtitle": "summary", "standfirst": "summary", "teaser": "summary", "excerpt": "summary", "abstract": "summary",
    "headline": "title", "byline": "authors", "language": "lang", "category": "themes", "categories": "themes",
    "topic": "themes", "topics": "themes", "country": "regions", "countries": "regions", "publish_date": "date",
    "pubdate": "date", "created": "date", "expirydate": "expires", "cover": "image", "thumbnail": "image",
}  # fmt: skip
"""Keys of other generators and other desks, and ours for the same thing: letters alone would suggest another."""
KEYS = frozenset({
    "title", "date", "updated", "expires", "draft", "slug", "aliases", "id", "authors", "author_bios", "source",
    "source_url", "canonical_url", "attribution", "rights", "license", "retrieved", "regions", "themes", "tags",
    "summary", "lang", "image", "image_alt", "translation_of", "pin", "source_digest", "date_source",
})  # fmt: skip
_HEADING = re.compile(r"\A\s*#[ \t]+(?P<title>[^\n]+?)[ \t]*#*[ \t]*(?:\n|\Z)")
_MARKUP = re.compile(r"[*_`]|\[([^\]]*)\]\([^)]*\)")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_LONGEST_ADDRESS = 200  # bytes; a file system takes 255 in a name
_DATED = re.compile(r"(?P<date>\d{4}-\d{2}-\d{2})(?:[-_ ]|$)")  # a file's name, as Jekyll writes it
_TRUE, _FALSE = {"true", "yes", "on"}, {"false", "no", "off", ""}


@dataclass(frozen=True, slots=True)
class Reading:
    """What the content folder held."""

    articles: tuple[Article, ...]
    """Every sound article, drafts included, by path."""
    paths: tuple[str, ...]
    """Every article file, sound or not, relative to `docs_dir`: none of them is an ordinary page."""
    problems: tuple[Problem, ...]
    """Faults and warnings, by file and line."""
    refused: tuple[str, ...] = ()
    """Other files below `docs_dir` that must not be published (symlinks that leave it, devices)."""


class _Fields:
    """Reads typed values from front matter and collects what is wrong."""

    def __init__(self, shown: str, front: FrontMatter, zone: Any) -> None:
        self.shown, self.front, self.zone = shown, front, zone
        self.problems: list[Problem] = []
        self.values: dict[str, Any] = {}
        self.lines: dict[str, int] = {}
        for key, value in front.values.items():
            name = ALIASES.get(key, key)
            if key == "published" and str(value).strip().lower() in _TRUE | _FALSE - {""}:
                remedy = (
                    "remove it: what is no draft is published"
                    if str(value).lower() in _TRUE
                    else "write 'draft: true' instead"
                )
                self.fault(key, f"published: '{value}' is no date, and published is another name of date", remedy)
            elif name in self.values and value not in (None, "", []):
                self.fault(key, f"'{key}' and '{name}' are the same key", "keep one of them", code="double-key")
            elif name in KEYS and value is None and (words := _commented(front, key)):
                self.lines[name] = front.lines.get(key, 1)
                self.fault(key, f"{key}: is empty, because '#' begins a comment", f'write: {key}: "{words}"')
            elif name in KEYS:
                self.values[name], self.lines[name] = value, front.lines.get(key, 1)
            elif (
                near := f"did you mean '{MEANT[key.lower()]}'?"
                if key.lower() in MEANT
                else did_you_mean(key, KEYS | set(ALIASES))
            ):
                self.fault(key, f"unknown key '{key}'", near, severity="warning", code="misspelt-key")

    def fault(self, key: str, message: str, remedy: str = "", *, severity: str = "error", code: str = "") -> None:
        line = self.lines.get(key) or self.front.lines.get(key, 1)
        self.problems.append(Problem(self.shown, line, message, remedy, cast(Any, severity), code or f"bad-{key}"))

    def text(self, key: str) -> str:
        value = self.values.get(key)
        if value is None:
            return ""
        if not isinstance(value, str):
            self.fault(key, f"{key}: is no text", "one line of text")
            return ""
        return " ".join(_CONTROL.sub("", value).split())

    def texts(self, key: str, splits: bool = False) -> tuple[str, ...]:
        value = self.values.get(key)
        if value is None or value == "":
            return ()
        items = value if isinstance(value, list) else [value]
        if splits and isinstance(value, str) and "," in value:  # a list in one line needs no brackets
            items = value.split(",")
        if not all(isinstance(item, str) for item in items):
            self.fault(key, f"{key}: is no list of texts", f"{key}: [one, two]")
            return ()
        if len(items) > MAX_VALUES:
            self.fault(key, f"{key}: has {len(items)} values", f"no more than {MAX_VALUES}")
            return ()
        return tuple(dict.fromkeys(filter(None, (" ".join(_CONTROL.sub("", item).split()) for item in items))))

    def flag(self, key: str) -> bool:
        value = self.values.get(key)
        word = value.strip().lower() if isinstance(value, str) else "" if value is None else "?"
        if word in _TRUE:
            return True
        if word not in _FALSE:
            self.fault(key, f"{key}: '{value}' is neither true nor false", "true or false")
        return False

    def time(self, key: str, *, end_of_day: bool = False) -> datetime | None:
        value = self.values.get(key)
        if value is None or value == "":
            return None
        try:
            return parse_time(value if isinstance(value, str) else str(value), self.zone, end_of_day=end_of_day)
        except ValueError:
            self.fault(
                key, f"{key}: '{value}' is not a date", _two_ways(str(value)) or "expected YYYY-MM-DD or RFC 3339"
            )
            return None

    def url(self, key: str) -> str:
        value = self.text(key)
        if value and not outgoing(value):
            bare = re.match(r"[\w-]+(\.[\w-]+)+(/|$)", value)
            self.fault(key, f"{key}: '{value}' is no web address", f"https://{value}" if bare else "https://…")
            return ""
        return value

    def labels(self, key: str, tree: Tree) -> tuple[str, ...]:
        """Return slugs, each perhaps with `+` or `-` before it, aliases and names resolved."""
        found = []
        whole = self.values.get(key)
        is_one = isinstance(whole, str) and tree.resolve(whole.lstrip("+-").strip()) is not None  # with a comma in it
        for item in self.texts(key, splits=not is_one):
            sign, name = (item[0], item[1:].strip()) if item[0] in "+-" else ("", item)
            slug = tree.resolve(name)
            if slug is None:
                remedy = did_you_mean(name, tree.nodes, f"'briefing names {key}' lists all")
                self.fault(key, f"{key}: no {key[:-1]} '{name}'", remedy)
            else:
                found.append(sign + slug)
        return tuple(found)


def _commented(front: FrontMatter, key: str) -> str:
    """Return what stands behind a key whose value YAML took for a comment (`title: #1 in Asia`); else nothing."""
    lines = front.source.split("\n")
    line = lines[front.lines[key] - 2] if 0 <= front.lines[key] - 2 < len(lines) else ""
    found = re.fullmatch(r"[^#]*:\s+(#[^\s#].*)", line)
    return found[1].strip().replace('"', "'") if found else ""


def _two_ways(value: str) -> str:
    """Return both days that a date such as 03/04/2026 may mean, as a remedy; else nothing."""
    found = re.fullmatch(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})", value.strip())
    if not found or not (0 < int(found[1]) <= 12 and 0 < int(found[2]) <= 12):
        return ""
    first, second = int(found[1]), int(found[2])
    return f"write {found[3]}-{second:02}-{first:02} or {found[3]}-{first:02}-{second:02}, whichever is meant"


def _slug(fields: _Fields, stem: str) -> str:
    given = fields.text("slug")
    if given and given != slugify(given, limit=200):
        fields.fault("slug", f"slug: '{given}' cannot be an address", f"slug: {slugify(given)}")
    return given or slugify(stem)


def _old_addresses(fields: _Fields) -> tuple[str, ...]:
    found = []
    for alias in fields.texts("aliases"):
        path = alias.strip("/")
        parts = PurePosixPath(path).parts
        odd = ":" in alias or "\\" in alias or len(path.encode()) > _LONGEST_ADDRESS
        if not parts or odd or any(part.startswith(".") or is_reserved(part) for part in parts):
            fields.fault("aliases", f"aliases: '{alias}' is no address on this site", "/old/place/")
        else:
            found.append(path if path.endswith(".html") else path + "/")
    return tuple(found)


def _choice(fields: _Fields, key: str, choices: tuple[str, ...], default: str) -> str:
    value = fields.text(key).lower()
    if value and value not in choices:
        fields.fault(key, f"{key}: '{value}' is unknown", did_you_mean(value, choices, "one of " + ", ".join(choices)))
    return value if value in choices else default


def _image(fields: _Fields) -> str:
    value = fields.text("image")
    if "://" in value or value.startswith("//"):
        return fields.url("image")
    parts = PurePosixPath(value.lstrip("/")).parts
    if ".." in parts or "\\" in value or ":" in value:
        remedy = "a path below it with '/', such as images/one.jpg, or https://…"
        fields.fault("image", f"image: '{value}' leaves the content folder", remedy)
        return ""
    return value.lstrip("/")


def parse_article(
    path: str, data: bytes, project: Project, regions: Tree, themes: Tree
) -> tuple[Article, tuple[Problem, ...]]:
    """Return the article in a file's bytes, and warnings; a pure function. Raises `ArticleError` with every fault.

    `path` is relative to `docs_dir`.
    """
    shown = project.shown(project.docs_dir / path)
    _sized(len(data), shown, project)
    try:
        text = data.decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise ArticleError(Problem(shown, line, "is not UTF-8", "save it as UTF-8", code="undecodable")) from None
    if not text.strip():
        raise ArticleError(Problem(shown, 1, "is empty", "front matter and text, or remove it", code="empty-file"))
    front, body, body_line = split(text, shown)
    fields = _Fields(shown, front, project.zone)
    title = fields.text("title")
    heading = _HEADING.match(body)
    if heading:
        plain = " ".join(_MARKUP.sub(lambda m: m.group(1) or "", heading["title"]).split())
        if not title or plain.casefold() == title.casefold():
            title = title or plain
            body, body_line = body[heading.end() :], body_line + body.count("\n", 0, heading.end())
    if (not title and not fields.problems) or (not title and "title" not in {p.code[4:] for p in fields.problems}):
        fields.fault("title", "no title", "title: … in the front matter, or a first '# heading'", code="missing-title")
    published = fields.time("date")
    if published is None and not fields.values.get("date") and (named := _DATED.match(PurePosixPath(path).stem)):
        with suppress(ValueError):
            published = parse_time(named["date"], project.zone)
    if published is None and not fields.values.get("date"):
        fields.fault("date", "no date", "date: YYYY-MM-DD or RFC 3339 in the front matter", code="missing-date")
    stripped = body.strip()
    if not stripped:
        fields.problems.append(Problem(shown, body_line, "the body is empty", "write some text", code="empty-body"))
    lang = fields.text("lang").replace("_", "-")
    is_long = len(lang.partition("-")[0]) > 2  # `eng`, `English`: browsers and feed readers know `en`
    if lang and (not LANGUAGE.match(lang) or (is_long and names.right_language(lang) != lang)):
        remedy = (
            f"did you mean '{names.right_language(lang)}'?" if lang.isalpha() else "a BCP 47 tag such as en or pt-BR"
        )
        fields.fault("lang", f"lang: '{lang}' is no language", remedy)
    source = fields.text("source")
    default_rights = "full" if not (source or fields.values.get("canonical_url")) else project.settings.rights
    stem = PurePosixPath(path).stem
    article = Article(
        path=path,
        id=fields.text("id") or stem,
        slug=_slug(fields, stem),
        title=title,
        date=published or datetime.min,
        updated=fields.time("updated") or published or datetime.min,
        body=_CONTROL.sub("", body),
        body_line=body_line,
        expires=fields.time("expires", end_of_day=True),
        draft=fields.flag("draft"),
        aliases=_old_addresses(fields),
        authors=tuple(filter(None, map(without_emails, fields.texts("authors")))),
        author_bios=tuple(filter(None, map(without_emails, fields.texts("author_bios")))),
        source=source,
        source_url=fields.url("source_url"),
        canonical_url=fields.url("canonical_url"),
        attribution=fields.text("attribution"),
        rights=cast(Rights, _choice(fields, "rights", get_args(Rights), default_rights)),
        license=fields.text("license"),
        retrieved=fields.time("retrieved"),
        regions=fields.labels("regions", regions),
        themes=fields.labels("themes", themes),
        tags=fields.texts("tags", splits=True),
        summary=fields.text("summary"),
        lang=lang,
        image=_image(fields),
        image_alt=fields.text("image_alt"),
        translation_of=fields.text("translation_of"),
        pin=fields.flag("pin"),
        extra=front.extra(KEYS | set(ALIASES)),
        fingerprint=hashlib.sha256(data).hexdigest(),
    )
    problems = tuple(sorted(fields.problems, key=lambda p: (p.line, p.message)))
    if any(problem.severity == "error" for problem in problems):
        raise ArticleError(problems)
    return article, problems


def _sized(size: int, shown: str, project: Project) -> None:
    most = project.settings.max_article_size
    if size > most:
        remedy = "split it, or set max_article_size"
        raise ArticleError(Problem(shown, 0, f"is larger than {most} bytes", remedy, code="too-large"))


def _files(docs_dir: Path, shown: Callable[[Path], str]) -> tuple[list[Path], list[str], list[Problem]]:
    """Return article files, refused files (relative), and why, sorted; hidden files are passed over, as by MkDocs."""
    articles: list[Path] = []
    refused: list[str] = []
    problems: list[Problem] = []
    home = docs_dir.resolve()
    for folder, subfolders, files in walk(docs_dir):
        for name in [*subfolders, *files]:
            path = Path(folder, name)
            relative = path.relative_to(docs_dir)
            hidden = any(part.startswith(".") for part in relative.parts)
            fault, is_folder = _refusal(path, home)
            if is_folder and is_too_deep(path, docs_dir):
                fault = ("lies too deep", "move it up")
            is_page = not (fault or is_folder or hidden) and path.suffix.lower() in SUFFIXES
            is_article = is_page and relative.parts[0] == FOLDER
            if is_page and not is_article and not _is_text(path):
                fault = ("is not UTF-8", "save it as UTF-8")
            if fault:
                if not hidden:
                    said = shown(path).encode(errors="replace").decode()
                    problems.append(Problem(said, 0, *fault, code="refused-file"))
                refused.append(relative.as_posix())
                if name in subfolders:
                    subfolders.remove(name)
            elif is_article:
                articles.append(path)
    return articles, refused, problems


def _refusal(path: Path, home: Path) -> tuple[tuple[str, str] | None, bool]:
    """Return why a file or folder cannot be taken and what to do (None when it can), and whether it is a folder."""
    try:
        path.name.encode()
        if path.is_symlink():
            target = path.resolve(strict=True)
            if not target.is_relative_to(home):
                return ("is a symlink out of the content folder", "copy the file in, or remove it"), False
            if any(target == above.resolve() for above in path.parents):
                return ("is a symlink to a folder around it", "remove it"), False
        mode = path.stat().st_mode
    except UnicodeEncodeError:
        return ("its name is not UTF-8", "rename it"), False
    except (OSError, RuntimeError):  # dangling, or a symlink to itself
        return ("is a symlink to nothing", "remove it"), False
    if stat.S_ISDIR(mode):
        return None, True
    if not stat.S_ISREG(mode):
        return ("is no regular file", "remove it"), False
    if not os.access(path, os.R_OK):
        return ("cannot be read", "allow this user to read it"), False
    return None, False


def _is_text(path: Path) -> bool:
    try:
        path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError:
        return False
    return True


def read_articles(project: Project, regions: Tree, themes: Tree) -> Reading:
    """Return all articles of the project and everything that is wrong with the others; raises nothing."""
    paths, refused, problems = _files(project.docs_dir, project.shown)
    found = ((path, path.relative_to(project.docs_dir).as_posix()) for path in paths)
    files = [(path, relative) for path, relative in found if not project.excluded(relative)]
    sound: list[Article] = []
    for path, relative in files:
        shown = project.shown(path)
        try:
            _sized(path.stat().st_size, shown, project)
            article, warnings = parse_article(relative, path.read_bytes(), project, regions, themes)
        except ArticleError as error:
            problems.extend(error.problems)
        except OSError as error:
            problems.append(Problem(shown, 0, f"cannot be read: {error.strerror}", code="unreadable"))
        except Exception as error:  # a defect that one file brings to light must not cost the others
            what = f"reading failed: {type(error).__name__}: {error}"
            problems.append(Problem(shown, 0, what, "please report it", code="unreadable"))
        else:
            problems.extend(warnings)
            sound.append(article)
    unique, clashes = without_doubles(sound, project)
    return Reading(
        articles=tuple(unique),
        paths=tuple(relative for _, relative in files),
        problems=tuple(sorted([*problems, *clashes])),
        refused=tuple(refused),
    )


def without_doubles(articles: Iterable[Article], project: Project) -> tuple[list[Article], list[Problem]]:
    """Return the articles of which no earlier one (by path) has the slug or id; a problem for each other."""
    accepted: list[Article] = []
    problems: list[Problem] = []
    seen: dict[tuple[str, str], Article] = {}
    for article in articles:
        clashes = [key for key in (("slug", article.slug.lower()), ("id", article.id)) if key in seen]
        for key in clashes:
            name, value = key
            shown = project.shown(project.docs_dir / article.path)
            line = line_of(project.docs_dir / article.path, name)
            message = f"{name}: '{value}' is taken by {project.shown(project.docs_dir / seen[key].path)}"
            problems.append(Problem(shown, line, message, f"give this one another {name}", code=f"double-{name}"))
        if clashes:
            continue
        seen["slug", article.slug.lower()] = seen["id", article.id] = article
        accepted.append(article)
    return accepted, problems


def line_of(path: Path, key: str) -> int:
    """Return the line of an article file on which a key, or its alias, stands; 1 when there is none."""
    try:
        front, _, _ = split(path.read_text(encoding="utf-8-sig"), path.name)
    except (OSError, ValueError, ArticleError):
        return 1
    return next((line for name, line in front.lines.items() if ALIASES.get(name, name) == key), 1)


def selected(articles: Iterable[Article], selection: Selection) -> tuple[Article, ...]:
    """Return the articles that are published at this moment: no drafts, none dated after it, none expired."""
    return tuple(
        article
        for article in articles
        if (selection.drafts or not article.draft)
        and (selection.future or article.date <= selection.now)
        and (article.expires is None or article.expires > selection.now)
    )


@dataclass(frozen=True, slots=True)
class LeftOut:
    """An article that is sound and not on the site now."""

    article: Article
    """The article."""
    reason: Literal["draft", "waits", "expired"]
    """Why: a draft, a date that has not come, an end that has passed."""
    until: datetime | None = None
    """When it will be on the site by itself; None for never."""


def left_out(articles: Iterable[Article], selection: Selection) -> tuple[LeftOut, ...]:
    """Return the articles that are not published at this moment, each with the reason; in the order given."""
    found = []
    for article in articles:
        if article.draft and not selection.drafts:
            found.append(LeftOut(article, "draft"))
        elif article.expires is not None and article.expires <= selection.now:
            found.append(LeftOut(article, "expired"))
        elif article.date > selection.now and not selection.future:
            found.append(LeftOut(article, "waits", article.date))
    return tuple(found)


def front_matter_keys() -> Mapping[str, str]:
    """Return every key that the front matter knows, with the alias-free name that it stands for."""
    return {key: key for key in sorted(KEYS)} | ALIASES
