"""The store of analyses: never trusted, never in the way."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from generator.cache import Store, fingerprint


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
