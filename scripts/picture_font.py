"""Makes the font of the pictures: `python scripts/picture_font.py node_modules/@fontsource/noto-serif`.

The pieces of Noto Serif Bold for Latin, Greek and Cyrillic letters, from the npm package `@fontsource/noto-serif` 5,
become one file without hints and layout tables: `generator/pages/fonts/picture.ttf`. Its licence (SIL Open Font License
1.1, no reserved name) is laid beside it. Needs fonttools; run by hand, never by a build.
"""

from __future__ import annotations

import shutil
import sys
import tempfile
from pathlib import Path

from fontTools.merge import Merger
from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont

TARGET = Path(__file__).parent.parent / "generator" / "pages" / "fonts"
PIECES = ("latin", "latin-ext", "vietnamese", "greek", "cyrillic")
LETTERS = [
    *range(0x20, 0x250), *range(0x370, 0x400), *range(0x400, 0x460), *range(0x490, 0x500), *range(0x1E00, 0x1F00),
    *range(0x2010, 0x2028), 0x2030, 0x2032, 0x2033, 0x2039, 0x203A, 0x20AC, 0x2116, 0x2122, 0x2212,
]  # fmt: skip


def main() -> None:
    """Write the font and its licence."""
    package = Path(sys.argv[1])
    options = Options(layout_features=[], hinting=False, notdef_outline=True, name_IDs=[0, 1, 2, 13, 14])
    with tempfile.TemporaryDirectory() as folder:
        names = []
        for piece in PIECES:
            font = TTFont(package / "files" / f"noto-serif-{piece}-700-normal.woff")
            font.flavor = None
            subsetter = Subsetter(options)
            subsetter.populate(unicodes=LETTERS)
            subsetter.subset(font)
            for table in ("GSUB", "GPOS", "GDEF", "STAT"):
                if table in font:
                    del font[table]
            names.append(f"{folder}/{piece}.ttf")
            font.save(names[-1])
        font = Merger().merge(names)
    font["head"].created = font["head"].modified = 0
    font.recalcTimestamp = False
    font.save(TARGET / "picture.ttf")
    shutil.copy(package / "LICENSE", TARGET / "OFL.txt")
    print(f"{len(font.getBestCmap())} letters, {(TARGET / 'picture.ttf').stat().st_size} bytes")


if __name__ == "__main__":
    main()
