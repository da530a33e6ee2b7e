"""`python -m bench.circuit`: how long the planner of circuit groups thinks about a county of the case's size, and how good its plans are.

40 units, 15 people in 5 groups, 20 working days, with people who stand back, busy days and visits of others; one chance after the other.
"""

from __future__ import annotations

import argparse
import time
from collections import Counter
from datetime import date, timedelta
from random import Random

from sandan.triage.circuit import Asked, Group, Plan, Unit, propose

MONDAY = date(2026, 3, 2)


def county(seed: int, wanted: int, most_a_day: int) -> Asked:
    """A question of the case's size."""
    chance = Random(seed)
    days = tuple(MONDAY + timedelta(7 * (number // 5) + number % 5) for number in range(20))
    towns = [f"t{number:02}" for number in range(12)]
    where = [(towns[n % 12], towns[n % 12]) if n < 24 else (f"u{n:02}", "seat") for n in range(40)]
    units = tuple(Unit(f"u{number:02}", *where[number], wanted) for number in range(40))
    people = [f"p{number:02}" for number in range(15)]
    return Asked(
        units=units,
        groups=tuple(Group(f"g{number}", tuple(people[number::5]), people[number]) for number in range(5)),
        days=days,
        barred=frozenset((each, f"u{chance.randrange(40):02}") for each in people for _ in range(4)),
        busy=frozenset((f"g{chance.randrange(5)}", chance.choice(days)) for _ in range(6)),
        taken=frozenset((chance.choice(units).place, chance.choice(days)) for _ in range(25)),
        most_a_day=most_a_day,
        minutes={each: chance.randrange(20, 150) for each in towns},
    )


def main() -> None:
    """Plan, and print a line for each question."""
    parser = argparse.ArgumentParser(prog="python -m bench.circuit", description=__doc__)
    parser.add_argument("--questions", type=int, default=5, help="questions of each kind (default 5)")
    given = parser.parse_args()
    for wanted, most_a_day in ((1, 1), (1, 2), (2, 2)):
        for seed in range(given.questions):
            begun = time.perf_counter()
            found = propose(county(seed, wanted, most_a_day))
            took = time.perf_counter() - begun
            told = f"{wanted} visit(s) a unit, {most_a_day} a day, chance {seed}: {took:6.1f} s"
            if isinstance(found, Plan):
                load = sorted(Counter(each.group for each in found.lines).values())
                print(f"{told}, {'optimal' if found.optimal else f'gap {found.gap / 10} %'}, visits by group {load}")
            else:
                print(f"{told}, impossible: {', '.join(each.lack for each in found.troubles)}")


if __name__ == "__main__":
    main()
