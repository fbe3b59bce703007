"""The furniture of a web page: share bars, advertisements, sign-up boxes, "Read more: …"; told by class and by words.

Works beside an extractor of the main text, which does not know what a block says. Careful: what is long, or most of the
page, is never furniture, whatever its class is called.
"""

from __future__ import annotations

import re
from typing import Any

_CLASSES = re.compile(
    r"(?:^|[\s_-])(?:share|sharing|social|addtoany|sharedaddy|newsletter|subscribe|subscription|sign-?up|advert\w*|ads?"
    r"|ad-?(?:slot|unit|box|container|wrapper)|promo\w*|related\w*|recommend\w*|outbrain|taboola|read-?more"
    r"|more-?stories|most-?popular|author-?(?:bio|box|info|card|about|description)|about-?(?:the-)?author|cookie\w*|consent|breadcrumbs?|comments?|disqus\w*|popup|modal|tags?-?list|trending|most-?read"
    r"|sponsor\w*|donat\w+|follow-?us|metadata|updates-?to-?this-?page|published-dates|(?:pay|reg)wall[-_]*(?:overlay"
    r"|box|prompt|barrier|message|banner|offer|cta))(?:$|[\s_-])",
    re.IGNORECASE,
)
_POINTER = re.compile(
    r"\W*(?:read (?:more|also|next|on)|also read|see also|more on this|more from"
    r"|related(?: (?:article|story|coverage|reading))?s?|recommended|(?:don.t )?miss|watch|listen|lire aussi"
    r"|à lire(?: aussi)?|lea también|lee también|te puede interesar|lesen sie auch|mehr zum thema"
    r"|leia (?:também|mais)|leggi anche)\b\s*[:：»>–—-]*",
    re.IGNORECASE,
)
_NOTICE = re.compile(
    r"\W*(?:advertisement|advertising|sponsored(?: content)?|publicité|anzeige|publicidad|loading\.*|skip to .{0,30}"
    r"|(?:story|article) continues below(?: (?:this )?advertisement)?|share (?:this|on|via)\b.{0,40}"
    r"|(?:facebook|twitter|whatsapp|linkedin|email|print|copy link|share|save|comments?)|click here to .{0,60}"
    r"|sign up (?:for|to) .{0,100}(?:newsletter|inbox|briefing|alerts?).{0,60}"
    r"|subscribe to .{0,80}(?:newsletter|channel|podcast|magazine|today|now).{0,40}|follow us on .{0,60}"
    r"|donate(?: (?:now|to|here)\b.{0,40})?|become a (?:member|subscriber|patron)|support (?:us|our work)"
    r"|printer[- ]friendly version|print this (?:page|article)|(?:e-?mail|send) (?:this )?to a friend|druckversion"
    r"|version imprimable|versión para imprimir|\d{1,3}[ -]min(?:ute)?s?(?: read| de lecture| de lectura| lesezeit)"
    r"|(?:skip past |after )?newsletter promotion|article content|read in app|copy (?:url|link)|copiar (?:url|enlace)"
    r"|rrss \w+|(?:don.t miss|see more|read more|more|more on this story|lesen sie auch|mehr zum thema|lire aussi"
    r"|te puede interesar|lee también|leggi anche|leia também|less)[: .…]*"
    r"|(?:jetzt|buy|subscribe|abonnez-vous) ?(?:now|kaufen)?!?"
    r"|(?:image |photo )?(?:copyright\b|©).{0,100}|.{0,60}all rights reserved\b.{0,80}"
    r"|(?:follow|join) (?:us\b|\w+\b).{0,40} (?:on|@) ?"
    r"(?:twitter|facebook|instagram|whatsapp|telegram|google news).{0,60}"
    r"|(?:this (?:site|website|page)|we|wir|nous|este sitio|questo sito).{0,40}\b(?:uses?|verwende[nt]|utilis\w+"
    r"|utiliza|utilizza|nutze[nt])\b.{0,30}\bcookies?\b.{0,150}"
    r"|(?:get|want) .{0,80}(?:in|to|straight to) your inbox.{0,60})\W*",
    re.IGNORECASE,
)
_SIGN_UP = re.compile(
    r"\b(?:unsubscribe|opt[- ]?out|check out) at any time\b|\bby (?:signing|subscribing|registering)\b.{0,60}\bagree\b"
    r"|\b(?:read|see) our privacy (?:policy|notice)\b|\bprivacy policy and terms of (?:service|use)\b",
    re.IGNORECASE,
)
_KICKER = re.compile(
    r"(?:^|[\s_-])(?:kicker|overline|eyebrow|dachzeile|top-?line|antetitulo)(?:$|[\s_-])", re.IGNORECASE
)
_LONGEST_KICKER = 10  # words
_LONGEST_SIGN_UP = 600  # letters
_SEPARATOR = re.compile(r"[·•|/\s–—-]+")  # alone in an element: it parts what stands above a text
_MOST = 150  # words; what is longer is no share bar, whatever its class says
_BLOCKS = ("div", "section", "aside", "ul", "ol", "p", "span", "form", "figure", "h2", "h3", "h4", "li", "a")


def _text(element: Any) -> str:
    return " ".join("".join(element.itertext()).split())


def is_notice(text: str) -> bool:
    """Tell whether a paragraph as a whole is furniture: "Advertisement", "Share this article", "Sign up for …"."""
    return len(text) < 300 and _NOTICE.fullmatch(text) is not None


def without_furniture(tree: Any) -> None:
    """Remove share bars, advertisements, sign-up boxes and pointers to other articles; a long text is none of them."""
    body = next(iter(tree.iter("body")), tree)
    whole = len(_text(body).split())
    gone: set[Any] = set()  # what stands in a block that has been removed

    def remove(block: Any) -> None:
        gone.update(block.iter())
        block.drop_tree()

    for element in list(body.iter(*_BLOCKS)):
        if element in gone or element.getparent() is None:
            continue
        kind = f"{element.get('class') or ''} {element.get('id') or ''}".strip()
        if element.tag == "form" or (kind and len(kind) < 300 and _CLASSES.search(kind)):
            count = len(_text(element).split())
            if count <= _MOST and count * 3 <= whole:
                remove(element)
                continue
        if kind and _KICKER.search(kind) and len(_text(element).split()) <= _LONGEST_KICKER:
            remove(element)
            continue
        if element.tag in ("p", "div", "li", "h2", "h3", "h4", "aside", "span"):
            text = _text(element) if len(element) < 12 else ""
            if len(text) < _LONGEST_SIGN_UP and _SIGN_UP.search(text):
                remove(element)
                continue
            is_mark = element.tag == "span" and _SEPARATOR.fullmatch(text) and not (element.tail or "").strip()
            if text and len(text) < 300 and (_NOTICE.fullmatch(text) or is_mark or _is_pointer(element, text)):
                remove(element)


def _is_pointer(element: Any, text: str) -> bool:
    """Tell whether a block only sends the reader to another article ("Read more: …")."""
    found = _POINTER.match(text)
    linked = " ".join(_text(a) for a in element.iter("a"))
    if not found or not linked:
        return False
    return len(linked) + found.end() + 3 >= len(text)
