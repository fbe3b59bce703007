"""Comments of readers by services of others, off unless set: which there are, what each needs, what a page may load.

Nothing of a service is loaded before a reader asks for it; then `briefing.js` does, by what is told here. Beside it
stand the ways that need no service: a letter to the editors, an issue of the project.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from urllib.parse import quote, urlsplit

from ..context_parts import Comments, Link

NEEDS: Mapping[str, tuple[str, ...]] = {
    "giscus": ("repo", "repo_id", "category", "category_id"),
    "utterances": ("repo",),
    "isso": ("server",),
    "remark42": ("server", "site"),
    "mastodon": (),
}
"""Service → what it cannot do without."""
KEYS = ("service", "repo", "repo_id", "category", "category_id", "label", "server", "site", "email", "issues")
THREAD = "comments"
"""The front matter of an article that names its Mastodon thread, or says `false` for no comments."""
_REPO = re.compile(r"[\w.-]+/[\w.-]+\Z")
_SERVER = re.compile(r"https?://[^\s/?#;,'\"]+(?:/[^\s?#;,'\"]*)?\Z")
_EMAIL = re.compile(r"[^\s@<>?&]+@[^\s@<>?&]+\.[^\s@<>?&]+\Z")
_TOOT = re.compile(r"https://(?P<host>[^\s/?#;,'\"]+)/@[\w.@-]+/(?P<id>\d+)/?\Z")


def faults(settings: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Yield what is wrong with the setting, and what would be right."""
    service = settings.get("service", "")
    for key in settings:
        if key not in KEYS:
            yield f"comments: unknown key '{key}'", "one of " + ", ".join(KEYS)
    if service and service not in NEEDS:
        yield f"comments: no service '{service}'", "one of " + ", ".join(NEEDS)
    for key in NEEDS.get(service, ()):
        if not settings.get(key):
            yield f"comments: {service} needs {key}", f"{key}: …"
    if settings.get("repo") and not _REPO.match(settings["repo"]):
        yield f"comments: repo: '{settings['repo']}' is no repository", "owner/name"
    if settings.get("email") and not _EMAIL.match(settings["email"]):
        yield f"comments: email: '{settings['email']}' is no address", "letters@example.org"
    for key in ("server", "issues"):
        if settings.get(key) and not _SERVER.match(settings[key]):
            yield f"comments: {key}: '{settings[key]}' is no address", "https://…"


def comments(
    settings: Mapping[str, str], *, title: str, identity: str, url: str, thread: object, lang: str
) -> tuple[Comments | None, Mapping[str, str]]:
    """Return the comments of an article, and what its page may load for them beside the site's own, by directive.

    `thread` is what the article's front matter says under `comments`: `false`, or the address of its Mastodon thread.
    """
    if not settings or thread is False:
        return None, {}
    service, script, options, sources = settings.get("service", ""), "", {}, {}
    toot = _TOOT.match(thread) if isinstance(thread, str) else None
    if service == "giscus":
        script = "https://giscus.app/client.js"
        options = {
            "data-repo": settings["repo"], "data-repo-id": settings["repo_id"],
            "data-category": settings["category"], "data-category-id": settings["category_id"],
            "data-mapping": "specific", "data-term": identity, "data-strict": "1", "data-reactions-enabled": "1",
            "data-emit-metadata": "0", "data-input-position": "top", "data-lang": lang.split("-")[0],
        }  # fmt: skip
        sources = _allow("https://giscus.app", "script-src", "frame-src", "style-src")
    elif service == "utterances":
        script = "https://utteranc.es/client.js"
        options = {"repo": settings["repo"], "issue-term": identity}
        if settings.get("label"):
            options["label"] = settings["label"]
        # its client puts a style element into the page
        sources = _allow("https://utteranc.es", "script-src", "frame-src") | {"style-src": "'self' 'unsafe-inline'"}
    elif service == "isso":
        server = settings["server"].rstrip("/")
        script = f"{server}/js/embed.min.js"
        options = {"data-isso": f"{server}/", "data-isso-lang": lang.split("-")[0]}
        sources = _allow(_origin(server), "script-src", "style-src", "connect-src", "img-src")
        sources["img-src"] += " data:"
    elif service == "remark42":
        server = settings["server"].rstrip("/")
        script = f"{server}/web/embed.mjs"
        options = {"host": server, "site_id": settings["site"], "url": url, "locale": lang.split("-")[0]}
        sources = _allow(_origin(server), "script-src", "frame-src", "connect-src", "style-src")
        sources["style-src"] += " 'unsafe-inline'"  # the height of its frame
    elif service == "mastodon" and toot:
        script = f"https://{toot['host']}/api/v1/statuses/{toot['id']}/context"
        sources = _allow(f"https://{toot['host']}", "connect-src")
    ways = []
    if settings.get("email"):
        ways.append(Link("", f"mailto:{settings['email']}?subject={quote(title)}&body={quote(url)}", kind="email"))
    if settings.get("issues"):
        joint = "&" if "?" in settings["issues"] else "?"
        ways.append(Link("", f"{settings['issues']}{joint}title={quote(title)}&body={quote(url)}", kind="issue"))
    if not script and not ways:
        return None, {}
    return Comments(
        service=service if script else "",
        host=urlsplit(script).hostname or "",
        script=script,
        options=json.dumps(options, ensure_ascii=False, sort_keys=True),
        thread=toot[0] if toot and service == "mastodon" else "",
        identity=identity,
        ways=tuple(ways),
    ), sources


def _origin(address: str) -> str:
    parts = urlsplit(address)
    return f"{parts.scheme}://{parts.netloc}"


def _allow(origin: str, *directives: str) -> dict[str, str]:
    return dict.fromkeys(directives, f"'self' {origin}")


def unknown_thread(thread: object) -> bool:
    """Return True for front matter that is neither `false` nor the address of a Mastodon thread."""
    return not isinstance(thread, bool) and not (isinstance(thread, str) and _TOOT.match(thread))
