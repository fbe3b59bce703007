"""What stands in a letter besides its text: the foot, tables that only lay it out, the head of a forwarded one.

Mail programs know no columns but those of tables, so nearly every table of a letter is layout. Feet are told by links
and by how a block begins, never by a word inside a sentence: a report may speak of people who unsubscribe.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

_FOOT_LINK = re.compile(
    r"\b(?:unsubscribe|opt[- ]?out"
    r"|(?:manage|update|change) (?:your )?(?:e-?mail )?(?:preferences|subscriptions?|settings)"
    r"|view (?:this )?(?:e-?mail |letter |newsletter )?(?:(?:in|on) (?:your |a |the )?(?:browser|web)|online)"
    r"|(?:read|open) (?:it )?(?:online|in (?:your |a |the )?browser)|web version|privacy policy"
    r"|add us to your address book|forward (?:this|to a friend)"
    r"|im browser (?:ansehen|öffnen|lesen)|online (?:ansehen|lesen)|abbestellen|abmelden"
    r"|se désabonner|se désinscrire|(?:voir|lire) (?:en ligne|dans (?:le|votre) navigateur)|darse de baja"
    r"|ver (?:en línea|en (?:el|tu|su) navegador)|cancelar (?:la )?suscripción|disiscriviti|cancelar inscrição)\b",
    re.IGNORECASE,
)
_FOOT_OPENING = re.compile(
    r"(?:you(?:’|')?(?:re| are)? ?(?:receiving|received|have received|are getting) this"
    r"|this (?:e-?mail|message|newsletter) was sent to|(?:to|click (?:here )?to|if you wish to) unsubscribe\b"
    r"|if you (?:no longer (?:wish|want)|do not (?:wish|want)|don(?:’|')t (?:wish|want)|would like to unsubscribe)"
    r"|unsubscribe\b|view (?:this )?(?:e-?mail )?in (?:your |a )?browser\b|forward(?:ed)? (?:this|to a friend)"
    r"|add us to your address book|sie erhalten diese|vous recevez ce|recibe este|recibes este)",
    re.IGNORECASE,
)
_BLOCKS = tuple("p div td th tr table tbody li ul ol h1 h2 h3 h4 blockquote center".split())
_FOOT_WORDS = 30  # beside its links, of a block that is a foot
_CELL_WORDS = 12  # of a cell of figures; what is longer is a text in a column
_MARKER = re.compile(
    r"[-–—_\s>]*(?:begin )?(?:forwarded message|original message|weitergeleitete nachricht|ursprüngliche nachricht"
    r"|anfang der weitergeleiteten (?:nachricht|e-mail)|message transféré|message d(?:’|')origine|mensaje reenviado"
    r"|mensaje original|messaggio inoltrato|mensagem encaminhada)[-–—_\s:]*",
    re.IGNORECASE,
)
_LABELS = {
    "from": "from von de da",
    "date": "date datum sent gesendet envoyé enviado fecha data inviato",
    "subject": "subject betreff objet sujet asunto oggetto assunto",
    "": "to cc bcc an kopie à para a reply-to antwort",
}
_LABEL = {word: key for key, several in _LABELS.items() for word in several.split()}
_FIELD = re.compile(r"[*>\s]*(?P<label>[^\W\d_][\w-]{0,11})\s?:[*\s]*(?P<value>.*)")


@dataclass(frozen=True, slots=True)
class Forwarded:
    """What the head of a forwarded letter says of it, as it stands there; empty where it does not say."""

    sender: str = ""
    """Who wrote it, `Name <address>`."""
    date: str = ""
    """When it was sent."""
    subject: str = ""
    """Its subject."""
    note: str = ""
    """What the one who forwarded it wrote above it."""


def _head(lines: Sequence[str]) -> tuple[Forwarded, int, int] | None:
    """Return the head of a forwarded letter, and which lines it is: from its marker up to the first of the text."""
    for start, line in enumerate(lines):
        if not line.strip() or not _MARKER.fullmatch(line.strip()):
            continue
        fields: dict[str, str] = {}
        end, last = start + 1, ""
        while end < len(lines):
            text = " ".join(lines[end].split())
            found = _FIELD.fullmatch(text)
            label = _LABEL.get(found["label"].casefold()) if found else None
            if found and label is not None and (label not in fields or not label):
                last = label
                fields[label] = found["value"].strip()
            elif text and not (last and not fields[last]):  # a value may stand in the line below its label
                break
            elif text:
                fields[last] = text
            end += 1
        if "from" in fields or "date" in fields:
            note = " ".join(" ".join(lines[:start]).split())
            sender, date, subject = (fields.get(key, "") for key in ("from", "date", "subject"))
            return Forwarded(sender, date, subject, note), start, end
    return None


def forwarded_text(text: str) -> tuple[Forwarded | None, str]:
    """Return what the head of a forwarded letter says, and the text below it; (None, text) for any other letter."""
    lines = text.splitlines()
    found = _head(lines)
    return (found[0], "\n".join(lines[found[2] :])) if found else (None, text)


def forwarded(tree: Any) -> Forwarded | None:
    """Take the head of a forwarded letter, and all above it, out of a tree; return what it says, None without one."""
    lines: list[str] = [""]
    pieces: list[tuple[Any, str, int]] = []  # element, "text" or "tail", line
    _lines(tree, lines, pieces)
    found = _head(lines)
    if found is None:
        return None
    end = found[2]
    for element, name, line in pieces:
        if line < end:
            setattr(element, name, None)
    first = next((element for element, _, line in pieces if line >= end), None)
    for element in list(tree.iter("img", "hr")):
        if element is first:
            break
        if first is not None and _precedes(element, first) and element.getparent() is not None:
            element.drop_tree()
    return found[0]


def _precedes(one: Any, other: Any) -> bool:
    """Tell whether an element stands before another in the text."""
    return next((each for each in one.getroottree().iter() if each is one or each is other), None) is one


def _lines(element: Any, lines: list[str], pieces: list[tuple[Any, str, int]]) -> None:
    """Add the text of an element to `lines`, with a new one for each block and `br`; and where each piece stands."""
    for event, node in _walk(element):
        is_block = node.tag == "br" or node.tag in _BLOCKS
        if is_block and lines[-1].strip():
            lines.append("")
        text = node.text if event == "start" else node.tail
        if text and isinstance(node.tag, str):
            lines[-1] += text
            pieces.append((node, "text" if event == "start" else "tail", len(lines) - 1))


def _walk(element: Any) -> Iterator[tuple[str, Any]]:
    from lxml import etree

    for event, node in etree.iterwalk(element, events=("start", "end")):
        if isinstance(node.tag, str):
            yield event, node


def _text(element: Any) -> str:
    return " ".join("".join(element.itertext()).split())


def without_foot(tree: Any) -> None:
    """Remove what only concerns the subscription, and what a mail hides for its preview; no sentence of the text."""
    for element in list(tree.iter("p", "td", "div", "span", "a", "li", "tr")):
        style = (element.get("style") or "").replace(" ", "").lower()
        if _stands(element, tree) and ("display:none" in style or "max-height:0" in style or "mso-hide:all" in style):
            element.drop_tree()
    for link in list(tree.iter("a")):
        if not _stands(link, tree) or not _is_foot_link(link):
            continue
        block = next((above for above in link.iterancestors() if above.tag in _BLOCKS), None)
        is_mixed = block is None or any(child.tag in _BLOCKS for child in block.iterdescendants())
        if block is None or is_mixed or not _is_foot(block):
            link.drop_tree()
        else:
            block.drop_tree()
    for block in list(tree.iter("p", "td", "div", "li")):
        if not _stands(block, tree) or any(child.tag in _BLOCKS for child in block.iterdescendants()):
            continue
        text = _text(block)
        if len(text.split()) <= _FOOT_WORDS and _FOOT_OPENING.match(text):
            block.drop_tree()


def _stands(element: Any, tree: Any) -> bool:
    """Tell whether an element still stands in the tree, and not in a part that has been removed."""
    return any(above is tree for above in element.iterancestors())


def _is_foot_link(link: Any) -> bool:
    text = _text(link)
    return len(text.split()) <= 8 and _FOOT_LINK.search(text) is not None


def _is_foot(block: Any) -> bool:
    """Tell whether a block has little besides links to what concerns the subscription."""
    links = list(block.iter("a"))
    within = sum(len(_text(link).split()) for link in links)
    beside = len(_text(block).split()) - within
    others = sum(not _is_foot_link(link) and len(_text(link).split()) > 4 for link in links)
    return not others and (beside <= 5 or (beside <= _FOOT_WORDS and bool(_FOOT_OPENING.match(_text(block)))))


def without_layout(tree: Any) -> None:
    """Turn the tables that only lay a letter out into plain boxes; tables of figures stay."""
    for table in list(tree.iter("table")):
        if _is_layout(table):
            for part in [table, *(each for each in table.iter() if _owner(each) is table)]:
                part.tag = "div"


def _owner(part: Any) -> Any:
    """Return the table that a row, a cell or a group of rows belongs to; None for anything else."""
    if part.tag not in ("tr", "td", "th", "tbody", "thead", "tfoot", "caption"):
        return None
    return next((above for above in part.iterancestors() if above.tag == "table"), None)


def _is_layout(table: Any) -> bool:
    if (table.get("role") or "").lower() in ("presentation", "none"):
        return True
    if next(table.iterdescendants("table"), None) is not None:
        return True
    rows = [[cell for cell in row if cell.tag in ("td", "th")] for row in table.iter("tr")]
    if not rows or max(map(len, rows)) < 2 or len(rows) < 2:
        return True
    if next(table.iter("th", "caption"), None) is not None:
        return False
    cells = [cell for row in rows for cell in row]
    if any(next(cell.iterdescendants("p", "h1", "h2", "h3", "img", "ul", "ol"), None) is not None for cell in cells):
        return True
    return any(len(_text(cell).split()) > _CELL_WORDS for cell in cells)
