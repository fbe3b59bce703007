"""One build at a time: a lock file beside the site that says who builds, and since when.

The kernel holds the lock, so it is gone when its owner is, however that ended; what a dead owner left is taken over.
Where a file system knows no locks, the owner's process and the lock's age decide.
"""

from __future__ import annotations

import errno
import os
import socket
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

WAIT = 600.0
"""How long a build waits for another, in seconds."""
_POLL = 0.2
_STALE = 86_400.0  # where only the age can tell, a lock of yesterday is nobody's
_NO_LOCKS = {errno.ENOLCK, errno.ENOSYS, errno.EOPNOTSUPP, errno.EINVAL}


class Busy(Exception):
    """Another build holds the lock; the text says which."""


@dataclass(slots=True)
class Lock:
    """A lock that this process holds until `release`."""

    path: Path
    """The lock file."""
    descriptor: int
    """The open file; -1 when released."""
    left_by: str = ""
    """The owner that ended without releasing it, in words; empty when there was none."""

    def release(self) -> None:
        """Remove the lock file and let others build; a second call does nothing."""
        if self.descriptor < 0:
            return
        with suppress(OSError):
            self.path.unlink()  # before the lock is given up: who waits sees that the file is another, and looks again
        os.close(self.descriptor)
        self.descriptor = -1


def acquire(path: Path, *, wait: float = WAIT, say: Callable[[str], None] = lambda line: None) -> Lock:
    """Return the lock at `path`, waiting at most `wait` seconds; raises `Busy`, or `OSError` where none can be made.

    `say` is told once for whom we wait.
    """
    until, announced = time.monotonic() + wait, False
    while True:
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0), 0o644)
        left = _owner(descriptor)
        try:
            taken = _take(descriptor)
        except OSError as error:
            if error.errno not in _NO_LOCKS:
                os.close(descriptor)
                raise
            taken = not _lives(left)
        if taken and _is_at(descriptor, path):
            _sign(descriptor)
            return Lock(path, descriptor, _in_words(left))
        os.close(descriptor)
        if taken:  # its last owner has just removed it
            continue
        if time.monotonic() >= until:
            raise Busy(_in_words(left))
        if not announced:
            say(_in_words(left))
            announced = True
        time.sleep(_POLL)


def _take(descriptor: int) -> bool:
    """Take the kernel's lock; it belongs to this process alone, and not to those that it starts."""
    try:
        import fcntl
    except ImportError:  # Windows
        import msvcrt

        os.lseek(descriptor, 4096, os.SEEK_SET)  # past the text, which others read
        try:
            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined]
        except OSError:
            return False
        return True
    try:
        fcntl.lockf(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except (BlockingIOError, PermissionError):
        return False
    return True


def _is_at(descriptor: int, path: Path) -> bool:
    try:
        return os.path.samestat(os.fstat(descriptor), os.stat(path))
    except OSError:
        return False


def _sign(descriptor: int) -> None:
    since = datetime.now(UTC).isoformat(timespec="seconds")
    os.lseek(descriptor, 0, os.SEEK_SET)
    with suppress(OSError):  # a full disk: the lock holds all the same
        os.ftruncate(descriptor, 0)
        os.write(descriptor, f"{os.getpid()} {socket.gethostname()} {since}\n".encode())


def _owner(descriptor: int) -> tuple[str, ...]:
    """Return the process, host and time of who signed last; empty when nobody did."""
    try:
        words = os.pread(descriptor, 400, 0) if hasattr(os, "pread") else os.read(descriptor, 400)
    except OSError:
        return ()
    return tuple(words.decode("utf-8", "replace").split()[:3])


def _in_words(owner: tuple[str, ...]) -> str:
    if len(owner) < 3:
        return "another process" if owner else ""
    return f"process {owner[0]} on {owner[1]}, since {owner[2]}"


def _lives(owner: tuple[str, ...]) -> bool:
    """Return True for an owner who may still be at work: a process that runs here, or a young lock of elsewhere."""
    if len(owner) < 3:
        return False
    process, host, since = owner
    try:
        young = (datetime.now(UTC) - datetime.fromisoformat(since)).total_seconds() < _STALE
        number = int(process)
    except (ValueError, TypeError):
        return False
    if host != socket.gethostname() or os.name != "posix":
        return young
    try:
        os.kill(number, 0)
    except (OverflowError, ProcessLookupError):
        return False
    except OSError:
        return True  # another user's
    return True
