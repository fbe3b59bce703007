"""Foreign HTML made safe, once, after all Markdown extensions; and its paragraphs numbered as the analyses number them.

What comes out of `sanitise` is the only HTML of foreign origin that pages and feeds ever show; it is marked as markup
here and nowhere else.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

import nh3
from markupsafe import Markup

_TAGS = frozenset(
    """a abbr b bdi bdo blockquote br caption cite code col colgroup dd del details dfn div dl dt em figcaption figure
    h1 h2 h3 h4 h5 h6 hr i img ins kbd li mark ol p pre q rp rt ruby s samp small span strong sub summary sup table
    tbody td tfoot th thead time tr u ul var wbr""".split()
)
_ATTRIBUTES: dict[str, set[str]] = {
    "*": {"class", "dir", "id", "lang", "title"},
    "a": {"href", "hreflang"},
    "img": {"alt", "height", "src", "width"},
    "ol": {"start", "type"},
    "td": {"colspan", "rowspan"},
    "th": {"colspan", "rowspan", "scope"},
    "time": {"datetime"},
    "blockquote": {"cite"},
    "col": {"span"},
    "details": {"open"},
}
_SCHEMES = {"http", "https", "mailto"}
_PARAGRAPHS = frozenset({"p", "li", "dd"})
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_KEY = re.compile(r"[\W_]+")
_OWN_ID = re.compile(r"p\d+\Z")
_XML_BAD = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
_KEY_LENGTH = 48
_LOOK_AHEAD = 40


def sanitise(html: str) -> Markup:
    """Return `html` with nothing in it that could run or disguise: allow-lists of elements, attributes, schemes."""
    clean = nh3.clean(
        html, tags=set(_TAGS), attributes=_ATTRIBUTES, url_schemes=_SCHEMES, link_rel="noopener nofollow ugc",
        clean_content_tags={"script", "style", "template", "noscript", "iframe", "object", "svg", "math", "title"},
    )  # fmt: skip
    return Markup(clean)


def _key(text: str) -> str:
    return _KEY.sub("", text).casefold()[:_KEY_LENGTH]


def numbered(html: str, paragraphs: Sequence[str]) -> tuple[Markup, frozenset[int]]:
    """Return sanitised `html` with `id="p3"` on the third paragraph and so on, and the numbers that were found.

    `paragraphs` are the plain texts that the analyses saw (`document.Document.prose`), which Python-Markdown and its
    extensions may cut otherwise than CommonMark: so they are matched by their words, in order.
    """
    if not html.strip():
        return Markup(""), frozenset()
    from lxml import html as lxml_html

    root = lxml_html.fragment_fromstring(html, create_parent="div")
    elements = [(e, _key(e.text_content())) for e in root.iter() if isinstance(e.tag, str) and e.tag in _PARAGRAPHS]
    for element in root.iter():
        if isinstance(element.tag, str) and _OWN_ID.match(element.get("id") or ""):
            del element.attrib["id"]
    found: set[int] = set()
    at = 0
    for number, text in enumerate(paragraphs, 1):
        wanted = _key(text)
        for place in range(at, min(at + _LOOK_AHEAD, len(elements))):
            element, key = elements[place]
            if wanted and key and (key.startswith(wanted) or wanted.startswith(key)) and "id" not in element.attrib:
                element.set("id", f"p{number}")
                found.add(number)
                at = place + 1
                break
    _level(root)
    for picture in root.iter("img"):
        picture.set("loading", "lazy")
    return Markup(_inner(root)), frozenset(found)


def _level(root: Any) -> None:
    """Put the headings in order below the page's own: the highest becomes h2, and none skips a level."""
    headings = [element for element in root.iter() if element.tag in _HEADINGS]
    highest = min((int(heading.tag[1]) for heading in headings), default=2)
    before = 1
    for heading in headings:
        before = min(int(heading.tag[1]) - highest + 2, before + 1, 6)
        heading.tag = f"h{before}"


def with_absolute_links(html: str, base: str) -> str:
    """Return `html` for feeds: every link and picture absolute, nothing that only a page needs."""
    if not html.strip():
        return ""
    from lxml import html as lxml_html

    root = lxml_html.fragment_fromstring(html, create_parent="div")
    root.make_links_absolute(base, resolve_base_href=False, handle_failures="discard")
    for element in root.iter():
        if isinstance(element.tag, str):
            element.attrib.pop("id", None)
            element.attrib.pop("class", None)
            element.attrib.pop("loading", None)
    return xml_text(_inner(root))


def _inner(root: object) -> str:
    from lxml import etree

    text = etree.tostring(root, encoding="unicode", method="html")  # type: ignore[call-overload]
    return str(text).removeprefix("<div>").removesuffix("</div>")


def xml_text(text: str) -> str:
    """Return `text` without the characters that XML 1.0 forbids (section 2.2)."""
    return _XML_BAD.sub("", text)
