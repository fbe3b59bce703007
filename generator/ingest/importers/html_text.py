"""An HTML tree of a main text as Markdown: headings, lists, quotes, tables, figures, links, notes, code.

Only what a reader sees is kept, and everything of that: an element that is not known is its text. Foreign text is data:
every character passes the escape function it is given, and no raw HTML is written.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

from ...text.web_addresses import absolute

Escape = Callable[[str], str]

_DROPPED = frozenset(
    "script style noscript template head iframe object embed form input button select textarea svg canvas map audio "
    "video nav dialog link meta title".split()
)
_BLOCKS = frozenset(
    "address article aside blockquote body center dd details div dl dt fieldset figcaption figure footer h1 h2 h3 h4 "
    "h5 h6 header hgroup hr html li main ol p pre section summary table tbody td tfoot th thead tr ul caption".split()
)
_HEADINGS = {f"h{n}": n for n in range(1, 7)}
_ROWS = frozenset({"tr", "thead", "tbody", "tfoot"})
_EMPHASIS = {"em": "*", "i": "*", "cite": "*", "dfn": "*", "var": "*", "strong": "**", "b": "**"}
_SUPERSCRIPT = str.maketrans("0123456789+-=()n", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ⁿ")
_SUBSCRIPT = str.maketrans("0123456789+-=()", "₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎")
_SPACE = re.compile(r"[ \t\n\r\f\u00a0]+")
_BACKLINK = re.compile(r"[↩↑^⤴︎\ufe0e\ufe0f\s]*")
_DEEPEST = 60  # nested elements; what is deeper is read as its plain text
_BREAK = "\x00"  # a line break, until the block is written
_PICTURE = "\x01"  # the exclamation mark of a picture, until an "!" of the text before a link is told from it
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x84\x86-\x9f\u200b\u2060\ufeff\ufffe\uffff]")


def tag_of(element: Any) -> str:
    """Return the tag in lower case without namespace; empty for comments and instructions."""
    return element.tag.rpartition("}")[2].lower() if isinstance(element.tag, str) else ""


def plain(element: Any) -> str:
    """Return the text of an element that a reader sees, white space folded."""
    parts: list[str] = []
    stack: list[tuple[Any, int]] = [(element, 0)]
    while stack:  # no recursion: pages nest thousands deep
        node, phase = stack.pop()
        if isinstance(node, str):
            parts.append(node)
            continue
        tag = tag_of(node)
        if phase == 0 and tag and tag not in _DROPPED:
            edge = " " if tag in _BLOCKS or tag == "br" else ""
            stack.append((edge, 0))
            for child in reversed(node):
                stack.append((child.tail or "", 0))
                stack.append((child, 0))
            stack.append((edge + (node.text or ""), 0))
    return " ".join(_CONTROL.sub("", "".join(parts)).split())


class _Writer:
    """Writes one tree; `base` makes links absolute, `escape` makes a paragraph of plain text safe."""

    def __init__(self, escape: Escape, base: str) -> None:
        self.escape, self.base = escape, base

    # Inline --------------------------------------------------------------------------------------------------------

    def text(self, text: str) -> str:
        """Return a run of text within a block, escaped, its edges kept."""
        text = _SPACE.sub(" ", _CONTROL.sub("", text))
        if not text.strip():
            return " " if text else ""
        safe = self.escape("x" + text.strip())[1:]  # inside a block no character has the meaning of a beginning
        return (" " if text[0] == " " else "") + safe + (" " if text[-1] == " " else "")

    def inline(self, element: Any, depth: int) -> str:
        """Return the content of an element as one run of Markdown."""
        if depth > _DEEPEST:
            return self.text(plain(element))
        parts = [self.text(element.text or "")]
        for child in element:
            parts.append(self.run(child, depth + 1))
            parts.append(self.text(child.tail or ""))
        return "".join(parts)

    def run(self, element: Any, depth: int) -> str:
        """Return one inline element as Markdown."""
        tag = tag_of(element)
        if not tag or tag in _DROPPED:
            return ""
        if tag == "br":
            return _BREAK
        if tag == "img":
            return self.picture(element)
        if tag == "code":
            return _code(plain(element))
        if tag == "q":
            return f"“{self.inline(element, depth)}”"
        inner = self.inline(element, depth)
        if tag in ("sup", "sub"):
            return _raised(plain(element), inner, tag)
        if tag == "a":
            return self.link(element, inner)
        if tag in _EMPHASIS:
            return _wrapped(inner, _EMPHASIS[tag])
        return f" {inner} " if tag in _BLOCKS else inner

    def link(self, element: Any, inner: str) -> str:
        address = absolute(element.get("href") or "", self.base)
        here = (element.get("href") or "").startswith("#") or (self.base and address.startswith(self.base + "#"))
        if here and _BACKLINK.fullmatch(plain(element)):
            return ""  # the way back from a note
        if not address or here or not inner.strip() or "](" in inner or _BREAK in inner:
            return inner
        before = " " if inner[0] == " " else ""
        after = " " if inner[-1] == " " else ""
        label = inner.strip().replace("]", "\\]")
        return f"{before}[{label}]({_destination(address)}){after}"

    def picture(self, element: Any) -> str:
        address = absolute(source_of(element), self.base)
        if not address or _is_pixel(element):
            return ""
        alt = self.text(_SPACE.sub(" ", element.get("alt") or "").strip()).replace("]", "\\]")
        return f"{_PICTURE}[{alt}]({_destination(address)})"

    # Blocks --------------------------------------------------------------------------------------------------------

    def blocks(self, element: Any, depth: int) -> Iterator[str]:
        """Yield the blocks in an element, in order; what stands loose between blocks is a paragraph."""
        loose: list[str] = [self.text(element.text or "")]
        for child in element:
            tag = tag_of(child)
            if tag in _BLOCKS or (tag and tag not in _DROPPED and tag != "a" and _holds_blocks(child)):
                yield from self.paragraph("".join(loose))
                loose = []
                yield from self.block(child, tag, depth + 1)
            else:
                loose.append(self.run(child, depth + 1))
            loose.append(self.text(child.tail or ""))
        yield from self.paragraph("".join(loose))

    def paragraph(self, run: str) -> Iterator[str]:
        """Yield the paragraphs in a run; two line breaks in a row part paragraphs."""
        for part in re.split(rf" ?{_BREAK}(?: ?{_BREAK})+ ?", run):
            lines = [" ".join(line.split()) for line in part.split(_BREAK)]
            text = "  \n".join(_begun(line) for line in lines if line)
            if text:
                yield text

    def block(self, element: Any, tag: str, depth: int) -> Iterator[str]:
        """Yield one block element as Markdown blocks."""
        if depth > _DEEPEST:
            yield from self.paragraph(self.text(plain(element)))
        elif tag in _HEADINGS:
            heading = " ".join(self.inline(element, depth).replace(_BREAK, " ").split())
            if heading:
                yield f"{'#' * max(2, _HEADINGS[tag])} {heading.rstrip('#').rstrip() or heading}"
        elif tag in ("ul", "ol"):
            yield from self.items(element, tag, depth)
        elif tag == "dl":
            yield from self.loose(element)
            for child in element:
                name = tag_of(child)
                if name == "dt":
                    yield from self.paragraph(_wrapped(self.inline(child, depth), "**"))
                elif name:
                    yield from self.block(child, name if name != "dd" else "div", depth + 1)
        elif tag == "blockquote":
            quoted = "\n\n".join(self.blocks(element, depth))
            if quoted:
                yield "\n".join(f"> {line}".rstrip() for line in quoted.split("\n"))
        elif tag == "pre":
            yield from _fenced(element)
        elif tag == "table":
            yield from self.table(element, depth)
        elif tag in ("figcaption", "caption"):
            caption = " ".join(self.inline(element, depth).replace(_BREAK, " ").split())
            if caption:
                yield caption if "*" in caption else f"*{caption}*"
        elif tag not in _DROPPED and tag != "hr":
            yield from self.blocks(element, depth)

    def loose(self, element: Any) -> Iterator[str]:
        """Yield the text that stands where only items, rows or cells may stand, as paragraphs."""
        for text in (element.text, *(child.tail for child in element)):
            yield from self.paragraph(self.text(text or ""))

    def items(self, element: Any, tag: str, depth: int) -> Iterator[str]:
        """Yield a list as one block; nested lists are indented by four, as Python-Markdown wants it."""
        yield from self.loose(element)
        written: list[str] = []
        number = int(element.get("start") or 1) if (element.get("start") or "1").isdecimal() else 1
        for child in element:
            name = tag_of(child)
            if not name or name in _DROPPED:
                continue
            parts = list(self.blocks(child, depth)) if name == "li" else list(self.block(child, name, depth + 1))
            if not parts:
                continue
            if name in ("ul", "ol") and written:  # a list beside the item to which it belongs, as some editors write it
                written.append("\n".join("    " + line for line in parts[0].split("\n")))
                continue
            mark = f"{number}." if tag == "ol" else "-"
            number += 1
            tight = all(part.startswith(("- ", "1. ", "    ")) for part in parts[1:])
            body = ("\n" if tight else "\n\n").join(parts)
            first, *rest = body.split("\n")
            indented = [f"    {line}" if line else "" for line in rest]
            written.append("\n".join([f"{mark} {first}", *indented]))
        if written:
            loose = any("\n\n" in item for item in written)
            yield ("\n\n" if loose else "\n").join(written)

    def table(self, element: Any, depth: int) -> Iterator[str]:
        """Yield a table's caption and the table; one that only lays out the page gives its cells as blocks."""
        for part in (element, *(row for row in element.iter() if tag_of(row) in _ROWS and _is_row_of(row, element))):
            yield from self.loose(part)
            for child in part:
                name = tag_of(child)
                if name in ("td", "th") and tag_of(part) != "tr":
                    yield from self.blocks(child, depth + 1)
                elif name and name not in (*_ROWS, "td", "th", "caption", "colgroup", "col", *_DROPPED):
                    yield from (
                        self.block(child, name, depth + 1)
                        if name in _BLOCKS
                        else self.paragraph(self.run(child, depth + 1))
                    )
        rows = [row for row in element.iter() if tag_of(row) == "tr" and _is_row_of(row, element)]
        cells = [[cell for cell in row if tag_of(cell) in ("td", "th")] for row in rows]
        width = max((sum(_span(cell) for cell in row) for row in cells), default=0)
        is_layout = (
            element.get("role") == "presentation" or width < 2 or any(_holds_layout(c) for r in cells for c in r)
        )
        if is_layout:
            for row in cells:
                for cell in row:
                    yield from self.blocks(cell, depth + 1)
            return
        for child in element:
            if tag_of(child) == "caption":
                yield from self.block(child, "caption", depth + 1)
        lines = []
        for row in cells:
            line: list[str] = []
            for cell in row:
                content = self.inline(cell, depth).replace(_BREAK, " ")
                line += [" ".join(content.split()).replace("|", "\\|"), *[""] * (_span(cell) - 1)]
            if any(line):
                lines.append([*line, *[""] * (width - len(line))][:width])
        if lines:
            has_head = any(tag_of(cell) == "th" for cell in cells[0]) or len(lines) > 1
            head, body = (lines[0], lines[1:]) if has_head else ([""] * width, lines)
            yield "\n".join("| " + " | ".join(line) + " |" for line in [head, ["---"] * width, *body])


def source_of(element: Any) -> str:
    """Return the address of a picture, also where the page loads it late or in several sizes."""
    for key in ("data-src", "data-original", "data-lazy-src", "src"):
        value = (element.get(key) or "").strip()
        if value and not value.startswith(("data:", "blob:")):
            return str(value)
    sizes = (element.get("srcset") or element.get("data-srcset") or "").split(",")
    return sizes[-1].split()[0] if sizes[-1].strip() else ""


def _is_pixel(element: Any) -> bool:
    """Tell whether a picture is one that only counts readers."""
    return any((element.get(key) or "").strip() in ("0", "1", "1px") for key in ("width", "height"))


def _holds_blocks(element: Any) -> bool:
    return any(tag_of(child) in _BLOCKS for child in element.iter() if child is not element)


def _holds_layout(cell: Any) -> bool:
    return any(tag_of(child) in ("table", "h1", "h2", "h3", "blockquote") for child in cell.iter()) or (
        sum(tag_of(child) == "p" for child in cell) > 2
    )


def _is_row_of(row: Any, table: Any) -> bool:
    """Tell whether a row (or a group of rows) belongs to a table, with nothing but groups of rows between them."""
    above = row.getparent()
    while above is not None and tag_of(above) in _ROWS:
        above = above.getparent()
    return above is table


def _span(cell: Any) -> int:
    value = cell.get("colspan") or "1"
    return min(int(value), 20) if value.isdecimal() and int(value) else 1


def _begun(line: str) -> str:
    """Return a line that cannot be read as the beginning of another kind of block."""
    found = re.match(r"[#>]|[+-](?=[\s+-]|$)|(?P<n>\d{1,12})[.)](?=\s|$)|[:?/|=]", line)
    if not found:
        return line
    at = len(found["n"]) if found["n"] else 0
    return f"{line[:at]}\\{line[at:]}" if line[at] not in ":?/=" else f"&#{ord(line[0])};{line[1:]}"


def _wrapped(inner: str, mark: str) -> str:
    """Return a run in emphasis; spaces at its edges stay outside, where the mark would not hold."""
    core = inner.strip()
    if not core or core.startswith(("*", _PICTURE)) or core.endswith("*") or _BREAK in core:
        return inner
    return f"{' ' if inner[0] == ' ' else ''}{mark}{core}{mark}{' ' if inner[-1] == ' ' else ''}"


def _raised(text: str, inner: str, tag: str) -> str:
    """Return a superscript or subscript: in Unicode's own digits where it has them, else as it is."""
    bare = text.strip("[]() ")
    table = _SUPERSCRIPT if tag == "sup" else _SUBSCRIPT
    return bare.translate(table) if bare and len(bare) < 8 and all(ord(c) in table for c in bare) else inner


def _code(text: str) -> str:
    if not text:
        return ""
    fence = "`" * (max((len(run) for run in re.findall(r"`+", text)), default=0) + 1)
    return f"{fence} {text} {fence}" if "`" in text else f"{fence}{text}{fence}"


def _fenced(element: Any) -> Iterator[str]:
    """Yield code with its line ends, indented by four: that needs no extension."""
    parts: list[str] = []
    for node in element.iter():
        if tag_of(node) == "br":
            parts.append("\n")
        elif tag_of(node):
            parts.append(node.text or "")
        parts.append(node.tail or "" if node is not element else "")
    code = _CONTROL.sub("", "".join(parts).replace("\r\n", "\n").replace("\r", "\n")).strip("\n")
    if code.strip():
        yield "\n".join(("    " + line.rstrip()) if line.strip() else "" for line in code.expandtabs(4).split("\n"))


def _destination(address: str) -> str:
    return address.replace("(", "%28").replace(")", "%29")


def to_markdown(element: Any, escape: Escape, base: str = "") -> str:
    """Return what a reader sees in `element` (an lxml HTML tree) as Markdown; never raises, any nesting.

    `escape` turns plain text into Markdown that shows exactly that text; links are made absolute against `base`.
    """
    blocks = list(_Writer(escape, base).blocks(element, 0))
    text = "\n\n".join(blocks)
    return text.replace("![", "\\![").replace(_PICTURE, "!").replace(_BREAK, " ")


def _stands_alone(element: Any) -> bool:
    """Tell whether an inline element is one of several beside which no text stands: an outlet, a date, a button."""
    above = element.getparent()
    if above is None or tag_of(above) == "p" or (above.text or "").strip():
        return False
    children = [child for child in above if tag_of(child)]
    return len(children) > 1 and not any((child.tail or "").strip() for child in above)


def lines(element: Any) -> Iterator[str]:
    """Yield the text of an element a line a block, as a page saved as text has it."""
    parts: list[str] = []
    stack: list[Any] = [element]
    while stack:
        node = stack.pop()
        if isinstance(node, str):
            parts.append(" ".join(node.split()) if node != "\n" and not node.strip() else node)
            parts.append(" " if node != "\n" and not node.strip() and node else "")
            continue
        tag = tag_of(node)
        if not tag or tag in _DROPPED:
            continue
        ends = "\n" if tag in _BLOCKS or tag == "br" or _stands_alone(node) else ""
        stack.append(ends)
        for child in reversed(node):
            stack.append(child.tail or "")
            stack.append(child)
        stack.append((node.text or "").replace("\n", " "))
        stack.append(ends)
    for line in "".join(parts).split("\n"):
        yield " ".join(_CONTROL.sub("", line).split())
