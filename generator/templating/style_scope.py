"""Our style sheet kept to our part of a page, for a site whose frame is another theme's.

The theme's rules end where our part begins, and ours do not reach out of it: each rule stands inside `#briefing`, whose
id outweighs the classes of any theme, and what the theme says of our elements is taken back first. Widths are those of
our part, not of the window, for the frame may have columns of its own.
"""

from __future__ import annotations

import re

PART = "briefing"
"""The id of our part of a page."""
_OWN_LAYER = "@layer briefing {"
_FONT = re.compile(r"@font-face\s*\{[^{}]*\}")
_NOT_OURS = re.compile(r"(?m)^\s*(?:html|body > \*|@page)\s*\{[^{}]*\}\n?")
_OF_ROOT = re.compile(r"(?m):root((?:\[|:not\()[^\s{,]*)|^\s*(\[data-script\])(?= )")
_WIDTH = re.compile(r"@media (?=\((?:min|max)-width:)")
_BODY = re.compile(r"(?m)^(\s*)body(?=[\s:{,])")
_FIRST = """& { container-type: inline-size }
& :where(:not(svg, svg *, img, video, audio)) { all: revert }
& :where(*)::before, & :where(*)::after { all: revert }
"""
_LAST = """& { color-scheme: light; margin: 0; border: 0; background: none }
[data-bs-theme=dark] & { color-scheme: dark }
& main { min-block-size: 0 }
& .hidden { display: block !important }
"""


def kept_to_our_part(css: str) -> str:
    """Return a style sheet for whole pages as one for what stands inside the element with the id `PART`."""
    fonts = "".join(f"{font}\n" for font in _FONT.findall(css))
    inner = _NOT_OURS.sub("", _FONT.sub("", css)).replace(_OWN_LAYER, "@media all {", 1)
    inner = _OF_ROOT.sub(lambda found: f"html{found[1] or found[2]} &", inner).replace(":root", "&")
    inner = inner.replace("html[data-theme", "html[data-bs-theme")
    inner = _WIDTH.sub("@container ", _BODY.sub(r"\1&", inner))
    return f"{fonts}#{PART} {{\n{_FIRST}{inner}{_LAST}}}\n"
