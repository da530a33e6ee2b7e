"""What the rules say of one problem, on its pages: deadlines, today's level of warning, who agrees to more time, retention, erasure."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from tests.web.cast import County, fresh_key, make_county
from tests.web.step import accepted, claimed, dispatched, heard, offered, page, step, struck_off
from tests.web.test_portal import report

from sandan.desk import opinion, rule
from sandan.desk import problem as desk
from sandan.desk.handle import fold
from sandan.desk.opinion import Heard
from sandan.domain import problem_command
from sandan.domain.authority import Role
from sandan.domain.procedure import Procedure
from sandan.domain.profile import CAMPAIGN
from sandan.domain.values import Channel, Refusal, StatutoryChannel, Topic
from sandan.projections.opinion import Opinion
from sandan.projections.problem import Problem
from sandan.projections.rule import in_force
from sandan.projections.version import now

ClientOf = Callable[[str], Client]


def ago(days: int) -> datetime:
    return timezone.localtime() - timedelta(days)


@pytest.fixture
def county(db: None) -> County:
    """A small county that has been there for long, so that something can have ended long ago."""
    return make_county(ago(365 * 12))


def late(county: County, days: int) -> str:
    """A problem of the water bureau that is overdue for so many days; before its deadline with a minus."""
    at, office = ago(days + 5), county.actor("dispatcher")
    said = opinion.register(Heard(text="水管裂了。", channel=Channel.VISIT, topic=Topic.WATER), office, fresh_key(), at)
    key = opinion.accept(said.opinion, office, fresh_key(), title="水管破裂", at=at)
    desk.dispatch(key, desk.Dispatch(county.units["水利局"], ago(days).date()), office, fresh_key(), at)
    return key


@pytest.mark.parametrize(
    ("days", "meaning", "colour", "level"),
    [(-2, "Reminder", "blue", "reminder"), (3, "Warning", "yellow", "warning"), (12, "Final warning", "red", "final")],
)
def test_todays_level_stands_with_its_meaning_and_colour_and_is_chosen_beforehand(
    days: int, meaning: str, colour: str, level: str, county: County, client_of: ClientOf
) -> None:
    key = late(county, days)
    html = page(client_of("dispatcher"), key)
    assert f'<span class="alarm {colour}">{meaning} ({colour})</span>' in html
    assert f'<option value="{level}" selected>' in html


def test_no_level_before_the_first_one(county: County, client_of: ClientOf) -> None:
    html = page(client_of("dispatcher"), late(county, -4))
    head = html[: html.index("In short")]
    assert 'class="alarm' not in head
    assert '<option value="" selected>' in html


def test_a_graver_order_that_was_sent_is_not_taken_back(county: County, client_of: ClientOf) -> None:
    key = late(county, 3)
    office, today = client_of("dispatcher"), timezone.localdate().isoformat()
    step(office, key, "chase", level="final", demand="说明进度", answer_by=today)
    step(
        client_of("handler"), key, "answer_chase", chase=fold(f"problem/{key}")[0].pressing.open[0].id, answer="已排工"
    )
    assert '<option value="final" selected>' in page(office, key)


def test_every_deadline_stands_on_the_page_with_its_basis(county: County, client_of: ClientOf) -> None:
    key = dispatched(county, accepted(county, heard(county, channel=Channel.LETTER)))
    html = page(client_of("handler"), key)
    section = html[html.index('id="deadlines"') :]
    section = section[: section.index("</details>")]
    for words in ("第二十二条", "第二十三条", "第三十四条", "第三十五条", "not begun", "Levels of warning"):
        assert words in section
    limit = in_force(Procedure.PETITION, timezone.localdate()).deadlines
    assert len(limit) == section.count("<dt>") - 1


def test_a_reporter_reads_until_when_a_review_may_be_asked_for(county: County, client_of: ClientOf) -> None:
    """信访工作条例 art. 35: thirty days from the answer."""
    resident = client_of("")
    said, _code = report(resident, county)
    key = accepted(county, said)
    to = desk.Dispatch(county.units["水利局"], timezone.localdate() + timedelta(9), procedure=Procedure.PETITION)
    desk.dispatch(key, to, county.actor("dispatcher"), fresh_key())
    address = reverse("portal:opinion", args=[said])
    assert "Asking for a review" not in resident.get(address).content.decode()
    step(client_of("handler"), key, "sign_for")
    step(client_of("handler"), key, "answer", answer="管网改造已列入计划")
    shown = resident.get(address).content.decode()
    assert "Asking for a review of the answer" in shown
    assert "第三十五条" in shown


def chained(county: County) -> str:
    """A problem under rules by which office and leader agree to more time."""
    rules = replace(
        CAMPAIGN,
        title="冬季行动",
        basis="云整办〔2026〕3号",
        from_on=ago(9).date(),
        approvers=(Role.UNIT_HEAD, Role.DISPATCHER, Role.LEADER),
    )
    rule.adopt(rules, county.actor("dispatcher"), fresh_key(), ago(10))
    return dispatched(county)


def test_more_time_takes_everyone_whom_the_rules_name(county: County, client_of: ClientOf) -> None:
    key, head = chained(county), client_of("head")
    step(head, key, "sign_for")
    due = now(Problem).get(key=key).due_on
    assert due is not None
    to_on = (due + timedelta(5)).isoformat()
    assert "Office dispatcher → Leader" in page(head, key)
    step(head, key, "ask_extension", to_on=to_on, reason="缺料", progress="一半")
    leader = client_of("leader")
    assert "grant_extension" not in offered(leader, key)
    assert "the next to agree to a later deadline is: Office dispatcher" in page(leader, key)
    step(client_of("dispatcher"), key, "grant_extension", to_on=to_on)
    assert now(Problem).get(key=key).due_on == due
    assert "Must agree to it next" in page(head, key)
    assert reverse("workspace:problem", args=[key]) in leader.get(reverse("workspace:desk")).content.decode()


def test_a_petitions_head_moves_the_deadline_by_asking(county: County, client_of: ClientOf) -> None:
    key = dispatched(county, accepted(county, heard(county, channel=Channel.LETTER)))
    head = client_of("head")
    step(head, key, "sign_for")
    due = now(Problem).get(key=key).due_on
    assert due is not None
    assert "the head of the unit decides: the deadline moves at once" in page(head, key)
    step(head, key, "ask_extension", to_on=(due + timedelta(5)).isoformat(), reason="缺料", progress="一半")
    held = now(Problem).get(key=key)
    assert (held.due_on, held.first_due_on, held.agrees) == (due + timedelta(5), due, "")
    shown = page(head, key)
    assert "The unit asks to move the deadline" in shown
    assert "Deadline moved from" in shown


def test_how_long_records_are_kept_stands_on_the_page_and_in_the_dossier(county: County, client_of: ClientOf) -> None:
    key, office = struck_off(county), client_of("dispatcher")
    until = now(Problem).get(key=key).kept_until
    assert until is not None
    for address in (reverse("workspace:problem", args=[key]), reverse("workspace:dossier", args=[key])):
        html = office.get(address).content.decode()
        assert "Records are kept until" in html
        assert f"{until:%Y-%m-%d} (软件预设" in html
    assert "Records are kept until" not in page(office, dispatched(county))


def test_whoever_verifies_reads_by_what_the_rules_want_it_judged(county: County, client_of: ClientOf) -> None:
    html = page(client_of("verifier"), claimed(county, client_of))
    assert CAMPAIGN.closing[0] in html
    assert CAMPAIGN.closing[-1] in html


def test_what_need_not_be_kept_any_longer_is_listed_and_not_erased(county: County, client_of: ClientOf) -> None:
    old = struck_off(county, title="旧水管", at=ago(365 * 11))
    struck_off(county, title="新水管")
    for who in ("dispatcher", "operator", "auditor"):
        html = client_of(who).get(reverse("workspace:retention")).content.decode()
        assert "旧水管" in html
        assert "新水管" not in html
        assert "Nothing is erased by itself" in html
    assert client_of("head").get(reverse("workspace:retention")).status_code == 403
    row = now(Problem).get(key=old)
    after = f"{row.kept_until:%Y-%m-%d}.{row.position}"
    html = client_of("dispatcher").get(reverse("workspace:retention"), {"after": after}).content.decode()
    assert "There are no more." in html
    assert client_of("dispatcher").get(reverse("workspace:retention"), {"after": "x"}).status_code == 200


def test_erasing_waits_for_the_end_of_work_and_of_retention(county: County) -> None:
    operator = county.actor("operator")

    def erase(of: str, despite: str = "") -> None:
        opinion.erase(of, "个人信息保护法第四十七条", operator, fresh_key(), despite=despite)

    said = heard(county)
    key = dispatched(county, accepted(county, said))
    with pytest.raises(Refusal, match="still_worked_on"):
        erase(said)
    court = problem_command.RedirectProblem(channel=StatutoryChannel.COURT, where_to="县人民法院")
    desk.give(key, court, county.actor("dispatcher"), fresh_key())
    with pytest.raises(Refusal, match="still_kept"):
        erase(said)
    erase(said, "县人民法院裁定")
    erase(heard(county, "另一件事。"))


def test_what_is_kept_no_longer_may_be_erased(county: County) -> None:
    old = struck_off(county, at=ago(365 * 11))
    for said in fold(f"problem/{old}")[0].problem.opinions:
        opinion.erase(said, "个人信息保护法第四十七条", county.actor("operator"), fresh_key())
        assert now(Opinion).get(key=said).erased
