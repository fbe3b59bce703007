"""The store of analyses: never trusted, never in the way."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from generator.cache import Store, archive
from generator.errors import BriefingError
from generator.hashing import fingerprint


def test_what_was_written_is_read_back(tmp_path: Path) -> None:
    """Values come back by key; unknown keys are simply not there."""
    Store(tmp_path / "c").write({"a": b"one", "b": b"\x00" * 5000})
    assert Store(tmp_path / "c").read(["a", "b", "x"]) == {"a": b"one", "b": b"\x00" * 5000}


def test_reading_makes_nothing(tmp_path: Path) -> None:
    """A store that was never written leaves no trace."""
    assert (Store(tmp_path / "c").read(["a"]), list(tmp_path.iterdir())) == ({}, [])


@pytest.mark.parametrize("damage", [b"not a database", b"", b"SQLite format 3\x00" + b"\xff" * 4000])
def test_a_damaged_store_costs_one_line(tmp_path: Path, damage: bytes) -> None:
    """Damage is noted and the work is done again; nothing is raised, and the store works afterwards."""
    store = Store(tmp_path / "c")
    store.write({"a": b"one"})
    store.path.write_bytes(damage)
    assert store.read(["a"]) == {}
    store.write({"a": b"two"})
    assert Store(tmp_path / "c").read(["a"]) == {"a": b"two"}
    assert len(store.notes) <= 1


def test_a_forged_value_is_not_believed(tmp_path: Path) -> None:
    """A value whose checksum does not hold is treated as unknown."""
    store = Store(tmp_path / "c")
    store.write({"a": b"one", "b": b"two"})
    with sqlite3.connect(store.path) as connection:
        connection.execute("UPDATE entry SET value = X'00112233445566778899' WHERE key = 'a'")
    assert store.read(["a", "b"]) == {"b": b"two"}


def test_a_store_that_cannot_be_written_is_noted(tmp_path: Path) -> None:
    """Where a file stands in the folder's place, work goes on without a store."""
    (tmp_path / "c").write_text("in the way")
    store = Store(tmp_path / "c")
    store.write({"a": b"one"})
    assert (store.read(["a"]), len(store.notes)) == ({}, 1)


def test_fingerprints_do_not_depend_on_order_or_joints() -> None:
    """Equal values give equal fingerprints whatever the order of keys; other cuts of the same text do not."""
    assert fingerprint({"a": 1, "b": 2}) == fingerprint({"b": 2, "a": 1})
    assert fingerprint("ab", "c") != fingerprint("a", "bc")


def test_what_nobody_asks_for_is_forgotten(tmp_path: Path) -> None:
    """After six weeks a value goes that no build has read; one that was read stays."""
    store = Store(tmp_path / "c")
    store.write({"old": b"one", "used": b"two", "new": b"three"})
    with sqlite3.connect(store.path) as connection:
        connection.execute("UPDATE entry SET used = used - 60 WHERE key IN ('old', 'used')")
    store.read(["used"])
    assert (store.prune(), store.known(["old", "used", "new"])) == (1, {"used", "new"})
    assert store.prune() == 0


def test_caches_of_other_versions_go(tmp_path: Path) -> None:
    """The file of another version is removed, and is never read."""
    store = Store(tmp_path / "c")
    store.write({"a": b"one"})
    (tmp_path / "c" / "analyses-0.sqlite").write_bytes(b"old")
    store.prune()
    assert sorted(path.name for path in (tmp_path / "c").glob("*.sqlite")) == [store.path.name]


def test_a_cache_that_cannot_be_written_is_read(tmp_path: Path) -> None:
    """A store on a read-only medium gives what it has, and says nothing."""
    store = Store(tmp_path / "c")
    store.write({"a": b"one"})
    with sqlite3.connect(store.path) as connection:
        connection.execute("UPDATE entry SET used = 1")
        connection.execute("CREATE TRIGGER no BEFORE UPDATE ON entry BEGIN SELECT RAISE(ABORT, 'read-only'); END")
    assert (store.read(["a"]), store.notes) == ({"a": b"one"}, [])


def _exported(tmp_path: Path) -> tuple[Store, Path]:
    store, file = Store(tmp_path / "one"), tmp_path / "cache.zip"
    store.write({"a": b"one", "body:b": b"<p>two</p>", "published:here": b"local"})
    (store.folder / "search").mkdir()
    (store.folder / "search" / "2026.zip").write_bytes(b"bundle")
    assert archive.export(store, file) == 2
    return store, file


def test_an_export_is_taken_elsewhere(tmp_path: Path) -> None:
    """What was exported is there after an import, but for what is true on the first machine only."""
    _, file = _exported(tmp_path)
    other = Store(tmp_path / "two")
    other.write({"a": b"mine"})
    assert archive.take(other, file) == (1, 0)
    assert other.read(["a", "body:b", "published:here"]) == {"a": b"mine", "body:b": b"<p>two</p>"}
    assert (other.folder / "search" / "2026.zip").read_bytes() == b"bundle"


def test_damage_in_an_export_is_left_out(tmp_path: Path) -> None:
    """A value whose checksum does not hold is not taken; the others are."""
    store, file = _exported(tmp_path)
    with sqlite3.connect(store.path) as connection:
        connection.execute("UPDATE entry SET value = X'00112233445566778899' WHERE key = 'a'")
    archive.export(store, file)
    assert archive.take(Store(tmp_path / "two"), file) == (1, 1)


@pytest.mark.parametrize("data", [b"", b"PK no archive", b"SQLite format 3\x00"])
def test_a_file_that_is_no_export_is_refused(tmp_path: Path, data: bytes) -> None:
    """Any other file is refused in one line, and nothing is written."""
    (tmp_path / "x.zip").write_bytes(data)
    with pytest.raises(BriefingError, match="is damaged, or no exported cache"):
        archive.take(Store(tmp_path / "two"), tmp_path / "x.zip")
    assert not (tmp_path / "two").exists()


def test_clearing_leaves_nothing_of_ours(tmp_path: Path) -> None:
    """`clear` removes what the cache holds, and nothing that others have put beside it."""
    store, _ = _exported(tmp_path)
    (store.folder / "websub.json").write_text("{}")
    assert archive.clear(store) > 0
    assert sorted(path.name for path in store.folder.iterdir()) == [".gitignore", "websub.json"]
