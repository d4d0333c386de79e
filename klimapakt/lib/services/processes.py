"""Child processes: each in a group of its own, with a log file, dying with the launcher, started again if it dies."""

import contextlib
import ctypes
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

PARENT_DEATH_SIGNAL = 1  # prctl's number
LOG_BYTES = 5_000_000
BACK_OFF_SECONDS = (1, 2, 5, 10, 30)
STABLE_SECONDS = 60
libc = ctypes.CDLL(None) if sys.platform == "linux" else None
started_at = time.monotonic()


class CannotStart(Exception):
    """One sentence that says what to do."""


def say(text: str) -> None:
    print(f"[{time.monotonic() - started_at:5.1f} s] {text}", flush=True)


def die_with_parent(number: int = signal.SIGTERM) -> None:
    """In a child, before it becomes its program: it gets this signal when the launcher dies, however that happens."""
    if libc:
        libc.prctl(PARENT_DEATH_SIGNAL, int(number))


@dataclass
class Child:
    """One service and how to run it."""

    name: str
    command: Sequence[str | Path]
    environment: Mapping[str, str]
    log: Path
    stop_signal: signal.Signals = signal.SIGTERM
    grace_seconds: int = 20
    user: int | None = None
    kept_open: tuple[int, ...] = ()
    is_client: bool = False
    process: subprocess.Popen[bytes] | None = None
    started: float = 0
    is_told: bool = False
    deaths: int = 0
    again_at: float = 0

    def start(self) -> None:
        self.is_told = False
        self.rotate_log()
        with self.log.open("ab") as output:
            try:
                self.process = subprocess.Popen(
                    [str(part) for part in self.command],
                    cwd="/" if self.user is not None else None,
                    env=dict(self.environment),
                    stdin=subprocess.DEVNULL,
                    stdout=output,
                    stderr=subprocess.STDOUT,
                    pass_fds=self.kept_open,
                    preexec_fn=self._stand_alone,
                    user=self.user,
                    group=self.user,
                    extra_groups=[] if self.user is not None else None,
                )
            except OSError as error:
                raise CannotStart(f"{self.name} cannot be started: {error}.") from None
        self.started = time.monotonic()

    def rotate_log(self) -> None:
        """Copies and empties, since the child goes on writing to the end of the same file."""
        if self.log.exists() and self.log.stat().st_size > LOG_BYTES:
            shutil.copyfile(self.log, self.log.with_suffix(".log.1"))
            os.truncate(self.log, 0)

    def _stand_alone(self) -> None:
        """In the child: no Ctrl-C from the terminal, and no life without the launcher."""
        os.setpgid(0, 0)
        die_with_parent(self.stop_signal)

    @property
    def is_running(self) -> bool:
        return self.process is not None and self.process.poll() is None

    def tail(self) -> str:
        with contextlib.suppress(OSError):
            return self.log.read_text(errors="replace")[-1200:]
        return ""

    def tell_to_stop(self) -> None:
        """Once: a second signal would make a worker drop what it is doing."""
        if self.process is not None and self.is_running and not self.is_told:
            self.process.send_signal(self.stop_signal)
            self.is_told = True

    def stop(self) -> None:
        if self.process is None:
            return
        self.tell_to_stop()
        if self.is_running:
            try:
                self.process.wait(self.grace_seconds)
            except subprocess.TimeoutExpired:
                say(f"{self.name} did not stop in {self.grace_seconds} s and is killed")
        self.end_group()
        self.process.wait()

    def end_group(self) -> None:
        """What the child started itself ends with it."""
        if self.process is not None:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(self.process.pid, signal.SIGKILL)


@dataclass
class Stack:
    """All children, in the order of their start."""

    folder: Path
    kept_open: tuple[int, ...] = ()
    children: list[Child] = field(default_factory=list)

    def start(
        self, name: str, command: Sequence[str | Path], environment: Mapping[str, str], **options: object
    ) -> Child:
        child = Child(name, command, environment, self.folder / f"{name}.log", kept_open=self.kept_open, **options)  # type: ignore[arg-type]  # checked by the dataclass's callers
        self.children.append(child)  # first: an interrupted start is stopped too
        child.start()
        return child

    def revive(self) -> None:
        """Start again what died, later each time; says so."""
        now = time.monotonic()
        for child in self.children:
            if child.is_running:
                child.rotate_log()
                if child.deaths and now - child.started > STABLE_SECONDS:
                    child.deaths = 0
                continue
            if not child.again_at:
                pause = BACK_OFF_SECONDS[min(child.deaths, len(BACK_OFF_SECONDS) - 1)]
                child.deaths += 1
                child.again_at = now + pause
                code = child.process.returncode if child.process else None
                child.end_group()
                say(f"{child.name} ended ({code}); starting it again in {pause} s. Log: {child.log}")
            elif now >= child.again_at:
                child.again_at = 0
                child.start()
                say(f"{child.name} runs again")

    def stop(self) -> None:
        """Clients of the services together, then the services, in reverse order."""
        for child in self.children:
            if child.is_client:
                child.tell_to_stop()
        for child in reversed(self.children):
            child.stop()
        self.children.clear()
