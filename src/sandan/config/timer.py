"""The timer: what has to happen because time passes, run every minute beside the server, or by `sandan tick` from outside.

Every job may run at any time, twice, at the same time as itself or not at all: it looks at what is due and has not been done. So nothing is
lost when the machine was off, and nothing is done twice when two timers run.
"""

from __future__ import annotations

import logging
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime

import click
from django.db import close_old_connections
from django.utils import timezone

EVERY = 60
"""Seconds between two runs."""
_log = logging.getLogger("sandan.timer")

Job = Callable[[datetime], int]


# As a program of its own, this module is read before Django is set up, and what the jobs need cannot be imported yet.
def _calendar(at: datetime) -> int:
    from sandan.desk.tick import tick as days  # noqa: PLC0415 - as above

    return days(at)


def _bulletins(at: datetime) -> int:
    from sandan.desk.tick import prepare  # noqa: PLC0415 - as above

    return prepare(at)


def _messages(at: datetime) -> int:
    from sandan.outbox.run import run as send  # noqa: PLC0415 - as above

    return send(at).sent


JOBS: Mapping[str, Job] = {"calendar": _calendar, "bulletins": _bulletins, "messages": _messages}
"""What is run, in this order: each takes the moment and says how much it did."""


def run(at: datetime | None = None) -> dict[str, int]:
    """Run every job once; returns how much each did. A job that fails is logged, and the others run all the same."""
    moment, done = at or timezone.now(), {}
    for name, job in JOBS.items():
        try:
            done[name] = job(moment)
        except Exception:  # noqa: BLE001 - one job's fault must not stop the others, nor the timer
            _log.exception("the job %s failed", name)
            done[name] = 0
    return done


@click.command()
def tick() -> None:
    """Do once what time demands: say what is near or overdue, end pauses, lay out drafts. `serve` does it every minute by itself."""
    for name, count in run().items():
        click.echo(f"{name}: {count}")


@contextmanager
def beside(home: str) -> Iterator[None]:
    """A timer in a process of its own, for as long as the block lasts. It ends by itself when this process is gone."""
    environment = {**os.environ, "SANDAN_HOME": home}
    command = [sys.executable, "-m", "sandan.config.ticking", str(os.getpid())]
    child = subprocess.Popen(command, env=environment)  # noqa: S603 - our own command
    try:
        yield
    finally:
        child.terminate()
        child.wait(10)


def forever(parent: int) -> None:
    """Run every minute until the process that started it is gone."""
    last = float("-inf")
    while os.getppid() == parent:
        if time.monotonic() - last >= EVERY:
            last = time.monotonic()
            close_old_connections()
            run()
        time.sleep(1)
