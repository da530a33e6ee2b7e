"""Setting the outbox up and making things happen that it tells of."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone
from tests.web.cast import County, fresh_key
from tests.web.step import dispatched

from sandan.desk import problem
from sandan.domain.authority import Actor
from sandan.domain.notice import Timing
from sandan.domain.problem_command import AskReturn
from sandan.outbox.carrier import Fields, Outcome, Result
from sandan.outbox.models import Channel, Means, Notice, Office, Preference
from sandan.outbox.reader import office
from sandan.outbox.secret import sealed, sealed_fields
from sandan.outbox.wording import Letter

NOON = timezone.localtime().replace(hour=12, minute=0, second=0, microsecond=0) + timedelta(days=1)
"""Outside everybody's quiet hours, and after all that a test lets happen."""


def begin(**given: Any) -> Office:
    """Let the office send, from the ledger's first entry on."""
    held = office()
    for name, value in {"sending": True, "cursor": 0, "site": "https://sandan.example.gov", **given}.items():
        setattr(held, name, value)
    held.save()
    return held


def channel(means: Means, unit: str = "", **fields: str) -> Channel:
    """A channel with this address and these secrets."""
    return Channel.objects.create(
        key=f"{means}{unit}"[:16], means=means.value, name=means.value, unit=unit, sealed=sealed_fields(fields)
    )


def mailed(county: County, who: str, timing: Timing = Timing.AT_ONCE, **given: Any) -> Preference:
    """A person who wants mail."""
    return Preference.objects.create(
        person=county.people[who], email=sealed(f"{who}@example.gov"), email_timing=timing.value, **given
    )


def told(county: County) -> set[tuple[str, str]]:
    """Who was told what, by the names that tests call people by; of groups the unit's name."""
    names = {f"person/{key}": name for name, key in county.people.items()}
    names |= {f"unit/{key}": name for name, key in county.units.items()}
    return {(names[recipient], kind) for recipient, kind in Notice.objects.values_list("recipient", "kind")}


def return_asked(county: County, by: Actor | None = None) -> str:
    """A problem that the water bureau says is not its own."""
    key = dispatched(county)
    problem.give(key, AskReturn(reason="不归我管"), by or county.actor("head"), fresh_key())
    return key


class Carrier:
    """A carrier that keeps what it is given, and does at each try what `plan` says."""

    def __init__(self, plan: Callable[[], str] = lambda: "sent") -> None:
        self.plan = plan
        self.got: list[Letter] = []

    def __call__(self, means: Means, fields: Fields, letter: Letter) -> Outcome:
        what = self.plan()
        if what == "crash_before":
            raise Crash
        if what in ("sent", "crash_after", "lost_answer"):
            self.got.append(letter)
        if what == "crash_after":
            raise Crash
        result = {"sent": Result.SENT, "busy": Result.NOT_SENT, "refused": Result.REFUSED}.get(what, Result.UNSURE)
        return Outcome(result, "" if result is Result.SENT else "busy")


class Crash(BaseException):
    """The machine is switched off: nothing after it is carried out."""


def later(at: datetime, minutes: float) -> datetime:
    return at + timedelta(minutes=minutes)
