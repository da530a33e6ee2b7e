"""Sending: once, or it says so. Whatever breaks, and wherever the program stops."""

from __future__ import annotations

from collections import Counter
from contextlib import suppress
from datetime import timedelta

import pytest
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.outbox.telling import NOON, Carrier, Crash, begin, channel, later, mailed, return_asked
from tests.web.cast import County, fresh_key
from tests.web.step import dispatched

from sandan.desk import organisation
from sandan.domain.notice import BACK_OFF, Timing
from sandan.ledger import read
from sandan.outbox import reader
from sandan.outbox.models import Channel, Item, Means, Message, Notice, Office, Preference, State
from sandan.outbox.run import KEPT, LEASE, STALE, drop, run, try_again

MAIL = {"host": "127.0.0.1", "port": "2525", "security": "none", "sender": "sandan@example.gov"}
MISHAPS = ("sent", "crash_before", "crash_after", "busy", "lost_answer", "lost_request", "refused")


def states() -> list[str]:
    return sorted(Message.objects.values_list("state", flat=True))


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(plan=st.lists(st.sampled_from(MISHAPS), max_size=14), resend=st.booleans(), data=st.data())
def test_wherever_it_stops_each_message_arrives_or_is_said_not_to(
    plan: list[str], resend: bool, data: st.DataObject, county: County
) -> None:
    """None arrives twice without both the row and the second letter saying so; none that is called sent is missing."""
    Office.objects.all().delete()
    Channel.objects.all().delete()
    Preference.objects.all().delete()
    Notice.objects.all().delete()
    begin(resend=resend, cursor=read.head().size)
    channel(Means.EMAIL, **MAIL)
    for who in ("head", "handler", "dispatcher"):
        mailed(county, who)
    return_asked(county)
    mishaps = iter(plan)
    carrier = Carrier(lambda: next(mishaps, "sent"))
    at = NOON
    for _turn in range(60):
        with suppress(Crash):
            run(at, by=carrier, most=data.draw(st.integers(1, 5), "messages in this run") if plan else 100)
        at = at + LEASE + timedelta(minutes=1)
        if not Message.objects.filter(state__in=(State.WAITING, State.SENDING)).exists():
            break
    arrived = Counter(each.id for each in carrier.got)
    for message in Message.objects.all():
        count = arrived[message.key]
        if message.state == State.SENT:
            assert count >= 1
        if message.state == State.FAILED:
            assert count == 0
        if count == 0:
            assert message.state in (State.FAILED, State.UNCERTAIN, State.WAITING)
        if count > 1:
            assert resend
            assert message.perhaps_twice
    seen = set()
    for each in carrier.got:
        if each.id in seen:
            assert each.perhaps_twice
            assert "可能重复送达" in each.text
        seen.add(each.id)
    assert Message.objects.count() == Item.objects.values("message").distinct().count()
    if not plan:
        assert states() == [State.SENT] * 3


def test_a_crash_while_notices_are_made_loses_none_and_doubles_none(
    county: County, monkeypatch: pytest.MonkeyPatch
) -> None:
    begin()
    channel(Means.EMAIL, **MAIL)
    mailed(county, "dispatcher")
    return_asked(county)

    def stopped(*_args: object) -> int:
        raise Crash

    with monkeypatch.context() as patch:
        patch.setattr(reader, "_enqueue", stopped)
        with pytest.raises(Crash):
            run(NOON, by=Carrier())
    assert not Notice.objects.exists(), "the notices went with the transaction"
    carrier = Carrier()
    run(NOON, by=carrier)
    assert len(carrier.got) == 1
    Office.objects.update(cursor=0, day=None)
    assert run(NOON, by=carrier).notices == 0
    assert len(carrier.got) == 1


def test_two_runs_at_once_send_each_message_once(county: County) -> None:
    begin()
    channel(Means.EMAIL, **MAIL)
    for who in ("head", "handler"):
        mailed(county, who)
    dispatched(county)
    outer = Carrier()
    inner = Carrier(lambda: "sent")

    def plan() -> str:
        run(NOON, by=inner)
        return "sent"

    outer.plan = plan
    run(NOON, by=outer)
    assert len({each.id for each in [*outer.got, *inner.got]}) == len([*outer.got, *inner.got]) == 2


def test_what_stops_between_sending_and_marking_is_said_to_be_uncertain(county: County) -> None:
    begin()
    channel(Means.EMAIL, **MAIL)
    mailed(county, "head")
    dispatched(county)
    carrier = Carrier(lambda: "crash_after")
    with pytest.raises(Crash):
        run(NOON, by=carrier)
    assert states() == [State.SENDING]
    run(later(NOON, 5), by=Carrier())
    assert states() == [State.SENDING], "somebody may still be at it"
    run(later(NOON, 11), by=Carrier())
    message = Message.objects.get()
    assert (message.state, message.reason) == (State.UNCERTAIN, "stopped")
    again = Carrier()
    assert try_again(message.key, later(NOON, 12))
    run(later(NOON, 12), by=again)
    assert [each.perhaps_twice for each in again.got] == [True]
    assert states() == [State.SENT]
    assert not try_again(message.key, NOON), "what was sent is not sent again"
    assert not drop(message.key)


def test_a_channel_that_throws_repeats_away_is_tried_again_by_itself(county: County) -> None:
    begin()
    of = channel(Means.WEBHOOK, county.units["水利局"], url="https://hook.example.gov/")
    Channel.objects.filter(key=of.key).update(idempotent=True)
    dispatched(county)
    carrier = Carrier(lambda: "lost_answer" if not carrier.got else "sent")
    run(NOON, by=carrier)
    run(later(NOON, 2), by=carrier)
    assert [each.perhaps_twice for each in carrier.got] == [False, True]
    assert len({each.id for each in carrier.got}) == 1, "the same id, by which the other side knows it"
    assert states() == [State.SENT]


def test_it_waits_longer_each_time_and_gives_up_in_the_end(county: County) -> None:
    begin()
    channel(Means.EMAIL, **MAIL)
    mailed(county, "head", quiet_first=None)
    dispatched(county)
    at, carrier = NOON, Carrier(lambda: "busy")
    for wait in BACK_OFF:
        run(at, by=carrier)
        message = Message.objects.get()
        assert message.state == State.WAITING
        assert wait <= message.next_at - at < 2 * wait
        at = message.next_at + timedelta(seconds=1)
    run(at, by=carrier)
    message = Message.objects.get()
    assert (message.state, message.reason, message.tries) == (State.FAILED, "busy", len(BACK_OFF) + 1)


def test_a_later_refusal_does_not_hide_that_an_earlier_try_may_have_arrived(county: County) -> None:
    begin(resend=True)
    channel(Means.EMAIL, **MAIL)
    mailed(county, "head")
    dispatched(county)
    plan = iter(["lost_answer", "refused"])
    carrier = Carrier(lambda: next(plan))
    run(NOON, by=carrier)
    run(later(NOON, 2), by=carrier)
    assert states() == [State.UNCERTAIN]


def test_nothing_is_sent_before_the_office_says_so_and_nothing_old_afterwards(county: County) -> None:
    begin(sending=False)
    channel(Means.EMAIL, **MAIL)
    mailed(county, "head")
    dispatched(county)
    carrier = Carrier()
    assert run(NOON, by=carrier).notices
    assert not Message.objects.exists()
    Office.objects.update(sending=True)
    run(later(NOON, 1), by=carrier)
    assert carrier.got == []
    dispatched(county)
    Office.objects.update(sending=True)
    run(later(NOON, 2), by=Carrier(lambda: "busy"))
    Office.objects.update(sending=False)
    run(later(NOON, 60), by=carrier)
    Office.objects.update(sending=True)
    run(NOON + STALE + timedelta(days=1), by=carrier)
    assert carrier.got == []
    assert Message.objects.get().reason == "stale"


def test_a_paused_channel_keeps_its_messages(county: County) -> None:
    begin()
    of = channel(Means.EMAIL, **MAIL)
    mailed(county, "head")
    dispatched(county)
    run(NOON, by=Carrier(lambda: "busy"))
    Channel.objects.filter(key=of.key).update(enabled=False)
    carrier = Carrier()
    run(later(NOON, 30), by=carrier)
    assert carrier.got == []
    Channel.objects.filter(key=of.key).update(enabled=True)
    run(later(NOON, 40), by=carrier)
    assert len(carrier.got) == 1


def test_who_left_or_changed_their_mind_is_sent_nothing_more(county: County) -> None:
    begin()
    channel(Means.EMAIL, **MAIL)
    for who in ("head", "handler"):
        mailed(county, who)
    dispatched(county)
    run(NOON, by=Carrier(lambda: "busy"))
    today = timezone.localdate()
    organisation.end_appointment(county.posts["head"], today, county.actor("operator"), fresh_key())
    Preference.objects.filter(person=county.people["handler"]).update(email_timing=Timing.NEVER.value)
    carrier = Carrier()
    run(later(NOON, 5), by=carrier)
    assert carrier.got == []
    assert sorted(Message.objects.values_list("reason", flat=True)) == ["left_service", "not_wanted"]


def test_a_run_is_bounded(county: County) -> None:
    begin()
    channel(Means.EMAIL, **MAIL)
    for who in ("head", "handler", "dispatcher"):
        mailed(county, who)
    return_asked(county)
    carrier = Carrier()
    assert run(NOON, by=carrier, most=1).waiting == 2
    assert run(NOON, by=carrier, seconds=-1).sent == 0
    assert run(NOON, by=carrier).sent == 2


def test_what_is_old_is_deleted(county: County) -> None:
    begin()
    channel(Means.EMAIL, **MAIL)
    mailed(county, "head")
    dispatched(county)
    run(NOON, by=Carrier())
    assert Notice.objects.exists()
    run(NOON + KEPT + timedelta(days=2), by=Carrier())
    assert not Notice.objects.exists()
    assert not Message.objects.exists()
