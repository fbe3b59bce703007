"""From one complete site to the next in one step."""

from __future__ import annotations

import itertools
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest
from conftest import ROOT

from generator.errors import PublishError
from generator.publishing import exchange, lock


def tree(folder: Path) -> dict[str, str]:
    return {p.relative_to(folder).as_posix(): p.read_text() for p in sorted(folder.rglob("*")) if p.is_file()}


def staged(site: Path, files: dict[str, str]) -> exchange.Publication:
    made = exchange.begin(site, wait=0)
    for name, text in files.items():
        (made.folder / name).parent.mkdir(parents=True, exist_ok=True)
        (made.folder / name).write_text(text)
    return made


def dead_process() -> int:
    done = subprocess.Popen([sys.executable, "-c", ""])
    done.wait()
    return done.pid


def test_the_new_site_replaces_the_old_whole(tmp_path: Path) -> None:
    """Nothing of the old site stays, nothing of the staging folder or the lock either."""
    site = tmp_path / "site"
    staged(site, {"index.html": "1", "gone.html": "1"}).exchange()
    staged(site, {"index.html": "2"}).exchange()
    assert (tree(site), [p.name for p in tmp_path.iterdir()]) == ({"index.html": "2"}, ["site"])


def test_two_renames_do_where_there_is_no_exchange(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """On systems without renameat2 the outcome is the same."""
    monkeypatch.setattr(exchange, "_rename_exchange", lambda one, other: False)
    site = tmp_path / "site"
    staged(site, {"a": "1"}).exchange()
    staged(site, {"a": "2"}).exchange()
    assert (tree(site), [p.name for p in tmp_path.iterdir()]) == ({"a": "2"}, ["site"])


def test_an_interruption_between_the_renames_is_mended(tmp_path: Path) -> None:
    """The next build finds the old site again where a killed one had moved it away, and says so."""
    (tmp_path / ".site.old").mkdir()
    (tmp_path / ".site.old" / "a").write_text("old")
    made = exchange.begin(tmp_path / "site")
    assert tree(tmp_path / "site") == {"a": "old"}
    assert made.notes == (
        "site: an earlier build was interrupted; what it left was removed, and the site was put back in place",
    )
    made.discard()


def test_what_a_killed_build_left_is_told_and_removed(tmp_path: Path) -> None:
    """The next build names the process that ended, and when it had begun."""
    site, dead = tmp_path / "site", dead_process()
    staged(site, {"a": "1"}).exchange()
    (tmp_path / f".site.staging-{dead}-00").mkdir()
    (tmp_path / ".site.lock").write_text(f"{dead} here 2026-01-02T03:04:05+00:00\n")
    made = exchange.begin(site)
    assert made.notes == (
        f"site: an earlier build (process {dead} on here, since 2026-01-02T03:04:05+00:00) was interrupted; what it "
        "left was removed, and the site stands as it was",
    )
    assert sorted(p.name for p in tmp_path.iterdir()) == sorted([".site.lock", made.folder.name, "site"])
    made.discard()
    assert (tree(site), [p.name for p in tmp_path.iterdir()]) == ({"a": "1"}, ["site"])


def test_hidden_files_of_the_old_site_are_never_only_in_the_staging_folder(tmp_path: Path) -> None:
    """`.git` and its like stand in the old site until the new one, which has them too, is in its place."""
    site = tmp_path / "site"
    (site / ".git/refs").mkdir(parents=True)
    (site / ".git/refs/main").write_text("abc")
    (site / ".nojekyll").write_text("")
    made = staged(site, {"index.html": "2"})
    exchange._carry_hidden(site, made.folder)
    assert (tree(site), tree(made.folder)) == (
        {".git/refs/main": "abc", ".nojekyll": ""}, {".git/refs/main": "abc", ".nojekyll": "", "index.html": "2"},
    )  # fmt: skip
    made.exchange()
    assert tree(site) == {".git/refs/main": "abc", ".nojekyll": "", "index.html": "2"}


def test_an_incomplete_site_is_not_published(tmp_path: Path) -> None:
    """A planned file that is missing, empty, no file, or broken XML stops the publication, naming it."""
    made = staged(tmp_path / "site", {"a.html": "x", "b.html": "", "good.xml": "<a/>", "bad.xml": "<a>"})
    (made.folder / "d.html").symlink_to("a.html")
    with pytest.raises(PublishError, match=r"lacks b\.html, c\.html, d\.html"):
        exchange.verify(made.folder, frozenset({"a.html", "b.html", "c.html", "d.html"}))
    with pytest.raises(PublishError, match=r"broken XML in bad\.xml;"):
        exchange.verify(made.folder, frozenset({"a.html", "good.xml", "bad.xml"}))
    made.discard()


def test_what_is_no_file_is_not_published(tmp_path: Path) -> None:
    """A symlink or a pipe that got into the new site stops the publication."""
    made = staged(tmp_path / "site", {"a.html": "x"})
    (made.folder / "sub").mkdir()
    (made.folder / "sub/passwd").symlink_to("/etc/passwd")
    with pytest.raises(PublishError, match=r"a file that is none: sub/passwd"):
        made.exchange()
    made.discard()
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("address", ["../a", "/a", "a/../../b", "a\0b", "c:\\a", "..", ""])
def test_no_file_is_placed_outside_the_site(address: str, tmp_path: Path) -> None:
    """Whatever an address was made of, it cannot leave the folder."""
    (tmp_path / "new").mkdir()
    with pytest.raises(PublishError):
        exchange.place(tmp_path / "new", None, address, b"x")
    assert [p.name for p in tmp_path.rglob("*")] == ["new"]


def test_a_linked_file_is_never_written_through(tmp_path: Path) -> None:
    """Placing other bytes where a link to the published file lies leaves the published file as it is."""
    old, new = tmp_path / "old", tmp_path / "new"
    for folder in (old, new):
        folder.mkdir()
    exchange.place(old, None, "a", b"1")
    assert exchange.place(new, old, "a", b"1") is False
    assert exchange.place(new, old, "a", b"2") is True
    assert ((old / "a").read_bytes(), (new / "a").read_bytes()) == (b"1", b"2")


def test_a_file_in_the_place_of_the_site_is_left_alone(tmp_path: Path) -> None:
    """What is no folder is not overwritten."""
    (tmp_path / "site").write_text("mine")
    made = staged(tmp_path / "site", {"a": "1"})
    with pytest.raises(PublishError, match="is no folder"):
        made.exchange()
    made.discard()
    assert (tmp_path / "site").read_text() == "mine"


def test_modes_do_not_depend_on_the_umask(tmp_path: Path) -> None:
    """Published files are 0644 and folders 0755."""
    site = tmp_path / "site"
    made = staged(site, {"sub/a": "1"})
    (made.folder / "sub" / "a").chmod(0o600)
    (made.folder / "sub").chmod(0o700)
    made.exchange()
    assert [oct(p.stat().st_mode)[-3:] for p in (site, site / "sub", site / "sub/a")] == ["755", "755", "644"]


# One build at a time -------------------------------------------------------------------------------------------------

HOLDER = """
import sys, time
from pathlib import Path
from generator.publishing import exchange as publish
made = publish.begin(Path(sys.argv[1]))
print("held", flush=True)
time.sleep(float(sys.argv[2]))
(made.folder / "index.html").write_text(sys.argv[3])
made.exchange()
"""


def holder(site: Path, seconds: float, text: str = "theirs") -> subprocess.Popen[str]:
    process = subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(site), str(seconds), text],
        env={**os.environ, "PYTHONPATH": str(ROOT)}, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert process.stdout and process.stdout.readline() == "held\n"
    return process


def test_a_build_waits_for_another(tmp_path: Path) -> None:
    """It says for whom, and begins when the other has published."""
    site, reported = tmp_path / "site", []
    other = holder(site, 0.6)
    made = exchange.begin(site, say=reported.append)
    assert (tree(site), len(reported)) == ({"index.html": "theirs"}, 1)
    assert reported[0].startswith(f"site: another build is at work (process {other.pid} on ")
    made.discard()
    assert (other.wait(), made.notes) == (0, ())


def test_a_build_leaves_when_it_has_waited_long_enough(tmp_path: Path) -> None:
    """One line says who is at work; nothing of the other's is touched."""
    site = tmp_path / "site"
    other = holder(site, 1.5)
    with pytest.raises(PublishError, match=rf"^site: another build is at work \(process {other.pid} on .*end it\)$"):
        exchange.begin(site, wait=0.3)
    assert (other.wait(), tree(site)) == (0, {"index.html": "theirs"})


def test_the_lock_of_a_dead_build_holds_nobody_up(tmp_path: Path) -> None:
    """A build that is killed gives the lock up with its life."""
    site = tmp_path / "site"
    other = holder(site, 60)
    other.kill()
    other.wait()
    began = time.monotonic()
    made = exchange.begin(site)
    assert (time.monotonic() - began < 5, f"process {other.pid}" in made.notes[0]) == (True, True)
    made.discard()


@pytest.mark.parametrize(
    ("owner", "lives"),
    [
        ((), False),
        (("1", "elsewhere", "2020-01-01T00:00:00+00:00"), False),
        (("1", "elsewhere", "2999-01-01T00:00:00+00:00"), True),
        (("x", "elsewhere", "soon"), False),
    ],
)
def test_where_there_are_no_locks_age_decides(owner: tuple[str, ...], lives: bool) -> None:
    """On a file system without locks, a lock of another host counts for a day."""
    assert lock._lives(owner) is lives


# Killed at any moment ------------------------------------------------------------------------------------------------

PUBLISHER = """
import sys
from pathlib import Path
from generator.publishing import exchange as publish
if sys.argv[3] == "renames":
    publish._rename_exchange = lambda one, other: False
made = publish.begin(Path(sys.argv[1]))
print("begun", flush=True)
for number in range(60):
    publish.place(made.folder, made.site_dir, f"{number % 7}/{number}.html", sys.argv[2].encode())
publish.place(made.folder, made.site_dir, "index.html", sys.argv[2].encode())
made.exchange()
print("done", flush=True)
"""


@pytest.mark.slow
@pytest.mark.parametrize("way", ["exchange", "renames"])
def test_a_publication_killed_at_any_moment_leaves_old_or_new(way: str, tmp_path: Path) -> None:
    """Of 100 publications killed at moments spread over their work none leaves a mixed site, or loses its `.git`."""
    site = tmp_path / "site"
    site.mkdir()
    (site / ".git").mkdir()
    (site / ".git/HEAD").write_text("ref")
    command = [sys.executable, "-c", PUBLISHER, str(site)]
    env = {**os.environ, "PYTHONPATH": str(ROOT)}
    process = subprocess.Popen([*command, "old", way], env=env, stdout=subprocess.PIPE)
    assert process.stdout
    process.stdout.readline()
    began = time.monotonic()
    process.communicate()
    whole = time.monotonic() - began
    seen: set[bool] = set()
    # The machine may be slower now than when `whole` was taken: later moments follow until one is past the exchange.
    later = (whole * 2**number for number in range(1, 8))
    for number, moment in enumerate(itertools.chain((number * 0.01 * whole for number in range(100)), later)):
        if number >= 100 and len(seen) == 2:
            break
        text = f"new {number}"
        before = {name: body for name, body in tree(site).items() if not name.startswith(".")}
        process = subprocess.Popen([*command, text, way], env=env, stdout=subprocess.PIPE)
        assert process.stdout
        process.stdout.readline()  # it has begun
        time.sleep(moment)
        process.kill()
        process.wait()
        process.stdout.close()
        exchange.begin(site).discard()  # the next start recovers
        after = {name: body for name, body in tree(site).items() if not name.startswith(".")}
        assert after in (before, dict.fromkeys(before, text))
        assert (site / ".git/HEAD").read_text() == "ref"
        seen.add(after == before)
    assert [p.name for p in tmp_path.iterdir()] == ["site"]
    assert seen == {True, False}, "the moments do not reach from before to after the exchange"
    shutil.rmtree(site)
