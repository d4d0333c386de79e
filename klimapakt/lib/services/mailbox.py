"""A mail catcher: takes every mail by SMTP and keeps it as a file. `… mailbox FOLDER PORT [HOST]`."""

import contextlib
import itertools
import os
import signal
import sys
import threading
import time
from pathlib import Path

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

numbers = itertools.count()


class Keeper:
    """Writes each mail whole, then gives it its name, so that a reader never sees half of one."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802 -- aiosmtpd's name
        name = f"{time.time_ns()}-{os.getpid()}-{next(numbers)}"
        part = self.folder / f"{name}.part"
        content = envelope.content if isinstance(envelope.content, bytes) else str(envelope.content).encode()
        part.write_bytes(content)
        part.rename(self.folder / f"{name}.eml")
        return "250 OK"


def main(folder: str, port: str, host: str = "127.0.0.1") -> None:
    Path(folder).mkdir(parents=True, exist_ok=True)
    controller = Controller(Keeper(Path(folder)), hostname=host, port=int(port))
    controller.start()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit())  # the first process of a container has no default for it
    with contextlib.suppress(KeyboardInterrupt):
        try:
            threading.Event().wait()
        finally:
            controller.stop()


if __name__ == "__main__":
    main(*sys.argv[1:4])
