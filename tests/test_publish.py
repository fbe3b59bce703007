"""From one complete site to the next in one step."""

from __future__ import annotations

from pathlib import Path

import pytest

from generator import publish
from generator.errors import PublishError


def tree(folder: Path) -> dict[str, str]:
    return {p.relative_to(folder).as_posix(): p.read_text() for p in sorted(folder.rglob("*")) if p.is_file()}


def staged(site: Path, files: dict[str, str]) -> Path:
    folder = publish.staging(site)
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)
    return folder


def test_the_new_site_replaces_the_old_whole(tmp_path: Path) -> None:
    """Nothing of the old site stays, nothing of the staging folder either."""
    site = tmp_path / "site"
    publish.exchange(staged(site, {"index.html": "1", "gone.html": "1"}), site)
    publish.exchange(staged(site, {"index.html": "2"}), site)
    assert (tree(site), [p.name for p in tmp_path.iterdir()]) == ({"index.html": "2"}, ["site"])


def test_two_renames_do_where_there_is_no_exchange(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """On systems without renameat2 the outcome is the same."""
    monkeypatch.setattr(publish, "_rename_exchange", lambda one, other: False)
    site = tmp_path / "site"
    publish.exchange(staged(site, {"a": "1"}), site)
    publish.exchange(staged(site, {"a": "2"}), site)
    assert (tree(site), [p.name for p in tmp_path.iterdir()]) == ({"a": "2"}, ["site"])


def test_an_interruption_between_the_renames_is_mended(tmp_path: Path) -> None:
    """The next build finds the old site again where a killed one had moved it away."""
    (tmp_path / ".site.old").mkdir()
    (tmp_path / ".site.old" / "a").write_text("old")
    publish.staging(tmp_path / "site")
    assert tree(tmp_path / "site") == {"a": "old"}


def test_an_incomplete_site_is_not_published(tmp_path: Path) -> None:
    """A planned page that is missing or empty stops the publication, naming it."""
    folder = staged(tmp_path / "site", {"a.html": "x", "b.html": ""})
    with pytest.raises(PublishError, match=r"lacks b\.html, c\.html"):
        publish.verify(folder, frozenset({"a.html", "b.html", "c.html"}))


def test_a_file_in_the_place_of_the_site_is_left_alone(tmp_path: Path) -> None:
    """What is no folder is not overwritten."""
    (tmp_path / "site").write_text("mine")
    folder = staged(tmp_path / "site", {"a": "1"})
    with pytest.raises(PublishError, match="is no folder"):
        publish.exchange(folder, tmp_path / "site")
    assert (tmp_path / "site").read_text() == "mine"


def test_modes_do_not_depend_on_the_umask(tmp_path: Path) -> None:
    """Published files are 0644 and folders 0755."""
    site = tmp_path / "site"
    folder = staged(site, {"sub/a": "1"})
    (folder / "sub" / "a").chmod(0o600)
    publish.exchange(folder, site)
    assert [oct((site / p).stat().st_mode)[-3:] for p in ("sub", "sub/a")] == ["755", "644"]
