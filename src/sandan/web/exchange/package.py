"""The open data as a package on disk: every data set in every format, with dictionary, metadata, and the sum of every file."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from pathlib import Path
from typing import IO

from sandan.ledger import read
from sandan.projections.open_data import Moment
from sandan.web.exchange import metadata
from sandan.web.exchange.dataset import DATASETS, Dataset
from sandan.web.exchange.format import FORMATS, Format
from sandan.web.exchange.metadata import Address


def write_file(target: IO[bytes], dataset: Dataset, written: Format, at: Moment) -> int:
    """Write a data set whole, as of a moment, to an open file, and return how many rows it has."""
    return written.write(target, dataset.columns, dataset.lines(dataset.rows(at), at), metadata.facts(dataset, at))


def write_package(folder: Path, at: Moment, address: Address, names: Iterable[str] = tuple(DATASETS)) -> dict[str, int]:
    """Write the package into a folder, made where missing, and return the rows of each data set.

    Beside the data: `datapackage.json`, `catalogue.jsonld`, and `SHA256SUMS` for `sha256sum -c`. Files of these names are replaced.
    """
    folder.mkdir(parents=True, exist_ok=True)
    sums: dict[str, tuple[int, str]] = {}
    counts: dict[str, int] = {}
    for name in names:
        for written in FORMATS.values():
            path = folder / f"{name}.{written.ending}"
            with path.open("wb") as target:
                counts[name] = write_file(target, DATASETS[name], written, at)
            sums[path.name] = path.stat().st_size, _digest(path)
    made = read.recorded_at(at.position) or read.moment(0)
    for name, told in (
        ("datapackage.json", metadata.package(at, made, sums)),
        ("catalogue.jsonld", metadata.catalogue(at, made, address, sums)),
    ):
        path = folder / name
        path.write_text(json.dumps(told, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
        sums[name] = path.stat().st_size, _digest(path)
    lines = "".join(f"{digest}  {name}\n" for name, (_size, digest) in sorted(sums.items()))
    (folder / "SHA256SUMS").write_text(lines, encoding="ascii")
    return counts


def _digest(path: Path) -> str:
    with path.open("rb") as source:
        return hashlib.file_digest(source, "sha256").hexdigest()
