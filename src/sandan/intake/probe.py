"""Reads an old workbook (.xls) once, in a process of its own that may die of it.

The zipped kinds are looked through by `archive` first. The old binary format cannot be checked so simply: a file with a few wrong
bytes makes the reader ask for half a terabyte, and that ends the whole process, not just the request. So another process tries
it first, with bounds on its memory and time; the file is opened for good only where that one came through.

The lower half runs as that process: `python probe.py MEBIBYTES SECONDS < file`. It imports nothing of this package.
"""

from __future__ import annotations

import io
import subprocess
import sys
from pathlib import Path
from typing import IO

import python_calamine as calamine

MEBIBYTES = 2048
"""Address space of the process; the largest sheet of this format (65,536 rows of 256 cells) fits."""
SECONDS = 60


def survives(file: IO[bytes]) -> bool:
    """Whether the reader comes through the workbook, be it with an error that it reports properly. Leaves `file` at its start."""
    file.seek(0)
    content = file.read()
    file.seek(0)
    # -P: the folder of this file is not searched for modules. The command holds nothing that came from outside.
    command = [sys.executable, "-P", str(Path(__file__)), str(MEBIBYTES), str(SECONDS)]
    try:
        done = subprocess.run(command, input=content, capture_output=True, timeout=2 * SECONDS, check=False)  # noqa: S603 - our own command
    except subprocess.TimeoutExpired:
        return False
    return done.returncode == 0


def _try(mebibytes: int, seconds: int) -> int:
    try:
        import resource  # noqa: PLC0415  not there outside Unix, where the bounds then fall away and the process still shields
    except ImportError:
        pass
    else:
        resource.setrlimit(resource.RLIMIT_AS, (mebibytes << 20, mebibytes << 20))
        resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    try:
        with calamine.CalamineWorkbook.from_filelike(io.BytesIO(sys.stdin.buffer.read())) as workbook:
            for name in workbook.sheet_names:
                for _ in workbook.get_sheet_by_name(name).iter_rows():
                    pass
    except calamine.CalamineError:
        # Said properly: whoever opens the file for good is told the same.
        pass
    return 0


if __name__ == "__main__":
    sys.exit(_try(int(sys.argv[1]), int(sys.argv[2])))
