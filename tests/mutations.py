"""Good files made bad in every way: the mutations of the tests, repeatable by their number."""

from __future__ import annotations

import random
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).parent.parent
CASES = Path(__file__).parent / "cases"
TOKENS = tuple(
    token.encode("utf-8", "surrogatepass")
    for token in (
        "---",
        "\n---\n",
        "...",
        ": ",
        "- ",
        "? ",
        "|",
        ">",
        "&a ",
        "*a",
        "!!binary ",
        "!!python/name:os ",
        "!!timestamp ",
        "!!float .inf",
        "<<: *a",
        "{",
        "}",
        "[",
        "]",
        "'",
        '"',
        "#",
        "%YAML 1.1",
        "\t",
        "~",
        "null",
        "yes",
        "2026-02-30",
        "9999-12-31T23:59:60Z",
        "0x1F",
        "1e999",
        "\0",
        "\x01",
        "\x1b[31m",
        "\x7f",
        "\x85",
        "\u2028",
        "\ufeff",
        "\u202e",
        "\ufffe",
        "\ud800",
        "\U0001f600",
        "e\u0301" * 20,
        "\r",
        "\r\n",
        "\n\n",
        " " * 50,
        "\\",
        "`",
        "```",
        "~~~",
        "*",
        "**",
        "_",
        "![",
        "](",
        ")",
        "<",
        ">",
        "</",
        "<!--",
        "-->",
        "<![CDATA[",
        "]]>",
        "<script>",
        "<p>",
        "<div markdown=1>",
        "&",
        "&#0;",
        "&#xD800;",
        "&amp;",
        "| a |",
        "|-|",
        "[^1]",
        "[^1]: ",
        "*[x]: ",
        "{: #x }",
        "1. ",
        "> ",
        "# ",
        "===",
        "$$",
        "{{",
        "{%",
        "title:",
        "date:",
        "slug: ../x",
        "lang: xx-YY-ZZ",
        "rights: none",
        "regions: [+x, -y]",
        "id: ",
        "pin: maybe",
        "coordinates: [1e999, nan]",
        "audio: [1]",
        "updated: {a: b}",
        "http://[",
        "https://a:99999999",
        "xmlns:x='y'",
        "<!DOCTYPE a [<!ENTITY b 'c'>]>",
        "&b;",
        "<?xml version='1.1' encoding='utf-7'?>",
        "version=3.0",
        "null,",
        "1e400",
        "=\n",
        "Content-Type: text/html; charset=x",
        "From: ",
        "9" * 400,
        "a" * 3000,
        "(" * 200,
        "[" * 200,
        "> " * 100,
    )
)


def articles() -> list[bytes]:
    """Return sound article files: the demonstration's, and one that has every key."""
    found = [path.read_bytes() for path in sorted((ROOT / "content/articles").rglob("*.md"))]
    found += [path.read_bytes() for path in sorted((Path(__file__).parent / "sites/every-key").rglob("*.md"))]
    return found


def sources() -> list[tuple[str, bytes]]:
    """Return sound foreign documents (name, bytes): pages, feeds, letters, texts."""
    paths = [p for kind in ("documents", "pages") for p in sorted((CASES / kind).rglob("*")) if p.stem == "page"]
    return [(path.name, path.read_bytes()) for path in paths if path.suffix not in (".docx", ".pdf")]


def mutated(seeds: Sequence[bytes], number: int) -> bytes:
    """Return the mutation with this number: one to eight changes of one of the seeds."""
    pick = random.Random(number)
    data = bytearray(pick.choice(seeds))
    for _ in range(pick.choice((1, 1, 2, 3, 5, 8))):
        if not data:
            break
        at = pick.randrange(len(data)) if pick.random() < 0.5 else pick.randrange(min(len(data), 600))
        length = pick.choice((1, 1, 2, 5, 20, 100))
        way = pick.randrange(9)
        if way == 0:
            data[at] = pick.randrange(256)
        elif way == 1:
            del data[at : at + length]
        elif way == 2:
            data[at:at] = data[at : at + length] * pick.choice((1, 2, 50))
        elif way in (3, 4, 5):
            data[at:at] = pick.choice(TOKENS) * pick.choice((1, 1, 1, 3))
        elif way == 6:
            other = pick.choice(seeds)
            start = pick.randrange(len(other) or 1)
            data[at:at] = other[start : start + length * 3]
        elif way == 7:
            lines = bytes(data).split(b"\n")
            one, two = pick.randrange(len(lines)), pick.randrange(len(lines))
            lines[one], lines[two] = lines[two], lines[one]
            data = bytearray(b"\n".join(lines))
        elif pick.random() < 0.3:
            del data[at:]
    return bytes(data)
