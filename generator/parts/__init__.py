"""Sites published below this one, joined by it: a large archive is several sites, and readers want one way in.

What is known of a part is what it publishes for everybody: its JSON API and its feeds. So a part may be built by
another machine, years ago; nothing of it is made again, and only what this site shows of it is read.
"""

from __future__ import annotations

import os
import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from functools import cached_property
from pathlib import Path
from typing import Any, Literal

import msgspec

from .. import addresses, api
from ..errors import ConfigError, Problem, Severity
from ..hashing import hash_of, hash_parts
from ..library import Library
from ..settings.config import Project, key_line
from ..settings.vocabulary import Tree

_ADDRESS = re.compile(r"[a-z0-9]+(?:[-/][a-z0-9]+)*\Z")
_TAKEN = frozenset(
    {"articles", "regions", "themes", "keywords", "sources", "authors", "editions", "archive", "stories", "feeds",
     "search", "pagefind", "api", "assets", "offline"}
)  # fmt: skip
_RAW = {"rss": re.compile(rb"<item>.*?</item>", re.DOTALL), "atom": re.compile(rb"<entry[ >].*?</entry>", re.DOTALL)}
_NEVER = datetime(1970, 1, 1, tzinfo=UTC)
_REMEDY = "build it first, with this version"
JoinedKind = Literal["home", "region", "theme", "cell"]


class _Source(msgspec.Struct, frozen=True):
    name: str


class Ours(msgspec.Struct, frozen=True):
    """What a briefing knows of an article: the feed's extension."""

    rights: str = "full"
    countries: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()
    themes: tuple[str, ...] = ()
    source: _Source | None = None


class ItemData(msgspec.Struct, frozen=True):
    """An article of a part, as its feed tells it: what its rights withhold is not in it."""

    id: str
    url: str
    title: str
    date_published: datetime
    summary: str = ""
    language: str = ""
    external_url: str = ""
    date_modified: datetime | None = None
    ours: Ours | None = msgspec.field(default=None, name="_briefing")

    @property
    def updated(self) -> datetime:
        """Return the last change of substance."""
        return self.date_modified or self.date_published

    @property
    def source(self) -> str:
        """Return its outlet; empty for none."""
        return self.ours.source.name if self.ours and self.ours.source else ""


class PartBundle(msgspec.Struct, frozen=True):
    """A piece of a part's search index, as its catalogue tells it."""

    lang: str
    langs: list[str]
    path: str
    tag: str


class _Entry(msgspec.Struct, frozen=True):
    version: str


class _Document(msgspec.Struct, frozen=True):
    items: list[msgspec.Raw]


@dataclass(frozen=True, slots=True)
class PartItem:
    """An article of a part, and how it stands in a feed."""

    data: ItemData
    """What it says."""
    form: bytes
    """The item as the part has written it, in the format that was asked for."""


@dataclass(frozen=True)
class Part:
    """A site below this one."""

    setting: tuple[str, int, str]
    """What names it: file, line and key of the setting."""
    address: str
    """Where it lies, relative to this site's root: `2024/`."""
    folder: Path
    """Where its files are."""
    index: api.Index
    """What its API says of it."""
    groups: dict[str, tuple[JoinedKind, str, str, int, datetime]]
    """Page → what it is of: kind, region, theme, number of articles, and before when they all are."""
    bundles: tuple[PartBundle, ...] = ()
    """The pieces of its search index; none on a site without search."""
    pagefind: str = ""
    """Version of the Pagefind that made them."""

    def feed(self, page: str, form: str) -> Path:
        """Return the file of a feed."""
        return self.folder / addresses.feed(page, form)

    def items(self, page: str, form: str) -> list[PartItem]:
        """Return what stands in a feed, newest first; raises `ConfigError` when it cannot be read."""
        path = self.feed(page, "json")
        try:
            if not path.is_file():  # groups of narrow kinds have RSS only
                path = self.feed(page, form)
                document = path.read_bytes()
                forms, data = _RAW[form].findall(document), _described(document, form)
            else:
                raw = msgspec.json.decode(path.read_bytes(), type=_Document).items
                data = [msgspec.json.decode(item, type=ItemData) for item in raw]
                if form == "json":
                    forms = [bytes(item) for item in raw]
                else:
                    path = self.feed(page, form)
                    forms = _RAW[form].findall(path.read_bytes())
            if len(forms) != len(data):
                raise ValueError("the formats differ")
        except (OSError, ValueError) as error:
            what = f"{path.relative_to(self.folder).as_posix()} cannot be joined: {_reason(error)}"
            raise ConfigError(_problem(self.setting, _Unfit(what, _REMEDY))) from None
        return [PartItem(*pair) for pair in zip(data, forms, strict=True)]


def _described(data: bytes, form: str) -> list[ItemData]:
    """Return the items of a feed that is no JSON, as far as joining needs them; raises `ValueError`."""
    from lxml import etree

    try:
        root = etree.fromstring(data)
    except etree.XMLSyntaxError as error:
        raise ValueError(str(error)) from None
    if form == "rss":
        return [
            ItemData(
                id=item.findtext("guid", ""),
                url=item.findtext("link", ""),
                title=item.findtext("title", ""),
                date_published=parsedate_to_datetime(item.findtext("pubDate", "")).astimezone(UTC),
                date_modified=_moment(item.findtext("{http://purl.org/dc/terms/}modified", "")),
            )
            for item in root.iter("item")
        ]
    atom = "{http://www.w3.org/2005/Atom}"
    return [
        ItemData(
            id=item.findtext(f"{atom}id", ""),
            url=next((link.get("href", "") for link in item.iter(f"{atom}link")), ""),
            title=item.findtext(f"{atom}title", ""),
            date_published=datetime.fromisoformat(item.findtext(f"{atom}published", "")).astimezone(UTC),
            date_modified=_moment(item.findtext(f"{atom}updated", "")),
        )
        for item in root.iter(f"{atom}entry")
    ]


def _moment(text: str) -> datetime | None:
    return datetime.fromisoformat(text) if text else None


class Parts:
    """All parts of a site, the newest first."""

    def __init__(self, found: Sequence[Part], limit: int, problems: Sequence[Problem] = ()) -> None:
        """Take the parts, how many articles a feed holds, and what a person should mend."""
        self.problems = tuple(problems)
        self.found = sorted(found, key=lambda part: (_last(part.index), part.address), reverse=True)
        self.limit = limit

    def __bool__(self) -> bool:
        return bool(self.found)

    @property
    def total(self) -> int:
        """Return how many articles they have."""
        return sum(part.index.total for part in self.found)

    @cached_property
    def groups(self) -> dict[str, tuple[JoinedKind, str, str]]:
        """Return every group that any of them has: page → kind, region, theme."""
        return {page: group[:3] for part in self.found for page, group in part.groups.items()}

    def beyond(self, library: Library) -> Iterator[tuple[str, JoinedKind, str, str]]:
        """Yield the groups that only parts have, not this site itself: page, kind, region, theme."""
        own = {
            addresses.HOME, *map(addresses.region, library.regions), *map(addresses.theme, library.themes),
            *(addresses.cell(region, theme) for region, theme in library.cells if library.has_cell(region, theme)),
        }  # fmt: skip
        return ((page, *group) for page, group in self.groups.items() if page not in own)

    @cached_property
    def counts(self) -> Counter[str]:
        """Return the number of articles by page."""
        counts: Counter[str] = Counter()
        for part in self.found:
            counts.update({page: group[3] for page, group in part.groups.items()})
        return counts

    def where(self, page: str) -> str:
        """Return the address of a group in the newest part that has it."""
        return next(part.address for part in self.found if page in part.groups) + page

    def shows(self, page: str, formats: Sequence[str]) -> bytes:
        """Return the digest of all that their feeds of a group may put into ours; empty when there is none."""
        known = []
        for part in self.found:
            if page in part.groups:
                stats = [_state(part.feed(page, form)) for form in formats]
                known.append((part.address, part.groups[page], stats))
        return hash_parts(hash_of(known)) if known else b""

    def newest(
        self, page: str, form: str, own: Sequence[datetime] = (), limit: int = 0, days: timedelta = timedelta()
    ) -> list[PartItem]:
        """Return articles of a group, newest first: its newest `limit` are among them, and those of its last `days`.

        `own` are the dates of this site's own; without a `limit` it is that of the feeds of the site. A part is asked
        only while it may have one of them. Raises `ConfigError`.
        """
        found: list[PartItem] = []
        limit = limit or self.limit
        having = [part for part in self.found if page in part.groups]
        for part in sorted(having, key=lambda part: part.groups[page][4], reverse=True):
            dates = sorted([*own, *(item.data.date_published for item in found)], reverse=True)
            before = part.groups[page][4]
            if len(dates) >= limit and dates[limit - 1] > before and dates[0] - days >= before:
                break
            found += part.items(page, form)
        return sorted(found, key=lambda item: item.data.date_published, reverse=True)


def parts_of(project: Project, regions: Tree, themes: Tree) -> Parts:
    """Return the parts of a project; raises `ConfigError` for one that is not there, or not a part of this site.

    Of their groups those stay whose regions and themes this site knows.
    """
    found: list[Part] = []
    problems: list[Problem] = []
    text = ""
    if project.settings.parts:
        text = (project.root / project.config_file).read_text(encoding="utf-8", errors="replace")
    for key, folder in project.settings.parts.items():
        setting = (project.config_file, key_line(text, "plugins", "briefing", "parts", str(key)), str(key))
        try:
            part = _part(project, setting, project.root / folder)
            known = {
                page: group
                for page, group in part.groups.items()
                if (not group[1] or group[1] in regions) and (not group[2] or group[2] in themes)
            }
            found.append(replace(part, groups=known))
        except _Unfit as unfit:
            problems.append(_problem(setting, unfit))
        except ConfigError as error:
            problems += error.problems
    if problems:
        raise ConfigError(problems)
    parts = Parts(found, project.settings.feed_length)
    made = [(part, part.pagefind) for part in parts.found if part.pagefind]
    old = [  # what is shown is right; a search may lack them
        _problem(part.setting, _Unfit(
            f"its search is by Pagefind {version}, that of {made[0][0].address} by {made[0][1]}",
            "build it again, with the Pagefind of the others",
        ), "warning")
        for part, version in made if version != made[0][1]
    ]  # fmt: skip
    return Parts(found, parts.limit, old)


class _Unfit(Exception):
    def __init__(self, what: str, remedy: str) -> None:
        self.what, self.remedy = what, remedy


def _problem(setting: tuple[str, int, str], unfit: _Unfit, severity: Severity = "error") -> Problem:
    file, line, key = setting
    return Problem(file, line, f"briefing: parts: {key}: {unfit.what}", unfit.remedy, severity, "bad-setting")


def _part(project: Project, setting: tuple[str, int, str], folder: Path) -> Part:
    address = setting[2]
    if not _ADDRESS.match(address) or address.split("/")[0] in _TAKEN:
        raise _Unfit("is no address for a part", "a folder of its own such as 2024")
    if not project.site_url:
        raise _Unfit("needs the address of this site", "site_url: https://…")
    if (project.docs_dir / address).exists() or (project.docs_dir / f"{address}.md").exists():
        raise _Unfit("there is a page of this site's own", "another address, or another name for the page")
    if not folder.is_dir():
        raise _Unfit(f"there is no folder {os.path.relpath(folder, project.root)}", _REMEDY)
    index = _read(folder, "index", api.Index)
    wanted = f"{project.site_url}{address}/"
    if index.url != wanted:
        raise _Unfit(f"is built for {index.url or 'no address'}", f"site_url: {wanted}")
    for form in {"json", *project.settings.formats("home")}:
        if not (folder / addresses.feed("", form)).is_file():
            raise _Unfit(f"has no {addresses.feed('', form)}", "the feed_formats of this site there, and json")
    groups: dict[str, Any] = {}
    regions, themes = _read(folder, "regions", api.Regions).regions, _read(folder, "themes", api.Themes).themes
    cells = _read(folder, "cells", api.Cells).cells
    groups[addresses.HOME] = ("home", "", "", index.total, _before(_last(index)))
    for region in regions:
        groups[addresses.region(region.slug)] = ("region", region.slug, "", region.count, region.newest or _NEVER)
    for theme in themes:
        groups[addresses.theme(theme.slug)] = ("theme", "", theme.slug, theme.count, theme.newest or _NEVER)
    for cell in cells:
        groups[addresses.cell(cell.region, cell.theme)] = (
            "cell",
            cell.region,
            cell.theme,
            cell.count,
            cell.newest or _NEVER,
        )
    bundles, pagefind = _searched(folder) if project.settings.search else ((), "")
    part = Part(setting, f"{address}/", folder, index, groups, bundles, pagefind)
    held = len(part.items(addresses.HOME, "json"))
    if held < min(project.settings.feed_length, index.total):
        raise _Unfit(f"its feeds hold {held} articles", f"feed_length: {project.settings.feed_length} there as here")
    return part


def _searched(folder: Path) -> tuple[tuple[PartBundle, ...], str]:
    """Return the pieces of a part's search index, and the version of Pagefind."""
    try:
        name = addresses.SEARCH_CATALOGUE
        bundles = msgspec.json.decode((folder / name).read_bytes(), type=tuple[PartBundle, ...])
        version = ""
        for bundle in bundles:
            name = f"{bundle.path}pagefind-entry.json"
            version = msgspec.json.decode((folder / name).read_bytes(), type=_Entry).version
    except OSError:
        raise _Unfit(f"has no {name}", "build it first, with search: true") from None
    except ValueError as error:
        raise _Unfit(f"{name} cannot be read: {_reason(error)}", _REMEDY) from None
    return bundles, version


def _read(folder: Path, name: str, kind: Callable[..., Any]) -> Any:
    try:
        return msgspec.json.decode((folder / api.ROOT / f"{name}.json").read_bytes(), type=kind)
    except OSError:
        raise _Unfit(f"has no {api.ROOT}{name}.json", "build it first, with api: true") from None
    except msgspec.ValidationError as error:
        raise _Unfit(f"{api.ROOT}{name}.json is of another version: {_reason(error)}", _REMEDY) from None
    except ValueError as error:
        raise _Unfit(f"{api.ROOT}{name}.json cannot be read: {_reason(error)}", _REMEDY) from None


def _last(index: api.Index) -> str:
    return max((month.month for month in index.months), default="")


def _before(month: str) -> datetime:
    """Return a moment before which all articles of a month are, in any time zone."""
    first = datetime.strptime(month, "%Y-%m") if month else datetime(1970, 1, 1)
    return first.replace(tzinfo=UTC) + timedelta(days=33)


def _state(path: Path) -> tuple[int, int]:
    """Return size and time of a file: of a part's thousands of feeds few have changed."""
    try:
        found = path.stat()
    except OSError:
        return (0, 0)
    return found.st_size, found.st_mtime_ns


def _reason(error: Exception) -> str:
    return " ".join(str(getattr(error, "strerror", "") or error).split())
