"""A county served as its operator serves it: `sandan serve` in a process of its own, over a data directory of its own."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
AHEAD = Path(__file__).resolve().parent / "ahead"
"""What moves the clock on."""
SANDAN = Path(sys.executable).with_name("sandan")
_STARTS_WITHIN = 120.0


def environment(home: Path, settings: str = "sandan.config.settings") -> dict[str, str]:
    """The environment of a program that works on `home`, whatever this process was started with."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("SANDAN_", "DATABASE_URL"))}
    told = {"SANDAN_SECURITY_CONTACT": "tel:+869170000000", "DJANGO_SETTINGS_MODULE": settings}
    if settings.startswith("tests."):
        told["PYTHONPATH"] = str(ROOT)
    return {**kept, **told, "SANDAN_HOME": str(home)}


def run(home: Path, *command: str) -> str:
    """What `sandan …` prints for `home`; raises CalledProcessError unless it ends well."""
    done = subprocess.run(
        [str(SANDAN), *command],
        env=environment(home),
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
        timeout=300,
    )
    return done.stdout


@dataclass(slots=True)
class House:
    """A served county: where its data lies and under which address it answers."""

    home: Path
    url: str
    server: subprocess.Popen[bytes]

    @classmethod
    def open(
        cls, home: Path, settings: str = "sandan.config.settings", *, port: int = 0, ahead: timedelta = timedelta()
    ) -> House:
        """Serve `home` on a free port (or on this one), and wait until the first page comes. `ahead`: how far its clock is moved on."""
        if not port:
            with socket.socket() as free:
                free.bind(("127.0.0.1", 0))
                port = free.getsockname()[1]
        later = {"PYTHONPATH": str(AHEAD), "JOURNEY_AHEAD": str(int(ahead.total_seconds()))} if ahead else {}
        with (home / "server.log").open("ab") as log:
            server = subprocess.Popen(
                [str(SANDAN), "serve", "--port", str(port), "--workers", "1"],
                env={**environment(home, settings), **later},
                cwd=ROOT,
                stdout=log,
                stderr=log,
            )
        house = cls(home, f"http://127.0.0.1:{port}", server)
        house._wait()
        return house

    def _wait(self) -> None:
        ends = time.monotonic() + _STARTS_WITHIN
        while time.monotonic() < ends:
            if self.server.poll() is not None:
                break
            try:
                with urllib.request.urlopen(f"{self.url}/", timeout=5):  # noqa: S310 - our own server
                    return
            except (urllib.error.URLError, ConnectionError, TimeoutError):
                time.sleep(0.05)
        raise AssertionError(f"The server did not start:\n{self.log()}")

    @property
    def named_url(self) -> str:
        """The same address by a host's name: a passkey belongs to a name and never to a number."""
        return self.url.replace("127.0.0.1", "localhost")

    def log(self) -> str:
        """What the server has written so far."""
        return (self.home / "server.log").read_text("utf-8", errors="replace")

    def close(self) -> None:
        """Stop the server."""
        self.server.terminate()
        try:
            self.server.wait(10)
        except subprocess.TimeoutExpired:
            self.server.kill()
            self.server.wait()

    def verified(self) -> dict[str, Any]:
        """What `sandan verify --json` says."""
        found: dict[str, Any] = json.loads(run(self.home, "verify", "--json"))
        return found
