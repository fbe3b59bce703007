"""The site made its own by settings: colours, font and logo into the style sheet, icons and the web manifest."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path

from .. import addresses
from ..contexts import Icon
from ..errors import Problem
from ..settings.config import Project

COLOURS: Mapping[str, tuple[str, str]] = {
    "paper": ("#fffdf9", "#15171b"),
    "tint": ("#f6f2eb", "#1e2127"),
    "ink": ("#191b1f", "#e8e5df"),
    "ink-soft": ("#595c63", "#a6a9b0"),
    "rule": ("#dfd9ce", "#363a42"),
    "accent": ("#9c2a1e", "#f2978a"),
    "mark": ("#fbe7a8", "#5a4a12"),
}
"""The style sheet's own colours, light and dark, by the name of their token (a test holds the two to each other)."""
_TEXT = ("ink", "ink-soft", "accent")
_CONTRAST = 4.5  # WCAG 2.2, 1.4.3
_RASTER = (".png", ".jpg", ".jpeg", ".webp", ".gif")
ICON_SIZES = (32, 180, 192, 512)
PICTURE_SIZE = (800, 420)  # of a picture for shared links: a large card shows no more


def colours(project: Project) -> dict[str, tuple[str, str]]:
    """Return every colour, light and dark, as `#rrggbb`."""
    found = dict(COLOURS)
    for name, value in project.settings.palette.items():
        found[name] = (value, value) if isinstance(value, str) else value
    return {name: (_long(light), _long(dark)) for name, (light, dark) in found.items()}


def _long(colour: str) -> str:
    return colour.lower() if len(colour) == 7 else "#" + "".join(c * 2 for c in colour[1:].lower())


def stylesheet(project: Project) -> str:
    """Return what is added to the style sheet; empty when nothing is set."""
    settings, lines = project.settings, []
    found = colours(project)
    own = [name for name in COLOURS if name in settings.palette]
    tokens = [f"--{name}: light-dark({found[name][0]}, {found[name][1]})" for name in own]
    if settings.font.lower().endswith(".woff2"):
        source = settings.font.replace('"', "%22").replace("\\", "%5C")
        face = f'font-family: "Site"; src: url("../{source}") format("woff2"); font-weight: 100 900; font-display: swap'
        lines.append(f"@font-face {{ {face} }}")
        tokens.append('--font-display: "Site", Charter, Cambria, Georgia, serif')
    elif settings.font:
        tokens.append(f"--font-display: {settings.font}")
    if tokens:
        lines.append(f":root {{ {'; '.join(tokens)} }}")
    return "".join(f"\n{line}" for line in lines) + ("\n" if lines else "")


def icons(project: Project) -> tuple[Icon, ...]:
    """Return the icons for the head of a page: the logo itself when it is a drawing, else what is made of it."""
    found = [
        Icon("icon", addresses.icon(32), "image/png", "32x32"),
        Icon("apple-touch-icon", addresses.icon(180), "image/png", "180x180"),
    ]
    if project.settings.logo.lower().endswith(".svg"):
        found.insert(0, Icon("icon", project.settings.logo, "image/svg+xml", "any"))
    return tuple(found)


def raster_logo(project: Project) -> Path | None:
    """Return the file of the logo when icons can be made of it."""
    path = project.docs_dir / project.settings.logo
    return path if project.settings.logo.lower().endswith(_RASTER) and path.is_file() else None


def manifest(project: Project) -> bytes:
    """Return the web manifest (https://www.w3.org/TR/appmanifest/), with addresses relative to its own."""
    paper = colours(project)["paper"][0]
    short = project.site_name if len(project.site_name) <= 12 else project.site_name.split()[0][:12]
    data = {
        "name": project.site_name,
        "short_name": short,
        "description": project.site_description,
        "lang": project.settings.language,
        "id": "./",
        "start_url": "./",
        "scope": "./",
        "display": "minimal-ui",
        "background_color": paper,
        "theme_color": paper,
        "icons": [
            {"src": addresses.icon(size), "sizes": f"{size}x{size}", "type": "image/png", "purpose": purpose}
            for size in ICON_SIZES[2:]
            for purpose in ("any", "maskable")
        ],
    }
    return json.dumps({k: v for k, v in data.items() if v}, ensure_ascii=False, indent=1).encode()


def contrast(one: str, other: str) -> float:
    """Return the contrast of two colours (`#rrggbb`) in 1..21, as WCAG 2.2 defines it."""

    def luminance(colour: str) -> float:
        parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
        red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def problems(project: Project) -> Iterator[Problem]:
    """Yield what a person should mend: files that are not there, text that cannot be read on its ground."""
    settings, where = project.settings, project.config_file
    files = {"logo": settings.logo, "font": settings.font if settings.font.lower().endswith(".woff2") else ""}
    for key, name in files.items():
        if name and not (project.docs_dir / name).is_file():
            remedy = f"a file below {project.shown(project.docs_dir)}"
            yield Problem(where, 0, f"briefing: {key}: no file '{name}'", remedy, "warning", f"no-{key}")
    if not settings.palette:
        return
    found = colours(project)
    for name in _TEXT:
        for ground in ("paper", "tint"):
            for mode, at in (("light", 0), ("dark", 1)):
                ratio = contrast(found[name][at], found[ground][at])
                if ratio < _CONTRAST and (name in settings.palette or ground in settings.palette):
                    what = f"briefing: palette: {name} on {ground} has a contrast of {ratio:.1f} in {mode} colours"
                    yield Problem(where, 0, what, f"{_CONTRAST} or more", "warning", "low-contrast")
