"""`briefing new`: a prepared file for an article of the project's own."""

from __future__ import annotations

import json
from datetime import UTC, datetime, tzinfo
from pathlib import Path

from .text import slugify


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
