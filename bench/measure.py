"""The measurements themselves. Absolute times are this machine's; the ratios are what to compare.

What is held against bare SQL is timed by the wall clock, as both wait for the disk. What is held against itself on a smaller ledger is
timed by the processor, so that a neighbour's work, which comes and goes between the two, is not taken for growth.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from statistics import median
from typing import Any

from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

from bench import bare
from bench.county import PER_DAY, START, County, establish, heard, key_of, problems
from sandan.config.ready import ready
from sandan.desk import problem as desk
from sandan.desk.handle import handle, identify
from sandan.ledger.read import head
from sandan.projections import figure
from sandan.web import session
from sandan.web.account import Account

Say = Callable[[str], None]


def run(folder: Path, small: int, large: int, commands: int, say: Say) -> dict[str, Any]:
    """Everything, in one run."""
    ready()
    county = establish()
    results: dict[str, Any] = {}
    say("single commands")
    results |= _single(folder, county, commands)
    say("bulk")
    results |= _bulk(folder, county, commands)
    client = _client(county)
    pages = {}
    for count, before in ((small, 0), (large, small)):
        say(f"filling up to {count:,} problems")
        began = time.perf_counter()
        problems(county, before, count)
        say(f"  {(count - before) / (time.perf_counter() - began):,.0f} problems/s, {head().size:,} entries")
        pages[count] = _pages(client, count)
        pages[count] |= _commands(county, count)
        pages[count] |= _figures(count)
        results |= {f"{name} at {count:,} problems, ms": each * 1000 for name, each in pages[count].items()}
    for name in pages[small]:
        results[f"{name}: large ledger over small, ratio"] = pages[large][name] / pages[small][name]
    return results


def _single(folder: Path, county: County, commands: int) -> dict[str, float]:
    for n in range(50):
        handle([heard(county, n)], county.clerk, f"warm {n}", START)
    first = head().size + 1
    began = time.perf_counter()
    for n in range(100, 100 + commands):
        handle([heard(county, n)], county.clerk, f"single {n}", START)
    spent = time.perf_counter() - began
    limit = bare.limit(_fresh(folder, "single"), first, head().size)
    return {
        "single commands per second": commands / spent,
        "bare SQL, same rows and durability, per second": commands / limit,
        "single commands: share of bare SQL": limit / spent,
    }


def _bulk(folder: Path, county: County, commands: int) -> dict[str, float]:
    rows, size = commands * 20, 500
    first = head().size + 1
    began = time.perf_counter()
    for start in range(10_000, 10_000 + rows, size):
        handle([heard(county, n) for n in range(start, start + size)], county.clerk, f"bulk {start}", START)
    spent = time.perf_counter() - began
    limit = bare.limit(_fresh(folder, "bulk"), first, head().size)
    return {
        "bulk rows per second": rows / spent,
        "bare SQL in the same batches, rows per second": rows / limit,
        "bulk rows: share of bare SQL": limit / spent,
    }


def _pages(client: Client, count: int) -> dict[str, float]:
    middle = key_of(count // 2)
    where = {
        "problem list": reverse("workspace:problems"),
        "problem list, one unit": f"{reverse('workspace:problems')}?unit={identify('unit 第7局')}",
        "problem list, page after the middle": f"{reverse('workspace:problems')}?before={head().size // 2}",
        "problem page": reverse("workspace:problem", kwargs={"key": middle}),
        "my desk": reverse("workspace:desk"),
    }
    return {name: _median(client, url) for name, url in where.items()}


def _median(client: Client, url: str, times: int = 25) -> float:
    spent = []
    for n in range(times + 3):
        began = time.process_time()
        response = client.get(url)
        _ = response.content
        if response.status_code != 200:
            raise SystemExit(f"{url} answered {response.status_code}")
        if n >= 3:
            spent.append(time.process_time() - began)
    return median(spent)


def _commands(county: County, count: int, times: int = 50) -> dict[str, float]:
    """Single commands on a ledger of this size: what is heard, and what is dispatched by the rules of its day."""
    at = START + timedelta(days=count // PER_DAY)
    to = desk.Dispatch(county.units[0], at.date() + timedelta(30))
    waiting = [key_of(n) for n in range(count - count % 10 - 10 * times, count - count % 10, 10)]
    entered, sent = [], []
    for n, key in enumerate(waiting):
        began = time.process_time()
        handle([heard(county, 1_000_000 + count + n)], county.clerk, f"heard {count} {n}", at)
        between = time.process_time()
        desk.dispatch(key, to, county.dispatcher, f"sent {count} {n}", at)
        entered.append(between - began)
        sent.append(time.process_time() - between)
    return {"an opinion entered": median(entered), "a problem dispatched": median(sent)}


def _figures(count: int) -> dict[str, float]:
    day = (START + timedelta(days=count // PER_DAY // 2)).date()
    position = figure.position_for(day)
    spent = []
    for _ in range(3):
        began = time.process_time()
        figure.compute(position=position, on=day)
        spent.append(time.process_time() - began)
    return {"all figures as of a past date": median(spent)}


def _client(county: County) -> Client:
    user = User.objects.create_user("bench")
    Account.objects.create(user=user, person=county.dispatcher.person, acting=county.dispatcher.appointment)
    client = Client(SERVER_NAME="127.0.0.1")
    client.force_login(user)
    opened = client.session
    session.begin(opened, user, [session.PASSWORD, session.APP], "bench")
    opened.save()
    return client


def _fresh(folder: Path, name: str) -> Path:
    made = folder / name
    made.mkdir()
    return made
