"""The settings of a briefing, typed, each with a default and a line of documentation; and the project they belong to.

They stand in `mkdocs.yml` under `plugins: - briefing:`. Reading that file is MkDocs' work (`plugin` hands us the
mapping); checking it is ours, so that an unknown key or a wrong type is one clear line with the nearest right one.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, fields
from datetime import UTC, date, datetime, time, tzinfo
from pathlib import Path
from typing import Any, Literal, get_args, get_type_hints
from zoneinfo import ZoneInfo

import msgspec
import yaml

from ..errors import ConfigError, Problem, WrongUsage, did_you_mean
from ..model import Period, Rights
from .comments import faults as comment_faults
from .hosts import fault as host_fault
from .mail_headers import faults as digest_faults
from .watchlists import Watchlist, line_in, unknown_keys
from .watchlists import faults as watchlist_faults

LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})*\Z")  # the well-formed tags of BCP 47 that are in use


def _doc(default: Any, text: str) -> Any:
    if callable(default):
        return field(default_factory=default, metadata={"doc": text})
    return field(default=default, metadata={"doc": text})


COLOUR = re.compile(r"#(?:[0-9A-Fa-f]{3}){1,2}\Z")
_FAMILIES = re.compile(r"""[\w\s,'"-]+\Z""")
PaletteColour = Literal["paper", "tint", "ink", "ink-soft", "rule", "accent", "mark"]
FeedFormat = Literal["rss", "atom", "json"]
FeedContent = Literal["full", "summary"]
FeedKind = Literal["home", "region", "theme", "cell", "source", "author", "keyword", "story", "editions", "watchlist"]
WIDE_FEEDS: frozenset[FeedKind] = frozenset({"home", "editions", "region", "theme", "source", "watchlist"})


@dataclass(frozen=True, slots=True)
class WatchedSource:
    """A source that `briefing watch` looks at, and what holds for its articles where they say nothing themselves."""

    url: str
    """Address of a feed, of a page that offers one, or of an OPML list."""
    rights: Rights | None = None
    """How much of its articles may be shown."""
    regions: tuple[str, ...] = ()
    """Regions of its articles; `+x` adds to those found."""
    themes: tuple[str, ...] = ()
    """Themes of its articles, likewise."""


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything that a project may set; `docs/settings.md` is generated from this class."""

    timezone: str = _doc("UTC", "Zone of dates without one, and of the days of the editions (IANA name).")
    language: str = _doc("en", "Language of the site itself (BCP 47): its menus, dates, names of regions and themes.")
    editions: Period = _doc(
        "day", "What an edition holds: the articles of a `day`, or of a `week` (ISO 8601, Monday to Sunday)."
    )
    rights: Rights = _doc("excerpt", "Rights of articles from other outlets that state none: full, excerpt or link.")
    regions: Mapping[str, dict[str, Any] | None] = _doc(
        dict, "Regions to add or change, by slug; `null` removes one. Keys as in `vocabularies/regions.yml`."
    )
    regions_file: str = _doc("", "A vocabulary of the project's own that replaces the shipped regions.")
    themes: Mapping[str, dict[str, Any] | None] = _doc(
        dict, "Themes to add or change, by slug; `null` removes one. Keys as in `vocabularies/themes.yml`."
    )
    themes_file: str = _doc("", "A vocabulary of the project's own that replaces the shipped themes.")
    sources: tuple[WatchedSource, ...] = _doc(
        (),
        "What `briefing watch` adds from: a list of `url`, each with `rights`, `regions`, `themes` of its articles.",
    )
    watchlists: tuple[Watchlist, ...] = _doc(
        (),
        "Questions of your own, each a list of articles with a page and feeds: a list of `name` and what its articles "
        "have (`any`, `all`, `none`, `regions`, `themes`, `topics`, `outlets`, `authors`, `languages`); see "
        "`docs/following.md`.",
    )
    keywords: int = _doc(10, "How many keywords are found in an article.")
    related: int = _doc(5, "How many related articles a page shows.")
    listing: int = _doc(
        120,
        "How many articles the page of a group lists: the newest as cards, the others in a line each. A group that has "
        "more shows its newest there, and has pages for its months or years that list all.",
    )
    cell_minimum: int = _doc(
        3,
        "From how many articles on (ever published) a theme in a region has a page and a feed of its own; below, links "
        "lead to that theme's part of the region's page. The lower, the heavier: on real archives 1 in place of 3 "
        "triples the pages of cells.",
    )
    topic_minimum: int = _doc(2, "From how many articles on (ever published) a keyword or an author has a page.")
    old_addresses: bool = _doc(
        False,
        "True for redirects from addresses of up to version 0.1 that have moved into another page: months of cells, "
        "keywords, outlets and authors into their years, cells below `cell_minimum` into their region. That is a file "
        "for each, for one release; without them the script of `404.html` leads there.",
    )
    feed_length: int = _doc(
        50, "How many of the newest articles a feed holds; all of its last 7 days if those are more, and 1 MB at most."
    )
    feed_formats: tuple[FeedFormat, ...] | Mapping[FeedKind, tuple[FeedFormat, ...]] = _doc(
        ("rss", "atom", "json"),
        "Formats of the feeds: rss (RSS 2.0), atom (Atom 1.0), json (JSON Feed 1.1). A list is for the site, editions, "
        "regions, themes, outlets and watchlists; all others have its first only. A mapping by kind "
        "(`cell: [rss, atom]`) changes single kinds. Each format of a kind is a file for each of its groups, "
        "about as heavy as its RSS.",
    )
    feed_content: FeedContent | Mapping[FeedKind | FeedFormat, FeedContent] = _doc(
        dict,
        "What feeds hold of an article whose rights allow all: its whole text (`full`), or summary and key points "
        "(`summary`). One word is for all feeds; a mapping by kind (`cell: full`) or by format (`atom: full`) changes "
        "these. Unless set, feeds of the site hold the text, those of regions, themes, outlets and watchlists in the "
        "first of their formats, and all others the summary. `full` about doubles the weight of a site.",
    )
    feed_archives: tuple[FeedKind, ...] = _doc(
        ("home",),
        "Which feeds that are longer than `feed_length` get archives, a document or more a month, back to the first. "
        "The archive of one kind holds every article again, once for each of its groups.",
    )
    feed_archive_formats: tuple[FeedFormat, ...] = _doc(
        ("rss",), "Formats of those archives; each weighs as much as the texts of all articles."
    )
    feed_keywords: bool = _doc(False, "True for a feed for every keyword page too: a file each, about 30 KB.")
    feed_authors: bool = _doc(False, "True for a feed for every author's page too: a file each, about 30 KB.")
    feed_hub: str = _doc("", "Address of a WebSub hub that tells subscribers at once; `briefing ping` notifies it.")
    feed_namespace: str = _doc(
        "", "A word of your own, mixed into feed ids to tell them from another site's; never change it once published."
    )
    robots: str = _doc(
        "",
        "What search engines may do with every page, such as `noindex, nofollow`; an article's front matter may say "
        "`robots: noindex` for itself. Pages that may not be indexed stay out of the sitemap.",
    )
    feed_tombstones: int = _doc(90, "For how many days Atom feeds say that an expired article left; 0 for never.")
    palette: Mapping[PaletteColour, str | tuple[str, str]] = _doc(
        dict,
        "Colours of the design as `#rrggbb`, one or [light, dark]: paper, tint, ink, ink-soft, rule, accent, mark.",
    )
    font: str = _doc("", "Font of headlines and text: a `.woff2` file below `docs_dir`, or families as in CSS.")
    logo: str = _doc("", "Picture below `docs_dir` that stands before the site's name, and of which icons are made.")
    share_pictures: bool = _doc(
        True, "False for no pictures of an article's title, made for links shared elsewhere where it has none."
    )
    api: bool = _doc(True, "False for a site without the JSON files under `/api/`.")
    search: bool = _doc(True, "False for a site without search.")
    parts: Mapping[str | int, str] = _doc(
        dict,
        "Sites published below this one, whose newest articles, feeds and search it joins: address (`2024`) → folder "
        "of the built site, relative to `mkdocs.yml`; see `docs/large-archives.md`.",
    )
    offline: bool = _doc(
        False, "True for pages that stay readable without a network: the newest edition, and what was read."
    )
    host: str | int = _doc(
        "",
        "Where the site is hosted: `github-pages`, `gitlab-pages`, `cloudflare-pages`, `netlify`, `codeberg-pages`, or "
        "a number of megabytes. `build` and `check` warn from 80 % of its limits on; see `docs/hosting.md`.",
    )
    remote_pictures: bool = _doc(
        False, "True for pages that load pictures from other sites; else each is a link. `add --images` fetches them."
    )
    article_extensions: tuple[str, ...] = _doc(
        (), "Markdown extensions that articles get too though they may read files or run code; only for own texts."
    )
    comments: Mapping[str, str] = _doc(
        dict,
        "Comments by a service, loaded on a click: `service` (giscus, utterances, isso, remark42, mastodon) and what "
        "it needs; `email` and `issues` for ways that need none.",
    )
    digest: Mapping[Literal["sender", "list_id", "unsubscribe"], str] = _doc(
        dict,
        "E-mails of `briefing digest`: `sender` (`Name <a@example.org>`), `list_id` (of the list, as in `List-Id`), "
        "`unsubscribe` (`https:` or `mailto:` address).",
    )
    content_policy: Mapping[str, str] = _doc(
        dict, "Directives of the pages' Content-Security-Policy to add or change; an empty one is left out."
    )
    max_article_size: int = _doc(1_000_000, "Bytes above which an article is refused.")
    max_nesting: int = _doc(100, "Elements within elements above which an article is shown without its markup.")
    max_links: int = _doc(5_000, "Links above which an article is shown without its markup.")
    engines: Mapping[Literal["keywords", "summary", "themes"], str | dict[str, Any]] = _doc(
        dict, "Analysers of other packages instead of ours: a name for each kind, or a mapping with `name` and its own."
    )
    pages: tuple[str, ...] = _doc((), "Kinds of pages that other packages bring, by name.")
    hooks: tuple[str, ...] = _doc(
        (), "Hooks of other packages, called before and after each phase of a build, by name."
    )
    cache: str = _doc(
        ".cache/briefing", "Folder of the cache, relative to `mkdocs.yml`; it may be deleted at any time."
    )
    jobs: int | Literal["auto"] = _doc("auto", "Processes that analyse articles and make pages; `auto` is one a core.")
    analysis_seconds: int = _doc(
        120, "Seconds of processor time that the analysis of one article may take; above, it is left out."
    )
    analysis_memory: int = _doc(2048, "Megabytes of memory that the analysis of one article may take; 0 for no limit.")

    def formats(self, kind: FeedKind) -> tuple[FeedFormat, ...]:
        """Return the formats of the feeds of a kind, the first of them the one for reader programs that ask for one."""
        chosen: Mapping[FeedKind, tuple[FeedFormat, ...]] = {}
        general: tuple[FeedFormat, ...] = ("rss", "atom", "json")
        if isinstance(self.feed_formats, Mapping):
            chosen = self.feed_formats
        else:
            general = self.feed_formats
        if kind in chosen:
            return chosen[kind]
        return general if kind in WIDE_FEEDS else ("rss",) if "rss" in general else general[:1]

    @property
    def all_formats(self) -> tuple[FeedFormat, ...]:
        """The formats that any feeds have."""
        kinds: tuple[FeedKind, ...] = get_args(FeedKind)
        return tuple(dict.fromkeys(form for kind in kinds for form in self.formats(kind)))

    def full_text(self, kind: FeedKind, form: str) -> bool:
        """Return True when the feeds of a kind, in this format, hold the whole text where the rights allow."""
        if isinstance(self.feed_content, str):
            return self.feed_content == "full"
        chosen = {str(key): content for key, content in self.feed_content.items()}
        for key in (kind, form):
            if key in chosen:
                return chosen[key] == "full"
        return kind in ("home", "editions") or (kind in WIDE_FEEDS and form == self.formats(kind)[0])

    def has_feed(self, kind: FeedKind) -> bool:
        """Return True when groups of this kind have feeds."""
        return {"keyword": self.feed_keywords, "author": self.feed_authors}.get(kind, True)


@dataclass(frozen=True, slots=True)
class Selection:
    """Which articles are published, and at what moment; from the command line or the environment."""

    now: datetime
    """The moment of the build, UTC; decides only what is future or expired."""
    drafts: bool = False
    """True to publish drafts too."""
    future: bool = False
    """True to publish articles dated after `now` too."""


@dataclass(frozen=True, slots=True)
class Project:
    """A briefing project: its folders, its name and its settings."""

    root: Path
    """Folder of `mkdocs.yml`."""
    config_file: str
    """Name of that file, relative to `root`, for messages."""
    docs_dir: Path
    """Folder of the content."""
    site_name: str
    """Name of the site."""
    site_url: str
    """Address of the site with a slash at its end; empty when none is set."""
    site_description: str
    """One line about the site."""
    site_author: str
    """Who publishes it."""
    copyright: str
    """The line in the foot of every page."""
    settings: Settings
    """What stands under `plugins: - briefing:`."""
    excluded: Callable[[str], bool] = lambda path: False
    """True for a path below `docs_dir` that MkDocs' `exclude_docs` or `draft_docs` keep from being published."""

    @property
    def zone(self) -> tzinfo:
        """Return the site's time zone."""
        return UTC if self.settings.timezone == "UTC" else ZoneInfo(self.settings.timezone)

    def shown(self, path: Path) -> str:
        """Return `path` as problems show it: relative to the project, with forward slashes."""
        text, root = str(path), f"{self.root}{os.sep}"
        if text.startswith(root) and ".." not in text:  # nearly always, and a hundred times as fast
            return text[len(root) :].replace(os.sep, "/")
        try:
            return Path(os.path.relpath(path, self.root)).as_posix()
        except ValueError:  # on another drive
            return path.name


def key_line(text: str, *keys: str) -> int:
    """Return the line (from 1) on which the YAML key at this path stands, the deepest that is found, else 0.

    A step through a list looks for a mapping in it that has the key, or for the plain item itself.
    """
    try:
        node: yaml.Node | None = yaml.compose(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    except yaml.YAMLError:
        return 0
    line = 0
    for key in keys:
        candidates = node.value if isinstance(node, yaml.SequenceNode) else [node]
        node = None
        for mapping in candidates:
            if isinstance(mapping, yaml.ScalarNode) and mapping.value == key:
                line = mapping.start_mark.line + 1
            if isinstance(mapping, yaml.MappingNode):
                for name, value in mapping.value:
                    if getattr(name, "value", None) == key:
                        line, node = name.start_mark.line + 1, value
        if node is None:
            break
    return line


def parse_settings(raw: Mapping[str, Any], *, where: str = "mkdocs.yml", text: str = "") -> Settings:
    """Return the settings in `raw`; raises `ConfigError` with every fault, each naming key, line and remedy.

    `text` is the file's content, from which the lines are told.
    """
    hints = get_type_hints(Settings)
    known = {f.name: f for f in fields(Settings)}
    problems: list[Problem] = []
    values: dict[str, Any] = {}

    def fault(key: str, message: str, remedy: str) -> None:
        line = key_line(text, "plugins", "briefing", key) if text else 0
        problems.append(Problem(where, line, message, remedy, code="bad-setting"))

    for key, value in raw.items():
        if key not in known:
            fault(str(key), f"briefing: unknown setting '{key}'", did_you_mean(str(key), known, "see docs/settings.md"))
            continue
        if value is None:
            continue
        if key == "watchlists" and (odd := list(unknown_keys(value))):
            for message, remedy in odd:
                fault(key, f"briefing: {message}", remedy)
            continue
        try:
            values[key] = msgspec.convert(value, type=hints[key], strict=True)
        except msgspec.ValidationError as error:
            reason = str(error).split(" - at")[0]
            default = known[key].default
            example = "a mapping" if callable(known[key].default_factory) else f"default: {default!r}"
            if reason.startswith("Invalid enum value"):
                example = f"one of {', '.join(dict.fromkeys(_words_of(hints[key])))}"
            fault(key, f"briefing: {key}: {reason}", example)
    if "timezone" in values:
        try:
            ZoneInfo(values["timezone"])
        except (KeyError, ValueError, OSError):
            fault(
                "timezone", f"briefing: timezone: no zone '{values['timezone']}'", "an IANA name such as Asia/Kolkata"
            )
    if not LANGUAGE.match(values.get("language", "en")):
        fault(
            "language", f"briefing: language: '{values['language']}' is no language", "a BCP 47 tag such as en or pt-BR"
        )
    elif right := _right_language(values.get("language", "en")):
        fault("language", f"briefing: language: '{values['language']}' is not how it is written", right)
    for key in (
        "keywords", "related", "listing", "cell_minimum", "topic_minimum", "feed_length", "jobs", "analysis_seconds",
        "max_article_size", "max_nesting", "max_links",
    ):  # fmt: skip
        if isinstance(values.get(key), int) and values[key] < 1:
            fault(key, f"briefing: {key}: {values[key]} is too small", "1 or more")
    if 0 != values.get("analysis_memory", 0) < 256:
        fault("analysis_memory", f"briefing: analysis_memory: {values['analysis_memory']} is too small", "256, or 0")
    if found := host_fault(values.get("host", "")):
        fault("host", f"briefing: {found[0]}", found[1])
    for message, remedy in comment_faults(values.get("comments", {})):
        fault("comments", f"briefing: {message}", remedy)
    for message, remedy in digest_faults(values.get("digest", {})):
        fault("digest", f"briefing: {message}", remedy)
    for name, message, remedy in watchlist_faults(values.get("watchlists", ())):
        start = key_line(text, "plugins", "briefing", "watchlists") if text else 0
        line = line_in(text, start, name, last=True) if start else 0
        problems.append(Problem(where, line, f"briefing: {message}", remedy, code="bad-setting"))
    for name, value in values.get("content_policy", {}).items():
        if not re.fullmatch(r"[a-z-]+", name) or ";" in value:
            fault("content_policy", f"briefing: content_policy: {name}: is no directive", "img-src: \"'self' https:\"")
    if values.get("feed_tombstones", 0) < 0:
        fault("feed_tombstones", f"briefing: feed_tombstones: {values['feed_tombstones']} is too small", "0 or more")
    formats = values.get("feed_formats", ("rss",))
    if not formats or (isinstance(formats, Mapping) and not all(formats.values())):
        fault("feed_formats", "briefing: feed_formats: names no format", "rss, atom, json")
    for source in values.get("sources", ()):
        if not re.fullmatch(r"https?://[^\s/]+\S*", source.url):
            fault("sources", f"briefing: sources: '{source.url}' is no address", "url: https://…")
    if values.get("feed_hub") and not re.fullmatch(r"https?://[^\s/]+\S*", values["feed_hub"]):
        fault("feed_hub", f"briefing: feed_hub: '{values['feed_hub']}' is no address", "https://…")
    for name, value in values.get("palette", {}).items():
        for colour in (value,) if isinstance(value, str) else value:
            if not COLOUR.match(colour):
                fault("palette", f"briefing: palette: {name}: '{colour}' is no colour", "#rrggbb, or [light, dark]")
    if values.get("font") and not values["font"].endswith(".woff2") and not _FAMILIES.match(values["font"]):
        fault("font", f"briefing: font: '{values['font']}' names no font", 'fonts/my.woff2, or "Georgia, serif"')
    if problems:
        raise ConfigError(problems)
    return Settings(**values)


def _right_language(tag: str) -> str:
    """Return the tag to write in place of one with a code of three letters that has a shorter one (`eng` → `en`)."""
    if len(tag.partition("-")[0]) < 3:
        return ""
    from .names import right_language

    right = right_language(tag)
    return right if right.lower() != tag.lower() else ""


def _words_of(hint: Any) -> list[str]:
    """Return the words that a type allows, as keys and as values."""
    parts = get_args(hint)
    return [part for part in parts if isinstance(part, str)] + [w for part in parts for w in _words_of(part)]


def parse_time(value: str, zone: tzinfo = UTC, *, end_of_day: bool = False) -> datetime:
    """Return `value` (RFC 3339, `YYYY-MM-DD`, or seconds since 1970) as an aware time in UTC.

    A time without a zone is in `zone`; a day alone is its first moment, or its last with `end_of_day`. Raises
    `ValueError`.
    """
    text = value.strip()
    try:
        moment = _moment(text, zone, end_of_day).astimezone(UTC)
    except (OverflowError, OSError, ValueError):
        raise ValueError(f"'{text}' is not a date") from None
    if not 1000 <= moment.year < 9999:  # room for any zone, and four digits in addresses
        raise ValueError(f"'{text}' is not a date")
    return moment


def _moment(text: str, zone: tzinfo, end_of_day: bool) -> datetime:
    if text.isdigit() and len(text) > 8:
        return datetime.fromtimestamp(int(text), UTC)
    with suppress(ValueError):
        return datetime.combine(date.fromisoformat(text), time(23, 59, 59) if end_of_day else time(0), zone)
    if len(text) < 8 or not text[:4].isdigit():
        raise ValueError(text)
    moment = datetime.fromisoformat(text.replace(" UTC", "Z").replace(" Z", "Z"))
    return moment if moment.tzinfo else moment.replace(tzinfo=zone)


def current_time(given: str | None, zone: tzinfo = UTC) -> datetime:
    """Return the moment of the build: `given`, else `SOURCE_DATE_EPOCH`, else the clock; raises `WrongUsage`."""
    epoch = os.environ.get("SOURCE_DATE_EPOCH", "")
    try:
        if given:
            return parse_time(given, zone)
        if epoch:
            return datetime.fromtimestamp(int(epoch), UTC)
    except (ValueError, OverflowError, OSError):
        name, value = ("--now", given) if given else ("SOURCE_DATE_EPOCH", epoch)
        raise WrongUsage(Problem("", 0, f"{name}: '{value}' is no time", "RFC 3339 or seconds since 1970")) from None
    return datetime.now(UTC)
