"""An article's Markdown as numbered paragraphs of plain text: what the analysers read and what evidence points into.

Read by markdown-it-py (CommonMark with tables). Numbering is by block of prose, in document order, from 1: paragraphs,
list items and quoted paragraphs count; headings, code, tables and pictures do not. The page numbers its paragraphs by
matching these texts, so a reader can be sent to the very paragraph.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Literal

from markdown_it import MarkdownIt
from markdown_it.token import Token

BlockKind = Literal["paragraph", "item", "quote", "heading", "table", "code"]
PROSE: frozenset[str] = frozenset({"paragraph", "item", "quote"})

_TAG = re.compile(r"<[^<>]{1,400}>")
_ATTRIBUTES = re.compile(r"\{[:.#][^{}]{0,200}\}\s*$")


@dataclass(frozen=True, slots=True)
class Block:
    """One block of the body as plain text."""

    kind: BlockKind
    """What it is; `PROSE` kinds are those that the analyses read."""
    text: str
    """Plain text, white space folded, entities and escapes resolved, no markup."""
    number: int
    """Number among the blocks of prose, from 1; 0 for all others."""
    line: int
    """Line of the body on which it begins, from 0."""


@dataclass(frozen=True, slots=True)
class Document:
    """What an analyser sees of an article."""

    title: str
    """Headline, plain text."""
    blocks: tuple[Block, ...]
    """All blocks in order."""
    lang: str = "und"
    """BCP 47 language, given or detected; `und` when unknown."""

    @property
    def prose(self) -> tuple[Block, ...]:
        """Return the blocks that count as paragraphs; `prose[n - 1].number == n`."""
        return tuple(block for block in self.blocks if block.number)

    @property
    def text(self) -> str:
        """Return the paragraphs as one string, separated by blank lines, without the title."""
        return "\n\n".join(block.text for block in self.blocks if block.number)


@cache
def _reader() -> MarkdownIt:
    return MarkdownIt("commonmark", {"maxNesting": 50}).enable("table")


def _inline(tokens: Sequence[Token] | None) -> str:
    """Return the text of inline tokens: no markup, no pictures, no inline HTML, line breaks as spaces."""
    parts: list[str] = []
    for token in tokens or ():
        if token.type in ("text", "code_inline"):
            parts.append(token.content)
        elif token.type in ("softbreak", "hardbreak"):
            parts.append(" ")
    return " ".join("".join(parts).split())


def parse(title: str, body: str, lang: str = "und") -> Document:
    """Return `body` (Markdown) as a document; takes any text and never raises."""
    blocks: list[Block] = []
    number = 0
    within: list[str] = []
    line = 0
    row: list[str] = []
    for token in _reader().parse(body):
        kind = token.type
        if token.map is not None:
            line = token.map[0]
        if kind in ("bullet_list_open", "ordered_list_open"):
            within.append("item")
        elif kind == "blockquote_open":
            within.append("quote")
        elif kind in ("heading_open", "table_open"):
            within.append(kind[:-5])
        elif kind in ("bullet_list_close", "ordered_list_close", "blockquote_close", "heading_close", "table_close"):
            within.pop()
        elif kind == "tr_open":
            row = []
        elif kind == "tr_close":
            blocks.append(Block("table", " | ".join(row), 0, line))
        elif kind in ("fence", "code_block"):
            blocks.append(Block("code", token.content.strip(), 0, line))
        elif kind == "html_block":
            text = " ".join(_TAG.sub(" ", token.content).split())
            if text and not token.content.lstrip().lower().startswith(("<script", "<style", "<!--")):
                number += 1
                blocks.append(Block("paragraph", text, number, line))
        elif kind == "inline":
            text = _inline(token.children)
            if _ATTRIBUTES.search(token.content):  # an attribute list, not escaped braces that look like one
                text = _ATTRIBUTES.sub("", text).strip()
            if "table" in within:
                row.append(text)
            elif within and within[-1] == "heading":
                blocks.append(Block("heading", text, 0, line))
            elif text:
                number += 1
                place: BlockKind = "item" if "item" in within else "quote" if "quote" in within else "paragraph"
                blocks.append(Block(place, text, number, line))
    return Document(" ".join(title.split()), tuple(blocks), lang)
