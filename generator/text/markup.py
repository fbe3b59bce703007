"""Foreign HTML made safe, after all Markdown extensions; and its paragraphs numbered as the analyses number them.

What comes out of `sanitise` and `numbered` is the only HTML of foreign origin that pages and feeds ever show; it is
marked as markup here and nowhere else. The sanitiser has the last word: whatever is done to clean HTML by another
parser goes through it again, so that no difference between two parsers can open a hole.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Any
from urllib.parse import unquote

import nh3
from markupsafe import Markup

from .web_addresses import leads_out

MAX_NESTING = 100
MAX_LINKS = 5_000
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
    "col": {"span"},
    "details": {"open"},
}
_SCHEMES = {"http", "https", "mailto"}
_GONE = {"script", "style", "template", "noscript", "iframe", "object", "svg", "math", "title"}
# What Python-Markdown, PyMdown and Pygments mark their output with; all else could pass for a part of the page.
_CLASSES = frozenset(
    """admonition admonition-title attention caution danger error hint important note tip warning abstract info success
    question failure bug example quote details footnote footnote-ref footnote-backref highlight codehilite linenos
    linenodiv highlighttable arithmatex task-list task-list-item task-list-control critic critcomment keys toc
    toctitle picture-elsewhere picture-missing
    bp c c1 ch cm cp cpf cs dl err esc fm g gd ge gh gi go gp gr gs gt gu hll il k kc kd kn kp kr kt l ld lineno m mb mf
    mh mi mo n na nb nc nd ne nf ni nl nn no nt nv nx o ow p pi py s s1 s2 sa sb sc sd se sh si sr ss sx vc vg vi vm w
    x""".split()
)
_CLASS = re.compile(r"language-[\w+#-]{1,40}|key-[\w-]{1,20}")
_OUT, _OUT_FOREIGN = "noopener", "noopener nofollow ugc"
_PREFIX = "user-"
_PARAGRAPHS = frozenset({"p", "li", "dd"})
_FRAMES = frozenset({"a", "figure", "p"})
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_KEY = re.compile(r"[\W_]+")
_OWN_ID = re.compile(r"p\d{1,6}\Z")
_BESIDE = re.compile(r"(?:\.\./[\w-]+/)?#(?P<id>.+)\Z", re.DOTALL)  # within this article, or in one beside it
_TAG = re.compile(r"<(?P<end>/?)(?P<name>[a-z][a-z0-9]*)")
_UNCLOSED = frozenset("br col hr img wbr p li dt dd tr td th thead tbody tfoot rt rp option input meta link".split())
_XML_BAD = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
_KEY_LENGTH = 48
_LOOK_AHEAD = 40


class Excessive(ValueError):
    """A text has more of something than any honest one; the message says of what."""


def _classes(tag: str, name: str, value: str) -> str | None:
    """Return an attribute's value as far as it may pass, None for nothing of it."""
    if name == "class":
        return " ".join(one for one in value.split() if one in _CLASSES or _CLASS.fullmatch(one)) or None
    return value


def _of_article(tag: str, name: str, value: str) -> str | None:
    """Return the same for the text of an article, whose ids are its own or ours, and which names no other relation."""
    if name == "id":
        return value if value.startswith(_PREFIX) or _OWN_ID.match(value) else None
    if name == "rel":
        return value if value in (_OUT, _OUT_FOREIGN) else None
    if name == "loading":
        return "lazy"
    return _classes(tag, name, value)


_ATTRIBUTES_AFTER = _ATTRIBUTES | {"a": _ATTRIBUTES["a"] | {"rel"}, "img": _ATTRIBUTES["img"] | {"loading"}}


def sanitise(html: str, *, rel: str = _OUT_FOREIGN) -> Markup:
    """Return `html` with nothing in it that could run or disguise: allow-lists of elements, attributes, schemes.

    Elements lose classes that could pass for a part of the page; every link gets `rel`.
    """
    clean = nh3.clean(
        html, tags=set(_TAGS), attributes=_ATTRIBUTES, url_schemes=_SCHEMES, link_rel=rel,
        clean_content_tags=set(_GONE), attribute_filter=_classes,
    )  # fmt: skip
    return Markup(clean)


def sanitised_again(html: str) -> Markup:
    """Return an article's text that has been through the gate and then a parser or the cache, gated once more.

    What `numbered` returned stays as it is, to the byte.
    """
    clean = nh3.clean(
        html, tags=set(_TAGS), attributes=_ATTRIBUTES_AFTER, url_schemes=_SCHEMES, link_rel=None,
        clean_content_tags=set(_GONE), attribute_filter=_of_article,
    )  # fmt: skip
    return Markup(clean)


def _key(text: str) -> str:
    return _KEY.sub("", text).casefold()[:_KEY_LENGTH]


def numbered(
    html: str,
    paragraphs: Sequence[str],
    *,
    foreign: bool = True,
    remote_pictures: bool = False,
    missing: Callable[[str], bool] = lambda address: False,
    max_nesting: int = MAX_NESTING,
    max_links: int = MAX_LINKS,
) -> tuple[Markup, frozenset[int]]:
    """Return an article's `html`, made safe, with `id="p3"` on its third paragraph and so on, and the numbers found.

    `paragraphs` are the plain texts that the analyses saw (`document.Document.prose`), which Python-Markdown and its
    extensions may cut otherwise than CommonMark: so they are matched by their words, in order. Other ids get a prefix,
    for no text may take the place of a part of the page. Links of `foreign` texts do not vouch for where they lead.
    Without `remote_pictures` a picture on another site becomes a link to it: reading fetches nothing from there. Of one
    that is `missing`, by its address, stays what it would have shown, in words. Raises `Excessive`.
    """
    if not html.strip():
        return Markup(""), frozenset()
    from lxml import html as lxml_html

    # Before the gate as well, whose time grows with the square of the depth; here what it would drop counts too.
    _limited(html, max_nesting * 10, max_links * 10)
    clean = xml_text(sanitise(html))  # it resolves `&#1;`, which lxml does not take
    _limited(clean, max_nesting, max_links)
    parser = lxml_html.HTMLParser(encoding="utf-8", huge_tree=True, remove_comments=True, remove_pis=True)
    root = lxml_html.fragment_fromstring(clean.encode(), create_parent="div", parser=parser)
    for element in root.iter():
        given = element.get("id")
        if given is not None:
            element.set("id", _PREFIX + given)
    _mark_links(root, _OUT_FOREIGN if foreign else _OUT)
    _without_missing(root, missing)
    _mark_pictures(root, remote_pictures, _OUT_FOREIGN if foreign else _OUT)
    elements = [(e, _key(e.text_content())) for e in root.iter() if e.tag in _PARAGRAPHS]
    found: set[int] = set()
    at = 0
    for number, text in enumerate(paragraphs, 1):
        wanted = _key(text)
        for place in range(at, min(at + _LOOK_AHEAD, len(elements))):
            element, key = elements[place]
            own = _OWN_ID.match(element.get("id") or "")
            if wanted and key and (key.startswith(wanted) or wanted.startswith(key)) and not own:
                element.set("id", f"p{number}")
                found.add(number)
                at = place + 1
                break
    _level(root)
    return sanitised_again(_inner(root)), frozenset(found)


def _limited(html: str, max_nesting: int, max_links: int) -> None:
    links = html.count("<a ")
    if links > max_links:
        raise Excessive(f"it has more than {max_links} links (max_links)")
    depth = deepest = 0
    for found in _TAG.finditer(html):
        if found["name"] not in _UNCLOSED:
            depth += -1 if found["end"] else 1
            deepest = max(deepest, depth)
    if deepest > max_nesting:
        raise Excessive(f"it is nested more than {max_nesting} deep (max_nesting)")


def _mark_links(root: Any, rel: str) -> None:
    for link in root.iter("a"):
        link.attrib.pop("rel", None)
        address = link.get("href")
        if address is None:
            continue
        if leads_out(address):
            link.set("rel", rel)
        elif (relative := _BESIDE.match(address)) and not _OWN_ID.match(relative["id"]):
            link.set("href", f"{address[: relative.start('id')]}{_PREFIX}{relative['id']}")


def _without_missing(root: Any, missing: Callable[[str], bool]) -> None:
    for picture in list(root.iter("img")):
        if not missing(picture.get("src") or ""):
            continue
        said, within = (picture.get("alt") or "").strip(), picture.getparent()
        picture.attrib.clear()
        picture.tag, picture.text = "span", said
        picture.set("class", "picture-missing")
        if not said:
            picture.drop_tag()
        while within is not root and within.tag in _FRAMES and not len(within) and not within.text_content().strip():
            frame, within = within, within.getparent()
            frame.drop_tree()


def _mark_pictures(root: Any, remote: bool, rel: str) -> None:
    for picture in list(root.iter("img")):
        picture.set("loading", "lazy")
        address = picture.get("src") or ""
        if remote or not leads_out(address):
            continue
        name = picture.get("alt") or unquote(address.partition("?")[0].rstrip("/").rpartition("/")[2]) or address
        attributes = {key: picture.get(key) for key in ("title", "lang", "dir") if picture.get(key)}
        tail = picture.tail
        within_link = any(above.tag == "a" for above in picture.iterancestors())
        picture.attrib.clear()
        picture.tag, picture.text, picture.tail = ("span" if within_link else "a"), name, tail
        picture.set("class", "picture-elsewhere")
        for key, value in attributes.items():
            picture.set(key, value)
        if not within_link:
            picture.set("href", address)
            picture.set("rel", rel)


def _level(root: Any) -> None:
    """Put the headings in order below the page's own: the highest becomes h2, and none skips a level."""
    headings = [element for element in root.iter() if element.tag in _HEADINGS]
    highest = min((int(heading.tag[1]) for heading in headings), default=2)
    before = 1
    for heading in headings:
        before = min(int(heading.tag[1]) - highest + 2, before + 1, 6)
        heading.tag = f"h{before}"


def with_absolute_links(html: str, base: str) -> str:
    """Return `html` for feeds: every link and picture absolute, nothing that only a page needs, made safe once more."""
    if not html.strip():
        return ""
    from lxml import html as lxml_html

    parser = lxml_html.HTMLParser(encoding="utf-8", huge_tree=True)
    root = lxml_html.fragment_fromstring(html.encode(), create_parent="div", parser=parser)
    root.make_links_absolute(base, resolve_base_href=False, handle_failures="discard")
    for element in root.iter():
        if isinstance(element.tag, str):
            for name in ("id", "class", "loading", "rel"):
                element.attrib.pop(name, None)
    return xml_text(sanitised_again(_inner(root)))


def _inner(root: object) -> str:
    from lxml import etree

    text = etree.tostring(root, encoding="unicode", method="html")  # type: ignore[call-overload]
    return str(text).removeprefix("<div>").removesuffix("</div>")


def xml_text(text: str) -> str:
    """Return `text` without the characters that XML 1.0 forbids (section 2.2)."""
    return _XML_BAD.sub("", text)
