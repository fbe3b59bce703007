"""An importer: minutes of a meeting as text, in which every line `## …` begins an item.

MINUTES 2025-06-20, Harbour board
## The north quay
The board agreed to mend the north quay.
"""

from generator.draft import Captured, Line

NAME = "minutes"
DESCRIPTION = "minutes of a meeting, whose first line begins with MINUTES and a date"
SUFFIXES = (".minutes",)


def recognises(source):
    """Tell from the content whether a source is of this kind."""
    return (source.text or "").startswith("MINUTES ")


def read(source, is_date):
    """Return the articles, word for word."""
    head, *rest = source.text.splitlines()
    date, _, body = head.removeprefix("MINUTES ").partition(",")
    items = []
    for number, line in enumerate(rest, 2):
        if line.startswith("## "):
            items.append((line[3:].strip(), []))
        elif line.strip() and items:
            items[-1][1].append(Line(number, line.strip()))
    return tuple(
        Captured(title, tuple(lines), when=Line(1, date.strip()), source=body.strip()) for title, lines in items
    )
