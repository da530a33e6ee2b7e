"""Two counties, one with a hidden report and one without: what is told, and to whom, must be the same to the last letter (law 8)."""

from __future__ import annotations

from contextlib import suppress
from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction
from django.utils import timezone
from tests.outbox.telling import Carrier, begin, channel
from tests.web.test_leak import SECRETS, Story, World, found, openly, secret

from sandan.domain.notice import Timing
from sandan.domain.shield import MARK
from sandan.ledger import read
from sandan.outbox.models import Means, Notice, Preference
from sandan.outbox.run import run
from sandan.outbox.secret import sealed

MAIL = {"host": "127.0.0.1", "port": "2525", "security": "none", "sender": "sandan@example.gov"}


class Told(Exception):
    """Carries what a county told out of a transaction that is undone."""

    def __init__(self, notices: list[tuple[Any, ...]], letters: list[tuple[str, str, str, str]]) -> None:
        super().__init__()
        self.notices, self.letters = notices, letters


def telling(story: Story, *, hidden: bool) -> Told:
    """Everything that goes out of a county with or without the report, from its first day to a fortnight later."""
    start = timezone.now() - timedelta(days=10)
    start = start.replace(microsecond=0)
    told: list[Told] = []
    with suppress(Told), transaction.atomic():
        world = World(hidden, start)
        found(world)
        begin()
        channel(Means.EMAIL, **MAIL)
        for unit in world.units.values():
            channel(Means.WECOM, unit, url="https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=geheim")
        for who, (person, _post) in world.people.items():
            Preference.objects.create(
                person=person, email=sealed(f"{who}@example.gov"), email_timing=Timing.AT_ONCE.value,
                quiet_first=None, quiet_last=None,
            )  # fmt: skip
        carrier, number = Carrier(), 1
        for _step in secret(world, story):
            openly(world, number, "roads")
            number += 1
            run(world.at(), by=carrier)
        for days in (1, 8, 15, 22):
            run(start + timedelta(days=days, hours=10), by=carrier)
        rows = Notice.objects.values_list("occasion", "recipient", "kind", "matter", "number", "unit", "due_on")
        letters = sorted((each.id, each.to, each.subject, each.text) for each in carrier.got)
        assert read.head().size
        told.append(Told(sorted(rows, key=str), letters))
        raise told[0]
    return told[0]


STORIES = [
    Story(about="water", person=False, accusation=False, taken=False, steps=12),
    Story(about="dispatcher", person=True, accusation=True, taken=False, steps=12),
    Story(about="town", person=False, accusation=False, taken=True, steps=12),
]


@pytest.mark.parametrize("story", STORIES, ids=["unit", "accusation", "taken"])
def test_nobody_is_told_anything_else(story: Story, db: None) -> None:
    with_it, without = telling(story, hidden=True), telling(story, hidden=False)
    assert with_it.notices
    assert with_it.letters
    assert with_it.notices == without.notices
    assert with_it.letters == without.letters
    for row in with_it.notices:
        assert not str(row[3]).startswith(MARK)
    for letter in with_it.letters:
        assert not [each for each in SECRETS if each in "".join(letter)]
