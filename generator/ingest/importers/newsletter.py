"""An e-mail (`.eml`): a newsletter as one article, its HTML part first; addresses of people do not come along."""

from __future__ import annotations

import email
import email.policy
import re
from collections.abc import Callable
from email.message import EmailMessage
from email.utils import parseaddr
from html import escape
from itertools import groupby
from typing import Any
from urllib.parse import urlsplit

from ...errors import Problem
from ...text.html_tree import parse
from ...text.strings import clip, without_emails
from ...text.web_addresses import absolute
from .. import letters
from ..cut_short import cut_short, is_cut_message
from ..draft import Captured, Line, Source
from ..typed_lists import typed

NAME = "e-mail"
DESCRIPTION = "a newsletter (.eml)"
SUFFIXES = (".eml",)

_HEADER = re.compile(rb"[A-Za-z][A-Za-z0-9-]{1,60}:[^\r\n]*\r?\n(?:[ \t][^\r\n]*\r?\n)*")
_TELLING = re.compile(
    rb"^(?:from|message-id|received|return-path|mime-version|delivered-to):", re.IGNORECASE | re.MULTILINE
)
_SUBJECT = re.compile(rb"^(?:subject|date|to):", re.IGNORECASE | re.MULTILINE)
_PREFIX = re.compile(r"(?:(?:fwd?|re|wg|tr|rv)\s*:\s*)+", re.IGNORECASE)
_ONLINE = re.compile(
    r"\b(?:(?:view|read|open)\b.{0,30}\b(?:browser|online|web)|web version|im browser|online[- ](?:ansehen|lesen)"
    r"|(?:voir|lire)\b.{0,30}\b(?:ligne|navigateur)|ver\b.{0,30}\b(?:línea|navegador))\b",
    re.IGNORECASE,
)
_READER = re.compile(r"\?e=\w+\Z")
_TOKEN = re.compile(r"(?=[A-Za-z]*\d)[A-Za-z0-9]{16,}|[~%=]|\b\w+@")


def _headers(data: bytes) -> bytes:
    """Return the lines of headers at the beginning of `data`."""
    at = 0
    while at < 65_536 and (found := _HEADER.match(data, at)):
        at = found.end()
    return data[:at]


def recognises(source: Source) -> bool:
    """Tell whether the source begins with the headers of a message."""
    headers = _headers(source.data.lstrip(b"\xef\xbb\xbf"))
    if b"snapshot-content-location" in headers.lower():
        return False
    return len(_TELLING.findall(headers)) >= 1 and len(_SUBJECT.findall(headers)) >= 1 and headers.count(b"\n") >= 3


def read(source: Source, is_date: Callable[[str], bool]) -> tuple[Captured, ...]:
    """Return the newsletter as one article, or nothing when it has no text."""
    from lxml import html

    message = email.message_from_bytes(source.data.lstrip(b"\xef\xbb\xbf"), policy=email.policy.default)
    text, inner = _body(message)
    if not text.strip():
        return ()
    tree = parse(text)
    inner = inner or letters.forwarded(tree) or letters.Forwarded()
    online = absolute(_header(message, "Archived-At").strip("<> ")) or _online(tree)
    letters.without_foot(tree)
    letters.without_layout(tree)
    subject = _PREFIX.sub("", " ".join((inner.subject or _header(message, "Subject")).split()), count=1)
    name, address = parseaddr(inner.sender or _header(message, "From"))
    outlet = without_emails(name) or address.rpartition("@")[2]
    date = " ".join((inner.date or _header(message, "Date")).split())
    losses = cut_short(source.name, "the message") if is_cut_message(message) else ()
    if inner.note:
        left = f"left out: what was written above the forwarded letter: '{clip(inner.note, 60)}'"
        losses = (*losses, Problem(source.name, 0, left, severity="notice", code="left-out"))
    heading = next((" ".join("".join(h.itertext()).split()) for h in tree.iter("h1")), "")
    return (
        Captured(
            title=subject or heading or "Newsletter",
            body=(),
            when=Line(0, date) if date else None,
            undated=not date,
            source=outlet,
            canonical_url=online,
            html=html.tostring(tree, encoding="unicode"),
            losses=losses,
            guid=_header(message, "Message-ID").strip("<> "),
        ),
    )


def _online(tree: Any) -> str:
    """Return the address of the letter on the web, where it says so; empty for one that only this reader should know.

    What follows `?` may name the letter or the reader: such an address is not taken, unless it is Mailchimp's mark of
    the reader alone. A long run of letters and digits in the path is a mark, too.
    """
    for link in tree.iter("a"):
        address = _READER.sub("", absolute(link.get("href") or "").partition("#")[0])
        path = urlsplit(address).path.strip("/")
        if (
            path
            and "?" not in address
            and _ONLINE.search(" ".join("".join(link.itertext()).split()))
            and not _TOKEN.search(path)
        ):
            return address
    return ""


def _header(message: EmailMessage, name: str) -> str:
    try:
        return str(message.get(name) or "")
    except (ValueError, IndexError, AttributeError, TypeError):  # headers that Python's parser trips over
        return ""


def _body(message: EmailMessage) -> tuple[str, letters.Forwarded | None]:
    """Return the message's text as HTML, and what the head of a forwarded one says where it is plain text."""
    try:
        part = message.get_body(("html", "plain"))
        content = part.get_content() if part else ""
    except (LookupError, ValueError, AttributeError, TypeError, UnicodeError):
        payload = message.get_payload(decode=True)
        part, content = message, payload.decode("utf-8", "replace") if isinstance(payload, bytes) else ""
    if not isinstance(content, str):
        return "", None
    content = content.replace("\x00", "")
    if part is not None and part.get_content_type() == "text/html":
        return content, None
    inner, content = letters.forwarded_text(content)
    blocks = [(one.mark, escape(one.text, quote=False)) for one in typed(content.splitlines(), wrapped=True)]
    html = "".join(
        "".join(f"<p>{text}</p>" for _, text in several) if not tag
        else f"<{tag}>{''.join(f'<li>{text}</li>' for _, text in several)}</{tag}>"
        for tag, several in groupby(blocks, lambda block: {"": "", "-": "ul"}.get(block[0], "ol"))
    )  # fmt: skip
    return html, inner
