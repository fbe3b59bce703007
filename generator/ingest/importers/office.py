"""A word processor's document (`.docx`), as HTML by mammoth: headings, lists, tables, links, notes by their styles."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from typing import Any

from ...errors import ImportRefused, Problem
from ...text.html_tree import parse
from ..draft import Captured, Line, Source

NAME = "Word document"
DESCRIPTION = "a Word document (.docx)"
SUFFIXES = (".docx",)

_STYLES = """
p[style-name='Title'] => h1:fresh
p[style-name='Quote'] => blockquote:fresh
p[style-name='Intense Quote'] => blockquote:fresh
p[style-name='caption'] => p > em:fresh
p[style-name='Caption'] => p > em:fresh
"""
_MOST_BYTES = 200_000_000  # unpacked


def recognises(source: Source) -> bool:
    """Tell whether the source is a ZIP with a word processor's main part."""
    if source.data[:4] != b"PK\x03\x04":
        return False
    try:
        with zipfile.ZipFile(io.BytesIO(source.data)) as archive:
            return "word/document.xml" in archive.namelist()
    except (zipfile.BadZipFile, OSError, ValueError):
        return False


def read(source: Source, is_date: Callable[[str], bool]) -> tuple[Captured, ...]:
    """Return the document as one article; raises `ImportRefused` for one that cannot be unpacked."""
    import mammoth
    from lxml import html

    try:
        with zipfile.ZipFile(io.BytesIO(source.data)) as archive:
            if sum(info.file_size for info in archive.infolist()) > _MOST_BYTES:
                raise ImportRefused(Problem(source.name, 0, "is too large when unpacked", "split it", code="too-large"))
            properties = _properties(archive)
        pictures = mammoth.images.img_element(lambda image: {"src": ""})
        made = mammoth.convert_to_html(io.BytesIO(source.data), style_map=_STYLES, convert_image=pictures).value
    except (ImportRefused, MemoryError):
        raise
    except Exception as error:  # a damaged document fails in mammoth or in the XML parser in any of many ways
        message = f"is a damaged Word document: {error}"
        raise ImportRefused(Problem(source.name, 0, message, "save it again", code="damaged")) from None
    if not made.strip():
        return ()
    tree = parse(made)
    heading = next(iter(tree.iter("h1")), None)
    title = properties.get("title", "")
    if heading is not None:
        text = " ".join("".join(heading.itertext()).split())
        title = text or title
        heading.drop_tree()
    date = next((text for text in _leading(tree) if is_date(text)), "")
    return (
        Captured(
            title=title or " ".join("".join(tree.itertext()).split())[:90],
            body=(),
            when=Line(0, date) if date else None,
            undated=not date,
            html=html.tostring(tree, encoding="unicode"),
            authors=tuple(filter(None, (properties.get("creator", ""),))),
            lang=properties.get("language", ""),
        ),
    )


def _leading(tree: Any) -> list[str]:
    return [" ".join("".join(p.itertext()).split()) for p in list(tree.iter("p"))[:4]]


def _properties(archive: zipfile.ZipFile) -> dict[str, str]:
    """Return title, creator and language from the document's core properties."""
    from lxml import etree

    if "docProps/core.xml" not in archive.namelist():
        return {}
    parser = etree.XMLParser(resolve_entities=False, no_network=True)
    try:
        root = etree.fromstring(archive.read("docProps/core.xml")[:1_000_000], parser)
    except (etree.LxmlError, ValueError):
        return {}
    return {
        etree.QName(child).localname: " ".join((child.text or "").split())
        for child in root
        if isinstance(child.tag, str)
    }
