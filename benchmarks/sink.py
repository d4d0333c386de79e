"""An SMTP server that keeps nothing but addresses, one process per connection like a real one: `… sink.py PORT FILE`.

Each address is in the file before its sender hears 250.
"""

import os
import socketserver
import sys

NEXT = {b"EHLO": b"250 sink", b"MAIL": b"250 OK", b"RCPT": b"250 OK", b"DATA": b"354 Go on", b"QUIT": b"221 Bye"}


class Line(socketserver.StreamRequestHandler):
    disable_nagle_algorithm = True

    def handle(self) -> None:
        self.wfile.write(b"220 sink\r\n")
        address = b""
        for line in self.rfile:
            verb = line[:4].upper()
            self.wfile.write(NEXT.get(verb, b"502 What?") + b"\r\n")
            if verb == b"RCPT":
                address = line.partition(b"<")[2].partition(b">")[0]
            elif verb == b"DATA":
                if not self.take_mail():
                    return
                os.write(FILE, address + b"\n")
                self.wfile.write(b"250 OK\r\n")
            elif verb == b"QUIT":
                return

    def take_mail(self) -> bool:
        """False if the sender died on the way."""
        return any(line == b".\r\n" for line in self.rfile)


class Server(socketserver.ForkingTCPServer):
    allow_reuse_address = True
    request_queue_size = 50


if __name__ == "__main__":
    FILE = os.open(sys.argv[2], os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    Server(("127.0.0.1", int(sys.argv[1])), Line).serve_forever()
