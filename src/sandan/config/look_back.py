"""`sandan look-back`: list the look-backs, and draw the sample of one again from what the ledger holds."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from datetime import date

import click

from sandan.config.ready import ready
from sandan.domain.look_back import Strata
from sandan.ledger import read
from sandan.projections.look_back import LookBack, population
from sandan.projections.version import now


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that was worked out anew, and whether the ledger says the same."""

    what: str
    same: bool
    detail: str = ""


@click.group()
def look_back() -> None:
    """Look-backs: list them, and draw a sample again."""


@look_back.command("list")
@click.option("--json", "as_json", is_flag=True, help="For machines.")
def list_(as_json: bool) -> None:
    """List all look-backs, those given up among them."""
    ready()
    rows = [
        {
            "id": one.key,
            "from": one.from_on.isoformat(),
            "to": one.to_on.isoformat(),
            "status": one.status,
            "population": one.population,
            "drawn": one.drawn,
            "reason": one.conclusion if one.status == "abandoned" else one.reason,
        }
        for one in now(LookBack).order_by("position")
    ]
    if as_json:
        click.echo(json.dumps(rows, ensure_ascii=False))
        return
    for row in rows:
        click.echo("\t".join(str(value) for value in row.values()))


@look_back.command()
@click.argument("id_", metavar="ID")
@click.option(
    "--json", "as_json", is_flag=True, help="For machines: {id, same, seed, drawn, checks: [{what, same, detail}]}."
)
def recount(id_: str, as_json: bool) -> None:
    """Draw the sample of look-back ID again. Exit code 0 only if everything is the same.

    Reads the public openings of the ledger and shares no code with the command that drew: the way is that of docs/verifying.md.
    """
    ready()
    entries = read.stream(f"look_back/{id_}")
    if not entries:
        raise click.UsageError(f"No look-back {id_}. `sandan look-back list` lists them.")
    frozen = entries[0]
    drawn = next((one for one in entries if one.kind == "look_back.sample_drawn/1"), None)
    checks = [*_frozen(frozen), *(_drawn(frozen, drawn) if drawn else ())]
    same = all(one.same for one in checks)
    if as_json:
        told = [{"what": one.what, "same": one.same, "detail": one.detail} for one in checks]
        seed, numbers = (drawn.public["seed"], drawn.public["numbers"]) if drawn else (None, None)
        click.echo(
            json.dumps({"id": id_, "same": same, "seed": seed, "drawn": numbers, "checks": told}, ensure_ascii=False)
        )
    else:
        for one in checks:
            click.echo(f"{'same' if one.same else 'DIFFERS'}\t{one.what}\t{one.detail}")
        if drawn is None:
            click.echo("not drawn yet")
    if not same:
        raise SystemExit(1)


def _frozen(entry: read.Entry) -> list[Check]:
    """Was that all that was struck off in the period, and does the digest cover it?"""
    told = entry.public
    lines = sorted(zip(told["strata"], told["numbers"], strict=True))
    digest = hashlib.sha256("".join(f"{stratum}\t{number}\n" for stratum, number in lines).encode()).hexdigest()
    first, last = (date.fromisoformat(told[name]) for name in ("from_on", "to_on"))
    listed = population(Strata(told["by"]), first, last, told["position"])
    known = sorted((one.stratum, one.number) for one in listed)
    before = told["position"] == entry.position - 1
    return [
        Check("digest of what was drawn from", digest == told["digest"], digest),
        Check("everything struck off in the period, as of then", known == lines and before, f"{len(lines)} items"),
    ]


def _drawn(frozen: read.Entry, entry: read.Entry) -> list[Check]:
    """Is the seed the one that had to come, and the sample the one that follows from it?"""
    asked, told = frozen.public, entry.public
    root = read.root(frozen.position)
    seed = f"{frozen.position}|{root}|{told['digits']}"
    strata: dict[str, list[str]] = {}
    for stratum, number in zip(asked["strata"], asked["numbers"], strict=True):
        strata.setdefault(stratum, []).append(number)
    sample: list[str] = []
    for _, numbers in sorted(strata.items()):
        numbers.sort(key=lambda number: hashlib.sha256(f"{seed}|{number}".encode()).hexdigest())
        wanted = (len(numbers) * asked["size"] + 99) // 100 if asked["percent"] else asked["size"]
        sample += numbers[: max(wanted, 1)]
    on_day = entry.recorded_at.date() >= frozen.recorded_at.date() and told["happened_on"] >= asked["seed_on"]
    return [
        Check("root of the ledger at the freezing", root == told["root"], root),
        Check("seed", seed == told["seed"], seed),
        Check(
            "drawn after the public draw, and that after the freezing",
            on_day and asked["seed_on"] > asked["happened_on"],
        ),
        Check("sample", sample == told["numbers"], " ".join(sample)),
    ]
