"""`briefing add`: from sources to article files, and what became of each of their articles.

Every article ends as added, updated, there already or in the quarantine folder with the reason; the counts add up. One
source that fails does not stop the others.
"""

from __future__ import annotations

import hashlib
import json
import re
import sys
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

from ..content.articles import FOLDER
from ..errors import ImportRefused, Problem
from ..model import Rights
from ..settings.config import Project
from ..text.strings import slugify
from ..text.web_addresses import is_web
from . import feed_list, source_memory
from .draft import ArticleDraft, Rejected
from .fetching import Fetched, Fetcher, FetchLimits, Request
from .importers import (
    TEASER,
    UNDATED,
    Archive,
    Written,
    is_outdated,
    new_path,
    page_feeds,
    permanent_id,
    pictures_within,
    read_all,
    write_into,
)
from .pictures import name_beside, read_beside, with_pictures

QUARANTINE = "quarantine"
_REASON = ".reason.json"
_STDIN = "standard input"
_PART = "part"
_PAGES = frozenset(
    {".html", ".htm", ".xhtml", ".mhtml", ".mht", ".eml", ".txt", ".md", ".docx", ".pdf", ".xml", ".json"}
)


@dataclass(frozen=True, slots=True)
class AddOptions:
    """How sources are added."""

    retrieved: datetime | None = None
    """When they were captured; a fetched one was captured now."""
    since: datetime | None = None
    """Older articles are passed over."""
    limit: int = 0
    """Most articles of one source, the newest; 0 for all."""
    date: str = ""
    """Date of what bears none."""
    images: bool = False
    """True to fetch pictures and lay them beside the article."""
    keep_original: bool = False
    """True to lay the source beside the article."""
    allow_private: bool = False
    """True to fetch from this machine and the private network too."""
    ask: Callable[[str], str] | None = None
    """Asks a person for a date; None where there is no person."""
    limits: FetchLimits = field(default_factory=FetchLimits)
    """What a request may cost."""


@dataclass(frozen=True, slots=True)
class Defaults:
    """What a list of sources says about one of them; put where the source itself says nothing."""

    rights: Rights | None = None
    """How much may be shown."""
    regions: tuple[str, ...] = ()
    """Regions for every article."""
    themes: tuple[str, ...] = ()
    """Themes for every article."""


@dataclass(frozen=True, slots=True)
class Added:
    """What became of one source."""

    source: str
    """As it was named."""
    lines: tuple[str, ...]
    """A line for each article that was written, updated or found there."""
    problems: tuple[Problem, ...]
    """Losses, and why a source or an article of it was refused."""
    failed: bool
    """True when the source gave nothing, or an article of it went to the quarantine."""
    counts: Counter[str] = field(default_factory=Counter)
    """How many articles were `added`, `updated`, `there already`, `passed over`, `quarantined`."""


@dataclass(frozen=True, slots=True)
class _Got:
    """A source's bytes."""

    name: str
    data: bytes = b""
    retrieved: datetime | None = None
    answer: Fetched | None = None
    asked: str = ""
    refused: ImportRefused | None = None


class Adder:
    """Adds sources to one project; reads its articles once."""

    def __init__(self, project: Project, options: AddOptions, *, now: Callable[[], datetime] | None = None) -> None:
        """Take the project; raises `ImportRefused` when what is remembered of feeds cannot be read."""
        self.project, self.options = project, options
        self.now = now or (lambda: datetime.now(UTC))
        self.archive = Archive(project.docs_dir / FOLDER)
        self.memory = source_memory.load(project.root)
        self._carried: tuple[bytes, Mapping[str, bytes]] = (b"", {})
        limits = replace(options.limits, allow_private=options.allow_private or options.limits.allow_private)
        self.fetcher = Fetcher(limits, contact=project.site_url)

    def add(self, sources: Sequence[str], defaults: Sequence[Defaults] = ()) -> Iterator[Added]:
        """Yield what became of each source, in order; lists and folders stand for the sources in them."""
        given = list(defaults) or [Defaults()] * len(sources)
        expanded: list[tuple[str | _Got, Defaults]] = []
        for source, default in zip(sources, given, strict=True):
            expanded += [(found, default) for found in self._expanded(source)]
        addresses = [source for source, _ in expanded if isinstance(source, str)]
        answers = self.fetcher.get_all([self._request(address) for address in addresses])
        try:
            for each, default in expanded:
                got = each if isinstance(each, _Got) else self._answered(each, next(answers))
                if got.answer is not None and feed_list.is_opml(got.data):
                    inner = feed_list.feeds(got.data)
                    results = self.fetcher.get_all([self._request(address) for address in inner])
                    for address, result in zip(inner, results, strict=True):
                        yield self._take(self._answered(address, result), default)
                else:
                    yield self._take(got, default)
        finally:
            self.memory.save()

    def _request(self, address: str) -> Request:
        known = self.memory.of(address)
        return Request(address, known.etag, known.modified)

    def _answered(self, address: str, answer: Fetched | ImportRefused) -> _Got:
        if isinstance(answer, ImportRefused):
            return _Got(address, refused=answer)
        moment = self.options.retrieved or self.now()
        return _Got(answer.address, answer.data, moment, answer, address)

    def _expanded(self, source: str) -> list[str | _Got]:
        """Return the sources that one argument stands for: an address, or the bytes of files."""
        if is_web(source):
            return [source]
        if source == "-":
            return self._listed(_Got(_STDIN, sys.stdin.buffer.read(), self.options.retrieved))
        if not source.strip():  # a variable of a shell that is not set; as a path it would be the folder itself
            return [_refusal("''", "is no name of a source", "a file, an address, or - for standard input")]
        path = Path(source)
        if path.is_dir():
            inside = sorted(p for p in path.iterdir() if p.suffix.lower() in _PAGES and p.is_file())
            if not inside:
                return [_refusal(source, "is a folder without anything that can be added", "name a file")]
            return [each for file in inside for each in self._listed(self._file(file))]
        return self._listed(self._file(path, source))

    def _file(self, path: Path, name: str = "") -> _Got:
        name = name or str(path)
        if not path.exists():
            remedy = "a file, an address, or - for standard input"
            if re.match(r"(?:localhost|[\w-]+(?:\.[\w-]+)+)(?::\d+)?/|www\.|localhost:\d", name):
                remedy = f"an address needs https:// before it: https://{name}"
            return _refusal(name, "there is no such file", remedy)
        if not path.is_file():
            return _refusal(name, "is no regular file", "a file, an address, or - for standard input")
        try:
            return _Got(name, path.read_bytes(), self.options.retrieved)
        except OSError as error:
            return _refusal(name, f"cannot be read: {error.strerror}")

    def _listed(self, got: _Got) -> list[str | _Got]:
        if got.refused is None and feed_list.is_opml(got.data):
            found = feed_list.feeds(got.data)
            return list(found) or [_refusal(got.name, "is a list without any feed", "an OPML file with xmlUrl")]
        return [got]

    def _take(self, got: _Got, defaults: Defaults) -> Added:
        """Return what became of one source; raises nothing that is the source's fault."""
        got = self._article_or_feed(got)
        if got.refused is not None:
            return Added(got.name, (), got.refused.problems, True, Counter(failed=1))
        if got.answer is not None and got.answer.unchanged:
            return Added(got.asked, (f"nothing new: {got.asked}",), (), False)
        try:
            reading = read_all(
                got.name, got.data, retrieved=got.retrieved, timezone=self.project.zone, ask=self.options.ask,
                date=self.options.date, pictures=self.options.images,
            )  # fmt: skip
        except ImportRefused as error:
            nowhere_else = got.data.strip() and (got.answer is not None or got.name == _STDIN)
            held = self._quarantine(got, Rejected(got.name, error.problems)) if nowhere_else else ""
            where = (f"quarantined: {held}",) if held else ()
            return Added(got.name, where, error.problems, True, Counter({"quarantined" if held else "failed": 1}))
        counts: Counter[str] = Counter()
        lines: list[str] = []
        problems: list[Problem] = []
        drafts = self._chosen(reading.drafts, counts)
        seen = set(self.memory.of(got.asked).seen) if got.asked else set()
        taken: list[ArticleDraft] = []
        files: set[Path] = set()
        for captured in drafts:
            draft = self.archive.own(captured)
            if permanent_id(draft) in seen and self.archive.same(draft, files) is None:
                counts["passed over"] += 1  # an editor has thrown it away
                continue
            try:
                illustrate = self.options.images and permanent_id(draft) not in seen
                drafted = (
                    _with(draft, defaults) if len(reading.drafts) == 1 else _with_own_losses(_with(draft, defaults))
                )
                line, notes = self._write(drafted, got, counts, illustrate, files)
                if permanent_id(draft) in seen:
                    notes = [problem for problem in notes if problem.code != _PART]  # said when it was first taken
            except (ImportRefused, OSError) as error:
                reason = error.problems if isinstance(error, ImportRefused) else (Problem(got.name, 0, str(error)),)
                return Added(got.name, tuple(lines), (*problems, *reason), True, counts)
            lines.append(line)
            problems += notes
            taken.append(draft)
        if taken and not reading.rejected:
            lines += [f"out of the quarantine: {name}" for name in self._released(got)]
        problems = _summed_up(got.name, problems)
        rejected = [item for item in reading.rejected if not got.asked or _mark(item) not in seen]
        for item in rejected:
            counts["quarantined"] += 1
            lines.append(f"quarantined: {self._quarantine(got, item)}")
            problems += item.problems
        if got.asked and got.answer is not None and reading.kind == "feed":
            whole = not self.options.limit and self.options.since is None
            newest = max((draft.date for draft in reading.drafts if not draft.date_source), default=None)
            ids = [permanent_id(draft) for draft in sorted(taken, key=lambda d: d.date)]
            ids += [_mark(item) for item in rejected]
            etag, modified = (got.answer.etag, got.answer.modified) if whole else ("", "")
            self.memory.keep(got.asked, etag=etag, modified=modified, seen=ids, newest=newest)
        if got.answer is not None and got.answer.moved and got.asked:
            message, remedy = f"has moved for good to {got.answer.address}", "use that address"
            problems.append(Problem(got.asked, 0, message, remedy, "notice", "moved"))
        if len(counts) > 1 or counts.total() >= 10:
            lines.append(f"{got.name}: " + ", ".join(f"{count} {what}" for what, count in sorted(counts.items())))
        return Added(got.name, tuple(lines), tuple(problems), bool(rejected), counts)

    def _article_or_feed(self, got: _Got) -> _Got:
        """Return the feed that a fetched page offers, when the page itself is no article."""
        if got.answer is None or got.answer.unchanged:
            return got
        is_article, feeds = page_feeds(got.name, got.data)
        if is_article or not feeds:
            return got
        if urlsplit(got.name).path.strip("/"):  # some articles do not say that they are; a home page is never one
            try:
                if read_all(got.name, got.data, retrieved=got.retrieved, timezone=self.project.zone).drafts:
                    return got
            except ImportRefused:
                pass
        return self._answered(feeds[0], next(self.fetcher.get_all([self._request(feeds[0])])))

    def _chosen(self, drafts: Sequence[ArticleDraft], counts: Counter[str]) -> list[ArticleDraft]:
        """Return the articles that `--since` and `--limit` leave, in the source's order."""
        since, limit = self.options.since, self.options.limit
        found = [draft for draft in drafts if since is None or draft.date >= since]
        if limit and len(found) > limit:
            newest = sorted(found, key=lambda draft: draft.date, reverse=True)[:limit]
            found = [draft for draft in found if any(draft is one for one in newest)]
        counts["passed over"] += len(drafts) - len(found)
        counts += Counter()
        if not counts["passed over"]:
            del counts["passed over"]
        return found

    def _write(
        self, draft: ArticleDraft, got: _Got, counts: Counter[str], illustrate: bool, others: set[Path]
    ) -> tuple[str, list[Problem]]:
        """Write one article; return what to say of it, and its losses.

        `illustrate` is that of `write_into`; `others` are the files of articles of this source, and get this one's.
        """
        files: dict[Path, bytes] = {}
        known = self.archive.same(draft, others)
        is_new = known is None and self.archive.copies(draft)[0] is None
        lost = draft.losses
        is_old = known is not None and known not in others and is_outdated(draft, known, illustrate=illustrate)
        if self.options.images and (is_new or is_old):
            path = known or new_path(draft, self.archive, self.project.zone)[0]
            draft, files = with_pictures(draft, path, self.project.docs_dir, partial(self._picture, got))
        else:
            draft = replace(draft, image="")
        written = write_into(self.archive, draft, timezone=self.project.zone, illustrate=illustrate, others=others)
        if written.outcome != "copy":
            others.add(written.path)
        if written.outcome in ("added", "updated"):
            for file, data in files.items():
                file.parent.mkdir(parents=True, exist_ok=True)
                file.write_bytes(data)
        if self.options.keep_original and written.outcome != "copy":
            folder = written.path.parent / ".originals"  # hidden, so that it is not published
            original = folder / f"{written.path.stem}{_suffix(got)}"
            if written.outcome in ("added", "updated") or not original.exists():
                folder.mkdir(exist_ok=True)
                original.write_bytes(got.data)
        line, notes = self._line_of(written, counts)
        return line, notes or [problem for problem in draft.losses if problem not in lost]

    def _line_of(self, written: Written, counts: Counter[str]) -> tuple[str, list[Problem]]:
        shown = self.project.shown(written.path)
        names: dict[str, Literal["added", "updated", "there already"]] = {"added": "added", "updated": "updated"}
        what = names.get(written.outcome, "there already")
        counts[what] += 1
        losses = [
            replace(problem, path=problem.path or shown)
            for problem in (written.draft.losses if written.outcome in ("added", "updated") else ())
        ]
        note = ""
        if written.outcome == "copy":
            note = " (the same text)"
        elif written.outcome == "edited":
            message, remedy = "has changed at its source, and has been edited here", "compare the two by hand"
            losses.append(Problem(shown, 0, message, remedy, "notice", "edited"))
        elif written.outcome == "cut":
            message, remedy = "is there whole, and what came now was cut short", "save it again if it has changed"
            losses.append(Problem(shown, 0, message, remedy, "warning", "truncated"))
        elif written.outcome == "part":
            message, remedy = "is there with all that came now, and more", ""
            losses.append(Problem(shown, 0, message, remedy, "notice", _PART))
        elif written.copy_of is not None:
            note = f" (the text of {self.project.shown(written.copy_of)}, from another outlet)"
        return f"{what}: {shown}{note}", losses

    def _picture(self, got: _Got, address: str) -> bytes:
        if (within := self._within(got).get(address)) is not None:
            return within
        local_name = name_beside(address)
        if local_name and got.answer is None and got.name != _STDIN:
            return read_beside(local_name, Path(got.name))
        return self.fetcher.get(address).data

    def _within(self, got: _Got) -> Mapping[str, bytes]:
        """Return the pictures that a source carries in itself; those of the last one are known."""
        if self._carried[0] is not got.data:
            self._carried = (got.data, pictures_within(got.name, got.data))
        return self._carried[1]

    def _quarantine(self, got: _Got, item: Rejected) -> str:
        """Lay what could not be converted, with the reason, into the quarantine folder; return its name."""
        data = item.original or got.data
        hashed = hashlib.sha256(data).hexdigest()[:8]
        folder = self.project.root / QUARANTINE
        name = f"{slugify(item.title, limit=50)}-{hashed}"
        file = folder / f"{name}{'.json' if item.original else _suffix(got)}"
        reasons = [{"reason": str(problem), "code": problem.code} for problem in item.problems]
        about = {"title": item.title, "source": got.name, "problems": reasons}
        folder.mkdir(parents=True, exist_ok=True)
        file.write_bytes(data)
        (folder / f"{name}{_REASON}").write_text(json.dumps(about, indent=1, ensure_ascii=False) + "\n", "utf-8")
        return self.project.shown(file)

    def _released(self, got: _Got) -> Iterator[str]:
        """Take a source out of the quarantine folder, now that it has been added; yield its name there."""
        hashed = hashlib.sha256(got.data).hexdigest()[:8]
        for file in sorted((self.project.root / QUARANTINE).glob(f"*-{hashed}.*")):
            if not file.name.endswith(_REASON) and file.read_bytes() == got.data:
                file.unlink()
                file.with_name(f"{file.stem}{_REASON}").unlink(missing_ok=True)
                yield self.project.shown(file)


_SUMS = {
    TEASER: ("are only beginnings, to be shown as such", "add an article's own address for the whole"),
    UNDATED: ("bear no date: that of their retrieval is taken", "date_source: retrieved marks them"),
    _PART: ("are there already with all that came now, and more; the longer text stays", ""),
}


def _summed_up(name: str, problems: Sequence[Problem]) -> list[Problem]:
    """Return what is to be told of a source, with a single line for what holds for many of its articles."""
    found = [problem for problem in problems if problem.code not in _SUMS]
    for code, (message, remedy) in _SUMS.items():
        if count := sum(problem.code == code for problem in problems):
            found.append(Problem(name, 0, f"{count} of its articles {message}", remedy, "notice", code))
    return found


def _with(draft: ArticleDraft, defaults: Defaults) -> ArticleDraft:
    """Return the draft with what the list of sources says, where the source says nothing."""
    if defaults == Defaults():
        return draft
    return replace(draft, rights=draft.rights or defaults.rights, regions=defaults.regions, themes=defaults.themes)


def _with_own_losses(draft: ArticleDraft) -> ArticleDraft:
    """Return one draft of several with its losses told of its file, where no line of the source shows which."""
    losses = (loss if loss.line else replace(loss, path="") for loss in draft.losses)
    return replace(draft, losses=tuple(losses))


def _mark(item: Rejected) -> str:
    """Return by what an article in the quarantine is remembered, so that it is told once."""
    return "q-" + hashlib.sha256(item.original).hexdigest()[:12]


def _suffix(got: _Got) -> str:
    """Return the suffix under which a source is kept."""
    name = "" if is_web(got.name) else Path(got.name).suffix.lower()
    if name and len(name) <= 6 and name[1:].isalnum():
        return name
    head = got.data[:512].lstrip().lower()
    if head.startswith((b"<?xml", b"<rss", b"<feed")):
        return ".xml"
    return ".html" if head.startswith(b"<") else ".json" if head.startswith(b"{") else ".txt"


def _refusal(name: str, message: str, remedy: str = "") -> _Got:
    return _Got(name, refused=ImportRefused(Problem(name, 0, message, remedy)))


def watched(project: Project, without: Collection[str] = ()) -> tuple[list[str], list[Defaults]]:
    """Return the addresses of the project's `sources`, and what holds for the articles of each; none of `without`."""
    sources = [source for source in project.settings.sources if source.url not in without]
    return [s.url for s in sources], [Defaults(s.rights, s.regions, s.themes) for s in sources]


def add_source(source: str, project: Project, retrieved: datetime | None) -> Added:
    """Turn one source into article files of the project; raises nothing that is the source's fault."""
    return next(Adder(project, AddOptions(retrieved)).add([source]))
