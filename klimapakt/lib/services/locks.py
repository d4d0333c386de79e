"""One launcher in a folder at a time, and what becomes of the children of one that was killed.

Every child inherits an open lock file. Who still holds that lock when a launcher starts is left by a killed one.
"""

import contextlib
import fcntl
import os
import signal
import time
from collections.abc import Iterator
from pathlib import Path
from typing import TextIO

from klimapakt.lib.services.processes import CannotStart, Stack, say

SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
SECONDS_TO_END_BY_THEMSELVES = 5
SECONDS_TO_DIE = 5


@contextlib.contextmanager
def own_stack(folder: Path) -> Iterator[Stack]:
    """The folder for this launcher alone, and what it starts; all of it is stopped, in reverse order, at the end."""
    os.umask(0o077)  # mails, files and secrets are their owner's
    try:
        folder.mkdir(parents=True, exist_ok=True)
        lock, children = (folder / "lock").open("w"), (folder / "children.lock").open("w")
    except OSError as error:
        raise SystemExit(
            f"{folder} cannot be written ({error.strerror}): move the portal to a folder of yours."
        ) from None
    with lock, children:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise SystemExit(f"`./portal {folder.name}` runs here already: stop it first.") from None
        stack = Stack(folder, kept_open=(children.fileno(),))
        for number in SIGNALS:
            signal.signal(number, leave)
        try:
            end_leftovers(children)
            yield stack
        except CannotStart as problem:
            raise SystemExit(str(problem)) from None
        finally:
            for number in SIGNALS:
                signal.signal(number, signal.SIG_IGN)
            stack.stop()
            (folder / "environment.json").unlink(missing_ok=True)


def leave(number: int, _frame: object) -> None:
    raise SystemExit(0 if number == signal.SIGINT else 128 + number)


def is_locked(file: Path) -> bool:
    with file.open("a") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            return True
    return False


def end_leftovers(lock: TextIO, patience: float = SECONDS_TO_END_BY_THEMSELVES) -> None:
    """They got their signal when the launcher died: most end in a moment, the rest is ended here."""
    if take(lock, seconds=0):
        return
    say("the last start was killed; waiting for what it left to end")
    if take(lock, seconds=patience):
        return
    for process in holders(lock.name):
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.kill(process, signal.SIGKILL)
    if not take(lock, seconds=SECONDS_TO_DIE):
        raise CannotStart(f"Processes of the last start still hold {lock.name}: end them and start again.")


def take(lock: TextIO, *, seconds: float) -> bool:
    end = time.monotonic() + seconds
    while True:
        with contextlib.suppress(OSError):
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return True
        if time.monotonic() >= end:
            return False
        time.sleep(0.05)


def holders(path: str) -> list[int]:
    """Other processes that have the file open, where the system tells."""
    found = set()
    for link in Path("/proc").glob("[0-9]*/fd/*"):
        with contextlib.suppress(OSError):
            if os.readlink(link) == path:
                found.add(int(link.parts[2]))
    return sorted(found - {os.getpid()})
