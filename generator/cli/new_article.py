"""`briefing new`: a prepared file for an article of the project's own."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime, tzinfo
from itertools import count
from pathlib import Path

from ..text.strings import slugify

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}-")


def new_article(folder: Path, title: str, moment: datetime, zone: tzinfo) -> Path:
    """Write a prepared article of the project's own, a draft, and return its file; touch no existing one.

    Its address is the title, with a number where another file has that name.
    """
    day = moment.astimezone(zone).date().isoformat()
    quoted = json.dumps(" ".join(title.split()), ensure_ascii=False)
    when = moment.astimezone(UTC).replace(microsecond=0, tzinfo=None).isoformat()
    (folder / day[:4]).mkdir(parents=True, exist_ok=True)
    taken = {_DAY.sub("", path.stem) for path in folder.rglob("*.md")}
    for number in count(1):
        slug = slugify(title) if number == 1 else f"{slugify(title)}-{number}"
        if slug in taken:
            continue
        path = folder / day[:4] / f"{day}-{slug}.md"
        front = f"title: {quoted}\ndate: {when}Z\ndraft: true\nid: {path.stem}\nslug: {slug}\nauthors: []"
        try:
            with path.open("x", encoding="utf-8", newline="\n") as file:
                file.write(f"---\n{front}\n---\n\nThe text stands here.\n")
        except FileExistsError:
            continue
        return path
    raise AssertionError  # numbers do not end
