"""The main text of a web page: what trafilatura finds, in HTML's own elements, and what it passes over put back.

trafilatura decides which blocks are the main text. What it does not know is made plain to it before (pictures of mobile
pages, marks of notes, captions) and put back after (lists, tables, quotations, figures and boxes that stand between two
blocks that it kept).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from copy import deepcopy
from functools import cache
from typing import Any

from ..text.strings import count_words, fold
from ..text.web_addresses import absolute
from .figures import taken_captions, without_stand_ins

_BACKLINK = re.compile(r"[↩↑^⤴¶#§🔗\ufe0e\ufe0f\s]*")
_NOTE_MARK = re.compile(r"\[?(?:\d{1,3}|[a-z]|[*†‡§]{1,3})\]?", re.IGNORECASE)
_NOTE = re.compile(r"foot-?note|end-?note|noteref|\bfn|#fn|\bnote|#note|#_ftn|sdfoot", re.IGNORECASE)
_TEI = {
    "head": "h2", "list": "ul", "item": "li", "quote": "blockquote", "row": "tr", "graphic": "img", "ref": "a",
    "lb": "br", "body": "div", "main": "div", "ab": "p",
}  # fmt: skip
_BLOCKS = frozenset({"p", "h2", "h3", "h4", "ul", "ol", "table", "blockquote", "pre", "figure"})
_STRUCTURES = frozenset({"ul", "ol", "dl", "table", "blockquote", "pre"})
_BOXES = frozenset({"p"})  # boxes side by side with paragraphs are teasers and sign-up texts, by and large
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_RENDERED = {"#b": "strong", "#i": "em", "#u": "span", "#t": "code", "#sub": "sub", "#sup": "sup"}
_FEWEST_LETTERS = 5
_FEWEST_WORDS = 5  # of a box or paragraph that trafilatura passed over
_TOP = 5  # blocks above a text that may be byline and date
_SHORTEST = 40  # letters of a text
_KEY = 80  # letters by which a block is known
_SMALL = 64  # pixels; a picture not wider than this is an icon or a face


def visible(element: Any) -> str:
    """Return the text of an element with its white space folded."""
    return " ".join("".join(element.itertext()).split())


def _has(element: Any, *tags: str) -> bool:
    return any(part is not element for part in element.iter(*tags))


def _drop(element: Any) -> None:
    """Remove an element and keep the text behind it."""
    if element.getparent() is not None:
        element.drop_tree()


def prepare(tree: Any, base: str) -> None:
    """Make a page plain for the extractor, in place: absolute addresses, no layout tables, marks of notes raised."""
    for spare in list(tree.iter("noscript")):
        if next(spare.iter("img"), None) is None:  # "please enable JavaScript"; a late picture has its plain one here
            _drop(spare)
    _mobile_pictures(tree)
    without_stand_ins(tree)
    _small_pictures(tree)
    _notes(tree)
    _absolute(tree, base)
    _previews(tree)
    _without_layout_tables(tree)
    for part in list(tree.iter("footer", "cite")):  # who is quoted; trafilatura drops what is called a foot
        if part.getparent() is not None and part.getparent().tag == "blockquote":
            part.tag = "p"
            for name in list(part.iter("cite")):
                name.tag = "span"


def extract(tree: Any, base: str) -> tuple[Any, Any]:
    """Return the main text of a prepared page, and the element of the page that holds it; both None without one."""
    captions = _captions(tree, base)
    body = _main_text(tree, base)
    if body is None:
        return None, None
    _parted(body)
    container = _container(tree, body)
    if container is not None:
        _restore(container, body)
    _with_captions(body, captions, base)
    return body, container


def _mobile_pictures(tree: Any) -> None:
    """Make AMP's pictures (https://amp.dev/documentation/components/amp-img) pictures, without their stand-ins."""
    for picture in list(tree.iter("amp-img", "amp-anim")):
        tail = picture.tail
        for child in list(picture):
            picture.remove(child)
        picture.tag, picture.text, picture.tail = "img", None, tail


def _small_pictures(tree: Any) -> None:
    """Remove pictures that are icons, faces or count readers; an emoji becomes the character that it shows."""
    for picture in list(tree.iter("img")):
        width = (picture.get("width") or "").removesuffix("px")
        alt = (picture.get("alt") or "").strip()
        if re.search(r"\b(?:wp-smiley|emoji)\b", picture.get("class") or "") and 0 < len(alt) <= 8:
            picture.tail = alt + (picture.tail or "")
            _drop(picture)
        elif width.isdecimal() and int(width) <= _SMALL:
            _drop(picture)


def _notes(tree: Any) -> None:
    """Raise the marks of notes, and put the number of a note into its text, where the page only shows them so."""
    from lxml import html

    for link in list(tree.iter("a")):
        text, address = visible(link), link.get("href") or ""
        kind = f"{address} {link.get('class') or ''} {link.get('id') or ''} {link.get('role') or ''}"
        above = link.getparent()
        if above is None or "#" not in address or not _NOTE_MARK.fullmatch(text) or not _NOTE.search(kind):
            continue
        block = link.getnext()
        if not (link.tail or "").strip() and block is not None and above.tag in ("div", "li") and not above.text:
            first = block if block.tag == "p" else next(iter(block.iter("p")), None)
            if first is not None:
                link.drop_tree()
                mark = html.Element("sup")
                mark.text, mark.tail, first.text = text.strip("[]"), f" {first.text or ''}", None
                first.insert(0, mark)
        elif above.tag != "sup":
            link.tag = "sup"
            for key in list(link.attrib):
                del link.attrib[key]


def _previews(tree: Any) -> None:
    """Let a link that holds a preview of another page (title, teaser, outlet) say its title alone."""
    for link in list(tree.iter("a")):
        if not _has(link, "div", "p", *_HEADINGS) or _has(link, "img"):
            continue
        title = next((visible(e) for e in link.iter() if isinstance(e.tag, str) and (e.text or "").strip()), "")
        if title:
            for child in list(link):
                link.remove(child)
            link.text = title


def _without_layout_tables(tree: Any) -> None:
    """Turn tables that only lay out the page, as in the web's first years, into plain boxes."""
    for cell in list(tree.iter("td")):
        if any(e.tag == "h1" for e in cell.iter("h1")) or sum(1 for _ in cell.iter("p")) > 2:
            for box in [cell, *cell.iterancestors("td", "tr", "tbody", "table")]:
                for part in box if box.tag == "tr" else (box,):
                    if isinstance(part.tag, str):  # no comment
                        part.tag = "div"
                box.tag = "div"
    for row in list(tree.iter("tr")):
        above = row.getparent()
        if above is not None and above.tag == "div":
            for part in (row, *row.iterchildren("td", "th")):
                part.tag = "div"


def _captions(tree: Any, base: str) -> dict[str, Any]:
    """Take the captions of pictures out, and return them by the picture's address; captions of tables become text."""
    for caption in list(tree.iter("figcaption")):
        figure = next(caption.iterancestors("figure"), None)
        if visible(caption) and figure is not None and _has(figure, "table") and figure.getparent() is not None:
            figure.addnext(_emphasised(visible(caption)))
            caption.drop_tree()
    found = taken_captions(tree, base)
    for caption in list(tree.iter("caption")):
        table = caption.getparent()
        if table is not None and table.tag == "table" and table.getparent() is not None:
            text = visible(caption)
            caption.drop_tree()
            if text:
                table.addprevious(_emphasised(text))
    return found


def _emphasised(text: str) -> Any:
    from lxml import html

    paragraph, emphasis = html.Element("p"), html.Element("em")
    emphasis.text = text
    paragraph.append(emphasis)
    return paragraph


def _absolute(tree: Any, base: str) -> None:
    """Make the links and pictures of a tree absolute, so that the tree can leave its page; links within it go."""
    for link in list(tree.iter("a", "img")):
        if link.tag == "img":
            sizes = link.get("srcset") or link.get("data-srcset") or ""
            stated = next(
                (link.get(k) for k in ("data-src", "data-original", "data-lazy-src", "src") if link.get(k)), ""
            )
            if (not stated or stated.startswith("data:")) and sizes.strip():
                stated = (sizes.split(",")[-1].split() or [""])[0]
            link.set("src", absolute(stated, base))
        elif (link.get("href") or "").startswith("#"):
            if _BACKLINK.fullmatch(visible(link)):
                _drop(link)
            elif link.getparent() is not None:
                link.drop_tag()
        else:
            link.set("href", absolute(link.get("href") or "", base))


def _main_text(tree: Any, address: str) -> Any:
    """Return the main text as an HTML tree, or None; what trafilatura finds, in HTML's own elements."""
    import logging

    import trafilatura

    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)

    def found(config: Any = None) -> Any:
        text = trafilatura.bare_extraction(
            deepcopy(tree), url=address or None, include_comments=False, include_tables=True, include_images=True,
            include_links=True, include_formatting=True, with_metadata=False, config=config,
        )  # fmt: skip
        return getattr(text, "body", None)

    body = found()
    if body is None:
        return None
    if len(body) == 1 and not len(body[0]):  # a short text may come as one heap, with title and date in it
        finer, letters = found(_for_short_texts()), len(_letters(visible(body)))
        if finer is not None and len(_letters(visible(finer))) * 2 >= letters:
            body = finer
    for element in body.iter():
        if isinstance(element.tag, str):
            _as_html(element)
    return body


@cache
def _for_short_texts() -> Any:
    """Return trafilatura's settings, but with its own way for texts that it would take for too short to be told."""
    from trafilatura.settings import use_config

    config = use_config()
    config.set("DEFAULT", "MIN_EXTRACTED_SIZE", str(_SHORTEST))
    return config


def _as_html(element: Any) -> None:
    """Turn an element of trafilatura's tree (in the manner of TEI) into the HTML element that it was."""
    tag, rend = element.tag, element.get("rend") or ""
    if tag == "head":
        element.tag = rend if re.fullmatch(r"h[1-6]", rend) else "h2"
    elif tag == "list":
        element.tag = rend if rend in ("ul", "ol", "dl") else "ul"
    elif tag == "item" and rend[:2] in ("dt", "dd"):
        element.tag = rend[:2]
    elif tag == "cell":
        element.tag = "th" if element.get("role") == "head" else "td"
    elif tag == "hi":
        element.tag = _RENDERED.get(rend, "span")
    elif tag == "code":
        above = element.getparent()
        element.tag = "pre" if "\n" in "".join(element.itertext()) and (above is None or above.tag != "pre") else "code"
    elif tag == "ref":
        element.set("href", element.get("target") or "")
    if tag in _TEI and element.tag == tag:
        element.tag = _TEI[tag]


def _parted(body: Any) -> None:
    """Part what trafilatura puts together: headings leave paragraphs, loose pictures and words become paragraphs."""
    from lxml import html

    def paragraph(text: str) -> Any:
        new = html.Element("p")
        new.text = text
        return new

    for heading in [h for h in body.iter(*_HEADINGS) if h.getparent() is not None and h.getparent().tag == "p"]:
        above = heading.getparent()
        after = heading.getnext()
        if after is None:  # what stands behind a heading that is not the last stays where it is
            tail, heading.tail = (heading.tail or "").strip(), None
            above.addnext(heading)
            if tail:
                heading.addnext(paragraph(tail))
            if not visible(above) and not len(above) and above.getparent() is not None:
                above.drop_tree()
    before = body.text
    for at, block in enumerate(list(body)):
        tail = (block.tail or "").strip()
        if block.tag == "a" and at < _TOP and not (before or "").strip():  # a name above the text, not in a line of it
            above = paragraph("")
            block.addprevious(above)
            above.append(block)
            block, block.tail = above, None
            if tail:
                above.addnext(paragraph(tail))
        before = tail
        if tail and (block.tag == "img" or block.tag in _BLOCKS):
            block.tail = None
            block.addnext(paragraph(tail))
        if block.tag == "img":
            above = html.Element("figure")
            block.addprevious(above)
            above.append(block)


def _with_captions(body: Any, captions: dict[str, Any], base: str) -> None:
    """Put the captions below their pictures; one that two pictures share below the last of them."""
    said = _letters(visible(body))
    pictures = list(body.iter("img"))
    wanted = [captions.get(absolute(picture.get("src") or "", base)) for picture in pictures]
    for at, (picture, caption) in enumerate(zip(pictures, wanted, strict=True)):
        shared = caption is not None and at + 1 < len(wanted) and wanted[at + 1] is not None
        if caption is None or (shared and visible(wanted[at + 1]) == visible(caption)):
            continue
        if _letters(visible(caption)) not in said and picture.getparent() is not None:
            copy = deepcopy(caption)
            copy.tail, picture.tail = picture.tail, None
            picture.addnext(copy)


def _container(tree: Any, body: Any) -> Any:
    """Return the smallest element of the page that holds the main text: the ancestor that its paragraphs share."""
    present = {_key(visible(block)) for block in body.iter("p", "h2", "h3", "li", "blockquote")}
    found: list[Any] | None = None
    for block in tree.iter("p", "h2", "h3", "li", "div"):
        text = visible(block) if len(block) < 30 else ""
        if len(text) >= 40 and _key(text) in present:
            line = [block, *block.iterancestors()][::-1]
            found = line if found is None else [a for a, b in zip(found, line, strict=False) if a is b]
    return found[-1] if found else None


def _restore(container: Any, body: Any) -> None:
    """Put back what trafilatura passed over between two blocks that it kept, and what closes or opens the text.

    Lists, tables, quotations, code and figures come back wherever they stand, boxes and paragraphs where the page has
    them side by side with paragraphs that were kept; figures also above the first block, paragraphs below the last.
    """
    present = {_key(visible(block)): block for block in reversed(list(body)) if block.tag != "figure"}
    said = _letters(visible(body))
    shown = {picture.get("src") for picture in body.iter("img")}
    homes = _homes(container, present)
    first = next((block for block in body if visible(block) and block.tag not in ("h1", "figure")), None)
    last: Any = None
    pending: list[tuple[Any, Any]] = []
    done: set[Any] = set()
    for element in container.iter():
        if not isinstance(element.tag, str) or any(above in done for above in element.iterancestors()):
            continue
        text = visible(element) if element.tag in _BLOCKS or element.tag in _BOXES or element.tag == "dl" else ""
        if text and element.tag in _BLOCKS and _key(text) in present and len(text) >= _FEWEST_LETTERS:
            for at, copy in pending:
                at.addnext(copy)
            if last is None and present[_key(text)] is not first:
                first = None  # the text begins otherwise than the page: nothing is put above it
            pending, last = [], present[_key(text)]
            continue
        is_figure = element.tag == "figure" and any(p.get("src") not in {None, "", *shown} for p in element.iter("img"))
        is_structure = element.tag in _STRUCTURES and text and _letters(text) not in said
        is_box = element.tag in _BOXES and element.getparent() in homes and _is_box(element, text, said)
        if not (is_figure or is_structure or is_box) or (last is None and not is_figure) or _is_known(element, said):
            continue
        copy = _copied(element)
        done.add(element)
        if last is not None:
            pending.insert(0, (last, copy))
        elif first is not None:
            first.addprevious(copy)
    for at, copy in reversed(list(_closing(pending))):
        at.addnext(copy)


def _closing(pending: list[tuple[Any, Any]]) -> Iterator[tuple[Any, Any]]:
    """Yield, of what was passed over below the last block, the paragraphs that stand at once below it."""
    for at, copy in reversed(pending):
        if copy.tag != "p":
            return
        yield at, copy


def _homes(container: Any, present: dict[str, Any]) -> set[Any]:
    """Return the elements of the page in which two or more paragraphs that were kept stand side by side."""
    counts: dict[Any, int] = {}
    for block in container.iter("p"):
        if block.getparent() is not None and _key(visible(block)) in present:
            counts[block.getparent()] = counts.get(block.getparent(), 0) + 1
    return {home for home, count in counts.items() if count > 1}


def _is_box(element: Any, text: str, said: str) -> bool:
    """Tell whether a paragraph or box that was passed over has a text of its own and nothing to press."""
    if (
        count_words(text) < _FEWEST_WORDS
        or _letters(text) in said
        or _has(element, "form", "input", "button", "nav", "script")
    ):
        return False
    return not any(_letters(visible(part)) in said for part in element.iter("p", "li") if visible(part))


def _is_known(element: Any, said: str) -> bool:
    """Tell whether most of an element is links, or is there already."""
    text = visible(element)
    linked = sum(len(visible(a)) for a in element.iter("a"))
    rows = [e for e in element.iter("li", "tr", "p") if visible(e)]
    known = sum(_letters(visible(e)) in said for e in rows)
    return linked * 2 >= len(text) > 0 or (known * 2 > len(rows) if rows else False)


def _copied(element: Any) -> Any:
    """Return a copy without what has no letter in it (an emoji in a box of its own); a box of words is a paragraph."""
    copy = deepcopy(element)
    copy.tail = None
    for part in list(copy.iter("div", "span")):
        if part is not copy and not _letters(visible(part)) and not _has(part, "img", "br"):
            _drop(part)
    for part in copy.iter("div", "aside"):
        if next(part.iterchildren(*_BLOCKS, *_BOXES, "dl"), None) is None:
            part.tag = "p"
    return copy


def _letters(text: str) -> str:
    return "".join(filter(str.isalnum, fold(text)))


def _key(text: str) -> str:
    """Return the first letters of a text, without reading the rest of a long one."""
    first = _letters(text[: 4 * _KEY])
    return (first if len(first) >= _KEY or len(text) <= 4 * _KEY else _letters(text))[:_KEY]
