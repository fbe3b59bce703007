"""Bodies of posts: HTML and reStructuredText as Markdown, and the tags of template languages taken out and told.

What a tag showed is written out where it is plain (a picture, a code block, a link to another post); of any other the
text inside stays, and a line says which tag went.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from io import StringIO
from urllib.parse import urljoin

from ...errors import ArticleError, Problem
from ...text.html_tree import parse
from ..importers import html_text, markdown
from .code_spans import CodeSpans

ORIGIN = "https://old-site.invalid/"
"""Stands before addresses of the old site while its HTML is read; taken away again when links are led to new places."""
_ATTRIBUTE = re.compile(r"""([\w-]+)\s*=\s*(?:"([^"]*)"|'([^']*)'|`([^`]*)`|(\S+))""")
_EMBEDDED = ("iframe", "video", "audio", "object", "embed", "form")
_MORE = re.compile(r"^[ \t]*(?:<!--\s*(?:more|TEASER_END[^>]*)\s*-->|\.\.[ \t]+TEASER_END[^\n]*)[ \t]*$", re.M | re.I)
_SYSTEM = re.compile(r"<string>:(\d+): \(\w+/\d\) (.*)")
_HUGO = re.compile(r"\{\{(?:<|%)\s*(?P<close>/?)\s*(?P<inside>(?:[^\"`{}]|\"[^\"]*\"|`[^`]*`)*?)\s*/?(?:>|%)\}\}")
_LIQUID = re.compile(
    r"\{%-?\s*(?P<tag>\w+)\s*(?P<rest>(?:[^%]|%(?!\}))*?)\s*-?%\}|\{\{-?\s*(?P<shown>[^{}]*?)\s*-?\}\}"
)
_LIQUID_TAGS = re.compile(
    r"\{%-?\s*(img|video|audio|youtube|vimeo|notebook|include_code|literal|graphviz|soundcloud|flickr|gram|giphy)"
    r"\s+((?:[^%]|%(?!\}))*?)\s*-?%\}"
)
_ATTRIBUTE_LIST = re.compile(
    r"^(?:[ \t]*[-*] (?i:toc)[ \t]*\n)?[ \t]*\{:[^{}\n]*\}[ \t]*(?:\n|\Z)|(?<=[)\]*_`])[ \t]*\{:[^{}\n]*\}"
    r"|^[ \t]*\{::[^{}\n]*\}[ \t]*(?:\n|\Z)|[ \t]+\{:?[ \t]*#[\w-]+[ \t]*\}(?=[ \t]*$)",
    re.MULTILINE,
)
_NIKOLA = re.compile(r"\{\{%\s*(?P<inside>(?:[^%]|%(?!\}\}))*?)\s*%\}\}")
_WORDPRESS = re.compile(r"\[(?P<close>/?)(?P<name>[a-z][\w-]*)(?P<rest>(?:\s[^\[\]]*)?)\]", re.I)
_KNOWN_WORDPRESS = frozenset(
    "audio caption code contact-form contact-form-7 embed gallery playlist video wp_caption youtube".split()
)


class ProblemLog:
    """What is to be said of one text, with the line on which it stands."""

    def __init__(self, file: str, text: str, first_line: int = 1) -> None:
        """Take the file as problems show it, and its text."""
        self.file, self.text, self.first_line = file, text, first_line
        self.problems: list[Problem] = []

    def __call__(self, at: int, message: str, remedy: str = "write what it showed") -> None:
        """Say something of the character at `at`; negative for the file as a whole."""
        line = self.text.count("\n", 0, at) + self.first_line if at >= 0 else 0
        self.problems.append(Problem(self.file, line, message, remedy, "warning", "not-moved"))


def attributes(text: str) -> dict[str, str]:
    """Return `key="value"` pairs."""
    return {key: next((v for v in values if v), "") for key, *values in _ATTRIBUTE.findall(text)}


def words(text: str) -> list[str]:
    """Return the arguments of a tag that are not `key=value`, quotes removed."""
    return [word.strip("\"'`") for word in re.findall(r"\"[^\"]*\"|'[^']*'|`[^`]*`|\S+", _ATTRIBUTE.sub(" ", text))]


def picture(address: str, alt: str, caption: str = "") -> str:
    """Return a picture as Markdown."""
    shown = f"![{' '.join((alt or caption).split())}]({address.replace(' ', '%20')})"
    return f"{shown}\n\n*{markdown.escape(caption)}*" if caption else shown


def media_tag(name: str, rest: str) -> str | None:
    """Return what a tag of Octopress or of liquid_tags for a picture or a film shows; None for another tag."""
    given = [word.strip("\"'") for word in re.findall(r"\"[^\"]*\"|'[^']*'|\S+", rest)]
    if name == "img":
        at = next((n for n, word in enumerate(given) if "/" in word or re.search(r"\.\w{3,4}$", word)), -1)
        if at < 0:
            return None
        texts = [word for word in given[at + 1 :] if not re.fullmatch(r"\d+%?(?:px)?", word)]
        quoted = '"' in rest or "'" in rest
        return picture(given[at], (texts[-1] if quoted else " ".join(texts)) if texts else "")
    if name in ("youtube", "vimeo") and given:
        where = "https://www.youtube.com/watch?v=" if name == "youtube" else "https://vimeo.com/"
        address = given[0] if given[0].startswith("http") else where + given[0]
        return f"[{address}]({address})"
    if name in ("video", "audio") and given:
        return f"[{markdown.escape(given[0].rpartition('/')[2])}]({given[0]})"
    return None


def liquid_tags(text: str, log: ProblemLog) -> str:
    """Return a text of Pelican without the tags of its plugin liquid_tags, outside of code."""
    code = CodeSpans(text)

    def replaced(found: re.Match[str]) -> str:
        if found.start() in code:
            return found[0]
        shown = media_tag(found[1], found[2])
        if shown is None:
            log(found.start(), f"the tag '{found[0][:60]}' has no counterpart")
        return shown or ""

    return _LIQUID_TAGS.sub(replaced, text)


def without_attribute_lists(text: str) -> str:
    """Return a text of kramdown without `{: .table}` and its like, outside of code."""
    code = CodeSpans(text)
    return _ATTRIBUTE_LIST.sub(lambda found: found[0] if found.start() in code else "", text)


def liquid(text: str, log: ProblemLog) -> str:
    """Return a text of Jekyll without Liquid: code, links to posts and pictures written out, all else told."""
    raw: list[str] = []

    def keep(found: re.Match[str]) -> str:
        raw.append(found[1])
        return f"\x02{len(raw) - 1}\x03" + "\n" * found[0].count("\n") + "\x04"  # each line keeps its number

    def replaced(found: re.Match[str]) -> str:
        tag, rest = found["tag"], (found["rest"] or "").strip()
        if tag is None:
            shown = found["shown"].strip()
            if re.fullmatch(r"site\.(?:base)?url(?:\s*\|\s*\w+)*|site\.url\s*\}\}\{\{\s*site\.baseurl", shown):
                return ""
            quoted = re.fullmatch(r"['\"]([^'\"]*)['\"](?:\s*\|\s*(?:relative_url|absolute_url|prepend:.*))+", shown)
            if quoted:
                return quoted[1]
            log(found.start(), f"the tag '{found[0][:60]}' showed something that is not in the text")
            return ""
        if tag == "highlight":
            return f"```{rest.split()[0] if rest else ''}"
        if tag == "endhighlight":
            return "```"
        if tag in ("post_url", "link"):
            return f"old:{rest.strip(chr(34) + chr(39))}"
        if (shown := media_tag(tag, rest)) is not None:
            return shown
        if tag in ("comment", "endcomment", "raw", "endraw"):
            return ""
        log(found.start(), f"the tag '{found[0][:60]}' has no counterpart")
        return ""

    text = re.sub(r"\{%-?\s*raw\s*-?%\}(.*?)\{%-?\s*endraw\s*-?%\}", keep, text, flags=re.DOTALL)
    log.text = text
    text = _LIQUID.sub(replaced, text)
    text = re.sub(r"\x02(\d+)\x03\n*\x04", lambda found: raw[int(found[1])], text)
    return _MORE.sub("", text)


def shortcodes(text: str, log: ProblemLog) -> str:
    """Return a text of Hugo without shortcodes: figures, code, references written out, of others the text inside."""

    def replaced(found: re.Match[str]) -> str:
        inside = found["inside"]
        if inside.startswith("/*"):
            return found[0].replace("/*", "", 1).replace("*/", "", 1)
        name, _, rest = inside.partition(" ")
        pairs, given = attributes(rest), words(rest)
        if name in ("highlight",):
            return "```" if found["close"] else f"```{given[0] if given else ''}"
        if found["close"]:
            return ""
        if name == "figure" and pairs.get("src"):
            return picture(pairs["src"], pairs.get("alt", ""), pairs.get("caption", "") or pairs.get("title", ""))
        if name in ("ref", "relref"):
            return f"old:{pairs.get('path') or (given[0] if given else '')}"
        if name in ("youtube", "vimeo") and (given or pairs.get("id")):
            where = "https://www.youtube.com/watch?v=" if name == "youtube" else "https://vimeo.com/"
            address = where + (pairs.get("id") or given[0])
            return f"[{address}]({address})"
        log(found.start(), f"the shortcode '{found[0][:60]}' has no counterpart")
        return ""

    return _MORE.sub("", _HUGO.sub(replaced, text))


def nikola_tags(text: str, log: ProblemLog) -> str:
    """Return a text of Nikola without shortcodes, each of which is told."""

    def replaced(found: re.Match[str]) -> str:
        if not found["inside"].startswith("/"):
            log(found.start(), f"the shortcode '{found[0][:60]}' has no counterpart")
        return ""

    return _MORE.sub("", _NIKOLA.sub(replaced, text))


def wordpress_html(text: str, log: ProblemLog) -> str:
    """Return WordPress' content as HTML: paragraphs where it has blank lines, captions as figures, shortcodes told."""
    blocks = "<!-- wp:" in text
    text = re.sub(r"<!--\s*/?wp:.*?-->|<!--\s*(?:more|nextpage)\s*-->", "", text, flags=re.DOTALL)
    text = re.sub(
        r"\[(wp_)?caption[^\]]*\]\s*((?:<a\b[^>]*>)?\s*<img\b[^>]*>\s*(?:</a>)?)(.*?)\[/(wp_)?caption\]",
        lambda found: f"\n\n<figure>{found[2]}<figcaption>{found[3].strip()}</figcaption></figure>\n\n",
        text,
        flags=re.DOTALL,
    )
    text = re.sub(r"\[embed[^\]]*\]\s*(\S+?)\s*\[/embed\]", r'<p><a href="\1">\1</a></p>', text)

    def replaced(found: re.Match[str]) -> str:
        if found["name"].lower() not in _KNOWN_WORDPRESS and "=" not in found["rest"] and not found["close"]:
            return found[0]  # brackets of the text
        if not found["close"]:
            log(-1, f"the shortcode '{found[0][:60]}' has no counterpart")
        return ""

    text = _WORDPRESS.sub(replaced, text)
    if blocks or re.search(r"<p[\s>]", text):
        return text
    parts = (part.strip() for part in re.split(r"\n\s*\n", text))
    block = re.compile(r"<(?:ul|ol|li|h\d|blockquote|pre|figure|table|div|hr|p)\b", re.I)
    return "\n\n".join(p if block.match(p) else "<p>" + p.replace("\n", "<br>\n") + "</p>" for p in parts if p)


def from_html(text: str, address: str, log: ProblemLog) -> str:
    """Return HTML as Markdown; what is embedded from elsewhere is told. Its links lead to `ORIGIN`."""
    tree = parse(text)
    for embedded in list(tree.iter(*_EMBEDDED)):
        source = embedded.get("src") or embedded.get("data") or ""
        if embedded.getparent() is not None:
            log(-1, f"the element <{embedded.tag}> has no counterpart: {source or 'without an address'}")
    for link in tree.iter("a"):
        if (link.get("href") or "").startswith(("{", "|", "link:")):
            link.set("href", ORIGIN + link.get("href"))
    for image in tree.iter("img"):
        source = html_text.source_of(image)
        image.set("src", ORIGIN + source if source.startswith(("{", "|")) else urljoin(ORIGIN + address, source))
    return html_text.to_markdown(tree, markdown.escape, ORIGIN + address)


def from_rst(text: str, file: str, address: str, log: ProblemLog) -> str:
    """Return reStructuredText as Markdown; raises `ArticleError` where docutils is not installed."""
    try:
        from docutils.core import publish_parts

        from .rst_directives import register
    except ImportError:
        remedy = "pip install 'mkdocs-briefing[moving]'"
        raise ArticleError(Problem(file, 0, "reStructuredText needs the package docutils", remedy)) from None
    register()
    heard = StringIO()
    settings = {
        "file_insertion_enabled": False, "raw_enabled": False, "report_level": 2, "halt_level": 6,
        "warning_stream": heard, "input_encoding": "unicode", "initial_header_level": 2, "syntax_highlight": "none",
        "_disable_config": True, "doctitle_xform": False,
    }  # fmt: skip
    html = publish_parts(text, writer="html5", settings_overrides=settings)["body"]
    for number, message in _SYSTEM.findall(heard.getvalue()):
        if not message.startswith("Duplicate"):
            log.problems.append(
                Problem(
                    file, int(number) + log.first_line - 1, message.strip(), "write it anew", "warning", "not-moved"
                )
            )
    tree = parse(html)
    for node in list(tree.iter("aside", "div", "section")):
        if "system-message" in (node.get("class") or "") and node.getparent() is not None:
            node.drop_tree()
    from lxml.html import tostring

    return from_html(str(tostring(tree, encoding="unicode")), address, log)


Writer = Callable[[str, ProblemLog], str]
"""Takes the tags of a template language out of a text."""
