"""What the setting `digest` names, sender, list and way out, as headers of a message can hold it.

Addresses of mail and of the web are ASCII in headers (RFC 5322, RFC 3986); names are not bound to that: whoever writes
the message encodes them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from urllib.parse import quote, urlsplit

_ATOM = r"[\w!#$%&'*+/=?^`{|}~-]+"
_HOST = r"[A-Za-z0-9_](?:[A-Za-z0-9_-]*[A-Za-z0-9_])?(?:\.[A-Za-z0-9_](?:[A-Za-z0-9_-]*[A-Za-z0-9_])?)*"
_MAILBOX = re.compile(rf"(?P<local>{_ATOM}(?:\.{_ATOM})*)@(?P<host>{_HOST})", re.ASCII)
_LIST = re.compile(_HOST, re.ASCII)
_NAMED = re.compile(r"(?P<name>[^<>\x00-\x1f\x7f]*)<(?P<rest>[^<>]*)>")
_LEAVE = re.compile(r"(?:https?://[!-.0-;=?-~]+|mailto:[!-;=?A-~]+@)[!-;=?-~]*")
_NO_PHRASE = re.compile(r'[<>"\\(),:;@\[\].\s]+')  # RFC 5322, section 3.2.3: `specials`, which would have to be quoted


@dataclass(frozen=True, slots=True)
class Mailbox:
    """Who sends."""

    name: str
    """As people know them; may be empty."""
    local: str
    """What is before the @."""
    host: str
    """What is after it."""


def mailbox(text: str) -> Mailbox | None:
    """Return `Name <a@example.org>` or `a@example.org` in parts; None for what is neither."""
    name, address = _parts(text)
    found = _MAILBOX.fullmatch(address)
    return Mailbox(name, found["local"], found["host"]) if found else None


def list_id(text: str, name: str) -> str:
    """Return `Name <a.example.org>` or `a.example.org` as value of `List-Id` (RFC 2919); empty for what is neither.

    `name` is what the list is called when the text does not say.
    """
    own, identity = _parts(text)
    phrase = _NO_PHRASE.sub(" ", own or name).strip()
    return f"{phrase} <{identity}>".strip() if _LIST.fullmatch(identity) else ""


def host_of(url: str) -> str:
    """Return the host of a web address in ASCII (RFC 5890), or `localhost`."""
    host = urlsplit(url).hostname or "localhost"
    try:
        return host.encode("idna").decode()
    except UnicodeError:  # a label too long or empty
        return "localhost"


def web(url: str) -> str:
    """Return a web address in ASCII."""
    parts = urlsplit(url)
    host = parts.netloc if parts.netloc.isascii() else host_of(url)
    return quote(parts._replace(netloc=host).geturl(), safe="!#$%&'()*+,/:;=?@[]~")


def faults(settings: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Yield what is wrong with the setting `digest`, and what would be right."""
    if "sender" in settings and not mailbox(settings["sender"]):
        yield f"digest: sender: '{settings['sender']}' is no e-mail address", "Name <a@example.org>"
    if "list_id" in settings and not list_id(settings["list_id"], ""):
        yield f"digest: list_id: '{settings['list_id']}' is no name of a list", "list.example.org"
    if "unsubscribe" in settings and not _LEAVE.fullmatch(settings["unsubscribe"]):
        yield f"digest: unsubscribe: '{settings['unsubscribe']}' is no address", "https://… or mailto:…, in ASCII"


def _parts(text: str) -> tuple[str, str]:
    """Return the name, without quotation marks, and what stands in angle brackets; without these, all of the text."""
    found = _NAMED.fullmatch(text.strip())
    return (found["name"].strip().strip('"').strip(), found["rest"].strip()) if found else ("", text.strip())
