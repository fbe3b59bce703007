"""What hosts of static sites take, and what to do about a site that comes near their limits.

The figures are those of the hosts' own pages (`docs/hosting.md` has them with source and date). Where a host has a free
and a paid plan, the free one counts.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import yaml

from ..errors import Problem, did_you_mean
from .site_weight import KINDS, Kind, SiteWeight, Weight, megabytes

NEAR = 0.8
"""Share of a limit from which on a site is warned about."""
_SHOWN = 3  # kinds that are named
_MB, _MIB, _GB = 10**6, 2**20, 10**9


@dataclass(frozen=True, slots=True)
class Host:
    """The limits of a host; 0 for none that is known."""

    name: str
    """What people call it."""
    files: int = 0
    """Files of a site."""
    size: int = 0
    """Bytes of a site."""
    file_size: int = 0
    """Bytes of one file."""
    folder_files: int = 0
    """Files in one folder."""
    counts_folders: bool = False
    """True when folders count as files."""


HOSTS: Mapping[str, Host] = {
    "github-pages": Host("GitHub Pages", size=_GB),
    "gitlab-pages": Host("GitLab Pages", files=200_000, size=_GB, counts_folders=True),
    "cloudflare-pages": Host("Cloudflare Pages", files=20_000, file_size=25 * _MIB),
    "netlify": Host("Netlify", folder_files=54_000),
    "codeberg-pages": Host("Codeberg Pages", size=100 * _MIB),
}
"""Hosts by the name that the setting `host` has for them."""


def fault(value: str | int) -> tuple[str, str] | None:
    """Return what is wrong with a value of the setting `host`, and what would be right; None for a good one."""
    if isinstance(value, int):
        return None if value > 0 else (f"host: {value} is no size", "megabytes, 1 or more")
    if not value or value in HOSTS:
        return None
    return f"host: no limits are known of '{value}'", did_you_mean(
        value, HOSTS, f"{', '.join(HOSTS)}, or a number of megabytes"
    )


def host_of(value: str | int) -> Host | None:
    """Return the host that the setting names, or one that takes so many megabytes; None where it is not set."""
    if isinstance(value, int):
        return Host("the limit that you have set", size=value * _MB)
    return HOSTS.get(value)


def host_problems(settings: Any, site: SiteWeight, path: str, line: int = 0) -> Iterator[Problem]:
    """Yield a warning for each limit of the host that the site reaches by four fifths; `path` and `line` are `host`'s.

    `settings` are those of the project, of which what is set already is not advised.
    """
    value: str | int = settings.host
    host = host_of(value)
    if host is None:
        return
    files, size = site.total.files + (site.folders if host.counts_folders else 0), site.total.size

    def warning(text: str, remedy: str) -> Problem:
        return Problem(path, line, f"briefing: host: {text}", remedy, "warning", "host-limit")

    if host.files and files >= NEAR * host.files:
        what = "files and folders" if host.counts_folders else "files"
        text = f"the site has {files:,} {what}, and {host.name} takes {host.files:,}"
        yield warning(
            f"{text}; most are {_most(site, by_size=False)}", _remedy(settings, site, host.files, by_size=False)
        )
    if host.size and size >= NEAR * host.size:
        text = f"the site weighs {megabytes(size)} MB, and {host.name} takes {megabytes(host.size)} MB"
        if isinstance(value, int):
            text = f"the site weighs {megabytes(size)} MB, and {value:,} MB are set"
        yield warning(f"{text}; most are {_most(site, by_size=True)}", _remedy(settings, site, host.size, by_size=True))
    address, largest = site.largest
    if host.file_size and largest >= NEAR * host.file_size:
        text = (
            f"{address} weighs {megabytes(largest)} MB, and {host.name} takes files of {megabytes(host.file_size)} MB"
        )
        yield warning(text, "a smaller file, or publish in parts: docs/large-archives.md")
    folder, held = site.fullest
    if host.folder_files and held >= NEAR * host.folder_files:
        text = f"the folder {folder}/ holds {held:,} files, and {host.name} takes {host.folder_files:,} in one"
        yield warning(text, "publish in parts: docs/large-archives.md")


def _most(site: SiteWeight, *, by_size: bool) -> str:
    """Return the heaviest kinds in words."""
    heaviest = sorted(site.kinds.items(), key=lambda row: _measure(row[1], by_size), reverse=True)[:_SHOWN]
    if by_size:
        return ", ".join(f"{name} ({megabytes(weight.size)} MB)" for name, weight in heaviest)
    return ", ".join(f"{name} ({weight.files:,})" for name, weight in heaviest)


def _remedy(settings: Any, site: SiteWeight, limit: int, *, by_size: bool) -> str:
    """Return the settings that lower what weighs most; parts where all of these together would not be enough."""
    can = [kind for kind in KINDS if kind.name in site.kinds and _can_be_lowered(kind, settings)]
    can.sort(key=lambda kind: _measure(site.kinds[kind.name], by_size), reverse=True)
    rest = _measure(site.total, by_size) - sum(_measure(site.kinds[kind.name], by_size) for kind in can)
    if not can or rest >= limit:
        return "no setting makes it small enough: publish in parts (docs/large-archives.md), or choose another host"
    return ", or ".join(dict.fromkeys(kind.lowered_by for kind in can[:_SHOWN]))


def _can_be_lowered(kind: Kind, settings: Any) -> bool:
    """Return True when a setting lowers this kind, and the project has not set it so."""
    advised: dict[str, Any] = yaml.safe_load(kind.lowered_by) or {}
    for key, value in advised.items():
        current = getattr(settings, key, value)
        if isinstance(value, list):
            return not isinstance(current, tuple) or len(current) > len(value)
        if isinstance(value, int) and not isinstance(value, bool):
            return bool(current < value)
        return bool(current != value)
    return False


def _measure(weight: Weight, by_size: bool) -> int:
    return weight.size if by_size else weight.files
