"""Web addresses as an archive keeps them: absolute, without what only counts visitors, and equal for one page.

Knows nothing of the network; `fetching` does.
"""

from __future__ import annotations

import re
import unicodedata
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit, urlunsplit

# Parameters that name the way by which a reader came; without them the same page is served.
_TRACKING = re.compile(
    r"(?:utm|mtm|pk|piwik|hsa|oly|vero|mc|trk|ns|at|wt)_\w+|(?:fb|g|dc|msclk|tw|yclid|gbraid|wbraid|ttcl|igsh)(?:clid|id)?"
    r"|gclsrc|igshid|mkt_tok|cmpid|cmp|ocid|ref_src|ref_url|s_cid|smid|spm|_hs(?:enc|mi)|__twitter_impression|ncid|ito"
    r"|share|sharetype|ssrc|guccounter|guce_referrer\w*|at_medium|at_campaign|srsltid|_ga|_gl",
    re.IGNORECASE,
)
_WAY = ("post_page--", "rss----")  # values that name the way, of parameters that have other meanings elsewhere
_HOST = re.compile(r"[\w.-]+|[\d:a-fA-F.]+\Z")
_UNSAFE = re.compile(r"[\x00-\x20<>\"\\^`{|}\x7f]")


def is_web(address: str) -> bool:
    """Tell whether `address` is an absolute address of the web."""
    try:
        parts = urlsplit(address)
        return parts.scheme in ("http", "https") and bool(_HOST.fullmatch(parts.hostname or ""))
    except ValueError:
        return False


def outgoing(address: str) -> str:
    """Return `address` if it may stand in a link to another site, else an empty string: the one gate for addresses.

    `http` and `https` with a host alone pass, and nothing that could end an attribute, run, or disguise where it leads.
    """
    address = address.strip()
    try:
        parts = urlsplit(address)
        sound = is_web(address) and (parts.port is None or parts.port > 0)
    except ValueError:
        return ""
    odd = any(c in ' <>"\\`' or unicodedata.category(c)[0] in "CZ" for c in address)
    return address if sound and not odd else ""


def leads_out(address: str) -> bool:
    """Return True for an address that may lead to another site: absolute, or one that browsers read as such."""
    plain = "".join(c for c in address if c > " ").replace("\\", "/")
    try:
        parts = urlsplit(plain)
    except ValueError:
        return True
    return bool(parts.scheme or parts.netloc) or plain.startswith("//")


def without_tracking(address: str) -> str:
    """Return `address` without the parameters that only count visitors; what is no web address is returned as it is."""
    try:
        parts = urlsplit(address.strip())
        if not parts.query or parts.scheme not in ("http", "https"):
            return address.strip()
        pairs = parse_qsl(parts.query, keep_blank_values=True)
    except ValueError:
        return address.strip()
    remaining = [(name, value) for name, value in pairs if not _TRACKING.fullmatch(name) and not value.startswith(_WAY)]
    if len(remaining) == len(pairs):
        return address.strip()
    return urlunsplit(parts._replace(query=urlencode(remaining)))


def absolute(address: str, base: str = "") -> str:
    """Return a link of a page as an absolute web or mail address without tracking, or an empty string.

    Scripts, data and addresses of other schemes give an empty string; so does a relative link without a base.
    """
    address = "".join(address.split())
    if not address or address.lower().startswith("mailto:"):
        return ""
    try:
        full = urljoin(base, address) if base else address
    except ValueError:
        return ""
    if not is_web(full):
        return ""
    return _UNSAFE.sub(lambda found: f"%{ord(found.group()):02X}", without_tracking(full))


def identity(address: str) -> str:
    """Return what is equal for addresses of one page: no scheme, `www.`, fragment, tracking or closing slash."""
    try:
        parts = urlsplit(without_tracking(address))
        host = (parts.hostname or "").removeprefix("www.")
        port = f":{parts.port}" if parts.port and parts.port not in (80, 443) else ""
    except ValueError:
        return address
    query = "&".join(sorted(filter(None, parts.query.split("&"))))
    return f"{host}{port}{parts.path.rstrip('/')}" + (f"?{query}" if query else "")


def home(address: str) -> str:
    """Return the home page of the site at `address`, or an empty string."""
    return "{0.scheme}://{0.netloc}/".format(urlsplit(address)) if is_web(address) else ""
