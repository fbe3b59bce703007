"""`briefing list`: the published articles as a table for people or as the contract's JSON."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo
from typing import Any

import msgspec

from .. import api
from ..build import Content
from ..cache import Store
from ..errors import Problem, WrongUsage, did_you_mean
from ..model import Entry
from ..publishing.last_build import Span, span
from ..settings.config import Project, Selection
from ..settings.vocabulary import Tree
from ..settings.watchlists import Watchlist
from ..text.strings import clip, fold, slugify

COLUMNS = {
    "date": 0, "updated": 0, "slug": 0, "id": 0, "path": 0, "url": 0, "title": 70, "source": 24, "rights": 0,
    "lang": 0, "words": 0, "countries": 14, "regions": 40, "themes": 34, "keywords": 50, "summary": 90, "story": 0,
    "watchlists": 40,
}  # fmt: skip
"""What a table can show, with the most letters of each; 0 for as many as there are."""
DEFAULT = ("date", "slug", "countries", "themes", "title")


def record(content: Content, entry: Entry) -> dict[str, Any]:
    """Return an article as the contract's JSON object; scores in 0..1, times in RFC 3339, UTC."""
    return api.record(content.project, content.library, entry)


@dataclass(frozen=True, slots=True)
class Filter:
    """Which articles to list; what is empty leaves all."""

    region: str = ""
    """Slug, name or alias of a region."""
    theme: str = ""
    """Slug, name or alias of a theme."""
    since: datetime | None = None
    """No older ones."""
    source: str = ""
    """Outlet, or a part of its name."""
    unlabelled: bool = False
    """True for those that lack a region or a theme."""
    watchlist: str = ""
    """Name or slug of a watchlist."""


class Rows(msgspec.Struct, frozen=True, array_like=True):
    """All that `list` can show of a project."""

    inputs: bytes
    """Digest of all that it was made of."""
    span: Span
    """When these are the articles that are published."""
    records: list[dict[str, Any]]
    """The contract's objects, newest first."""
    problems: tuple[Problem, ...]
    """What a person should mend."""


def rows_of(content: Content, selection: Selection, inputs: bytes = b"") -> Rows:
    """Return what there is to list; `inputs` is the digest of all that it was made of, if that is known."""
    records = [record(content, entry) for entry in content.library.entries]
    return Rows(inputs, span(content.reading.articles, selection), records, content.problems)


def remember(rows: Rows, project: Project, store: Store) -> None:
    """Keep the rows in the cache, for as long as nothing changes; nothing without their digest."""
    if rows.inputs:
        store.write({_slot(project): msgspec.msgpack.encode(rows)})


def recall(project: Project, selection: Selection, inputs: bytes, store: Store) -> Rows | None:
    """Return the rows that were made of the very same, if they are remembered and the same articles are published."""
    slot = _slot(project)
    data = store.read([slot]).get(slot) if inputs else None
    if not data:
        return None
    try:
        rows = msgspec.msgpack.decode(data, type=Rows)
    except (msgspec.DecodeError, msgspec.ValidationError):
        return None
    return rows if rows.inputs == inputs and rows.span.holds(selection.now) else None


def _slot(project: Project) -> str:
    return f"list:{project.config_file}"


def chosen(
    rows: Rows, wanted: Filter, regions: Tree, themes: Tree, watchlists: Sequence[Watchlist] = ()
) -> list[dict[str, Any]]:
    """Return the records that a filter leaves, newest first; raises `WrongUsage` for a name that is not known."""
    slugs = {}
    for kind, name, tree in (("region", wanted.region, regions), ("theme", wanted.theme, themes)):
        slugs[kind] = tree.resolve(name) if name else ""
        if slugs[kind] is None:
            remedy = did_you_mean(name, tree.nodes, f"'briefing names {kind}s' lists all")
            raise WrongUsage(Problem("", 0, f"--{kind}: no {kind} '{name}'", remedy))
    if wanted.watchlist:
        names = {known.slug: known.name for known in watchlists}
        slugs["watchlist"] = slugify(wanted.watchlist)
        if slugs["watchlist"] not in names:
            remedy = did_you_mean(wanted.watchlist, names, f"one of {', '.join(names)}" if names else "there are none")
            raise WrongUsage(Problem("", 0, f"--watchlist: no watchlist '{wanted.watchlist}'", remedy))
    source = fold(wanted.source)
    return [
        found
        for found in rows.records
        if (not slugs["region"] or slugs["region"] in found["regions"])
        and (not slugs["theme"] or any(theme["slug"] == slugs["theme"] for theme in found["themes"]))
        and (wanted.since is None or found["date"] >= wanted.since)
        and (not source or source in fold(found["source"] or ""))
        and (not wanted.watchlist or slugs["watchlist"] in found["watchlists"])
        and not (wanted.unlabelled and found["regions"] and found["themes"])
    ]


def as_json(records: Sequence[dict[str, Any]], columns: Sequence[str] = ()) -> str:
    """Return an array of these articles; with `columns` these keys alone."""
    made = [{name: found[name] for name in columns or found} for found in records]
    return msgspec.json.format(msgspec.json.encode(made), indent=1).decode()


def as_table(records: Sequence[dict[str, Any]], zone: tzinfo, themes: Tree, columns: Sequence[str] = ()) -> str:
    """Return a heading and a line an article; columns are named as the keys of the JSON, those in `COLUMNS`.

    Days are those of `zone`; of `themes` the narrowest are shown.
    """
    names = columns or DEFAULT
    limits = COLUMNS if columns else {**COLUMNS, "slug": 34}  # whoever asks for addresses wants to use them
    rows = [
        tuple(name.upper() for name in names),
        *(tuple(_clipped(_cell(found[name], name, zone, themes), limits[name]) for name in names) for found in records),
    ]
    widths = [max(len(row[at]) for row in rows) for at in range(len(names) - 1)]
    return "\n".join(
        "  ".join((*(cell.ljust(width) for cell, width in zip(row, widths, strict=False)), row[-1])) for row in rows
    )


def _clipped(cell: str, width: int) -> str:
    return (clip(cell, width) if width else cell) or "-"


def _cell(value: Any, name: str, zone: tzinfo, themes: Tree) -> str:
    """Return a value of the JSON as people read it in a table."""
    if isinstance(value, datetime):
        return f"{value.astimezone(zone):%Y-%m-%d}"
    if name == "themes":  # the narrowest alone; what contains them goes without saying
        parents = {themes[theme["slug"]].parent for theme in value}
        return " ".join(theme["slug"] for theme in value if theme["slug"] not in parents)
    if name == "keywords":
        return ", ".join(keyword["text"] for keyword in value)
    if name == "summary":
        return str(value[0]["text"]) if value else ""
    if name == "countries":
        return " ".join(country["code"] for country in value)
    return " ".join(value) if isinstance(value, list) else "" if value is None else str(value)
