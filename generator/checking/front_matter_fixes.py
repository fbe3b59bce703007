"""Front matter mended where there is one right answer, line by line: what an editor has put around it stays.

`briefing check --fix` and `briefing withdraw` write through here and nowhere else. A file whose front matter cannot be
read as lines of keys (`{title: …}`) is left alone.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, tzinfo
from pathlib import Path, PurePosixPath

from ..content.articles import ALIASES, KEYS, MEANT
from ..content.frontmatter import FrontMatter, split
from ..errors import ArticleError, Problem, nearest
from ..ingest.importers import dates
from ..settings.config import parse_time
from ..settings.vocabulary import Tree

ORDER = (
    "title", "date", "updated", "expires", "draft", "retrieved", "id", "slug", "aliases", "authors", "author_bios",
    "source", "source_url", "canonical_url", "attribution", "rights", "license", "regions", "themes", "tags", "summary",
    "lang", "image", "image_alt", "translation_of", "pin", "source_digest", "date_source",
)  # fmt: skip
"""Known keys in the order in which `--fix` puts them; keys of one's own follow as they stand."""
_TIMES = ("date", "updated", "expires", "retrieved")
_RIGHTS = ("full", "excerpt", "link")
_LOOKS = 4  # at one file
_CANONICAL = re.compile(r"\d{4}-\d{2}-\d{2}(?:[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:\d{2})?)?")


@dataclass(slots=True)
class _Block:
    """A key with its lines, and the comments above it."""

    key: str
    lines: list[str]


@dataclass(slots=True)
class _Head:
    """A text's front matter as blocks of lines."""

    front: FrontMatter
    blocks: list[_Block]
    tail: list[str]
    body: str
    done: list[str] = field(default_factory=list)

    def block(self, name: str) -> _Block | None:
        return next((block for block in self.blocks if ALIASES.get(block.key, block.key) == name), None)

    def text(self) -> str:
        lines = [line for block in self.blocks for line in block.lines]
        return "\n".join(["---", *lines, *self.tail, "---"]) + "\n" + self.body


def _head(text: str) -> _Head | None:
    """Return the front matter in blocks; None where it is missing, faulty, or not one key a line."""
    try:
        front, body, body_line = split(text, "")
    except ArticleError:
        return None
    if body_line == 1:
        return _Head(FrontMatter(), [], [], text)
    inner = text.split("\n")[1 : body_line - 2]
    starts = sorted((line - 2, key) for key, line in front.lines.items())
    if len({at for at, _ in starts}) != len(starts) or any(inner[at][:1] in " \t{" for at, _ in starts):
        return None
    blocks, first = [], 0
    for number, (at, key) in enumerate(starts):
        end = starts[number + 1][0] if number + 1 < len(starts) else len(inner)
        while number + 1 < len(starts) and end > at + 1 and inner[end - 1].lstrip()[:1] in ("#", ""):
            end -= 1  # a comment belongs to the key below it
        blocks.append(_Block(key, inner[first:end]))
        first = end
    return _Head(front, blocks, inner[first:], body)


def with_key(text: str, key: str, value: str) -> str | None:
    """Return an article's text with a key set to a plain value; None where its front matter cannot be read."""
    head = _head(text)
    if head is None:
        return None
    _set(head, key, value)
    _sort(head)
    return head.text()


def _set(head: _Head, key: str, value: str) -> None:
    block = head.block(key)
    if block is None:
        head.blocks.append(_Block(key, [f"{key}: {value}"]))
    else:
        above = [line for line in block.lines if line.lstrip().startswith("#")]
        block.lines = [*above, f"{block.key}: {value}"]


def mended(text: str, path: str, regions: Tree, themes: Tree, zone: tzinfo = UTC) -> tuple[str, tuple[str, ...]]:
    """Return an article's text with all mended that has one right answer, and what was done, one phrase each.

    Misspelt keys, regions, themes and rights get the spelling that they are nearest to; times become RFC 3339; an
    article without `id` gets the one that it has had (its file's name), so that no reader sees it anew; of a key and
    its alias with the same value one stays; keys get an order. A pure function.
    """
    done: list[str] = []
    for _ in range(_LOOKS):  # a key that is spelt right shows what is wrong in it
        text, more = _mended(text, path, regions, themes, zone)
        done += [what for what in more if what not in done]
        if not more:
            break
    return text, tuple(done)


def _mended(text: str, path: str, regions: Tree, themes: Tree, zone: tzinfo) -> tuple[str, tuple[str, ...]]:
    """Return a text after one look at it, and what was done."""
    head = _head(text)
    if head is None or not head.blocks:
        return text, ()
    _keys(head)
    for name, tree in (("regions", regions), ("themes", themes)):
        _words(head, name, lambda word, tree=tree: tree.resolve(word) is not None, tree.nodes)  # type: ignore[misc]
    _words(head, "rights", lambda word: word.lower() in _RIGHTS, _RIGHTS)
    for name in _TIMES:
        _time(head, name, zone)
    _doubles(head)
    if head.block("id") is None:
        _set(head, "id", PurePosixPath(path).stem)
        head.done.append(f"id: {PurePosixPath(path).stem}")
    _sort(head)
    return (head.text(), tuple(head.done)) if head.done else (text, ())


def _keys(head: _Head) -> None:
    names = KEYS | set(ALIASES)
    for block in head.blocks:
        meant = "" if block.key in names or block.key.lower() in MEANT else nearest(block.key, names)
        if meant and head.block(ALIASES.get(meant, meant)) is None:
            head.done.append(f"{block.key} → {meant}")
            at = next(at for at, line in enumerate(block.lines) if line.startswith((block.key, f'"{block.key}')))
            block.lines[at] = re.sub(rf"^[\"']?{re.escape(block.key)}[\"']?", meant, block.lines[at])
            block.key = meant


def _doubles(head: _Head) -> None:
    """Take out a key whose alias, or whose name in the contract, stands there with the very same value."""
    for block in [block for block in head.blocks if block.key in ALIASES]:
        name = ALIASES[block.key]
        other = next((b for b in head.blocks if b is not block and ALIASES.get(b.key, b.key) == name), None)
        values = head.front.values
        same = other is not None and values.get(block.key) is not None and values[block.key] == values.get(other.key)
        if same and not any(line.lstrip().startswith("#") for line in block.lines):
            head.blocks.remove(block)
            head.done.append(f"{block.key}: stood twice")


def _words(head: _Head, name: str, known: Callable[[str], bool], choices: Iterable[str]) -> None:
    block = head.block(name)
    value = head.front.values.get(block.key) if block else None
    listed = value if isinstance(value, list) else value.split(",") if isinstance(value, str) else []
    for word in listed if block else ():
        plain = word.lstrip("+-").strip() if isinstance(word, str) else ""
        meant = nearest(plain, choices) if plain and not known(plain) else ""
        if meant and block:
            pattern = re.compile(rf"(?<![\w-]){re.escape(plain)}(?![\w-])")
            first, *rest = [line for line in block.lines if not line.lstrip().startswith("#")]
            above = [line for line in block.lines if line.lstrip().startswith("#")]
            key, colon, values = first.partition(":")
            new = [*above, key + colon + pattern.sub(meant, values), *(pattern.sub(meant, line) for line in rest)]
            if new != block.lines:
                block.lines = new
                head.done.append(f"{name}: {plain} → {meant}")


def _time(head: _Head, name: str, zone: tzinfo) -> None:
    block = head.block(name)
    value = head.front.values.get(block.key) if block else None
    if not block or not isinstance(value, str) or _CANONICAL.fullmatch(value.strip()):
        return
    try:
        written = _rfc3339(parse_time(value, zone))
    except ValueError:
        printed = dates.parse(value)
        if printed is None or printed.is_relative:
            return
        day_alone = printed.clock is None and printed.moment is None
        moment = dates.resolve(printed, None, zone)
        written = f"{moment.astimezone(zone):%Y-%m-%d}" if day_alone else _rfc3339(moment)
    _set(head, name, written)
    head.done.append(f"{name}: {value.strip()} → {written}")


def _rfc3339(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat().replace("+00:00", "Z")


def _sort(head: _Head) -> None:
    place = {name: at for at, name in enumerate(ORDER)}
    ordered = sorted(head.blocks, key=lambda block: place.get(ALIASES.get(block.key, block.key), len(place)))
    if ordered != head.blocks:
        head.blocks = ordered
        head.done.append("keys in order")


def rewrite(path: Path, text: str) -> None:
    """Replace a file's text in one step; raises `OSError`."""
    new = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        new.write_bytes(text.encode())
        new.chmod(path.stat().st_mode & 0o777)
        os.replace(new, path)
    finally:
        new.unlink(missing_ok=True)


def with_mends(
    problems: Iterable[Problem], root: Path, regions: Tree, themes: Tree, zone: tzinfo
) -> tuple[Problem, ...]:
    """Return problems with `--fix` as the remedy of each time that it can mend; the others as they are."""
    return tuple(_with_mend(problem, root, regions, themes, zone) for problem in problems)


def _with_mend(problem: Problem, root: Path, regions: Tree, themes: Tree, zone: tzinfo) -> Problem:
    name = problem.code.removeprefix("bad-")
    if name not in _TIMES:
        return problem
    try:
        text = (root / problem.path).read_bytes().decode("utf-8-sig").replace("\r\n", "\n")
    except (OSError, UnicodeDecodeError):
        return problem
    done = mended(text, problem.path, regions, themes, zone)[1]
    written = next((what.rpartition(" → ")[2] for what in done if what.startswith(f"{name}: ")), "")
    return replace(problem, remedy=f"'briefing check --fix' writes {written}") if written else problem


def mend_files(
    docs_dir: Path, paths: Iterable[str], regions: Tree, themes: Tree, zone: tzinfo
) -> dict[str, tuple[str, ...]]:
    """Mend article files in place; return what was done to each, by path below `docs_dir`."""
    found = {}
    for path in paths:
        file = docs_dir / path
        try:
            data = file.read_bytes().decode("utf-8-sig")
        except (OSError, UnicodeDecodeError):
            continue  # `check` says so
        new, done = mended(data.replace("\r\n", "\n"), path, regions, themes, zone)
        if done:
            rewrite(
                file, new.replace("\n", "\r\n") if "\r\n" in data else new
            )  # no line is told as changed that is not
            found[path] = done
    return found
