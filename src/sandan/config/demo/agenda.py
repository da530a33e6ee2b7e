"""The demo's calendar: what happens when. Courses of events are generators that say how long until their next step."""

from __future__ import annotations

import heapq
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from random import Random

from django.utils import timezone

FREE = {(1, 1), (5, 1), (5, 2), (5, 3), *((10, day) for day in range(1, 8))}
"""Public holidays with a fixed date, enough for a story; no deadline rests on them."""


@dataclass(frozen=True, slots=True)
class Wait:
    """How long until the next step: between `least` and `most` days, working days unless `anytime`."""

    least: int
    most: int
    anytime: bool = False


Course = Iterator[Wait]


class Agenda:
    """Runs courses of events in the order of their moments, from the morning of `start` to the evening of `end`.

    `now` is the story's clock. What would happen after `end` does not happen: that is how a running county always looks.
    """

    def __init__(self, start: date, end: date, chance: Random) -> None:
        self.start, self.end, self.chance = start, end, chance
        self.now = _at(start, 8 * 60)
        self._queue: list[tuple[datetime, int, Course]] = []
        self._count = 0

    @property
    def today(self) -> date:
        """The story's day."""
        return self.now.date()

    def spawn(self, moment: datetime, course: Course) -> None:
        """Let `course` begin at `moment`."""
        if moment.date() <= self.end:
            self._count += 1
            heapq.heappush(self._queue, (moment, self._count, course))

    def run(self, progress: Callable[[float], None]) -> None:
        """Carry everything out, day by day. `progress` hears the share of days that are done."""
        days = (self.end - self.start).days + 1
        for number in range(days):
            day = self.start + timedelta(number)
            while self._queue and self._queue[0][0].date() <= day:
                self.now, _, course = heapq.heappop(self._queue)
                wait = next(course, None)
                if wait is not None:
                    self.spawn(self.after(wait), course)
            progress((number + 1) / days)

    def after(self, wait: Wait) -> datetime:
        """A moment after now by as many days, at an hour fit for it."""
        days = self.chance.randint(wait.least, wait.most)
        if wait.anytime:
            moment = _at(self.today + timedelta(days), self.chance.randint(7 * 60, 22 * 60))
            return moment if moment > self.now else self.now + timedelta(minutes=self.chance.randint(5, 50))
        if days == 0 and is_workday(self.today):
            moment = self.now + timedelta(minutes=self.chance.randint(5, 120))
            if moment <= _at(self.today, 18 * 60):
                return max(moment, _at(self.today, 8 * 60 + 30 + self.chance.randint(0, 40)))
        return self.office(workdays_later(self.today, max(days, 1)))

    def office(self, day: date) -> datetime:
        """A moment in the office hours of `day`."""
        morning = self.chance.random() < 0.5
        minutes = (
            self.chance.randint(8 * 60 + 30, 11 * 60 + 50) if morning else self.chance.randint(14 * 60, 17 * 60 + 40)
        )
        return _at(day, minutes)

    def evening(self, day: date) -> datetime:
        """A moment of `day` when people are awake."""
        return _at(day, self.chance.randint(7 * 60, 22 * 60))


def is_workday(day: date) -> bool:
    """Whether offices are open in the story."""
    return day.weekday() < 5 and (day.month, day.day) not in FREE


def workdays_later(day: date, count: int) -> date:
    """The day `count` working days after `day`."""
    while count:
        day += timedelta(1)
        count -= is_workday(day)
    return day


def workday_from(day: date) -> date:
    """`day`, or the first working day after it."""
    return day if is_workday(day) else workdays_later(day, 1)


def _at(day: date, minutes: int) -> datetime:
    return timezone.make_aware(datetime.combine(day, time(minutes // 60, minutes % 60)))
