"""`sandan figures`, `bulletin`, `verify`, `rebuild` and `export`: what the ledger says, and whether it holds."""

from __future__ import annotations

import json
import sys
from datetime import datetime
from pathlib import Path
from typing import Any

import click
from django.utils import timezone, translation

from sandan.config.option import LANGUAGE
from sandan.config.ready import ready
from sandan.domain.bulletin import Layout
from sandan.domain.values import Refusal
from sandan.ledger import read
from sandan.ledger import verify as ledger_check
from sandan.projections import figure, replay
from sandan.projections.bulletin import Bulletin
from sandan.projections.version import now
from sandan.web.bulletin import composed as composed_of
from sandan.web.bulletin import document
from sandan.web.message import told
from sandan.web.workbook import LISTS, write_lists

SHOWN = 50
"""Faults listed for a person; a machine gets all."""
DAY = click.DateTime(["%Y-%m-%d"])


@click.command()
@click.argument("ids", nargs=-1)
@click.option(
    "--as-of", type=DAY, help="What was known by the end of this day, of what had happened by it (default: now)."
)
@click.option(
    "--position", type=click.IntRange(min=0), help="Known by this ledger position, instead of by the end of the day."
)
@click.option("--unit", help="Only this unit (id).")
@click.option("--town", help="Only this town (id).")
@click.option("--topic", help="Only this topic.")
@click.option("--channel", help="Only this channel.")
@click.option(
    "--json", "as_json", is_flag=True, help="For machines, with the numbers of the records behind each figure."
)
@LANGUAGE
def figures(
    ids: tuple[str, ...], as_of: datetime | None, position: int | None, as_json: bool, language: str, **dims: str | None
) -> None:
    """Compute figures, each with its definition, numerator and denominator. Without IDS: all of them."""
    ready()
    day = as_of.date() if as_of else timezone.localdate()
    if position is None:
        position = figure.position_for(day) if as_of else read.head().size
    filters = {name: value for name, value in dims.items() if value}
    unknown = [each for each in ids if each not in figure.FIGURES]
    if unknown:
        raise click.UsageError(f"No such figure: {', '.join(unknown)}. Known: {', '.join(figure.FIGURES)}")
    values = figure.compute(list(ids) or None, position=position, on=day, **filters)
    if as_json:
        told_as = {
            "as_of": {"date": day.isoformat(), "position": position},
            "figures": [_figure(each, filters) for each in values],
        }
        click.echo(json.dumps(told_as, ensure_ascii=False))
        return
    with translation.override(language):
        click.echo(f"{day:%Y-%m-%d}, {position}")
        for each in values:
            of = f"  ({each.above} / {each.denominator})" if each.denominator is not None else ""
            shown = "—" if each.value is None else each.value
            click.echo(f"{each.code}\t{shown}\t{each.figure.name}{of}")


def _figure(value: Any, filters: dict[str, str]) -> dict[str, Any]:
    behind = figure.records(value.figure.id, "numerator", position=value.position, on=value.on, **filters)
    if value.figure.sealed:  # who stands behind it is told to nobody outside the registers
        behind = behind.none()
    shown = value.value if value.value is None or isinstance(value.value, int) else float(value.value)
    return {
        "id": value.figure.id,
        "version": value.figure.version,
        "unit": value.figure.unit,
        "value": shown,
        "numerator": value.numerator,
        "denominator": value.denominator,
        **({"formula": value.formula, "weighted": value.above} if value.formula else {}),
        "records": list(behind.order_by("position").values_list(value.figure.table.CALLED, flat=True)),
    }


@click.command()
@click.argument("issue", required=False)
@click.option("--docx", type=click.Path(path_type=Path), help="Write it as a Word document.")
@click.option("--pdf", type=click.Path(path_type=Path), help="Write it as a PDF.")
@click.option("--xlsx", type=click.Path(path_type=Path), help="Write its numbers as a workbook, one row for each.")
@click.option("--html", type=click.Path(path_type=Path), help="Write it as a web page.")
@click.option(
    "--layout",
    type=click.Choice([each.value for each in Layout]),
    help="As a bulletin (简报) or a circular (通报, GB/T 9704), whichever it was published as.",
)
@click.option("--site", help="The address of the public pages, so that numbers lead to their records.")
@click.option("--json", "as_json", is_flag=True, help="For machines.")
@LANGUAGE
def bulletin(
    issue: str | None, layout: str | None, site: str | None, as_json: bool, language: str, **paths: Path | None
) -> None:
    """List the bulletins, or write one of them. ISSUE is year-number as in 2026-1."""
    ready()
    found = {
        f"{one.year}-{one.issue}": one for one in now(Bulletin).filter(issue__isnull=False).order_by("year", "issue")
    }
    if issue is None:
        _list(found, as_json)
        return
    one = found.get(issue)
    if one is None:
        raise click.UsageError(f"No bulletin {issue}. Known: {', '.join(found) or 'none'}")
    wanted = Layout(layout) if layout else None
    absolute = (lambda path: f"{site.rstrip('/')}{path}") if site else None
    with translation.override(language):
        try:
            composed = composed_of(one, language)
            for kind, path in paths.items():
                if path:
                    path.write_bytes(document(one, kind, wanted, language, absolute).content)
        except Refusal as refusal:
            raise click.ClickException(told(refusal)) from refusal
    same = composed.digest == one.digest
    if as_json:
        click.echo(json.dumps({"issue": issue, "digest": one.digest, "recomputed": composed.digest, "same": same}))
    else:
        click.echo(
            f"{issue} {one.title}: {composed.digest} {'as published' if same else 'DIFFERS from the digest published'}"
        )
    if not same:
        raise SystemExit(1)


def _list(found: dict[str, Bulletin], as_json: bool) -> None:
    rows = [
        {"issue": issue, "title": one.title, "as_of": f"{one.as_of}", "position": one.frozen_at, "digest": one.digest}
        for issue, one in found.items()
    ]
    if as_json:
        click.echo(json.dumps(rows, ensure_ascii=False))
    else:
        for row in rows:
            click.echo(f"{row['issue']}\t{row['as_of']}\t{row['title']}")


@click.command()
@click.option(
    "--json", "as_json", is_flag=True, help="For machines: {ok, entries, root, faults: [{kind, where, detail}]}."
)
def verify(as_json: bool) -> None:
    """Replay the ledger and compare every leaf, every opening and every projection row. Exit code 0 only if all hold."""
    ready()
    with _bar("Checking the ledger") as bar:
        run = ledger_check.check(lambda done: bar.update(done - bar.pos))
    faults = [{"kind": one.kind, "where": one.where, "detail": one.detail} for one in run.faults]
    try:
        with _bar("Replaying it") as bar:
            named = replay.Files()
            differences = replay.compare(lambda done: bar.update(done - bar.pos), see=named.see)
        faults += [{"kind": "projection", "where": one.where, "detail": one.detail} for one in differences]
        faults += [
            {"kind": "file", "where": f"file {digest}", "detail": f"is not kept any more; entry {position} names it"}
            for digest, position in named.gone.items()
        ]
    except Exception as error:  # noqa: BLE001 - a ledger that cannot be replayed is a finding like any other, never a crash
        faults.append(
            {"kind": "replay", "where": "ledger", "detail": f"cannot be replayed: {type(error).__name__}: {error}"}
        )
    if as_json:
        click.echo(
            json.dumps(
                {"ok": not faults, "entries": run.entries, "root": run.root, "faults": faults}, ensure_ascii=False
            )
        )
    else:
        for one in faults[:SHOWN]:
            click.echo(f"{one['kind']}\t{one['where']}\t{one['detail']}")
        if len(faults) > SHOWN:
            click.echo(f"… and {len(faults) - SHOWN} more; --json lists them all")
        click.echo(f"{run.entries} entries, root {run.root}: {'all hold' if not faults else f'faults: {len(faults)}'}")
    if faults:
        raise SystemExit(1)


@click.command()
def rebuild() -> None:
    """Empty the projection tables and replay the ledger into them, in one transaction."""
    ready()
    with _bar("Replaying the ledger") as bar:
        replay.rebuild(lambda done: bar.update(done - bar.pos))
    click.echo(f"{read.head().size} entries replayed")


@click.command()
@click.argument("_what", metavar="lists", type=click.Choice(["lists"]))
@click.option(
    "--out", type=click.Path(path_type=Path), default=Path(), show_default=True, help="Directory to write into."
)
@click.option("--position", type=click.IntRange(min=0), help="As of this ledger position (default: now).")
@click.option("--json", "as_json", is_flag=True, help="For machines: {position, files: [{list, path, rows}]}.")
@LANGUAGE
def export(_what: str, out: Path, position: int | None, as_json: bool, language: str) -> None:
    """Write the three lists as workbooks with their official columns."""
    ready()
    out.mkdir(parents=True, exist_ok=True)
    files = []
    with translation.override(language):
        for which in LISTS:
            path = out / f"{which}.xlsx"
            files.append({"list": which, "path": str(path), "rows": write_lists(path, which, position=position)})
    if as_json:
        at = position if position is not None else read.head().size
        click.echo(json.dumps({"position": at, "files": files}, ensure_ascii=False))
    else:
        for one in files:
            click.echo(f"{one['path']}\t{one['rows']}")


def _bar(label: str) -> Any:
    return click.progressbar(length=max(read.head().size, 1), label=label, file=sys.stderr)
