"""Pictures made of words, for links shared elsewhere (OpenGraph) and for icons; drawn by Pillow, kept in the cache.

The font is shipped (Noto Serif Bold: Latin, Greek, Cyrillic) and set without a shaping engine: the same picture
wherever the same Pillow runs. A title that it cannot write (Arabic, Chinese, …) is left out; region, name of the site
and map stand.
"""

from __future__ import annotations

import os
import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from functools import cache, lru_cache, partial
from io import BytesIO
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from .. import addresses
from ..cache import Store
from ..hashing import fingerprint, hash_of, hash_parts
from ..model import Entry
from ..publishing.outputs import Output
from ..views import Views, branding
from ..views.hashes import ContentHashes
from ..views.world_map import outlines

if TYPE_CHECKING:
    from PIL.Image import Image

FONT = Path(__file__).parent / "fonts" / "picture.ttf"
WIDTH, HEIGHT = branding.PICTURE_SIZE
_MARGIN = 48
_SHADES = 3  # of ink and of accent on paper: each more is a tenth of the bytes, and is not seen in a chat window
_INK, _TINT, _ACCENT = 0, _SHADES, _SHADES + 1
_SIZES = (44, 38, 34, 29)
_LINES = 4
_SMALL = 23  # letters of kicker and site
_MAP_WIDTH = 400
_STEP = 4
_BATCH = 256
_SEEN = [255 * (level > 20) for level in range(256)]  # what of a smoothed letter is painted


@dataclass(frozen=True, slots=True)
class Wording:
    """What a picture says."""

    title: str
    """Headline, or the site's name."""
    kicker: str
    """Regions and theme, in one line; may be empty."""
    site: str
    """Name of the site; empty where it is the title."""
    area: str
    """M49 code of the subregion that the map shows in colour; empty for none."""


@dataclass(frozen=True, slots=True)
class Colours:
    """Colours as `#rrggbb`."""

    paper: str
    """Ground."""
    ink: str
    """Title."""
    accent: str
    """Kicker, and the subregion."""
    tint: str
    """The map."""


def words(views: Views, entry: Entry) -> Wording:
    """Return what the picture of an article says."""
    card, tree = views.card(entry), views.library.region_tree
    names = [link.title for link in (*card.regions[:2], *card.themes[:1])]
    slugs = [tree.by_code[country.code].slug for country in entry.countries[:1] if country.code in tree.by_code]
    slugs += [label.slug for label in entry.regions]
    lines = ((slug, *tree.ancestors(slug)) for slug in slugs)
    areas = outlines()["areas"]
    area = next((tree[slug].code for line in lines for slug in line if tree[slug].code in areas), "")
    return Wording(entry.article.title, " · ".join(names), views.project.site_name, area)


@cache
def _font(size: int) -> Any:
    from PIL import ImageFont

    return ImageFont.truetype(FONT, size, layout_engine=ImageFont.Layout.BASIC)


@cache
def _writable(letter: str) -> bool:
    font = _font(24)
    return letter.isspace() or bytes(font.getmask(letter)) != bytes(font.getmask("\uffff"))


def can_write(text: str) -> bool:
    """Return True when the font has every letter of `text`, and `text` is not empty."""
    return bool(text) and all(map(_writable, unicodedata.normalize("NFC", text)))


@lru_cache(maxsize=4096)
def _advance(letter: str, size: int) -> float:
    return float(_font(size).getlength(letter))


def _length(text: str, size: int) -> float:
    """Return how wide a line is, in pixels: our font has no kerning, so its letters' widths add up."""
    return sum([_advance(letter, size) for letter in text])


def _wrapped(text: str, size: int, width: int) -> list[str]:
    lines: list[str] = []
    for word in unicodedata.normalize("NFC", text).split():
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and _length(longer, size) <= width:
            lines[-1] = longer
        else:
            lines.append(_cut(word, size, width))
    return lines


def _cut(line: str, size: int, width: int, mark: str = "") -> str:
    if _length(line + mark, size) <= width:
        return line + mark
    low, high = 0, len(line)
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if _length(line[:middle] + "…", size) <= width else (low, middle - 1)
    return line[:low] + "…"


def _set(text: str, width: int) -> tuple[int, list[str]]:
    """Return the largest size in which `text` fits, and its lines; the end of what fits in none is cut."""
    text = text[:400]  # four lines hold far less
    for size in _SIZES:
        lines = _wrapped(text, size, width)
        if len(lines) <= _LINES and not any(line.endswith("…") for line in lines):
            return size, lines
    lines = _wrapped(text, _SIZES[-1], width)
    if len(lines) > _LINES:
        lines = [*lines[: _LINES - 1], _cut(lines[_LINES - 1], _SIZES[-1], width, "…")]
    return _SIZES[-1], lines


def _palette(colours: Colours) -> list[int]:
    def rgb(colour: str) -> tuple[int, int, int]:
        return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)

    paper, ink, accent, tint = map(rgb, (colours.paper, colours.ink, colours.accent, colours.tint))

    def ramp(to: tuple[int, int, int]) -> list[int]:
        steps = range(_SHADES)
        return [round(a + (b - a) * s / (_SHADES - 1)) for s in steps for a, b in zip(paper, to, strict=True)]

    return [*ramp(ink), *tint, *ramp(accent)]


@cache
def _shapes() -> dict[str, tuple[tuple[tuple[int, int], ...], ...]]:
    """Return the outlines of the map as points, by M49 code."""
    found: dict[str, tuple[tuple[tuple[int, int], ...], ...]] = {}
    for code, area in outlines()["areas"].items():
        rings: list[tuple[tuple[int, int], ...]] = []
        for part in area["path"].split("z"):
            numbers = [int(n) for n in re.findall(r"-?\d+", part)]
            if "a" in part:
                x, y, r = numbers[:3]
                rings.append(((x, y), (x + r, y - r), (x + 2 * r, y), (x + r, y + r)))
            elif numbers:
                x, y = numbers[:2]
                ring = [(x, y)]
                for dx, dy in zip(numbers[2::2], numbers[3::2], strict=True):
                    x, y = x + dx, y + dy
                    ring.append((x, y))
                rings.append(tuple(ring))
        found[code] = tuple(rings)
    return found


def _coarse(ring: list[tuple[float, float]]) -> list[tuple[float, float]]:
    """Return an outline without what is finer than `_STEP` pixels: a map's bytes are its coasts."""
    found = ring[:1]
    for x, y in ring[1:]:
        if abs(x - found[-1][0]) + abs(y - found[-1][1]) >= _STEP:
            found.append((x, y))
    return found


@lru_cache(maxsize=64)
def _ground(area: str, site: str) -> Image:
    """Return what the pictures of an area share: paper, the map with `area` in colour, the name of the site below."""
    from PIL import Image, ImageDraw

    scale = _MAP_WIDTH / outlines()["width"]
    left, top = WIDTH - _MAP_WIDTH - 16, HEIGHT - round(outlines()["height"] * scale) - 16
    ground = Image.new("P", (WIDTH, HEIGHT), _INK)
    draw = ImageDraw.Draw(ground)
    draw.rectangle((0, 0, WIDTH, 8), fill=_ACCENT + _SHADES - 1)
    for code, rings in sorted(_shapes().items(), key=lambda item: item[0] == area):
        for ring in rings:
            points = [(left + x * scale, top + y * scale) for x, y in ring]
            if code == area:  # as it is: the islands of some areas are smaller than a step
                draw.polygon(points, fill=_ACCENT + _SHADES // 2)
            elif len(coarse := _coarse(points)) > 2:
                draw.polygon(coarse, fill=_TINT)
    if can_write(site):
        _write(ground, (_MARGIN, HEIGHT - _MARGIN - _SMALL), _cut(site, _SMALL, WIDTH - 2 * _MARGIN), _SMALL, _INK)
    return ground


@cache
def _shades(ramp: int) -> list[int]:
    return [round(level * (_SHADES - 1) / 255) + ramp for level in range(256)]


def _write(image: Image, at: tuple[int, int], text: str, size: int, ramp: int) -> None:
    """Write a line of text in the shades that begin at `ramp`, its letters smoothed against paper."""
    from PIL import Image as Images
    from PIL import ImageDraw

    width = min(WIDTH, round(_length(text, size)) + 8)
    mask = Images.new("L", (width, round(size * 1.4)))
    ImageDraw.Draw(mask).text((2, 2), text, fill=255, font=_font(size))
    image.paste(mask.point(_shades(ramp)), at, mask.point(_SEEN))


def _png(image: Image, colours: Colours) -> bytes:
    from PIL.Image import RLE

    image.putpalette(_palette(colours))
    data = BytesIO()
    # Plain areas: to look for runs alone takes half the time, for up to 6 per cent more bytes.
    image.save(data, "PNG", bits=4, compress_level=6, compress_type=RLE)
    return data.getvalue()


def card(words: Wording, colours: Colours) -> bytes:
    """Return a PNG of 800 × 420 that says `words`."""
    title = words.title if can_write(words.title) else words.site if can_write(words.site) else ""
    image = _ground(words.area, words.site if title != words.site else "").copy()
    y = _MARGIN
    if can_write(words.kicker):
        _write(image, (_MARGIN, y), _cut(words.kicker, _SMALL, WIDTH - 2 * _MARGIN), _SMALL, _ACCENT)
    y += 43
    if title:
        size, lines = _set(title, WIDTH - 2 * _MARGIN)
        for line in lines:
            _write(image, (_MARGIN, y), line, size, _INK)
            y += round(size * 1.22)
    return _png(image, colours)


def initials(name: str) -> str:
    """Return the first letters of the first two words of a name, where the font has them; else an empty string."""
    letters = "".join(word[0] for word in re.findall(r"\w+", name)[:2]).upper()
    return letters if can_write(letters) else ""


def icon(name: str, size: int, colours: Colours, logo: Path | None = None) -> bytes:
    """Return a square PNG with the logo, else the initials of `name`, else three lines of a newspaper.

    All that matters lies in the middle 60 per cent, so that a system may cut it to any shape.
    """
    from PIL import Image, ImageDraw

    side = 512
    if logo is not None:
        with Image.open(logo) as source:
            picture = source.convert("RGBA")
        picture.thumbnail((round(side * 0.72),) * 2)
        image = Image.new("RGBA", (side, side), colours.paper)
        image.alpha_composite(picture, ((side - picture.width) // 2, (side - picture.height) // 2))
    else:
        image = Image.new("RGBA", (side, side), colours.accent)
        draw = ImageDraw.Draw(image)
        letters = initials(name)
        if letters:
            points = 230 if len(letters) > 1 else 330
            draw.text((side / 2, side / 2), letters, colours.paper, _font(points), anchor="mm")
        else:
            for y, right in ((150, 390), (236, 390), (322, 300)):
                draw.rectangle((122, y, right, y + 44), fill=colours.paper)
    data = BytesIO()
    image.convert("RGB").resize((size, size), Image.Resampling.LANCZOS).save(data, "PNG", compress_level=6)
    return data.getvalue()


class CardPictures:
    """Pictures of words, drawn a batch at a time, and no sooner than one of them is asked for; kept in the store.

    All pictures of a large site do not go into memory; in threads, for Pillow lets go of the interpreter while it
    compresses.
    """

    def __init__(self, wanted: Mapping[str, Callable[[], Wording]], colours: Colours, store: Store) -> None:
        """Take what each picture says, by address."""
        from PIL import __version__

        self.colours, self.store, self.wanted = colours, store, wanted
        drawn_by = (Path(__file__).read_bytes(), FONT.read_bytes(), __version__, outlines()["areas"])
        self.base = fingerprint("card", *drawn_by, asdict(colours))
        self._order = {address: at for at, address in enumerate(wanted)}
        self._ready: dict[str, bytes] = {}

    def picture(self, address: str) -> bytes:
        """Return the PNG at an address."""
        if address not in self._ready:
            at = self._order[address]
            said = {each: self.wanted[each]() for each in islice(self.wanted, at, at + _BATCH)}
            keys = {each: fingerprint(self.base, asdict(words)) for each, words in said.items()}
            known = self.store.read(keys.values())
            missing = {key: said[each] for each, key in keys.items() if key not in known}
            with ThreadPoolExecutor(os.cpu_count() or 1) as threads:
                drawn = threads.map(partial(card, colours=self.colours), missing.values())
                fresh = dict(zip(missing, drawn, strict=True))
            self.store.write(fresh)
            self._ready = {each: known.get(key) or fresh[key] for each, key in keys.items()}
        return self._ready.pop(address)


def brand_outputs(views: Views, hashes: ContentHashes, store: Store) -> Iterator[Output]:
    """Return icons, the web manifest, and the pictures for links shared elsewhere."""
    project = views.project
    found, logo = branding.colours(project), branding.raster_logo(project)
    colours = Colours(*(found[name][0] for name in ("paper", "ink", "accent", "tint")))
    for size in branding.ICON_SIZES:
        yield Output.made(addresses.icon(size), icon(project.site_name, size, colours, logo))
    yield Output.made(addresses.MANIFEST, branding.manifest(project))
    if not views.pictured:
        return
    site = Wording(project.site_name, project.site_description, "", "")
    wanted: dict[str, Callable[[], Wording]] = {addresses.SITE_PICTURE: lambda: site}
    shows = {addresses.SITE_PICTURE: hash_of(site)}
    for entry in views.library.entries:
        if views.needs_picture(entry.article):
            address = addresses.article_picture(entry.article.slug)
            wanted[address] = partial(words, views, entry)
            shows[address] = hashes.card(entry)
    pictures = CardPictures(wanted, colours, store)
    base = pictures.base.encode()
    for address, shown in shows.items():
        yield Output(address, hash_parts(base, shown), partial(pictures.picture, address))
