"""The timer: jobs that fail do not stop the others, and a timer beside a server ends with it."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

import pytest

from sandan.config import timer

PROGRAM = """
import os, time
import django
django.setup()
from sandan.config import timer
timer.EVERY = 3600
with timer.beside(os.environ["SANDAN_HOME"]):
    print("up", flush=True)
    time.sleep(3600)
"""


def test_a_job_that_fails_stops_no_other(monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture) -> None:
    def broken(at: datetime) -> int:
        raise RuntimeError(f"not at {at}")

    jobs: Mapping[str, timer.Job] = {"broken": broken, "whole": lambda _at: 3}
    monkeypatch.setattr(timer, "JOBS", jobs)
    assert timer.run() == {"broken": 0, "whole": 3}
    assert "the job broken failed" in caplog.text


@pytest.mark.django_db
def test_the_calendar_is_among_the_jobs() -> None:
    assert timer.run()["calendar"] == 0


def test_the_timer_starts_as_a_program_of_its_own(tmp_path: Path) -> None:
    """Whoever started it is gone already, so it ends at once; it must have come that far."""
    environment = {**os.environ, "SANDAN_HOME": str(tmp_path)}
    done = subprocess.run(
        [sys.executable, "-m", "sandan.config.timer", "0"],
        env=environment,
        capture_output=True,
        timeout=300,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, b"")


def _timers(home: Path) -> list[str]:
    """The command lines of the timers that run for this data directory."""
    found = []
    for each in Path("/proc").glob("[0-9]*"):
        try:
            line = (each / "cmdline").read_bytes().decode()
            if "sandan.config.ticking" in line and str(home).encode() in (each / "environ").read_bytes():
                found.append(line)
        except OSError:
            continue
    return found


@pytest.mark.skipif(not Path("/proc").exists(), reason="looks at /proc")
def test_a_timer_ends_with_the_server_that_it_runs_beside(tmp_path: Path) -> None:
    environment = {**os.environ, "SANDAN_HOME": str(tmp_path), "DJANGO_SETTINGS_MODULE": "sandan.config.settings"}
    said = tmp_path / "said"
    with said.open("wb") as to:
        server = subprocess.Popen([sys.executable, "-c", PROGRAM], env=environment, stdout=subprocess.PIPE, stderr=to)
    assert server.stdout is not None
    assert server.stdout.readline() == b"up\n"
    for _ in range(600):  # there are no tables here: that its jobs fail shows that they run
        if "the job calendar failed" in said.read_text("utf-8"):
            break
        time.sleep(0.1)
    else:
        pytest.fail(f"no job ran: {said.read_text('utf-8')}")
    assert len(_timers(tmp_path)) == 1
    server.kill()  # without a chance to say goodbye
    server.wait()
    for _ in range(300):
        if not _timers(tmp_path):
            return
        time.sleep(0.1)
    pytest.fail("the timer outlived its server")
