"""Links of old posts led to where their targets lie now: other posts, and the files that were published beside them."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from urllib.parse import quote, unquote, urljoin, urlsplit

from ...text.strings import slugify
from .bodies import ORIGIN
from .code_spans import CodeSpans
from .old_site import OldPost, OldSite

MEDIA = frozenset(
    ".png .jpg .jpeg .gif .webp .svg .avif .bmp .ico .pdf .mp3 .m4a .ogg .oga .wav .flac .mp4 .webm .ogv .mov .csv "
    ".tsv .json .geojson .xlsx .xls .ods .docx .odt .pptx .epub .zip .gz .txt .vtt".split()
)
_TARGET = re.compile(
    r"(?P<before>\]\(\s*|^ {0,3}\[(?!\^)[^\]\n]+\]:[ \t]*|\b(?:src|href)=[\"'])"
    r"(?P<target><[^>\n]*>|(?:[^()\s\"'<>]|\([^()\s]*\))+)",
    re.MULTILINE,
)
_PELICAN = re.compile(r"[{|](filename|static|attach|tag|category|author|index)[}|](.*)", re.DOTALL)


def normal(address: str) -> str:
    """Return what is equal for the ways to write one address."""
    path = unquote(urlsplit(address).path).strip("/")
    return path.removesuffix("index.html").removesuffix(".html").strip("/")


class Links:
    """Where everything of an old site lies now."""

    def __init__(self, site: OldSite, places: Mapping[str, str], root: Path) -> None:
        """Take the site, the new file of each post by key (below `docs_dir`), and the old site's folder."""
        self.site, self.places, self.root = site, places, root
        self.media: dict[str, Path] = {}
        self.lost: list[tuple[str, str]] = []
        self._posts: dict[str, str] = {}
        self._addresses: dict[str, str] = {}
        for post in site.posts:
            for name in post.names:
                self._addresses.setdefault(name, post.address)
            if post.key not in places:  # an undated page, say: its old address is all that there is
                continue
            aliases = post.values.get("aliases")
            old = [post.address, *(aliases if isinstance(aliases, list) else [])]
            for name in (*map(normal, filter(None, old)), *post.names):
                self._posts.setdefault(name, post.key)

    def led(self, post: OldPost, text: str) -> str:
        """Return a post's text with its links led to new places; those that lead nowhere are in `lost`."""
        here = posixpath.dirname(self.places[post.key])
        code = CodeSpans(text)

        def replaced(found: re.Match[str]) -> str:
            target = found["target"].strip("<>")
            if found.start() in code:
                name = target.removeprefix("old:")
                return found[0] if name == target else f"{found['before']}/{self._addresses.get(name, name)}"
            new = self._led(post, target, here)
            return found[0] if new == target else f"{found['before']}{new}"

        return _TARGET.sub(replaced, text)

    def picture(self, post: OldPost, address: str) -> str:
        """Return a lead picture as the front matter names it: an address, or a path below `docs_dir`."""
        return self._led(post, address, "") if address else ""

    def _led(self, post: OldPost, target: str, here: str) -> str:
        if target.startswith("#") or not target:
            return target
        if target.startswith("old:"):
            name, mark, fragment = target[4:].partition("#")
            key = self._named(name, post)
            if key is None:
                address = self._found(self._addresses, name, post) or name
                return self._lost(post, address, ORIGIN) + mark + fragment
            return self._to(self.places[key], here) + mark + fragment
        local = target.removeprefix(ORIGIN)
        is_local = local != target
        if not is_local and self.site.address and target.startswith(self.site.address.rstrip("/") + "/"):
            local, is_local = target[len(self.site.address.rstrip("/")) + 1 :], True
        local = unquote(local)
        special = _PELICAN.match(local)
        if special:
            return self._special(post, special[1], special[2], here)
        named = self._posts.get(local)
        if named and local.startswith("link:"):
            return self._to(self.places[named], here)
        if not is_local and re.match(r"[a-z][a-z0-9+.-]*:|//", target, re.I):
            return target
        parts = urlsplit(local)
        fragment = f"#{parts.fragment}" if parts.fragment else ""
        absolute = parts.path if is_local or parts.path.startswith("/") else urljoin(f"/{post.address}", parts.path)
        key = self._posts.get(normal(absolute)) or self._named(parts.path, post)
        if key is not None:
            return self._to(self.places[key], here) + fragment
        file = self.site.static(absolute.lstrip("/"))
        if file is None and not local.startswith("/"):
            nearby = self._nearby_file(post, parts.path) or self._nearby_file(post, posixpath.basename(parts.path))
            file = nearby
        return self._copied(file, absolute.lstrip("/"), here) or self._lost(post, local, target)

    def _special(self, post: OldPost, kind: str, rest: str, here: str) -> str:
        """Return where one of Pelican's links leads."""
        path, mark, fragment = rest.strip().partition("#")
        if kind == "filename":
            key = self._named(path, post)
            if key is not None:
                return self._to(self.places[key], here) + mark + fragment
        file = self.site.static(path.lstrip("/")) if path.startswith("/") else self._nearby_file(post, path)
        file = file or self.site.static(path.lstrip("/"))
        address = path.lstrip("/")
        if file is not None and not path.startswith("/"):
            address = posixpath.normpath(posixpath.join(posixpath.dirname(post.names[0]), path)) if post.names else path
            address = address if not address.startswith("..") else posixpath.basename(path)
        return self._copied(file, address, here) or self._lost(post, self._pelican_page(post, kind, path), ORIGIN)

    def _pelican_page(self, post: OldPost, kind: str, path: str) -> str:
        """Return the address that a page, a tag or a category has on a site of Pelican, as far as it is known."""
        if kind == "index":
            return ""
        if kind in ("tag", "category", "author"):
            return f"{kind}/{slugify(path)}.html"
        return self._found(self._addresses, path, post) or path

    def _named(self, name: str, post: OldPost) -> str | None:
        """Return the key of the post that a name means."""
        return self._found(self._posts, name, post)

    @staticmethod
    def _found(known: Mapping[str, str], name: str, post: OldPost) -> str | None:
        """Return what is known of a name: as it is, without its suffix, or as a path from the post's own."""
        nearby = posixpath.normpath(posixpath.join(posixpath.dirname(post.names[0]), name)) if post.names else ""
        tried: Iterable[str] = (name, name.strip("/"), name.rpartition(".")[0] or name, nearby)
        return next((known[one] for one in tried if one and one in known), None)

    def _nearby_file(self, post: OldPost, path: str) -> Path | None:
        if post.folder is None or not path:
            return None
        file = (post.folder / path).resolve()
        return file if file.is_file() and file.is_relative_to(self.root.resolve()) else None

    def _copied(self, file: Path | None, address: str, here: str) -> str:
        """Return a link to a file that will be copied to `address`; empty for none, and for what is no medium."""
        address = posixpath.normpath(address) if address else ""
        odd = not address or address.startswith(("..", "/")) or any(p.startswith(".") for p in address.split("/"))
        if file is None or odd or file.suffix.lower() not in MEDIA:
            return ""
        self.media[address] = file
        return self._to(address, here) if here else address

    def _lost(self, post: OldPost, local: str, otherwise: str) -> str:
        self.lost.append((post.file, local))
        if otherwise.startswith(ORIGIN):
            base = self.site.address.rstrip("/")
            return f"{base}/{local.lstrip('/')}" if base.startswith("http") else f"/{local.lstrip('/')}"
        return otherwise

    @staticmethod
    def _to(place: str, here: str) -> str:
        return quote(posixpath.relpath(place, here or "."), safe="/:@!$&'*+,;=~.-_")
