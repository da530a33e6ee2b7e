"""Small servers of our own that messages are sent to: one for the web, one for mail. Nothing leaves the machine."""

from __future__ import annotations

import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass
class Web:
    """A web server that writes down what it gets. `answer` is what it says: a status and a body, or None to hang up without a word."""

    port: int = 0
    answer: tuple[int, bytes] | None = (200, b'{"errcode": 0, "code": 0}')
    headers: dict[str, str] = field(default_factory=dict)
    got: list[tuple[str, dict[str, str], bytes]] = field(default_factory=list)

    def url(self, path: str = "/hook?key=geheim", host: str = "127.0.0.1") -> str:
        return f"http://{host}:{self.port}{path}"


@contextmanager
def web() -> Iterator[Web]:
    """The web server, running."""
    kept = Web()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            kept.got.append((self.path, dict(self.headers.items()), body))
            if kept.answer is None:
                self.close_connection = True
                return
            status, answer = kept.answer
            self.send_response(status)
            for name, value in kept.headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(answer)))
            self.end_headers()
            self.wfile.write(answer)

        def log_message(self, *_args: Any) -> None:
            pass

    class Server(ThreadingHTTPServer):
        def handle_error(self, _request: Any, _address: Any) -> None:
            """Whoever hangs up first is part of the tests."""

    with Server(("127.0.0.1", 0), Handler) as server:
        kept.port = server.server_address[1]
        threading.Thread(target=server.serve_forever, daemon=True).start()
        try:
            yield kept
        finally:
            server.shutdown()


@dataclass
class Mail:
    """A mail server that writes down what it gets. `says` replaces its answer to a command; None there hangs up."""

    port: int = 0
    says: dict[str, str | None] = field(default_factory=dict)
    got: list[tuple[str, str]] = field(default_factory=list)
    """To whom, and the whole letter."""


@contextmanager
def mail() -> Iterator[Mail]:
    """The mail server, running."""
    kept = Mail()

    class Handler(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            to = ""
            self.say("220 mail.example.gov")
            while line := self.rfile.readline().decode().strip():
                word = line.split(":")[0].split(" ")[0].upper()
                to = line.partition("<")[2].rstrip(">") if word == "RCPT" else to
                if word == "DATA" and word not in kept.says:
                    self.say("354 go on")
                    text = b"".join(iter(self.rfile.readline, b".\r\n")).decode()
                    kept.got.append((to, text))
                    word = "END"
                if word == "QUIT":
                    return
                said = kept.says.get(word, "250 ok")
                if said is None:
                    return
                self.say(said)

        def say(self, text: str) -> None:
            self.wfile.write(f"{text}\r\n".encode())

    class Server(socketserver.ThreadingTCPServer):
        allow_reuse_address = True
        daemon_threads = True

        def handle_error(self, _request: Any, _address: Any) -> None:
            """Whoever hangs up first is part of the tests."""

    with Server(("127.0.0.1", 0), Handler) as server:
        kept.port = server.server_address[1]
        threading.Thread(target=server.serve_forever, daemon=True).start()
        try:
            yield kept
        finally:
            server.shutdown()
