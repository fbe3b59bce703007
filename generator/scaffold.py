"""`briefing init`: a new project that builds at once and explains the format by being it."""

from __future__ import annotations

import json
import shlex
from datetime import UTC, datetime, tzinfo
from pathlib import Path

from .errors import ConfigError, Problem
from .text import slugify

_CONFIG = """\
site_name: {name}
site_url: {url}
site_description: What happened, by region and theme
theme: briefing
docs_dir: content
site_dir: site

plugins:
  - briefing:
      timezone: UTC      # zone of dates that state none, and of the days of the editions
      rights: excerpt    # of articles from other outlets that state none: full, excerpt or link
"""

_WELCOME = """\
---
title: How this briefing is made
date: {day}
id: how-this-briefing-is-made
---

Every file below `content/articles/` is an article of this briefing. Its front matter needs a title and a date, and all
else is found in the text: the keywords, the summary, the countries and regions that it is about, and its themes.

An article from another outlet names its `source`, and `rights` says how much of it may be shown: `full` for the whole
text, `excerpt` for the summary and a link, `link` for the title and a link only. Without that line, the setting
`rights` in `mkdocs.yml` decides.

## What an editor can correct

Labels that the analysis got wrong are set in the front matter. A line `regions: [name]` replaces what was found,
`regions: [+name]` adds to it, and `regions: [-name]` removes from it; the same holds for `themes`. The names are those
in the addresses of the pages.

The command `briefing explain how-this-briefing-is-made` shows which words gave an article its labels, and
`briefing check` lists everything that should be mended before the site is published.
"""

_ABOUT = """\
# About

This briefing gathers articles by region and theme. Every sentence of a summary is quoted from its article, and every
label shows the words that gave it.
"""

_README = """\
# {name}

A briefing made with mkdocs-briefing.

    briefing add PAGE --retrieved 2025-06-21T08:00:00Z   # turn a saved page into article files
    briefing check                                       # what should be mended
    briefing serve                                       # see it while you write
    briefing build                                       # publish into site/
"""

_IGNORE = "/site/\n/.site.*/\n/.cache/\n"


def new_article(folder: Path, title: str, moment: datetime, zone: tzinfo) -> Path:
    """Write a prepared article of the project's own, a draft, and return its file; touch no existing one."""
    day = moment.astimezone(zone).date().isoformat()
    slug = slugify(title)
    path, number = folder / day[:4] / f"{day}-{slug}.md", 2
    quoted = json.dumps(" ".join(title.split()), ensure_ascii=False)
    when = moment.astimezone(UTC).replace(microsecond=0, tzinfo=None).isoformat()
    text = f"---\ntitle: {quoted}\ndate: {when}Z\nid: {{id}}\ndraft: true\nauthors: []\n---\n\nThe text stands here.\n"
    while True:
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            with path.open("x", encoding="utf-8", newline="\n") as file:
                file.write(text.replace("{id}", path.stem))
            return path
        except FileExistsError:
            path, number = path.with_name(f"{day}-{slug}-{number}.md"), number + 1


def make_project(folder: Path, name: str = "", url: str = "", day: str = "2025-01-01") -> tuple[str, ...]:
    """Write a new project into `folder`, which must be empty or not exist; return what to say. Raises `ConfigError`."""
    if folder.exists() and any(folder.iterdir()):
        raise ConfigError(Problem(str(folder), 0, "is not empty", "name a new folder; nothing was written"))
    title = name or folder.resolve().name.replace("-", " ").replace("_", " ").strip().title() or "Briefing"
    quoted = '"' + title.replace("\\", "\\\\").replace('"', '\\"') + '"'
    files = {
        "mkdocs.yml": _CONFIG.format(name=quoted, url=url or "https://example.org/"),
        "content/about.md": _ABOUT,
        "content/articles/how-this-briefing-is-made.md": _WELCOME.format(day=day),
        "templates/.gitkeep": "",
        "README.md": _README.format(name=title),
        ".gitignore": _IGNORE,
    }
    try:
        for path, text in files.items():
            target = folder / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(text, encoding="utf-8")
    except OSError as error:
        raise ConfigError(Problem(str(folder), 0, f"cannot be written: {error.strerror}")) from None
    return (f"Made a project in {folder}/", f"Now: cd {shlex.quote(str(folder))} && briefing build")
