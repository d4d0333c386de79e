"""An SMTP server that keeps nothing but addresses: `… sink.py PORT FILE`, written when it is told to end."""

import signal
import sys
import threading
from pathlib import Path

from aiosmtpd.controller import Controller


class Sink:
    def __init__(self) -> None:
        self.addresses: list[str] = []

    async def handle_DATA(self, _server, _session, envelope) -> str:  # noqa: N802 -- aiosmtpd's name
        self.addresses.extend(envelope.rcpt_tos)
        return "250 OK"


if __name__ == "__main__":
    sink = Sink()
    controller = Controller(sink, hostname="127.0.0.1", port=int(sys.argv[1]))
    controller.start()
    end = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: end.set())
    end.wait()
    Path(sys.argv[2]).write_text("\n".join(sink.addresses), encoding="utf-8")
    controller.stop()
