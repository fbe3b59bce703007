"""A draft as a Markdown file with front matter: its permanent id, its name, and the rule that nobody's work is lost.

The same draft gives the same bytes and the same id, whenever and wherever it is added; so an article that is there
already, also when an editor has moved or renamed its file, is found again. It gets the text of a later version as long
as no person has touched the text (`source_digest` tells); all else in the file stays as it is.
"""

from __future__ import annotations

import hashlib
import os
import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, tzinfo
from pathlib import Path
from typing import Any, Literal
from urllib.parse import urldefrag

import yaml

from ...content.folders import walk
from ...content.frontmatter import split
from ...errors import ArticleError, ImportRefused, Problem
from ...text.document import parse
from ...text.near_duplicates import DuplicateIndex
from ...text.strings import fold, slugify, words
from ...text.web_addresses import identity
from ..draft import ArticleDraft
from ..identities import is_home, is_version, place
from ..losses import find_losses

Outcome = Literal["added", "updated", "kept", "edited", "copy", "cut", "part"]
"""`kept`: there already; `edited`: there, and changed by an editor and at its source; `copy`: its text is there; `cut`:
there, and whole, while what came now was cut short; `part`: there, with all that came now and more."""
_OPENING_WORDS = 30
_LONG = 100  # words; two articles of other titles that have them all in common are one
_PICTURE = re.compile(r"!\[[^\]\n]*\]\([^)\n]*\)|\[Picture: [^\]\n]*\]\([^)\n]*\)")


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
    """False when the article was there already."""
    outcome: Outcome = "added"
    """What became of it."""
    copy_of: Path | None = None
    """An article of another outlet with nearly the same text: both become one story."""


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

    It rests on the source's own identity where it gives one, else on the original's address, else on outlet, title and
    opening words; not on the date, as an age such as "3 hours ago" gives another minute with every capture of one and
    the same article.
    """
    if draft.guid:
        return _hashed("guid", identity(draft.source_url) or fold(draft.source), draft.guid)
    if draft.canonical_url and draft.shares_address:
        return _titled_id(draft)
    if draft.canonical_url:
        return _hashed(draft.canonical_url)
    opening = " ".join(_PICTURE.sub("", draft.body).split()[:_OPENING_WORDS])  # pictures: with `--images` or without
    return _hashed(fold(draft.source), fold(draft.title), fold(opening))


def _titled_id(draft: ArticleDraft) -> str:
    """Return the identity of one of several articles that have the same address, and different titles."""
    return _hashed("titled", draft.canonical_url, fold(draft.title))


def _hashed(*parts: str) -> str:
    return "b-" + hashlib.sha256("\x1f".join(parts).encode("utf-8", "surrogatepass")).hexdigest()[:12]


def _hash_of(body: str) -> str:
    """Return what tells a changed text: twelve hexadecimal digits; white space is no change."""
    body = _PICTURE.sub("", body)  # whether it was fetched is no change of the text
    return hashlib.sha256(" ".join(body.split()).encode("utf-8", "surrogatepass")).hexdigest()[:12]


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
        "date_source": draft.date_source,
        "updated": draft.updated,
        "id": permanent_id(draft),
        "slug": slug or slugify(draft.title),
        "authors": list(draft.authors),
        "author_bios": list(draft.author_bios),
        "source": draft.source,
        "source_url": draft.source_url,
        "canonical_url": draft.canonical_url,
        "attribution": draft.attribution,
        "rights": draft.rights,
        "license": draft.license,
        "retrieved": draft.retrieved,
        "regions": list(draft.regions),
        "themes": list(draft.themes),
        "tags": list(draft.tags),
        "lang": draft.lang,
        "image": draft.image,
        "image_alt": draft.image_alt if draft.image else "",
        "source_digest": _hash_of(draft.body) if draft.canonical_url or draft.guid else "",
    }
    return article_text(values, draft.body)


def article_text(values: Mapping[str, Any], body: str) -> str:
    """Return an article file: front matter with the keys that have a value, in their order, then the body."""
    return f"---\n{_lines(values)}---\n\n{body.strip()}\n"


def _lines(values: Mapping[str, Any]) -> str:
    """Return the lines of a front matter for the keys that have a value."""
    return yaml.dump(
        {key: _folded(value) for key, value in values.items() if value},
        Dumper=_Dumper, sort_keys=False, allow_unicode=True, default_flow_style=False, width=1_000_000,
    )  # fmt: skip


def _articles(folder: Path) -> Iterator[tuple[Path, Mapping[str, Any], str]]:
    """Yield the article files below `folder` with front matter and body, by path; unreadable ones with neither."""
    found = (Path(here, name) for here, _, names in walk(folder) for name in names)
    for path in sorted(p for p in found if p.suffix.lower() in (".md", ".markdown") and p.is_file()):  # no pipe
        try:
            front, body, _ = split(path.read_text(encoding="utf-8-sig"), path.name)
        except (OSError, ValueError, ArticleError):
            yield path, {}, ""
        else:
            yield path, front.values, body


@dataclass(frozen=True, slots=True)
class Original:
    """Where an article of the archive comes from."""

    path: Path
    """Its file."""
    address: str
    """Address of the original."""
    title: str
    """Its headline."""


class Archive:
    """The articles of a project by all that tells one again: id, address of the original, slug, text."""

    def __init__(self, folder: Path) -> None:
        """Read every article file below `folder`."""
        self.folder = folder
        self.ids: dict[str, Path] = {}
        self.slugs: set[str] = set()
        self.originals: dict[str, list[Original]] = {}
        self._outlets: dict[str, str] = {}
        self._titles: dict[str, str] = {}
        self._texts = DuplicateIndex()
        for path, front, body in _articles(folder):
            self.ids.setdefault(str(front.get("id") or front.get("guid") or path.stem).strip(), path)
            self.slugs.add(str(front.get("slug") or slugify(path.stem)).strip().lower())
            original = front.get("canonical_url") or front.get("link")
            title = str(front.get("title") or "")
            self._take(path, Original(path, str(original or ""), title), str(front.get("source") or ""), body)

    def _take(self, path: Path, original: Original, outlet: str, body: str) -> None:
        if original.address:
            self.originals.setdefault(identity(original.address), []).append(original)
        self._titles[str(path)] = original.title
        self._outlets[str(path)] = fold(outlet)
        self._texts.add(str(path), body)

    def add(self, draft: ArticleDraft, path: Path, slug: str) -> None:
        """Take in an article that has just been written."""
        self.ids[permanent_id(draft)] = path
        self.slugs.add(slug)
        self._take(path, Original(path, draft.canonical_url, draft.title), draft.source, draft.body)

    def same(self, draft: ArticleDraft, others: Collection[Path] = ()) -> Path | None:
        """Return the file of this very article, by id or by the address of the original.

        None of `others`, which are articles of the same capture. An address that several articles have tells the one
        of the same title.
        """
        names = [permanent_id(draft)]
        if draft.canonical_url and not draft.guid:
            names.append(_titled_id(draft))
        found = next((self.ids[name] for name in names if name in self.ids), None)
        if found is not None:
            return found
        there = [
            each
            for each in self.originals.get(identity(draft.canonical_url), ())
            if each.path not in others and _same_place(each.address, draft.canonical_url)
        ]
        if len(there) > 1 or draft.shares_address or is_home(draft.canonical_url):
            there = [each for each in there if fold(each.title) == fold(draft.title)]
        return there[0].path if there else None

    def own(self, draft: ArticleDraft) -> ArticleDraft:
        """Return the draft without a `guid`, or with an address, that an unlike article of the archive has already."""
        path = self.ids.get(permanent_id(draft))
        if path is None or not (draft.guid or draft.canonical_url) or draft.shares_address:
            return draft
        try:
            front, body, _ = split(path.read_text(encoding="utf-8-sig"), path.name)
        except (OSError, ValueError, ArticleError):
            return draft
        is_moved = place(str(front.values.get("canonical_url") or "")) != place(draft.canonical_url)
        if (draft.guid and draft.canonical_url and not is_moved) or is_version(
            str(front.values.get("title") or ""), _PICTURE.sub("", body), draft.title, _PICTURE.sub("", draft.body)
        ):
            return draft
        return replace(draft, guid="", shares_address=draft.shares_address or not draft.guid)

    def copies(self, draft: ArticleDraft) -> tuple[Path | None, Path | None]:
        """Return an article of the same outlet that the draft copies, and one of another with nearly its text."""
        own = other = None
        for name, _ in self._texts.alike(draft.body):
            same_outlet = self._outlets[name] == fold(draft.source) or not self._outlets[name] or not draft.source
            if same_outlet:
                own = own or (Path(name) if self._is_copy(draft, name) else None)
            else:
                other = other or Path(name)
        return own, other

    def _is_copy(self, draft: ArticleDraft, name: str) -> bool:
        """Tell whether a draft repeats an article of its outlet, whose text is nearly the same.

        Advisories, results and reports are made from one mould: a number, or the title, makes another article.
        """
        title = self._titles[name]
        if _numbers(title) != _numbers(draft.title):
            return False
        try:
            _, body, _ = split(Path(name).read_text(encoding="utf-8-sig"), name)
        except (OSError, ValueError, ArticleError):
            return False
        if fold(title) == fold(draft.title):
            return _numbers(_PICTURE.sub("", body)) == _numbers(_PICTURE.sub("", draft.body))
        return len(body.split()) >= _LONG and _hash_of(body) == _hash_of(draft.body)


def _same_place(one: str, other: str) -> bool:
    """Tell whether two addresses of one page are of one place in it, as far as both name one."""
    places = urldefrag(one).fragment, urldefrag(other).fragment
    return not all(places) or places[0] == places[1]


def _numbers(text: str) -> Counter[str]:
    return Counter(re.findall(r"\d+", text))


def _free_slug(draft: ArticleDraft, taken: set[str]) -> str:
    slug = slugify(draft.title)
    if slug in taken and draft.source:
        slug = slugify(f"{draft.title} {draft.source}", limit=120)
    free, number = slug, 2
    while free in taken:
        free, number = f"{slug}-{number}", number + 1
    return free


def create(path: Path, text: str) -> None:
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


def _is_cut_from(draft: ArticleDraft, body: str) -> bool:
    """Tell whether the draft, or the capture that it comes from, was cut short, and a longer `body` was not."""
    is_cut = any(loss.code in ("truncated", "teaser") for loss in draft.losses)
    if not is_cut or len(draft.body.split()) >= len(body.split()):
        return False
    return all(loss.code != "truncated" for loss in find_losses(parse(draft.title, body).blocks))


def _is_part(new: str, old: str) -> bool:
    """Tell whether every paragraph of a text stands in another one, whatever their markup."""
    there = f" {' '.join(words(' '.join(block.text for block in parse('', old).blocks)))} ".casefold()
    blocks = (" ".join(words(block.text)).casefold() for block in parse("", new).blocks)
    return all(f" {block} " in there for block in blocks if block)


def _state(draft: ArticleDraft, path: Path, *, illustrate: bool = False) -> tuple[Outcome, str, str]:
    """Return what is to be done with a file that is there, its text, and its body; see `write_into`."""
    try:
        text = path.read_text(encoding="utf-8-sig").replace("\r\n", "\n")
        front, body, _ = split(text, path.name)
    except (OSError, ValueError, ArticleError):
        return "kept", "", ""
    before = str(front.values.get("source_digest") or "")
    is_same_source = str(front.values.get("id") or "") == permanent_id(draft)
    size = len(body.split())
    if before != _hash_of(draft.body) and is_same_source and _is_cut_from(draft, body):
        return "cut", text, body
    if illustrate and is_same_source and _hash_of(draft.body) == _hash_of(body):
        is_bare = "![" not in body and not front.values.get("image")
        if is_bare and ("![" in draft.body or draft.image):
            return "updated", text, body
    if is_same_source and before and before != _hash_of(draft.body) and _is_part(draft.body, body):
        return "part", text, body
    is_shorter = size > 100 and len(draft.body.split()) * 2 < size  # a feed's summary of what was added whole
    if not before or before == _hash_of(draft.body) or not is_same_source or is_shorter:
        return "kept", text, body
    return ("updated" if _hash_of(body) == before else "edited"), text, body


def is_outdated(draft: ArticleDraft, path: Path, *, illustrate: bool = False) -> bool:
    """Tell whether `write_into` would give the file at `path` a later text, or pictures."""
    return _state(draft, path, illustrate=illustrate)[0] == "updated"


def _update(draft: ArticleDraft, path: Path, illustrate: bool) -> Outcome:
    """Give a file the text of a later version, unless a person has changed the text; return what was done."""
    outcome, text, body = _state(draft, path, illustrate=illustrate)
    if outcome != "updated":
        return outcome
    now = _hash_of(draft.body)
    head = text[: len(text) - len(body)]
    head = re.sub(r"^source_digest:.*$", f"source_digest: {now}", head, count=1, flags=re.MULTILINE)
    if draft.image and not re.search(r"^image:", head, re.MULTILINE):
        lead = _lines({"image": draft.image, "image_alt": draft.image_alt})
        at = head.find("\nsource_digest:") + 1 or head.rstrip().rfind("---")
        head = head[:at] + lead + head[at:]
    if draft.updated:
        line = f"updated: {_iso(draft.updated)}"
        head, done = re.subn(r"^(?:updated|modified|lastmod):.*$", line, head, count=1, flags=re.MULTILINE)
        if not done:
            head = re.sub(r"^((?:date|published):.*)$", rf"\1\n{line}", head, count=1, flags=re.MULTILINE)
    unfinished = path.with_name(f".{path.name}.part")
    try:
        unfinished.write_text(f"{head.rstrip()}\n\n{draft.body.strip()}\n", encoding="utf-8", newline="\n")
        unfinished.replace(path)
    finally:
        unfinished.unlink(missing_ok=True)
    return "updated"


def new_path(draft: ArticleDraft, archive: Archive, timezone: tzinfo = UTC) -> tuple[Path, str]:
    """Return the file that a new article gets, and its slug."""
    slug = _free_slug(draft, archive.slugs)
    day = draft.date.astimezone(timezone).date().isoformat()
    return archive.folder / day[:4] / f"{day}-{slug}.md", slug


def write_into(
    archive: Archive,
    draft: ArticleDraft,
    *,
    timezone: tzinfo = UTC,
    illustrate: bool = False,
    others: Collection[Path] = (),
) -> Written:
    """Write a draft to `YYYY/YYYY-MM-DD-slug.md` of the archive, or find it there, and return what became of it.

    The day in the name is that of `timezone`, as it is on the site. `illustrate` gives an article that is there without
    pictures, and whose text nobody touched, those of the draft. `others` are the files of the capture that the draft
    is of: none of them gets its text. Raises `ImportRefused` when nothing can be written.
    """
    there = archive.same(draft, others)
    try:
        if there is not None:
            outcome = "kept" if there in others else _update(draft, there, illustrate)
            return Written(draft, there, permanent_id(draft), False, outcome)
        own, other = archive.copies(draft)
        if own is not None:
            return Written(draft, own, permanent_id(draft), False, "copy", own)
        path, slug = new_path(draft, archive, timezone)
        stem, number = path.stem, 2
        while True:
            try:
                create(path, render(draft, slug))
                break
            except FileExistsError:
                path, number = path.with_name(f"{stem}-{number}.md"), number + 1
    except OSError as error:
        where = str(error.filename or archive.folder)
        raise ImportRefused(Problem(where, 0, f"cannot be written: {error.strerror}")) from None
    archive.add(draft, path, slug)
    return Written(draft, path, permanent_id(draft), True, "added", other)


def write_drafts(drafts: Iterable[ArticleDraft], folder: Path, *, timezone: tzinfo = UTC) -> tuple[Written, ...]:
    """Write each draft below `folder` and return what became of it, in order; see `write_into`."""
    archive = Archive(folder)
    return tuple(write_into(archive, draft, timezone=timezone) for draft in drafts)


def write_draft(draft: ArticleDraft, folder: Path, *, timezone: tzinfo = UTC) -> Written:
    """Write one draft; see `write_into`."""
    return write_into(Archive(folder), draft, timezone=timezone)
