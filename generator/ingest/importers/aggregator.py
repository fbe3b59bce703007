"""The saved page of a news aggregator as text: one lead article, the page's furniture, then related articles as cards.

    title                              Hashtags · Try Our AI Features · Explore what … AI can do for you:
    credit line                        Comments · No comments yet… · Related Articles
    paragraphs, a line each            outlet · age · "- outlet" · title · body in one line   (a card, any number)
    line about the authors

Reads what is there, word for word; dates and paragraphs are resolved by the package. The lead bears no date: such a
page shows it as current, so its date is that of the capture.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from ...content.credit import address, credit_line, is_permitted
from ...content.credit import outlet as outlet_of
from ...errors import Problem
from ...model import Rights
from ...text.strings import fold
from ..byline import author_note, names_above
from ..draft import Captured, Line, Source

NAME = "saved aggregator page"
DESCRIPTION = "an aggregator's page saved as text (an article, then 'Comments', 'Related Articles')"
SUFFIXES: tuple[str, ...] = ()

_FURNITURE = {
    "hashtags": re.compile(r"hashtags?"),
    "features": re.compile(r"try (?:our|the) (?:[\w-]+ ){0,3}features?"),
    "explore": re.compile(r"explore what (?P<name>.{1,60}?)(?: ai)? can do for you"),
    "comments": re.compile(r"comments?(?: \(\d{1,6}\))?"),
    "no comments": re.compile(r"no comments(?: yet)?"),
    "related": re.compile(r"related (?:articles?|stories|news|posts)(?: \(\d{1,6}\))?"),
}
_DASH = re.compile(r"[-–—•]\s*(?=\S)")
_HASHTAG = re.compile(r"#(\w{1,60})")
_SHORT = 12  # words; what is longer than this between the pieces of furniture may be text


@dataclass(frozen=True, slots=True)
class _Card:
    """Where the header of an article stands: indices of its lines."""

    outlet: int
    when: int
    title: int


def _furniture(text: str) -> str:
    """Return which piece of the page's furniture a line is, or an empty string."""
    if not text or len(text) > 100:
        return ""
    plain = fold(text).rstrip(" .…:!")
    return next((kind for kind, pattern in _FURNITURE.items() if pattern.fullmatch(plain)), "")


def recognises(source: Source) -> bool:
    """Tell whether the source is such a page, by its furniture."""
    is_page = source.data[:15].lower().startswith((b"<!doctype html", b"<html"))
    if source.text is None or (is_page and source.text.startswith("<")):  # HTML is looked at as the text that it shows
        return False
    kinds = {_furniture(line.strip()) for line in source.text.split("\n")} - {""}
    return len(kinds) >= 3 or (len(kinds) == 2 and bool(kinds & {"features", "explore"}))


def read(source: Source, is_date: Callable[[str], bool]) -> tuple[Captured, ...]:
    """Return the lead, if any, and the related articles, in the page's order; what was left out is in their losses."""
    lines = [Line(n, " ".join(text.split())) for n, text in enumerate((source.text or "").split("\n"), 1)]
    kinds = [_furniture(line.text) for line in lines]
    start, end = _middle(lines, kinds)
    left: list[Problem] = []
    tags = _tags(lines[start:end], kinds[start:end])
    cards = _cards(lines, end, is_date)
    first_card = cards[0].outlet if cards else len(lines)
    left.extend(_left_out(source.name, lines[start:first_card], kinds[start:first_card], end - start))
    related: list[Captured] = []
    for at, card in enumerate(cards):
        following = cards[at + 1].outlet if at + 1 < len(cards) else len(lines)
        outlet, title = lines[card.outlet].text, lines[card.title].text
        body = tuple(line for line in lines[card.title + 1 : following] if line.text and not _furniture(line.text))
        if body:
            related.append(Captured(title, body, lines[card.when], outlet))
        else:
            left.append(_loss(source.name, lines[card.title], f"the card '{title}' has no text", "no-text"))
    lead = _lead(source.name, [line for line in lines[:start] if line.text], is_date, _aggregator(lines), tags, left)
    if not lead and related and left:
        related[0] = replace(related[0], losses=tuple(left))
    return (*lead, *related)


def _middle(lines: Sequence[Line], kinds: Sequence[str]) -> tuple[int, int]:
    """Return where the furniture between lead and cards begins, and where the cards may begin.

    The lines about the aggregator's own features are sure; "Comments" could also be a cross-heading of the article.
    """
    anchor = next((i for i, kind in enumerate(kinds) if kind in ("features", "explore")), -1)
    if anchor < 0:
        anchor = next((i for i, kind in enumerate(kinds) if kind in ("no comments", "related")), len(lines))
    start = anchor
    hashtags = max((i for i in range(anchor) if kinds[i] == "hashtags"), default=-1)
    if hashtags >= 0 and all(len(line.text.split()) <= 6 for line in lines[hashtags:anchor]):
        start = hashtags
    while start and (not lines[start - 1].text or kinds[start - 1]):
        start -= 1
    related = next((i for i in range(anchor, len(kinds)) if kinds[i] == "related"), -1)
    last = max((i for i in range(len(kinds)) if kinds[i]), default=len(lines) - 1)
    return start, (related if related >= 0 else last) + 1


def _tags(lines: Sequence[Line], kinds: Sequence[str]) -> tuple[str, ...]:
    """Return the hashtags that stand under their heading, without the sign."""
    found: list[str] = []
    within = False
    for line, kind in zip(lines, kinds, strict=True):
        within = kind == "hashtags" if kind else within
        if within and not kind:
            found.extend(_HASHTAG.findall(line.text))
    return tuple(dict.fromkeys(found))


def _left_out(name: str, lines: Sequence[Line], kinds: Sequence[str], middle: int) -> list[Problem]:
    """Return notices and warnings about what stands among the furniture (the first `middle` lines) and is left out."""
    found: list[Problem] = []
    section, comments = "", []
    for at, (line, kind) in enumerate(zip(lines, kinds, strict=True)):
        section = kind or section
        if not line.text or kind or (section == "hashtags" and line.text.startswith("#")):
            continue
        if section in ("comments", "no comments") and at < middle:
            comments.append(line)
        elif at >= middle or len(line.text.split()) > _SHORT:
            found.append(_loss(name, line, f"left out: '{line.text[:60]}'", "left-out"))
    if comments:
        message = f"{len(comments)} lines of readers' comments are left out"
        found.append(Problem(name, comments[0].number, message, severity="notice", code="left-out"))
    return found


def _loss(name: str, line: Line, message: str, code: str) -> Problem:
    return Problem(name, line.number, message, "look at the page and add it by hand if it matters", "warning", code)


def _cards(lines: Sequence[Line], start: int, is_date: Callable[[str], bool]) -> list[_Card]:
    """Return the headers of articles: outlet, date, the outlet again behind a dash, title; from `start` on."""
    filled = [i for i in range(start, len(lines)) if lines[i].text]
    found: list[_Card] = []
    free = 0
    for k, at in enumerate(filled[:-2]):
        if k < free:
            continue
        outlet, following = lines[at].text, [lines[i].text for i in filled[k + 1 : k + 4]]
        dash = _DASH.match(following[1])
        if dash and len(outlet) <= 80 and fold(following[1][dash.end() :]) == fold(outlet) and len(following) > 2:
            found.append(_Card(at, filled[k + 1], filled[k + 3]))
            free = k + 4
        elif len(outlet) <= 60 and is_date(following[0]) and (k == 0 or not lines[at - 1].text) and not is_date(outlet):
            found.append(_Card(at, filled[k + 1], filled[k + 2]))
            free = k + 3
    return found


def _aggregator(lines: Sequence[Line]) -> str:
    """Return the aggregator's own name, from what it wants readers to explore, as the page spells it."""
    for line in lines:
        if _furniture(line.text) == "explore":
            found = re.search(r"explore what (.{1,60}?)(?: AI)? can do for you", line.text, re.IGNORECASE)
            return found.group(1) if found else ""
    return ""


def _lead(
    name: str,
    lines: list[Line],
    is_date: Callable[[str], bool],
    aggregator: str,
    tags: tuple[str, ...],
    left: Sequence[Problem],
) -> tuple[Captured, ...]:
    """Return the lead article as a tuple of one, or an empty one when the page has none."""
    card = next(iter(_cards(lines, 0, lambda _: False)), None)  # a title above a date is no outlet
    if card and card.outlet == 0:
        title, when, outlet, body = lines[card.title], lines[card.when], lines[0].text, lines[card.title + 1 :]
    elif lines:
        title, when, outlet, body = lines[0], None, "", lines[1:]
    else:
        return ()
    authors: list[str] = []
    while body and (is_date(body[0].text) or names_above(body[0].text)):
        if is_date(body[0].text):
            when = when or body[0]
        else:
            authors.extend(names_above(body[0].text))
        body = body[1:]
    at = credit_line([line.text for line in body])
    credit = body.pop(at).text if at >= 0 else ""
    losses = list(left)
    bios: list[str] = []
    while len(body) > 1:
        note = author_note(body[-1].text, " ".join(line.text for line in body[:-1]))
        if note is None:
            break
        authors[:0], bios[:0] = note.authors, note.bios
        body = body[:-1]
    if not body:
        return ()
    outlet = outlet_of(credit) or outlet
    if not outlet:
        outlet = aggregator
        remedy = "set source and attribution in the article's file"
        losses.append(Problem(name, title.number, "the lead article names no outlet", remedy, "warning", "no-outlet"))
    rights: Rights | None = "full" if is_permitted(credit) else None if outlet else "excerpt"
    return (
        Captured(
            title=title.text,
            body=tuple(body),
            when=when,
            source=outlet,
            canonical_url=address(credit),
            attribution=credit,
            rights=rights,
            authors=tuple(dict.fromkeys(authors)),
            author_bios=tuple(dict.fromkeys(bios)),
            tags=tags,
            losses=tuple(losses),
        ),
    )
