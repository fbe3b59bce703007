"""`briefing init`: a new project that builds at once and explains the format by being it.

Its files lie in `files/` as they will be: those of every project, of a kind of desk, of the host whose CI builds it.
"""

from __future__ import annotations

import os
import re
import shlex
import shutil
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import msgspec

from ...checking import schemas
from ...errors import ConfigError, Problem, did_you_mean
from ...settings import names, vocabulary
from ...settings.vocabulary import Tree
from .origin import Origin, origin

FILES = Path(__file__).parent / "files"
CI = {
    "github": "GitHub Actions check and publish it: `.github/workflows/`.",
    "gitlab": "GitLab CI checks and publishes it: `.gitlab-ci.yml`.",
    "forgejo": "Forgejo Actions check and publish it: `.forgejo/workflows/`.",
    "none": "",
}
"""Hosts whose CI files there are, each with what a project's README says of it."""
_HIDDEN = "dot."  # what begins so in `files/` begins with a dot in a project


@dataclass(frozen=True, slots=True)
class Kind:
    """What a kind of desk begins with."""

    description: str
    """One line about the site."""
    regions: tuple[str, ...]
    """Regions that it follows, by slug."""
    themes: tuple[str, ...]
    """Themes that it follows, by slug."""
    settings: Mapping[str, tuple[str, str]]
    """Settings other than the default: value, and why."""
    watchlists: str = ""
    """The setting `watchlists`, as lines of `mkdocs.yml`."""


_WATCHLISTS = """\
      watchlists:                # questions that cross regions and themes; each has a page and feeds
        - name: Chokepoints
          about: Straits and canals on which trade and navies depend
          any: [Strait of Malacca, Strait of Hormuz, Taiwan Strait, Bab el-Mandeb, Suez Canal, Panama Canal, chokepoint]
        - name: Patrols and exercises
          about: What navies and air forces of the Indo-Pacific practise, and where they go
          any: [patrol, naval exercise, military exercise, joint exercise, freedom of navigation]
          regions: [indo-pacific]
        - name: Threats to shipping
          about: What makes a voyage by sea dangerous, and cables and pipelines below it
          any: [piracy, pirate, blockade, sea mine, submarine cable, undersea cable, submarine pipeline]
"""
KINDS = {
    "policy": Kind(
        "Public policy in South Asia, by country and theme",
        ("south-asia",),
        ("economy", "environment"),
        {"related": ("6", "explainers are read together")},
    ),
    "news": Kind(
        "What happened, by region and theme",
        ("europe",),
        ("politics", "economy", "society"),
        {"listing": ("50", "a busy desk: more of the newest on one page")},
    ),
    "security": Kind(
        "Security in the Indo-Pacific, by region and theme",
        ("indo-pacific",),
        ("conflict", "defence"),
        {"offline": ("true", "what was read can be read again without a network")},
        _WATCHLISTS,
    ),
}
"""Kinds of desks, by name."""


@dataclass(frozen=True, slots=True)
class Wishes:
    """What a new project shall be."""

    kind: str = "policy"
    """Name in `KINDS`."""
    ci: str = "none"
    """Name in `CI`."""
    name: str = ""
    """Name of the site; empty for that of the folder."""
    url: str = ""
    """Address of the site."""
    language: str = "en"
    """Language of the site (BCP 47)."""
    timezone: str = "UTC"
    """Its time zone (IANA)."""
    regions: Sequence[str] = ()
    """Regions that it follows, by slug, name or alias; empty for the kind's."""
    themes: Sequence[str] = ()
    """Themes that it follows."""
    day: str = "2026-01-01"
    """Date of the first articles."""


def title_of(folder: Path) -> str:
    """Return the name of a site by that of its folder."""
    return folder.resolve().name.replace("-", " ").replace("_", " ").strip().title() or "Briefing"


def labels(kind: str, given: Sequence[str]) -> tuple[str, ...]:
    """Return the slugs of regions or themes (`kind`) by slug, name or alias; raises `ConfigError` with the nearest."""
    tree, one = _tree(kind), kind.removesuffix("s")
    found = []
    for name in given:
        slug = tree.resolve(name)
        if slug is None:
            remedy = did_you_mean(name, tree.nodes, f"'briefing names {kind}' lists all")
            raise ConfigError(Problem("", 0, f"--{one}: no {one} '{name}'", remedy))
        found.append(slug)
    return tuple(dict.fromkeys(found))


def zone(name: str) -> str:
    """Return the name of a time zone; raises `ConfigError` with the nearest right one."""
    from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        remedy = did_you_mean(name, sorted(available_timezones()), "'briefing names timezones' lists all")
        raise ConfigError(Problem("", 0, f"--timezone: no time zone '{name}'", remedy)) from None
    return name


def language(tag: str) -> str:
    """Return a language's tag; raises `ConfigError` for one that nobody knows."""
    if tag == "en":
        return tag
    from babel import Locale, UnknownLocaleError

    try:
        Locale.parse(tag, sep="-")
        is_known = True
    except (UnknownLocaleError, ValueError):
        is_known = False
    right = names.right_language(tag)
    if not is_known or right != tag:  # babel takes `eng` for `en`, which browsers and feed readers do not
        remedy = f"did you mean '{right}'?" if right != tag else "'briefing names languages' lists all"
        raise ConfigError(Problem("", 0, f"--language: no language '{tag}'", remedy))
    return tag


def address(url: str) -> str:
    """Return an address of a site with a slash at its end; raises `ConfigError` for one that is none."""
    from urllib.parse import urlsplit

    try:
        parts = urlsplit(url)
        right = parts.scheme in ("http", "https") and bool(parts.hostname) and url.isprintable() and " " not in url
    except ValueError:  # half of an IPv6 address
        right = False
    if not right:
        raise ConfigError(Problem("", 0, f"--url: '{url}' is no address", "such as https://example.org/"))
    return url if url.endswith("/") else url + "/"


def make_project(folder: Path, wishes: Wishes, *, force: bool = False) -> tuple[str, ...]:
    """Write a new project into `folder`; return what to say, one line each. Raises `ConfigError`.

    `folder` must be empty or not exist, unless `force` is set: then what is there stays as it is, and only what is
    missing is added. Everything is made beside it first, so that nothing is ever half written.
    """
    present = folder.is_dir() and any(folder.iterdir())
    if present and not force:
        remedy = "name a new folder, or add what is missing with --force; nothing was written"
        raise ConfigError(Problem(str(folder), 0, "is not empty", remedy))
    source = origin(for_ci=wishes.ci != "none")
    files = _files(folder, wishes, source)
    # In the folder itself where there is one: what lies above it may be another disk, or not be ours to write.
    parent = folder if folder.is_dir() else folder.resolve().parent
    try:
        parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=f".{folder.resolve().name}-", dir=parent) as place:
            made = Path(place) / "project"
            for name, text in files.items():
                target = made / name
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_text(text, encoding="utf-8", newline="\n")
            if folder.is_dir():
                existing = _merge(made, folder)
            else:
                os.rename(made, folder)
                existing = []
    except OSError as error:
        raise ConfigError(Problem(str(folder), 0, f"cannot be written: {error.strerror}")) from None
    said = [f"Made a project in {folder}/"]
    said += [f"Kept {name}, which was there" for name in existing]
    if source.is_gone:
        said.append("requirements.txt names a place that is not there any more: name a repository there, or a version")
    elif source.is_local and wishes.ci != "none":
        said.append("requirements.txt names a place on this machine, which a CI does not have: name a repository there")
    if not shutil.which("git"):
        said.append("git is not installed; a CI that builds the site on every change needs it")
    return (*said, f"Now: cd {shlex.quote(str(folder))} && briefing build")


def _merge(made: Path, folder: Path) -> list[str]:
    """Move files into a folder that is there, none over another; return those that stayed as they were.

    Raises `ConfigError` where a file is in the place of a folder, before anything is moved.
    """
    paths = sorted(made.rglob("*"))
    for path in paths:
        target = folder / path.relative_to(made)
        if path.is_dir() and os.path.lexists(target) and not target.is_dir():
            raise ConfigError(Problem(str(target), 0, "is a file, and a folder is needed there", "move it away"))
    existing = []
    for path in paths:
        name = path.relative_to(made)
        target = folder / name
        if path.is_dir():
            target.mkdir(exist_ok=True)
        elif os.path.lexists(target):
            existing.append(name.as_posix())
        else:
            os.rename(path, target)
    return existing


def _files(folder: Path, wishes: Wishes, source: Origin) -> dict[str, str]:
    """Return the files of a project: path below it → text. Raises `ConfigError` for a wish that cannot be met."""
    kind = KINDS[wishes.kind]
    regions = labels("regions", wishes.regions) or kind.regions
    themes = labels("themes", wishes.themes) or kind.themes
    name = wishes.name or title_of(folder)
    own = bool(wishes.regions or wishes.themes)
    description = _described(regions, themes) if own else kind.description
    values = {
        "NAME": msgspec.json.encode(name).decode(),  # JSON's strings are YAML's
        "TITLE": " ".join(name.split()),
        "URL": address(wishes.url or "https://example.org/"),
        "DESCRIPTION": description,
        "LANGUAGE": language(wishes.language),
        "TIMEZONE": zone(wishes.timezone),
        "SETTINGS": "".join(map(_setting, kind.settings.items())) + kind.watchlists,
        "REGION": regions[0],
        "THEME": themes[0],
        "DAY": wishes.day,
        "CI": CI[wishes.ci],
        "ORIGIN": source.requirement,
        "ORIGIN_NOTE": source.note,
    }
    found: dict[str, str] = {}
    for part in ("common", wishes.kind, wishes.ci):
        for path in sorted((FILES / part).rglob("*")):
            if path.is_file():
                steps = [_shown(step) for step in path.relative_to(FILES / part).parts]
                found["/".join(steps)] = path.read_text(encoding="utf-8")
    if own and not set(kind.regions) <= set(regions):
        for slug in kind.regions:
            found.pop(f"content/regions/{slug}.md", None)
    for folder_name, slugs in (("regions", regions), ("themes", themes)):
        for slug in slugs:
            found.setdefault(f"content/{folder_name}/{slug}.md", _introduction(folder_name, slug))
    marks = re.compile("@(" + "|".join(values) + ")@")  # in one go: a name may look like a mark itself
    found = {path: marks.sub(lambda m: values[m[1]], text).rstrip("\n") + "\n" for path, text in found.items()}
    found[f"schemas/{schemas.FRONT_MATTER}"] = schemas.text(schemas.front_matter(_tree("regions"), _tree("themes")))
    found[f"schemas/{schemas.SETTINGS}"] = schemas.text(schemas.settings())
    found["templates/README.md"] = (
        "Templates of your own: a file with the name of one of mkdocs-briefing's takes its place, and\n"
        '`{% extends "default:article.html" %}` in it changes a block only.\n'
    )
    return found


def _setting(item: tuple[str, tuple[str, str]]) -> str:
    key, (value, why) = item
    return f"      {key}: {value}".ljust(28) + f"# {why}\n"


def _shown(step: str) -> str:
    return "." + step.removeprefix(_HIDDEN) if step.startswith(_HIDDEN) else step


def _tree(kind: str) -> Tree:
    return vocabulary.load("regions" if kind == "regions" else "themes")


def _described(regions: Sequence[str], themes: Sequence[str]) -> str:
    """Return a line about a site on these regions and themes."""

    def listed(kind: str, slugs: Sequence[str]) -> str:
        called = [_tree(kind)[slug].name for slug in slugs]
        return ", ".join(called[:-1]) + (" and " if called[1:] else "") + called[-1]

    return f"{listed('themes', themes)} in {listed('regions', regions)}"


def _introduction(kind: str, slug: str) -> str:
    """Return a page that introduces a region or theme, to be written anew by its editor."""
    name = _tree(kind)[slug].name
    return (
        f"---\ntitle: {msgspec.json.encode(name).decode()}\n---\n\n"
        f"What we follow under {name}. This text is the file `content/{kind}/{slug}.md`; write your own.\n"
    )
