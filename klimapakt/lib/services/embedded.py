"""PostgreSQL, Valkey and the mail catcher where the environment gives none."""

import contextlib
import hashlib
import os
import shutil
import socket
import sys
import tempfile
import time
from pathlib import Path

from klimapakt.lib.services import valkey
from klimapakt.lib.services.environment import Environment, is_local, reach_database, reach_redis
from klimapakt.lib.services.postgres import Postgres
from klimapakt.lib.services.processes import CannotStart, Stack


def start_services(stack: Stack, environment: Environment, *, is_throw_away: bool = False) -> None:
    """PostgreSQL, Redis and mail as the environment gives them, or our own."""
    sockets = socket_folder(stack.folder)
    if environment.get("DATABASE_URL"):
        reach_database(environment["DATABASE_URL"])
    else:
        postgres = Postgres(stack, stack.folder / "postgres", sockets, is_throw_away)
        environment["DATABASE_URL"] = postgres.start()
        if postgres.is_new:
            (stack.folder / "demo").unlink(missing_ok=True)
    if environment.get("REDIS_URL"):
        reach_redis(environment["REDIS_URL"])
    else:
        data = stack.folder / "valkey"
        environment["REDIS_URL"] = valkey.start(stack, data, sockets, is_throw_away=is_throw_away)
    if not environment.get("EMAIL_URL"):
        start_mailbox(stack, environment, is_throw_away=is_throw_away)


def start_mailbox(stack: Stack, environment: Environment, *, is_throw_away: bool) -> None:
    """A catcher. Its mails have a page only where no real person's login code can be read there."""
    mails, port = stack.folder / "mail", free_port()
    if is_throw_away:
        shutil.rmtree(mails, ignore_errors=True)
    mails.mkdir(exist_ok=True)
    command = [sys.executable, "-m", "klimapakt.lib.services.mailbox", str(mails), str(port)]
    stack.start("mail", command, environment, grace_seconds=5)
    environment |= {"EMAIL_URL": f"smtp://127.0.0.1:{port}"}
    if environment["DEMO"] == "1" or is_local(environment):
        environment["MAILBOX_DIR"] = str(mails)
    wait_for_port(port)


def socket_folder(folder: Path) -> Path:
    """Paths of sockets are limited to 107 bytes: a long one moves to the temporary folder."""
    path = folder / "s"
    if len(str(path)) > 80:
        key = hashlib.sha256(str(folder).encode()).hexdigest()[:10]
        path = Path(tempfile.gettempdir()) / f"klimapakt-{os.getuid()}-{key}"
    path.mkdir(mode=0o700, exist_ok=True)
    if path.stat().st_uid != os.getuid():
        raise CannotStart(f"{path} belongs to somebody else: remove it and start again.")
    return path


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_for_port(port: int, seconds: int = 20) -> None:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
            return
        time.sleep(0.05)
    raise CannotStart("The mail catcher did not start.")
