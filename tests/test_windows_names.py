"""Names of files and addresses are such as Windows takes: a briefing can be checked out, built and copied there too."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from conftest import run_briefing
from hypothesis import given
from hypothesis import strategies as st

from generator import addresses
from generator.text.strings import is_reserved, slugify

DEVICES = ("CON", "PRN", "AUX", "NUL", "COM1", "com9", "LPT1", "lpt9", "CONIN$", "CONOUT$", "COM¹", "lpt³")
HARD = (
    *DEVICES, *(f"{name}.txt" for name in DEVICES), "Nul .md", "trailing.", "trailing ", " . ",
    "a\\b", "..\\..\\etc", "C:\\x", 'a<b>c:d"e/f|g?h*i', "tab\tbell\x07", "word " * 80, "x" * 400,
)  # fmt: skip


def is_taken_by_windows(path: str) -> bool:
    """Return True for a path whose every part is what Windows keeps as it is (its "Naming Files")."""
    return all(
        part and not re.search(r'[<>:"\\|?*\x00-\x1f]', part) and not part.endswith((".", " "))
        and not re.fullmatch(r"(?i)(con|prn|aux|nul|conin\$|conout\$|(com|lpt)[0-9¹²³])", part.split(".")[0].rstrip())
        for part in path.split("/")
    )  # fmt: skip


@pytest.mark.parametrize("name", HARD)
def test_windows_refuses_what_these_tests_are_about(name: str) -> None:
    """The rules here would notice: each of these names is refused by them, or is longer than a path may be."""
    assert not is_taken_by_windows(name) or len(name) > 260


@pytest.mark.parametrize("name", HARD)
def test_addresses_of_any_name_are_files_on_windows(name: str) -> None:
    """Every kind of address that a name is made into leaves 60 of 260 characters to the folder that it is in."""
    slug = slugify(name)
    made = [
        addresses.article(slug), addresses.article_picture(slug), addresses.region(slug), addresses.theme(slug),
        addresses.cell(slug, slug), addresses.keyword(slug), addresses.source(slug), addresses.author(slug),
    ]  # fmt: skip
    files = [addresses.file_of(address) for address in made]
    assert [file for file in files if not is_taken_by_windows(file) or len(file) > 200] == []


@given(st.text())
def test_slugs_have_no_capitals(text: str) -> None:
    """So two of them never meet in one file on a system that does not mind case."""
    assert slugify(text) == slugify(text).lower()


@pytest.mark.parametrize("name", [*DEVICES, "nul.html", "Con.tar.gz", "AUX ", "dot.", "blank "])
def test_reserved_names_are_known(name: str) -> None:
    """Devices in any case and with any suffix, and names that Windows would shorten."""
    assert is_reserved(name)


@pytest.mark.parametrize("name", ["console", "nullable.html", "com10", "lpt", "aux-armes", "a.con"])
def test_names_that_only_look_reserved_are_free(name: str) -> None:
    """What is no device may be an address."""
    assert not is_reserved(name)


@pytest.mark.parametrize("alias", ["/old/con/", "/NUL.html", "/old\\place/", "/old./x/", "/C:/x/", "/com¹/"])
def test_old_addresses_that_windows_cannot_hold_are_refused(alias: str, tmp_path: Path) -> None:
    """An alias becomes a file: what Windows would take for something else is told with its line."""
    (tmp_path / "content/articles").mkdir(parents=True)
    (tmp_path / "mkdocs.yml").write_text("site_name: Tiny\ndocs_dir: content\nplugins:\n  - briefing\n")
    text = f"---\ntitle: Fish\ndate: 2026-12-30\naliases:\n  - '{alias}'\n---\nA port in Kenya lands fish.\n"
    (tmp_path / "content/articles/fish.md").write_text(text, encoding="utf-8")
    run = run_briefing(tmp_path, "check")
    assert (run.status, f"aliases: '{alias}' is no address on this site" in run.err + run.out) == (1, True)


@pytest.mark.parametrize("title", ["CON", "nul", "Fish. ", "a\\b: c?", "word " * 80])
def test_added_files_have_names_that_windows_takes(title: str, tmp_path: Path) -> None:
    """`add` writes whatever a text is called to a file that Windows can hold."""
    (tmp_path / "content/articles").mkdir(parents=True)
    (tmp_path / "mkdocs.yml").write_text("site_name: Tiny\ndocs_dir: content\nplugins:\n  - briefing\n")
    text = "A port in Kenya lands fish, and sells it in the city the same day.\n\n" * 12
    (tmp_path / "source.md").write_text(f"---\ntitle: '{title}'\n---\n{text}", encoding="utf-8")
    run = run_briefing(tmp_path, "add", "--date", "2026-12-30", "source.md")
    written = [path.relative_to(tmp_path).as_posix() for path in (tmp_path / "content").rglob("*.md")]
    assert (run.status, len(written)) == (0, 1)
    assert [name for name in written if not is_taken_by_windows(name) or len(name) > 160] == []
