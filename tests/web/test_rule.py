"""The rulebook and the calendar on screen: who reads and who changes them, the preview, and the year's notice."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from html.parser import HTMLParser
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from tests.web.cast import County, fresh_key
from tests.web.step import accepted, heard

from sandan.desk import rule as desk
from sandan.domain.procedure import Procedure
from sandan.domain.profile import CAMPAIGN, PETITION_2005
from sandan.domain.rulebook import Step
from sandan.domain.values import Channel
from sandan.ledger import read
from sandan.projections import rule
from sandan.projections.calendar import calendar, entered, library

Open = Callable[[str], Client]
YEAR = timezone.localdate().year + 2
NEXT_YEAR = {
    "holidays": f"{YEAR}-01-01\n{YEAR}-05-01\n10月1日至7日",
    "workdays": "",
    "source": "国务院办公厅关于节假日安排的通知",
}
"""A notice for the year that `world` calls next: no library knows it."""


class _Fields(HTMLParser):
    """Every field of a page with the value it would be sent with."""

    def __init__(self) -> None:
        super().__init__()
        self.found: dict[str, Any] = {}
        self._select, self._area = "", ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        named = {name: value or "" for name, value in attrs}
        name, kind = named.get("name", ""), named.get("type", "")
        if tag == "select":
            self._select = name
        elif tag == "option" and self._select and ("selected" in named or self._select not in self.found):
            self.found[self._select] = named["value"]
        elif tag == "textarea":
            self._area = name
            self.found[name] = ""
        elif tag == "input" and name:
            if kind == "checkbox":
                if "checked" in named:
                    self.found.setdefault(name, []).append(named.get("value", "on"))
            else:
                self.found[name] = named.get("value", "")

    def handle_data(self, data: str) -> None:
        if self._area:
            self.found[self._area] += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea":
            self._area = ""
        elif tag == "select":
            self._select = ""


def fields(answer: Any) -> dict[str, Any]:
    """The form of a page as a browser would send it."""
    parser = _Fields()
    parser.feed(answer.content.decode())
    return {name: value for name, value in parser.found.items() if name not in ("language", "next", "step", "on")}


def tomorrow() -> str:
    return (timezone.localdate() + timedelta(1)).isoformat()


def filled(client: Client, procedure: str, **changed: Any) -> dict[str, Any]:
    """The form for other rules, as it comes, with a title, a basis and what is `changed`."""
    given = fields(client.get(reverse("workspace:rule_new", args=[procedure])))
    return {**given, "title": "本县规则", "basis": "云整办〔2026〕3号", **changed}


def previewed(world: Any) -> dict[str, Any]:
    """The form for other petition rules with the mark of its preview, as the dispatcher has it before adopting."""
    client = world.user("dispatcher")
    given = filled(client, "petition", conclude_days="45")
    shown = client.post(reverse("workspace:rule_new", args=["petition"]), {**given, "step": "preview"})
    return {**given, "previewed": fields(shown)["previewed"], "step": "do"}


def test_everybody_may_read_the_rules(county: County, client_of: Open) -> None:
    public = client_of("").get(reverse("portal:rules")).content.decode()
    for words in (
        "信访工作条例（2022年）",
        "第三十四条",
        "60 calendar days",
        "5 working days",
        "2005-05-01 to 2022-04-30",
    ):
        assert words in public
    assert "no law sets it" in public
    for who in ("handler", "auditor", "leader"):
        staff = client_of(who).get(reverse("workspace:rules")).content.decode()
        assert "信访工作条例（2022年）" in staff
        assert "Adopt other rules" not in staff
    assert "Adopt other rules" in client_of("dispatcher").get(reverse("workspace:rules")).content.decode()


def test_the_rules_of_an_earlier_day(county: County, client_of: Open) -> None:
    page = client_of("clerk").get(reverse("workspace:rules"), {"on": "2019-10-01"}).content.decode()
    first = page.index("信访条例（2005年）")
    assert "in force" in page[first : first + 200]
    coming = page.index("信访工作条例（2022年）")
    assert "coming" in page[coming : coming + 200]


def test_the_days_of_the_offices_steps_are_set_with_the_rules(county: County, client_of: Open) -> None:
    client = client_of("dispatcher")
    given = filled(client, "petition", office_closure_requested_days="4", office_closure_requested_article="第九条")
    assert given["office_registered_article"] == "第二十二条", "the form starts with what holds"
    address = reverse("workspace:rule_new", args=["petition"])
    shown = client.post(address, {**given, "step": "preview"})
    client.post(address, {**given, "previewed": fields(shown)["previewed"], "step": "do"})
    held = rule.in_force(Procedure.PETITION, timezone.localdate() + timedelta(1))
    assert {each.status.value: (each.days, each.article) for each in held.office_days} == {
        "registered": (15, "第二十二条"),
        "closure_requested": (4, "第九条"),
    }
    html = client_of("").get(reverse("portal:rules")).content.decode()
    assert "4 calendar days" in html


def test_a_preview_comes_before_the_rules_and_says_what_then_happens(county: County, client_of: Open) -> None:
    client = client_of("dispatcher")
    open_problem = accepted(county, heard(county, "路灯不亮。"))
    address = reverse("workspace:rule_new", args=["campaign"])
    given = filled(client, "campaign", conclude_days="30", extend_days="", approvers=[])
    size = read.head().size
    shown = client.post(address, {**given, "step": "preview"})
    page = shown.content.decode()
    assert (shown.status_code, read.head().size) == (200, size), "a look changes nothing"
    on = timezone.localdate() + timedelta(1)
    assert f"<strong>{on + timedelta(30):%Y-%m-%d}</strong>" in page
    assert f"{on + timedelta(90):%Y-%m-%d}" in page
    assert "Nothing changes for 1 open problem" in page
    assert open_problem in page

    done = client.post(address, {**given, "previewed": fields(shown)["previewed"], "step": "do"})
    assert done.status_code == 302
    found = desk.Sight().terms(Procedure.CAMPAIGN, on, on, on)
    assert found.limit_on == on + timedelta(30)
    assert found.longest_on is None
    assert desk.Sight().terms(Procedure.CAMPAIGN, timezone.localdate(), on, on).rulebook == CAMPAIGN.id
    assert "本县规则" in client_of("").get(reverse("portal:rules")).content.decode()


def test_what_was_changed_after_the_preview_is_shown_again(county: County, client_of: Open) -> None:
    client = client_of("dispatcher")
    address = reverse("workspace:rule_new", args=["campaign"])
    given = filled(client, "campaign")
    mark = fields(client.post(address, {**given, "step": "preview"}))["previewed"]
    size = read.head().size
    again = client.post(address, {**given, "conclude_days": "10", "previewed": mark, "step": "do"})
    assert (again.status_code, read.head().size) == (200, size)
    assert client.post(address, {**given, "step": "do"}).status_code == 200, "and without any preview"
    assert read.head().size == size


def test_more_time_than_the_law_allows_is_said_before_it_is_adopted(county: County, client_of: Open) -> None:
    client = client_of("dispatcher")
    given = filled(client, "petition", conclude_days="90")
    page = client.post(reverse("workspace:rule_new", args=["petition"]), {**given, "step": "preview"})
    assert "Only a new law can do that" in page.content.decode()


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"from_on": "2020-01-01"}, "Rules never reach backwards"),
        ({"basis": ""}, "Legal basis"),
        ({"extend_days": "30", "approvers": []}, "who must agree to an extension"),
        ({"reminder_days": "5", "warning_days": "1"}, "Each level must come later"),
        ({"conclude_days": "0"}, "greater than or equal to 1"),
    ],
)
def test_a_form_that_cannot_be_is_sent_back_with_what_was_filled_in(
    county: County, client_of: Open, changed: dict[str, Any], said: str
) -> None:
    client = client_of("dispatcher")
    given = filled(client, "campaign", **changed)
    size = read.head().size
    answer = client.post(reverse("workspace:rule_new", args=["campaign"]), {**given, "step": "preview"})
    assert (answer.status_code, read.head().size) == (422, size)
    assert said in answer.content.decode()
    assert "本县规则" in answer.content.decode()


def test_coming_rules_are_withdrawn_and_the_law_is_not_the_offices_to_end(county: County, client_of: Open) -> None:
    client = client_of("dispatcher")
    later = timezone.localdate() + timedelta(10)
    ours = replace(CAMPAIGN, title="冬季行动", basis="云整办〔2026〕3号", from_on=later)
    made = desk.adopt(ours, county.actor("dispatcher"), fresh_key())
    assert "Withdraw" in client.get(reverse("workspace:rules")).content.decode()
    address = reverse("workspace:rule_end", args=[made])
    given = fields(client.get(address))
    assert given["until_on"] == (later - timedelta(1)).isoformat()
    assert client.post(address, {**given, "reason": "方案撤回"}).status_code == 302
    assert "冬季行动" not in client.get(reverse("workspace:rules")).content.decode()
    assert client.get(reverse("workspace:rule_end", args=[PETITION_2005.id])).status_code == 404


def test_the_doors_are_set(county: County, client_of: Open) -> None:
    client = client_of("dispatcher")
    address = reverse("workspace:rule_channels")
    given = {**fields(client.get(address)), "basis": "分流办法", "counter": "petition"}
    assert client.post(address, given).status_code == 302
    on = timezone.localdate() + timedelta(1)
    assert rule.channels(on)[Channel.COUNTER] is Procedure.PETITION
    assert rule.channels(on)[Channel.HOTLINE] is Procedure.HOTLINE
    assert rule.channels(timezone.localdate())[Channel.COUNTER] is Procedure.CAMPAIGN
    refused = client.post(address, {**given, "key": fresh_key(), "from_on": "2020-01-01"})
    assert "Rules never reach backwards" in refused.content.decode()


def test_a_year_at_a_glance(county: County, client_of: Open) -> None:
    page = client_of("handler").get(reverse("workspace:calendar"), {"year": "2019"}).content.decode()
    assert '<time class="day made_up" datetime="2019-09-29">' in page
    assert '<time class="day off" datetime="2019-10-07">' in page
    assert '<time class="day worked" datetime="2019-10-08">' in page
    assert "chinesecalendar" in page
    assert "Correct this year" not in page
    for odd in ("x", "99999", "１９", "-1", ""):
        assert client_of("handler").get(reverse("workspace:calendar"), {"year": odd}).status_code == 200


def test_an_unknown_year_says_what_happens_without_its_notice(county: County, client_of: Open) -> None:
    page = client_of("dispatcher").get(reverse("workspace:calendar"), {"year": YEAR}).content.decode()
    assert "Nothing is guessed" in page
    assert "Enter the notice" in page


def test_the_notice_is_read_from_its_text_checked_and_saved(county: County, client_of: Open) -> None:
    client = client_of("operator")
    address = reverse("workspace:calendar_year", args=[YEAR])
    text = "元旦：1月1日放假。劳动节：5月1日至5日放假调休，共5天。国庆节：10月1日至7日放假调休，共7天。"
    given = {**fields(client.get(address)), "notice": text, "source": "国办发明电"}
    size = read.head().size
    shown = client.post(address, {**given, "step": "read"})
    assert (shown.status_code, read.head().size) == (200, size)
    filled_in = fields(shown)
    assert filled_in["holidays"].strip().splitlines() == [
        f"{YEAR}-01-01",
        f"{YEAR}-05-01 至 {YEAR}-05-05",
        f"{YEAR}-10-01 至 {YEAR}-10-07",
    ]
    assert client.post(address, {**filled_in, "step": "do"}).status_code == 302
    assert YEAR in calendar().years
    assert not calendar().is_working(date(YEAR, 10, 7))
    page = client_of("auditor").get(reverse("workspace:calendar"), {"year": YEAR}).content.decode()
    assert "国办发明电" in page


def test_a_line_that_is_no_day_is_named(county: County, client_of: Open) -> None:
    answer = client_of("operator").post(
        reverse("workspace:calendar_year", args=[YEAR]),
        {**NEXT_YEAR, "holidays": "国庆", "key": fresh_key(), "step": "do"},
    )
    assert answer.status_code == 422
    assert "No day can be read in “国庆”." in answer.content.decode()


def test_a_known_year_is_corrected_with_a_reason_that_everybody_reads(county: County, client_of: Open) -> None:
    client = client_of("dispatcher")
    address = reverse("workspace:calendar_year", args=[2026])
    given = fields(client.get(address))
    given |= {"holidays": given["holidays"] + "\n2026-12-25", "source": "省政府通知", "step": "do"}
    assert client.post(address, given).status_code == 422
    assert client.post(address, {**given, "key": fresh_key(), "reason": "抗洪放假"}).status_code == 302
    assert calendar().of_year(2026)[0] == (*library().of_year(2026)[0], date(2026, 12, 25))
    page = client_of("handler").get(reverse("workspace:calendar"), {"year": "2026"}).content.decode()
    assert "抗洪放假" in page
    assert [each.reason for each in entered(2026)] == ["抗洪放假"]


def test_every_step_and_level_of_the_form_comes_back_as_it_went(county: County, client_of: Open) -> None:
    """Adopting the form as it comes gives what holds already, under the office's name."""
    client = client_of("dispatcher")
    given = filled(client, "petition")
    address = reverse("workspace:rule_new", args=["petition"])
    mark = fields(client.post(address, {**given, "step": "preview"}))["previewed"]
    assert client.post(address, {**given, "previewed": mark, "step": "do"}).status_code == 302
    on = timezone.localdate() + timedelta(1)
    ours, law = rule.in_force(Procedure.PETITION, on), rule.in_force(Procedure.PETITION, timezone.localdate())
    assert (ours.deadlines, ours.warnings, ours.approvers) == (law.deadlines, law.warnings, law.approvers)
    assert (ours.closing, ours.repeat_months, ours.retention_years) == (
        law.closing,
        law.repeat_months,
        law.retention_years,
    )
    assert {each.step for each in ours.deadlines} == set(Step)
