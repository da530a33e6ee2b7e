"""`sandan export-open-data`: the open data as a package on disk, for a portal of the province or for keeping."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path

import click

from sandan.config.ready import ready
from sandan.config.reporting import DAY
from sandan.domain.values import Refusal
from sandan.projections import open_data
from sandan.web.exchange.dataset import DATASETS
from sandan.web.exchange.package import write_package
from sandan.web.message import told


@click.command("export-open-data")
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path), metavar="DIR")
@click.option("--position", type=click.IntRange(min=0), help="As known by this ledger position (default: now).")
@click.option("--as-of", type=DAY, help="What had happened by this day (default: the day of the position).")
@click.option("--url", default="", help="Where the files will stand, for the DCAT catalogue: https://…/open-data/")
@click.option("--json", "as_json", is_flag=True, help="For machines.")
def export_open_data(folder: Path, position: int | None, as_of: datetime | None, url: str, as_json: bool) -> None:
    """Write the open data into DIR: every data set as CSV, JSON and Parquet, its dictionary, metadata, and SHA256SUMS.

    Written twice as of the same position it has the same bytes.
    """
    ready()
    try:
        at = open_data.moment(position, as_of.date() if as_of else None)
    except Refusal as refusal:
        click.echo(told(refusal), err=True)
        raise SystemExit(1) from refusal
    counts = write_package(folder, at, lambda name: f"{url}{name}")
    if as_json:
        click.echo(json.dumps({"position": at.position, "on": at.on.isoformat(), "rows": counts}))
        return
    for name in DATASETS:
        click.echo(f"{name}\t{counts[name]}")
