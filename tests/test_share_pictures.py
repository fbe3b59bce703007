"""Pictures for shared links and icons: the right size, the same bytes, for any title."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image, ImageFont

from generator.cache import Store
from generator.pages.share_pictures import FONT, CardPictures, Colours, Wording, can_write, card, icon, initials

COLOURS = Colours("#fffdf9", "#191b1f", "#9c2a1e", "#f6f2eb")
TITLES = {
    "plain": "A canal runs on rain",
    "long": "word " * 60,
    "one-word": "x" * 300,
    "german": "Größe, Übermut und Ärger",
    "arabic": "مجلس التعاون الخليجي",
    "chinese": "台湾海峡",
    "control": "a\x00b\u202ec\nd",
    "empty": "",
}


@pytest.mark.parametrize("title", TITLES.values(), ids=TITLES)
def test_any_title_gives_a_picture(title: str) -> None:
    """A picture is a PNG of 800 × 420 under 16 KB, whatever the title is, and the same bytes again."""
    words = Wording(title, "Panama · Trade", "Atlas", "013")
    data = card(words, COLOURS)
    with Image.open(BytesIO(data)) as image:
        assert (image.format, image.size, len(data) < 16_000, card(words, COLOURS) == data) == (
            "PNG", (800, 420), True, True,
        )  # fmt: skip


def test_the_title_is_on_the_picture() -> None:
    """Two titles give two pictures; two titles that the font cannot write give the same."""
    drawn = [card(Wording(title, "", "Atlas", ""), COLOURS) for title in ("One", "Two", "台湾", "海峡")]
    assert [drawn[0] == drawn[1], drawn[2] == drawn[3]] == [False, True]


def test_the_font_has_the_letters_of_europe() -> None:
    """Latin with its accents, Greek and Cyrillic can be written; other scripts are told apart from them."""
    shown = ("Ærøskøbing", "Łódź", "Αθήνα", "Київ", "Việt Nam", "naïve – “quoted” …")
    assert ([can_write(text) for text in shown], [can_write(text) for text in ("台", "ع", "")]) == (
        [True] * 6, [False] * 3,
    )  # fmt: skip


@pytest.mark.parametrize("text", ["AVATAR To. Va, Ty”", "Łódź – “Kyiv” fi fl ffi", "Γρ. ΑΥΤΟ", "Т. ГА Уд."])
@pytest.mark.parametrize("size", [23, 24, 29, 34, 38, 44])
def test_letters_of_the_font_add_up(text: str, size: int) -> None:
    """A line is as wide as its letters, one by one: the font has no kerning, on which the breaking of titles rests."""
    font = ImageFont.truetype(FONT, size, layout_engine=ImageFont.Layout.BASIC)
    assert font.getlength(text) == sum(font.getlength(letter) for letter in text)


def test_pictures_are_kept(tmp_path: Path) -> None:
    """A picture that was drawn before comes from the store."""
    wanted = {"a.png": lambda: Wording("A", "", "Atlas", "")}
    first = CardPictures(wanted, COLOURS, Store(tmp_path)).picture("a.png")
    stored = Store(tmp_path)
    repeated = CardPictures(wanted, COLOURS, stored)
    assert (repeated.picture("a.png"), stored.path.is_file()) == (first, True)


def test_icons_show_initials_or_the_logo(tmp_path: Path) -> None:
    """An icon has the size asked for; the logo is in it when there is one."""
    logo = tmp_path / "logo.png"
    Image.new("RGBA", (90, 30), "#00ff00").save(logo)
    plain, own = (Image.open(BytesIO(icon("Atlas Briefing", 180, COLOURS, path))) for path in (None, logo))
    assert (initials("Atlas Briefing"), plain.size, own.getpixel((90, 90))) == ("AB", (180, 180), (0, 255, 0))


def test_a_name_in_another_script_has_a_sign() -> None:
    """A name that the font cannot write gives an icon all the same."""
    assert (initials("新聞"), len(icon("新聞", 32, COLOURS)) > 80) == ("", True)
