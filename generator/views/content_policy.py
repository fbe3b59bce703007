"""What a page may load and run, told to browsers in the page itself (Content-Security-Policy, https://www.w3.org/TR/CSP3/).

The second wall behind the gate of `markup`: no script, style or picture but the site's own, nothing inline, and nothing
is sent elsewhere. The site's own pages keep to it; hosts may send the same as a header.
"""

from __future__ import annotations

from collections.abc import Mapping

from ..settings.config import Settings

_DIRECTIVES = {
    "default-src": "'self'",
    "img-src": "'self' data:",
    "object-src": "'none'",
    "base-uri": "'self'",
    "form-action": "'self'",
}
_SEARCH = {"script-src": "'self' 'wasm-unsafe-eval'"}  # Pagefind is WebAssembly


def content_policy(settings: Settings, *, searches: bool = False, also: Mapping[str, str] | None = None) -> str:
    """Return the policy of a page; one that `searches` may compile WebAssembly; `also`: what comments load."""
    directives = _DIRECTIVES | (_SEARCH if searches else {}) | dict(also or {})
    if settings.remote_pictures:
        directives["img-src"] += " https: http:"
    return "; ".join(f"{name} {value}" for name, value in _merged(directives, settings.content_policy).items() if value)


def _merged(directives: Mapping[str, str], changes: Mapping[str, str]) -> dict[str, str]:
    return {**directives, **{name: " ".join(value.split()) for name, value in changes.items()}}
